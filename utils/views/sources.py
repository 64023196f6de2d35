"""Where the Photo tab's pictures come from: files, the camera, and examples that come with the page."""

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime.scriptrunner import get_script_run_ctx

from utils.formats import ALL_ENDINGS

if TYPE_CHECKING:
    from PIL import Image
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
    from streamlit.runtime.uploaded_file_manager import UploadedFile

EXAMPLES = Path(__file__).with_name("examples")
MOST_PICTURES = 20  # of one visit
MOST_MEGABYTES = 60  # of one visit's pictures together: many visitors share the memory of one small server
THUMBNAIL = (128, 96)  # pixels
FILES = "files"  # key of the uploader

# An upload stays in memory, whatever its size: Starlette writes those above a megabyte to disk otherwise.
MultiPartParser.spool_max_size = (st.get_option("server.maxUploadSize") + 1) * 1024**2


@dataclass(frozen=True)
class Upload:
    """One picture sent in this visit, known by its upload: two may have one name, or one content."""

    identity: str
    name: str
    size: int
    data: Callable[[], bytes]


def pictures(camera: bool) -> list[Upload]:
    """Offer the ways to send pictures, and give back those of this visit: first what came last, own or example.

    Args:
        camera: it is to be used; else files.
    """
    with st.container(key="sources"):
        # The uploader stays while the camera is used, hidden: taken away it would forget its pictures.
        with st.container(key="uploads"):
            files = st.file_uploader(
                f"Pictures of handwritten digits: up to {MOST_PICTURES}, together {MOST_MEGABYTES} MB",
                type=ALL_ENDINGS,
                accept_multiple_files=True,
                key=FILES,
                on_change=_files_changed,
            )
        if camera:
            _take(st.camera_input("Hold the paper flat and fill the frame"))
    example = _example()
    sent = [Upload(file.file_id, file.name, file.size, file.getvalue) for file in files]
    own = _bounded([*sent, *st.session_state.get("taken", {}).values()])
    return example + own if st.session_state.get("example_last") else own + example


def jpeg_of(picture: "Image.Image", most: tuple[int, int], quality: int) -> bytes:
    """A picture of Pillow's as a JPEG, made smaller until it fits.

    Args:
        picture: of Pillow's; is made smaller itself.
        most: width and height, pixels.
        quality: 1..95.
    """
    picture.thumbnail(most)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def jpeg_url(jpeg: bytes) -> str:
    """A JPEG inside a URL."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


def remove_button(upload: Upload) -> None:
    """Show a button that takes a picture of the camera away; a file has one in the uploader."""
    if upload.identity in st.session_state.get("taken", {}):
        st.button("Remove", key=f"remove_{upload.identity}", on_click=_remove, args=(upload.identity,))


def _take(photo: "UploadedFile | None") -> None:
    """Keep what the camera took: its next picture takes this one's place there."""
    taken = st.session_state.setdefault("taken", {})
    if photo and photo.file_id not in st.session_state.setdefault("taken_before", {}):
        data = photo.getvalue()
        name = f"camera {len(st.session_state.taken_before) + 1}"
        st.session_state.taken_before[photo.file_id] = name
        taken[photo.file_id] = Upload(photo.file_id, name, len(data), lambda: data)


def _bounded(uploads: list[Upload]) -> list[Upload]:
    """As many as one visit may hold; the others are named, and their memory is given back."""
    refused = st.session_state.setdefault("refused", {})
    kept: list[Upload] = []
    size = 0
    for upload in uploads:
        if len(kept) < MOST_PICTURES and size + upload.size <= MOST_MEGABYTES * 1024**2:
            kept.append(upload)
            size += upload.size
        else:
            refused[upload.identity] = upload.name
            _give_back(upload)
    if refused:
        names = ", ".join(refused.values())
        st.warning(
            f"Not read: {names}. One visit may hold {MOST_PICTURES} pictures and {MOST_MEGABYTES} MB of them. "
            "Remove some and send these again."
        )
    return kept


def _give_back(upload: Upload) -> None:
    st.session_state.get("taken", {}).pop(upload.identity, None)
    context = get_script_run_ctx()
    if context:
        files = cast("MemoryUploadedFileManager", context.uploaded_file_mgr)
        files.remove_file(context.session_id, upload.identity)


def _files_changed() -> None:
    """Show one's own first, and name no more what was too much and is no longer in the uploader's list."""
    listed = {file.file_id for file in st.session_state[FILES]}
    refused = st.session_state.get("refused", {})
    st.session_state.example_last = False
    st.session_state.refused = {identity: name for identity, name in refused.items() if identity in listed}


def _remove(identity: str) -> None:
    st.session_state.taken.pop(identity, None)


def _example() -> list[Upload]:
    """Show the pictures that come with the page; the chosen one."""
    names = sorted(path.stem for path in EXAMPLES.glob("*.jpg"))
    st.html(f"<style>{_thumbnails(names)}</style>")
    with st.container(key="examples"):
        label = "Or try an example (made by a program, not photographed)"
        name = st.pills(label, names, key="example", bind="query-params", wrap=True, on_change=_example_chosen)
    if not name:
        return []
    path = EXAMPLES / f"{name}.jpg"
    return [Upload(f"example {name}", name, path.stat().st_size, path.read_bytes)]


def _example_chosen() -> None:
    st.session_state.example_last = True


@st.cache_data(show_spinner=False)
def _thumbnails(names: list[str]) -> str:
    """The style that shows each example above its name."""
    from PIL import Image  # only here: drawing does without it

    rules = []
    for number, name in enumerate(names, 1):
        with Image.open(EXAMPLES / f"{name}.jpg") as picture:
            url = jpeg_url(jpeg_of(picture, (2 * THUMBNAIL[0], 2 * THUMBNAIL[1]), quality=70))
        rules.append(f".st-key-examples button:nth-of-type({number}) {{ background-image: url({url}) }}")
    return "\n".join(rules)
