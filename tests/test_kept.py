"""Copies that are made once: the same whoever makes them, each seen once a pass, taught by a teacher."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from training.batches import TEACHER_SHARE, TrainingBatches
from training.kept import KeptBatches, keep_copies
from training.recipes import RECIPES
from utils.manifest import MODELS
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
        keep_copies(RECIPE, BATCHES, 0, MODELS, folder)


@pytest.fixture
def folder(tmp_path):
    keep(tmp_path)
    return tmp_path


def test_a_file_that_is_lost_is_made_again_and_the_others_stay(folder):
    first, second = sorted(folder.iterdir())
    before, since = np.load(second), first.stat().st_mtime_ns
    second.unlink()
    keep(folder)
    after = np.load(second)
    np.testing.assert_array_equal(before["glyphs"], after["glyphs"])
    np.testing.assert_allclose(before["digit"], after["digit"], atol=1e-3)
    assert first.stat().st_mtime_ns == since


def test_half_of_the_targets_are_what_the_teacher_says(folder):
    glyphs, plain = TrainingBatches(RECIPE, 2 * BATCHES, 0)[0]
    kept = np.load(folder / "000.npz")
    np.testing.assert_array_equal(kept["glyphs"][:8], glyphs)
    probabilities, digitness = Reader.load().outputs(glyphs[..., 0].astype(np.uint8))
    is_digit = plain["digitness"][:, 0] == 1
    taught = (1 - TEACHER_SHARE) * plain["digit"] + TEACHER_SHARE * probabilities
    np.testing.assert_allclose(kept["digit"][:8][is_digit], taught[is_digit], atol=1e-3)
    np.testing.assert_allclose(kept["digit"][:8][~is_digit], 0.1, atol=1e-3)
    mixed = (1 - TEACHER_SHARE) * plain["digitness"][:, 0] + TEACHER_SHARE * digitness
    np.testing.assert_allclose(kept["digitness"][:8, 0], mixed, atol=1e-3)


def test_every_pass_has_every_copy_once_in_another_order(folder):
    data = KeptBatches(folder, RECIPE, batches=4 * BATCHES, seed=0)
    first, second = ([data[number][0].tobytes() for number in turn] for turn in (range(6), range(6, 12)))
    assert first != second
    copies = [np.concatenate([data[number][0] for number in turn]) for turn in (range(6), range(6, 12))]
    whole = np.concatenate([np.load(file)["glyphs"] for file in sorted(folder.iterdir())])
    for seen in copies:
        assert sorted(glyph.tobytes() for glyph in seen.astype(np.uint8)) == sorted(g.tobytes() for g in whole)


def test_a_resumed_run_sees_the_same_copies(folder):
    whole = KeptBatches(folder, RECIPE, batches=4 * BATCHES, seed=0)
    resumed = KeptBatches(folder, RECIPE, batches=4 * BATCHES, seed=0, first=7)
    assert len(resumed) == 5
    np.testing.assert_array_equal(resumed[0][0], whole[7][0])
    np.testing.assert_array_equal(resumed[0][1]["digit"], whole[7][1]["digit"])
