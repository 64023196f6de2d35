"""What is measured after each epoch, on writers and donors kept out of training and of the report."""

import functools

import keras
import numpy as np

from training.datasets import LOOK_ALIKES, has, load_drawings, load_mnist, load_phone_cells
from training.paper import found_glyph
from utils.glyph import draw_glyph


def validate(model: keras.Model) -> dict[str, float]:
    """Accuracy on validation digits (MNIST; strokes of other donors; phone cells) and AUROC of digitness."""
    figures = {}
    digitness = {True: [], False: []}
    for name, (glyphs, labels) in validation_sets().items():
        outputs = outputs_of(model, glyphs)
        if name != "phone_cells":  # some of which the photo path does not find
            digitness[name != "symbols"].append(outputs["digitness"])
        if name != "symbols":
            figures[f"{name}_accuracy"] = float((outputs["digit"].argmax(axis=1) == labels).mean())
    if digitness[False]:
        figures["digitness_auroc"] = auroc(np.concatenate(digitness[True]), np.concatenate(digitness[False]))
    return figures


@functools.cache
def validation_sets() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Glyphs (n, 28, 28) uint8 and labels (n,) of "mnist", "strokes", "symbols" (labels -1) and "phone_cells"."""
    sets = {"mnist": load_mnist("validation")}
    for source in ("strokes", "symbols"):
        if has(source):
            drawings = load_drawings(source, "validation")
            if source == "symbols":
                drawings = [drawing for drawing in drawings if drawing.label not in LOOK_ALIKES]
            glyphs = np.stack([draw_glyph(drawing.strokes) for drawing in drawings])
            labels = [int(drawing.label) if source == "strokes" else -1 for drawing in drawings]
            sets[source] = glyphs, np.array(labels)
    if has("phone_cells"):
        pictures, labels = load_phone_cells("validation")
        glyphs = [found_glyph(picture) for picture in pictures]
        sets["phone_cells"] = np.stack([np.zeros((28, 28), np.uint8) if g is None else g for g in glyphs]), labels
    return sets


def outputs_of(model: keras.Model, glyphs: np.ndarray) -> dict[str, np.ndarray]:
    """A model's outputs for (n, 28, 28) uint8: "digit" (n, 10) and "digitness" (n,), float32."""
    outputs = model.predict(glyphs[..., None].astype(np.float32), batch_size=256, verbose=0)
    return {"digit": outputs["digit"], "digitness": outputs["digitness"][:, 0]}


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """The chance that a positive scores above a negative (ties count half): the area under the ROC curve."""
    ranks = np.searchsorted(np.sort(negative), positive, "left") + np.searchsorted(np.sort(negative), positive, "right")
    return float(ranks.mean() / (2 * len(negative)))
