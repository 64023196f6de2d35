"""The page, read top-down: it is the story of one visit."""

import streamlit as st

from utils.views import draw, model, style

st.set_page_config(page_title="Digit Reader", page_icon=":material/draw:", layout="wide", menu_items={})
style.apply()

st.title("Digit Reader", anchor=False)
draw_tab, model_tab = st.tabs(["Draw", "Model"])

with draw_tab:
    # The canvas is painted here, before TensorFlow is imported further down the same call.
    draw.show()

with model_tab:
    model.show()
