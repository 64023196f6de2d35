"""Strokes out of lines, each group with the label of what it is."""

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, line
from tests.made_marks import MADE_MARKS
from training.augmentation import written
from training.augmentation.numbers import SIGNS, Symbol
from training.augmentation.written import MARK, NOT_WHOLE, chances_of, written_group
from training.data.datasets import Drawing


def with_points(count, *strokes):
    """Strokes of so many points each, by which they are known again."""
    return [stroke[np.linspace(0, len(stroke) - 1, count).astype(int)] for stroke in strokes]


LINE = [
    Symbol(4, with_points(11, *MADE_DIGITS["four, open"][1])),
    Symbol(None, with_points(12, *MADE_MARKS["plus"][0]), SIGNS["+"]),
    Symbol(5, with_points(13, *MADE_DIGITS["five, bar apart"][1])),
    Symbol(3, with_points(14, *MADE_DIGITS["three, round"][1])),
]
WHOLE = {(11, 11): 4, (12, 12): MARK, (13, 13): 5, (14,): 3}  # labels by the points of the strokes


class SameLine:
    """Hands that always write the line above."""

    def line(self, generator):
        return LINE


@pytest.fixture(autouse=True)
def _as_it_is(monkeypatch):
    monkeypatch.setattr(written, "OTHER_WAYS", 0.0)


def group_of(hands, generator):
    """The number of points of each of a group's strokes, and its label."""
    strokes, label = written_group(hands, generator)
    return tuple(sorted(len(stroke) for stroke in strokes)), label


def test_all_strokes_of_a_symbol_are_that_symbol_and_anything_else_is_not_whole():
    generator = np.random.default_rng(0)
    groups = [group_of(SameLine(), generator) for _ in range(400)]
    assert {label for _, label in groups} == {4, 5, 3, MARK, NOT_WHOLE}
    for strokes, label in groups:
        assert label == WHOLE.get(strokes, NOT_WHOLE), strokes
    parts = {strokes for strokes, label in groups if label == NOT_WHOLE}
    assert {(11,), (12,), (13,)} & parts  # pieces of one
    assert any(len(set(strokes)) > 1 for strokes in parts)  # several
    assert np.mean([label == NOT_WHOLE for _, label in groups]) == pytest.approx(0.5, abs=0.08)


def test_a_lone_stroke_is_whole_whatever_is_wanted():
    lone = type("Lone", (), {"line": lambda self, generator: [LINE[3]]})()
    assert {group_of(lone, np.random.default_rng(seed)) for seed in range(20)} == {((14,), 3)}


def test_the_strokes_of_a_group_come_in_the_order_they_were_drawn(monkeypatch):
    monkeypatch.setattr("training.augmentation.written.write_line", lambda *_, **__: (strokes, np.zeros(2, int)))
    bar, before = np.float32([[3, 0], [3, 9]]), np.float32([[0, 0], [0, 9]])
    for strokes in ([bar, before], [before, bar]):
        groups = [written_group(SameLine(), np.random.default_rng(seed)).strokes for seed in range(40)]
        np.testing.assert_array_equal(next(group for group in groups if len(group) == 2), strokes)


def test_who_wrote_four_times_as_much_is_chosen_twice_as_often():
    bar = [line((0, 0), (0, 1))]
    digits = [Drawing("1", bar, writer, "made") for writer in ["much"] * 4 + ["little"]]
    chances = np.diff(chances_of(digits), prepend=0)
    assert chances.sum() == pytest.approx(1)
    assert chances[:4].sum() == pytest.approx(2 * chances[4])
