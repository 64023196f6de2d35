"""The Photo tab: pictures of digits and numbers, what was read in each, and a way to correct it."""

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from starlette.formparsers import MultiPartParser

from utils.views.answer import percent, picture_url
from utils.views.kind import is_one_digit
from utils.views.loading import reader_or_stop

KINDS = ["jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff", "gif", "heic", "heif"]
EXAMPLES = Path(__file__).with_name("examples")
MOST_PICTURES = 20  # read at once
FEW = 3  # pictures are read before a progress bar would be noticed

# An upload stays in memory, whatever its size: Starlette writes those above a megabyte to disk otherwise.
MultiPartParser.spool_max_size = (st.get_option("server.maxUploadSize") + 1) * 1024**2


@dataclass(frozen=True)
class Picture:
    """One picture sent in this visit: its name, what was read, and the picture with the boxes on it as JPEG."""

    name: str
    reading: object
    overlay: bytes


@st.fragment
def show() -> None:
    """Draw the tab."""
    source, kind = st.columns(2, vertical_alignment="bottom")
    with source:
        camera = st.segmented_control("Picture from", ["Files", "Camera"], default="Files", required=True) == "Camera"
    with kind:
        one = is_one_digit("In each is", key="photographed_kind")
    if camera:
        taken = st.camera_input("Hold the paper flat and fill the frame")
        files = [taken] if taken else []
    else:
        files = st.file_uploader("Pictures of handwritten digits", type=KINDS, accept_multiple_files=True)
    if len(files) > MOST_PICTURES:
        st.warning(f"Only the first {MOST_PICTURES} of {len(files)} pictures are read at once. Send the others after.")
    named = [(file.name, file.getvalue()) for file in files[:MOST_PICTURES]] or _example()
    if named:
        _show_readings(_read(named, one))


def _example() -> list[tuple[str, bytes]]:
    """Offer the pictures that come with the page; the name and content of the chosen one."""
    names = sorted(path.stem for path in EXAMPLES.glob("*.jpg"))
    name = st.pills("Or try an example", names, key="example", bind="query-params", wrap=True)
    return [(name, (EXAMPLES / f"{name}.jpg").read_bytes())] if name else []


def _read(files: list[tuple[str, bytes]], one: bool) -> list[Picture]:
    """Read the files that were not read yet in this visit; a bad one is named and the others go on."""
    reader = reader_or_stop()
    from utils.images import UnreadableImage, open_picture
    from utils.overlay import draw_overlay

    before = st.session_state.get("pictures", {})
    pictures = {}
    progress = st.progress(0.0, "Reading the pictures") if len(files) > FEW else None
    for number, (name, data) in enumerate(files):
        key = (hashlib.sha256(data).hexdigest(), one)
        try:
            if key in before:
                pictures[key] = before[key]
            else:
                picture = open_picture(data)
                reading = reader.read_picture(picture, one)
                pictures[key] = Picture(name, reading, _jpeg(draw_overlay(picture, reading)))
        except UnreadableImage as error:
            st.error(f"{name}: {error}", icon=":material/error:")
        if progress:
            progress.progress((number + 1) / len(files), f"Read {number + 1} of {len(files)} pictures")
    if progress:
        progress.empty()
    st.session_state.pictures = pictures
    return list(pictures.values())


def _show_readings(pictures: list[Picture]) -> None:
    rows = []
    for number, picture in enumerate(pictures):
        with st.container(border=True):
            left, right = st.columns(2, gap="medium")
            said = picture.reading.text.replace("\n", ", ") or "nothing"
            left.image(picture.overlay, picture.name, alt=f"{picture.name} with what was read: {said}", width="stretch")
            with right:
                rows += _show_reading(picture, number)
    if rows:
        with st.container(horizontal=True):
            st.download_button(
                "CSV", _csv(rows), "digits.csv", "text/csv", icon=":material/download:", on_click="ignore"
            )
            st.download_button(
                "JSON", json.dumps(rows, indent=2), "digits.json", icon=":material/download:", on_click="ignore"
            )
    st.caption("Pictures stay in this visit's memory: nothing is written to disk. See Privacy below.")


def _show_reading(picture: Picture, number: int) -> list[dict]:
    """Show one picture's text and digits, and return the digits as they stand after correction."""
    digits = picture.reading.digits
    if not digits:
        st.info("Nothing written was found. Photograph closer, with more light.", icon=":material/search_off:")
        return []
    table = {
        "Digit": ["" if digit.value is None else str(digit.value) for digit in digits],
        "Saw": [picture_url(digit.glyph) for digit in digits],
        "Sure": [_sureness(digit) for digit in digits],
        "Runner-up": [_runner_up(digit) for digit in digits],
    }
    place = st.empty()
    edited = st.data_editor(
        table,
        key=f"digits_{number}_{hash(picture.overlay)}",
        disabled=["Saw", "Sure", "Runner-up"],
        column_config={
            "Digit": st.column_config.SelectboxColumn(options=list("0123456789"), help="Wrong? Choose the right one."),
            "Saw": st.column_config.ImageColumn("Model saw", width="small"),
        },
        hide_index=True,
    )
    lines: dict[int, str] = {}
    rows = []
    for position, (digit, before, after) in enumerate(zip(digits, table["Digit"], edited["Digit"], strict=True), 1):
        after = after or ""
        lines[digit.line] = lines.get(digit.line, "") + after
        rows.append(
            {
                "file": picture.name,
                "line": digit.line + 1,
                "position": position,
                "digit": after,
                "corrected": after != before,
                "confidence": round(digit.confidence, 4),
                "digitness": round(digit.digitness, 4),
                "box": [round(side, 1) for side in digit.box],
            }
        )
    place.code("\n".join(filter(None, lines.values())) or "no digit", language=None)
    return rows


def _sureness(digit) -> str:
    if digit.value is None:
        return "no digit"
    return percent(digit.confidence) + ("" if digit.is_sure else ", not sure")


def _runner_up(digit) -> str:
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
