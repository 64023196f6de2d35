"""Ways of the pen to train on, made once, by every core."""

from pathlib import Path

import cv2
import numpy as np

from training.augmentation.sample_cache import FILES
from training.augmentation.written import (
    Writers,
    Written,
    load_writers,
    written_digit,
    written_group,
    written_mark,
)
from training.data.datasets import PEN_SOURCES, content_hash, has
from training.files import write_whole
from training.fitting.fingerprint import code_of, keep_settings
from training.workers import by_every_core
from utils.trajectory import trajectory_of

SAMPLES_A_FILE = 10_000
DIGITS_SHARE, GROUPS_SHARE = 0.6, 0.25  # of the samples; the others are marks
REVERSED, REORDERED = 0.04, 0.06  # of the strokes, of the samples: hands that nobody collected begin elsewhere


def keep_trajectories(count: int, folder: Path, hands: str) -> None:
    """Make as many samples as that, whole files of them; those that are there stay.

    Args:
        count: of samples.
        folder: for the files: "glyphs" (n, 64, 6) uint8, as `trajectory_of` makes them, and "labels" (n,) int8, the
            digit, `MARK` or `NOT_WHOLE`.
        hands: a split of the writers.

    Raises:
        ValueError: the folder holds samples that other settings made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keep_settings(settings_of_trajectories(hands), folder, FILES)
    files = [folder / f"{number:03d}.npz" for number in range(-(-count // SAMPLES_A_FILE))]
    missing = [(number, file) for number, file in enumerate(files) if not file.exists()]
    if missing:
        by_every_core(_make, missing, "trajectories", "file", _begin, (load_writers(hands),))


def settings_of_trajectories(hands: str) -> dict:
    """What decides the samples: the hands and the code that makes them."""
    return {
        "hands": hands,
        "samples_a_file": SAMPLES_A_FILE,
        "data": {name: content_hash(name) for name in (*PEN_SOURCES, "symbols") if has(name)},
        "code": code_of("training.augmentation.trajectories"),
    }


def written(writers: Writers, generator: np.random.Generator) -> Written:
    """A digit, a group out of a line or a mark, now and then with a stroke from its end, or in another order."""
    lot = generator.random()
    if lot < DIGITS_SHARE:
        sample = written_digit(writers, generator)
    elif lot < DIGITS_SHARE + GROUPS_SHARE:
        sample = written_group(writers.hands, generator)
    else:
        sample = written_mark(writers, generator)
    strokes = sample.strokes
    if generator.random() < REORDERED:
        strokes = [strokes[number] for number in generator.permutation(len(strokes))]
    return Written([s[::-1] if generator.random() < REVERSED else s for s in strokes], sample.label)


def _begin(writers: Writers) -> None:
    """Prepare a process to make samples."""
    global _writers
    cv2.setNumThreads(1)
    _writers = writers


def _make(number: int, file: Path) -> None:
    generator = np.random.default_rng((1, number))
    made = [written(_writers, generator) for _ in range(SAMPLES_A_FILE)]
    ways, labels = np.stack([trajectory_of(strokes) for strokes, _ in made]), np.array([label for _, label in made])
    write_whole(file, lambda path: np.savez(path, glyphs=ways, labels=labels.astype(np.int8)))
