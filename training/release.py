"""Make a trained model into the one that the page loads: calibrate it, choose its threshold, describe it."""

import hashlib
import importlib.metadata
import json
import platform
import time
from pathlib import Path

import keras
import numpy as np

from training.datasets import (
    LOOK_ALIKES,
    REPORT_DONORS,
    SOURCES,
    VALIDATION_DONORS,
    content_hash,
    has,
    load_drawings,
)
from training.files import write_whole
from training.proportion import proportion
from training.recipes import RECIPES
from training.validation import outputs_of, validate, validation_sets
from utils.glyph import PREPROCESSING_VERSION
from utils.manifest import MANIFEST
from utils.reader import calibrate

REFUSED_AT_MOST = 0.5  # percent of the digits of any source: the upper end of the interval on validation digits
PACKAGES = ("keras", "numpy", "opencv-python-headless", "tensorflow", "tensorflow-cpu", "torch", "jax")


def release(
    model: keras.Model, recipe: str, seed: int, log: list[dict[str, float]], folder: Path, start: Path | None = None
) -> dict:
    """Write digits.keras and its manifest.

    The temperature minimises the log loss and the threshold is the highest that refuses, surely enough, at most
    0.5 % of the digits of each source, both on validation data only.

    Args:
        log: of the training, one row an epoch, as `training.train.read_log` reads it.
        start: the saved model whose weights it began with.

    Returns:
        The manifest as written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sets = validation_sets()
    domains = [(outputs_of(model, sets[name][0]), sets[name][1]) for name in ("mnist", "strokes") if name in sets]
    temperature = fit_temperature([(outputs["digit"], labels) for outputs, labels in domains])
    threshold = min(0.5, *(highest_threshold(outputs["digitness"]) for outputs, _ in domains))
    keras.config.set_dtype_policy("float32")  # whatever it was trained in, any machine serves it
    plain = RECIPES[recipe].build()
    plain.set_weights(model.get_weights())
    path = folder / "digits.keras"
    new = path.with_name(".partial-new.keras")
    sha256 = write_whole(new, plain.save)
    manifest = {
        "file": path.name,
        "sha256": sha256,
        "preprocessing_version": PREPROCESSING_VERSION,
        "recipe": recipe,
        "parameters": int(plain.count_params()),
        "bytes": new.stat().st_size,
        "seed": seed,
        "started_from": hashlib.sha256(start.read_bytes()).hexdigest() if start else None,
        "earlier_runs": _earlier_runs(start),
        "epochs": len(log),
        "digits_per_epoch": RECIPES[recipe].batches_per_epoch * RECIPES[recipe].batch_size,
        "training_minutes": round(log[-1]["seconds"] / 60, 1),
        "trained_at": time.strftime("%Y-%m-%d", time.gmtime()),
        "environment": _environment(),
        "trained_on": _trained_on(),
        "selected_by": "the last epoch of the run is kept. Temperature and threshold are fitted on validation data.",
        "validation": {key: round(value, 5) for key, value in validate(model).items()},
        "learning_curve": [{key: round(value, 5) for key, value in row.items()} for row in log],
        "temperature": round(temperature, 4),
        "digitness_threshold": round(threshold, 4),
        "figures": {},
    }
    write_manifest(manifest, folder)
    new.replace(path)  # beside its manifest only: who kills this before leaves the old two, which fit each other
    return manifest


def fit_temperature(domains: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """The temperature with the least log loss, every domain weighing the same (Guo et al., 2017).

    Args:
        domains: of each (n, 10) probabilities and (n,) labels.
    """
    temperatures = np.exp(np.linspace(np.log(0.2), np.log(5), 161))
    losses = [
        np.mean([-np.log(calibrate(p, t)[np.arange(len(y)), y] + 1e-12).mean() for p, y in domains])
        for t in temperatures
    ]
    return float(temperatures[int(np.argmin(losses))])


def highest_threshold(digitness: np.ndarray) -> float:
    """The highest threshold at which the 95 % interval of the share of refused digits stays below half a percent.

    Args:
        digitness: (n,) of digits; of too few to be sure, none is refused.
    """
    refused = 0
    while proportion(refused + 1, len(digitness))["high"] <= REFUSED_AT_MOST:
        refused += 1
    return float(np.sort(digitness)[refused])


def write_manifest(manifest: dict, folder: Path) -> None:
    """Write the manifest whole."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    write_whole(folder / MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))


def _earlier_runs(start: Path | None) -> list[dict]:
    """What the manifest beside the model begun with says of its runs, the first one first."""
    path = start and start.with_name(MANIFEST)
    if not path or not path.exists():
        return []
    before = json.loads(path.read_text(encoding="utf-8"))
    keys = ("recipe", "seed", "sha256", "epochs", "digits_per_epoch", "training_minutes", "validation")
    return [*before.get("earlier_runs", []), {key: before[key] for key in keys}]


def _environment() -> dict[str, str]:
    versions = {"python": platform.python_version(), "keras_backend": keras.backend.backend()}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def _trained_on() -> list[dict]:
    splits = {
        "mnist": "the first 55,000 training digits; the last 5,000 validate; the 10,000 test digits only report",
        "strokes": f"{', '.join(VALIDATION_DONORS)} validate, {', '.join(REPORT_DONORS)} report, other donors train",
        "phone_cells": "by page: the pages that their makers meant to test with validate, the others train",
        "symbols": f"as strokes; never for training or scoring: {' '.join(sorted(LOOK_ALIKES))}",
    }
    return [
        {
            "source": source.title,
            "licence": source.licence,
            "link": source.link,
            "sha256": content_hash(name),
            "count": _count(name),
            "split": splits[name],
        }
        for name, source in SOURCES.items()
        if has(name)
    ]


def _count(source: str) -> int:
    if source in ("mnist", "phone_cells"):
        return SOURCES[source].count
    return sum(len(load_drawings(source, split)) for split in ("train", "validation", "report"))
