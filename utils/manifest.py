"""What is known of the saved model, and the check that its file is the one that was measured."""

import hashlib
import json
import math
from pathlib import Path
from typing import Any

from .glyph import PREPROCESSING_VERSION

HERE = Path(__file__).resolve().parent
MODELS = HERE / "models" if (HERE / "models").is_dir() else HERE.parent / "models"  # in it once installed
MANIFEST = "digits.json"
PAGES = "pages.json"  # the manifest of the page network
PEERS = "peers.json"  # what other readers of text read, as `make peers` measured it
PAGES_REMEDY = "Restore it with `git checkout -- models`, or train it again: `python -m training train --recipe pages`."
NEEDED = {
    "file": str,
    "sha256": str,
    "preprocessing_version": int,
    "temperature": float,
    "sure": float,
    "doubtful": float,
    "parameters": int,
    "figures": dict,
}


class ModelError(RuntimeError):
    """The model cannot be used; the message names the file and says what to do."""


def load_manifest(folder: Path = MODELS) -> dict[str, Any]:
    """Read the manifest.

    Raises:
        ModelError: the file is missing or no manifest.
    """
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{path} is missing. {_remedy()}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path} cannot be read ({error}). {_remedy()}") from error
    for key, kind in NEEDED.items():
        if not isinstance(manifest, dict) or not isinstance(manifest.get(key), kind):
            raise ModelError(f"{path} has no usable '{key}'. {_remedy()}")
    if not 0 < manifest["temperature"] < math.inf:
        raise ModelError(f"{path} has no usable 'temperature'. {_remedy()}")
    return manifest


def recipe_folders(folder: Path = MODELS) -> list[Path]:
    """The folders of the published recipes' models beside ours, by name."""
    return sorted(path.parent for path in (folder / "recipes").glob(f"*/{MANIFEST}"))


def load_peers(folder: Path = MODELS) -> list[dict[str, Any]]:
    """What other readers of text read of the photographs, row by row; empty where that was not measured.

    Raises:
        ModelError: the file cannot be read.
    """
    path = folder / PEERS
    try:
        peers: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path} cannot be read ({error}). Measure again with `make peers`.") from error
    return peers


def checked_model_file(manifest: dict[str, Any], folder: Path = MODELS) -> Path:
    """The path of the model file, once its hash and preprocessing are those of the manifest.

    Raises:
        ModelError: the file is missing or altered, or was trained on glyphs made another way.
    """
    path = folder / Path(manifest["file"]).name
    _checked(path, manifest["sha256"])
    if manifest["preprocessing_version"] != PREPROCESSING_VERSION:
        raise ModelError(
            f"{path} was trained on glyphs of version {manifest['preprocessing_version']}, "
            f"this program makes version {PREPROCESSING_VERSION}. Train it again with `make train`."
        )
    return path


def checked_onnx_file(manifest: dict[str, Any], folder: Path = MODELS) -> Path | None:
    """The path of the same model exported to ONNX, once its hash is that of the manifest; None where there is none.

    Raises:
        ModelError: the file is altered, or is the export of another model.
    """
    export = manifest.get("onnx")
    if not export:
        return None
    if not isinstance(export, dict) or not all(isinstance(export.get(key), str) for key in ("file", "sha256", "of")):
        raise ModelError(f"{folder / MANIFEST} has no usable 'onnx'. {_remedy()}")
    path = folder / Path(export["file"]).name
    if not path.exists():
        return None
    _checked(path, export["sha256"])
    if export["of"] != manifest["sha256"]:
        raise ModelError(f"{path} was exported from another model. Export it again: `python -m training export`.")
    return path


def checked_scorer_file(manifest: dict[str, Any], folder: Path = MODELS) -> Path | None:
    """The path of the weights that weigh groups, once its hash is that of the manifest; None where there are none.

    Raises:
        ModelError: the file is missing or altered.
    """
    scorer = manifest.get("grouping")
    if not scorer:
        return None
    if not isinstance(scorer, dict) or not all(isinstance(scorer.get(key), str) for key in ("file", "sha256")):
        raise ModelError(f"{folder / MANIFEST} has no usable 'grouping'. {_remedy()}")
    path = folder / Path(scorer["file"]).name
    _checked(path, scorer["sha256"])
    return path


def load_page_manifest(folder: Path = MODELS) -> dict[str, Any]:
    """Read what is known of the page network.

    Raises:
        ModelError: the file is missing or no manifest.
    """
    path = folder / PAGES
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path} is missing or cannot be read ({error}). {PAGES_REMEDY}") from error
    for key in ("files", "boxes", "decision"):
        if not isinstance(manifest, dict) or not isinstance(manifest.get(key), dict):
            raise ModelError(f"{path} has no usable '{key}'. {PAGES_REMEDY}")
    return manifest


def checked_page_file(manifest: dict[str, Any], folder: Path, kind: str) -> Path:
    """The path of a file of the page network, once its hash is that of its manifest.

    Args:
        manifest: as `load_page_manifest` reads it; of the box network what it says under "boxes".
        folder: of the models.
        kind: of the file, "keras" or "onnx".

    Raises:
        ModelError: the file is missing or altered.
    """
    files = manifest.get("files")
    entry = files.get(kind) if isinstance(files, dict) else None
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in ("file", "sha256")):
        raise ModelError(f"{folder / PAGES} has no usable 'files'. {PAGES_REMEDY}")
    path = folder / Path(entry["file"]).name
    _checked(path, entry["sha256"], PAGES, PAGES_REMEDY)
    return path


def _checked(path: Path, sha256: str, manifest: str = MANIFEST, remedy: str = "") -> None:
    remedy = remedy or _remedy()
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError) as error:  # a name with a null byte is no OSError
        raise ModelError(f"{path} is missing or cannot be read. {remedy}") from error
    if found != sha256:
        raise ModelError(f"{path} is not the file that {manifest} describes: it was altered. {remedy}")


def _remedy() -> str:
    return "Restore it with `git checkout -- models`, or train it again with `make train`."
