"""The ink in a box of a picture, or in a tiny picture: what differs from the background there."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from .candidates import Box
from .glyph import ink_box

# Of several values these left fewest validation digits misread, their boxes a little off.
SIDE = 56  # pixels of a box's longer side when its ink is looked for
RIM = 0.12  # of the longer side around the box, where the background and the neighbours are seen
OWN = 0.3  # of a piece of ink that must lie in the box
AROUND = 85  # pixels, odd: the background is the median over so many
FAINTEST, FULL = 0.2, 1.5  # times where ink parts best from the background: there it begins, and is full
CLOSE = 0.04  # of the longer side by which ink may reach over the box
BEYOND = 1.0  # of the longer side: what is larger than three boxes is something else
GRAIN = 3.0  # spreads of the background: what differs less is its grain


class Ink(NamedTuple):
    """What is written in a box.

    Attributes:
        ink: (h, w) float32 in 0..1, bright on exactly black.
        contrast: how far it stands out, in levels of grey.
        box: x, y, width, height of the ink itself, in the picture's pixels; the given box where there is none.
        goes_on: whether it hangs together with ink farther out.
    """

    ink: np.ndarray
    contrast: float
    box: Box
    goes_on: bool


def ink_in(picture: np.ndarray, box: Sequence[float]) -> Ink:
    """The ink in a box.

    The background is the median around each pixel; ink is what is darker than it, or brighter, whichever stands out
    more; it begins somewhat below where it parts best from the background (Otsu, 1979).

    Args:
        picture: (h, w) uint8, grey.
        box: x, y, width, height in its pixels.
    """
    return _ink(picture, box, SIDE, RIM, CLOSE)


def ink_beyond(picture: np.ndarray, box: Sequence[float]) -> Ink:
    """The ink that hangs together with that in a box, as far as its longer side beyond it; see `ink_in`."""
    return _ink(picture, box, SIDE // 2, BEYOND + CLOSE, BEYOND)


def _ink(picture: np.ndarray, box: Sequence[float], side: int, rim: float, reach: float) -> Ink:
    """The ink in a box and around it.

    Args:
        picture: (h, w) uint8, grey.
        box: x, y, width, height in its pixels.
        side: pixels of the box's longer side when its ink is looked for.
        rim: share of the longer side that is seen around the box.
        reach: share of it by which ink may reach over the box.
    """
    x, y, width, height = map(float, box)
    scale, rim = side / max(width, height, 1.0), rim * max(width, height)
    size = max(8, round((width + 2 * rim) * scale)), max(8, round((height + 2 * rim) * scale))
    patch = patch_of(picture, (x - rim, y - rim, width + 2 * rim, height + 2 * rim), scale, size)
    change = patch.astype(np.float32) - cv2.medianBlur(patch, AROUND)
    inside = _inside(size, (width * scale, height * scale), 0.0)
    brightest, darkest = np.percentile(change[inside], (96, 4)) if inside.any() else (0.0, 0.0)
    ink = np.maximum(change if brightest > -darkest else -change, 0)
    most = float(np.percentile(ink[inside], 99)) if inside.any() else 0.0
    if most < 1:
        return Ink(np.zeros(size[::-1], np.float32), 0.0, (x, y, width, height), False)
    levels = np.clip(ink * (255 / most), 0, 255).astype(np.uint8)
    bound, _ = cv2.threshold(levels[inside][None], 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = np.clip((levels / np.float32(max(bound, 1.0)) - FAINTEST) / (FULL - FAINTEST), 0, 1)
    own = _own((ink > 0) & _in_picture(picture.shape, (x - rim, y - rim), scale, size), inside)
    close = _inside(size, (width * scale, height * scale), reach * side)
    goes_on = bool((own & ~close).any())
    ink = np.where(own & close, ink, 0)
    left, top, across, down = ink_box(ink) or (0, 0, *size)
    place = (left / scale + x - rim, top / scale + y - rim, across / scale, down / scale)
    return Ink(ink, most, place if ink.any() else (x, y, width, height), goes_on)


def _in_picture(shape: tuple[int, ...], start: tuple[float, float], scale: float, size: tuple[int, int]) -> np.ndarray:
    """The pixels of a patch (width, height) that begins there, so many times as large, that lie in a picture (h, w)."""
    columns, rows = (np.arange(count) / scale + first for count, first in zip(size, start, strict=True))
    inside: np.ndarray = ((rows > -1) & (rows < shape[0]))[:, None] & (columns > -1) & (columns < shape[1])
    return inside


def patch_of(
    picture: np.ndarray, box: tuple[float, float, float, float], scale: float, size: tuple[int, int]
) -> np.ndarray:
    """A box of a picture, resized by that much to (width, height), filled with the rim beyond its edges."""
    x, y, width, height = box
    matrix = np.array([[scale, 0, -x * scale], [0, scale, -y * scale]], np.float32)
    if scale < 0.5:  # a warp would leave pixels out
        x0, y0 = max(0, int(x)), max(0, int(y))
        part = picture[y0 : int(y + height) + 2, x0 : int(x + width) + 2]
        shrunk = [max(1, round(side * scale)) for side in part.shape[::-1]]
        picture = cv2.resize(part, shrunk, interpolation=cv2.INTER_AREA)
        matrix = np.array([[1, 0, (x0 - x) * scale], [0, 1, (y0 - y) * scale]], np.float32)
    return cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def ink_of_whole(picture: np.ndarray) -> np.ndarray:
    """The ink of a picture that is one digit, whose background is as bright everywhere but for its grain.

    Most of the rim is background; where ink begins is where it parts best from that (Otsu, 1979). The side of the
    background's brightnesses on which no ink can be tells its grain.

    Args:
        picture: (h, w) uint8, grey.

    Returns:
        (h, w) float32 in 0..1, bright on exactly black.
    """
    bound, bright = cv2.threshold(picture, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    rim = np.concatenate([bright[0], bright[-1], bright[1:-1, 0], bright[1:-1, -1]])
    if rim.mean() > 0.5:
        picture, bound = 255 - picture, 254 - bound
    background, lowest = np.percentile(picture[picture <= bound], (25, 2))
    contrast = picture - np.float32(background)
    if contrast.max() < 1:
        return np.zeros(picture.shape, np.float32)
    return np.where(contrast > GRAIN * (background - lowest), contrast / contrast.max(), 0).astype(np.float32)


def _inside(size: tuple[int, int], sides: tuple[float, float], reach: float) -> np.ndarray:
    """The pixels of a patch (width, height) that lie in the box in its middle, or that near to it."""
    across, down = ((np.arange(whole) - (whole - 1) / 2) for whole in size)
    inside: np.ndarray = (np.abs(down) <= sides[1] / 2 + reach)[:, None] & (np.abs(across) <= sides[0] / 2 + reach)
    return inside


def _own(ink: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Ink without the pieces that lie mostly outside the box."""
    count, pieces = cv2.connectedComponents(ink.astype(np.uint8))
    whole = np.bincount(pieces.ravel(), minlength=count)
    within = np.bincount(pieces[inside], minlength=count)
    kept = within >= OWN * whole
    kept[0] = False
    own: np.ndarray = kept[pieces]
    return own
