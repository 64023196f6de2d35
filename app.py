"""The page, read top-down: it is the story of one visit."""

import streamlit as st

from utils.views import draw, history, keys, model, photo, privacy, style

st.set_page_config(page_title="Digit Reader", page_icon=style.ICON, layout="wide", menu_items={})
style.apply()

st.title("Digit Reader", anchor=False)
draw_tab, photo_tab, model_tab = st.tabs(["Draw", "Photo", "Model"], key="tab", bind="query-params")

with photo_tab:
    photo.show()

# Only where it is looked at: its charts would slow every stroke down in the browser.
if model_tab.open:
    with model_tab:
        model.show()

# Last, because after painting the canvas the first visit waits here until the model is loaded.
with draw_tab:
    draw.show()
    history.show()

keys.show()
privacy.show()
