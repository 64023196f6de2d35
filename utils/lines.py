"""Which pieces of writing stand in one line, from top to bottom and from left to right."""

from collections.abc import Iterable

import numpy as np

TALL = 0.45  # of the usual height: pieces from here on make the lines, smaller ones join the nearest
BESIDE = 0.4  # of the lower piece's height that lies beside its neighbour in the line
OFF_LINE = 0.6  # of the lower piece's height between the middles of neighbours in a line


def lines_of(boxes: np.ndarray, touching: Iterable[tuple[int, int]] = ()) -> list[list[int]]:
    """Find the lines of writing, level or climbing: each tall piece belongs to the nearest at its right.

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
    tall = np.flatnonzero(heights >= TALL * usual_height(boxes))
    line_of = np.arange(len(boxes))
    for first, second in touching:
        _join(line_of, first, second)
    for piece in tall:
        neighbours = [other for other in tall if other != piece and _beside(boxes, middles, piece, other)]
        right = [other for other in neighbours if (middles[other, 0], other) > (middles[piece, 0], piece)]
        if right:
            _join(line_of, piece, min(right, key=lambda other: middles[other, 0]))
    for piece in np.setdiff1d(np.arange(len(boxes)), tall):
        _join(line_of, piece, min(tall, key=lambda other: _distance(boxes[piece], boxes[other])))
    lines = [np.flatnonzero(line_of == number) for number in np.unique(line_of)]
    lines.sort(key=lambda line: middles[line, 1].mean())
    return [sorted(line.tolist(), key=lambda piece: middles[piece, 0]) for line in lines]


def usual_height(boxes: np.ndarray) -> float:
    """The height of the digits: the median of the pieces', bars and dots aside.

    Args:
        boxes: (n, 4), at least one.
    """
    heights = np.asarray(boxes, np.float64)[:, 3]
    usual = float(np.median(heights[heights >= TALL * np.percentile(heights, 80)]))
    return max(usual, 1e-6)


def _beside(boxes: np.ndarray, middles: np.ndarray, piece: int, other: int) -> bool:
    lower = min(boxes[piece, 3], boxes[other, 3])
    top = max(boxes[piece, 1], boxes[other, 1])
    bottom = min(boxes[piece, 1] + boxes[piece, 3], boxes[other, 1] + boxes[other, 3])
    return bottom - top >= BESIDE * lower and abs(middles[piece, 1] - middles[other, 1]) <= OFF_LINE * lower


def _distance(box: np.ndarray, other: np.ndarray) -> float:
    """Between two boxes, from edge to edge."""
    apart = np.maximum(box[:2], other[:2]) - np.minimum(box[:2] + box[2:], other[:2] + other[2:])
    return float(np.hypot(*np.maximum(apart, 0)))


def _join(line_of: np.ndarray, first: int, second: int) -> None:
    line_of[line_of == line_of[second]] = line_of[first]
