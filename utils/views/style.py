"""How the page looks beyond its theme."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

STYLE = Path(__file__).with_name("style.css")
CANVAS_SCRIPT = """
export default function ({ data, setStateValue }) {
  // The canvas fetches its style after it is shown; until then it is out of place, and a stroke would miss it. And it
  // brings a toolbar that swallows strokes in its top right corner; the page has its own buttons.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .dc-container { position: relative }
    .dc-background-canvas, .dc-canvas { position: absolute; top: 0; left: 0 }
    .dc-toolbar { display: none !important }
  `);
  const dress = () => document.querySelectorAll(".st-key-canvas *").forEach(({ shadowRoot }) => {
    if (shadowRoot && !shadowRoot.adoptedStyleSheets.includes(sheet)) shadowRoot.adoptedStyleSheets.push(sheet);
  });
  // The canvas has a width in pixels; only the browser knows how much room there is.
  const measure = () => {
    const column = document.querySelector(".st-key-canvas")?.closest('[data-testid="stColumn"]');
    const room = Math.min(Math.floor(column?.clientWidth ?? 0), data.widest);
    if (room > 100 && Math.abs(room - data.width) > 4) setStateValue("width", room);
  };
  // After a stroke the canvas waits 200 ms before it sends; its own button sends at once.
  let drawnOn;
  const begin = (event) => {
    drawnOn = event.composedPath().find((element) => element.classList?.contains("dc-root"));
  };
  const send = () => {
    const button = drawnOn?.querySelector('[aria-label="Update the app with this drawing"]');
    drawnOn = undefined;
    setTimeout(() => button?.click());
  };
  const listeners = {
    resize: measure, mousedown: begin, touchstart: begin, mouseup: send, touchend: send,
  };
  dress();
  measure();
  const observer = new MutationObserver(dress);
  observer.observe(document.body, { childList: true, subtree: true });
  Object.entries(listeners).forEach(([event, listener]) => window.addEventListener(event, listener));
  return () => {
    observer.disconnect();
    Object.entries(listeners).forEach(([event, listener]) => window.removeEventListener(event, listener));
  };
}
"""


def apply() -> None:
    """Put the page's style into it."""
    st.html(STYLE)


_canvas_companion = st.components.v2.component("canvas_companion", js=CANVAS_SCRIPT)


def fit_canvas(width: int, widest: int, on_change: Callable[[], None]) -> None:
    """Take the canvas's own toolbar away, and find out how wide the canvas may be here.

    Args:
        width: of the canvas now, pixels.
        widest: that it should ever be, pixels.
        on_change: called where it should have another width, then in `st.session_state.canvas_companion["width"]`.
    """
    data = {"width": width, "widest": widest}
    _canvas_companion(key="canvas_companion", data=data, height=1, on_width_change=on_change)
