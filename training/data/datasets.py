"""Where the data comes from and how it is split.

The environment variable `DIGITS_DATA` names a folder with the files of `SOURCES`. Without it MNIST is
downloaded and checked; whatever needs another file says which one is missing.
"""

import gzip
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from training.data.mislabelled import is_mislabelled

MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_DOWNLOAD_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
MNIST_VALIDATION = 5_000  # the last of the 60,000 training digits

# Donors of pen strokes, each with other writers, tablets and pens, so that a split by donor is a split by all three.
# Of pendigits, which has one tablet, whole writers: those of its own test set report.
VALIDATION_DONORS = ("apa", "uqb")
REPORT_DONORS = ("app", "gmd", "pendigits-tes")
PEN_SOURCES = ("strokes", "pendigits")  # of digits
VALIDATION_WRITERS = ("tra07", "tra17", "tra27")
# Those that train, in two halves: what is fitted on a network's answers is fitted on people whom it did not learn from.
HALVES = ("first-half", "second-half")
FIRST_HALF = ("ibm", "kai", "lav", "syn", "val")

# Letters and signs that somebody might write for a digit, or a digit for them: alone no verdict is right or wrong.
LETTER_LOOK_ALIKES = frozenset("OoQDIlij|ZzSsbqgBGy1")
LOOK_ALIKES = LETTER_LOOK_ALIKES | frozenset("/\\!()[]',.`")


@dataclass(frozen=True)
class Source:
    """One file of data: what it is, whose it is, and what it must contain.

    The hash is of the file; of MNIST, which comes packed in many ways, it is of the arrays' bytes.
    """

    file: str
    title: str
    licence: str
    link: str
    sha256: str
    count: int


SOURCES = {
    "mnist": Source(
        "mnist.npz",
        "MNIST, handwritten digits of 500 writers",
        "public benchmark",
        "http://yann.lecun.com/exdb/mnist/",
        "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16",
        70_000,
    ),
    "strokes": Source(
        "strokes_digits.jsonl.gz",
        "UNIPEN R01/V07, category 1a: digits written with a pen on tablets by 103 people",
        "CC BY 4.0",
        "https://doi.org/10.5281/zenodo.1195803",
        "ba7b527ad4d7d6a5f06b2b0666a2f4b804656dcfeb4ba30ac6256ef0a1282aaf",
        10_733,
    ),
    "pendigits": Source(
        "strokes_pendigits.jsonl.gz",
        "UCI Pen-Based Recognition of Handwritten Digits: digits of 22 people on another tablet, in another country",
        "CC BY 4.0",
        "https://doi.org/10.24432/C5MG6K",
        "31d1249ef89637ac9755b5ee67aef17f5ecc325860cee0bc8fe91e55a3e0ac6e",
        5_495,
    ),
    "symbols": Source(
        "strokes_symbols.jsonl.gz",
        "UNIPEN R01/V07: letters and signs of 86 kinds, written with a pen on tablets",
        "CC BY 4.0",
        "https://doi.org/10.5281/zenodo.1195803",
        "a32f333ce948a0bfac44c364283d9077ddc23ce58ed6fbfcaebd05dddbdbf315",
        23_180,
    ),
    "optdigits": Source(
        "optdigits.npz",
        "UCI Optical Recognition of Handwritten Digits: scanned digits of 30 people, as bitmaps",
        "CC BY 4.0",
        "https://doi.org/10.24432/C50P49",
        "cf91523ba8a86734ad6f8d040fdbaf103f6becb213c2e8d9d87b679038cc5587",
        2_880,
    ),
    "phone_cells": Source(
        "phone_cells.npz",
        "Pencil digits 1-9 of one writer on squared paper, cells cut from photographs of two phones",
        "CC0",
        "not stated",
        "e46b98ffd85a2da4a903acfbc0637268335b8e2e5a9abf81e67f6bd83c7ea5cb",
        5_420,
    ),
    "typefaces": Source(
        "typefaces.npz",
        "Digits of 269 typefaces that imitate handwriting, or teach it: those of the schools of forty countries, too",
        "drawn with typefaces of the SIL Open Font License or the Apache License",
        "https://fontsource.org/?categories=handwriting",
        "e4925d9591e149ef028251b6ed6641b745fdd17953a256d6e64301bac4619914",
        2_690,
    ),
}


class MissingData(RuntimeError):
    """A file of data is absent or altered; the message says which one and what to do."""


@dataclass(frozen=True)
class Drawing:
    """One symbol as it was written: polylines of (n, 2) float32, y down, in the tablet's unit."""

    label: str
    strokes: list[np.ndarray]
    writer: str
    donor: str


def load_mnist(split: str) -> tuple[np.ndarray, np.ndarray]:
    """MNIST's digits of one split: "train" (55,000), "validation" (5,000), both of them, or "test" (10,000).

    Args:
        split: "train", "validation", "train and validation" or "test".

    Returns:
        (n, 28, 28) uint8 glyphs and (n,) int64 labels.

    Raises:
        MissingData: no file in `DIGITS_DATA` and no download, or a file that is not MNIST.
    """
    arrays = _mnist_arrays()
    kind = "test" if split == "test" else "train"
    glyphs, labels = arrays[f"x_{kind}"], arrays[f"y_{kind}"]
    labels = labels.astype(np.int64)
    if split == "train":
        return glyphs[:-MNIST_VALIDATION], labels[:-MNIST_VALIDATION]
    if split == "validation":
        return glyphs[-MNIST_VALIDATION:], labels[-MNIST_VALIDATION:]
    return glyphs, labels  # "test", or "train and validation"


def load_drawings(source: str, split: str) -> list[Drawing]:
    """Pen strokes of one split by donor: "train", "validation" or "report" (never seen in training).

    Args:
        source: "strokes" or "pendigits" (digits), or "symbols" (everything else).
        split: which donors; of pendigits, which writers. "first-half" and "second-half" are donors of "train".

    Raises:
        MissingData: the file is absent or damaged. It need not be the one this was written for: an outsider's import
            holds other donors.
    """
    return [drawing for drawing in _drawings(source) if split in _splits_of(drawing.donor, drawing.writer)]


def drawings_at_hand(split: str, *sources: str) -> list[Drawing]:
    """As `load_drawings`, out of those of the sources that there are."""
    return [drawing for source in sources if has(source) for drawing in load_drawings(source, split)]


def by_writer(drawings: Iterable[Drawing]) -> dict[str, list[Drawing]]:
    """What each writer drew, in the order given."""
    writers: dict[str, list[Drawing]] = {}
    for drawing in drawings:
        writers.setdefault(drawing.writer, []).append(drawing)
    return writers


def load_phone_cells(split: str) -> tuple[np.ndarray, np.ndarray]:
    """Cells of squared paper as phones photographed them; all photographs of a digit are in one split.

    Args:
        split: "train" or "validation", by page: the pages that their makers meant to test with validate.

    Returns:
        (n, 64, 64) uint8 grey pictures and (n,) int64 labels.

    Raises:
        MissingData: the file is absent or damaged.
    """
    path = path_of("phone_cells")
    try:
        with np.load(path) as file:
            pictures, labels, validates = file["x"], file["y"].astype(np.int64), file["split"] == "test"
    except (OSError, ValueError, KeyError) as error:
        raise MissingData(f"{path} is missing or damaged ({error}). Put it into the folder of DIGITS_DATA.") from error
    chosen = validates if split == "validation" else ~validates
    return pictures[chosen], labels[chosen]


def load_optdigits() -> tuple[np.ndarray, np.ndarray]:
    """Scanned digits of people of another country, all of which report.

    Returns:
        (n, 32, 32) uint8 bitmaps, ink 255 on 0, and (n,) int64 labels.

    Raises:
        MissingData: the file is absent or damaged.
    """
    path = path_of("optdigits")
    try:
        with np.load(path) as file:
            return file["x"], file["y"].astype(np.int64)
    except (OSError, ValueError, KeyError) as error:
        raise MissingData(f"{path} is missing or damaged ({error}). Put it into the folder of DIGITS_DATA.") from error


def path_of(source: str) -> Path:
    """Where a source's file lies: beside this module, where it comes with the code, or in `DIGITS_DATA`."""
    own = Path(__file__).with_name(SOURCES[source].file)
    return own if own.is_file() else data_folder() / SOURCES[source].file


def content_hash(source: str) -> str:
    """The sha256 of what is at hand of a source: of the file, or of MNIST's arrays."""
    if source == "mnist":
        _mnist_arrays()
        return SOURCES["mnist"].sha256  # what they were checked against
    return hashlib.sha256(path_of(source).read_bytes()).hexdigest()


def has(source: str) -> bool:
    """Whether a source's file is at hand."""
    return path_of(source).is_file()


def data_folder() -> Path:
    """The folder that `DIGITS_DATA` names, or the one where downloads go."""
    return Path(os.environ.get("DIGITS_DATA") or Path.home() / ".cache" / "digits")


def _splits_of(donor: str, writer: str) -> tuple[str, ...]:
    if donor in VALIDATION_DONORS or writer in VALIDATION_WRITERS:
        return ("validation",)
    return ("report",) if donor in REPORT_DONORS else ("train", HALVES[donor not in FIRST_HALF])


def _drawings(source: str) -> tuple[Drawing, ...]:
    path = path_of(source)
    try:
        return _drawings_in(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        remedy = "Import UNIPEN with `python -m training import-unipen`, or name the file's folder in DIGITS_DATA."
        raise MissingData(f"{path} is missing ({SOURCES[source].title}). {remedy}") from error
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise MissingData(f"{path} is damaged ({error}). Fetch or import it again.") from error


@cache
def _drawings_in(path: Path, changed: int) -> tuple[Drawing, ...]:
    """The drawings of a file that was changed at that time (ns), but for mislabelled ones, parsed once."""
    drawings = []
    with gzip.open(path, "rt") as lines:
        for record in map(json.loads, lines):
            strokes = [np.array(stroke, np.float32).reshape(-1, 2) for stroke in record["strokes"]]
            for stroke in strokes:
                stroke.flags.writeable = False
            if not is_mislabelled(label := str(record["label"]), strokes):
                drawings.append(Drawing(label, strokes, record["writer"], record["source"]))
    return tuple(drawings)


def _mnist_arrays() -> dict[str, np.ndarray]:
    path = path_of("mnist")
    if not path.is_file():
        _download_mnist(path)
    return _mnist_in(path, path.stat().st_mtime_ns)


@cache
def _mnist_in(path: Path, changed: int) -> dict[str, np.ndarray]:
    """The arrays of a file that was changed at that time (ns), read and checked once."""
    names = ("x_train", "y_train", "x_test", "y_test")
    try:
        with np.load(path) as file:
            arrays = {name: file[name].astype(np.uint8) for name in names}
    except (OSError, ValueError, KeyError) as error:
        raise MissingData(f"{path} cannot be read as MNIST ({error}). Delete it and start again.") from error
    if _content_hash(arrays) != SOURCES["mnist"].sha256:
        raise MissingData(f"{path} is not MNIST: its content differs. Delete it and start again.")
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


def _content_hash(arrays: dict[str, np.ndarray]) -> str:
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays.values())).hexdigest()


def _download_mnist(path: Path) -> None:
    from keras.utils import get_file

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        get_file(path.name, MNIST_URL, file_hash=MNIST_DOWNLOAD_SHA256, cache_dir=path.parent, cache_subdir="")
    except Exception as error:
        raise MissingData(
            f"{path} is missing and could not be downloaded from {MNIST_URL} ({error}). "
            "Put mnist.npz into a folder and name that folder in DIGITS_DATA."
        ) from error
