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

from training.copies import Originals, load_originals, make_copies
from training.files import write_whole
from training.fingerprint import keep_settings, settings_of_answers, settings_of_copies
from training.passes import in_passes
from training.recipes import Recipe
from utils.manifest import load_manifest
from utils.reader import Reader

FILES = "[0-9]*.npz"  # an epoch's copies in each
LABEL_SMOOTHING = 0.04
TEACHER_SHARE = 0.5  # of the targets, beside the labels (Hinton et al., 2015)


def keep_copies(recipe: Recipe, batches: int, folder: Path) -> None:
    """Make as many copies as the recipe keeps; those that are there stay.

    Args:
        recipe: with copies to keep.
        batches: of an epoch.
        folder: for the files: "glyphs" (n, 28, 28) uint8 and "labels" (n,) int8, -1 for what is no digit.

    Raises:
        ValueError: the folder holds copies that other settings made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number:03d}.npz" for number in range(recipe.copies.kept_epochs)]
    keep_settings(settings_of_copies(recipe, batches), folder, FILES)
    missing = [(number, file) for number, file in enumerate(files) if not file.exists()]
    if not missing:
        return
    originals = load_originals(photographed=recipe.copies.photographed_share > 0)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, _begin, (originals,)) as workers:
        made = workers.map(_make, itertools.repeat(recipe), itertools.repeat(batches), *zip(*missing, strict=True))
        for _ in tqdm(made, desc="copies", unit="epoch", total=len(missing)):
            pass


def keep_answers(teacher: Path, copies: Path) -> Path:
    """Keep what a teacher says of copies; answers that are there stay.

    Args:
        teacher: folder of a released model of ours.
        copies: folder that `keep_copies` filled.

    Returns:
        The folder of the answers, in that of the copies, with files named as theirs: "digit" (n, 10) and "digitness"
        (n,) float16.

    Raises:
        ValueError: the folder of the answers holds some that other settings made.
    """
    folder = copies / f"answers-{load_manifest(teacher)['sha256'][:8]}"
    folder.mkdir(exist_ok=True)
    keep_settings(settings_of_answers(teacher, copies), folder, FILES)
    missing = [file for file in sorted(copies.glob(FILES)) if not (folder / file.name).exists()]
    if not missing:
        return folder
    reader = Reader.load(teacher, "opencv")
    for file in tqdm(missing, desc="answers", unit="epoch"):
        digit, digitness = (output.astype(np.float16) for output in reader.outputs(np.load(file)["glyphs"]))
        answers = {"digit": digit, "digitness": digitness}
        write_whole(folder / file.name, lambda path, answers=answers: np.savez(path, **answers))
    return folder


class KeptBatches(keras.utils.PyDataset):
    """Batches of a folder's copies, in another order in every pass.

    Each batch is glyphs (n, 28, 28, 1) float32 in 0..255 with the targets of the two outputs, and how much each
    counts in their losses: what is no digit has no part in the loss of the ten.
    """

    def __init__(self, copies: Path, answers: Path | None, recipe: Recipe, batches: int, seed: int, first: int = 0):
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=8)
        self.batches, self.first = batches, first
        self.glyphs, self.labels = _parts(copies, "glyphs", "labels")
        self.answers = _parts(answers, "digit", "digitness") if answers else None
        self.examples = in_passes(len(self.glyphs), recipe.batch_size, seed)

    def __len__(self) -> int:
        return self.batches - self.first

    def __getitem__(self, index: int) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, np.ndarray]]:
        _, _, chosen = self.examples(self.first + index)
        labels = self.labels[chosen]
        answers = self.answers and tuple(part[chosen] for part in self.answers)
        weights = {"digit": (labels >= 0).astype(np.float32), "digitness": np.ones(len(labels), np.float32)}
        return self.glyphs[chosen, ..., None].astype(np.float32), targets_of(labels, answers), weights


def targets_of(labels: np.ndarray, answers: tuple[np.ndarray, np.ndarray] | None = None) -> dict[str, np.ndarray]:
    """The targets of the two outputs: half label, half what a teacher says, where there is one.

    Args:
        labels: (n,), -1 for what is no digit.
        answers: the teacher's probabilities (n, 10) and digitness (n,).

    Returns:
        "digit" (n, 10) float32, smoothed; of what is no digit it means nothing. "digitness" (n, 1) float32, one for a
        digit.
    """
    digit = (1 - LABEL_SMOOTHING) * np.eye(10, dtype=np.float32)[labels] + LABEL_SMOOTHING / 10
    digitness = (labels >= 0).astype(np.float32)[:, None]
    if answers:
        digit += TEACHER_SHARE * (answers[0] - digit)
        digitness += TEACHER_SHARE * (answers[1][:, None] - digitness)
    return {"digit": digit, "digitness": digitness}


def _begin(originals: Originals) -> None:
    """Prepare a process to make copies."""
    global _originals
    cv2.setNumThreads(1)
    _originals = originals


def _make(recipe: Recipe, batches: int, epoch: int, file: Path) -> None:
    numbers = range(epoch * batches, (epoch + 1) * batches)
    made = [make_copies(_originals, recipe.copies, recipe.batch_size, number) for number in numbers]
    glyphs, labels = (np.concatenate(part) for part in zip(*made, strict=True))
    write_whole(file, lambda path: np.savez(path, glyphs=glyphs, labels=labels))


def _parts(folder: Path, *names: str) -> tuple[np.ndarray, ...]:
    """The named arrays of all files of a folder, one after the other."""
    files = [np.load(file) for file in sorted(folder.glob(FILES))]
    return tuple(np.concatenate([file[name] for file in files]) for name in names)
