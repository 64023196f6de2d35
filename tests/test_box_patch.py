"""What the box network sees of a picture."""

import cv2
import numpy as np
import pytest

from utils.box_patch import MIDDLE, patches_of
from utils.engines import PATCH_SIDE as SIDE


def page(scale=1.0):
    """Light paper with a dark seven and a rule, so many times as large, and the seven's box."""
    picture = np.full((round(300 * scale), round(400 * scale)), 210, np.uint8)
    seven = np.array([[150, 100], [190, 100], [165, 170]]) * scale
    cv2.polylines(picture, [seven.astype(np.int32)], False, 60, max(1, round(6 * scale)), cv2.LINE_AA)
    cv2.line(picture, (0, round(190 * scale)), (picture.shape[1], round(190 * scale)), 120, max(1, round(2 * scale)))
    return picture, np.array([[147, 97, 46, 76]]) * scale


def test_a_patch_is_the_same_in_any_light_and_at_any_size():
    picture, boxes = page()
    patch = patches_of(picture, boxes)[0].astype(int)
    assert patch.shape == (SIDE, SIDE)
    assert abs(patch.mean() - MIDDLE) < 6
    darker = patches_of((picture * 0.5 + 20).astype(np.uint8), boxes)[0].astype(int)
    assert np.abs(darker - patch).mean() < 3
    for scale in (0.5, 3.0):
        other = patches_of(*page(scale))[0].astype(int)
        assert np.abs(other - patch).mean() < 12, scale


def test_what_is_around_the_box_is_seen():
    picture, boxes = page()
    alone = picture.copy()
    alone[185:] = 210
    rows = np.abs(patches_of(picture, boxes)[0].astype(int) - patches_of(alone, boxes)[0]).mean(axis=1)
    assert rows[-6:].max() > 30 > rows[: SIDE // 2].max()


@pytest.mark.parametrize("box", [(-20, -20, 60, 60), (380, 280, 60, 60), (0, 0, 400, 300), (10, 10, 0, 0)])
def test_boxes_at_the_rim_and_beyond_have_patches(box):
    patches = patches_of(page()[0], np.array([box], float))
    assert patches.shape == (1, SIDE, SIDE)


def test_no_boxes_have_no_patches():
    assert patches_of(page()[0], np.zeros((0, 4))).shape == (0, SIDE, SIDE)
