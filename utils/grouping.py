"""Which neighbouring strokes or components of a line are one digit or one mark.

Every grouping that may be is weighed by what the network says of its glyphs and by how they stand in the line. Cutting
finely and letting the recogniser choose is over-segmentation with a shortest path (LeCun et al., 1998, section VII); a
group is scored by a small learnt function, and the scores of all groupings make up one probability, so that neither
many nor few groups are favoured: a semi-Markov conditional random field (Sarawagi and Cohen, 2004).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .engines import Outputs
from .lines import TALL, usual_height
from .perceptron import Perceptron

MOST_PIECES = 6  # of one digit
WIDEST = 1.7  # usual heights: the widest that pieces together may be one digit
WIDEST_GAP = 0.45  # usual heights between a digit and a piece of it
FARTHEST = 1.5  # usual heights: a neighbour farther away is none
WIDEST_SHOWN = 4.0  # usual heights: what is larger tells no more
FARTHEST_END = 4  # pieces between a group and an end of its line: more tell no more
NEIGHBOURS = 3  # on either side that may lie above one another with a group
FAINTEST = 1e-6  # probabilities below count as this one
DIGIT, MARK = 0, 1  # columns of scores and chances

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Scorer(Perceptron):
    """From the features of a group, first those of its glyph, then of its place, to its scores as a digit and a mark.

    Attributes:
        marks_only: (), what the score of a page gains on which nothing is a digit.
    """

    marks_only: np.ndarray

    @classmethod
    def load(cls, path: Path) -> "Scorer":
        """Read the weights that `python -m training calibrate` fitted.

        Raises:
            OSError, ValueError, KeyError: the file is missing or no such file.
        """
        with np.load(path) as file:
            return cls(**{name: file[name] for name in cls.__dataclass_fields__})


class Pieces(NamedTuple):
    """A line as its groups are placed in it.

    Attributes:
        boxes: (n, 4) of x, y, width, height: its pieces, left to right.
        touching: (n, n) bool, which of them touch.
        spans: numbers of the first piece and of the one after the last of each group.
        alone: there is no other line.
    """

    boxes: np.ndarray
    touching: np.ndarray
    spans: Sequence[Span]
    alone: bool


class Weighed(NamedTuple):
    """All groupings of a line, weighed.

    Attributes:
        log_sum: the logarithm of the sum over all groupings of e to their scores.
        chances: (n, 2) the probability of each span as a digit and as a mark, given the line.
    """

    log_sum: float
    chances: np.ndarray


class Way(NamedTuple):
    """One grouping of a line.

    Attributes:
        score: the sum of the scores of its groups; minus infinity where there is no such grouping.
        groups: numbers of its spans, left to right, each with `DIGIT` or `MARK`.
    """

    score: float
    groups: tuple[tuple[int, int], ...]


def spans_of(boxes: np.ndarray) -> list[Span]:
    """The runs of neighbouring pieces that may be one digit or mark.

    Args:
        boxes: (n, 4) of x, y, width, height: the pieces of one line, left to right.

    Returns:
        Numbers of the first piece and of the one after the last; every piece alone is among them.
    """
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    spans = []
    height = usual_height(boxes) if len(boxes) else 0.0
    for first in range(len(boxes)):
        for end in range(first + 1, min(first + MOST_PIECES, len(boxes)) + 1):
            if end > first + 1 and not _may_be_one(boxes, first, end, height):
                break
            spans.append((first, end))
    return spans


def group_features(lines: Sequence[Pieces], outputs: Outputs) -> np.ndarray:
    """All that is known of the groups of lines, (m, features) float64: of their glyphs, their place, their line.

    Args:
        lines: in which they stand.
        outputs: of the network, for the glyphs of all m groups, the ten calibrated.
    """
    kind = np.log(np.maximum(outputs.kind, FAINTEST))
    like_marks = kind[:, MARK] - kind[:, DIGIT]
    of_lines, start = [], 0
    for line in lines:
        own = like_marks[start : (start := start + len(line.spans))]
        of_lines.append(
            np.concatenate([place_features(*line), line_features(len(line.boxes), line.spans, own)], axis=1)
        )
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


def line_features(count: int, spans: Sequence[Span], like_marks: np.ndarray) -> np.ndarray:
    """What is known of groups from the rest of their line: what is before and after, and what ends it.

    A group at one end is told how much the piece at the other looks like a mark: brackets come in pairs.

    Args:
        count: of the pieces of the line.
        spans: numbers of the first piece and of the one after the last of each of m groups.
        like_marks: (m,) the logarithm of how much likelier each is a whole mark than a whole digit.

    Returns:
        (m, features) float64.
    """
    if count == 1:
        return np.array([[0, 0, 1, 1, 0]], np.float64)
    first, end = np.array(spans).T
    opens, closes = first == 0, end == count
    of_first, of_last = (
        [like_marks[spans.index(span)] if span in spans else 0.0] for span in ((0, 1), (count - 1, count))
    )
    other_end = np.select([opens & ~closes, closes & ~opens], [of_last, of_first], 0.0)
    before, after = np.minimum(first, FARTHEST_END), np.minimum(count - end, FARTHEST_END)
    return np.column_stack([before, after, opens, closes, other_end]).astype(np.float64)


def weigh(count: int, spans: Sequence[Span], scores: np.ndarray) -> Weighed:
    """Weigh all ways to cover a line of pieces with groups that are digits or marks.

    Args:
        count: of the pieces, at least one.
        spans: the groups, in order of their first piece; some of them cover the line.
        scores: (n, 2) of each as a digit and as a mark.
    """
    if len(spans) == 1:
        log_sum = _log_add(*scores[0].tolist())
        return Weighed(log_sum, np.exp(scores - log_sum))
    either = np.logaddexp(scores[:, DIGIT], scores[:, MARK]).tolist()
    before, after = _sums_before(count, spans, either), [-math.inf] * (count + 1)
    after[count] = 0.0
    for number in range(len(spans) - 1, -1, -1):
        first, end = spans[number]
        after[first] = _log_add(after[first], after[end] + either[number])
    first, end = np.array(spans).T
    outside = np.array(before)[first] + np.array(after)[end] - before[count]
    return Weighed(before[count], np.exp(outside[:, None] + scores))


def weigh_marks(count: int, spans: Sequence[Span], scores: np.ndarray) -> float:
    """The logarithm of the sum over the groupings in which all are marks; arguments as of `weigh`."""
    return _sums_before(count, spans, scores[:, MARK].tolist())[count]


def best_ways(count: int, spans: Sequence[Span], scores: np.ndarray) -> tuple[Way, Way]:
    """The best grouping in which all are marks, and the best with a digit; arguments as of `weigh`.

    Of equals the one with the fewest groups.
    """
    of_marks, with_digit = ([Way(-math.inf, ())] * (count + 1) for _ in range(2))
    of_marks[0] = Way(0.0, ())
    as_digit, as_mark = scores.T.tolist()
    for number, (first, end) in enumerate(spans):
        of_marks[end] = max(of_marks[end], _longer(of_marks[first], number, MARK, as_mark[number]), key=_score)
        label = DIGIT if as_digit[number] >= as_mark[number] else MARK
        first_digit = _longer(of_marks[first], number, DIGIT, as_digit[number])
        another = _longer(with_digit[first], number, label, max(as_digit[number], as_mark[number]))
        with_digit[end] = max(with_digit[end], first_digit, another, key=_score)
    return of_marks[count], with_digit[count]


def _longer(way: Way, number: int, label: int, score: float) -> Way:
    return Way(way.score + score, (*way.groups, (number, label)))


def _score(way: Way) -> float:
    return way.score


def _sums_before(count: int, spans: Sequence[Span], scores: list[float]) -> list[float]:
    """For each place between pieces the logarithm of the sum over all ways to cover what is before it."""
    sums = [-math.inf] * (count + 1)
    sums[0] = 0.0
    for score, (first, end) in zip(scores, spans, strict=True):
        sums[end] = _log_add(sums[end], sums[first] + score)
    return sums


def _slimness(size: np.ndarray) -> np.ndarray:
    """How much higher than wide, as a logarithm, of (n, 2) widths and heights."""
    return np.log((size[:, 1] + 0.05) / (size[:, 0] + 0.05))


def _log_add(one: float, other: float) -> float:
    larger, smaller = max(one, other), min(one, other)
    return larger if smaller == -math.inf else larger + math.log1p(math.exp(smaller - larger))


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


def _may_be_one(boxes: np.ndarray, first: int, end: int, height: float) -> bool:
    members = boxes[first:end]
    left, right = _extent(boxes, (first, end))
    gap = boxes[end - 1, 0] - _extent(boxes, (first, end - 1))[1]
    height = max(height, (members[:, 1] + members[:, 3]).max() - members[:, 1].min())
    return gap <= WIDEST_GAP * height and right - left <= WIDEST * height


def _gaps_inside(boxes: np.ndarray) -> float:
    """The width of the columns between the leftmost and the rightmost edge that no piece covers."""
    if len(boxes) == 1:
        return 0.0
    gaps, reached = 0.0, boxes[:, 0].min()
    for left, _, width, _ in sorted(map(tuple, boxes)):
        gaps += max(0.0, left - reached)
        reached = max(reached, left + width)
    return gaps


def _extent(boxes: np.ndarray, span: Span) -> tuple[float, float]:
    members = boxes[span[0] : span[1]]
    return members[:, 0].min(), (members[:, 0] + members[:, 2]).max()
