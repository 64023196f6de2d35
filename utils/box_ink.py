"""The ink in a box of a picture: what differs from the background there, as the glyph network wants it."""

from collections.abc import Sequence

import cv2
import numpy as np

SIDE = 80  # pixels of a box's longer side when its ink is looked for
RIM = 0.2  # of the longer side around the box, where the background and the neighbours are seen
OWN = 0.5  # of a piece of ink that must lie in the box
CLOSE = 0.04  # of the longer side by which ink may reach over the box


def ink_in(picture: np.ndarray, box: Sequence[float]) -> np.ndarray:
    """The ink in a box.

    The background is the median around each pixel; ink is what is darker than it, or brighter, whichever stands out
    more; where ink begins is where it parts best from the background (Otsu, 1979).

    Args:
        picture: (h, w) uint8, grey.
        box: x, y, width, height in its pixels.

    Returns:
        (h, w) float32 in 0..1, bright on exactly black, about 80 pixels large and a margin.
    """
    x, y, width, height = (float(side) for side in box)
    scale = SIDE / max(width, height, 1.0)
    rim = RIM * max(width, height)
    size = max(8, round((width + 2 * rim) * scale)), max(8, round((height + 2 * rim) * scale))
    matrix = np.float32([[scale, 0, (rim - x) * scale], [0, scale, (rim - y) * scale]])
    if scale < 0.5:  # a warp would leave pixels out
        x0, y0 = max(0, int(x - rim)), max(0, int(y - rim))
        part = picture[y0 : int(y + height + rim) + 2, x0 : int(x + width + rim) + 2]
        shrunk = [max(1, round(side * scale)) for side in part.shape[::-1]]
        picture = cv2.resize(part, shrunk, interpolation=cv2.INTER_AREA)
        matrix = np.float32([[1, 0, (x0 - x + rim) * scale], [0, 1, (y0 - y + rim) * scale]])
    patch = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    change = patch.astype(np.float32) - cv2.medianBlur(patch, SIDE - 1 + SIDE % 2)
    inside = _inside(size, (width * scale, height * scale), 0.0)
    brightest, darkest = np.percentile(change[inside], (96, 4)) if inside.any() else (0.0, 0.0)
    ink = np.maximum(change if brightest > -darkest else -change, 0)
    most = float(np.percentile(ink[inside], 99)) if inside.any() else 0.0
    if most < 1:
        return np.zeros(size[::-1], np.float32)
    levels = np.clip(ink * (255 / most), 0, 255).astype(np.uint8)
    bound, _ = cv2.threshold(levels[inside][None], 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = np.clip(levels / np.float32(max(bound, 1.0)) - 0.5, 0, 1)
    return np.where(_own(ink > 0, inside) & _inside(size, (width * scale, height * scale), CLOSE * SIDE), ink, 0)


def _inside(size: tuple[int, int], sides: tuple[float, float], reach: float) -> np.ndarray:
    """The pixels of a patch (width, height) that lie in the box in its middle, or that near to it."""
    across, down = ((np.arange(whole) - (whole - 1) / 2) for whole in size)
    return (np.abs(down) <= sides[1] / 2 + reach)[:, None] & (np.abs(across) <= sides[0] / 2 + reach)


def _own(ink: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Ink without the pieces that lie mostly outside the box."""
    count, pieces = cv2.connectedComponents(ink.astype(np.uint8))
    whole = np.bincount(pieces.ravel(), minlength=count)
    within = np.bincount(pieces[inside], minlength=count)
    kept = within >= OWN * whole
    kept[0] = False
    return kept[pieces]
