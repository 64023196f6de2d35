import cv2
import numpy as np
import pytest

from utils.cuts import cut


def two_circles(overlap=6):
    ink = np.zeros((100, 200 - overlap), np.float32)
    for middle in (50, 150 - overlap):
        cv2.circle(ink, (middle, 50), 44, 1.0, 9)
    return ink


def test_circles_that_touch_can_be_parted_between_them():
    ink = two_circles(overlap=14)
    parts = cut(ink)
    between = [np.flatnonzero(parts[50] == number)[0] for number in range(1, parts.max() + 1)]
    assert any(abs(column - 93) < 8 for column in between), between


def test_parts_are_numbered_from_left_to_right():
    parts = cut(two_circles())
    assert parts.max() >= 1
    assert (np.diff(parts, axis=1) >= 0).all()


def test_a_cut_follows_the_slant():
    ink = np.zeros((100, 130), np.float32)
    for left in (40, 80):  # two slanted bars, held together by a thin line
        cv2.line(ink, (left, 5), (left - 30, 95), 1.0, 8)
    cv2.line(ink, (20, 90), (60, 90), 1.0, 3)
    parts = cut(ink)
    bars = [parts[5, 40], parts[5, 80]]
    assert bars[0] < bars[1]
    assert parts[95, 10] == bars[0]


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3)])
def test_odd_shapes_do_no_harm(shape):
    assert cut(np.ones(shape, np.float32)).shape == shape
