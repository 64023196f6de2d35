import numpy as np

from utils.grouping import best_spans, spans_of, worths_of

FAR_APART = [(0, 0, 40, 70), (100, 0, 40, 70)]
SIDE_BY_SIDE = [(0, 0, 40, 70), (45, 0, 40, 70)]


def group(boxes, good):
    """The spans chosen where only the spans in `good` look like a digit."""
    spans = spans_of(boxes)
    worths = worths_of(*np.array([(0.99, 0.99) if span in good else (0.01, 0.3) for span in spans]).T)
    chosen, _ = best_spans(boxes, spans, worths)
    return [spans[number] for number in chosen]


def test_far_pieces_are_never_one_digit():
    assert spans_of(FAR_APART) == [(0, 1), (1, 2)]


def test_near_pieces_may_be():
    assert spans_of(SIDE_BY_SIDE) == [(0, 1), (0, 2), (1, 2)]


def test_what_looks_like_one_digit_is_one():
    assert group(SIDE_BY_SIDE, {(0, 2)}) == [(0, 2)]
    assert group(SIDE_BY_SIDE, {(0, 1), (1, 2)}) == [(0, 1), (1, 2)]


def test_of_two_ways_that_look_as_good_the_one_with_fewer_gaps_wins():
    assert group(SIDE_BY_SIDE, {(0, 1), (1, 2), (0, 2)}) == [(0, 1), (1, 2)]
    crossed = [(0, 0, 40, 70), (5, 30, 40, 6)]
    assert group(crossed, {(0, 1), (1, 2), (0, 2)}) == [(0, 2)]


def test_the_whole_line_is_covered_even_where_nothing_looks_like_a_digit():
    boxes = [(50 * index, 0, 40, 70) for index in range(4)]
    spans = group(boxes, set())
    assert [piece for first, end in spans for piece in range(first, end)] == [0, 1, 2, 3]


def test_a_long_line_is_parted_digit_by_digit():
    boxes = [(50 * index, 0, 40, 70) for index in range(9)]
    assert group(boxes, {(index, index + 1) for index in range(9)}) == [(index, index + 1) for index in range(9)]
