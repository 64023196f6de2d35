"""Copies made once, by every core, and seen several times: then training has the cores for itself."""

import itertools
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import keras
import numpy as np
from tqdm import tqdm

from training.batches import Photographed, TrainingBatches
from training.files import write_whole
from training.passes import in_passes
from training.recipes import Recipe
from utils.reader import Reader

PARTS = ("glyphs", "digit", "digitness")


def keep_copies(recipe: Recipe, batches: int, seed: int, teacher: Path | None, folder: Path) -> None:
    """Make as many copies as the recipe keeps, and what a teacher says of them; those that are there stay.

    Args:
        recipe: with copies to keep.
        batches: of an epoch.
        seed: of every copy.
        teacher: folder of a released model of ours that half of the targets come from; None: labels alone.
        folder: for the files, an epoch's copies in each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number:03d}.npz" for number in range(recipe.copies.kept_epochs)]
    missing = {number: file for number, file in enumerate(files) if not file.exists()}
    if not missing:
        return
    photographed = TrainingBatches(recipe, 1, seed).photographed
    workers = ProcessPoolExecutor(
        os.cpu_count(), multiprocessing.get_context("spawn"), _begin, (recipe, batches, seed, teacher, photographed)
    )
    with workers:
        made = workers.map(_make, missing, itertools.repeat(batches), missing.values())
        for _ in tqdm(made, desc="copies", unit="epoch", total=len(missing)):
            pass


class KeptBatches(keras.utils.PyDataset):
    """The copies of a folder in batches as `TrainingBatches` gives them, in another order in every pass."""

    def __init__(self, folder: Path, recipe: Recipe, batches: int, seed: int, first: int = 0):
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=8)
        self.batches, self.first = batches, first
        files = [np.load(file) for file in sorted(folder.glob("[0-9]*.npz"))]
        self.glyphs, self.digit, self.digitness = (np.concatenate([file[part] for file in files]) for part in PARTS)
        self.examples = in_passes(len(self.glyphs), recipe.batch_size, seed)

    def __len__(self) -> int:
        return self.batches - self.first

    def __getitem__(self, index: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        _, _, chosen = self.examples(self.first + index)
        targets = {
            "digit": self.digit[chosen].astype(np.float32),
            "digitness": self.digitness[chosen].astype(np.float32),
        }
        return self.glyphs[chosen].astype(np.float32), targets


def _begin(recipe: Recipe, batches: int, seed: int, teacher: Path | None, photographed: Photographed) -> None:
    """Prepare a process to make copies."""
    global _source
    cv2.setNumThreads(1)
    reader = Reader.load(teacher, "opencv") if teacher else None
    _source = TrainingBatches(
        recipe, recipe.copies.kept_epochs * batches, seed, teacher=reader, photographed=photographed
    )


def _make(epoch: int, batches: int, file: Path) -> None:
    made = [_source[index] for index in range(epoch * batches, (epoch + 1) * batches)]
    glyphs = np.concatenate([glyphs for glyphs, _ in made]).astype(np.uint8)
    targets = {part: np.concatenate([of[part] for _, of in made]).astype(np.float16) for part in PARTS[1:]}
    write_whole(file, lambda path: np.savez(path, glyphs=glyphs, **targets))
