"""Windows on synthetic pages, which is what the page network is shown while it trains.

Apart from the batches, so that a process that makes windows needs no Keras.
"""

import functools
from pathlib import Path

import cv2
import numpy as np

from training.pages.hand import MARK, SIDE
from training.pages.takes import seen
from training.pages.targets import LARGEST, targets_of

WINDOW = 128  # pixels of the side of what is seen of a page at a time
LONGEST_SIDES = (10.0, 60.0)  # pixels of the digit that a window is chosen around
SCALES = (0.22, 6.0)  # of a page where a window is anywhere
ANYWHERE = 0.45  # of the windows
AROUND_MARKS = 0.2  # of the windows, where there are marks
ASIDE = 44.0  # pixels from it to the middle of the window, at most
FLIPPED = 0.3  # of the pages that are seen dark for bright
GRAINS = (1, 2, 4, 8, 16)  # pixels: sizes of the grains of paper and of a camera
ROUGH, SMOOTH = 7.0, 2.0  # levels of grey: the deviation of each, where nothing can be hidden by it, and elsewhere
LIT_FROM_ASIDE = 0.4  # of the textures


class Pages:
    """All pages of a folder's files, as `training.pages.cache` makes them."""

    def __init__(self, folder: Path):
        self.pictures = [np.load(file, mmap_mode="r") for file in sorted(folder.glob("pictures-*.npy"))]
        self.count = sum(map(len, self.pictures))
        self.truths = [_truths(file) for file in sorted(folder.glob("truth-*.npz"))]

    def page(self, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Picture (256, 256) uint8, boxes (n, 4) float32 and values (n,) int8 of a page."""
        file, place = divmod(number, len(self.pictures[0]))
        boxes, values, starts = self.truths[file]
        own = slice(starts[place], starts[place + 1])
        return np.asarray(self.pictures[file][place]), boxes[own], values[own]


def _truths(file: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with np.load(file) as truth:
        return truth["boxes"], truth["values"], np.concatenate([[0], np.cumsum(truth["counts"])])


@functools.cache
def open_pages(folder: Path) -> Pages:
    """The pages of a folder, opened once in each process."""
    return Pages(folder)


def windows_with_targets(folder: Path, chosen: np.ndarray, seeds: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """A batch of windows on the chosen pages of a folder, some of them dark for bright.

    Args:
        folder: of pages.
        chosen: (n,) their numbers.
        seeds: of everything left to chance.

    Returns:
        (n, 128, 128, 1) uint8 and the targets (n, 32, 32, 9) float32 of `targets_of`.
    """
    generator, pages = np.random.default_rng(seeds), open_pages(folder)
    windows, targets = [], []
    for number in chosen:
        picture, boxes, values = window_of(*pages.page(int(number)), generator)
        windows.append(_relit(picture, generator))
        targets.append(targets_of(boxes, values))
    return np.stack(windows)[..., None], np.stack(targets)


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
    middle, scale = generator.uniform(20, SIDE - 20, 2), np.exp(generator.uniform(*np.log(SCALES)))
    digits, marks = np.flatnonzero(values >= 0), np.flatnonzero(values == MARK)
    lot = generator.random()
    if len(digits) and lot > ANYWHERE:
        box = boxes[digits[generator.integers(len(digits))]]
        scale = np.exp(generator.uniform(*np.log(LONGEST_SIDES))) / max(box[2:].max(), 1.0)
        if len(marks) and lot > 1 - AROUND_MARKS:
            box = boxes[marks[generator.integers(len(marks))]]
        middle = box[:2] + box[2:] / 2
    scale = float(np.clip(scale, *SCALES))
    middle = middle + generator.uniform(-ASIDE, ASIDE, 2) / scale
    start = np.round(middle * scale - WINDOW / 2)
    ways = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    if scale < 1:
        side = round(SIDE * scale)
        picture, scale = cv2.resize(picture, (side, side), interpolation=ways), side / SIDE
        matrix = np.float32([[1, 0, -start[0]], [0, 1, -start[1]]])
        ways = cv2.INTER_NEAREST
    else:
        half = (scale - 1) / 2  # the middle of a pixel becomes the middle of many
        matrix = np.float32([[scale, 0, half - start[0]], [0, scale, half - start[1]]])
    picture = cv2.warpAffine(picture, matrix, (WINDOW, WINDOW), flags=ways, borderMode=cv2.BORDER_REPLICATE)
    boxes = np.concatenate([boxes[:, :2] * scale - start, boxes[:, 2:] * scale], axis=1)
    boxes, values = seen(boxes.astype(np.float32), values, (0, 0, WINDOW, WINDOW))
    if scale > 1:  # rough texture would hide faint digits
        has_digit = ((values >= 0) & (boxes[:, 2:].max(axis=1, initial=0) <= LARGEST)).any()
        picture = with_grain(picture, generator, SMOOTH if has_digit else ROUGH)
    return picture, boxes, values


def with_grain(picture: np.ndarray, generator: np.random.Generator, roughest: float = ROUGH) -> np.ndarray:
    """An enlarged picture (h, w) uint8 as a camera with as many pixels takes it.

    It sees the texture of paper and boards at every size, now and then lit from one side; the picture is saved as JPEG.

    Args:
        picture: what is enlarged.
        generator: of everything left to chance.
        roughest: deviation of the grains of each size, levels of grey, at most.
    """
    height, width = picture.shape
    texture, strength = np.zeros((height, width), np.float32), generator.uniform(0, roughest)
    for size in GRAINS:
        grains = generator.standard_normal((height // size + 1, width // size + 1), np.float32)
        texture += cv2.resize(grains, (width, height), interpolation=cv2.INTER_CUBIC) * strength * generator.random()
    if generator.random() < LIT_FROM_ASIDE:
        texture -= np.roll(texture, generator.integers(-4, 5, 2), axis=(0, 1))
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(generator.integers(40, 101))]
    jpeg = cv2.imencode(".jpg", np.clip(picture + texture, 0, 255).astype(np.uint8), quality)[1]
    return cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE)


def _relit(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """A window in another light, or dark for bright."""
    lit = 255 - picture.astype(np.float32) if generator.random() < FLIPPED else picture
    return np.clip(lit * generator.uniform(0.75, 1.15) + generator.uniform(-20, 20), 0, 255).astype(np.uint8)
