"""The files of the model that ships, for tests that alter copies of them."""

import shutil
from pathlib import Path

from utils.manifest import MANIFEST, MODELS, load_manifest


def shipped_files() -> list[str]:
    """The names of the manifest and of every file that it vouches for."""
    manifest = load_manifest()
    others = [manifest[part]["file"] for part in ("onnx", "grouping") if manifest.get(part)]
    return [MANIFEST, manifest["file"], *others]


def copy_model(folder: Path) -> None:
    """Copy the shipped model into a folder."""
    for name in shipped_files():
        shutil.copy(MODELS / name, folder / name)
