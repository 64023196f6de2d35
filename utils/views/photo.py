"""The Photo tab: pictures of digits and numbers, what was read in each, and a way to correct it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from utils.reader import Digit, Reading
from utils.reading import COLUMNS, csv_text, rows_of
from utils.views import closer
from utils.views.answer import CHOICES
from utils.views.kind import is_one_digit
from utils.views.loading import reader_or_none
from utils.views.markup import fill, picture_url
from utils.views.sources import Upload, jpeg_of, jpeg_url, pictures, remove_button
from utils.views.words import sentence, sentence_of_number, short_percent

FEW = 3  # pictures are read before a progress bar would be noticed
LARGE, SMALL = 1200, 240  # pixels of the longest side, of a picture with its boxes
QUALITY = 88  # of its JPEG


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
    read = ["" if digit.value is None else str(digit.value) for digit in digits]
    key = f"digits_{upload.identity}_{one}"
    right = _corrected(key, read)
    lines: dict[int, str] = {}
    for digit, after in zip(digits, right, strict=True):
        lines[digit.line] = lines.get(digit.line, "") + after
    with st.container(key=f"read_{upload.identity}"):
        st.code("\n".join(filter(None, lines.values())) or "no digit", language=None)
        st.html(what_is_said(reading, read, right))
    _show_table(key, digits)
    reader = reader_or_none()
    if reader:
        closer.look(reader, reading, lambda: picture.small, f"_{upload.identity}", one)
    return [
        {"file": upload.name, **row, "right": int(after) if after else None, "corrected": after != before}
        for row, before, after in zip(rows_of(reading), read, right, strict=True)
    ]


def what_is_said(reading: Reading, read: list[str], right: list[str]) -> str:
    """How sure the answer is; once it was corrected, what it had been."""
    changes = [
        f"{before or 'a mark'} is {after or 'no digit'}"
        for before, after in zip(read, right, strict=True)
        if before != after
    ]
    if changes:
        said, more = "Noted: " + ", ".join(changes) + ".", ""
    elif len(reading.digits) > 1:
        said, more = sentence_of_number(reading)
    else:
        said, more = sentence(reading.digits[0])
    return fill("small", "said", sentence=(said, more))


def _corrected(key: str, read: list[str]) -> list[str]:
    """An upload's digits as they stand in its table; known before the table is there, whose making takes longer."""
    state = st.session_state
    # Outlives the table, which is gone where the switch stands otherwise.
    corrected: dict[str, list[str]] = state.setdefault("corrected", {})
    if key not in state:
        state.setdefault("shown_first", {})[key] = corrected.get(key, read)  # the same as long as the table is there
    edits = state[key]["edited_rows"] if key in state else {}
    corrected[key] = [edits.get(row, {}).get("Digit", first) or "" for row, first in enumerate(state.shown_first[key])]
    return corrected[key]


def _show_table(key: str, digits: Sequence[Digit]) -> None:
    """The table of an upload's digits, in which they can be corrected."""
    table = {
        "Digit": st.session_state.shown_first[key],
        "Saw": [picture_url(digit.glyph) for digit in digits],
        "Sure": [_sureness(digit) for digit in digits],
        "Runner-up": [_runner_up(digit) for digit in digits],
    }
    st.data_editor(
        table,
        key=key,
        disabled=["Saw", "Sure", "Runner-up"],
        column_config={
            "Digit": st.column_config.SelectboxColumn(options=CHOICES, help="Wrong? Choose the right one.", width=78),
            "Saw": st.column_config.ImageColumn(width=50),
            "Sure": st.column_config.TextColumn(width=110),
            "Runner-up": st.column_config.TextColumn(width=78),
        },
        hide_index=True,
    )


def _sureness(digit: Digit) -> str:
    if digit.value is None:
        return "no digit"
    return ("" if digit.is_sure else "probably, ") + short_percent(digit.sureness)


def _runner_up(digit: Digit) -> str:
    if digit.value is None:
        return ""
    return f"{digit.runner_up}, {short_percent(digit.probabilities[digit.runner_up])}"
