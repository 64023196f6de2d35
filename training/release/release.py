"""Save a trained model with its manifest: ours calibrated, a published one as its author left it."""

import hashlib
import importlib.metadata
import json
import platform
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import keras

from training.data.datasets import (
    LOOK_ALIKES,
    REPORT_DONORS,
    SOURCES,
    VALIDATION_DONORS,
    VALIDATION_WRITERS,
    content_hash,
    has,
    load_drawings,
)
from training.files import write_whole
from training.fitting.fingerprint import in_short, stored_settings
from training.fitting.loop import read_log
from training.fitting.recipes import RECIPES, DataMix, Recipe, Turned
from training.fitting.train_trajectories import TRAJECTORIES, WHOLE, TrajectoryRecipe, Ways
from training.release.calibration import SCORER, fit_calibration, write_scorer
from training.release.smaller import save_packed
from utils.glyph import PREPROCESSING_VERSION
from utils.manifest import MANIFEST, checked_model_file, load_manifest

NEW_SCORER = ".partial-new.npz"
WAYS, NEW_WAYS = "trajectories.keras", ".partial-ways.keras"
UNCALIBRATED_SURE = 0.9  # confidence from which a published model counts as sure
PACKAGES = ("keras", "numpy", "opencv-python-headless", "tensorflow", "tensorflow-cpu", "torch", "jax")
MNIST_DIGITS = 60_000  # to train on


def release(
    model: keras.Model,
    recipe: str,
    stored: dict,
    log: list[dict[str, float]],
    halves: Mapping[str, keras.Model],
    ways: Ways | None,
    folder: Path,
    table: Path | None = None,
    suffix: str | None = None,
) -> dict:
    """Write a model and its manifest.

    Args:
        stored: settings of the run with their fingerprint, as `stored_settings` reads them.
        log: of the training, one row an epoch, as `read_log` reads it.
        halves: networks that learnt from one half of the hands each, by that; of a published recipe none.
        ways: networks of trajectories; of a published recipe none.
        table: the CSV file that it was trained on, instead of MNIST.
        suffix: ".keras" or ".h5" instead of that of the recipe's file.

    Returns:
        The manifest as written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = RECIPES[recipe]
    is_ours = isinstance(chosen.samples, DataMix)
    plain = _plain(model, chosen)
    rows = [_rounded(row) for row in log]
    path = folder / Path(chosen.file).with_suffix(suffix or Path(chosen.file).suffix)
    new = path.with_name(f".partial-new{path.suffix}")
    sha256 = write_whole(new, partial(save_packed, plain))
    manifest = {
        "file": path.name,
        "sha256": sha256,
        "preprocessing_version": PREPROCESSING_VERSION,
        "pixels": "0..255",
        "recipe": recipe,
        "published": chosen.published,
        "parameters": int(plain.count_params()),
        "bytes": new.stat().st_size,
        **_of_run(stored, rows, chosen),
        "environment": _environment(),
        "trained_on": _sources() if is_ours else [_digits_alone(chosen.samples, table)],
        "selected_by": "the last epoch of the run is kept"
        + (". Temperature, weights of groups and bounds are fitted on validation data." if is_ours else "."),
        "validation": {k: value for k, value in rows[-1].items() if k.endswith(("_accuracy", "_loss", "_auroc"))},
        **_calibration(plain, halves, ways, chosen, folder),
        "figures": {},
    }
    _put_in_place(manifest, {new: path}, folder)
    return manifest


def _plain(model: keras.Model, recipe: Recipe | TrajectoryRecipe) -> keras.Model:
    """A model in float32, whatever it was trained in: any machine serves it."""
    keras.config.set_dtype_policy("float32")
    plain = recipe.build()
    plain.set_weights(model.get_weights())
    return plain


def _of_run(stored: dict, rows: list[dict[str, float]], recipe: Recipe) -> dict:
    """What the manifest says of the training itself."""
    ran = stored["settings"]
    return {
        "seed": ran["seed"],
        "epochs": len(rows),
        "batches_per_epoch": ran["batches"],
        "digits_per_epoch": ran["batches"] * recipe.batch_size,
        "training_minutes": round(rows[-1]["seconds"] / 60, 1),
        "trained_at": time.strftime("%Y-%m-%d", time.gmtime()),
        "fingerprint": stored["fingerprint"],
        "learning_curve": rows,
    }


def recalibrate(folder: Path, halves: Mapping[str, keras.Model], ways: Ways | None) -> dict:
    """Fit the calibration of a released model of ours again; its figures are no longer true then.

    Args:
        halves, ways: as of `release`.

    Returns:
        The manifest as written.
    """
    manifest = load_manifest(folder)
    model = keras.models.load_model(checked_model_file(manifest, folder), compile=False)
    manifest |= _calibration(model, halves, ways, RECIPES[manifest["recipe"]], folder) | {"figures": {}}
    _put_in_place(manifest, {}, folder)
    return manifest


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 5) for key, value in figures.items()}


def _calibration(
    model: keras.Model, halves: Mapping[str, keras.Model], ways: Ways | None, recipe: Recipe, folder: Path
) -> dict:
    """What the manifest says of a model's calibration; a published one stays as its author left it."""
    if not isinstance(recipe.samples, DataMix):
        return {"temperature": 1.0, "doubtful": 0.0, "sure": UNCALIBRATED_SURE}
    of_halves = {half: _plain(other, recipe) for half, other in halves.items()}
    of_ways = {split: _plain(other, TRAJECTORIES) for split, other in ways.models.items()} if ways else {}
    fitted = fit_calibration(model, of_halves, of_ways, recipe.numbers)
    said = {
        "temperature": round(fitted["temperature"], 4),
        "doubtful": round(fitted["doubtful"], 4),
        "sure": round(fitted["sure"], 4),
        "grouping": None,
        "adaptation": fitted["adaptation"] and fitted["adaptation"]._asdict(),
    }
    if fitted["scorer"]:
        said["grouping"] = {"file": SCORER, "sha256": write_scorer(fitted["scorer"], folder / NEW_SCORER)}
    if ways and fitted["powers"]:
        said["trajectories"] = _of_trajectories(of_ways[WHOLE], ways.run, folder) | {"powers": fitted["powers"]}
    return said


def _of_trajectories(model: keras.Model, run: Path, folder: Path) -> dict:
    """Save the network of trajectories, and what the manifest says of it."""
    stored, rows = stored_settings(run), [_rounded(row) for row in read_log(run)]
    return {
        "file": WAYS,
        "sha256": write_whole(folder / NEW_WAYS, partial(save_packed, model)),
        "parameters": int(model.count_params()),
        "settings": in_short(stored["settings"]),
        "fingerprint": stored["fingerprint"],
        "training_minutes": round(rows[-1]["seconds"] / 60, 1),
        "learning_curve": rows,
    }


def _put_in_place(manifest: dict, files: dict[Path, Path], folder: Path) -> None:
    """Write the manifest, then move the files beside it: who kills this before leaves the old ones, which fit it."""
    if manifest.get("grouping"):
        files[folder / NEW_SCORER] = folder / SCORER
    if manifest.get("trajectories"):
        files[folder / NEW_WAYS] = folder / WAYS
    write_manifest(manifest, folder)
    for new, path in files.items():
        new.replace(path)


def write_manifest(manifest: dict, folder: Path) -> None:
    """Write the manifest whole."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    write_whole(folder / MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))


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
        "pendigits": f"whole writers: {', '.join(VALIDATION_WRITERS)} validate, those of its test set report",
        "optdigits": "all report",
        "phone_cells": "by page: the pages that their makers meant to test with validate, the others train",
        "typefaces": "by the first letter of their names: b, h and t validate, e, g, k and w report, none trains",
        "symbols": f"as strokes; never alone for training or scoring: {' '.join(sorted(LOOK_ALIKES))}",
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


def _digits_alone(samples: Turned, table: Path | None) -> dict:
    """What a published recipe was trained on: MNIST's training digits, or a table."""
    source = SOURCES["mnist"]
    split = f"the last {100 * samples.held_out:.0f} % of the training digits validate"
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
    if source in ("mnist", "phone_cells", "optdigits", "typefaces"):
        return SOURCES[source].count
    return sum(len(load_drawings(source, split)) for split in ("train", "validation", "report"))
