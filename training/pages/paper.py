"""Single digits as a camera sees them on paper or a board, and the glyphs that the reader makes of them.

Real photographs to train on have few hands; here any digit at hand is written on a surface, photographed, and its ink
found again by the page's own code, which leaves broken strokes, remains of lines and grain as it does with real ones.
"""

import functools
from collections.abc import Iterable

import cv2
import numpy as np

from utils.box_ink import ink_in
from utils.finder import find
from utils.glyph import fit_to_mnist, ink_box
from utils.images import grey_of
from utils.page_reader import PageReader

SIDES = (40, 110)  # pixels of the crop
DIGIT_SHARES = (0.45, 0.85)  # of the crop's side that the digit takes
LINE_PITCHES = (0.3, 0.9)  # of the crop's side between ruled lines
THICKEST_LINE = 2  # pixels of a ruled line
BOX_ERROR = 0.05  # of a digit's longest side: the deviation of the box that the page network finds
FOUND = 0.2  # of a digit's ink that must lie where it was written; else only lines or grain were found


def photograph_digit(ink: np.ndarray, generator: np.random.Generator) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """Write a digit on a surface and photograph it.

    Args:
        ink: (h, w) float32 in 0..1, cropped, bright on black.
        generator: of paper, pen, light and camera.

    Returns:
        (side, side) uint8, grey; and x, y, width, height of the digit in it.
    """
    side = int(generator.integers(*SIDES))
    scale = generator.uniform(*DIGIT_SHARES) * side / max(ink.shape)
    size = [max(1, round(length * scale)) for length in ink.shape[::-1]]
    shrinks = scale < 1
    written = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    written = np.clip((written - 0.2) / 0.5, 0, 1)  # as sharp as a pen's line, however small it was scanned
    left, top = (int(generator.integers(1, max(2, side - length))) for length in size)
    pen = np.zeros((side, side), np.float32)
    place = pen[top : top + size[1], left : left + size[0]]
    place[:] = written[: place.shape[0], : place.shape[1]]
    if generator.random() < 0.4:  # pencil and chalk leave gaps
        grain = cv2.GaussianBlur(generator.random((side, side)).astype(np.float32), (0, 0), 0.7)
        pen *= np.clip(0.5 + generator.uniform(1, 4) * (grain - 0.4), 0.25, 1)
    paper = generator.uniform(150, 245)
    picture = np.full((side, side), paper, np.float32)
    _rule(picture, generator)
    picture += pen * (generator.uniform(15, 0.75 * paper) - picture)
    return _camera(picture, generator), (left, top, *size)


def photographed_glyphs(inks: Iterable[np.ndarray], generator: np.random.Generator) -> list[np.ndarray | None]:
    """What the reader makes of digits after they were written down and photographed.

    Args:
        inks: (h, w) float32 in 0..1, bright on exactly black, one digit each.

    Returns:
        (28, 28) uint8 of each; None where the digit was not found.
    """
    return [_photographed(ink, generator) for ink in inks]


def _photographed(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray | None:
    x, y, width, height = ink_box(ink)
    picture, place = photograph_digit(ink[y : y + height, x : x + width], generator)
    box = np.array(place) + generator.normal(0, BOX_ERROR * max(place[2:]), 4)
    glyph = fit_to_mnist(ink_in(picture, box).ink)
    return glyph if _overlap(glyph, fit_to_mnist(ink)) >= FOUND else None


def found_glyph(picture: np.ndarray) -> np.ndarray | None:
    """The glyph of the likeliest digit that the shipped page network finds in a picture; None where it finds nothing.

    Args:
        picture: (h, w), (h, w, 3) or (h, w, 4) uint8.

    Returns:
        (28, 28) uint8.
    """
    pages, grey = _page_reader(), grey_of(picture)
    found = find(pages.network, grey, pages.decision.lowest)
    return fit_to_mnist(ink_in(grey, found.boxes[found.digit.argmax()]).ink) if len(found.boxes) else None


_page_reader = functools.cache(PageReader.load)


def _overlap(glyph: np.ndarray, other: np.ndarray) -> float:
    """The ink that two glyphs share, of all ink of either."""
    return float(np.minimum(glyph, other).sum() / max(np.maximum(glyph, other).sum(dtype=np.float64), 1))


def _rule(picture: np.ndarray, generator: np.random.Generator) -> None:
    """Draw the lines of ruled or squared paper, or none."""
    kind = generator.random()
    side = len(picture)
    shade = float(picture[0, 0] * generator.uniform(0.6, 0.93))
    pitch = generator.uniform(*LINE_PITCHES) * side
    thickness = int(generator.integers(1, THICKEST_LINE + 1))
    slope = generator.uniform(-0.04, 0.04) * side
    for place in np.arange(generator.uniform(0, pitch), side, pitch):
        near, far = round(place), round(place + slope)
        if kind < 0.6:
            cv2.line(picture, (0, near), (side, far), shade, thickness, cv2.LINE_AA)
        if kind < 0.4:
            cv2.line(picture, (near, side), (far, 0), shade, thickness, cv2.LINE_AA)


def _camera(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Uneven light, a soft lens, noise, JPEG, and bright on dark now and then."""
    light = cv2.resize(generator.uniform(0.65, 1.05, (2, 2)).astype(np.float32), picture.shape[::-1])
    picture = cv2.GaussianBlur(picture * light, (0, 0), generator.uniform(0.4, 1.4))
    picture = np.clip(picture + generator.normal(0, generator.uniform(1, 7), picture.shape), 0, 255).astype(np.uint8)
    if generator.random() < 0.15:
        picture = 255 - picture
    quality = int(generator.integers(40, 95))
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
