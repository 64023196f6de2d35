"""How the page looks beyond its theme, and what its canvas does in the browser."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import streamlit as st

ICON = str(Path(__file__).with_name("icon.png"))  # shipped: one named by its Material name is asked of another host
STYLE = Path(__file__).with_name("style.css")
CANVAS_SCRIPTS = ("ink.js", "keys.js", "fingers.js", "canvas.js")  # the last one is told of the canvas
CANVAS_SCRIPT = "\n".join(Path(__file__).with_name(name).read_text() for name in CANVAS_SCRIPTS)


def apply() -> None:
    """Put the page's style into it."""
    st.html(STYLE)


_canvas_companion = st.components.v2.component("canvas_companion", js=CANVAS_SCRIPT)


def accompany_canvas(
    width: int,
    height: int,
    samples: list[list[list[list[int]]]],
    pen: Mapping[str, int | str],
    strokes: list[np.ndarray] | None,
) -> None:
    """Dress the canvas, and let fingers, keys and the buttons below and beside act on it in the browser.

    Args:
        width: of the canvas, pixels; where there is less room it is shown smaller.
        height: likewise.
        samples: strokes, as lists of [x, y], that the buttons with keys "sample_0", "sample_1"... draw.
        pen: its "width" in pixels of the canvas, and its "colour".
        strokes: (n, 2) float arrays, canvas pixels, that the server knows of; where others are drawn the browser tells
            it again until it knows. None where it cannot know them.
    """
    ends = None if strokes is None else [round(float(side)) for stroke in strokes for side in stroke[[0, -1]].flat]
    data = {"width": width, "height": height, "samples": samples, "pen": pen, "ends": ends}
    _canvas_companion(key="canvas_companion", data=data, height=1)
