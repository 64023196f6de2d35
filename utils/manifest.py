"""What is known of the saved model, and the check that its file is the one that was measured."""

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .glyph import PREPROCESSING_VERSION

HERE = Path(__file__).resolve().parent
MODELS = HERE / "models" if (HERE / "models").is_dir() else HERE.parent / "models"  # in it once installed
MANIFEST = "digits.json"
PAGES = "pages.json"  # the manifest of the page network
PEERS = "peers.json"  # what other readers of text read, as `make peers` measured it
REMEDIES = {
    MANIFEST: "Restore it with `git checkout -- models`, or train it again with `make train`.",
    PAGES: "Restore it with `git checkout -- models`, or train it again: `python -m training train --recipe pages`.",
    PEERS: "Measure again with `make peers`.",
}

# What a manifest must have: of each entry its kind, what is in it, or the lowest value and the one it stays below.
FILE = {"file": str, "sha256": str}
NEEDED = FILE | {
    "preprocessing_version": int,
    "temperature": (0.01, 100.0),
    "sure": (0.0, math.inf),
    "doubtful": (0.0, math.inf),
    "parameters": int,
    "figures": dict,
}
# What may be left out, whole.
OPTIONAL = {
    "onnx": FILE | {"of": str},
    "grouping": FILE,
    "adaptation": {"reach": (-1.0, 1.0), "strength": (0.0, math.inf)},
    "trajectories": FILE | {"powers": {"digit": list, "kind": list}},
}
FILES = {"files": {"keras": FILE, "onnx": FILE}}
NEEDED_OF_PAGES = FILES | {"boxes": FILES, "decision": dict}


class ModelError(RuntimeError):
    """The model cannot be used; the message names the file and says what to do."""


def load_manifest(folder: Path = MODELS) -> dict[str, Any]:
    """Read the manifest.

    Raises:
        ModelError: the file is missing or no manifest.
    """
    return _load(folder / MANIFEST, NEEDED, OPTIONAL)


def load_page_manifest(folder: Path = MODELS) -> dict[str, Any]:
    """Read what is known of the page network.

    Raises:
        ModelError: the file is missing or no manifest.
    """
    return _load(folder / PAGES, NEEDED_OF_PAGES)


def load_peers(folder: Path = MODELS) -> list[dict[str, Any]]:
    """What other readers of text read of the photographs, row by row; empty where that was not measured.

    Raises:
        ModelError: the file cannot be read.
    """
    path = folder / PEERS
    peers: list[dict[str, Any]] = _json(path) if path.is_file() else []
    return peers


def recipe_folders(folder: Path = MODELS) -> list[Path]:
    """The folders of the published recipes' models beside ours, by name."""
    return sorted(path.parent for path in (folder / "recipes").glob(f"*/{MANIFEST}"))


def checked_model_file(manifest: dict[str, Any], folder: Path = MODELS) -> Path:
    """The path of the model file, once its hash and preprocessing are those of the manifest.

    Raises:
        ModelError: the file is missing or altered, or was trained on glyphs made another way.
    """
    path = checked_file(manifest, folder)
    if manifest["preprocessing_version"] != PREPROCESSING_VERSION:
        raise ModelError(
            f"{path} was trained on glyphs of version {manifest['preprocessing_version']}, "
            f"this program makes version {PREPROCESSING_VERSION}. Train it again with `make train`."
        )
    return path


def checked_onnx_file(manifest: Mapping[str, Any], folder: Path = MODELS) -> Path | None:
    """The path of the same model exported to ONNX, once its hash is that of the manifest; None where there is none.

    Args:
        manifest: or its entry of another network.
        folder: of the models.

    Raises:
        ModelError: the file is altered, or is the export of another model.
    """
    export = manifest.get("onnx")
    if not export or not (folder / Path(export["file"]).name).exists():
        return None
    path = checked_file(export, folder)
    if export["of"] != manifest["sha256"]:
        raise ModelError(f"{path} was exported from another model. Export it again: `python -m training export`.")
    return path


def checked_scorer_file(manifest: dict[str, Any], folder: Path = MODELS) -> Path | None:
    """The path of the weights that weigh groups, once its hash is that of the manifest; None where there are none.

    Raises:
        ModelError: the file is missing or altered.
    """
    scorer = manifest.get("grouping")
    return checked_file(scorer, folder) if scorer else None


def checked_page_file(manifest: dict[str, Any], folder: Path, kind: str) -> Path:
    """The path of a file of the page network, once its hash is that of its manifest.

    Args:
        manifest: as `load_page_manifest` reads it; of the box network what it says under "boxes".
        folder: of the models.
        kind: of the file, "keras" or "onnx".

    Raises:
        ModelError: the file is missing or altered.
    """
    return checked_file(manifest["files"][kind], folder, PAGES)


def checked_file(entry: Mapping[str, Any], folder: Path, manifest: str = MANIFEST) -> Path:
    """The path of the file that an entry of a manifest names, once its hash is the entry's.

    Raises:
        ModelError: the file is missing or altered.
    """
    path = folder / Path(entry["file"]).name
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError) as error:  # a name with a null byte is no OSError
        raise ModelError(f"{path} is missing or cannot be read. {REMEDIES[manifest]}") from error
    if found != entry["sha256"]:
        raise ModelError(f"{path} is not the file that {manifest} describes: it was altered. {REMEDIES[manifest]}")
    return path


def _load(path: Path, needed: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    manifest = _json(path)
    entries = manifest if isinstance(manifest, dict) else {}
    there = {key: kind for key, kind in (optional or {}).items() if entries.get(key)}
    for key, kind in (needed | there).items():
        if not _is(entries.get(key), kind):
            raise ModelError(f"{path} has no usable '{key}'. {REMEDIES[path.name]}")
    return entries


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path} is missing or cannot be read ({error}). {REMEDIES[path.name]}") from error


def _is(value: Any, kind: Any) -> bool:
    """Whether an entry of a manifest is of a kind, as `NEEDED` says it."""
    if isinstance(kind, dict):
        return isinstance(value, dict) and all(_is(value.get(key), of_key) for key, of_key in kind.items())
    if isinstance(kind, tuple):
        return isinstance(value, float) and kind[0] <= value < kind[1]
    return isinstance(value, kind)
