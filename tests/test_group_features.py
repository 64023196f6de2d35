"""What is known of a group is known wherever it stands and however large it is."""

import numpy as np
import pytest

from utils.engines import Outputs
from utils.group_features import glyph_features, line_features, place_features, shape_features
from utils.grouping import spans_of

LINE = np.array([(0, 0, 40, 70), (45, 30, 30, 4), (58, 14, 4, 30), (90, 0, 36, 72), (122, 60, 8, 9)], float)
NO_SHAPES = np.zeros((3, 5))


def touching_in(boxes, *pairs):
    touching = np.zeros((len(boxes), len(boxes)), bool)
    for one, other in pairs:
        touching[one, other] = touching[other, one] = True
    return touching


@pytest.mark.parametrize(("factor", "shift"), [(1, (300, -40)), (0.01, (0, 0)), (25, (-7000, 90))])
def test_a_line_moved_and_scaled_has_the_same_features(factor, shift):
    spans = spans_of(LINE)
    moved = LINE * factor + [*shift, 0, 0]
    touching = touching_in(LINE, (1, 2))
    assert spans_of(moved) == spans
    features = [place_features(boxes, touching, spans, alone=True) for boxes in (LINE, moved)]
    np.testing.assert_allclose(*features, atol=1e-9)


def test_features_are_of_the_place_and_of_who_touches():
    spans = [(1, 2), (1, 3), (2, 3)]
    apart, together = (place_features(LINE, touching_in(LINE, *pairs), spans, False) for pairs in ((), ((1, 2),)))
    assert (apart != together).any(axis=1).all()


@pytest.mark.parametrize("alone", [True, False])
def test_a_lone_piece_is_as_one_that_has_nothing_near(alone):
    lone = place_features(LINE[:1], np.zeros((1, 1), bool), [(0, 1)], alone)
    beside_a_speck = np.array([LINE[0], (9_000, 40, 3, 3)])
    far = place_features(beside_a_speck, np.zeros((2, 2), bool), [(0, 1), (1, 2)], alone)
    *shared, share, is_all = far[0]
    assert (share, is_all) == (0.5, 0)  # it is half of the line and not all of it
    np.testing.assert_allclose(lone[0], [*shared, 1, alone])


def test_what_looks_alike_by_itself_is_told_by_its_place():
    boxes = [(0, 0, 40, 70), (50, 64, 6, 6), (70, 0, 40, 70), (120, 2, 6, 6)]  # a point, and a spot above
    features = place_features(np.array(boxes), np.zeros((4, 4), bool), [(1, 2), (3, 4)], True)
    assert np.abs(features[0] - features[1]).max() > 0.5


def test_the_shape_of_one_piece_is_told_where_others_stand_beside_it():
    shapes = np.arange(10.0).reshape(2, 5) + 1
    told = shape_features(shapes, [(0, 1), (0, 2), (1, 2)])
    np.testing.assert_array_equal(told, [shapes[0], np.zeros(5), shapes[1]])
    assert not shape_features(shapes[:1], [(0, 1)]).any()


def test_a_group_at_one_end_is_told_how_much_the_other_end_looks_like_a_mark():
    spans = [(0, 1), (0, 2), (1, 2), (2, 3)]
    of_digit, of_mark = (line_features(NO_SHAPES, spans, np.array([-3.0, -3.0, -3.0, last])) for last in (-3.0, 1.5))
    np.testing.assert_allclose(of_digit[2], of_mark[2])  # in the middle
    np.testing.assert_allclose(of_digit[3], of_mark[3])  # itself
    assert (of_mark[:2] > of_digit[:2] + 1).any(axis=1).all()


def test_a_group_at_one_end_is_told_how_the_other_end_bows():
    spans, bowed = [(0, 1), (1, 2), (2, 3)], NO_SHAPES.copy()
    bowed[2] = (0, 0, 0.2, 0.15, 0.9)
    straight, told = (line_features(shapes, spans, np.zeros(3)) for shapes in (NO_SHAPES, bowed))
    assert (straight != told).any(axis=1).tolist() == [True, False, False]


def test_where_the_ends_are_no_groups_of_their_own_nothing_is_said_of_them():
    whole, told = (line_features(NO_SHAPES, [(0, 3)], np.array([like_mark])) for like_mark in (0.7, -2.0))
    np.testing.assert_array_equal(whole, told)
    assert np.isfinite(whole).all()


def test_features_of_a_glyph_are_finite_whatever_the_network_is_sure_of():
    digit, kind = np.eye(10)[[3, 4]], np.eye(3)[[0, 2]]
    features = glyph_features(Outputs(digit, kind, np.zeros((2, 4))))
    assert np.isfinite(features).all()
    assert len(features) == 2
