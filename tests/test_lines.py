import numpy as np
import pytest

from utils.lines import lines_of, slope_of, usual_height

UNEVEN = 2.0


def test_digits_side_by_side_are_one_line_from_left_to_right():
    assert lines_of([(100, 0, 30, 60), (0, 5, 30, 55), (50, 2, 30, 58)]) == [[1, 2, 0]]


def test_lines_come_from_top_to_bottom():
    assert lines_of([(0, 100, 30, 60), (0, 0, 30, 60), (50, 104, 30, 60)]) == [[1], [0, 2]]


def test_a_climbing_line_is_one_line():
    boxes = [(index * 50, index * 8, 35, 60) for index in range(8)]
    assert lines_of(boxes) == [list(range(8))]


def test_two_climbing_lines_stay_two():
    upper = [(index * 50, index * 7, 35, 60) for index in range(8)]
    lower = [(x, y + 85, width, height) for x, y, width, height in upper]
    assert lines_of(upper + lower) == [list(range(8)), list(range(8, 16))]


def test_a_digit_much_higher_or_smaller_than_its_neighbours_stays_in_their_line():
    a_small_five_and_a_seven = [(0, 30, 45, 30), (60, 0, 65, 55)]
    assert lines_of(a_small_five_and_a_seven) == [[0, 1]]
    angle_and_stem_of_a_four_and_a_six = [(0, 0, 65, 34), (8, 0, 30, 66), (75, 8, 30, 64)]
    assert lines_of(angle_and_stem_of_a_four_and_a_six) == [[1, 0, 2]]
    two_low_ones_and_two_high_ones = [(0, 58, 45, 47), (55, 58, 45, 47), (110, 20, 25, 60), (140, 20, 35, 62)]
    assert lines_of(two_low_ones_and_two_high_ones) == [[0, 1, 2, 3]]


def test_a_bar_beside_two_lines_makes_no_line_of_them():
    upper, lower = [(0, 0, 30, 60), (50, 0, 30, 60)], [(0, 80, 30, 60), (50, 80, 30, 60)]
    assert len(lines_of([*upper, *lower, (120, 0, 10, 140)])) == 2


def test_what_stands_lower_and_further_right_is_another_line():
    assert lines_of([(0, 0, 30, 60), (50, 0, 30, 60), (100, 50, 30, 60), (150, 52, 30, 60)]) == [[0, 1], [2, 3]]


def test_a_small_bar_goes_with_the_nearest_digit():
    assert lines_of([(0, 10, 40, 60), (8, 0, 45, 2), (90, 0, 40, 70)]) == [[0, 1, 2]]
    assert lines_of([(0, 0, 40, 60), (0, 100, 40, 60), (8, 95, 45, 2)]) == [[0], [1, 2]]


def test_pieces_that_touch_are_one_line():
    circles = [(0, 0, 60, 52), (0, 50, 60, 52)]
    assert lines_of(circles) == [[0], [1]]
    assert lines_of(circles, touching=[(1, 0)]) == [[0, 1]]


def test_nothing_gives_no_lines():
    assert lines_of([]) == []


def test_bars_and_dots_do_not_change_the_usual_height():
    assert usual_height([(0, 0, 30, 60), (50, 0, 30, 64), (0, 0, 30, 2), (90, 50, 3, 3)]) == 62


def test_strokes_without_height_stand_in_lines_too():
    assert lines_of([(10, 50, 80, 0), (10, 20, 80, 0)]) == [[1], [0]]


@pytest.mark.parametrize("slope", [-0.14, 0.0, 0.14])
def test_the_slope_of_lines_is_told_the_better_the_longer_they_are(slope):
    def line(count, top=0.0):
        return np.array([(x, top + slope * x, 35, 60) for x in 50.0 * np.arange(count)])

    short, long = slope_of([line(2)], UNEVEN), slope_of([line(9)], UNEVEN)
    assert abs(long - slope) <= 0.01
    assert abs(short - slope) <= abs(slope) + 1e-9
    assert abs(slope_of([line(4), line(4, 100)], UNEVEN) - slope) <= abs(slope_of([line(4)], UNEVEN) - slope) + 1e-9


def test_what_is_small_or_alone_tells_no_slope():
    assert slope_of([np.array([(0, 0, 35, 60)])], UNEVEN) == pytest.approx(0, abs=1e-9)
    assert slope_of([np.array([(0, 0, 35, 60), (50, 0, 35, 60), (100, 50, 5, 10)])], UNEVEN) == pytest.approx(
        0, abs=1e-9
    )
    assert slope_of([np.array([(0, 10, 80, 0)])], UNEVEN) == pytest.approx(0, abs=1e-9)
