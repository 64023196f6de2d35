"""The files of the model that ships, for tests that alter copies of them."""

import shutil
from pathlib import Path

from utils.manifest import MANIFEST, MODELS, PAGES, load_manifest, load_page_manifest


def shipped_files() -> list[str]:
    """The names of the manifests and of every file that they vouch for."""
    manifest = load_manifest()
    others = [manifest[part]["file"] for part in ("onnx", "grouping", "trajectories")]
    others.append(manifest["trajectories"]["onnx"]["file"])
    pages = load_page_manifest()
    of_pages = [entry["file"] for network in (pages, pages["boxes"]) for entry in network["files"].values()]
    return [MANIFEST, manifest["file"], *others, PAGES, *of_pages]


def copy_model(folder: Path) -> None:
    """Copy the shipped model into a folder."""
    for name in shipped_files():
        shutil.copy(MODELS / name, folder / name)
