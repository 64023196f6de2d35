"""What the page network is to say of a page."""

import numpy as np

from training.pages.hand import UNSURE
from utils.places import STRIDE, UNIT

PLACES = 32  # a side of a window of 128 pixels
HEAT, HEAT_OF_MARKS, COUNTS, NEAR, OF_WIDTH, OF_HEIGHT, OF_RIGHT, OF_DOWN, VALUE = range(9)  # channels of the targets
SMALLEST_DIGIT, SMALLEST_MARK, LARGEST = 8.0, 3.0, 64.0  # pixels of the longest side that is to be found
SPREAD = 0.11  # of a box's side: the deviation of its bell in the heat map
NARROWEST = 0.6  # places: its least deviation
SURELY_LARGE = 96.0  # from which on a thing is not to be found even at its middle
NEARBY = 0.4  # of the bell's height, from which on a place tells size and value too


def targets_of(boxes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The targets of a page.

    Args:
        boxes: (n, 4) of x, y, width, height in pixels.
        values: (n,) the digit, or `MARK` or `UNSURE`.

    Returns:
        (32, 32, 9) float32: bells of digits and of marks; 1 where they count; 1 near the middle of a thing, and there
        the logarithms of its width and height in units, its middle from the place's corner, and its digit or -1.
    """
    targets = np.zeros((PLACES, PLACES, 9), np.float32)
    targets[..., COUNTS] = 1
    targets[..., VALUE] = -1
    nearest = np.full((PLACES, PLACES), NEARBY, np.float32)
    longest = boxes[:, 2:].max(axis=1) if len(boxes) else np.zeros(0)
    known = (values != UNSURE) & (longest <= LARGEST)
    known &= longest >= np.where(values >= 0, SMALLEST_DIGIT, SMALLEST_MARK)
    # Parts of what is too large to be found can look like digits: there the network is to say no, but for the middle
    # of what is nearly small enough.
    is_cut, is_large = values == UNSURE, longest > LARGEST
    for box, cut, large in zip(boxes[~known] / STRIDE, is_cut[~known], is_large[~known], strict=True):
        if large and box[2:].max() * STRIDE > SURELY_LARGE:
            continue
        margin = box[2:] / 3 if large and not cut else np.zeros(2)
        start = np.maximum(np.floor(box[:2] + margin), 0).astype(int)
        end = np.maximum(np.ceil(box[:2] + box[2:] - margin), 0).astype(int)
        targets[start[1] : end[1], start[0] : end[0], COUNTS] = 0
    for box, value in zip(boxes[known], values[known], strict=True):
        _enter(targets, nearest, box, int(value))
    return targets


def _enter(targets: np.ndarray, nearest: np.ndarray, box: np.ndarray, value: int) -> None:
    middle, size = (box[:2] + box[2:] / 2) / STRIDE, np.maximum(box[2:], 1.0)
    place = np.clip(np.floor(middle), 0, PLACES - 1).astype(int)
    spread = np.maximum(NARROWEST, SPREAD * size / STRIDE)
    reach = np.ceil(3 * spread).astype(int)
    low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, PLACES)
    columns, rows = (np.arange(low[axis], high[axis]) for axis in (0, 1))
    across = np.exp(-((columns - place[0]) ** 2) / (2 * spread[0] ** 2))
    down = np.exp(-((rows - place[1]) ** 2) / (2 * spread[1] ** 2))
    bell = (down[:, None] * across).astype(np.float32)
    around = targets[low[1] : high[1], low[0] : high[0]]
    channel = HEAT if value >= 0 else HEAT_OF_MARKS
    around[..., channel] = np.maximum(around[..., channel], bell)
    best = nearest[low[1] : high[1], low[0] : high[0]]
    own = bell > best
    best[own] = bell[own]
    grid = np.stack(np.broadcast_arrays(columns[None], rows[:, None]), axis=-1)
    told = np.concatenate([np.broadcast_to(np.log(size / UNIT), grid.shape), middle - grid], axis=-1)
    around[own, OF_WIDTH : OF_DOWN + 1] = told[own]
    around[own, NEAR], around[own, VALUE] = 1, value
    targets[place[1], place[0], COUNTS] = 1
