import cv2
import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, picture_of, place
from utils import rules
from utils.rules import bars_at_rim, frames_among


def without_rules(mask, contrast=None):
    """Of a mask whose ink stands out alike everywhere, unless told how."""
    contrast = mask.astype(np.float32) if contrast is None else contrast
    return rules.without_rules(mask, contrast, rules.find_rules(mask, contrast))


def squared(step=40, thickness=2, side=400):
    mask = np.zeros((side, side), np.uint8)
    for start in range(step // 2, side, step):
        mask[start : start + thickness] = 1
        mask[:, start : start + thickness] = 1
    return mask


def test_ruled_and_squared_lines_go():
    assert without_rules(squared()).sum() < 0.03 * squared().sum()


def test_slightly_tilted_lines_go():
    mask = np.zeros((400, 400), np.uint8)
    for y in range(20, 400, 60):
        cv2.line(mask, (0, y), (399, y + 5), 1, 2)
    assert without_rules(mask).sum() < 0.1 * mask.sum()


def test_a_ring_on_squared_paper_stays_whole():
    ring = np.zeros((400, 400), np.uint8)
    cv2.circle(ring, (200, 200), 80, 1, 8)
    left = without_rules(squared() | ring)
    assert (left & ring).sum() > 0.93 * ring.sum()
    _, _, figures, _ = cv2.connectedComponentsWithStats(left)
    assert figures[1:, cv2.CC_STAT_AREA].max() > 0.9 * ring.sum()


def test_a_line_goes_where_it_is_broken_too():
    mask = np.zeros((400, 400), np.uint8)
    cv2.line(mask, (0, 200), (399, 206), 1, 2)
    for start in range(60, 340, 40):
        mask[:, start : start + 5] = 0
    assert without_rules(mask).sum() < 0.05 * mask.sum()


def test_ink_along_a_line_stays_where_it_is_stronger():
    contrast = np.zeros((400, 400), np.float32)
    contrast[200:203] = 20
    contrast[199:203, 120:220] = 90  # the foot of a two, no thicker than the line
    mask = (contrast > 0).astype(np.uint8)
    left = without_rules(mask, contrast)
    assert left[199:203, 120:220].mean() > 0.95
    assert left[:, 240:].sum() == 0


def test_between_rules_a_dash_from_the_rim_goes_and_the_ring_it_runs_into_stays():
    rules_alone = np.zeros((400, 400), np.uint8)
    for y in range(20, 400, 100):
        cv2.line(rules_alone, (0, y), (399, y + 5), 1, 2)
    ring = np.zeros((400, 400), np.uint8)
    cv2.circle(ring, (160, 172), 30, 1, 6)
    dash = np.zeros((400, 400), np.uint8)
    cv2.line(dash, (0, 168), (131, 172), 1, 3)
    left = without_rules(rules_alone | ring | dash)
    assert left[:, :120].sum() == 0
    assert (left & ring).sum() > 0.95 * ring.sum()
    assert (without_rules(ring | dash) & dash).sum() > 0.95 * dash.sum()  # on plain paper it may be a seven's bar


def test_a_line_that_fades_goes_whole():
    contrast = np.zeros((400, 400), np.float32)
    contrast[200:203] = np.linspace(90, 20, 400)
    assert without_rules((contrast > 0).astype(np.uint8), contrast).sum() == 0


def test_strokes_alone_are_no_rules():
    for start, end, width in (((200, 30), (200, 370), 30), ((60, 200), (340, 200), 6), ((30, 40), (370, 360), 4)):
        mask = np.zeros((400, 400), np.uint8)
        cv2.line(mask, start, end, 1, width)
        np.testing.assert_array_equal(without_rules(mask), mask)


@pytest.mark.parametrize("name", list(MADE_DIGITS))
def test_digits_in_a_small_picture_have_no_rules(name):
    _, strokes = MADE_DIGITS[name]
    for height in (46, 50, 54):
        mask = (picture_of(place(strokes, height, 7, 5), 64, 64, pen=2) > 128).astype(np.uint8)
        np.testing.assert_array_equal(without_rules(mask), mask)


def test_a_line_that_the_camera_blurred_goes_from_a_small_picture():
    contrast = np.zeros((64, 64), np.float32)
    contrast[20:22] = 90
    contrast = cv2.GaussianBlur(contrast, (0, 0), 0.8)
    assert without_rules((contrast > 10).astype(np.uint8), contrast).sum() == 0


def test_bars_of_digits_in_a_row_are_no_rule():
    mask = np.zeros((300, 800), np.uint8)
    for x in range(20, 760, 110):
        mask[100:104, x : x + 60] = 1
    np.testing.assert_array_equal(without_rules(mask), mask)


def table(columns, rows, side=60, x=50, y=70):
    mask = np.zeros((400, 500), np.uint8)
    for column in range(columns + 1):
        mask[y : y + rows * side + 2, x + column * side : x + column * side + 2] = 1
    for row in range(rows + 1):
        mask[y + row * side : y + row * side + 2, x : x + columns * side + 2] = 1
    return mask


def test_a_table_in_the_middle_of_the_picture_goes_and_what_is_in_it_stays():
    digits = np.zeros((400, 500), np.uint8)
    for column in range(3):
        cv2.ellipse(digits, (80 + 60 * column, 100), (15, 24), 0, 0, 360, 1, 4)
    for lines in (table(3, 1), table(4, 3)):
        left = without_rules(lines | digits)
        assert (left & digits).sum() > 0.95 * digits.sum()
        assert (left & ~digits & 1).sum() < 0.05 * lines.sum()


def test_an_angular_eight_is_no_table():
    np.testing.assert_array_equal(without_rules(table(1, 2, 110)), table(1, 2, 110))


def frames(mask):
    _, parts, figures, _ = cv2.connectedComponentsWithStats(mask)
    return frames_among(parts, figures)[parts]


def test_what_is_left_of_a_box_around_a_digit_is_a_frame():
    digit = np.zeros((64, 64), np.uint8)
    cv2.circle(digit, (32, 32), 18, 1, 4)
    box = np.zeros((64, 64), np.uint8)
    box[2:6, :] = 1
    box[:, 58:61] = 1
    marked = frames(digit | box)
    assert marked[box > 0].all()
    assert not marked[digit > 0].any()


def test_ones_at_both_ends_of_a_narrow_crop_are_no_frame():
    mask = np.zeros((64, 140), np.uint8)
    mask[2:62, 4:9] = mask[2:62, 130:135] = 1
    cv2.ellipse(mask, (70, 32), (20, 28), 0, 0, 360, 1, 5)
    assert not frames(mask).any()


def test_a_digit_alone_is_no_frame():
    seven = np.zeros((64, 64), np.uint8)
    cv2.polylines(seven, [np.array([[2, 4], [60, 4], [30, 62]])], False, 1, 5)
    zero = np.zeros((64, 30), np.uint8)
    cv2.ellipse(zero, (15, 32), (12, 29), 0, 0, 360, 1, 4)
    assert not frames(seven).any()
    assert not frames(zero).any()


def test_a_straight_bar_along_the_rim_is_told_from_a_digit():
    bar, digit = np.zeros((2, 64, 64), np.uint8)
    cv2.line(bar, (4, 10), (5, 50), 1, 3)
    cv2.ellipse(digit, (36, 32), (14, 24), 0, 0, 360, 1, 4)
    _, parts, figures, _ = cv2.connectedComponentsWithStats(bar | digit)
    np.testing.assert_array_equal(bars_at_rim(parts, figures, 0.5)[parts], bar > 0)
