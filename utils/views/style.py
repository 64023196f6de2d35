"""How the page looks beyond its theme."""

from pathlib import Path

import streamlit as st

STYLE = Path(__file__).with_name("style.css")
TOOLBAR_SCRIPT = """
export default function () {
  // The canvas brings a toolbar that swallows strokes in its top right corner; the page has its own buttons.
  const rule = ".dc-toolbar { display: none !important }";
  const hide = () => document.querySelectorAll("*").forEach((element) => {
    const root = element.shadowRoot;
    if (root && root.querySelector(".dc-toolbar") && !root.querySelector("style[data-no-toolbar]")) {
      const style = document.createElement("style");
      style.dataset.noToolbar = "";
      style.textContent = rule;
      root.append(style);
    }
  });
  hide();
  const timer = setInterval(hide, 150);
  return () => clearInterval(timer);
}
"""


def apply() -> None:
    """Put the page's style into it."""
    st.html(STYLE)


_canvas_without_toolbar = st.components.v2.component("canvas_without_toolbar", js=TOOLBAR_SCRIPT)


def hide_canvas_toolbar() -> None:
    """Take the canvas's own toolbar away, in this page and after every remount."""
    _canvas_without_toolbar(key="canvas_without_toolbar", height=1)
