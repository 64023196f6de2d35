"""What is known of groups of strokes or components: of their glyphs, their place in the line, the rest of the line."""

from collections.abc import Sequence

import numpy as np

from .candidates import MEAN_BOW, Line
from .engines import Outputs
from .grouping import DIGIT, MARK, MOST_PIECES, Span
from .lines import TALL, usual_height

FARTHEST = 1.5  # usual heights: a neighbour farther away is none
WIDEST_SHOWN = 4.0  # usual heights: what is larger tells no more
FARTHEST_END = 4  # pieces between a group and an end of its line: more tell no more
NEIGHBOURS = 3  # on either side that may lie above one another with a group
FAINTEST = 1e-6  # probabilities below count as this one


def group_features(lines: Sequence[tuple[Line, bool]], outputs: Outputs) -> np.ndarray:
    """All that is known of the groups of lines, (m, features) float64: of their glyphs, shape, place and line.

    Args:
        lines: in which they stand, each with whether there is no other.
        outputs: of the network, for the glyphs of all m groups, the ten calibrated.
    """
    kind = np.log(np.maximum(outputs.kind, FAINTEST))
    like_marks = kind[:, MARK] - kind[:, DIGIT]
    of_lines, start = [], 0
    for line, alone in lines:
        own = like_marks[start : (start := start + len(line.spans))]
        place = place_features(line.pieces, line.touching, line.spans, alone)
        shape = shape_features(line.shapes, line.spans)
        of_lines.append(np.concatenate([place, shape, line_features(line.shapes, line.spans, own)], axis=1))
    return np.concatenate([glyph_features(outputs), np.concatenate(of_lines)], axis=1)


def glyph_features(outputs: Outputs) -> np.ndarray:
    """What is known of glyphs by themselves.

    Args:
        outputs: of the network, for n glyphs, the ten calibrated.

    Returns:
        (n, features) float64.
    """
    likeliest = np.log(np.maximum(np.sort(outputs.digit, axis=1)[:, -2:], FAINTEST))
    kind = np.log(np.maximum(outputs.kind, FAINTEST))
    return np.column_stack([kind, likeliest, outputs.digit]).astype(np.float64)


def place_features(boxes: np.ndarray, touching: np.ndarray, spans: Sequence[Span], alone: bool) -> np.ndarray:
    """What is known of groups of pieces beside their glyphs: shape, place in the line and neighbours.

    Args:
        boxes: (n, 4) of x, y, width, height: the pieces of one line, left to right.
        touching: (n, n) bool, which of them touch.
        spans: numbers of the first piece and of the one after the last of each group.
        alone: there is no other line.

    Returns:
        (m, features) float64.
    """
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    height = usual_height(boxes)
    if len(boxes) == 1:  # most often, and always the same but for its shape
        size = np.minimum(boxes[:, 2:] / height, WIDEST_SHOWN)
        shape = [*size[0], _slimness(size)[0], 0, 1, 1, 0]
        return np.array([[*shape, 0, 0, 0, FARTHEST, 0, 0, FARTHEST, 0, 0, 0, 0, 1, alone]], np.float64)
    first, end = np.array(spans).T
    lows, highs = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    low, high = _over_spans(np.minimum, lows, spans), _over_spans(np.maximum, highs, spans)
    size = np.minimum((high - low) / height, WIDEST_SHOWN)
    inside = np.array([touching[start:stop, start:stop].sum() // 2 for start, stop in spans])
    left = [touching[start:stop, :start].any() for start, stop in spans]
    right = [touching[start:stop, stop:].any() for start, stop in spans]
    shape = [
        size,
        _slimness(size),
        [_gaps_inside(boxes[start:stop]) / height for start, stop in spans],
        np.minimum(end - first, MOST_PIECES + 1),
        end - first == 1,
        (end - first > 1) & (inside >= end - first - 1),
    ]
    place = [
        *_references(boxes, low, high, first, end, height),
        *(column for side in (-1, 1) for column in _neighbours(lows, highs, low, high, first, end, side)),
        left,
        right,
        (end - first) / len(boxes),
        (end - first == len(boxes)) & alone,
    ]
    return np.column_stack([*shape, *place]).astype(np.float64)


def shape_features(shapes: np.ndarray, spans: Sequence[Span]) -> np.ndarray:
    """How groups of one piece lean and bow, (m, 5) float64: bars, slashes and brackets differ by that.

    Zeros of groups of several, and of what is alone in its line: nothing there tells how this hand leans.

    Args:
        shapes: (n, 5) of the pieces of a line.
        spans: numbers of the first piece and of the one after the last of each of m groups.
    """
    first, end = np.array(spans).T
    is_one = (end - first == 1) & (len(shapes) > 1)
    told: np.ndarray = shapes[first] * is_one[:, None]
    return told


def line_features(shapes: np.ndarray, spans: Sequence[Span], like_marks: np.ndarray) -> np.ndarray:
    """What is known of groups from the rest of their line: what is before and after, and what ends it.

    A group at one end is told how much the piece at the other looks like a mark, and how it bows: brackets come in
    pairs.

    Args:
        shapes: (n, 5) of the pieces of the line.
        spans: numbers of the first piece and of the one after the last of each of m groups.
        like_marks: (m,) the logarithm of how much likelier each is a whole mark than a whole digit.

    Returns:
        (m, features) float64.
    """
    count = len(shapes)
    if count == 1:
        return np.array([[0, 0, 1, 1, 0, 0]], np.float64)
    first, end = np.array(spans).T
    opens, closes = first == 0, end == count
    of_first, of_last = (
        [like_marks[spans.index(span)] if span in spans else 0.0] for span in ((0, 1), (count - 1, count))
    )
    is_at_one_end = opens & ~closes, closes & ~opens
    other_end = np.select(is_at_one_end, [of_last, of_first], 0.0)
    other_bow = np.select(is_at_one_end, shapes[[-1, 0], MEAN_BOW, None], 0.0)
    before, after = np.minimum(first, FARTHEST_END), np.minimum(count - end, FARTHEST_END)
    return np.column_stack([before, after, opens, closes, other_end, other_bow]).astype(np.float64)


def _slimness(size: np.ndarray) -> np.ndarray:
    """How much higher than wide, as a logarithm, of (n, 2) widths and heights."""
    return np.log((size[:, 1] + 0.05) / (size[:, 0] + 0.05))


def _over_spans(reduce: np.ufunc, values: np.ndarray, spans: Sequence[Span]) -> np.ndarray:
    """The least or the greatest of (n, 2) values over each span."""
    padded = np.concatenate([values, values[-1:]])  # so that a span may end after the last
    return reduce.reduceat(padded, np.ravel(spans))[::2]


def _neighbours(
    lows: np.ndarray,
    highs: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    first: np.ndarray,
    end: np.ndarray,
    side: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each group the gap to its neighbour, and the most that a neighbour shares of its width and of its box.

    Shares are of the smaller of the two. Gaps are in heights of the group's line.
    """
    height = max(np.median(highs[:, 1] - lows[:, 1]), 1e-6)
    gap = np.full(len(first), FARTHEST)
    widths, areas = np.zeros(len(first)), np.zeros(len(first))
    thick = 0.1 * height  # so that a bar has an area
    for step in range(1, NEIGHBOURS + 1):
        other = first - step if side < 0 else end + step - 1
        there = (other >= 0) & (other < len(lows))
        if not there.any():
            break
        other = np.clip(other, 0, len(lows) - 1)
        shared = np.minimum(high, highs[other]) - np.maximum(low, lows[other]) + thick
        own, others = high - low + thick, highs[other] - lows[other] + thick
        if step == 1:
            gap = np.where(there, np.clip((thick - shared[:, 0]) / height, -FARTHEST, FARTHEST), gap)
        share = np.clip(shared, 0, None) / np.minimum(own, others)
        widths = np.where(there, np.maximum(widths, share[:, 0]), widths)
        area = np.clip(shared, 0, None).prod(axis=1) / np.minimum(own.prod(axis=1), others.prod(axis=1))
        areas = np.where(there, np.maximum(areas, area), areas)
    return gap, widths, areas


def _references(
    boxes: np.ndarray, low: np.ndarray, high: np.ndarray, first: np.ndarray, end: np.ndarray, height: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How far top and bottom of each group lie below those of the nearest tall pieces beside it, in heights.

    Zeros where there are none, and whether there are any.
    """
    tall = boxes[:, 3] >= TALL * height
    numbers = np.arange(len(boxes))
    left = np.maximum.accumulate(np.where(tall, numbers, -1))
    right = np.minimum.accumulate(np.where(tall, numbers, len(boxes))[::-1])[::-1]
    sides = np.stack([np.where(first > 0, left[first - 1], -1), np.append(right, len(boxes))[end]])
    there = (sides >= 0) & (sides < len(boxes))
    beside = boxes[np.clip(sides, 0, len(boxes) - 1)]
    count = np.maximum(there.sum(axis=0), 1)
    top = (beside[..., 1] * there).sum(axis=0) / count
    bottom = ((beside[..., 1] + beside[..., 3]) * there).sum(axis=0) / count
    any_there = np.asarray(there.any(axis=0))
    tops = np.where(any_there, np.clip((low[:, 1] - top) / height, -3, 3), 0)
    bottoms = np.where(any_there, np.clip((high[:, 1] - bottom) / height, -3, 3), 0)
    return tops, bottoms, any_there


def _gaps_inside(boxes: np.ndarray) -> float:
    """The width of the columns between the leftmost and the rightmost edge that no piece covers."""
    if len(boxes) == 1:
        return 0.0
    gaps, reached = 0.0, boxes[:, 0].min()
    for left, _, width, _ in sorted(map(tuple, boxes)):
        gaps += max(0.0, left - reached)
        reached = max(reached, left + width)
    return gaps
