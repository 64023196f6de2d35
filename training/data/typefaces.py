"""Digits of typefaces that imitate handwriting, and of the models that schools of some forty countries teach from.

They are as many hands again as the pen strokes have, from places that no tablet was taken to. What is drawn of them is
kept beside this module; the typefaces themselves, which their licences let anybody use, are not.
"""

import io
import json
import tarfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.data.datasets import path_of
from training.files import write_whole
from utils.glyph import CLASSES, fit_to_mnist, ink_box

REGISTRY = "https://registry.npmjs.org"
CATALOGUE = "google-font-metadata", "6.0.8", "package/data/google-fonts-v1.json"
DRAWN_OVER = ("guides", "arrows", "dots", "deco", "coding")  # endings of the names of those with more than digits
SIDE = 64  # pixels of a bitmap
# By the first letter of a name, so that a family's kinds stay together: the schools' of Australia ("edu") report, those
# of other countries ("playwrite") are there to train.
VALIDATION_LETTERS, REPORT_LETTERS = frozenset("bht"), frozenset("egkw")


def load_typefaces(split: str) -> tuple[np.ndarray, np.ndarray]:
    """Digits of typefaces.

    Args:
        split: "train", "validation" or "report", by name.

    Returns:
        (n, 64, 64) uint8 bitmaps, ink 255 on 0, that the longer side fills but for a rim, and (n,) int64 labels.
    """
    bitmaps, labels, names = _typefaces()
    own = np.array([split_of(name) == split for name in names])
    return bitmaps[own], labels[own]


def glyphs_of_typefaces(split: str) -> tuple[np.ndarray, np.ndarray]:
    """As `load_typefaces` the digits, as glyphs (n, 28, 28) uint8."""
    bitmaps, labels = load_typefaces(split)
    return np.stack([fit_to_mnist(bitmap) for bitmap in bitmaps]), labels


def split_of(name: str) -> str:
    """The split that a typeface of this name belongs to."""
    if name[0] in REPORT_LETTERS:
        return "report"
    return "validation" if name[0] in VALIDATION_LETTERS else "train"


@cache
def _typefaces() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with np.load(path_of("typefaces")) as file:
        bitmaps = np.unpackbits(file["bitmaps"], axis=2) * np.uint8(255)
        return bitmaps, file["labels"].astype(np.int64), file["names"]


def write_typefaces(file: Path) -> dict[str, int]:
    """Fetch the typefaces from the registry of packages, and write their digits.

    Returns:
        How many "typefaces" and how many "digits" there are.
    """
    package, version, inside = CATALOGUE
    catalogue = json.loads(_inside(f"{REGISTRY}/{package}/-/{package}-{version}.tgz", inside))
    names = sorted(name for name, entry in catalogue.items() if entry["category"] == "handwriting")
    names = [name for name in names if not name.endswith(DRAWN_OVER)]
    with ThreadPoolExecutor(8) as threads:
        drawn = [digits for digits in threads.map(_digits_of, names) if digits]
    bitmaps, labels, owners = (np.array(part) for part in zip(*chain.from_iterable(drawn), strict=True))
    packed = np.packbits(bitmaps > 127, axis=2)
    write_whole(file, lambda path: np.savez_compressed(path, bitmaps=packed, labels=labels, names=owners))
    return {"typefaces": len(drawn), "digits": len(labels)}


def _digits_of(name: str) -> list[tuple[np.ndarray, int, str]]:
    """The bitmaps of a typeface's digits with their labels and its name; none where it has no digits of its own."""
    try:
        package = json.loads(_fetched(f"{REGISTRY}/@fontsource/{name}/latest"))
        face = _inside(package["dist"]["tarball"], f"package/files/{name}-latin-400-normal.woff")
    except (OSError, KeyError):
        return []
    font = ImageFont.truetype(io.BytesIO(face), 4 * SIDE)
    drawn = [_drawn(font, str(digit)) for digit in range(CLASSES)]
    absent = _drawn(font, "\uffff")
    if any(bitmap is None or np.array_equal(bitmap, absent) for bitmap in drawn):
        return []
    return [(bitmap, digit, name) for digit, bitmap in enumerate(drawn)]


def _drawn(font: ImageFont.FreeTypeFont, text: str) -> np.ndarray | None:
    picture = Image.new("L", (12 * SIDE, 12 * SIDE))
    ImageDraw.Draw(picture).text((4 * SIDE, 8 * SIDE), text, font=font, fill=255, anchor="ls")
    box = ink_box(np.asarray(picture))
    if not box:
        return None
    x, y, width, height = box
    scale = (SIDE - 4) / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    bitmap = Image.new("L", (SIDE, SIDE))
    small = picture.crop((x, y, x + width, y + height)).resize(size, Image.Resampling.BOX)
    bitmap.paste(small, ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    return np.asarray(bitmap)


def _inside(address: str, name: str) -> bytes:
    """A file inside a package."""
    with tarfile.open(fileobj=io.BytesIO(_fetched(address)), mode="r:gz") as package:
        file = package.extractfile(name)
        return file.read() if file else b""


def _fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read()
