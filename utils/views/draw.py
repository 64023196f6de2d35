"""The Draw tab's canvas, and beside it what was read."""

import re

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

from utils.canvas import UnreadableDrawing, strokes_from_canvas
from utils.explain import evidence_for, without_strongest
from utils.manifest import recipe_folders
from utils.reader import Digit, Reader, Reading
from utils.views import answer, history, style
from utils.views.kind import is_one_digit
from utils.views.loading import load_published, reader_or_stop

CANVAS_SIDE = 280  # pixels: fits the narrowest phone
WIDEST_CANVAS = 480  # pixels


@st.fragment
def show() -> None:
    """Draw the canvas and the answer; after each stroke only this runs again."""
    if st.session_state.pop("history_grew", False):
        st.rerun(scope="app")
    left, right = st.columns(2, gap="medium")
    with left:
        drawn = canvas()
        one = _tools()
    with right:
        try:
            strokes = strokes_from_canvas(drawn)
        except UnreadableDrawing as error:
            st.session_state.answered = None
            st.warning(str(error))
            return
        if not strokes:
            st.html(answer.invitation())
        reader = reader_or_stop()
        st.session_state.answered = None
        if strokes:
            reading = reader.read_strokes(strokes, one=one)
            st.html(answer.of_drawing(reading, strokes))
            if reading.digits:
                st.session_state.answered = reading, strokes, _correction(reading, len(strokes))
            if reading.digits:
                _closer_look(reader, reading)


def canvas() -> dict | None:
    """Show the canvas and return what is drawn on it, as the component describes it."""
    state = st.session_state
    state.setdefault("canvas_number", 0)
    state.setdefault("canvas_width", WIDEST_CANVAS)
    state.setdefault("pen_width", 12)
    with st.container(key="canvas"):
        drawn = st_canvas(
            stroke_width=state.pen_width,
            stroke_color=answer.INK,
            background_color=answer.GROUND,
            width=state.canvas_width,
            height=CANVAS_SIDE,
            initial_drawing=state.get("restored_drawing"),
            key=f"canvas_{state.canvas_number}",
        )
        style.fit_canvas(state.canvas_width, WIDEST_CANVAS, _take_width)
    state.drawing = drawn.json_data
    return drawn.json_data


def _tools() -> bool:
    """Show the buttons under the canvas and return whether all that is drawn is one digit."""
    with st.container(key="tools", horizontal=True, gap="small"):
        st.button("Undo", on_click=_undo, shortcut="Mod+Z", width="stretch")
        st.button("Clear", on_click=_clear, shortcut="Mod+Backspace", width="stretch")
        with st.popover("Pen", width="stretch"):
            st.slider("Pen width", 4, 40, key="pen_width", format="%d px", help="The answer does not depend on it.")
    return is_one_digit("What you draw", key="drawn_kind", label_visibility="collapsed", width="stretch")


def _closer_look(reader: Reader, reading: Reading) -> None:
    """On demand: which ink spoke for the answer, and what other models say of the same glyphs."""
    with st.container(horizontal=True):
        why = len(reading.digits) == 1 and st.toggle("Why? Show which ink spoke for it", key="why")
        others = recipe_folders()
        compare = bool(others) and st.toggle("Compare models", key="compare")
    if why:
        st.html(_why(reader, reading.digits[0]))
    if compare:
        glyphs = np.stack([digit.glyph for digit in reading.digits])
        said = {"This page": np.stack([digit.probabilities for digit in reading.digits])}
        said |= {folder.name: load_published(folder).probabilities(glyphs) for folder in others}
        st.html(answer.of_comparison(said))


def _correction(reading: Reading, strokes: int) -> str | None:
    """Let the person say what it is; another stroke is another question."""
    state = st.session_state
    one = len(reading.digits) == 1
    key = f"right_{'digit' if one else 'number'}_{state.canvas_number}"
    if state.get("asked_after") != (state.canvas_number, strokes):
        state.asked_after = state.canvas_number, strokes
        state[key] = None if one else ""
    if one:
        return st.pills("Wrong? Choose what it is", list("0123456789"), key=key, wrap=True)
    right = st.text_input("Wrong? Type what it is", key=key, max_chars=40, placeholder=reading.text.replace("\n", " "))
    if right and not re.fullmatch("[0-9 ]+", right):
        st.warning("Digits only, with a space between lines.")
        return None
    return right or None


def _undo() -> None:
    objects = (st.session_state.drawing or {}).get("objects", [])
    _replace_drawing(objects[:-1])


def _clear() -> None:
    if st.session_state.get("answered"):
        history.keep(*st.session_state.answered)
        st.session_state.history_grew = True
    _replace_drawing([])


def _why(reader: Reader, digit: Digit) -> str:
    first, second = digit.probabilities.argsort()[:-3:-1]
    explained = None if digit.value is None else int(first)
    evidence = evidence_for(reader.outputs, digit.glyph, explained, int(second))
    left = reader.probabilities(without_strongest(digit.glyph, evidence)[None])[0, first]
    return answer.of_evidence(digit, evidence, float(left))


def _take_width() -> None:
    st.session_state.canvas_width = int(st.session_state.canvas_companion["width"])
    _replace_drawing((st.session_state.drawing or {}).get("objects", []))


def _replace_drawing(objects: list) -> None:
    """Mount a new canvas with these objects: the component has no other way to be told."""
    st.session_state.canvas_number += 1
    st.session_state.restored_drawing = {"objects": objects} if objects else None
