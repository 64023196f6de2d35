import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, line
from utils.trajectory import CHANNELS, POINTS, trajectory_of

X, Y, COSINE, SINE, INK, LENGTH = range(CHANNELS)


@pytest.mark.parametrize("name", MADE_DIGITS)
def test_a_digit_is_the_same_anywhere_at_any_size(name):
    strokes = MADE_DIGITS[name][1]
    elsewhere = [0.3 * stroke + (200, 70) for stroke in strokes]
    way = trajectory_of(strokes)
    assert (way.shape, way.dtype) == ((POINTS, CHANNELS), np.uint8)
    assert np.abs(trajectory_of(elsewhere).astype(int) - way).max() <= 1


def test_points_lie_at_even_distances_however_fast_the_pen_was():
    slow, fast = line((0, 0), (0, 50)), line((0, 50), (0, 100))[::9]
    way = trajectory_of([np.concatenate([slow, fast, [(0, 100)]])]).astype(int)
    steps = np.diff(way[:, Y])
    assert steps.min() >= 3
    assert steps.max() <= 5


def test_the_same_ink_the_other_way_round_is_another_way():
    down, up = (trajectory_of([stroke]).astype(int) for stroke in (line((0, 0), (0, 9)), line((0, 9), (0, 0))))
    assert (down[:, SINE] == 255).all()
    assert (up[:, SINE] == 0).all()
    np.testing.assert_allclose(up[::-1, Y], down[:, Y], atol=1)


def test_the_way_through_the_air_has_no_ink():
    way = trajectory_of([line((0, 0), (0, 90)), line((90, 0), (90, 90))])
    in_air = (way[:, X] > 20) & (way[:, X] < 235)
    assert in_air.sum() > 10
    assert (way[in_air, INK] == 0).all()
    assert (way[~in_air, INK] == 255).sum() > 20
    assert (trajectory_of([line((0, 0), (0, 90))])[:, INK] == 255).all()


def test_a_longer_way_says_so():
    lengths = [trajectory_of([line((0, 0), *[(0, 9), (0, 0)] * turns)])[0, LENGTH] for turns in (1, 2, 3, 20)]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[2] < 255 == lengths[3]


@pytest.mark.parametrize("strokes", [[[(7, 7)]], [[(7, 7)] * 5], [[(7, 7)], [(7, 7)]]])
def test_a_dot_has_a_way(strokes):
    way = trajectory_of([np.array(stroke, float) for stroke in strokes])
    assert (way[:, [X, Y]] == 128).all()
    assert (way[:, LENGTH] == 0).all()
