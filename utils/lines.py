"""Which pieces of writing stand in one line, from top to bottom and from left to right."""

from collections.abc import Iterable

import numpy as np

TALL = 0.45  # of the usual height: pieces from here on make the lines, smaller ones join the nearest
BESIDE = 0.4  # of the lower one's height that lies beside its neighbour: pieces in a line, and parts of a line
OFF_LINE = 0.6  # of the lower piece's height between the middles of neighbours in a line


def lines_of(boxes: np.ndarray, touching: Iterable[tuple[int, int]] = ()) -> list[list[int]]:
    """Find the lines of writing, level or climbing: each tall piece belongs to the nearest at its right.

    Lines are one where none of one's pieces stands among the other's, and much of the lower is beside the other.

    Args:
        boxes: (n, 4) of x, y, width, height, y down, of strokes or pieces of ink.
        touching: pairs of pieces that touch, and so stand in one line whatever their heights.

    Returns:
        Lines from top to bottom; in each the numbers of its boxes by their middle, left to right.
    """
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    if not len(boxes):
        return []
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    heights = boxes[:, 3]
    tall = np.flatnonzero(heights >= min(TALL * usual_height(boxes), heights.max()))
    line_of = np.arange(len(boxes))
    for first, second in touching:
        _join(line_of, first, second)
    for piece in tall:
        further = (middles[tall, 0] > middles[piece, 0]) | ((middles[tall, 0] == middles[piece, 0]) & (tall > piece))
        right = tall[further & _beside(boxes[tall], boxes[piece])]
        if len(right):
            _join(line_of, piece, right[middles[right, 0].argmin()])
    _join_neighbours(line_of, boxes, tall)
    for piece in np.setdiff1d(np.arange(len(boxes)), tall):
        _join(line_of, piece, tall[_distances(boxes[tall], boxes[piece]).argmin()])
    lines = [np.flatnonzero(line_of == number) for number in np.unique(line_of)]
    lines.sort(key=lambda line: middles[line, 1].mean())
    return [sorted(line.tolist(), key=lambda piece: middles[piece, 0]) for line in lines]


def usual_height(boxes: np.ndarray) -> float:
    """The height of the digits: the median of the pieces', bars and dots aside.

    Args:
        boxes: (n, 4), at least one.
    """
    heights = np.asarray(boxes, np.float64)[:, 3]
    if len(heights) == 1:
        return max(float(heights[0]), 1e-6)
    usual = float(np.median(heights[heights >= TALL * np.percentile(heights, 80)]))
    return max(usual, 1e-6)


def slope_of(lines: Iterable[np.ndarray], uneven: float) -> float:
    """How far lines of writing fall to the right, or climb where below 0: of the regression through what is tall.

    Nearer to 0 the less the pieces tell, as ridge regression makes it (Hoerl and Kennard, 1970).

    Args:
        lines: of each the (n, 4) boxes x, y, width, height, y down; none empty.
        uneven: the variance of the middles' heights in a level line, in heights, over that of slopes.
    """
    together, spread = 0.0, uneven
    for boxes in lines:
        height = usual_height(boxes)
        tall = boxes[boxes[:, 3] >= TALL * height]
        across, down = (tall[:, :2] + tall[:, 2:] / 2).T / height
        across = across - across.mean() if len(across) else across
        together += across @ down
        spread += across @ across
    return float(together / spread)


def _beside(boxes: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Which of many boxes may be a neighbour of one in its line."""
    lower = np.minimum(boxes[:, 3], box[3])
    shared = np.minimum(boxes[:, 1] + boxes[:, 3], box[1] + box[3]) - np.maximum(boxes[:, 1], box[1])
    apart = np.abs((boxes[:, 1] + boxes[:, 3] / 2) - (box[1] + box[3] / 2))
    near: np.ndarray = (shared >= BESIDE * lower) & (apart <= OFF_LINE * lower)
    return near


def _join_neighbours(line_of: np.ndarray, boxes: np.ndarray, tall: np.ndarray) -> None:
    """Make one line of two that stand side by side, those that share the most of their heights first."""
    middles, bottoms = boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3]
    while len(numbers := np.unique(line_of[tall])) > 1:
        lines = [tall[line_of[tall] == number] for number in numbers]
        first, last = np.array([(middles[line].min(), middles[line].max()) for line in lines]).T
        top, bottom = np.array([(boxes[line, 1].min(), bottoms[line].max()) for line in lines]).T
        shared = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
        shares = shared / np.maximum(np.minimum.outer(bottom - top, bottom - top), 1e-6)
        shares[last[:, None] >= first] = 0  # the one does not end where the other begins
        left, right = np.unravel_index(shares.argmax(), shares.shape)
        if shares[left, right] < BESIDE:
            return
        _join(line_of, lines[left][0], lines[right][0])


def _distances(boxes: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Between many boxes and one, from edge to edge."""
    low, high = np.maximum(boxes[:, :2], box[:2]), np.minimum(boxes[:, :2] + boxes[:, 2:], box[:2] + box[2:])
    distances: np.ndarray = np.hypot(*np.maximum(low - high, 0).T)
    return distances


def _join(line_of: np.ndarray, first: int | np.intp, second: int | np.intp) -> None:
    line_of[line_of == line_of[second]] = line_of[first]
