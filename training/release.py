"""Save a trained model with its manifest: ours calibrated, a published one as its author left it."""

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
from training.fingerprint import fingerprint, settings_of_copies
from training.proportion import proportion
from training.recipes import RECIPES, Blend, Turned
from training.validation import log_loss, outputs_of, validation_sets
from utils.glyph import PREPROCESSING_VERSION
from utils.manifest import MANIFEST, load_manifest
from utils.reader import calibrate

REFUSED_AT_MOST = 0.5  # percent of the digits of any source: the upper end of the interval on validation digits
PACKAGES = ("keras", "numpy", "opencv-python-headless", "tensorflow", "tensorflow-cpu", "torch", "jax")
OF_A_RUN = (
    "recipe",
    "seed",
    "sha256",
    "parameters",
    "epochs",
    "batches_per_epoch",
    "digits_per_epoch",
    "fingerprints",
    "training_minutes",
    "validation",
    "teacher",
)
MNIST_DIGITS = 60_000  # to train on


def release(
    model: keras.Model,
    recipe: str,
    stored: dict,
    log: list[dict[str, float]],
    folder: Path,
    table: Path | None = None,
    teacher: Path | None = None,
    suffix: str | None = None,
) -> dict:
    """Write a model and its manifest.

    Args:
        stored: settings of the run with their fingerprint, as `training.fingerprint.stored_settings` reads them.
        log: of the training, one row an epoch, as `training.train.read_log` reads it.
        table: the CSV file that it was trained on, instead of MNIST.
        teacher: folder of the model that it learnt from.
        suffix: ".keras" or ".h5" instead of that of the recipe's file.

    Returns:
        The manifest as written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = RECIPES[recipe]
    is_ours = isinstance(chosen.copies, Blend)
    # A published model stays as it is: no temperature, and it takes everything for a digit.
    temperature, threshold = fit_calibration(model) if is_ours else (1.0, 0.0)
    keras.config.set_dtype_policy("float32")  # whatever it was trained in, any machine serves it
    plain = chosen.build()
    plain.set_weights(model.get_weights())
    path = folder / Path(chosen.file).with_suffix(suffix or Path(chosen.file).suffix)
    new = path.with_name(f".partial-new{path.suffix}")
    sha256 = write_whole(new, plain.save)
    rows = [{key: round(value, 5) for key, value in row.items()} for row in log]
    ran = stored["settings"]
    manifest = {
        "file": path.name,
        "sha256": sha256,
        "preprocessing_version": PREPROCESSING_VERSION,
        "pixels": "0..255",
        "recipe": recipe,
        "published": chosen.published,
        "parameters": int(plain.count_params()),
        "bytes": new.stat().st_size,
        "seed": ran["seed"],
        "teacher": _taught_by(teacher),
        "epochs": len(log),
        "batches_per_epoch": ran["batches"],
        "digits_per_epoch": ran["batches"] * chosen.batch_size,
        "training_minutes": round(log[-1]["seconds"] / 60, 1),
        "trained_at": time.strftime("%Y-%m-%d", time.gmtime()),
        "environment": _environment(),
        "trained_on": _sources() if is_ours else [_digits_alone(chosen.copies, table)],
        "fingerprints": {
            "run": stored["fingerprint"],
            "copies": fingerprint(settings_of_copies(chosen, ran["batches"])) if is_ours else None,
        },
        "selected_by": "the last epoch of the run is kept."
        + (" Temperature and threshold are fitted on validation data." if is_ours else ""),
        "validation": {key: value for key, value in rows[-1].items() if key.endswith(("_accuracy", "_loss", "_auroc"))},
        "learning_curve": rows,
        "temperature": round(temperature, 4),
        "digitness_threshold": round(threshold, 4),
        "figures": {},
    }
    write_manifest(manifest, folder)
    new.replace(path)  # beside its manifest only: who kills this before leaves the old two, which fit each other
    return manifest


def fit_calibration(model: keras.Model) -> tuple[float, float]:
    """Temperature and threshold of digitness, both from validation data alone.

    The temperature minimises the log loss; the threshold is the highest that refuses, surely enough, at most 0.5 % of
    the digits of each source.
    """
    sets = validation_sets()
    domains = [(outputs_of(model, sets[name][0]), sets[name][1]) for name in ("mnist", "strokes") if name in sets]
    temperature = fit_temperature([(outputs["digit"], labels) for outputs, labels in domains])
    return temperature, min(0.5, *(highest_threshold(outputs["digitness"]) for outputs, _ in domains))


def fit_temperature(domains: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """The temperature with the least log loss, every domain weighing the same (Guo et al., 2017).

    Args:
        domains: of each (n, 10) probabilities and (n,) labels.
    """
    temperatures = np.exp(np.linspace(np.log(0.2), np.log(5), 161))
    losses = [np.mean([log_loss(calibrate(p, t), labels) for p, labels in domains]) for t in temperatures]
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


def _taught_by(teacher: Path | None) -> dict | None:
    """What the teacher's manifest says of its training, and of its own teacher."""
    return {key: value for key, value in load_manifest(teacher).items() if key in OF_A_RUN} if teacher else None


def _environment() -> dict[str, str]:
    versions = {"python": platform.python_version(), "keras_backend": keras.backend.backend()}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def _sources() -> list[dict]:
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


def _digits_alone(copies: Turned, table: Path | None) -> dict:
    """What a published recipe was trained on: MNIST's training digits, or a table."""
    source = SOURCES["mnist"]
    split = f"the last {100 * copies.held_out:.0f} % of the training digits validate"
    if table:
        rows = table.read_bytes().split()[1:]
        sha256 = hashlib.sha256(table.read_bytes()).hexdigest()
        return {"source": f"the table {table.name}", "sha256": sha256, "count": len(rows), "split": split}
    return {
        "source": source.title,
        "licence": source.licence,
        "link": source.link,
        "sha256": content_hash("mnist"),
        "count": MNIST_DIGITS,
        "split": f"{split}; the 10,000 test digits only report",
    }


def _count(source: str) -> int:
    if source in ("mnist", "phone_cells"):
        return SOURCES[source].count
    return sum(len(load_drawings(source, split)) for split in ("train", "validation", "report"))
