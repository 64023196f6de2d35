import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from training.augmentation.augment import (
    FAULTS,
    degrade,
    draw_scribble,
    draw_with_any_pen,
    spoil_whole,
    vary_glyph,
    vary_strokes,
)
from utils.glyph import draw_glyph

STROKES = [strokes for _, strokes in MADE_DIGITS.values()]
GLYPHS = np.stack([draw_glyph(strokes) for strokes in STROKES])


def test_the_same_seed_makes_the_same_sample():
    for make in (vary_glyph, lambda glyph, generator: degrade(glyph.astype(np.float32) / 255, generator)):
        one, other = (make(GLYPHS[3], np.random.default_rng(7)) for _ in range(2))
        np.testing.assert_array_equal(one, other)


def test_samples_of_a_glyph_differ_and_keep_their_ink():
    generator = np.random.default_rng(0)
    samples = [vary_glyph(GLYPHS[0], generator) for _ in range(50)]
    assert all(sample.shape == (28, 28) and sample.min() >= 0 and sample.max() <= 1 for sample in samples)
    assert len({sample.tobytes() for sample in samples}) == 50
    ink = GLYPHS[0].sum() / 255
    assert 0.4 * ink < np.mean([sample.sum() for sample in samples]) < 1.6 * ink


@pytest.mark.parametrize("strokes", STROKES[::4])
def test_strokes_written_again_are_still_read_alike(reader, strokes):
    generator = np.random.default_rng(1)
    samples = np.stack([draw_with_any_pen(vary_strokes(strokes, generator), generator) for _ in range(40)])
    original = reader.probabilities(draw_glyph(strokes)[None]).argmax()
    assert (reader.probabilities(samples).argmax(axis=1) == original).mean() >= 0.95


def test_a_weaker_bend_leaves_a_glyph_nearer_to_itself():
    def distance(strength):
        generator = np.random.default_rng(0)
        samples = [vary_glyph(GLYPHS[0], generator, strength) for _ in range(50)]
        return np.mean([np.abs(sample - GLYPHS[0] / 255).mean() for sample in samples])

    assert distance(0.3) < distance(1.0)


def test_half_are_drawn_with_the_line_of_the_page():
    generator = np.random.default_rng(0)
    bar = [np.array([[0, 0], [0, 10]], np.float32)]
    page = draw_glyph(bar).sum() / 255
    ink = np.array([draw_with_any_pen(bar, generator).sum() / 255 for _ in range(200)])
    assert 0.4 < (np.abs(ink / page - 1) < 0.2).mean() < 0.75
    assert ink.min() < 0.7 * page < 1.3 * page < ink.max()


def test_no_upright_bar_is_taught_to_be_a_mark():
    generator = np.random.default_rng(0)
    glyphs = [draw_scribble(generator) for _ in range(300)]
    widths = [np.ptp(np.flatnonzero(glyph.max(axis=0) > 60)) for glyph in glyphs]
    assert min(widths) >= 5


def test_a_dot_can_be_written_again():
    (dot,) = vary_strokes([np.array([[5.0, 5.0]], np.float32)], np.random.default_rng(0))
    assert np.isfinite(dot).all()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_changes_the_glyph_and_leaves_its_size(fault):
    ink = GLYPHS[8].astype(np.float32) / 255
    spoilt = [fault(ink.copy(), np.random.default_rng(seed)) for seed in range(20)]
    assert all(sample.shape == (28, 28) and np.isfinite(sample).all() for sample in spoilt)
    assert any(not np.array_equal(sample, ink) for sample in spoilt)


@pytest.mark.parametrize("draw", [draw_scribble, lambda generator: spoil_whole(GLYPHS, generator)])
def test_what_is_no_digit_is_a_glyph_with_ink_and_another_each_time(draw):
    generator = np.random.default_rng(2)
    glyphs = [draw(generator) for _ in range(100)]
    assert all((glyph.shape, glyph.dtype) == ((28, 28), np.uint8) and glyph.any() for glyph in glyphs)
    assert len({glyph.tobytes() for glyph in glyphs}) > 95


def test_several_digits_or_a_part_of_one_are_no_whole():
    generator = np.random.default_rng(0)
    eights = np.stack([draw_glyph(MADE_DIGITS["eight, two rings"][1])])
    spoilt = [spoil_whole(eights, generator) for _ in range(100)]
    assert not any(np.array_equal(glyph, eights[0]) for glyph in spoilt)
    flat = [np.ptp(np.flatnonzero(glyph.any(axis=1))) < 16 for glyph in spoilt]  # side by side, or a part
    assert 0.4 < np.mean(flat) < 0.95
