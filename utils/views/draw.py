"""The Draw tab: a canvas, and beside it what was read."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from utils.canvas import strokes_from_canvas
from utils.views import answer, style
from utils.views.loading import reader_or_stop

CANVAS_SIDE = 280  # pixels: fits the narrowest phone
INK, GROUND = "#ffffff", "#101418"


@st.fragment
def show() -> None:
    """Draw the tab; after each stroke only this runs again."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        strokes = strokes_from_canvas(canvas())
        _tools()
    with right:
        if not strokes:
            st.html(answer.invitation())
        reader = reader_or_stop()
        if strokes:
            reading = reader.read_strokes(strokes, one=True)
            st.html(answer.of_one_digit(reading))


def canvas() -> dict | None:
    """Show the canvas and return what is drawn on it, as the component describes it."""
    state = st.session_state
    state.setdefault("canvas_number", 0)
    state.setdefault("pen_width", 15)
    with st.container(key="canvas"):
        drawn = st_canvas(
            stroke_width=state.pen_width,
            stroke_color=INK,
            background_color=GROUND,
            width=CANVAS_SIDE,
            height=CANVAS_SIDE,
            initial_drawing=state.get("restored_drawing"),
            key=f"canvas_{state.canvas_number}",
        )
        style.hide_canvas_toolbar()
    state.drawing = drawn.json_data
    return drawn.json_data


def _tools() -> None:
    with st.container(key="tools", horizontal=True, gap="small"):
        st.button("Undo", on_click=_undo, shortcut="Mod+Z", width="stretch")
        st.button("Clear", on_click=_clear, shortcut="Mod+Backspace", width="stretch")
        with st.popover("Pen", width="stretch"):
            st.slider("Pen width", 4, 40, key="pen_width", format="%d px", help="The answer does not depend on it.")


def _undo() -> None:
    objects = (st.session_state.drawing or {}).get("objects", [])
    _replace_drawing(objects[:-1])


def _clear() -> None:
    _replace_drawing([])


def _replace_drawing(objects: list) -> None:
    """Mount a new canvas with these objects: the component has no other way to be told."""
    st.session_state.canvas_number += 1
    st.session_state.restored_drawing = {"objects": objects} if objects else None
