"""Measure the saved models of all recipes in the same way, and set them side by side.

Nothing here is looked at to choose anything.
"""

import functools
from pathlib import Path

import cv2
import numpy as np
from matplotlib.figure import Figure
from tqdm import tqdm

from training.data.datasets import load_drawings, load_mnist
from training.evaluation.evaluate import calibration_error, confusion_matrix, corruption_shares, read_glyphs_once
from training.evaluation.pictures import draw_on_canvas
from training.evaluation.proportion import proportion
from training.files import write_whole
from training.fitting.curves import save_figure
from training.release.release import write_manifest
from utils.figures import COMPARED, names_of
from utils.glyph import GLYPH_SIDE, draw_glyph
from utils.manifest import load_manifest, recipe_folders
from utils.reader import Reader


def compare(folder: Path) -> list[dict]:
    """Measure our model and every published recipe's that is saved, and draw the comparison.

    Each model gets the MNIST test digits, the same digits spoilt, and the drawings of people it never saw, twice: as
    glyphs of ours, and as the whole canvas shrunk to 28x28, which is how the published applications prepare them.

    Args:
        folder: of our model; the others are in its folder "recipes".

    Returns:
        The manifests, ours first, with what was measured in "comparison", as they were written.
    """
    drawings = load_drawings("strokes", "report")
    generator = np.random.default_rng(0)
    canvases = [draw_on_canvas(drawing.strokes, generator)[0] for drawing in drawings]
    shrunk = [cv2.resize(canvas, (GLYPH_SIDE, GLYPH_SIDE), interpolation=cv2.INTER_AREA) for canvas in canvases]
    drawn_labels = np.array([int(drawing.label) for drawing in drawings])
    sets = {
        "mnist_test": load_mnist("test"),
        "drawings": (np.stack([draw_glyph(drawing.strokes) for drawing in drawings]), drawn_labels),
        "drawings_shrunk": (np.stack(shrunk), drawn_labels),
    }
    manifests = []
    for place in tqdm([folder, *recipe_folders(folder)], desc="models", unit="model"):
        manifest = load_manifest(place)
        manifest["comparison"] = _measure(Reader.load(place), sets)
        write_manifest(manifest, place)
        manifests.append(manifest)
    write_whole(folder / "comparison.png", lambda path: draw_comparison(manifests, path))
    return manifests


def draw_comparison(manifests: list[dict], path: Path) -> None:
    """Draw the share that each model misreads, set by set, into a PNG."""
    figure = Figure(figsize=(8, 0.5 * len(manifests) + 1.4), layout="constrained")
    axes = figure.subplots()
    for (key, title), mark in zip(COMPARED.items(), "os^D", strict=True):
        misread = [100 - manifest["comparison"][key]["percent"] for manifest in manifests]
        axes.plot(misread, names_of(manifests), mark, label=title)
    axes.set(xlabel="misread, %", xscale="log")
    axes.invert_yaxis()
    axes.grid(axis="x", which="both", alpha=0.2)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    save_figure(figure, path)


def _measure(reader: Reader, sets: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict:
    scores = {name: read_glyphs_once(reader, glyphs, labels) for name, (glyphs, labels) in sets.items()}
    figures = {name: proportion(int(score.right.sum()), len(score.right)) for name, score in scores.items()}
    shares = corruption_shares(functools.partial(read_glyphs_once, reader))
    figures["spoilt"] = {"percent": round(float(np.mean(list(shares.values()))), 2)}
    for name in ("mnist_test", "drawings"):
        confidence = np.array([digit.confidence for digit in scores[name].digits])
        error, bins = calibration_error(confidence, scores[name].right)
        figures[name] |= {
            "calibration_error": round(100 * error, 2),
            "bins": bins,
            "confusion": confusion_matrix(scores[name]),
        }
    return figures
