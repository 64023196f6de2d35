"""What the page network is to say of a page."""

import numpy as np

from training.networks.page_loss import page_loss
from training.pages.hand import MARK, UNSURE
from training.pages.targets import COUNTS, HEAT, HEAT_OF_MARKS, NEAR, OF_DOWN, OF_RIGHT, VALUE, targets_of
from utils.places import CHANNELS, DIGIT, DOWN, FIRST_VALUE, HEIGHT, RIGHT, STRIDE, WIDTH
from utils.places import MARK as MARK_CHANNEL


def test_targets_have_a_peak_where_the_middle_is():
    boxes, values = np.float32([[60, 20, 20, 40], [20, 90, 12, 6], [90, 90, 30, 30]]), np.array([7, MARK, UNSURE])
    targets = targets_of(boxes, values)
    row, column = np.unravel_index(targets[..., HEAT].argmax(), targets.shape[:2])
    assert (row, column) == (40 // STRIDE, 70 // STRIDE)
    assert targets[row, column, VALUE] == 7
    right, down = targets[row, column, [OF_RIGHT, OF_DOWN]]
    assert ((column + right) * STRIDE, (row + down) * STRIDE) == (70, 40)
    assert targets[93 // STRIDE, 26 // STRIDE, HEAT_OF_MARKS] == 1
    assert targets[93 // STRIDE, 26 // STRIDE, VALUE] == MARK
    assert targets[26, 26, COUNTS] == 0
    assert targets[5, 5, COUNTS] == 1
    assert targets[..., NEAR].sum() < 60


def test_parts_of_what_is_too_large_to_be_found_are_nothing():
    for value in (8, MARK, UNSURE):
        assert targets_of(np.float32([[4, 4, 70, 120]]), np.array([value]))[..., COUNTS].all()


def test_of_what_is_nearly_too_large_nobody_asks_for_the_middle():
    targets = targets_of(np.float32([[24, 24, 50, 80]]), np.array([8]))
    assert targets[64 // STRIDE, 49 // STRIDE, COUNTS] == 0
    for ring in (40, 88):
        assert targets[ring // STRIDE, 49 // STRIDE, COUNTS] == 1


def test_the_loss_is_nearly_nothing_of_what_is_right():
    targets = targets_of(np.float32([[60, 20, 20, 40]]), np.array([7]))
    places = np.zeros((*targets.shape[:2], CHANNELS), np.float32)
    places[..., [DIGIT, MARK_CHANNEL]] = -20
    places[targets[..., HEAT] == 1, DIGIT] = 20
    places[..., [WIDTH, HEIGHT]] = np.log(np.float32([20, 40]) / 16)
    places[..., [RIGHT, DOWN]] = targets[..., [OF_RIGHT, OF_DOWN]]
    places[..., FIRST_VALUE + 7] = 20
    right = float(page_loss(targets[None], places[None]))
    places[..., FIRST_VALUE + 3] = 40
    assert right < 0.01 < float(page_loss(targets[None], places[None]))
