"""From strokes to lines of writing, with every glyph in them that may be a digit.

A layout is a list of lines, top to bottom. Where few strokes lie above one another there are two: an eight written as
two circles is one digit, or two lines. All strokes together are a layout too: a face is one drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .glyph import draw_glyph
from .grouping import MOST_PIECES, Span, spans_of
from .lines import lines_of

TOUCH = 0.08  # of the taller stroke: strokes that come so near touch
EVEN_POINTS = 24  # of a stroke, whose distances to those of another are taken

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """One line of writing.

    Attributes:
        pieces: (n, 4) boxes, left to right, in the order that the spans count.
        touching: (n, n) bool, which of them touch.
        spans: which pieces may be one digit or mark.
        glyphs: (28, 28) uint8 of each span.
        boxes: of each span, in canvas pixels.
    """

    pieces: np.ndarray
    touching: np.ndarray
    spans: list[Span]
    glyphs: list[np.ndarray]
    boxes: list[Box]


Layout = list[Line]


def layouts_of_strokes(strokes: Sequence[np.ndarray], one: bool) -> list[Layout]:
    """The layouts of what was drawn.

    Args:
        strokes: (n, 2) float arrays of x, y in canvas pixels, y down, none empty.
        one: everything drawn is one digit.

    Returns:
        No layout where nothing was drawn.
    """
    if not len(strokes):
        return []
    boxes = np.array([_box_around([stroke]) for stroke in strokes])
    touching = touching_strokes(strokes, boxes)
    in_order = np.argsort(boxes[:, 0] + boxes[:, 2] / 2, kind="stable").tolist()
    whole = _line_of_strokes(strokes, boxes, touching, in_order, [(0, len(in_order))])
    if one:
        return [[whole]]
    layouts = [
        [_line_of_strokes(strokes, boxes, touching, line, spans_of(boxes[line])) for line in lines]
        for lines in _layouts(boxes, np.argwhere(np.triu(touching)))
    ]
    is_there = any(len(lines) == 1 and (0, len(strokes)) in lines[0].spans for lines in layouts)
    return layouts if is_there else [*layouts, [whole]]


def _layouts(boxes: np.ndarray, touching: Iterable[tuple[int, int]] = ()) -> list[list[list[int]]]:
    lines = lines_of(boxes, touching)
    if len(lines) == 1 or len(boxes) > MOST_PIECES:
        return [lines]
    return [lines, [np.argsort(boxes[:, 0] + boxes[:, 2] / 2, kind="stable").tolist()]]


def _line_of_strokes(
    strokes: Sequence[np.ndarray], boxes: np.ndarray, touching: np.ndarray, members: Sequence[int], spans: list[Span]
) -> Line:
    """A line of some of the strokes, named by their numbers from left to right."""
    groups = [[strokes[member] for member in members[first:end]] for first, end in spans]
    pairs = touching[np.ix_(members, members)]
    glyphs, around = [draw_glyph(group) for group in groups], [_box_around(group) for group in groups]
    return Line(boxes[members], pairs, spans, glyphs, around)


def touching_strokes(strokes: Sequence[np.ndarray], boxes: np.ndarray) -> np.ndarray:
    """Which strokes come nearer to each other than a share of the taller one.

    Args:
        strokes: (n, 2) float arrays of x, y.
        boxes: (strokes, 4) x, y, width, height of each.

    Returns:
        (strokes, strokes) bool, symmetrical, a stroke does not touch itself.
    """
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    evenly = np.stack([_evenly(stroke) for stroke in strokes])
    steps = np.linalg.norm(np.diff(evenly, axis=1), axis=2).max(axis=1)
    touching = np.zeros((len(strokes), len(strokes)), bool)
    for first in range(1, len(strokes)):
        reaches = TOUCH * np.maximum(boxes[first, 3], boxes[:first, 3]) + (steps[first] + steps[:first]) / 2
        apart = np.maximum(low[first], low[:first]) - np.minimum(high[first], high[:first])
        near = np.flatnonzero((apart <= reaches[:, None]).all(axis=1))
        if len(near):
            distances = np.linalg.norm(evenly[first][None, :, None] - evenly[near][:, None], axis=3).min(axis=(1, 2))
            touching[first, near] = touching[near, first] = distances <= reaches[near]
    return touching


def _evenly(stroke: np.ndarray) -> np.ndarray:
    """A stroke as (`EVEN_POINTS`, 2) points at even distances along it."""
    lengths = np.append(0, np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1)))
    places = np.linspace(0, lengths[-1], EVEN_POINTS)
    return np.stack([np.interp(places, lengths, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _box_around(strokes: Sequence[np.ndarray]) -> Box:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
