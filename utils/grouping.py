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

from .lines import usual_height
from .perceptron import Perceptron

MOST_PIECES = 6  # of one digit
WIDEST = 1.7  # usual heights: the widest that pieces together may be one digit
# Usual heights between a digit and a piece of it; what these three leave out `tests/test_weighing.py` counts.
WIDEST_GAP = 0.55
DIGIT, MARK = 0, 1  # columns of scores and chances

Span = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Scorer(Perceptron):
    """From the features of a group, first those of its glyph, then of its place, to its scores as a digit and a mark.

    Attributes:
        marks_only: (), what the score of a page gains on which nothing is a digit.
        uneven: (), as which the lines are levelled that it knows; see `utils.lines.slope_of`.
    """

    marks_only: np.ndarray
    uneven: np.ndarray

    @classmethod
    def load(cls, path: Path) -> "Scorer":
        """Read the weights that `python -m training calibrate` fitted.

        Raises:
            OSError, ValueError, KeyError: the file is missing or no such file.
        """
        with np.load(path) as file:
            return cls(**{name: file[name] for name in cls.__dataclass_fields__})


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


def _log_add(one: float, other: float) -> float:
    larger, smaller = max(one, other), min(one, other)
    return larger if smaller == -math.inf else larger + math.log1p(math.exp(smaller - larger))


def _may_be_one(boxes: np.ndarray, first: int, end: int, height: float) -> bool:
    members = boxes[first:end]
    left, right = _extent(boxes, (first, end))
    gap = boxes[end - 1, 0] - _extent(boxes, (first, end - 1))[1]
    height = max(height, (members[:, 1] + members[:, 3]).max() - members[:, 1].min())
    return gap <= WIDEST_GAP * height and right - left <= WIDEST * height


def _extent(boxes: np.ndarray, span: Span) -> tuple[float, float]:
    members = boxes[span[0] : span[1]]
    return members[:, 0].min(), (members[:, 0] + members[:, 2]).max()
