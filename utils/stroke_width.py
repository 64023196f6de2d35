"""Ink as a pen of the usual width would have left it: how wide the pen was says nothing of the digit."""

import cv2
import numpy as np

from .glyph import BOX_SIDE, STROKE_WIDTH, ink_box

SIDE = 80  # pixels of the longer side while ink grows or shrinks: four of a glyph's
WIDTH = STROKE_WIDTH * SIDE / BOX_SIDE  # of the usual pen then
MARGIN = int(WIDTH) + 1  # pixels around, into which a line of no width grows


def normalize_stroke_width(ink: np.ndarray) -> np.ndarray:
    """Let ink grow or shrink at its edges until its strokes are as wide as MNIST's are in the median.

    Strokes are twice as wide as their middle lines are far from the ground, in the median; the middle is where that
    distance (Borgefors, 1986) is greatest among neighbours.

    Args:
        ink: (h, w) float32 in 0..1, bright writing on exactly black.

    Returns:
        (h', w') float32 in 0..1, the longer side about 80 pixels and a margin; all zeros where there is no ink.
    """
    box = ink_box(ink)
    if box is None:
        return np.zeros((1, 1), np.float32)
    x, y, width, height = box
    scale = SIDE / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    large = cv2.resize(ink[y : y + height, x : x + width], size, interpolation=interpolation)
    is_ink = np.pad((large >= 0.5).astype(np.uint8), MARGIN)
    inside, outside = (cv2.distanceTransform(part, cv2.DIST_L2, cv2.DIST_MASK_5) for part in (is_ink, 1 - is_ink))
    middles = inside[(inside > 0) & (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8)))]
    if not len(middles):
        return np.zeros((1, 1), np.float32)
    depth = np.where(is_ink, inside - 0.5, 0.5 - outside)  # from the edge, between two pixels
    # By so much on either side; the longer side, which becomes 20 pixels of the glyph, shrinks with it.
    shrink = (2 * np.median(middles) - 1 - WIDTH) / (2 - 2 * WIDTH / SIDE)
    normal: np.ndarray = np.clip(depth - shrink + 0.5, 0, 1).astype(np.float32)
    return normal
