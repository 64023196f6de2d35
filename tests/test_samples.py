"""Samples of every kind, each with the label of what it shows."""

from dataclasses import replace

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, line
from tests.made_marks import MADE_MARKS
from tests.made_network import made_drawings, made_hands
from training.augmentation import samples
from training.augmentation.numbers import SIGNS, Symbol
from training.augmentation.samples import MARK, NOT_WHOLE, Originals, group_of_line, make_samples
from training.data.datasets import Drawing
from training.fitting.recipes import RECIPES
from utils.glyph import draw_glyph

MIX = RECIPES["digits"].samples
NONE = {name: 0.0 for name in vars(MIX) if name.endswith("_share")}
GLYPHS = np.stack([draw_glyph(strokes) for _, strokes in MADE_DIGITS.values()])
LABELS = np.array([value for value, _ in MADE_DIGITS.values()])


def originals(**others):
    digits, signs = made_drawings()
    made = Originals(GLYPHS, LABELS, digits, samples._chances(digits), signs, made_hands(), [])
    return made._replace(**others)


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


class Written:
    """Hands that always write the line above."""

    def line(self, generator):
        return LINE


@pytest.fixture
def _shown(monkeypatch):
    """The sample is the number of points of each of its strokes."""
    monkeypatch.setattr(samples, "OTHER_WAYS", 0.0)
    monkeypatch.setattr(
        samples, "draw_with_any_pen", lambda strokes, generator: tuple(sorted(len(stroke) for stroke in strokes))
    )


@pytest.mark.usefixtures("_shown")
def test_all_strokes_of_a_symbol_are_that_symbol_and_anything_else_is_not_whole():
    generator = np.random.default_rng(0)
    groups = [group_of_line(Written(), generator) for _ in range(400)]
    assert {label for _, label in groups} == {4, 5, 3, MARK, NOT_WHOLE}
    for strokes, label in groups:
        assert label == WHOLE.get(strokes, NOT_WHOLE), strokes
    parts = {strokes for strokes, label in groups if label == NOT_WHOLE}
    assert {(11,), (12,), (13,)} & parts  # pieces of one
    assert any(len(set(strokes)) > 1 for strokes in parts)  # several
    assert np.mean([label == NOT_WHOLE for _, label in groups]) == pytest.approx(0.5, abs=0.08)


@pytest.mark.usefixtures("_shown")
def test_a_lone_stroke_is_whole_whatever_is_wanted():
    lone = type("Lone", (), {"line": lambda self, generator: [LINE[3]]})()
    assert {group_of_line(lone, np.random.default_rng(seed)) for seed in range(20)} == {((14,), 3)}


def test_what_shares_ask_for_is_made():
    for share, labels in (
        ("marks_share", {MARK}),
        ("spoilt_whole_share", {NOT_WHOLE}),
        ("strokes_share", set(range(10))),
        ("lines_share", {*range(10), MARK, NOT_WHOLE}),
    ):
        glyphs, made = make_samples(originals(), replace(MIX, **NONE | {share: 1.0}), 200, 0)
        assert set(made.tolist()) == labels, share
        assert (glyphs.shape, glyphs.dtype, made.dtype) == ((200, 28, 28), np.uint8, np.int8)
        assert glyphs.any(axis=(1, 2)).all()


def test_what_is_not_at_hand_is_left_to_mnist():
    nothing = originals(digits=[], signs=[], hands=None)
    for share in ("strokes_share", "lines_share"):
        _, labels = make_samples(nothing, replace(MIX, **NONE | {share: 1.0}), 100, 0)
        assert labels.min() >= 0
    assert set(make_samples(nothing, replace(MIX, **NONE | {"marks_share": 1.0}), 50, 0)[1].tolist()) == {MARK}


def test_shares_are_of_all_samples():
    photographed = [(np.full((1, 28, 28), 255, np.uint8), np.array([7]))]
    mix = replace(MIX, **NONE | {"photographed_share": 0.5, "marks_share": 0.2}, bend=0.0)
    glyphs, labels = make_samples(originals(photographed=photographed), mix, 600, 0)
    assert (labels == MARK).mean() == pytest.approx(0.2, abs=0.06)
    assert (glyphs == 255).all(axis=(1, 2)).mean() == pytest.approx(0.5, abs=0.08)


def test_who_wrote_four_times_as_much_is_chosen_twice_as_often():
    bar = [line((0, 0), (0, 1))]
    digits = [Drawing("1", bar, writer, "made") for writer in ["much"] * 4 + ["little"]]
    chances = np.diff(samples._chances(digits), prepend=0)
    assert chances.sum() == pytest.approx(1)
    assert chances[:4].sum() == pytest.approx(2 * chances[4])
