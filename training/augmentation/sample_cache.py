"""Samples made once, by every core, and seen several times: then training has the cores for itself."""

from pathlib import Path

import cv2
import keras
import numpy as np

from training.augmentation.passes import in_passes
from training.augmentation.samples import Originals, load_originals, make_samples
from training.files import write_whole
from training.fitting.fingerprint import keep_settings, settings_of_samples
from training.fitting.recipes import Recipe
from training.workers import by_every_core
from utils.glyph import CLASSES

FILES = "[0-9]*.npz"  # an epoch's samples in each
LABEL_SMOOTHING = 0.04


def keep_samples(recipe: Recipe, batches: int, folder: Path) -> None:
    """Make as many samples as the recipe keeps; those that are there stay.

    Args:
        recipe: with samples to keep.
        batches: of an epoch.
        folder: for the files: "glyphs" (n, 28, 28) uint8 and "labels" (n,) int8, as `make_samples` gives them.

    Raises:
        ValueError: the folder holds samples that other settings made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number:03d}.npz" for number in range(recipe.samples.kept_epochs)]
    keep_settings(settings_of_samples(recipe, batches), folder, FILES)
    missing = [(number, file) for number, file in enumerate(files) if not file.exists()]
    if not missing:
        return
    originals = load_originals(recipe.samples.photographed_share > 0, recipe.samples.hands)
    each = [(recipe, batches, number, file) for number, file in missing]
    by_every_core(_make, each, "samples", "epoch", _begin, (originals,))


class CachedBatches(keras.utils.PyDataset):
    """Batches of a folder's samples, in another order in every pass.

    Each batch is glyphs (n, 28, 28, 1) float32 in 0..255 with the targets of the two outputs, and how much each
    counts in their losses: what is no digit has no part in the loss of the ten.
    """

    def __init__(self, samples: Path, recipe: Recipe, batches: int, seed: int, first: int = 0):
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=8)
        self.batches, self.first, self.seed = batches, first, seed
        self.glyphs, self.labels = cached(samples)
        self.examples = in_passes(len(self.glyphs), recipe.batch_size, seed)

    def __len__(self) -> int:
        return self.batches - self.first

    def __getitem__(self, index: int) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, np.ndarray]]:
        _, _, chosen = self.examples(self.first + index)
        labels = self.labels[chosen]
        weights = {"digit": (labels >= 0).astype(np.float32), "kind": np.ones(len(labels), np.float32)}
        return self.glyphs[chosen, ..., None].astype(np.float32), targets_of(labels), weights


def cached(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """The glyphs, or patches, (n, side, side) uint8 that a folder keeps, and their labels (n,) int8."""
    files = [np.load(file) for file in sorted(folder.glob(FILES))]
    glyphs, labels = (np.concatenate([file[name] for file in files]) for name in ("glyphs", "labels"))
    return glyphs, labels


def targets_of(labels: np.ndarray) -> dict[str, np.ndarray]:
    """The targets of the outputs, smoothed (Szegedy et al., 2016).

    Args:
        labels: (n,), the digit, or `MARK` or `NOT_WHOLE`.

    Returns:
        "digit" (n, 10) float32; of what is no digit it means nothing. "kind" (n, 3) float32: a whole digit, a whole
        mark, no whole thing.
    """
    kinds = np.maximum(-labels.astype(int), 0)
    return {
        name: (1 - LABEL_SMOOTHING) * np.eye(count, dtype=np.float32)[right] + np.float32(LABEL_SMOOTHING / count)
        for name, count, right in (("digit", CLASSES, labels), ("kind", 3, kinds))
    }


def _begin(originals: Originals) -> None:
    """Prepare a process to make samples."""
    global _originals
    cv2.setNumThreads(1)
    _originals = originals


def _make(recipe: Recipe, batches: int, epoch: int, file: Path) -> None:
    numbers = range(epoch * batches, (epoch + 1) * batches)
    made = [make_samples(_originals, recipe.samples, recipe.batch_size, number) for number in numbers]
    glyphs, labels = (np.concatenate(part) for part in zip(*made, strict=True))
    write_whole(file, lambda path: np.savez(path, glyphs=glyphs, labels=labels))
