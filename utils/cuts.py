"""Where digits that touch may be parted: straight cuts, slanted or not, where the writing is lowest and thinnest.

They are only offered; what the model reads between them says which count.
"""

import cv2
import numpy as np

SIDE = 48  # pixels of the height at which cuts are looked for
SLANTS = (-0.4, -0.2, 0.0, 0.2, 0.4)  # pixels to the right for each pixel up
NARROWEST = 0.2  # heights between neighbouring cuts, and between a cut and the piece's end
MOST_INK = 0.6  # of the height that a cut may run through ink
INKED = 0.3  # from here on a pixel counts as ink


def cut(ink: np.ndarray, most: int = 12) -> np.ndarray:
    """Number the parts of a wide piece of ink between the best cuts.

    Args:
        ink: (h, w) float32 in 0..1, one piece.
        most: the number of cuts at most.

    Returns:
        (h, w) int: 0 left of the first cut, and one more right of each.
    """
    height, width = ink.shape
    scale = SIDE / height
    small = cv2.resize(ink, (max(1, round(width * scale)), SIDE), interpolation=cv2.INTER_AREA)
    inks, extents = [], []
    for slant in SLANTS:
        shear = np.float32([[1, slant, -slant * (SIDE - 1) / 2], [0, 1, 0]])
        upright = cv2.warpAffine(small, shear, small.shape[::-1]) > INKED
        inks.append(upright.mean(axis=0))
        extents.append(_extents(upright))
    inks, extents = np.array(inks), np.array(extents)
    best = (inks + 2 * extents).argmin(axis=0)
    columns = np.arange(small.shape[1])
    slants, ink_cut = np.array(SLANTS)[best], inks[best, columns]
    cost = ink_cut + 2 * extents[best, columns]
    chosen: list[int] = []
    gap = NARROWEST * SIDE
    for column in np.argsort(cost, kind="stable"):
        clear = gap <= column <= small.shape[1] - 1 - gap
        if clear and ink_cut[column] <= MOST_INK and all(_apart(column, other, slants) for other in chosen):
            chosen.append(int(column))
        if len(chosen) == most:
            break
    ys, xs = np.mgrid[:height, :width]
    parts = np.zeros(ink.shape, int)
    for column in chosen:
        line = (column + 0.5) / scale - slants[column] * (ys - (height - 1) / 2)
        parts += xs > line
    return parts


def _extents(inked: np.ndarray) -> np.ndarray:
    """From the highest to the lowest ink of each column, as a share of the height."""
    first = inked.argmax(axis=0)
    last = len(inked) - inked[::-1].argmax(axis=0)
    return np.where(inked.any(axis=0), last - first, 0) / len(inked)


def _apart(column: int, other: int, slants: np.ndarray) -> bool:
    """Whether two cuts keep their distance from top to bottom."""
    drift = abs(slants[column] - slants[other]) * SIDE / 2
    return abs(column - other) - drift >= NARROWEST * SIDE
