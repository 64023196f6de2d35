"""The Draw tab's canvas, and beside it what was read."""

import json
import re
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from streamlit.components.v2.bidi_component import serialization
from streamlit_drawable_canvas import st_canvas

from utils.canvas import THINNEST_PEN, UnreadableDrawing, strokes_from_canvas
from utils.reader import Reader, Reading
from utils.views import answer, boxes, closer, game, history, style
from utils.views.kind import is_one_digit, stands_at_one_digit
from utils.views.loading import reader_or_none
from utils.views.words import only_digits

CANVAS_WIDTH, CANVAS_HEIGHT = 480, 384  # pixels; where there is less room the browser shows them smaller
SAMPLES = json.loads(Path(__file__).with_name("samples.json").read_text())  # strokes by name, drawn by this project
PEN_WIDTH = 12  # canvas pixels, until somebody chooses another
AHEAD = 0.02  # seconds: the browser shows at once what comes within some ten milliseconds, and not a part of it before

# Streamlit loads pandas to ask whether what a component is given is a table: a third of the server's memory.
vars(serialization)["is_dataframe_like"] = lambda value: False


@st.fragment(key=history.CANVAS)
def show() -> None:
    """Draw the canvas and the answer; after each stroke only this runs again.

    The answer goes out before all else, for the browser takes longer to show the rest than the model takes to read.
    """
    left, right = st.columns(2, gap="medium")
    drawing = _known_drawing()
    strokes, fault = [], ""
    try:
        strokes = strokes_from_canvas(drawing)
    except UnreadableDrawing as error:
        fault = str(error)
    canvas = partial(_canvas, None if fault else strokes)
    is_new = drawing is None  # the first visit sees the canvas before it waits for the model
    if is_new:
        with left:
            canvas()
    with right:
        answered = None if fault or game.is_on() else _answer(strokes)
    with left:
        if not is_new:
            canvas()
        _tools()
    with right:
        if fault:
            st.session_state.answered = None
            st.warning(fault)
        elif game.is_on():
            game.show(reader_or_none(), strokes)
        elif not strokes and game.has_ended():
            game.show_end()
        elif not strokes:
            st.html(answer.invitation())
            with st.container(key="samples", horizontal=True, gap="small"):
                for number, name in enumerate(SAMPLES):
                    st.button(name, key=f"sample_{number}")  # drawn in the browser
            game.offer()
            reader_or_none()
        elif answered:
            reader, reading = answered
            _ask(reading, _question(reading, strokes))
            whole = partial(boxes.drawing_url, reading, strokes)
            closer.look(reader, reading, whole, drawing=st.session_state.get("drawing_number", 0))
            if game.has_ended():
                game.show_end()


def _known_drawing() -> Mapping[str, Any] | None:
    """What the canvas told last; None before it was there."""
    told = st.session_state.get("ink")
    drawing = told.get("drawing") if isinstance(told, Mapping) else None
    raw = drawing.get("raw") if isinstance(drawing, Mapping) else None
    return raw if isinstance(raw, Mapping) else None


def _answer(strokes: list[np.ndarray]) -> tuple[Reader, Reading] | None:
    """Show what was read from strokes, and give it back with what read it; None where nothing can be read."""
    reader = reader_or_none() if strokes else None
    if not reader:
        return None
    said = st.container()
    state = st.session_state
    state.answered = None
    one = stands_at_one_digit("drawn_kind")
    reading = reader.read_strokes(strokes, one, history.corrections())
    if not reading.digits:
        return None
    corrected = _corrected(reading, _question(reading, strokes))
    state.answered = reading, strokes, corrected, one
    said.html(answer.of_drawing(reading, strokes, corrected))
    time.sleep(AHEAD)
    return reader, reading


def _canvas(strokes: list[np.ndarray] | None) -> None:
    """Show the canvas, and let the browser know which strokes are known; None where they are too many.

    It stays mounted all the visit: what a new one is told comes too late for a stroke that was begun meanwhile.
    """
    pen: dict[str, int | str] = {"width": PEN_WIDTH, "colour": boxes.INK}
    with st.container(key="canvas"):
        st_canvas(
            stroke_width=PEN_WIDTH,
            stroke_color=boxes.INK,
            background_color=boxes.GROUND,
            width=CANVAS_WIDTH,
            height=CANVAS_HEIGHT,
            key="ink",
        )
        style.accompany_canvas(CANVAS_WIDTH, CANVAS_HEIGHT, list(SAMPLES.values()), pen, strokes)


def _tools() -> None:
    """Show the buttons under the canvas, and the switch that says whether all that is drawn is one digit.

    Undo and Clear act in the browser, at once; here only the visit is told.
    """
    with st.container(key="tools", horizontal=True, gap="small"):
        st.button("Undo", key="undo", on_click=_undo, width="stretch")
        st.button("Clear", key="clear", on_click=_clear, width="stretch")
        _pen()
    is_one_digit(
        "What you draw", key="drawn_kind", label_visibility="collapsed", width="stretch", disabled=game.is_on()
    )


@st.fragment
def _pen() -> None:
    """Show the button that opens the slider; it says how wide the pen is, where the browser looks for it.

    Only this runs again when the slider is moved: runs of the whole canvas that come too fast would close it.
    """
    width = st.session_state.get("pen_width", PEN_WIDTH)
    with st.popover(f"Pen, {width} px", width="stretch"):
        # A default of its own: a value put in from outside is not told to a popover that is opened later.
        st.slider(
            "Pen width",
            THINNEST_PEN,
            40,
            PEN_WIDTH,
            key="pen_width",
            format="%d px",
            help="The answer does not depend on it.",
        )


def _question(reading: Reading, strokes: list[np.ndarray]) -> str:
    """Under which key the session has what the person says it is; another stroke is another question."""
    state = st.session_state
    one = len(reading.digits) == 1
    drawing = state.get("drawing_number", 0)
    key = f"right_{'digit' if one else 'number'}_{drawing}"
    if state.get("asked_after") != (drawing, len(strokes)):
        state.asked_after = drawing, len(strokes)
        state[key] = None if one else ""
    return key


def _ask(reading: Reading, key: str) -> None:
    """Let the person say what it is."""
    if len(reading.digits) == 1:
        st.pills("Wrong? Choose what it is", answer.CHOICES, key=key, wrap=True)
        return
    read = reading.text.replace("\n", " ")
    right = st.text_input("Wrong? Type what it is", key=key, max_chars=40, placeholder=read)
    if right and _complaint(reading, right):
        st.warning(_complaint(reading, right))


def _corrected(reading: Reading, key: str) -> str | None:
    """What the person says it is; None where nothing was said that can be."""
    right: str | None = st.session_state.get(key)
    if not right or (len(reading.digits) > 1 and _complaint(reading, right)):
        return None
    return right


def _complaint(reading: Reading, right: str) -> str:
    """Why this cannot be what was drawn; nothing where it can."""
    read, most = len(only_digits(reading)), len(reading.digits)  # a mark may be a digit that was not known
    if not re.fullmatch("[0-9 ]+", right):
        return "Digits only, with a space between lines."
    typed = len(right.replace(" ", ""))
    if read <= typed <= most:
        return ""
    wanted = f"{read}" if read == most else f"{read} to {most}"
    return f"That is {typed}, and there are {wanted} digits. Type one for each box, or draw it again."


def _undo() -> None:
    st.session_state.answered = None  # comes again where ink is left


def _clear() -> None:
    state = st.session_state
    state.drawing_number = state.get("drawing_number", 0) + 1
    answered, state.answered = state.get("answered"), None
    if answered:
        history.keep(*answered)
        history.show_again()
