"""Synthetic pages made once, by every core, and seen several times: then training has the cores for itself."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

import cv2
import keras
import numpy as np

from training.augmentation.passes import in_passes
from training.data.datasets import SOURCES, content_hash, has
from training.files import write_whole
from training.fitting.fingerprint import code_of, keep_settings
from training.pages.page import Page, as_sent, make_page, with_more_pixels
from training.pages.windows import open_pages, window_of, windows_with_targets
from training.workers import by_every_core

PAGES_A_FILE = 1_000
FILES = "truth-*.npz"
SOURCES_OF_PAGES = ("mnist", "strokes", "pendigits", "symbols")
SENT_MOST = ("single", "screen", "nothing")  # kinds of pages
MORE_PIXELS = 0.33  # of the pages to validate with
VALIDATES = 1  # of the seeds of pages to validate with
AHEAD = 3  # batches that are being made, for each process that makes them


def keep_pages(count: int, folder: Path, first_page: int = 0) -> None:
    """Make as many pages as that, whole files of them; those that are there stay.

    Args:
        count: of pages.
        first_page: number of the first of them.
        folder: for the files: pictures-*.npy, (n, 256, 256) uint8, and truth-*.npz with "boxes" (m, 4) float32 and
            "values" (m,) int8 of all of them, and "counts" (n,) of how many belong to each.

    Raises:
        ValueError: the folder holds pages that other settings made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keep_settings(settings_of_pages() | {"first_page": first_page}, folder, FILES)
    numbers = range(-(-count // PAGES_A_FILE))
    missing = [number for number in numbers if not (folder / f"truth-{number:03d}.npz").exists()]
    starts = [first_page + number * PAGES_A_FILE for number in missing]
    pages_of = [range(start, start + PAGES_A_FILE) for start in starts]
    by_every_core(make_file, [(folder, *of_file) for of_file in zip(missing, pages_of, strict=True)], "pages", "file")


def make_file(folder: Path, number: int, numbers_of_pages: range) -> None:
    """Make one file of a folder with the pages of those numbers."""
    pages = [make_page(page) for page in numbers_of_pages]
    pictures = np.stack([page.picture for page in pages])
    truth = {
        "boxes": np.concatenate([page.boxes for page in pages]),
        "values": np.concatenate([page.values for page in pages]),
        "counts": np.array([len(page.values) for page in pages]),
    }
    write_whole(folder / f"pictures-{number:03d}.npy", lambda path: _save(np.save, path, pictures))
    write_whole(folder / f"truth-{number:03d}.npz", lambda path: _save(np.savez, path, **truth))


def settings_of_pages() -> dict:
    """What decides the pages of the cache: data, code and packages."""
    return {
        "data": {name: content_hash(name) for name in SOURCES_OF_PAGES if has(name) and name in SOURCES},
        "packages": {"numpy": np.__version__, "opencv": cv2.__version__},
        "code": code_of("training.pages.page"),
    }


class PageBatches(keras.utils.PyDataset):
    """Batches of windows on a folder's pages, other ones in every pass, made ahead by all cores but one.

    Each batch is windows (n, 128, 128, 1) float32 in 0..255 with targets as `targets_of` makes them.
    """

    def __init__(self, folder: Path, size: int, batches: int, seed: int, first: int = 0):
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=8)
        self.folder, self.batches, self.first, self.seed = folder, batches, first, seed
        self.examples = in_passes(open_pages(folder).count, size, seed)
        self.workers_of_windows = max(1, (os.cpu_count() or 2) - 1)
        context = multiprocessing.get_context("spawn")
        self.makers = ProcessPoolExecutor(self.workers_of_windows, context, cv2.setNumThreads, (1,))
        self.made: dict[int, Future] = {}

    def __len__(self) -> int:
        return self.batches - self.first

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        for ahead in range(index, min(index + AHEAD * self.workers_of_windows, len(self))):
            if ahead not in self.made:
                number = self.first + ahead
                seeds = (self.seed, number, 1)
                self.made[ahead] = self.makers.submit(
                    windows_with_targets, self.folder, self.examples(number)[2], seeds
                )
        windows, targets = self.made.pop(index).result()
        return windows.astype(np.float32), targets

    def close(self) -> None:
        """End the processes that make windows."""
        self.makers.shutdown(cancel_futures=True)


def validation_pages(count: int) -> list[Page]:
    """Pages of other writers, pictures, fonts and surfaces than those that train."""
    return [make_page(number, "validation") for number in range(count)]


def validation_picture(number: int) -> Page:
    """Such a page as it is sent; a third of them with two to five times the pixels: the network is shown none as large.

    Of four pages one is of a lone digit, a clean picture or empty: what people send most.
    """
    generator = np.random.default_rng((number, VALIDATES))
    kind = SENT_MOST[number // 4 % len(SENT_MOST)] if number % 4 == 0 else None
    page = as_sent(make_page(number, "validation", kind))
    if generator.random() >= MORE_PIXELS or not page.picture.size:
        return page
    return with_more_pixels(page, int(generator.integers(2, 6)), generator)


def validation_windows(count: int) -> list[Page]:
    """Windows on such pages."""
    generator = np.random.default_rng(0)
    return [Page(*window_of(*page[:3], generator), page.kind) for page in validation_pages(count)]


def _save(save: Callable[..., None], path: Path, *arrays: np.ndarray, **named: np.ndarray) -> None:
    with path.open("wb") as file:  # given a path NumPy would add an ending to its name
        save(file, *arrays, **named)
