"""All ways to part a line are weighed together."""

import numpy as np
import pytest

from utils.grouping import (
    DIGIT,
    MARK,
    Scorer,
    best_ways,
    spans_of,
    weigh,
    weigh_marks,
)

FAR_APART = [(0, 0, 40, 70), (100, 0, 40, 70)]
SIDE_BY_SIDE = [(0, 0, 40, 70), (45, 0, 40, 70)]


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


def test_a_scorer_of_zeros_prefers_nothing():
    weights = {"hidden": np.zeros((5, 3)), "hidden_bias": np.zeros(3), "output": np.zeros((3, 2))}
    scorer = Scorer(
        np.zeros(5), np.ones(5), **weights, output_bias=np.zeros(2), marks_only=np.array(0.0), uneven=np.array(2.0)
    )
    assert (scorer.scores(np.random.default_rng(0).normal(size=(4, 5))) == 0).all()
