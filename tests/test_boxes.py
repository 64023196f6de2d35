from utils.boxes import group_boxes


def test_digits_side_by_side_are_read_from_left_to_right():
    assert group_boxes([(100, 0, 30, 60), (0, 5, 30, 55), (50, 2, 30, 58)]) == [[[1], [2], [0]]]


def test_a_bar_above_belongs_to_its_digit():
    five = [(0, 10, 40, 60), (8, 0, 45, 2)]
    assert group_boxes([*five, (90, 0, 40, 70)]) == [[[0, 1], [2]]]


def test_the_bar_through_a_seven_belongs_to_it():
    assert group_boxes([(0, 0, 40, 70), (10, 35, 40, 4)]) == [[[0, 1]]]


def test_lines_come_from_top_to_bottom():
    assert group_boxes([(0, 100, 30, 60), (0, 0, 30, 60), (50, 104, 30, 60)]) == [[[1]], [[0], [2]]]


def test_a_tilted_line_is_one_line():
    boxes = [(index * 50, index * 7, 35, 60) for index in range(6)]
    assert group_boxes(boxes[:3]) == [[[0], [1], [2]]]


def test_nothing_gives_no_lines():
    assert group_boxes([]) == []
