"""What is measured after each epoch, on writers and donors kept out of training and of the report."""

import functools
from pathlib import Path

import keras
import numpy as np

from training.augmentation.sample_cache import cached
from training.data.datasets import LOOK_ALIKES, has, load_drawings, load_mnist, load_phone_cells
from training.data.typefaces import glyphs_of_typefaces
from training.pages.paper import found_glyph
from utils.glyph import draw_glyph


def validate(model: keras.Model, sets: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, float]:
    """Accuracy and mean log loss on each set of validation digits, and AUROC of digitness.

    Args:
        model: with the ten-way softmax, and the kind or not.
        sets: by name glyphs (n, 28, 28) uint8 and labels (n,), as `validation_sets` gives them.
    """
    figures = {}
    digitness = {True: [], False: []}
    for name, (glyphs, labels) in sets.items():
        outputs = outputs_of(model, glyphs)
        if name != "phone_cells":  # some of which the photo path does not find
            digitness[name != "symbols"].append(outputs["digitness"])
        if name != "symbols":
            figures[f"{name}_accuracy"] = float((outputs["digit"].argmax(axis=1) == labels).mean())
            figures[f"{name}_loss"] = log_loss(outputs["digit"], labels)
    if digitness[False]:
        figures["digitness_auroc"] = auroc(np.concatenate(digitness[True]), np.concatenate(digitness[False]))
    return figures


def validate_kept(model: keras.Model, folder: Path) -> dict[str, float]:
    """Accuracy and mean log loss of the digit and of the kind, of the pictures that a folder keeps."""
    pictures, labels = cached(folder)
    outputs = model.predict(pictures[..., None].astype(np.float32), batch_size=256, verbose=0)
    kinds, is_digit = np.maximum(-labels.astype(int), 0), labels >= 0
    right = outputs["digit"][is_digit].argmax(axis=1) == labels[is_digit]
    return {
        "digit_accuracy": float(right.mean()),
        "digit_loss": log_loss(outputs["digit"][is_digit], labels[is_digit]),
        "kind_accuracy": float((outputs["kind"].argmax(axis=1) == kinds).mean()),
        "kind_loss": log_loss(outputs["kind"], kinds),
    }


def log_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The mean of -log of the probability (n, 10) given to each label (n,)."""
    return float(-np.log(probabilities[np.arange(len(labels)), labels] + 1e-12).mean())


@functools.cache
def validation_sets() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Glyphs (n, 28, 28) uint8 and labels (n,) of all that validates.

    They are "mnist", "typefaces", and where they are at hand "strokes", "pendigits", "symbols" and "phone_cells".

    Symbols have labels of -1.
    """
    sets = {"mnist": load_mnist("validation"), "typefaces": glyphs_of_typefaces("validation")}
    for source in ("strokes", "pendigits", "symbols"):
        if has(source):
            drawings = load_drawings(source, "validation")
            if source == "symbols":
                drawings = [drawing for drawing in drawings if drawing.label not in LOOK_ALIKES]
            glyphs = np.stack([draw_glyph(drawing.strokes) for drawing in drawings])
            labels = [-1 if source == "symbols" else int(drawing.label) for drawing in drawings]
            sets[source] = glyphs, np.array(labels)
    if has("phone_cells"):
        pictures, labels = load_phone_cells("validation")
        glyphs = [found_glyph(picture) for picture in pictures]
        sets["phone_cells"] = np.stack([np.zeros((28, 28), np.uint8) if g is None else g for g in glyphs]), labels
    return sets


def outputs_of(model: keras.Model, glyphs: np.ndarray) -> dict[str, np.ndarray]:
    """A model's outputs for (n, 28, 28) uint8, float32: "digit" (n, 10) and "digitness" (n,), ones without a kind."""
    outputs = model.predict(glyphs[..., None].astype(np.float32), batch_size=256, verbose=0)
    if isinstance(outputs, dict):
        return {"digit": outputs["digit"], "digitness": outputs["kind"][:, 0]}
    return {"digit": outputs, "digitness": np.ones(len(outputs), np.float32)}


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """The chance that a positive scores above a negative (ties count half): the area under the ROC curve."""
    ranks = np.searchsorted(np.sort(negative), positive, "left") + np.searchsorted(np.sort(negative), positive, "right")
    return float(ranks.mean() / (2 * len(negative)))
