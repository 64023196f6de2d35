"""Which strokes touch, how they lean and bow, and where they stand in a line as if it were level."""

import itertools

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, arc, line, place
from training.augmentation.stroke_geometry import rotation_matrix
from utils.candidates import even_points, layouts_of_strokes, levelled, shapes_of, touching_strokes

UNEVEN = 2.0


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
        assert shape(stroke)[0] == pytest.approx(0.6 * 100 / np.hypot(60, 100))
        assert shape(stroke * (-1, 1))[0] == pytest.approx(-0.6 * 100 / np.hypot(60, 100))
    assert shape(slash)[-1] == pytest.approx(1)


def test_a_flat_stroke_neither_leans_nor_bows_whichever_end_is_higher():
    falling, climbing = (
        shape(arc(0.5, 0.5, 0.5, 0.1, -160, -20) + tilt * np.linspace(0, 1, 40)[:, None])
        for tilt in ((0, 0.01), (0, -0.01))
    )
    np.testing.assert_allclose(falling, climbing, atol=0.05)
    np.testing.assert_allclose(falling[:4], 0, atol=0.03)


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


EIGHT_DIGITS = [*MADE_DIGITS][:8]


def written(degrees):
    """Eight digits side by side, in a line turned by so many degrees."""
    turn = rotation_matrix(np.deg2rad(degrees)).T
    level = [place(MADE_DIGITS[name][1], 60, 20 + 80 * at, 40) for at, name in enumerate(EIGHT_DIGITS)]
    return [stroke @ turn for digit in level for stroke in digit]


@pytest.mark.parametrize("degrees", [-15, -8, 8, 15])
def test_pieces_stand_and_lean_as_if_their_line_were_level(degrees):
    ((level, *_),), ((climbing, *_),) = (layouts_of_strokes(written(d), False, UNEVEN)[:1] for d in (0, degrees))
    assert sorted(climbing.members) == sorted(level.members)
    shapes = [line.shapes[np.argsort(line.members)] for line in (level, climbing)]
    np.testing.assert_allclose(*shapes, atol=0.06)
    middles = (line.pieces[:, 1] + line.pieces[:, 3] / 2 for line in (level, climbing))
    stray = [np.ptp(of_line) for of_line in middles]
    assert stray[1] <= stray[0] + 20


def test_boxes_and_glyphs_are_of_what_was_drawn_just_there():
    strokes = written(10)
    (line, *_), *_ = layouts_of_strokes(strokes, False, UNEVEN)
    first, *_ = line.members
    assert line.spans[0] == (0, 1)
    np.testing.assert_allclose(line.boxes[0], [*strokes[first].min(axis=0), *np.ptp(strokes[first], axis=0)])


def test_one_digit_is_hardly_turned():
    for _, strokes in MADE_DIGITS.values():
        placed = place(strokes, 100, 40, 40)
        turned = levelled(placed, UNEVEN)
        along, again = (np.concatenate(drawn)[-1] - np.concatenate(drawn)[0] for drawn in (placed, turned))
        cosine = along @ again / max(np.linalg.norm(along) * np.linalg.norm(again), 1e-9)
        assert cosine > np.cos(np.deg2rad(2)) or not np.any(along)
