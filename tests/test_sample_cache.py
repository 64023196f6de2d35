"""Samples that are made once: the same whoever makes them, each seen once a pass."""

from dataclasses import replace

import numpy as np
import pytest

from training.augmentation.sample_cache import LABEL_SMOOTHING, CachedBatches, keep_samples, targets_of
from training.augmentation.samples import MARK, NOT_WHOLE, load_originals, make_samples
from training.fitting.fingerprint import SETTINGS
from training.fitting.recipes import RECIPES

pytestmark = [pytest.mark.data("mnist"), pytest.mark.usefixtures("_work_in_this_process")]

DIGITS = RECIPES["digits"]
RECIPE = replace(DIGITS, samples=replace(DIGITS.samples, photographed_share=0.0, kept_epochs=2), batch_size=8)
BATCHES = 3  # an epoch


@pytest.fixture
def folder(tmp_path, _work_in_this_process):
    keep_samples(RECIPE, BATCHES, tmp_path)
    return tmp_path


def whole(folder, part):
    return np.concatenate([np.load(file)[part] for file in sorted(folder.glob("*.npz"))])


def test_a_file_that_is_lost_is_made_again_and_the_others_stay(folder):
    first, second = sorted(folder.glob("*.npz"))
    before, since = np.load(second), first.stat().st_mtime_ns
    second.unlink()
    keep_samples(RECIPE, BATCHES, folder)
    after = np.load(second)
    for part in ("glyphs", "labels"):
        np.testing.assert_array_equal(before[part], after[part])
    assert first.stat().st_mtime_ns == since


def test_a_batch_is_made_from_its_number_alone(folder):
    originals = load_originals(photographed=False)
    for number in (4, 0):
        glyphs, labels = make_samples(originals, RECIPE.samples, RECIPE.batch_size, number)
        own = slice(8 * number, 8 * number + 8)
        np.testing.assert_array_equal(whole(folder, "glyphs")[own], glyphs)
        np.testing.assert_array_equal(whole(folder, "labels")[own], labels)


def test_samples_that_other_settings_made_are_not_taken(folder):
    with pytest.raises(ValueError, match=r"batches was 3 and is now 4.*--samples"):
        keep_samples(RECIPE, BATCHES + 1, folder)
    fewer = replace(RECIPE, samples=replace(RECIPE.samples, degraded_share=0.125))
    with pytest.raises(ValueError, match=r"samples\.degraded_share was .* and is now 0\.125"):
        keep_samples(fewer, BATCHES, folder)


def test_another_network_takes_the_same_samples(folder):
    keep_samples(replace(RECIPE, build=RECIPES["quick"].build, learning_rate=0.5, epochs=1), BATCHES, folder)


def test_samples_of_unknown_settings_are_not_taken(folder):
    (folder / SETTINGS).unlink()
    with pytest.raises(ValueError, match=r"unknown settings: it has no settings\.json"):
        keep_samples(RECIPE, BATCHES, folder)


def test_the_targets_are_the_digit_and_its_kind_smoothed():
    targets = targets_of(np.array([3, MARK, NOT_WHOLE], np.int8))
    assert targets["digit"][0].argmax() == 3
    assert targets["digit"][0].max() == pytest.approx(1 - 0.9 * LABEL_SMOOTHING)
    assert targets["kind"].argmax(axis=1).tolist() == [0, 1, 2]
    for target, count in ((targets["digit"], 10), (targets["kind"], 3)):
        assert (target.shape, target.dtype) == ((3, count), np.float32)
        np.testing.assert_allclose(target.sum(axis=1), 1, atol=1e-6)


def test_what_is_no_digit_has_no_part_in_the_loss_of_the_ten(folder):
    data = CachedBatches(folder, RECIPE, 2 * BATCHES, seed=0)
    for number in range(len(data)):
        glyphs, targets, weights = data[number]
        _, _, chosen = data.examples(number)
        labels = whole(folder, "labels")[chosen]
        np.testing.assert_array_equal(glyphs[..., 0], whole(folder, "glyphs")[chosen])
        np.testing.assert_array_equal(weights["digit"], labels >= 0)
        np.testing.assert_array_equal(weights["kind"], 1)
        np.testing.assert_array_equal(targets["digit"][labels >= 0].argmax(axis=1), labels[labels >= 0])


def test_every_pass_has_every_sample_once_in_another_order(folder):
    data = CachedBatches(folder, RECIPE, batches=4 * BATCHES, seed=0)
    first, second = ([data[number][0].tobytes() for number in turn] for turn in (range(6), range(6, 12)))
    assert first != second
    samples = [np.concatenate([data[number][0] for number in turn]) for turn in (range(6), range(6, 12))]
    for seen in samples:
        kept = sorted(glyph.tobytes() for glyph in whole(folder, "glyphs"))
        assert sorted(glyph.tobytes() for glyph in seen[..., 0].astype(np.uint8)) == kept


def test_a_resumed_run_sees_the_same_samples(folder):
    data = CachedBatches(folder, RECIPE, batches=4 * BATCHES, seed=0)
    resumed = CachedBatches(folder, RECIPE, batches=4 * BATCHES, seed=0, first=7)
    assert len(resumed) == 5
    np.testing.assert_array_equal(resumed[0][0], data[7][0])
    np.testing.assert_array_equal(resumed[0][1]["digit"], data[7][1]["digit"])
