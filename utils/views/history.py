"""The drawings of this visit with their answers, to correct and to take home; kept in the session only."""

import csv
import io
import zipfile
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import streamlit as st

from utils.reader import Reading
from utils.views import answer

MOST_ENTRIES = 200  # older ones are forgotten
COLUMNS = ("drawing", "read", "right", "corrected", "line", "position", "digit", "confidence", "digitness")


@dataclass(eq=False)
class Entry:
    """One drawing that was answered; `right` is the answer as the person leaves it."""

    number: int
    reading: Reading
    picture: str
    right: str


def keep(reading: Reading, strokes: list[np.ndarray], right: str | None = None) -> None:
    """Remember a drawing and its answer.

    Args:
        reading: what was read.
        strokes: (n, 2) float arrays, canvas pixels.
        right: what the person said it is; None where the answer was left as it is.
    """
    entries = st.session_state.setdefault("history", [])
    number = entries[-1].number + 1 if entries else 1
    entries.append(Entry(number, reading, answer.drawing_url(reading, strokes), right or _one_line(reading.text)))
    del entries[:-MOST_ENTRIES]


@st.fragment
def show() -> None:
    """Show the drawings of this visit, newest first, with the way to correct and to download them."""
    entries = st.session_state.get("history", [])
    if not entries:
        return
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
            "Drawing": st.column_config.ImageColumn(width=150),
            "Right": st.column_config.TextColumn(
                "Right answer", help="Wrong? Write what it is.", validate="^[0-9 ]*$", max_chars=40
            ),
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
        st.button("Forget all", on_click=_forget)
    st.caption("Kept in this visit's memory only: nothing is written to disk. See Privacy below.")


def csv_of(entries: list[Entry]) -> str:
    """One row a digit, with what was read and what the person says is right."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        read = _one_line(entry.reading.text)
        for position, digit in enumerate(entry.reading.digits, 1):
            value = "" if digit.value is None else digit.value
            sureness = f"{digit.confidence:.4f}", f"{digit.digitness:.4f}"
            writer.writerow(
                (entry.number, read, entry.right, entry.right != read, digit.line + 1, position, value, *sureness)
            )
    return text.getvalue()


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


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _sureness(reading: Reading) -> str:
    digits = answer.only_digits(reading)
    missing = answer.left_out(len(reading.digits) - len(digits))
    if not digits:
        return "no digit"
    least = answer.percent(min(digit.confidence for digit in digits))
    return f"{least}, {missing}" if missing else least
