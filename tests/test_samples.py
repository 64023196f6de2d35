"""Samples of every kind, each with the label of what it shows."""

from dataclasses import replace

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from tests.made_network import made_drawings, made_hands
from training.augmentation.samples import Originals, make_samples
from training.augmentation.written import MARK, NOT_WHOLE, Writers, chances_of
from training.fitting.recipes import RECIPES
from utils.glyph import draw_glyph

MIX = RECIPES["digits"].samples
NONE = {name: 0.0 for name in vars(MIX) if name.endswith("_share")}
GLYPHS = np.stack([draw_glyph(strokes) for _, strokes in MADE_DIGITS.values()])
LABELS = np.array([value for value, _ in MADE_DIGITS.values()])


def originals(**others):
    digits, signs = made_drawings()
    writers = Writers(digits, chances_of(digits), signs, made_hands())
    return Originals(GLYPHS, LABELS, writers, [])._replace(**others)


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
    nothing = originals(writers=Writers([], chances_of([]), [], None))
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
