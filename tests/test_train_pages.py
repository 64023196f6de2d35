"""How the page network is trained, and how its decision is fitted."""

import itertools

import cv2
import numpy as np
import pytest

from training.fitting.loop import read_log
from training.fitting.train_pages import PageRecipe, rate_of, train_pages
from training.pages.cache import keep_pages, make_file
from training.pages.hand import MARK, SIDE
from training.pages.page import Page
from training.pages.windows import WINDOW, open_pages, window_of, windows_with_targets
from training.release import perceptron
from training.release.page_decision import Judged, fit_decision, score_decision
from training.release.page_scores import NOTHING, matches
from utils.decision import Looked, reading_of_boxes
from utils.engines import Outputs
from utils.finder import Found


def test_a_window_keeps_the_truth():
    for seed in range(30):
        generator = np.random.default_rng(seed)
        width, height = generator.integers(10, 90, 2)
        x, y = generator.integers(5, SIDE - 95, 2)
        picture = np.zeros((SIDE, SIDE), np.uint8)
        picture[y : y + height, x : x + width] = 255
        window, boxes, values = window_of(picture, np.float32([[x, y, width, height]]), np.int8([3]), generator)
        assert window.shape == (WINDOW, WINDOW)
        for box, value in zip(boxes, values, strict=True):
            if value == 3 and box[:2].min() > 1 and (box[:2] + box[2:]).max() < WINDOW - 1:
                np.testing.assert_allclose(cv2.boundingRect((window > 127).astype(np.uint8)), box, atol=2.5)


def test_an_empty_page_has_windows():
    window, boxes, values = window_of(
        np.zeros((SIDE, SIDE), np.uint8), np.zeros((0, 4), np.float32), np.zeros(0, np.int8), np.random.default_rng(0)
    )
    assert window.shape == (WINDOW, WINDOW)
    assert not len(boxes)
    assert not len(values)


@pytest.mark.data("mnist", "strokes", "pendigits", "symbols")
def test_batches_are_the_same_when_a_run_goes_on(tmp_path):
    for number in range(2):
        make_file(tmp_path, number, range(3 * number, 3 * number + 3))
    assert open_pages(tmp_path).count == 6
    made_at_once, made_again = (windows_with_targets(tmp_path, np.array([5, 0, 2]), (0, 7, 1)) for _ in range(2))
    others, _ = windows_with_targets(tmp_path, np.array([5, 0, 2]), (0, 8, 1))
    for first, again in zip(made_at_once, made_again, strict=True):
        np.testing.assert_array_equal(first, again)
    assert made_at_once[0].shape == (3, WINDOW, WINDOW, 1)
    assert (others != made_at_once[0]).any()


def test_pages_of_other_numbers_are_not_taken_for_those_of_a_run(tmp_path):
    keep_pages(0, tmp_path, first_page=1_000)
    (tmp_path / "truth-000.npz").touch()
    keep_pages(0, tmp_path, first_page=1_000)
    with pytest.raises(ValueError, match="first_page was 1000 and is now 2000"):
        keep_pages(0, tmp_path, first_page=2_000)


@pytest.mark.data("mnist", "strokes", "pendigits", "symbols")
@pytest.mark.usefixtures("_work_in_this_process")
def test_a_run_logs_what_is_found_and_can_be_gone_on_with(tmp_path, monkeypatch):
    monkeypatch.setattr("training.pages.cache.PAGES_A_FILE", 4)
    monkeypatch.setattr("training.fitting.train_pages.VALIDATION_PAGES", 32)
    recipe = PageRecipe(channels=(8, 8, 8, 8, 8), pages=4, batches_per_epoch=1, epochs=1, batch_size=2)
    trained = train_pages(recipe, tmp_path)
    (row,) = read_log(tmp_path)
    assert row["pages_loss"] > 0
    assert 0 <= row["found_accuracy"] <= 1
    again = train_pages(recipe, tmp_path)  # is over, and taken up
    assert int(again.optimizer.iterations) == 1
    for one, other in zip(trained.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_rate_goes_up_stays_and_goes_down():
    recipe = PageRecipe(epochs=10, warmup=1, falling=4, learning_rate=1.0)
    rates = [rate_of(epoch, recipe) for epoch in range(10)]
    assert rates[0] < rates[1] == rates[6] == 1
    assert rates[9] <= 0.25
    assert all(now > later for now, later in itertools.pairwise(rates[6:]))


def test_matches_are_the_nearest_of_about_the_size():
    found = np.float32([[11, 11, 20, 40], [10, 10, 60, 120], [100, 100, 20, 20]])
    np.testing.assert_array_equal(matches(found, np.float32([[10, 10, 20, 40], [200, 200, 9, 9]])), [0, -1])
    np.testing.assert_array_equal(matches(found[:0], found), [-1, -1, -1])


def made_page(generator):
    """What networks that are mostly right say of ten boxes."""
    truth = np.array([0, 1, 2, 3, 4, 5, MARK, MARK, NOTHING, NOTHING])
    is_digit, is_mark = truth >= 0, truth == MARK
    count = len(truth)
    scores = generator.normal(0, 1, (count, 10)) + 6 * (np.arange(10) == truth[:, None])
    by_glyph = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    digit = 1 / (1 + np.exp(-np.where(is_digit, 2, -2) - generator.normal(0, 0.5, count)))
    mark = 1 / (1 + np.exp(-np.where(is_mark, 2, -3) - generator.normal(0, 0.5, count)))
    kind = np.where(is_digit[:, None], (0.8, 0.1, 0.1), (0.2, 0.6, 0.2))
    boxes = np.stack([np.arange(count) * 30, np.zeros(count), np.full(count, 20), np.full(count, 30)], axis=1)
    found = Found(boxes.astype(np.float32), digit, mark, scores.astype(np.float32))
    outputs = Outputs(by_glyph.astype(np.float32), kind.astype(np.float32), np.zeros((count, 0), np.float32))
    glyphs, contrasts = np.zeros((count, 28, 28), np.uint8), np.full(count, 90, np.float32)
    known = truth != NOTHING
    page = Page(np.zeros((40, 30 * count), np.uint8), found.boxes[known], truth[known].astype(np.int8), "lines")
    neither = np.zeros(count, bool)
    return Judged(Looked(found, glyphs, contrasts, boxes, neither, neither, outputs, outputs, outputs), truth, page)


def test_the_decision_tells_digits_marks_and_nothing(monkeypatch):
    monkeypatch.setattr(perceptron, "BATCH", 16)  # so that few pages make many steps
    generator = np.random.default_rng(0)
    decision = fit_decision([made_page(generator) for _ in range(40)])
    scores = score_decision([made_page(generator) for _ in range(40)], decision)
    assert scores["right"] > 0.97
    assert scores["too_many"] < 0.03
    assert scores["marks"] > 0.9
    page = made_page(generator)
    reading = reading_of_boxes(page.looked, decision)
    assert reading.text == "012345"
    assert [digit.kind for digit in reading.digits] == ["digit"] * 6 + ["mark"] * 2
    assert len(reading_of_boxes(page.looked, decision, one=True).digits) == 1
