"""All ways to part a line are weighed together."""

import itertools

import numpy as np
import pytest

from tests.made_digits import line
from utils.candidates import touching_strokes
from utils.engines import Outputs
from utils.grouping import (
    DIGIT,
    MARK,
    Scorer,
    best_ways,
    glyph_features,
    line_features,
    place_features,
    spans_of,
    weigh,
    weigh_marks,
)

FAR_APART = [(0, 0, 40, 70), (100, 0, 40, 70)]
SIDE_BY_SIDE = [(0, 0, 40, 70), (45, 0, 40, 70)]
LINE = np.array([(0, 0, 40, 70), (45, 30, 30, 4), (58, 14, 4, 30), (90, 0, 36, 72), (122, 60, 8, 9)], float)


def group(boxes, good):
    """The spans chosen where only the spans in `good` look like a digit."""
    spans = spans_of(boxes)
    scores = np.array([(0.0, -9.0) if span in good else (-5.0, -6.0) for span in spans])
    return [spans[number] for number, _ in best_ways(len(boxes), spans, scores)[1].groups]


def test_far_pieces_are_never_one_digit():
    assert spans_of(FAR_APART) == [(0, 1), (1, 2)]


def test_near_pieces_may_be():
    assert spans_of(SIDE_BY_SIDE) == [(0, 1), (0, 2), (1, 2)]


def test_what_looks_like_one_digit_is_one():
    assert group(SIDE_BY_SIDE, {(0, 2)}) == [(0, 2)]
    assert group(SIDE_BY_SIDE, {(0, 1), (1, 2)}) == [(0, 1), (1, 2)]


def test_the_whole_line_is_covered_even_where_nothing_looks_like_a_digit():
    boxes = [(50 * index, 0, 40, 70) for index in range(4)]
    spans = group(boxes, set())
    assert [piece for first, end in spans for piece in range(first, end)] == [0, 1, 2, 3]


def test_a_long_line_is_parted_digit_by_digit():
    boxes = [(50 * index, 0, 40, 70) for index in range(9)]
    assert group(boxes, {(index, index + 1) for index in range(9)}) == [(index, index + 1) for index in range(9)]


def random_line(seed):
    """So many pieces, the groups of up to three neighbours, and random scores."""
    generator = np.random.default_rng(seed)
    count = int(generator.integers(1, 6))
    spans = [(first, end) for first in range(count) for end in range(first + 1, min(first + 3, count) + 1)]
    return count, spans, generator.normal(0, 3, (len(spans), 2))


def every_grouping(count, spans, start=0):
    """All ways to cover the pieces from one on, as lists of the numbers of spans, each with each label."""
    if start == count:
        yield []
    for number, (first, end) in enumerate(spans):
        if first == start:
            for rest in every_grouping(count, spans, end):
                for label in (DIGIT, MARK):
                    yield [(number, label), *rest]


@pytest.mark.parametrize("seed", range(20))
def test_chances_and_the_best_are_those_of_all_groupings_one_by_one(seed):
    count, spans, scores = random_line(seed)
    groupings = list(every_grouping(count, spans))
    sums = np.array([sum(scores[place] for place in grouping) for grouping in groupings])
    weighed = weigh(count, spans, scores)
    assert weighed.log_sum == pytest.approx(np.logaddexp.reduce(sums))
    has_digit = np.array([any(label == DIGIT for _, label in grouping) for grouping in groupings])
    assert weigh_marks(count, spans, scores) == pytest.approx(np.logaddexp.reduce(sums[~has_digit]))
    for way, there in zip(best_ways(count, spans, scores), (~has_digit, has_digit), strict=True):
        assert way.score == pytest.approx(sums[there].max())
        assert list(way.groups) == groupings[np.where(there, sums, -np.inf).argmax()]
    chances = np.zeros(scores.shape)
    for grouping, chance in zip(groupings, np.exp(sums - np.logaddexp.reduce(sums)), strict=True):
        for place in grouping:
            chances[place] += chance
    np.testing.assert_allclose(weighed.chances, chances, atol=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_every_piece_is_in_one_group_for_sure(seed):
    count, spans, scores = random_line(seed)
    chances = weigh(count, spans, scores).chances.sum(axis=1)
    for piece in range(count):
        covering = [first <= piece < end for first, end in spans]
        assert chances[covering].sum() == pytest.approx(1)


def test_a_score_that_all_groups_share_by_their_pieces_changes_nothing():
    count, spans, scores = random_line(3)
    more = scores + 7 * np.diff(spans, axis=1)
    np.testing.assert_allclose(weigh(count, spans, scores).chances, weigh(count, spans, more).chances, atol=1e-9)
    one, other = best_ways(count, spans, scores), best_ways(count, spans, more)
    assert [way.groups for way in one] == [way.groups for way in other]


def test_where_nothing_is_known_every_grouping_with_its_labels_is_as_likely():
    spans = [(0, 1), (0, 2), (1, 2)]
    weighed = weigh(2, spans, np.zeros((3, 2)))
    assert np.exp(weighed.log_sum) == pytest.approx(6)  # one group of either kind, or two groups of two kinds each
    np.testing.assert_allclose(weighed.chances, [[1 / 3] * 2, [1 / 6] * 2, [1 / 3] * 2])
    of_marks, with_digit = best_ways(2, spans, np.zeros((3, 2)))
    assert (of_marks.groups, with_digit.groups) == (((1, MARK),), ((1, DIGIT),))  # of equals that with fewest groups


def test_scores_as_high_or_as_low_as_can_be_leave_chances_finite():
    spans = [(0, 1), (0, 2), (1, 2)]
    weighed = weigh(2, spans, np.array([[900.0, -1e9], [-1e9, -1e9], [800.0, -1e9]]))
    np.testing.assert_allclose(weighed.chances, [[1, 0], [0, 0], [1, 0]], atol=1e-9)


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


def test_a_group_at_one_end_is_told_how_much_the_other_end_looks_like_a_mark():
    spans = [(0, 1), (0, 2), (1, 2), (2, 3)]
    of_digit, of_mark = (line_features(3, spans, np.array([-3.0, -3.0, -3.0, last])) for last in (-3.0, 1.5))
    np.testing.assert_allclose(of_digit[2], of_mark[2])  # in the middle
    np.testing.assert_allclose(of_digit[3], of_mark[3])  # itself
    assert (of_mark[:2, -1] > of_digit[:2, -1] + 1).all()


def test_where_the_ends_are_no_groups_of_their_own_nothing_is_said_of_them():
    whole = line_features(3, [(0, 3)], np.array([0.7]))
    assert np.isfinite(whole).all()
    assert whole[0, -1] == 0


def test_features_of_a_glyph_are_finite_whatever_the_network_is_sure_of():
    digit, kind = np.eye(10)[[3, 4]], np.eye(3)[[0, 2]]
    features = glyph_features(Outputs(digit, kind, np.zeros((2, 4))))
    assert np.isfinite(features).all()
    assert len(features) == 2


def test_a_scorer_of_zeros_prefers_nothing():
    weights = {"hidden": np.zeros((5, 3)), "hidden_bias": np.zeros(3), "output": np.zeros((3, 2))}
    scorer = Scorer(np.zeros(5), np.ones(5), **weights, output_bias=np.zeros(2), marks_only=np.array(0.0))
    assert (scorer.scores(np.random.default_rng(0).normal(size=(4, 5))) == 0).all()


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
