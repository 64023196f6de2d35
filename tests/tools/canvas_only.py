"""The canvas as its package has it, with nothing behind it but a count: what the page is measured against."""

import gc

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from utils.canvas import strokes_from_canvas
from utils.views import boxes, draw, style

st.set_page_config(page_title="Canvas only", layout="wide")
style.apply()


@st.cache_resource
def freeze() -> None:
    """As the page does: what is imported is not walked for garbage."""
    gc.collect()
    gc.freeze()


@st.fragment
def show() -> None:
    """Count the strokes."""
    left, right = st.columns(2, gap="medium")
    with left:
        drawn = st_canvas(
            stroke_width=12,
            stroke_color=boxes.INK,
            background_color=boxes.GROUND,
            width=draw.CANVAS_WIDTH,
            height=draw.CANVAS_HEIGHT,
            key="canvas",
        )
    with right:
        st.html(f'<p class="counted">{len(strokes_from_canvas(drawn.json_data))} strokes</p>')


freeze()
show()
