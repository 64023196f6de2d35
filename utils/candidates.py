"""From strokes to lines of writing, with every glyph in them that may be a digit.

A layout is a list of lines, top to bottom. Where few strokes lie above one another there are two: an eight written as
two circles is one digit, or two lines. All strokes together are a layout too: a face is one drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from .glyph import draw_glyph
from .grouping import MOST_PIECES, Span, spans_of
from .lines import lines_of, slope_of
from .trajectory import trajectory_of

TOUCH = 0.08  # of the taller stroke: strokes that come so near touch
SHAPE, MEAN_BOW = 5, 3  # numbers that tell how a piece leans and bows, and the one of them that does so on the average
EVEN_POINTS = 24  # of a stroke, of which its shape and its distances to others are taken
TINY = 1e-9  # canvas pixels: what is no longer is a dot

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """One line of writing.

    Attributes:
        members: numbers of the strokes that are its pieces, left to right, in the order that the spans count.
        pieces: (n, 4) their boxes, as if the line were level.
        touching: (n, n) bool, which of them touch.
        shapes: (n, `SHAPE`), how each leans and bows, as if the line were level; see `shapes_of`.
        spans: which pieces may be one digit or mark.
        glyphs: (28, 28) uint8 of each span.
        boxes: of each span, in canvas pixels.
        trajectories: (64, 6) uint8 of each span; empty where nothing is known of strokes.
    """

    members: Sequence[int]
    pieces: np.ndarray
    touching: np.ndarray
    shapes: np.ndarray
    spans: list[Span]
    glyphs: list[np.ndarray]
    boxes: list[Box]
    trajectories: list[np.ndarray]


Layout = list[Line]


def layouts_of_strokes(strokes: Sequence[np.ndarray], one: bool, uneven: float) -> list[Layout]:
    """The layouts of what was drawn.

    Args:
        strokes: (n, 2) float arrays of x, y in canvas pixels, y down, none empty.
        one: everything drawn is one digit.
        uneven: as which lines are levelled; see `slope_of`.

    Returns:
        No layout where nothing was drawn.
    """
    if not len(strokes):
        return []
    level = levelled(strokes, uneven)
    boxes, evenly = boxes_of(level), even_points(level)
    touching = touching_strokes(evenly, boxes)
    pieces = boxes, touching, shapes_of(evenly)
    in_order = np.argsort(boxes[:, 0] + boxes[:, 2] / 2, kind="stable").tolist()
    whole = partial(_line_of_strokes, strokes, *pieces, in_order, [(0, len(in_order))])
    if one:
        return [[whole()]]
    layouts = [
        [_line_of_strokes(strokes, *pieces, line, spans_of(boxes[line])) for line in lines]
        for lines in _layouts(boxes, np.argwhere(np.triu(touching)))
    ]
    is_there = any(len(lines) == 1 and (0, len(strokes)) in lines[0].spans for lines in layouts)
    return layouts if is_there else [*layouts, [whole()]]


def levelled(strokes: Sequence[np.ndarray], uneven: float) -> list[np.ndarray]:
    """Strokes, (n, 2) float arrays of x, y, turned as far as their lines climb or fall; `uneven` as in `slope_of`."""
    boxes = boxes_of(strokes)
    slope = slope_of([boxes[line] for line in lines_of(boxes)], uneven)
    right, down = np.array([1.0, slope]) / np.hypot(1.0, slope)
    turn = np.array([[right, -down], [down, right]])
    return [stroke @ turn for stroke in strokes]


def line_of_one(glyph: np.ndarray, box: Box) -> Line:
    """A line in which nothing but one glyph (28, 28) uint8 with that box stands, of whose strokes nothing is known."""
    return Line([0], np.array([box]), np.zeros((1, 1), bool), np.zeros((1, SHAPE)), [(0, 1)], [glyph], [box], [])


def _layouts(boxes: np.ndarray, touching: Iterable[tuple[int, int]] = ()) -> list[list[list[int]]]:
    lines = lines_of(boxes, touching)
    if len(lines) == 1 or len(boxes) > MOST_PIECES:
        return [lines]
    return [lines, [np.argsort(boxes[:, 0] + boxes[:, 2] / 2, kind="stable").tolist()]]


def _line_of_strokes(
    strokes: Sequence[np.ndarray],
    boxes: np.ndarray,
    touching: np.ndarray,
    shapes: np.ndarray,
    members: Sequence[int],
    spans: list[Span],
) -> Line:
    """A line of some of the strokes, named by their numbers from left to right."""
    groups = [[strokes[member] for member in sorted(members[first:end])] for first, end in spans]
    pairs = touching[np.ix_(members, members)]
    glyphs, around = [draw_glyph(group) for group in groups], [_box_around(group) for group in groups]
    ways = [trajectory_of(group) for group in groups]
    return Line(members, boxes[members], pairs, shapes[members], spans, glyphs, around, ways)


def shapes_of(evenly: np.ndarray) -> np.ndarray:
    """How strokes lean and bow, whichever way the pen went; the less, the flatter they lie: no end is the upper then.

    Args:
        evenly: (n, points, 2) of each, as `even_points` gives them.

    Returns:
        (n, `SHAPE`) float64: how far the upper end is to the right of the lower; how far the stroke strays from the
        line between its ends to the left and to the right at most, and on the average, all in its longest sides; and
        how long that line is beside the way of the pen. Zeros of a dot.
    """
    is_upward = evenly[:, 0, 1] > evenly[:, -1, 1]
    down = np.where(is_upward[:, None, None], evenly[:, ::-1], evenly)
    longest = np.maximum(np.ptp(down, axis=1).max(axis=1), TINY)
    from_end = down - down[:, :1]
    between = from_end[:, -1]
    chord, way = np.linalg.norm(between, axis=1), np.linalg.norm(np.diff(down, axis=1), axis=2).sum(axis=1)
    steep = between[:, 1] / np.maximum(chord, TINY)
    aside = (from_end[..., 0] * between[:, None, 1] - from_end[..., 1] * between[:, None, 0]).T
    aside *= steep / np.maximum(chord, TINY) / longest
    bow = aside.min(axis=0), aside.max(axis=0), aside.mean(axis=0)
    return np.stack([-between[:, 0] * steep / longest, *bow, chord / np.maximum(way, TINY)], axis=1)


def touching_strokes(evenly: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Which strokes come nearer to each other than a share of the taller one.

    Args:
        evenly: (strokes, points, 2) of each, as `even_points` gives them.
        boxes: (strokes, 4) x, y, width, height of each.

    Returns:
        (strokes, strokes) bool, symmetrical, a stroke does not touch itself.
    """
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    steps = np.linalg.norm(np.diff(evenly, axis=1), axis=2).max(axis=1)
    touching = np.zeros((len(boxes), len(boxes)), bool)
    for first in range(1, len(boxes)):
        reaches = TOUCH * np.maximum(boxes[first, 3], boxes[:first, 3]) + (steps[first] + steps[:first]) / 2
        apart = np.maximum(low[first], low[:first]) - np.minimum(high[first], high[:first])
        near = np.flatnonzero((apart <= reaches[:, None]).all(axis=1))
        if len(near):
            distances = np.linalg.norm(evenly[first][None, :, None] - evenly[near][:, None], axis=3).min(axis=(1, 2))
            touching[first, near] = touching[near, first] = distances <= reaches[near]
    return touching


def even_points(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """Strokes, (n, 2) float arrays, as (strokes, `EVEN_POINTS`, 2) points at even distances along each."""
    evenly = np.empty((len(strokes), EVEN_POINTS, 2))
    for number, stroke in enumerate(strokes):
        lengths = np.append(0, np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1)))
        places = np.linspace(0, lengths[-1], EVEN_POINTS)
        for axis in (0, 1):
            evenly[number, :, axis] = np.interp(places, lengths, stroke[:, axis])
    return evenly


def _box_around(strokes: Sequence[np.ndarray]) -> Box:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))


def boxes_of(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """The boxes (n, 4) of x, y, width, height around strokes, (points, 2) arrays each."""
    return np.array([_box_around([stroke]) for stroke in strokes])
