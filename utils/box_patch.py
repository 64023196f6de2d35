"""What is in a box and around it, as the box network sees it."""

import numpy as np

from .box_ink import patch_of
from .engines import PATCH_SIDE

AROUND = 1.8  # of the box's longer side: what is seen of the picture
MIDDLE, SPREAD = 128.0, 48.0  # levels of grey that every patch has
LEAST_SPREAD = 2.0  # levels of grey: noise of less is not made larger


def patches_of(picture: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """The patches around boxes, all as bright and as rich in contrast.

    Args:
        picture: (h, w) uint8, grey.
        boxes: (n, 4) of x, y, width, height in its pixels.

    Returns:
        (n, 32, 32) uint8.
    """
    patches = np.empty((len(boxes), PATCH_SIDE, PATCH_SIDE), np.uint8)
    for number, (x, y, width, height) in enumerate(np.asarray(boxes, np.float64)):
        wide = max(width, height, 1.0) * AROUND
        place = (x + width / 2 - wide / 2, y + height / 2 - wide / 2, wide, wide)
        patch = patch_of(picture, place, PATCH_SIDE / wide, (PATCH_SIDE, PATCH_SIDE)).astype(np.float32)
        spread = (patch - patch.mean()) * (SPREAD / (patch.std() + LEAST_SPREAD))
        patches[number] = np.clip(MIDDLE + spread, 0, 255)
    return patches
