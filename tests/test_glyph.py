"""The geometry against facts of MNIST itself."""

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, place
from training.data.datasets import load_mnist
from utils.glyph import draw_glyph, fit_to_mnist, is_glyph


def extent(glyph):
    rows, columns = np.flatnonzero(glyph.any(axis=1)), np.flatnonzero(glyph.any(axis=0))
    return rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


def centre_of_mass(glyph):
    weights = glyph / glyph.sum()
    return (weights.sum(axis=1) * np.arange(28)).sum(), (weights.sum(axis=0) * np.arange(28)).sum()


def overlap(one, other):
    one, other = one.astype(float), other.astype(float)
    return np.minimum(one, other).sum() / np.maximum(one, other).sum()


@pytest.mark.parametrize("name", MADE_DIGITS)
def test_longest_side_is_20_and_centre_of_mass_in_the_middle(name):
    glyph = draw_glyph(place(MADE_DIGITS[name][1]))
    assert max(extent(glyph)) == 20
    assert centre_of_mass(glyph) == pytest.approx((14, 14), abs=0.51)


@pytest.mark.parametrize("name", MADE_DIGITS)
def test_place_and_size_on_the_canvas_change_nothing(name):
    strokes = MADE_DIGITS[name][1]
    small, large = place(strokes, side=40, x=200, y=10), place(strokes, side=250, x=3, y=20)
    assert overlap(draw_glyph(small), draw_glyph(large)) > 0.97


def test_aspect_ratio_is_kept():
    ink = np.zeros((100, 400), np.float32)
    ink[30:70, 50:350] = 1
    height, width = extent(fit_to_mnist(ink))
    assert (height, width) == (3, 20)


def test_no_ink_gives_an_empty_glyph():
    assert not fit_to_mnist(np.zeros((50, 50), np.float32)).any()
    assert not draw_glyph([]).any()


def test_ink_at_the_picture_edge_is_whole():
    ink = np.ones((60, 30), np.float32)
    assert extent(fit_to_mnist(ink)) == (20, 10)


@pytest.mark.data("mnist")
def test_mnist_itself_has_the_geometry_this_module_makes():
    glyphs = load_mnist("validation")[0][:1000]
    assert np.mean([max(extent(glyph)) == 20 for glyph in glyphs]) > 0.99
    assert max(abs(c - 14) for glyph in glyphs for c in centre_of_mass(glyph)) < 0.53


@pytest.mark.data("mnist")
def test_mnist_digits_come_out_as_they_went_in():
    glyphs = load_mnist("validation")[0][:1000]
    again = np.stack([fit_to_mnist(glyph.astype(np.float32) / 255) for glyph in glyphs])
    assert (again == glyphs).all(axis=(1, 2)).mean() > 0.99


@pytest.mark.data("mnist")
def test_mnist_digits_enlarged_come_back_to_the_same_place():
    for glyph in load_mnist("validation")[0][:50]:
        large = np.kron(glyph, np.ones((9, 9), np.uint8)).astype(np.float32) / 255
        assert overlap(fit_to_mnist(large), glyph) > 0.95


@pytest.mark.parametrize("name", MADE_DIGITS)
def test_a_glyph_is_known_for_one_until_it_is_moved_or_its_ground_is_not_black(name):
    glyph = draw_glyph(place(MADE_DIGITS[name][1]))
    assert is_glyph(glyph)
    assert not is_glyph(np.roll(glyph, 2, axis=0))
    assert not is_glyph(255 - glyph)
    assert not is_glyph(glyph[1:])
    assert not is_glyph(np.dstack([glyph] * 3))
    assert not is_glyph(glyph.astype(np.float32))


def test_a_blank_picture_is_no_glyph():
    assert not is_glyph(np.zeros((28, 28), np.uint8))
