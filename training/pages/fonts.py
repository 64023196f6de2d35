"""Fonts of synthetic pages: those of books and screens for print, and light ones for the neatest hands.

Families of validation and report pages are others than those of training.
"""

import functools
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

NEAT_HEIGHT = 64  # pixels of the font in which the neatest hands write
LEAN = 0.2  # sideways over down of a neat digit: two deviations
TYPES = {  # packages with their font files; the light ones look drawn with a pen
    "matplotlib": (
        "STIXGeneral*",
        "cmr10*",
        "cmss10*",
        "cmtt10*",
        "cmti10*",
        "cmb10*",
        "DejaVuSerif-*",
        "DejaVuSerif.ttf",
    ),
    "font_source_sans_pro": ("*-[RSB]*.ttf", "*-It.ttf"),
    "font_source_serif_pro": ("*-[RSB]*.ttf", "*-It.ttf"),
    "font_caladea": ("*.ttf",),
}
HELD_OUT_TYPES = {
    "matplotlib": ("DejaVuSans-*", "DejaVuSans.ttf", "DejaVuSansMono*"),
    "font_hanken_grotesk": ("*-[RMSB]*.otf",),
    "font_manrope": ("Manrope-[RMSB]*.ttf", "Manrope-ExtraBold.ttf"),
}
NEAT = {"font_source_sans_pro": ("*-ExtraLight*.ttf", "*-Light*.ttf")}
HELD_OUT_NEAT = {"font_hanken_grotesk": ("*-Light*.otf",), "font_manrope": ("*-*Light.ttf",)}


def set_text(text: str, high: int, generator: np.random.Generator, held_out: bool) -> np.ndarray:
    """Print a line of text.

    Args:
        high: pixels of a capital, about.
        generator: of the font.
        held_out: in a font of validation and report pages.

    Returns:
        (2 * high, w) uint8, bright on black.
    """
    files = font_files(held_out)
    font = _font(files[generator.integers(len(files))], round(1.4 * high))
    picture = Image.new("L", (max(1, round(font.getlength(text)) + high // 4), 2 * high))
    ImageDraw.Draw(picture).text((0, 1.5 * high), text, font=font, fill=255, anchor="ls")
    return np.asarray(picture)


def neat_digit(value: int, file: Path, weight: float, generator: np.random.Generator) -> np.ndarray:
    """A digit as the neatest hands write it: in a light font, with a pen of any width.

    Args:
        value: of the digit.
        file: of the font.
        weight: of the pen, in heights.
        generator: of width and lean.

    Returns:
        (h, w) uint8, bright on black, cut where the ink ends.
    """
    side = 2 * NEAT_HEIGHT
    picture = Image.new("L", (side, side))
    font = _font(file, NEAT_HEIGHT)
    ImageDraw.Draw(picture).text((NEAT_HEIGHT // 2, 1.5 * NEAT_HEIGHT), str(value), font=font, fill=255, anchor="ls")
    lean, wide = generator.normal(0, LEAN / 2), np.exp(generator.normal(0, 0.12))
    matrix = np.array([[wide, -lean, NEAT_HEIGHT * (1 - wide + lean)], [0, 1, 0]], np.float32)
    thick = max(1, round(weight * NEAT_HEIGHT))
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick, thick))
    drawn = cv2.dilate(cv2.warpAffine(np.asarray(picture), matrix, (side, side)), pen)
    x, y, width, height = cv2.boundingRect((drawn > 64).astype(np.uint8))
    return drawn[y : y + height, x : x + width]


@functools.cache
def font_files(held_out: bool, neat: bool = False) -> list[Path]:
    """The font files of training pages, or of the others: for print, or for the neatest hands."""
    families = (HELD_OUT_NEAT if held_out else NEAT) if neat else (HELD_OUT_TYPES if held_out else TYPES)
    return [file for package, names in families.items() for name in names for file in _files_in(package, name)]


def _files_in(package: str, name: str) -> list[Path]:
    found = find_spec(package)
    folders = [Path(folder) for folder in found.submodule_search_locations or ()] if found else []
    files = [file for folder in folders for file in folder.rglob(name) if file.suffix in (".ttf", ".otf")]
    if not files:
        raise FileNotFoundError(f"synthetic pages need the fonts of the package {package}: see requirements-dev.txt")
    return sorted(files)


@functools.lru_cache(maxsize=256)
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), size)
