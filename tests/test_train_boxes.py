"""How the network that looks into boxes is trained."""

import numpy as np
import pytest

from training.augmentation.samples import MARK, NOT_WHOLE
from training.fitting.train_boxes import BoxRecipe, train_boxes, varied
from training.pages.box_examples import boxes_on_page, keep_boxes
from utils.engines import load_page_network
from utils.manifest import MODELS, load_page_manifest


def test_patches_are_varied_a_little_and_some_are_dark_for_bright():
    patches = np.full((40, 32, 32, 1), 100, np.float32)
    patches[:, 12:20, 12:20] = 220
    made = varied(patches, np.random.default_rng(0))
    assert made.shape == patches.shape
    assert made.min() >= 0
    assert made.max() <= 255
    middles, rims = made[:, 14:18, 14:18].mean(axis=(1, 2, 3)), made[:, :3].mean(axis=(1, 2, 3))
    assert 5 < (middles < rims).sum() < 35
    assert (np.abs(np.abs(middles - rims) - 120) < 12).all()
    np.testing.assert_array_equal(made, varied(patches, np.random.default_rng(0)))


@pytest.mark.data("mnist", "strokes", "pendigits", "symbols")
def test_boxes_on_pages_are_digits_marks_and_others():
    network = load_page_network(MODELS, load_page_manifest())
    made = [boxes_on_page(number, "train", network) for number in range(24)]
    patches, labels = (np.concatenate(part) for part in zip(*made, strict=True))
    assert patches.shape == (len(labels), 32, 32)
    assert {NOT_WHOLE, *range(10)} <= set(labels.tolist()) <= {NOT_WHOLE, MARK, *range(10)}
    again, _ = boxes_on_page(0, "train", network)
    np.testing.assert_array_equal(again, made[0][0])


def test_boxes_of_other_pages_are_not_taken_for_those_of_a_run(tmp_path):
    keep_boxes(0, tmp_path, MODELS, "train", first_page=1_000)
    (tmp_path / "000.npz").touch()
    keep_boxes(0, tmp_path, MODELS, "train", first_page=1_000)
    with pytest.raises(ValueError, match="first_page was 1000 and is now 2000"):
        keep_boxes(0, tmp_path, MODELS, "train", first_page=2_000)


def test_a_run_that_is_over_is_taken_up_without_training(tmp_path):
    over = BoxRecipe(pages=0, pages_to_validate=0, epochs=0)
    assert train_boxes(over, tmp_path, MODELS).count_params() == BoxRecipe().build().count_params()
