import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from training.augment import FAULTS, degrade, draw_no_digit, draw_varied, plain_one, vary_glyph, vary_strokes
from utils.glyph import draw_glyph

STROKES = [strokes for _, strokes in MADE_DIGITS.values()]
GLYPHS = np.stack([draw_glyph(strokes) for strokes in STROKES])


def test_the_same_seed_makes_the_same_copy():
    for make in (vary_glyph, lambda glyph, generator: degrade(glyph.astype(np.float32) / 255, generator)):
        one, other = (make(GLYPHS[3], np.random.default_rng(7)) for _ in range(2))
        np.testing.assert_array_equal(one, other)


def test_copies_of_a_glyph_differ_and_keep_their_ink():
    generator = np.random.default_rng(0)
    copies = [vary_glyph(GLYPHS[0], generator) for _ in range(50)]
    assert all(copy.shape == (28, 28) and copy.min() >= 0 and copy.max() <= 1 for copy in copies)
    assert len({copy.tobytes() for copy in copies}) == 50
    ink = GLYPHS[0].sum() / 255
    assert 0.4 * ink < np.mean([copy.sum() for copy in copies]) < 1.6 * ink


@pytest.mark.parametrize("strokes", STROKES[::4])
def test_strokes_written_again_are_still_read_alike(reader, strokes):
    generator = np.random.default_rng(1)
    copies = np.stack([draw_varied(strokes, generator) for _ in range(40)])
    original = reader.probabilities(draw_glyph(strokes)[None]).argmax()
    assert (reader.probabilities(copies).argmax(axis=1) == original).mean() >= 0.95


def test_a_weaker_bend_leaves_a_glyph_nearer_to_itself():
    def distance(strength):
        generator = np.random.default_rng(0)
        copies = [vary_glyph(GLYPHS[0], generator, strength) for _ in range(50)]
        return np.mean([np.abs(copy - GLYPHS[0] / 255).mean() for copy in copies])

    assert distance(0.3) < distance(1.0)


def test_a_plain_one_is_an_upright_bar():
    generator = np.random.default_rng(0)
    for _ in range(20):
        (bar,) = plain_one(generator)
        assert np.ptp(bar[:, 0]) < 0.4 * np.ptp(bar[:, 1])


def test_no_upright_bar_is_taught_to_be_no_digit():
    generator = np.random.default_rng(0)
    bar = [np.array([[0, 0], [0.2, 10]], np.float32)]
    glyphs = [draw_no_digit([bar], [], GLYPHS, generator) for _ in range(100)]
    widths = [np.ptp(np.flatnonzero(glyph.max(axis=0) > 60)) for glyph in glyphs]
    assert min(widths) >= 5


def test_a_dot_can_be_written_again():
    (dot,) = vary_strokes([np.array([[5.0, 5.0]], np.float32)], np.random.default_rng(0))
    assert np.isfinite(dot).all()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_changes_the_glyph_and_leaves_its_size(fault):
    ink = GLYPHS[8].astype(np.float32) / 255
    spoilt = [fault(ink.copy(), np.random.default_rng(seed)) for seed in range(20)]
    assert all(copy.shape == (28, 28) and np.isfinite(copy).all() for copy in spoilt)
    assert any(not np.array_equal(copy, ink) for copy in spoilt)


@pytest.mark.parametrize("symbols", [[], STROKES[:2]])
@pytest.mark.parametrize("digits", [[], STROKES])
def test_what_is_no_digit_is_drawn_whatever_data_is_at_hand(symbols, digits):
    generator = np.random.default_rng(2)
    for _ in range(100):
        glyph = draw_no_digit(symbols, digits, GLYPHS, generator)
        assert glyph.shape == (28, 28)
        assert glyph.dtype == np.uint8
        assert glyph.any()
