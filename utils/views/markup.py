"""The page's HTML, out of templates that escape what they are given."""

import base64
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from utils.glyph import ink_box
from utils.reading import LEFT_OUT
from utils.views.words import PROBABLE, percent, short_percent

TEMPLATES = Path(__file__).with_name("templates")


def fill(template: str, part: str, **values: Any) -> str:
    """A part of a template, a macro in it, with values in its places.

    Args:
        template: name of its file, without its ending.
        part: name of the macro.
        values: that it takes.
    """
    return str(getattr(_TEMPLATES.get_template(f"{template}.html").module, part)(**values))


def picture_url(picture: np.ndarray) -> str:
    """A picture as a PNG inside a URL.

    Args:
        picture: (h, w) or (h, w, 3) uint8.
    """
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode()


def _cut_out(glyph: np.ndarray) -> np.ndarray:
    """What of a glyph, (28, 28) uint8, has ink."""
    x, y, width, height = ink_box(glyph) or (0, 0, *glyph.shape[::-1])
    return glyph[y : y + height, x : x + width]


_TEMPLATES = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_TEMPLATES.globals |= {"LEFT_OUT": LEFT_OUT, "PROBABLE": PROBABLE}
_TEMPLATES.filters |= {
    "percent": percent,
    "short_percent": short_percent,
    "picture": picture_url,
    "cut_out": _cut_out,
}
