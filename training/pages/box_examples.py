"""What stands in the boxes found on synthetic pages, to train the network that looks into them."""

from pathlib import Path

import numpy as np

from training.augmentation.sample_cache import FILES
from training.augmentation.samples import NOT_WHOLE
from training.files import write_whole
from training.fitting.fingerprint import code_of, keep_settings
from training.pages.cache import settings_of_pages
from training.pages.page import as_sent, make_page, with_more_pixels
from training.release.page_scores import LOWEST, NOBODY_KNOWS, NOTHING, truth_of
from training.workers import by_every_core
from utils.box_patch import patches_of
from utils.engines import PATCH_SIDE, PageNetwork, load_page_network
from utils.finder import find
from utils.manifest import load_page_manifest

PAGES_A_FILE = 125
MORE_PIXELS = 0.15  # of the pages, with two or three times as many
CROPS = 0.5  # of the pages, with their rims smeared beyond the picture


def keep_boxes(count: int, folder: Path, models: Path, split: str, first_page: int = 0) -> None:
    """Look for boxes on as many pages as that, whole files of them, by every core; files that are there stay.

    Args:
        count: of pages.
        folder: for the files: "glyphs" (n, 32, 32) uint8 patches and "labels" (n,) int8, the digit, `MARK`, or
            `NOT_WHOLE` of what is neither.
        models: folder of the page network.
        split: of the pages.
        first_page: number of the first of them.

    Raises:
        ValueError: the folder holds boxes that other settings made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keep_settings(settings_of_boxes(models, split) | {"first_page": first_page}, folder, FILES)
    files = [folder / f"{number:03d}.npz" for number in range(-(-count // PAGES_A_FILE))]
    starts = range(first_page, first_page + count, PAGES_A_FILE)
    parts = [(range(start, start + PAGES_A_FILE), file) for start, file in zip(starts, files, strict=True)]
    missing = [(models, split, *part) for part in parts if not part[1].exists()]
    by_every_core(_make_file, missing, "boxes", "file")


def settings_of_boxes(models: Path, split: str) -> dict:
    """What decides the boxes: the page network, and what decides pages."""
    network = load_page_manifest(models)["files"]["keras"]["sha256"]
    return (
        {"page_network": network, "split": split}
        | settings_of_pages()
        | {"code": code_of("training.pages.box_examples")}
    )


def boxes_on_page(number: int, split: str, network: PageNetwork) -> tuple[np.ndarray, np.ndarray]:
    """Patches (n, 32, 32) uint8 around the boxes found on the page of a number, and their labels (n,) int8."""
    generator = np.random.default_rng(number)
    page = make_page(number, split)
    page = page if generator.random() < CROPS else as_sent(page)
    if generator.random() < MORE_PIXELS:
        page = with_more_pixels(page, int(generator.integers(2, 4)), generator)
    if min(page.picture.shape) < 1:
        return np.zeros((0, PATCH_SIDE, PATCH_SIDE), np.uint8), np.zeros(0, np.int8)
    picture = 255 - page.picture if generator.random() < 0.3 else page.picture
    found = find(network, picture, LOWEST)
    truth = truth_of(found, page)
    known = truth != NOBODY_KNOWS
    labels = np.where(truth == NOTHING, NOT_WHOLE, truth)
    return patches_of(picture, found.boxes[known]), labels[known].astype(np.int8)


def _make_file(models: Path, split: str, numbers: range, file: Path) -> None:
    network = load_page_network(models, load_page_manifest(models))
    made = [boxes_on_page(page, split, network) for page in numbers]
    patches, labels = (np.concatenate(part) for part in zip(*made, strict=True))
    write_whole(file, lambda path: np.savez(path, glyphs=patches, labels=labels))
