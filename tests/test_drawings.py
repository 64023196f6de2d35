import numpy as np
import pytest

from training.augmentation.drawings import HELD_OUT, KINDS, TRAINED, draw_mark
from utils.glyph import draw_glyph


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_ink_and_never_the_same_twice(kind):
    generator = np.random.default_rng(0)
    marks = [draw_mark(generator, (kind,)) for _ in range(20)]
    for strokes in marks:
        assert all(stroke.ndim == 2 and stroke.shape[1] == 2 and np.isfinite(stroke).all() for stroke in strokes)
    glyphs = [draw_glyph(strokes) for strokes in marks]
    assert all(glyph.sum() > 20 * 255 for glyph in glyphs)
    assert len({glyph.tobytes() for glyph in glyphs}) == 20


def test_the_same_seed_draws_the_same_mark():
    for seed in range(50):
        one, other = (draw_mark(np.random.default_rng(seed), TRAINED) for _ in range(2))
        for stroke, again in zip(one, other, strict=True):
            np.testing.assert_array_equal(stroke, again)


def test_a_quarter_of_the_kinds_never_trains():
    assert HELD_OUT.isdisjoint(TRAINED)
    assert HELD_OUT | set(TRAINED) == set(KINDS)
    assert 0.2 < len(HELD_OUT) / len(KINDS) < 0.3


def test_no_mark_is_an_upright_bar():
    generator = np.random.default_rng(0)
    for _ in range(500):
        strokes = draw_mark(generator, TRAINED)
        width, height = np.ptp(np.concatenate(strokes), axis=0)
        assert len(strokes) > 1 or width > 0.2 * height


@pytest.mark.parametrize("kind", ["infinity sign", "minus", "underline"])
def test_what_lies_stays_lying(kind):
    generator = np.random.default_rng(0)
    for _ in range(100):
        width, height = np.ptp(np.concatenate(draw_mark(generator, (kind,))), axis=0)
        assert width > height
