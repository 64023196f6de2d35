"""The Photo tab: pictures of digits and numbers, what was read in each, and a way to correct it."""

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from utils.reader import Reading
from utils.reading import COLUMNS, csv_text, reading_of, rows_of
from utils.views import answer, closer
from utils.views.kind import is_one_digit
from utils.views.loading import reader_or_none
from utils.views.sources import Upload, jpeg_of, jpeg_url, pictures, remove_button

FEW = 3  # pictures are read before a progress bar would be noticed
LARGE, SMALL = 1200, 240  # pixels of the longest side, of a picture with its boxes
QUALITY = 88  # of its JPEG
NO_DIGIT = "no digit"


@dataclass(frozen=True)
class Picture:
    """What was read in an upload, and the picture with the boxes on it; or why it could not be read.

    Attributes:
        reading: what was read; nothing of what could not be.
        overlay: the picture, a JPEG.
        small: the same in small, as a URL.
        fault: why it could not be read.
    """

    reading: Reading
    overlay: bytes = b""
    small: str = ""
    fault: str = ""


@st.fragment
def show() -> None:
    """Draw the tab."""
    source, kind = st.columns(2, vertical_alignment="bottom")
    with source:
        camera = st.segmented_control("Picture from", ["Files", "Camera"], default="Files", required=True) == "Camera"
    with kind:
        one = is_one_digit("In each is", key="photographed_kind")
    uploads = pictures(camera)
    if uploads:
        _show_readings(uploads, one)


def _read(uploads: list[Upload], one: bool) -> list[tuple[Upload, Picture]]:
    """Read those that were not read yet in this visit; a bad one is named and the others go on."""
    reader = reader_or_none()
    if not reader:
        return []
    from PIL import Image

    from utils.images import UnreadableImage, open_picture
    from utils.overlay import draw_overlay

    present = {upload.identity for upload in uploads}
    found = {key: picture for key, picture in st.session_state.get("pictures", {}).items() if key[0] in present}
    unread = [upload for upload in uploads if (upload.identity, one) not in found]
    progress = st.progress(0.0, "Reading the pictures") if len(unread) > FEW else None
    for number, upload in enumerate(unread, 1):
        try:
            picture = open_picture(upload.data())
            reading = reader.read_picture(picture, one)
            boxed = draw_overlay(picture, reading)
            large, small = (jpeg_of(Image.fromarray(boxed), (side, side), QUALITY) for side in (LARGE, SMALL))
            found[upload.identity, one] = Picture(reading, large, jpeg_url(small))
        except UnreadableImage as error:
            found[upload.identity, one] = Picture(Reading("", ()), fault=str(error))
        if progress:
            progress.progress(number / len(unread), f"Read {number} of {len(unread)} pictures")
    if progress:
        progress.empty()
    st.session_state.pictures = found
    read = [(upload, found[upload.identity, one]) for upload in uploads]
    for upload, picture in read:
        if picture.fault:
            st.error(f"{upload.name}: {picture.fault}", icon=":material/error:")
    return [(upload, picture) for upload, picture in read if not picture.fault]


def _show_readings(uploads: list[Upload], one: bool) -> None:
    rows = []
    for upload, picture in _read(uploads, one):
        with st.container(border=True, key=f"picture_{upload.identity}"):
            left, right = st.columns(2, gap="medium")
            said = picture.reading.text.replace("\n", ", ") or "nothing"
            left.image(picture.overlay, upload.name, alt=f"{upload.name} with what was read: {said}", width="stretch")
            with right:
                rows += _show_reading(upload, picture, one)
                remove_button(upload)
    if rows:
        with st.container(horizontal=True):
            table = csv_text(rows, ("file", *COLUMNS, "right", "corrected"))
            st.download_button("CSV", table, "digits.csv", "text/csv", icon=":material/download:", on_click="ignore")
            st.download_button(
                "JSON", json.dumps(rows, indent=2), "digits.json", icon=":material/download:", on_click="ignore"
            )
    st.caption("Pictures stay in this visit's memory: nothing is written to disk. See Privacy below.")


def _show_reading(upload: Upload, picture: Picture, one: bool) -> list[dict[str, Any]]:
    """Show one picture's text and digits, and return a row for each, with what the person leaves it as."""
    reading, digits = picture.reading, picture.reading.digits
    if not digits:
        st.info("Nothing written was found. Photograph closer, with more light.", icon=":material/search_off:")
        return []
    place = f"{upload.identity}_{one}"
    chosen = _chosen(place)
    right = [chosen.get(position, digit.value) for position, digit in enumerate(digits)]
    left = reading_of([replace(digit, value=value) for digit, value in zip(digits, right, strict=True)])
    with st.container(key=f"read_{upload.identity}"):
        st.code(left.text or NO_DIGIT, language=None)
        st.html(what_is_said(reading, right))
    several = len(digits) > 1
    if several:
        st.html(answer.tiles(reading, right))
    opened = closer.choose(left, f"_{upload.identity}", one)
    if opened is not None:
        _ask(place, opened)
        digit, value = digits[opened], right[opened]
        said = answer.sentence(digit) if value == digit.value else answer.noted(digit, _written(value))
        st.html(answer.of_opened(digit, picture.small, said if several else None))
    reader = reader_or_none()
    if reader:
        closer.explain(reader, reading, opened, f"_{upload.identity}")
    return [
        {"file": upload.name, **row, "right": value, "corrected": value != row["value"]}
        for row, value in zip(rows_of(reading), right, strict=True)
    ]


def what_is_said(reading: Reading, right: Sequence[int | None]) -> str:
    """How sure the answer is; once it was corrected, what it had been.

    Args:
        reading: what was read.
        right: what each digit and mark is, as the person leaves it; None of what is no digit.
    """
    changes = [
        f"{'a mark' if digit.value is None else digit.value} is {_written(value)}"
        for digit, value in zip(reading.digits, right, strict=True)
        if digit.value != value
    ]
    if changes:
        said, more = "Noted: " + ", ".join(changes) + ".", ""
    elif len(reading.digits) > 1:
        said, more = answer.sentence_of_number(reading)
    else:
        said, more = answer.sentence(reading.digits[0])
    return (
        f'<div class="said" role="status"><p><strong>{html.escape(said)}</strong></p>'
        f'<p class="second">{html.escape(more)}</p></div>'
    )


def _written(value: int | None) -> str:
    return NO_DIGIT if value is None else str(value)


def _chosen(place: str) -> dict[int, int | None]:
    """What the person said of a reading's digits and marks, by position; outlives the pills."""
    chosen: dict[int, int | None] = st.session_state.setdefault("chosen", {}).setdefault(place, {})
    return chosen


def _ask(place: str, position: int) -> None:
    """Let the person say what a digit or mark is."""
    key, chosen = f"right_{place}_{position}", _chosen(place)
    if key not in st.session_state and position in chosen:
        st.session_state[key] = _written(chosen[position])
    closer.ask(key, NO_DIGIT, on_change=_note, args=(place, position, key))


def _note(place: str, position: int, key: str) -> None:
    said = st.session_state[key]
    if said is None:
        _chosen(place).pop(position, None)
    else:
        _chosen(place)[position] = None if said == NO_DIGIT else int(said)
