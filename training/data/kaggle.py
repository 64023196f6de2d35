"""Digits as tables, in the form of Kaggle's "Digit Recognizer": `train.csv`, `test.csv` and `submission.csv`.

A table has a header and one digit a row: the label first in a training table, then pixel0 to pixel783, the glyph row
by row, whole numbers from 0 to 255.
"""

import re
from pathlib import Path
from typing import Any

import keras
import numpy as np
from tqdm import tqdm

from training.data.datasets import MissingData, load_mnist
from training.files import write_whole
from utils.glyph import GLYPH_SIDE
from utils.manifest import ModelError, checked_model_file, load_manifest

PIXELS = [f"pixel{number}" for number in range(GLYPH_SIDE**2)]
SUBMISSION_HEADER = "ImageId,Label"
# How networks take the pixels of 0..255: times the first number, plus the second.
PIXEL_SCALES = {"0..255": (1.0, 0.0), "0..1": (1 / 255, 0.0), "-1..1": (2 / 255, -1.0)}
TRIED_DIGITS = 500  # to find a model's scale with
TRAINING_ROWS, TEST_ROWS = 42_000, 28_000  # of Kaggle's own tables


class TableError(ValueError):
    """A table is not in Kaggle's form; the message names file, row and column."""


def read_training_table(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Glyphs (n, 28, 28) uint8 and labels (n,) int64 of a table with labels.

    Raises:
        TableError: the file is missing or has a fault.
    """
    rows = _read(path, ["label", *PIXELS])
    return rows[:, 1:].astype(np.uint8).reshape(-1, GLYPH_SIDE, GLYPH_SIDE), rows[:, 0].astype(np.int64)


def read_test_table(path: Path) -> np.ndarray:
    """Glyphs (n, 28, 28) uint8 of a table without labels.

    Raises:
        TableError: the file is missing or has a fault.
    """
    return _read(path, PIXELS).astype(np.uint8).reshape(-1, GLYPH_SIDE, GLYPH_SIDE)


def write_tables(folder: Path) -> None:
    """Write MNIST in Kaggle's form: train.csv, test.csv, and the right submission.csv as answers.csv.

    The first 42,000 training digits are the training table, the others and the test digits the test table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = zip(load_mnist("train and validation"), load_mnist("test"), strict=True)
    glyphs, labels = (np.concatenate(both) for both in parts)
    pixels = glyphs.reshape(len(glyphs), -1)
    training, test = slice(None, TRAINING_ROWS), slice(TRAINING_ROWS, None)
    _write(folder / "train.csv", ["label", *PIXELS], np.column_stack([labels[training], pixels[training]]))
    _write(folder / "test.csv", PIXELS, pixels[test])
    write_submission(folder / "answers.csv", labels[test])


def load_any_model(path: Path) -> keras.Model:
    """A saved model of this project's or anybody's, .keras or .h5: glyphs (n, 28, 28, 1) in, ten numbers out.

    Ours have other outputs beside the ten, which are called "digit".

    Raises:
        ValueError: the file is missing or no such model.
    """
    try:
        model = keras.models.load_model(path, compile=False, safe_mode=True)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{path} cannot be loaded as a Keras model: {error}") from error
    if not getattr(model, "built", False):
        raise ValueError(f"{path} was saved before it had an input; it must take {(GLYPH_SIDE, GLYPH_SIDE, 1)}")
    if model.input_shape[1:] != (GLYPH_SIDE, GLYPH_SIDE, 1):
        raise ValueError(f"{path} takes {model.input_shape[1:]}, not glyphs of {(GLYPH_SIDE, GLYPH_SIDE, 1)}")
    shape = model.compute_output_shape(model.input_shape)  # with the outputs' names, which model.output_shape lacks
    if _digits_among(shape)[1:] != (10,):
        needed = 'one output of ten numbers a glyph, (None, 10), or several of which "digit" is that'
        raise ValueError(f"{path} gives {shape}; needed is {needed}")
    return model


def pixels_of(model: keras.Model, path: Path) -> tuple[str, dict[str, float]]:
    """The scale of pixels, of `PIXEL_SCALES`, that a model takes: its manifest's, or the one that it reads best with.

    Args:
        model: as `load_any_model` gives it.
        path: of its file.

    Returns:
        The scale's name, and the share of MNIST's validation digits read with each; none where the manifest says it.

    Raises:
        ValueError: the file has no manifest beside it, and there is no MNIST to try it on.
    """
    try:
        manifest = load_manifest(path.parent)
        pixels = manifest.get("pixels", "0..255")  # older manifests do not say it: they are of networks of 0..255
        if checked_model_file(manifest, path.parent).samefile(path) and pixels in PIXEL_SCALES:
            return pixels, {}
    except ModelError:
        pass  # it is another file's manifest, or none
    try:
        glyphs, labels = (array[:TRIED_DIGITS] for array in load_mnist("validation"))
    except MissingData as error:
        raise ValueError(
            f"{path} has no manifest that says what pixels it takes, and there is no MNIST to try it on ({error}). "
            f"Say it with --pixels=SCALE, one of {', '.join(PIXEL_SCALES)}."
        ) from error
    shares = {pixels: float((answers_of(model, glyphs, pixels) == labels).mean()) for pixels in PIXEL_SCALES}
    return max(shares, key=shares.get), shares


def answers_of(model: keras.Model, glyphs: np.ndarray, pixels: str) -> np.ndarray:
    """The digit (n,) that a model gives most probability for each glyph (n, 28, 28) uint8.

    Args:
        pixels: the scale of `PIXEL_SCALES` that the model takes.
    """
    factor, offset = PIXEL_SCALES[pixels]
    scaled = glyphs[..., None].astype(np.float32) * np.float32(factor) + np.float32(offset)
    return _digits_among(model.predict(scaled, batch_size=256, verbose=0)).argmax(axis=1)


def write_submission(path: Path, answers: np.ndarray) -> None:
    """Write answers (n,) in the order of the test table, numbered from 1."""
    rows = np.column_stack([np.arange(1, len(answers) + 1), answers])
    _write(path, SUBMISSION_HEADER.split(","), rows)


def _digits_among(outputs: Any) -> Any:
    """Of what a model gives, or of the shapes of that, the part that is the ten; () where there is no such part."""
    if isinstance(outputs, dict):
        return outputs.get("digit", ())
    if isinstance(outputs, list):
        return outputs[0] if len(outputs) == 1 else ()
    return outputs


def _read(path: Path, header: list[str]) -> np.ndarray:
    """The rows (n, len(header)) of a table, checked."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path} cannot be read as a table: {error}") from error
    found = [name.strip().strip('"') for name in lines[0].split(",")] if lines else []
    if found != header:
        column = next((n for n, pair in enumerate(zip(found, header, strict=False)) if pair[0] != pair[1]), len(found))
        wanted = f"{header[0]}, {header[1]}, ... {header[-1]}: {len(header)} columns"
        raise TableError(f"{path}, row 1, column {column + 1}: the header must be {wanted}; it has {len(found)}.")
    rows = [
        _read_row(path, number, line, header)
        for number, line in enumerate(tqdm(lines[1:], desc=path.name, unit="row", mininterval=1), start=2)
        if line.strip()
    ]
    if not rows:
        raise TableError(f"{path} has a header and no digits.")
    return np.stack(rows)


def _read_row(path: Path, number: int, line: str, header: list[str]) -> np.ndarray:
    cells = line.split(",")
    if len(cells) != len(header):
        raise TableError(f"{path}, row {number}: {len(cells)} columns instead of {len(header)}.")
    try:
        row = np.array(cells).astype(np.int64)
    except (ValueError, OverflowError):
        row = np.array([int(cell) if re.fullmatch(r"\s*[0-9]{1,18}\s*", cell) else -1 for cell in cells])
    highest = np.where(np.array(header) == "label", 9, 255)
    wrong = np.flatnonzero((row < 0) | (row > highest))
    if len(wrong):
        column = wrong[0]
        raise TableError(
            f"{path}, row {number}, column {header[column]}: '{cells[column][:20]}' is no whole number from 0 to "
            f"{highest[column]}."
        )
    return row


def _write(path: Path, header: list[str], rows: np.ndarray) -> None:
    def write(partial: Path) -> None:
        with partial.open("w", encoding="ascii") as file:
            file.write(",".join(header) + "\n")
            np.savetxt(file, rows, fmt="%d", delimiter=",")

    write_whole(path, write)
