"""The Photo tab: pictures of digits and numbers, what was read in each, and a way to correct it."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime.scriptrunner import get_script_run_ctx

from utils.reading import left_out
from utils.views.answer import percent, picture_url
from utils.views.kind import is_one_digit
from utils.views.loading import reader_or_none

KINDS = ["jpg", "jpeg", "jfif", "png", "webp", "bmp", "tif", "tiff", "gif", "heic", "heif"]
EXAMPLES = Path(__file__).with_name("examples")
MOST_PICTURES = 20  # of one visit
MOST_MEGABYTES = 60  # of one visit's pictures together: many visitors share the memory of one small server
FEW = 3  # pictures are read before a progress bar would be noticed

# An upload stays in memory, whatever its size: Starlette writes those above a megabyte to disk otherwise.
MultiPartParser.spool_max_size = (st.get_option("server.maxUploadSize") + 1) * 1024**2


@dataclass(frozen=True)
class Upload:
    """One picture sent in this visit, known by its upload: two may have one name, or one content."""

    identity: str
    name: str
    size: int
    data: Callable[[], bytes]


@dataclass(frozen=True)
class Picture:
    """What was read in an upload, and the picture with the boxes on it as JPEG; or why it could not be read."""

    reading: object = None
    overlay: bytes = b""
    fault: str = ""


@st.fragment
def show() -> None:
    """Draw the tab."""
    source, kind = st.columns(2, vertical_alignment="bottom")
    with source:
        camera = st.segmented_control("Picture from", ["Files", "Camera"], default="Files", required=True) == "Camera"
    with kind:
        one = is_one_digit("In each is", key="photographed_kind")
    with st.container(key="sources"):
        # The uploader stays while the camera is used, hidden: taken away it would forget its pictures.
        with st.container(key="uploads"):
            files = st.file_uploader(
                f"Pictures of handwritten digits: up to {MOST_PICTURES}, together {MOST_MEGABYTES} MB",
                type=KINDS,
                accept_multiple_files=True,
                on_change=_forget_refused,
            )
        if camera:
            _take(st.camera_input("Hold the paper flat and fill the frame"))
    sent = [Upload(file.file_id, file.name, file.size, file.getvalue) for file in files]
    uploads = _bounded([*sent, *st.session_state.get("taken", {}).values()])
    uploads = uploads or _example()
    if uploads:
        _show_readings(uploads, one)


def _take(photo) -> None:
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
    kept, size = [], 0
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
        context.uploaded_file_mgr.remove_file(context.session_id, upload.identity)


def _forget_refused() -> None:
    st.session_state.refused = {}


def _remove(identity: str) -> None:
    st.session_state.taken.pop(identity, None)


def _example() -> list[Upload]:
    """Offer the pictures that come with the page; the chosen one."""
    names = sorted(path.stem for path in EXAMPLES.glob("*.jpg"))
    name = st.pills("Or try an example", names, key="example", bind="query-params", wrap=True)
    if not name:
        return []
    path = EXAMPLES / f"{name}.jpg"
    return [Upload(f"example {name}", name, path.stat().st_size, path.read_bytes)]


def _read(uploads: list[Upload], one: bool) -> list[tuple[Upload, Picture]]:
    """Read those that were not read yet in this visit; a bad one is named and the others go on."""
    reader = reader_or_none()
    if not reader:
        return []
    from utils.images import UnreadableImage, open_picture
    from utils.overlay import draw_overlay

    present = {upload.identity for upload in uploads}
    pictures = {key: picture for key, picture in st.session_state.get("pictures", {}).items() if key[0] in present}
    unread = [upload for upload in uploads if (upload.identity, one) not in pictures]
    progress = st.progress(0.0, "Reading the pictures") if len(unread) > FEW else None
    for number, upload in enumerate(unread, 1):
        try:
            picture = open_picture(upload.data())
            reading = reader.read_picture(picture, one)
            pictures[upload.identity, one] = Picture(reading, _jpeg(draw_overlay(picture, reading)))
        except UnreadableImage as error:
            pictures[upload.identity, one] = Picture(fault=str(error))
        if progress:
            progress.progress(number / len(unread), f"Read {number} of {len(unread)} pictures")
    if progress:
        progress.empty()
    st.session_state.pictures = pictures
    read = [(upload, pictures[upload.identity, one]) for upload in uploads]
    for upload, picture in read:
        if picture.fault:
            st.error(f"{upload.name}: {picture.fault}", icon=":material/error:")
    return [(upload, picture) for upload, picture in read if not picture.fault]


def _show_readings(uploads: list[Upload], one: bool) -> None:
    rows = []
    for upload, picture in _read(uploads, one):
        with st.container(border=True):
            left, right = st.columns(2, gap="medium")
            said = picture.reading.text.replace("\n", ", ") or "nothing"
            left.image(picture.overlay, upload.name, alt=f"{upload.name} with what was read: {said}", width="stretch")
            with right:
                rows += _show_reading(upload, picture.reading, one)
                if upload.identity in st.session_state.get("taken", {}):
                    st.button("Remove", key=f"remove_{upload.identity}", on_click=_remove, args=(upload.identity,))
    if rows:
        with st.container(horizontal=True):
            st.download_button(
                "CSV", _csv(rows), "digits.csv", "text/csv", icon=":material/download:", on_click="ignore"
            )
            st.download_button(
                "JSON", json.dumps(rows, indent=2), "digits.json", icon=":material/download:", on_click="ignore"
            )
    st.caption("Pictures stay in this visit's memory: nothing is written to disk. See Privacy below.")


def _show_reading(upload: Upload, reading, one: bool) -> list[dict]:
    """Show one picture's text and digits, and return the digits as they stand after correction."""
    digits = reading.digits
    if not digits:
        st.info("Nothing written was found. Photograph closer, with more light.", icon=":material/search_off:")
        return []
    read = ["" if digit.value is None else str(digit.value) for digit in digits]
    place = st.empty()
    right = _edited(upload, reading, one, read)
    lines: dict[int, str] = {}
    rows = []
    for position, (digit, before, after) in enumerate(zip(digits, read, right, strict=True), 1):
        lines[digit.line] = lines.get(digit.line, "") + after
        rows.append(
            {
                "file": upload.name,
                "line": digit.line + 1,
                "position": position,
                "digit": after,
                "corrected": after != before,
                "confidence": round(digit.confidence, 4),
                "digitness": round(digit.digitness, 4),
                "box": [round(side, 1) for side in digit.box],
            }
        )
    with place.container():
        st.code("\n".join(filter(None, lines.values())) or "no digit", language=None)
        if missing := left_out(right.count("")):
            st.caption(missing.capitalize() + ".")
    return rows


def _edited(upload: Upload, reading, one: bool, read: list[str]) -> list[str]:
    """The table of an upload's digits, and what stands in it after correction."""
    state = st.session_state
    key = f"digits_{upload.identity}_{one}"
    corrected = state.setdefault("corrected", {})  # outlives the table, which is gone where the switch stands otherwise
    if key not in state:
        state.setdefault("shown_first", {})[key] = corrected.get(key, read)  # the same as long as the table is there
    table = {
        "Digit": state.shown_first[key],
        "Saw": [picture_url(digit.glyph) for digit in reading.digits],
        "Sure": [_sureness(digit) for digit in reading.digits],
        "Runner-up": [_runner_up(digit) for digit in reading.digits],
    }
    edited = st.data_editor(
        table,
        key=key,
        disabled=["Saw", "Sure", "Runner-up"],
        column_config={
            "Digit": st.column_config.SelectboxColumn(options=list("0123456789"), help="Wrong? Choose the right one."),
            "Saw": st.column_config.ImageColumn("Model saw", width="small"),
        },
        hide_index=True,
    )
    corrected[key] = [after or "" for after in edited["Digit"]]
    return corrected[key]


def _sureness(digit) -> str:
    if digit.value is None:
        return "no digit"
    return percent(digit.confidence) + ("" if digit.is_sure else ", not sure")


def _runner_up(digit) -> str:
    if digit.value is None:
        return ""
    second = int(digit.probabilities.argsort()[-2])
    return f"{second}, {percent(digit.probabilities[second])}"


def _csv(rows: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _jpeg(picture) -> bytes:
    from PIL import Image

    image = Image.fromarray(picture)
    image.thumbnail((1200, 1200))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()
