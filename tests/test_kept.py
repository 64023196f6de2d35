"""Copies that are made once: the same whoever makes them, each seen once a pass, taught by a teacher."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from training.copies import load_originals, make_copies
from training.fingerprint import SETTINGS
from training.kept import LABEL_SMOOTHING, KeptBatches, keep_answers, keep_copies, targets_of
from training.recipes import RECIPES
from utils.manifest import MANIFEST, MODELS, load_manifest
from utils.reader import Reader

pytestmark = pytest.mark.data("mnist")

DIGITS = RECIPES["digits"]
RECIPE = replace(DIGITS, copies=replace(DIGITS.copies, photographed_share=0.0, kept_epochs=2), batch_size=8)
BATCHES = 3  # an epoch


def keep(folder):
    def in_this_process(workers, context, initializer, arguments):  # others would import Keras first
        return ThreadPoolExecutor(1, initializer=initializer, initargs=arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.kept.ProcessPoolExecutor", in_this_process)
        keep_copies(RECIPE, BATCHES, folder)


@pytest.fixture
def folder(tmp_path):
    keep(tmp_path)
    return tmp_path


def whole(folder, part):
    return np.concatenate([np.load(file)[part] for file in sorted(folder.glob("*.npz"))])


def test_a_file_that_is_lost_is_made_again_and_the_others_stay(folder):
    first, second = sorted(folder.glob("*.npz"))
    before, since = np.load(second), first.stat().st_mtime_ns
    second.unlink()
    keep(folder)
    after = np.load(second)
    for part in ("glyphs", "labels"):
        np.testing.assert_array_equal(before[part], after[part])
    assert first.stat().st_mtime_ns == since


def test_a_batch_is_made_from_its_number_alone(folder):
    originals = load_originals(photographed=False)
    for number in (4, 0):
        glyphs, labels = make_copies(originals, RECIPE.copies, RECIPE.batch_size, number)
        own = slice(8 * number, 8 * number + 8)
        np.testing.assert_array_equal(whole(folder, "glyphs")[own], glyphs)
        np.testing.assert_array_equal(whole(folder, "labels")[own], labels)


def test_copies_that_other_settings_made_are_not_taken(folder):
    with pytest.raises(ValueError, match=r"batches was 3 and is now 4.*--copies"):
        keep_copies(RECIPE, BATCHES + 1, folder)
    fewer = replace(RECIPE, copies=replace(RECIPE.copies, degraded_share=0.125))
    with pytest.raises(ValueError, match=r"copies\.degraded_share was .* and is now 0\.125"):
        keep_copies(fewer, BATCHES, folder)


def test_another_network_takes_the_same_copies(folder):
    keep_copies(replace(RECIPE, build=RECIPES["teacher"].build, learning_rate=0.5, epochs=1), BATCHES, folder)


def test_copies_of_unknown_settings_are_not_taken(folder):
    (folder / SETTINGS).unlink()
    with pytest.raises(ValueError, match=r"unknown settings: it has no settings\.json"):
        keep(folder)


def test_answers_of_another_teacher_are_not_taken(folder, tmp_path_factory):
    answers = keep_answers(MODELS, folder)
    assert keep_answers(MODELS / "teacher", folder) != answers
    other = tmp_path_factory.mktemp("other")  # the same network, otherwise calibrated
    manifest = load_manifest()
    (other / MANIFEST).write_text(json.dumps(manifest | {"temperature": 2 * manifest["temperature"]}))
    with pytest.raises(ValueError, match=r"teacher\.temperature was"):
        keep_answers(other, folder)


def test_a_blend_has_its_shares_of_every_kind():
    originals = load_originals(photographed=False)._replace(photographed=[(np.full((1, 28, 28), 255, np.uint8), [7])])
    blend = replace(RECIPE.copies, strokes_share=0.2, photographed_share=0.5, degraded_share=0.0, bend=0.0)
    glyphs, labels = make_copies(originals, blend, 400, 0)
    assert (labels == -1).mean() == pytest.approx(0.1, abs=0.05)
    assert (glyphs == 255).all(axis=(1, 2)).mean() == pytest.approx(0.5, abs=0.08)


def test_half_of_the_targets_are_what_the_teacher_says(folder):
    answers = keep_answers(MODELS, folder)
    data = KeptBatches(folder, answers, RECIPE, 2 * BATCHES, seed=0)
    glyphs, targets, weights = data[0]
    probabilities, digitness = Reader.load().outputs(glyphs[..., 0].astype(np.uint8))
    _, _, chosen = data.examples(0)
    labels = whole(folder, "labels")[chosen]
    is_digit = labels >= 0
    np.testing.assert_array_equal(weights["digit"], is_digit)
    np.testing.assert_array_equal(weights["digitness"], 1)
    smoothed = (1 - LABEL_SMOOTHING) * np.eye(10)[labels] + LABEL_SMOOTHING / 10
    mixed = (smoothed + probabilities) / 2
    np.testing.assert_allclose(targets["digit"][is_digit], mixed[is_digit], atol=1e-3)
    np.testing.assert_allclose(targets["digitness"][:, 0], (is_digit + digitness) / 2, atol=1e-3)


def test_without_a_teacher_the_targets_are_the_labels():
    targets = targets_of(np.array([3, -1]))
    assert targets["digit"][0].argmax() == 3
    np.testing.assert_allclose(targets["digit"].sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(targets["digitness"], [[1], [0]])


def test_every_pass_has_every_copy_once_in_another_order(folder):
    data = KeptBatches(folder, None, RECIPE, batches=4 * BATCHES, seed=0)
    first, second = ([data[number][0].tobytes() for number in turn] for turn in (range(6), range(6, 12)))
    assert first != second
    copies = [np.concatenate([data[number][0] for number in turn]) for turn in (range(6), range(6, 12))]
    for seen in copies:
        kept = sorted(glyph.tobytes() for glyph in whole(folder, "glyphs"))
        assert sorted(glyph.tobytes() for glyph in seen[..., 0].astype(np.uint8)) == kept


def test_a_resumed_run_sees_the_same_copies(folder):
    data = KeptBatches(folder, None, RECIPE, batches=4 * BATCHES, seed=0)
    resumed = KeptBatches(folder, None, RECIPE, batches=4 * BATCHES, seed=0, first=7)
    assert len(resumed) == 5
    np.testing.assert_array_equal(resumed[0][0], data[7][0])
    np.testing.assert_array_equal(resumed[0][1]["digit"], data[7][1]["digit"])
