"""Which strokes touch."""

import itertools

import numpy as np

from tests.made_digits import line
from utils.candidates import touching_strokes


def touch(*strokes):
    strokes = [np.array(stroke, float) for stroke in strokes]
    boxes = np.array([[*stroke.min(axis=0), *np.ptp(stroke, axis=0)] for stroke in strokes])
    return touching_strokes(strokes, boxes)


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
