"""Which strokes touch, and how they lean and bow."""

import itertools

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, arc, line
from utils.candidates import even_points, shapes_of, touching_strokes


def touch(*strokes):
    strokes = [np.array(stroke, float) for stroke in strokes]
    boxes = np.array([[*stroke.min(axis=0), *np.ptp(stroke, axis=0)] for stroke in strokes])
    return touching_strokes(even_points(strokes), boxes)


def test_bars_of_two_points_that_cross_touch():
    assert touch([(0, 50), (100, 50)], [(50, 0), (50, 100)]).tolist() == [[False, True], [True, False]]


def test_bars_touch_wherever_they_cross():
    generator = np.random.default_rng(0)
    for _ in range(200):
        x, y, width, height = *generator.uniform(0, 1, 2), *generator.uniform(40, 160, 2)
        assert touch([(0, 0), (width, 0)], [(x * width, -y * height), (x * width, (1 - y) * height)])[0, 1]


def test_strokes_far_from_each_other_do_not_touch():
    assert not touch([(0, 0), (0, 100)], [(60, 0), (60, 100)], [(500, 500), (500, 501)]).any()


def test_an_end_on_a_line_touches_and_one_short_of_it_does_not():
    upright = line((0, 0), (0, 100))
    for gap, is_touching in ((0, True), (3, True), (25, False)):
        assert touch(upright, line((gap, 50), (gap + 50, 50)))[0, 1] == is_touching


def test_touching_is_mutual_and_a_dot_touches_what_it_stands_on():
    strokes = [line((0, 0), (0, 100)), np.array([(1.0, 50.0)]), line((80, 0), (80, 100))]
    touching = touch(*strokes)
    assert touching[0, 1]
    assert not touching[1, 2]
    assert (touching == touching.T).all()
    assert not touching.diagonal().any()


def test_who_touches_does_not_depend_on_the_order_of_strokes():
    strokes = [
        line((0, 0), (100, 100)),
        line((0, 100), (100, 0)),
        line((300, 0), (300, 80)),
        line((290, 40), (340, 40)),
    ]
    straight = touch(*strokes)
    for order in itertools.permutations(range(4)):
        again = touch(*(strokes[number] for number in order))
        assert (again == straight[np.ix_(order, order)]).all()


def shape(stroke):
    return shapes_of(even_points([np.asarray(stroke, float)]))[0]


def test_a_slash_leans_to_the_right_and_a_backslash_to_the_left_whichever_way_the_pen_went():
    slash = np.array([(60.0, 0), (0, 100)])
    for stroke in (slash, slash[::-1]):
        assert shape(stroke)[0] == pytest.approx(0.6)
        assert shape(stroke * (-1, 1))[0] == pytest.approx(-0.6)
    assert shape(slash)[-1] == pytest.approx(1)


def test_round_brackets_bow_to_their_side():
    opening = arc(1.0, 0.5, 0.4, 0.5, -100, -260)
    left, right, mean = shape(opening)[1:4]
    assert left < -0.15
    assert mean < -0.1
    assert right < 0.05
    np.testing.assert_allclose(shape(opening * (-1, 1))[1:4], [-right, -left, -mean], atol=1e-9)


@pytest.mark.parametrize(("factor", "shift"), [(1, (300, -40)), (0.01, (0, 0)), (25, (-7000, 90))])
def test_a_shape_is_the_same_wherever_and_however_large(factor, shift):
    for _, strokes in MADE_DIGITS.values():
        for stroke in strokes:
            np.testing.assert_allclose(shape(stroke * factor + shift), shape(stroke), atol=1e-6)


def test_a_dot_has_no_shape():
    assert not shape([(5, 7)]).any()
    assert not shape([(5, 7)] * 3).any()
