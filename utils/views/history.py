"""The drawings of this visit with their answers, to correct and to take home.

They are in the session's memory, and in the browser's session storage, from which a reload brings them back.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import cv2
import numpy as np
import streamlit as st

from utils.adapt import Correction
from utils.canvas import strokes_from_lists
from utils.reader import Reader, Reading, UnreadableDrawing
from utils.reading import COLUMNS, csv_text, left_out, rows_of
from utils.views import boxes
from utils.views.loading import reader_or_none
from utils.views.words import is_mark, only_digits, percent

MOST_ENTRIES = 200  # older ones are forgotten
PICTURE = (240, 112)  # pixels; of one shape, so that no column cuts it
CANVAS, LIST = "canvas", "list"  # keys of what runs again by itself: the Draw tab's canvas, and this


@dataclass(eq=False)
class Entry:
    """One drawing that was answered; `right` is the answer as the person leaves it.

    Attributes:
        number: of the drawing in this visit.
        reading: what was read.
        picture: the drawing with its boxes, as a URL.
        right: what it is.
        strokes: lists of x, y in canvas pixels, from which it can be read again.
        one: it was read as one digit.
    """

    number: int
    reading: Reading
    picture: str
    right: str
    strokes: list[list[list[int]]] = field(default_factory=list)
    one: bool = False


def keep(reading: Reading, strokes: list[np.ndarray], right: str | None = None, one: bool = False) -> None:
    """Remember a drawing and its answer.

    Args:
        reading: what was read.
        strokes: (n, 2) float arrays, canvas pixels.
        right: what the person said it is; None where the answer was left as it is.
        one: it was read as one digit.
    """
    entries = st.session_state.setdefault("history", [])
    number = entries[-1].number + 1 if entries else 1
    right = _one_line(reading.text) if right is None else right
    drawn = [stroke.round().astype(int).tolist() for stroke in strokes]
    entries.append(Entry(number, reading, boxes.drawing_url(reading, strokes, PICTURE), right, drawn, one))
    del entries[:-MOST_ENTRIES]


def bring_back(stored: Any, reader: Reader) -> None:
    """Read drawings again that a browser kept over a reload; what is malformed is left out.

    Args:
        stored: list of {"strokes": lists of [x, y], "right": text, "one": flag}, oldest first, from a browser.
        reader: that reads them.
    """
    since, st.session_state.history = st.session_state.get("history", []), []
    for entry in stored[-MOST_ENTRIES:] if isinstance(stored, list) else []:
        right, one = (entry.get("right"), bool(entry.get("one"))) if isinstance(entry, Mapping) else (None, False)
        if not isinstance(right, str) or not re.fullmatch("[0-9 ]{0,40}", right):
            continue
        try:
            strokes = strokes_from_lists(entry.get("strokes"))
            reading = reader.read_strokes(strokes, one)
        except UnreadableDrawing:
            continue
        if reading.digits:
            keep(reading, strokes, right, one)
    for entry in since:
        entry.number = len(st.session_state.history) + 1
        st.session_state.history.append(entry)


def corrections() -> list[Correction]:
    """What the person said of digits of this visit that were read as something else, one for each box."""
    found = []
    for entry in st.session_state.get("history", []):
        pairs = zip(entry.reading.digits, _right_of_each(entry), strict=True)
        found += [Correction(digit.features, value) for digit, value in pairs if value not in (None, digit.value)]
    return found


def _right_of_each(entry: Entry) -> list[int | None]:
    """What each digit and mark is by the person's answer; None of no digit, and of all where it has not as many."""
    right, digits = entry.right.replace(" ", ""), entry.reading.digits
    if len(right) == len(digits):
        return [int(sign) for sign in right]
    if len(right) != len(only_digits(entry.reading)):
        return [None] * len(digits)
    signs = iter(right)
    return [None if is_mark(digit) else int(next(signs)) for digit in digits]


@st.fragment(key=LIST)
def show() -> None:
    """Show the drawings of this visit, newest first, with the way to correct and to download them."""
    if entries := st.session_state.get("history"):
        with st.container():
            _show_entries(entries)
    else:
        st.empty()  # in its place: what is forgotten is gone at once, though another run cuts this one's end off
    _keep_over_reloads()


_visit_companion = st.components.v2.component("visit_companion", js=Path(__file__).with_name("visit.js").read_text())


def _keep_over_reloads() -> None:
    """Have the browser keep the history, and bring back what it kept before."""
    state = st.session_state
    kept = [{"strokes": entry.strokes, "right": entry.right, "one": entry.one} for entry in state.get("history", [])]
    data = {"visit": state.setdefault("visit", str(uuid4())), "brought": state.get("brought", False), "entries": kept}
    _visit_companion(key="visit_companion", data=data, height=1, on_brought_change=_take_back)


def _take_back() -> None:
    state = st.session_state
    reader = reader_or_none()
    if reader and not state.get("brought"):
        bring_back(state.visit_companion["brought"], reader)
        state.brought = True  # without a reader the browser keeps what it has


def _show_entries(entries: list[Entry]) -> None:
    st.header("This visit", anchor=False)
    newest_first = entries[::-1]
    edited = st.data_editor(
        {
            "Drawing": [entry.picture for entry in newest_first],
            "Right": [entry.right for entry in newest_first],
            "Read": [_one_line(entry.reading.text) for entry in newest_first],
            "Sure": [_sureness(entry.reading) for entry in newest_first],
        },
        key=f"history_{newest_first[0].number}",
        disabled=["Drawing", "Read", "Sure"],
        column_config={
            "Drawing": st.column_config.ImageColumn(width=124),
            "Right": st.column_config.TextColumn(
                help="Wrong? Write what it is.", validate="^[0-9 ]*$", max_chars=40, width=90
            ),
            "Read": st.column_config.TextColumn(width=60),
            "Sure": st.column_config.TextColumn(width=60),
        },
        hide_index=True,
        row_height=64,
    )
    for entry, right in zip(newest_first, edited["Right"], strict=True):
        entry.right = (right or "").strip()
    with st.container(horizontal=True):
        csv_file, zip_file = partial(csv_of, entries), partial(zip_of, entries)
        # Another run of the script would take the file away that is just being fetched.
        st.download_button("CSV", csv_file, "drawings.csv", "text/csv", icon=":material/download:", on_click="ignore")
        st.download_button(
            "ZIP of 28 × 28 PNGs", zip_file, "drawings.zip", icon=":material/folder_zip:", on_click="ignore"
        )
        with st.popover("Forget all"):
            st.markdown("Every drawing of this visit and what is on the canvas?")
            st.button("Yes, forget them", key="forget", on_click=_forget)
    learnt = len(corrections())
    if learnt:
        digits = "the digit" if learnt == 1 else f"the {learnt} digits"
        st.caption(f"What looks like {digits} you put right is read with that in mind. Forget all forgets it, too.")
    st.caption("Kept in this visit's memory and in this tab of your browser only. See Privacy below.")


def show_again() -> None:
    """Show canvas and list anew, from a button's callback.

    A run of the whole page would take the canvas away for a moment where a stroke comes right after it: Streamlit drops
    what it has not sent yet of a part that is to run again, but not the word that the page is complete without it.
    """
    st.rerun([CANVAS, LIST])


def csv_of(entries: list[Entry]) -> str:
    """One row a digit, with what was read and what the person says is right.

    Beside it stands what was said of the whole drawing, which may have another number of digits than were read.
    """
    rows = []
    for entry in entries:
        whole = {"drawing": entry.number, "drawing_right": entry.right}
        for row, right in zip(rows_of(entry.reading), _right_of_each(entry), strict=True):
            rows.append({**whole, **row, "right": right, "corrected": right != row["value"]})
    return csv_text(rows, ("drawing", "drawing_right", *COLUMNS, "right", "corrected"))


def zip_of(entries: list[Entry]) -> bytes:
    """Every glyph as the model saw it, named by drawing, place and value, and the CSV."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("drawings.csv", csv_of(entries))
        for entry in entries:
            for position, digit in enumerate(entry.reading.digits, 1):
                value = "none" if digit.value is None else digit.value
                png = cv2.imencode(".png", digit.glyph)[1].tobytes()
                archive.writestr(f"{entry.number:03d}-{position}-{value}.png", png)
    return file.getvalue()


def _forget() -> None:
    st.session_state.history = []
    st.session_state.answered = None  # the browser empties the canvas
    show_again()


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _sureness(reading: Reading) -> str:
    digits = only_digits(reading)
    missing = left_out(reading.marks)
    if not digits:
        return "no digit"
    least = percent(min(digit.confidence for digit in digits))
    return f"{least}, {missing}" if missing else least
