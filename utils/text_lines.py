"""Which boxes of a picture stand in one line of text, however the page is turned."""

import numpy as np

from .lines import lines_of

STEEPEST = 22.0  # degrees to which a line of text is followed
APART = 3.0  # heights between the middles of neighbours whose direction counts
FEWEST = 3  # pairs of neighbours that tell how the page is turned


def text_lines(boxes: np.ndarray) -> list[list[int]]:
    """The lines of text, top to bottom, each with the numbers of its boxes from left to right.

    Args:
        boxes: (n, 4) of x, y, width, height.
    """
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    angle = tilt_of(middles, boxes[:, 3])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    level = np.concatenate([middles @ turn - boxes[:, 2:] / 2, boxes[:, 2:]], axis=1)
    return lines_of(level)


def tilt_of(middles: np.ndarray, heights: np.ndarray) -> float:
    """The usual direction from a box to its next neighbour at the right, radians; 0 where few boxes have one."""
    steps = middles[None] - middles[:, None]
    distances = np.hypot(steps[..., 0], steps[..., 1])
    alike = np.minimum(heights[:, None], heights[None]) > 0.5 * np.maximum(heights[:, None], heights[None])
    angles = np.arctan2(steps[..., 1], steps[..., 0])
    near = alike & (distances < APART * heights[:, None]) & (np.abs(angles) < np.deg2rad(STEEPEST)) & (distances > 0)
    has = near.any(axis=1)
    if has.sum() < FEWEST:
        return 0.0
    nearest = np.where(near, distances, np.inf).argmin(axis=1)
    return float(np.median(angles[has, nearest[has]]))
