"""Lines of writing with what the network says of them: their likeliest groupings, and how likely each layout is."""

from typing import NamedTuple

import numpy as np

from .candidates import Box, Line
from .engines import Outputs
from .grouping import DIGIT, Way, Weighed, best_ways, weigh, weigh_marks
from .reading import same_place


class WeighedLine(NamedTuple):
    """A line with what the network says of its glyphs and the weight of its groupings."""

    line: Line
    outputs: Outputs
    weighed: Weighed
    log_sum_of_marks: float
    of_marks: Way
    with_digit: Way

    @classmethod
    def of(cls, line: Line, outputs: Outputs, scores: np.ndarray) -> "WeighedLine":
        """Weigh a line by the scores (n, 2) of its groups."""
        weighing = len(line.pieces), line.spans, scores
        return cls(line, outputs, weigh(*weighing), weigh_marks(*weighing), *best_ways(*weighing))

    def chance_of(self, other: "WeighedLine", span: int) -> float:
        """How likely it is that the digit of another line's group stands in the same place in this line."""
        value, box = other.outputs.digit[span].argmax(), other.line.boxes[span]
        there = [
            chance
            for chance, own, around in zip(
                self.weighed.chances[:, DIGIT], self.outputs.digit, self.line.boxes, strict=True
            )
            if own.argmax() == value and same_place(box, around)
        ]
        return float(max(there, default=0.0))


class Group(NamedTuple):
    """A group of the likeliest grouping.

    Attributes:
        glyph: (28, 28) uint8.
        trajectory: (64, 6) uint8; None where nothing is known of strokes.
        box: around it.
        outputs: what was said of the glyph, a row each.
        digitness: how likely it is a whole digit, 0..1, among all groupings of all layouts.
        line: the number of its line, from 0.
        is_digit: it is one in the likeliest grouping, and no mark.
    """

    glyph: np.ndarray
    trajectory: np.ndarray | None
    box: Box
    outputs: Outputs
    digitness: float
    line: int
    is_digit: bool


def likeliest_groups(layouts: list[list[WeighedLine]], marks_only: float) -> list[Group]:
    """The groups of the best grouping of all layouts, in reading order.

    Args:
        layouts: of one drawing, each the lines it has then.
        marks_only: what a layout gains in which nothing is a digit.
    """
    ways = [_best_ways_of(lines, marks_only) for lines in layouts]
    best = max(range(len(layouts)), key=lambda number: ways[number][0])
    chances = _chances_of_digits(layouts, marks_only)
    others = [pair for number, pair in enumerate(zip(chances, layouts, strict=True)) if number != best]
    groups = []
    for number, (chosen, way) in enumerate(zip(layouts[best], ways[best][1], strict=True)):
        for span, label in way.groups:
            digitness = chances[best] * float(chosen.weighed.chances[span, DIGIT])
            digitness += sum(chance * max(line.chance_of(chosen, span) for line in lines) for chance, lines in others)
            trajectory = chosen.line.trajectories[span] if chosen.line.trajectories else None
            seen = chosen.line.glyphs[span], trajectory, chosen.line.boxes[span], chosen.outputs.chosen(span)
            groups.append(Group(*seen, min(digitness, 1.0), number, label == DIGIT))
    return groups


def _best_ways_of(lines: list[WeighedLine], marks_only: float) -> tuple[float, list[Way]]:
    """The score of the best grouping of a layout, and the grouping of each line; where nothing is a digit it gains."""
    of_marks = [line.of_marks for line in lines]
    ways = [max(line.with_digit, line.of_marks, key=lambda way: way.score) for line in lines]
    if ways == of_marks:  # the line in which a digit costs least has one
        costs = [line.of_marks.score - line.with_digit.score for line in lines]
        least = int(np.argmin(costs))
        ways = [line.with_digit if number == least else line.of_marks for number, line in enumerate(lines)]
    score, score_of_marks = (sum(way.score for way in chosen) for chosen in (ways, of_marks))
    return max((score, ways), (score_of_marks + marks_only, of_marks), key=lambda choice: choice[0])


def _chances_of_digits(layouts: list[list[WeighedLine]], marks_only: float) -> list[float]:
    """How likely each layout is among all, times what digits in it gain as pages without any are rarer."""
    sums = np.array([sum(line.weighed.log_sum for line in lines) for lines in layouts])
    of_marks = np.array([sum(line.log_sum_of_marks for line in lines) for lines in layouts])
    with_digits = sums + np.log(-np.expm1(np.minimum(of_marks - sums, -1e-12)))
    chances: list[float] = np.exp(sums - np.logaddexp.reduce([*with_digits, *(of_marks + marks_only)])).tolist()
    return chances
