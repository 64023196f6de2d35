"""However wide the pen was, its strokes come out as wide as MNIST's."""

import cv2
import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, picture_of, place
from utils.glyph import draw_glyph, fit_to_mnist
from utils.stroke_width import normalize_stroke_width


def normal_glyph(strokes, pen):
    return fit_to_mnist(normalize_stroke_width(picture_of(strokes, pen=pen) / np.float32(255)))


@pytest.mark.parametrize("style", sorted(MADE_DIGITS))
def test_a_thin_and_a_thick_pen_leave_as_much_ink(style):
    strokes = place(MADE_DIGITS[style][1])
    usual = draw_glyph(strokes).sum(dtype=int)
    thin, thick = (fit_to_mnist(picture_of(strokes, pen=pen) / np.float32(255)).sum(dtype=int) for pen in (5, 25))
    assert thick > 1.5 * thin
    for pen in (5, 15, 25):
        assert 0.6 < normal_glyph(strokes, pen).sum(dtype=int) / usual < 1.2, pen


@pytest.mark.parametrize("pen", [3, 15, 27])
def test_the_loops_of_an_eight_stay(pen):
    strokes = place(MADE_DIGITS["eight, one stroke"][1], side=200, y=20)
    ground = cv2.connectedComponents((normal_glyph(strokes, pen) < 100).astype(np.uint8))[0] - 1
    assert ground == 3


def test_where_no_ink_is_none_comes():
    assert not normalize_stroke_width(np.zeros((20, 30), np.float32)).any()
    assert not normalize_stroke_width(np.full((20, 30), 0.1, np.float32)).any()


def test_a_dot_stays_a_dot():
    dot = cv2.circle(np.zeros((60, 60), np.float32), (30, 30), 9, 1.0, -1)
    normal = fit_to_mnist(normalize_stroke_width(dot)) > 127
    width, height = cv2.boundingRect(normal.astype(np.uint8))[2:]
    assert abs(width - height) <= 1
    assert normal.sum() > 0.6 * width * height
