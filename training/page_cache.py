"""Synthetic pages made once, by every core, and seen several times: then training has the cores for itself."""

import functools
import itertools
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import keras
import numpy as np
from tqdm import tqdm

from training.datasets import SOURCES, content_hash, has
from training.files import write_whole
from training.fingerprint import code_of, keep_settings
from training.handwriting import MARK, SIDE
from training.page_targets import targets_of
from training.pages import Page, make_page, with_more_pixels
from training.passes import in_passes
from training.takes import seen

PAGES_A_FILE = 2_000
FILES = "[0-9]*.npz"
SOURCES_OF_PAGES = ("mnist", "strokes", "pendigits", "symbols")
WINDOW = 128  # pixels of the side of what is seen of a page at a time
LONGEST_SIDES = (10.0, 52.0)  # pixels of the digit that a window is chosen around
SCALES = (0.25, 2.0)  # of a page where a window is anywhere
ANYWHERE = 0.3  # of the windows
AROUND_MARKS = 0.2  # of the windows, where there are marks
ASIDE = 44.0  # pixels from it to the middle of the window, at most
SENT_MOST = ("single", "screen", "nothing")  # kinds of pages
MORE_PIXELS = 0.33  # of the pages to validate with
FLIPPED = 0.3  # of the pages that are seen dark for bright


def keep_pages(count: int, folder: Path) -> None:
    """Make as many pages as that, whole files of them; those that are there stay.

    Args:
        count: of pages.
        folder: for the files: "pictures" (n, 256, 256) uint8, "boxes" (m, 4) float32 and "values" (m,) int8 of all of
            them, and "counts" (n,) of how many belong to each.

    Raises:
        ValueError: the folder holds pages that other settings made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keep_settings(settings_of_pages(), folder, FILES)
    numbers = range(-(-count // PAGES_A_FILE))
    missing = [number for number in numbers if not (folder / f"{number:03d}.npz").exists()]
    if not missing:
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, cv2.setNumThreads, (1,)) as workers:
        made = workers.map(make_file, itertools.repeat(folder), missing)
        for _ in tqdm(made, desc="pages", unit="file", total=len(missing)):
            pass


def make_file(folder: Path, number: int) -> None:
    """Make the pages of one file of a folder."""
    pages = [make_page(page) for page in range(number * PAGES_A_FILE, (number + 1) * PAGES_A_FILE)]
    arrays = {
        "pictures": np.stack([page.picture for page in pages]),
        "boxes": np.concatenate([page.boxes for page in pages]),
        "values": np.concatenate([page.values for page in pages]),
        "counts": np.array([len(page.values) for page in pages]),
    }
    write_whole(folder / f"{number:03d}.npz", lambda path: _save(path, arrays))


def settings_of_pages() -> dict:
    """What decides the pages of the cache: data, code and packages."""
    return {
        "data": {name: content_hash(name) for name in SOURCES_OF_PAGES if has(name) and name in SOURCES},
        "packages": {"numpy": np.__version__, "opencv": cv2.__version__},
        "code": code_of("training.pages"),
    }


class PageBatches(keras.utils.PyDataset):
    """Batches of windows on a folder's pages, other ones in every pass, a share of them dark for bright.

    Each batch is windows (n, 128, 128, 1) float32 in 0..255 with targets as `targets_of` makes them.
    """

    def __init__(self, folder: Path, size: int, batches: int, seed: int, first: int = 0):
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=8)
        self.batches, self.first, self.seed = batches, first, seed
        self.pages = _Pages(sorted(folder.glob(FILES)))
        self.examples = in_passes(self.pages.count, size, seed)

    def __len__(self) -> int:
        return self.batches - self.first

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        _, _, chosen = self.examples(self.first + index)
        generator = np.random.default_rng((self.seed, self.first + index, 1))
        pictures, targets = [], []
        for number in chosen:
            picture, boxes, values = self.pages.page(int(number))
            picture, boxes, values = window_of(picture, boxes, values, generator)
            pictures.append(_relit(picture, generator))
            targets.append(targets_of(boxes, values))
        return np.stack(pictures)[..., None], np.stack(targets)


class _Pages:
    """All pages of some files, opened as they lie on disk."""

    def __init__(self, files: list[Path]):
        self.files = files
        self.count = PAGES_A_FILE * len(files)

    def page(self, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        pictures, boxes, values, starts = self._file(number // PAGES_A_FILE)
        place = number % PAGES_A_FILE
        own = slice(starts[place], starts[place + 1])
        return pictures[place], boxes[own], values[own]

    @functools.cache  # noqa: B019 as long as the batches live
    def _file(self, number: int) -> tuple[np.ndarray, ...]:
        with np.load(self.files[number]) as file:
            starts = np.concatenate([[0], np.cumsum(file["counts"])])
            return file["pictures"], file["boxes"], file["values"], starts


def window_of(picture: np.ndarray, boxes: np.ndarray, values: np.ndarray, generator: np.random.Generator) -> tuple:
    """A window on a page, most often around something in it and at a size at which that is small.

    Large things are found where the reader looks at a smaller picture; so one window costs a quarter of the page. But
    it looks at every part of a page at every size: what paper, large things and print are then is to be learnt, too.

    Args:
        picture: (256, 256) uint8, with its boxes (n, 4) and values (n,).
        generator: of place and size.

    Returns:
        (128, 128) uint8, boxes (m, 4) and values (m,).
    """
    middle, scale = generator.uniform(40, SIDE - 40, 2), np.exp(generator.uniform(*np.log(SCALES)))
    digits, marks = np.flatnonzero(values >= 0), np.flatnonzero(values == MARK)
    lot = generator.random()
    if len(digits) and lot > ANYWHERE:
        box = boxes[digits[generator.integers(len(digits))]]
        scale = np.exp(generator.uniform(*np.log(LONGEST_SIDES))) / max(box[2:].max(), 1.0)
        if len(marks) and lot > 1 - AROUND_MARKS:
            box = boxes[marks[generator.integers(len(marks))]]
        middle = box[:2] + box[2:] / 2
    scale = float(np.clip(scale, 0.2, 2.0))
    side = round(SIDE * scale)
    ways = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    picture, scale = cv2.resize(picture, (side, side), interpolation=ways), side / SIDE
    shift = np.round(WINDOW / 2 - middle * scale + generator.uniform(-ASIDE, ASIDE, 2)).astype(int)
    matrix = np.float32([[1, 0, shift[0]], [0, 1, shift[1]]])
    picture = cv2.warpAffine(
        picture, matrix, (WINDOW, WINDOW), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE
    )
    boxes = np.concatenate([boxes[:, :2] * scale + shift, boxes[:, 2:] * scale], axis=1)
    return picture, *seen(boxes.astype(np.float32), values, (0, 0, WINDOW, WINDOW))


def _relit(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """A page in another light, or dark for bright: (256, 256) float32 in 0..255."""
    lit = picture.astype(np.float32)
    if generator.random() < FLIPPED:
        lit = 255 - lit
    return np.clip(lit * generator.uniform(0.75, 1.15) + generator.uniform(-20, 20), 0, 255)


def validation_pages(count: int) -> list[Page]:
    """Pages of other writers, pictures, fonts and surfaces than those that train."""
    return [make_page(number, "validation") for number in range(count)]


def validation_pictures(count: int) -> list[Page]:
    """Such pages, a third of them with two to five times the pixels: the network itself is shown none as large.

    Of four pages one is of a lone digit, a clean picture or empty: what people send most.
    """
    generator = np.random.default_rng(0)
    pages = []
    for number in range(count):
        kind = SENT_MOST[number // 4 % len(SENT_MOST)] if number % 4 == 0 else None
        page = make_page(number, "validation", kind)
        times = int(generator.integers(2, 6)) if generator.random() < MORE_PIXELS else 1
        pages.append(with_more_pixels(page, times, generator) if times > 1 else page)
    return pages


def validation_windows(count: int) -> list[Page]:
    """Windows on such pages."""
    generator = np.random.default_rng(0)
    return [Page(*window_of(*page[:3], generator), page.kind) for page in validation_pages(count)]


def _save(path: Path, arrays: dict[str, np.ndarray]) -> None:
    with path.open("wb") as file:
        np.savez(file, **arrays)
