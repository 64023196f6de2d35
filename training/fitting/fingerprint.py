"""What decides the weights of a run, so that nothing goes on from what other settings made.

The settings stand in `settings.json` beside the checkpoint or the samples that they made.
"""

import ast
import functools
import hashlib
import importlib.util
import json
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np

from training.data.datasets import SOURCES, content_hash, has
from training.files import write_whole
from training.fitting.recipes import DataMix, Recipe
from utils.glyph import PREPROCESSING_VERSION

SETTINGS = "settings.json"
# Beside what makes the samples. `recipes` is not among them: its numbers are settings themselves.
TRAINING_CODE = (
    "augmentation.passes",
    "augmentation.sample_cache",
    "augmentation.turned",
    "fitting.loop",
    "fitting.schedules",
    "fitting.train",
    "networks.architectures",
    "networks.muon",
)
PACKAGES = ("training", "utils")
VALUES = (bool, int, float, str, type(None))


def settings_of(
    recipe: Recipe,
    seed: int,
    epochs: int,
    batches: int,
    table: Path | None = None,
    goal: float | None = None,
) -> dict[str, Any]:
    """Everything that decides the weights of a run.

    Args:
        recipe: what is trained, and how.
        seed: of the weights and of the order of the samples.
        epochs: that the run is to have.
        batches: of an epoch.
        table: a CSV file that it is trained on, instead of MNIST.
        goal: share of validation digits at which it ends.
    """
    samples = "training.augmentation.samples" if isinstance(recipe.samples, DataMix) else "training.augmentation.turned"
    return {
        "recipe": described(recipe),
        "seed": seed,
        "epochs": epochs,
        "batches": batches,
        "goal": goal,
        "data": _data(recipe, table),
        "preprocessing_version": PREPROCESSING_VERSION,
        "packages": {"keras": keras.__version__, "numpy": np.__version__, "opencv": cv2.__version__},
        "code": code_of(samples) | {name: _sha256(_source(name)) for name in map("training.{}".format, TRAINING_CODE)},
    }


def settings_of_samples(recipe: Recipe, batches: int) -> dict[str, Any]:
    """What decides the samples that our own recipes train on: neither seed nor network, so that runs can share them.

    Args:
        recipe: of ours.
        batches: of an epoch.
    """
    return {
        "samples": described(recipe.samples),
        "batch_size": recipe.batch_size,
        "batches": batches,
        "data": _data(recipe),
        "preprocessing_version": PREPROCESSING_VERSION,
        "packages": {"numpy": np.__version__, "opencv": cv2.__version__},
        "code": code_of("training.augmentation.samples"),
    }


def settings_of_run(recipe: Any, seed: int, modules: Iterable[str]) -> dict[str, Any]:
    """What decides the weights of a run of a network beside that of glyphs, but for its samples.

    Args:
        recipe: a dataclass.
        seed: of the weights and of the order of the samples.
        modules: of `training` whose code has a part in it.
    """
    return {
        "recipe": described(recipe),
        "seed": seed,
        "backend": keras.backend.backend(),
        "packages": {"keras": keras.__version__, "numpy": np.__version__, "opencv": cv2.__version__},
        "code": {name: sha256 for module in modules for name, sha256 in code_of(f"training.{module}").items()},
    }


def fingerprint(settings: dict[str, Any]) -> str:
    """The sha256 of settings, whatever the order they are in."""
    return _sha256(json.dumps(settings, sort_keys=True, allow_nan=False).encode())


def in_short(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings of an earlier run, with one hash of all its code: of seven runs the hashes of each file are a book."""
    parts = {key: in_short(value) if isinstance(value, dict) else value for key, value in settings.items()}
    return parts | ({"code": fingerprint(parts["code"])} if isinstance(parts.get("code"), dict) else {})


def keep_settings(settings: dict[str, Any], folder: Path, made: str) -> None:
    """Write settings into the folder of what they make, or see that what is there was made with the same.

    Args:
        settings: as the functions above give them.
        folder: of what they make.
        made: pattern of the names of what they make.

    Raises:
        ValueError: what the folder holds was made with other settings, or nobody knows with which.
    """
    remedy = f"Name another folder (--run, or --samples for its samples), or delete {folder}."
    if not (folder / SETTINGS).exists():
        if any(folder.glob(made)):
            raise ValueError(f"{folder} holds what was made with unknown settings: it has no {SETTINGS}. {remedy}")
        text = json.dumps({"fingerprint": fingerprint(settings), "settings": settings}, indent=2) + "\n"
        write_whole(folder / SETTINGS, lambda path: path.write_text(text, encoding="utf-8"))
        return
    stored = stored_settings(folder)
    if stored["fingerprint"] != fingerprint(settings):
        differences = "; ".join(_differences(stored["settings"], settings)) or "the fingerprint itself"
        raise ValueError(f"{folder} was made with other settings: {differences}. {remedy}")


def stored_settings(folder: Path) -> dict[str, Any]:
    """The "settings" and their "fingerprint" that a folder keeps.

    Raises:
        ValueError: there are none, or they cannot be read.
    """
    try:
        stored = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        return {"fingerprint": stored["fingerprint"], "settings": dict(stored["settings"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{folder / SETTINGS} cannot be read ({error}). Delete {folder}, or name another.") from error


def described(value: Any) -> Any:
    """A setting as JSON has it: dataclasses by their fields, functions and classes by their names.

    Raises:
        TypeError: nothing tells the value from another of its kind, such as a lambda.
    """
    if isinstance(value, VALUES):
        return value
    if isinstance(value, (tuple, list)):
        return [described(part) for part in value]
    if isinstance(value, dict):
        return {str(key): described(part) for key, part in value.items()}
    if isinstance(value, functools.partial):
        return {"is": described(value.func), "of": described(value.args), "with": described(value.keywords)}
    if is_dataclass(value) and not isinstance(value, type):
        kept = {field.name: described(getattr(value, field.name)) for field in fields(value)}
        return {"is": described(type(value))} | kept
    return _name_of(value)


def code_of(module: str) -> dict[str, str]:
    """The sha256 of the source of a module and of each of this project's that it imports, by name."""
    found: dict[str, str] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or name == "training.fitting.recipes":
            continue
        source = _source(name)
        found[name] = _sha256(source)
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.ImportFrom):
                continue
            imported = f"{name.rpartition('.')[0]}.{node.module}" if node.level else node.module
            if imported.partition(".")[0] in PACKAGES:
                is_package = importlib.util.find_spec(imported).submodule_search_locations
                waiting += [f"{imported}.{part.name}" for part in node.names] if is_package else [imported]
    return found


def _data(recipe: Recipe, table: Path | None = None) -> dict[str, str]:
    """The hash of every source that the recipe trains on or validates with."""
    if table:
        return {"table": _sha256(table.read_bytes())}
    if isinstance(recipe.samples, DataMix):
        return {name: content_hash(name) for name in SOURCES if has(name) or name == "mnist"}
    return {"mnist": content_hash("mnist")}


def _name_of(value: Callable) -> str:
    name = f"{getattr(value, '__module__', None)}.{getattr(value, '__qualname__', '<')}"
    if "<" in name:
        raise TypeError(f"{value!r} is no setting: it has no name that tells it from others, so take functools.partial")
    return name


def _differences(old: dict, new: dict, within: str = "") -> list[str]:
    """In words what differs, by dotted name."""
    found = []
    for key in sorted(old.keys() | new.keys()):
        before, now = old.get(key), new.get(key)
        if isinstance(before, dict) and isinstance(now, dict):
            found += _differences(before, now, f"{within}{key}.")
        elif before != now:
            found.append(f"{within}{key} was {_shown(before)} and is now {_shown(now)}")
    return found


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text[:10] + '…"' if isinstance(value, str) and len(value) == 64 else text  # of a hash


def _source(module: str) -> bytes:
    return Path(importlib.util.find_spec(module).origin).read_bytes()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
