"""Digits for the page to liken others to, and a map of some.

Of the training digits some to be likened to; of the test digits some on a map on which those that the network finds
alike lie together (t-SNE: van der Maaten and Hinton, 2008).
"""

from pathlib import Path

import numpy as np

from training.data.datasets import load_mnist
from training.files import write_whole
from utils.engines import load_network, said_of
from utils.glyph import CLASSES
from utils.manifest import load_manifest
from utils.views.likeness import KNOWN_DIGITS, SHORTENED

LEARNT, ON_MAP = 200, 100  # digits of each of the ten
NEIGHBOURS = 30  # about so many of the others a digit is held near to
STEPS, EXAGGERATED_STEPS, EXAGGERATION = 1_000, 250, 12.0
RATE = 100.0
SIDE = 255  # of the map


def keep_known_digits(folder: Path) -> None:
    """Choose, lay out, and write the digits that the page likens others to, where they are not those of this network.

    Args:
        folder: of the model; the file goes there, too.
    """
    manifest, path = load_manifest(folder), folder / KNOWN_DIGITS.name
    if path.exists() and str(np.load(path)["model"]) == manifest["sha256"]:
        return
    generator, network = np.random.default_rng(0), load_network(folder, manifest)
    learnt, learnt_labels = _some_of_each(*load_mnist("train"), LEARNT, generator)
    tested, tested_labels = _some_of_each(*load_mnist("test"), ON_MAP, generator)
    features = said_of(network, tested).features
    places = laid_out(features, generator)
    low, size = places.min(axis=0), np.ptp(places, axis=0)
    kept = {
        "model": manifest["sha256"],
        "glyphs": learnt,
        "labels": learnt_labels.astype(np.uint8),
        "features": _shortened(said_of(network, learnt).features),
        "map_labels": tested_labels.astype(np.uint8),
        "map_features": _shortened(features),
        "places": np.round(SIDE * (places - low) / size).astype(np.uint8),
    }
    write_whole(path, lambda partial: np.savez_compressed(partial, **kept))


def laid_out(features: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Places in the plane at which alike digits lie together, by t-SNE.

    Args:
        features: (n, f) of length 1.
        generator: of the places that it begins with.

    Returns:
        (n, 2) float64.
    """
    near = _nearness(2 - 2 * (features.astype(np.float64) @ features.T))
    places = generator.normal(0, 1e-2, (len(features), 2))
    speed = np.zeros_like(places)
    for step in range(STEPS):
        apart = places[:, None] - places
        close = 1 / (1 + (apart**2).sum(axis=-1))
        np.fill_diagonal(close, 0)
        wanted = near * (EXAGGERATION if step < EXAGGERATED_STEPS else 1)
        pull = (wanted - close / close.sum()) * close
        speed = (0.5 if step < EXAGGERATED_STEPS else 0.8) * speed - RATE * 4 * (pull[..., None] * apart).sum(axis=1)
        places += speed
    return places


def _nearness(distances: np.ndarray) -> np.ndarray:
    """The chance (n, n) of each pair to be neighbours, with about `NEIGHBOURS` of each; from squared distances."""
    np.fill_diagonal(distances, np.inf)
    narrow, wide = np.zeros((len(distances), 1)), np.full((len(distances), 1), 1e4)
    for _ in range(60):
        sharpness = (narrow + wide) / 2
        chances = np.exp(-sharpness * (distances - distances.min(axis=1, keepdims=True)))
        chances /= chances.sum(axis=1, keepdims=True)
        entropy = -(chances * np.log(np.maximum(chances, 1e-12))).sum(axis=1, keepdims=True)
        too_many = entropy > np.log(NEIGHBOURS)
        narrow, wide = np.where(too_many, sharpness, narrow), np.where(too_many, wide, sharpness)
    return (chances + chances.T) / (2 * len(chances))


def _some_of_each(
    glyphs: np.ndarray, labels: np.ndarray, count: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """So many of each digit, drawn by lot."""
    chosen = np.concatenate(
        [generator.choice(np.flatnonzero(labels == digit), count, False) for digit in range(CLASSES)]
    )
    return glyphs[chosen], labels[chosen]


def _shortened(features: np.ndarray) -> np.ndarray:
    return np.round(SHORTENED * features).astype(np.int8)
