"""The Draw tab's canvas, and beside it what was read."""

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from utils.canvas import UnreadableDrawing, strokes_from_canvas
from utils.reader import Reading
from utils.views import answer, boxes, closer, game, history, style
from utils.views.kind import is_one_digit
from utils.views.loading import reader_or_none

CANVAS_WIDTH, CANVAS_HEIGHT = 480, 384  # pixels; where there is less room the browser shows them smaller
SAMPLES = json.loads(Path(__file__).with_name("samples.json").read_text())  # strokes by name, drawn by this project
PEN_WIDTH = 12  # canvas pixels, until somebody chooses another


@st.fragment
def show() -> None:
    """Draw the canvas and the answer; after each stroke only this runs again."""
    if st.session_state.pop("history_changed", False):
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
        if game.is_on():
            game.show(reader_or_none(), strokes)
            return
        if not strokes:
            st.html(answer.invitation())
            with st.container(key="samples", horizontal=True, gap="small"):
                for number, name in enumerate(SAMPLES):
                    st.button(name, key=f"sample_{number}")  # drawn in the browser
            game.offer()
        reader = reader_or_none()
        if reader and strokes:
            st.session_state.answered = None
            reading = reader.read_strokes(strokes, one, history.corrections())
            said, right = st.container(), None
            if reading.digits:
                right = _correction(reading, len(strokes))
                st.session_state.answered = reading, strokes, right, one
                whole = partial(boxes.drawing_url, reading, strokes)
                closer.look(reader, reading, whole, drawing=st.session_state.get("drawing_number", 0))
            said.html(answer.of_drawing(reading, strokes, right))


def canvas() -> dict | None:
    """Show the canvas and return what is drawn on it, as the component describes it.

    It stays mounted all the visit: what a new one is told comes too late for a stroke that was begun meanwhile.
    """
    pen = {"width": st.session_state.get("pen_width", PEN_WIDTH), "colour": boxes.INK}
    with st.container(key="canvas"):
        drawn = st_canvas(
            stroke_width=pen["width"],
            stroke_color=pen["colour"],
            background_color=boxes.GROUND,
            width=CANVAS_WIDTH,
            height=CANVAS_HEIGHT,
            key="ink",
        )
        inked = isinstance(drawn.json_data, Mapping) and bool(drawn.json_data.get("objects"))
        style.accompany_canvas(CANVAS_WIDTH, CANVAS_HEIGHT, list(SAMPLES.values()), pen, inked)
    return drawn.json_data


def _tools() -> bool:
    """Show the buttons under the canvas and return whether all that is drawn is one digit.

    Undo and Clear act in the browser, at once; here only the visit is told.
    """
    with st.container(key="tools", horizontal=True, gap="small"):
        st.button("Undo", key="undo", on_click=_undo, width="stretch")
        st.button("Clear", key="clear", on_click=_clear, width="stretch")
        with st.popover("Pen", width="stretch"):
            # A default of its own: a value put in from outside is not told to a popover that is opened later.
            st.slider(
                "Pen width", 4, 40, PEN_WIDTH, key="pen_width", format="%d px", help="The answer does not depend on it."
            )
    return is_one_digit(
        "What you draw", key="drawn_kind", label_visibility="collapsed", width="stretch", disabled=game.is_on()
    )


def _correction(reading: Reading, strokes: int) -> str | None:
    """Let the person say what it is; another stroke is another question."""
    state = st.session_state
    one = len(reading.digits) == 1
    drawing = state.get("drawing_number", 0)
    key = f"right_{'digit' if one else 'number'}_{drawing}"
    if state.get("asked_after") != (drawing, strokes):
        state.asked_after = drawing, strokes
        state[key] = None if one else ""
    if one:
        return st.pills("Wrong? Choose what it is", list("0123456789"), key=key, wrap=True)
    right = st.text_input("Wrong? Type what it is", key=key, max_chars=40, placeholder=reading.text.replace("\n", " "))
    if not right:
        return None
    read, most = len(answer.only_digits(reading)), len(reading.digits)  # a mark may be a digit that was not known
    if not re.fullmatch("[0-9 ]+", right):
        st.warning("Digits only, with a space between lines.")
    elif not read <= len(right.replace(" ", "")) <= most:
        typed, wanted = len(right.replace(" ", "")), f"{read}" if read == most else f"{read} to {most}"
        st.warning(f"That is {typed}, and there are {wanted} digits. Type one for each box, or draw it again.")
    else:
        return right
    return None


def _undo() -> None:
    st.session_state.answered = None  # comes again where ink is left


def _clear() -> None:
    state = st.session_state
    state.drawing_number = state.get("drawing_number", 0) + 1
    if state.get("answered"):
        history.keep(*state.answered)
        state.history_changed = True
    state.answered = None
