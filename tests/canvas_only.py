"""The page's canvas with nothing behind it but a count: what `tests.latency` measures against."""

import gc

import streamlit as st

from utils.canvas import strokes_from_canvas
from utils.views import draw, style

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
        drawing = draw.canvas()
    with right:
        st.html(f'<p class="counted">{len(strokes_from_canvas(drawing))} strokes</p>')


freeze()
show()
