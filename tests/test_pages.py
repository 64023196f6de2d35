"""Synthetic pages: every situation is made, and the truth is true."""

import cv2
import numpy as np
import pytest

from training.pages import scenes, screens
from training.pages.camera import view_of_page
from training.pages.hand import SIDE, UNSURE, Hand, Sheet, load_writing
from training.pages.page import Page, as_sent, contact_sheet, make_page
from training.pages.scenes import KINDS
from training.pages.takes import WHOLE, ended, seen

pytestmark = pytest.mark.data("mnist", "strokes", "pendigits", "symbols")


@pytest.mark.parametrize("split", ["train", "validation"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_page_is_made(kind, split):
    pages = [make_page(number, split, kind) for number in range(4)]
    for page in pages:
        assert page.picture.shape == (SIDE, SIDE)
        assert page.picture.dtype == np.uint8
        assert page.boxes.shape == (len(page.values), 4)
        assert ((page.values >= UNSURE) & (page.values <= 9)).all()
    assert kind == "nothing" or any((page.values >= 0).any() for page in pages)


def test_nothing_written_has_no_truth():
    for number in range(12):
        assert not len(make_page(number, kind="nothing").values)


def test_a_page_is_made_from_its_number_alone():
    first, again, other = make_page(3), make_page(3), make_page(4)
    np.testing.assert_array_equal(first.picture, again.picture)
    np.testing.assert_array_equal(first.boxes, again.boxes)
    assert not np.array_equal(first.picture, other.picture)
    assert not np.array_equal(first.picture, make_page(3, "validation").picture)


def test_boxes_are_tight_around_the_ink():
    writing = load_writing("train")
    for seed in range(40):
        generator = np.random.default_rng(seed)
        sheet, hand = Sheet(view_of_page(generator, 15)), Hand(writing, generator)
        sheet.write(hand.digit(), np.array([80.0, 80.0]), 60.0, 3.0, 255)
        x, y, width, height = cv2.boundingRect((sheet.ink > 100).astype(np.uint8))
        around = np.array([x, y, x + width, y + height]) / 2
        (left, top, wide, high), slack = sheet.boxes[0], 12 if hand.scanned or hand.font else 2.5
        np.testing.assert_allclose([left, top, left + wide, top + high], around, atol=slack)


def test_writers_of_the_splits_are_others():
    writers = [
        {drawing.writer for hand in load_writing(split).hands for drawing in hand} for split in ("train", "validation")
    ]
    assert not writers[0] & writers[1]


def test_what_is_cut_is_unsure_and_what_is_hidden_is_gone():
    boxes = [(10, 10, 20, 20), (90, 10, 20, 20), (98, 40, 20, 20)]
    kept, values = seen(boxes, [1, 2, 3], (0, 0, 100, 100))
    np.testing.assert_array_equal(values, [1, UNSURE])
    np.testing.assert_array_equal(kept[0], boxes[0])


def test_a_bar_hides_what_is_under_it_and_a_shadow_nothing(monkeypatch):
    for frame, hides in ((screens._letterbox, True), (screens._shadow, False)):
        monkeypatch.setattr(screens, "FRAMES", (frame,))
        hidden = [screens.screen(Sheet(np.eye(3)), np.random.default_rng(seed), WHOLE)[1] for seed in range(20)]
        assert any(of_one.any() for of_one in hidden) == hides


@pytest.mark.parametrize("hidden", [False, True])
def test_a_digit_whose_ink_is_hidden_is_unsure(monkeypatch, hidden):
    def bare(sheet, generator, ends):
        return np.full((SIDE, SIDE), 255, np.float32), np.full((SIDE, SIDE), hidden), WHOLE

    monkeypatch.setattr(scenes, "screen", bare)
    pages = [make_page(number, kind="screen") for number in range(20)]
    inside = [value for page in pages for box, value in zip(page.boxes, page.values, strict=True) if is_in(box)]
    assert len(inside) > 5
    assert all((value == UNSURE) == hidden for value in inside if value >= 0 or hidden)


def is_in(box):
    return min(box[:2]) > 0 and max(box[:2] + box[2:]) < SIDE


def test_a_picture_that_ends_repeats_its_rim():
    picture = np.random.default_rng(0).integers(0, 255, (SIDE, SIDE), np.uint8)
    cut, boxes, values, ends = ended(picture, [(60, 70, 20, 30)], [7], (40, 50, 200, 210))
    np.testing.assert_array_equal(cut[50:210, 40:200], picture[50:210, 40:200])
    assert (cut[:50, 100] == picture[50, 100]).all()
    assert (cut[100, 200:] == picture[100, 199]).all()
    sent = as_sent(Page(cut, boxes, values, "screen", ends))
    np.testing.assert_array_equal(sent.picture, picture[50:210, 40:200])
    np.testing.assert_array_equal(sent.boxes, [(20, 20, 20, 30)])


def test_a_contact_sheet_shows_every_page():
    sheet = contact_sheet([make_page(number) for number in range(3)], columns=2)
    assert sheet.shape == (2 * SIDE, 2 * SIDE, 3)
