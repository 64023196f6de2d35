"""Save the networks that look at pictures with their manifest, and fit the decision that all three share."""

import json
import shutil
import time
from functools import partial
from pathlib import Path

import cv2
import keras
import numpy as np

from training.data.datasets import has, load_phone_cells
from training.files import write_whole
from training.fitting.fingerprint import stored_settings
from training.fitting.loop import read_log
from training.fitting.train_boxes import BoxRecipe
from training.fitting.train_pages import PageRecipe, plain_copy
from training.pages.cache import validation_picture
from training.release.page_decision import Judged, fit_decision, judge, score_decision
from training.release.page_scores import LOWEST
from training.release.smaller import export_network, save_packed
from training.workers import by_every_core
from utils.engines import PATCH_SIDE, Network, PageNetwork, load_box_network, load_network, load_page_network
from utils.manifest import MANIFEST, MODELS, PAGES, load_manifest, load_page_manifest
from utils.page_reader import GlyphNetwork, look
from utils.reader import Reader

FITTED_ON, SCORED_ON = 4_800, 400  # synthetic pages to validate with; the decision is fitted on the first
PAGES_AT_ONCE = 20  # are looked at by one process
CELLS = 1_000  # photographed validation digits that tell how sure to be

_of_process: tuple[PageNetwork, Network, GlyphNetwork]  # what a process looks with


def release_pages(model: keras.Model, recipe: PageRecipe, run: Path, folder: Path, start: Path | None = None) -> dict:
    """Write the page network, and the same as ONNX, which is what the page runs, with the beginning of their manifest.

    Boxes are looked into, and a decision is fitted, once `release_boxes` has added the box network.

    Args:
        model: as trained.
        recipe: of the run.
        run: its folder.
        folder: for pages.keras, pages.onnx and pages.json.
        start: folder of the saved network that it began with.

    Returns:
        The manifest as written.
    """
    plain = plain_copy(model, recipe, start)
    manifest = _written("pages", plain, 64, run, folder, half=False)
    manifest["selected_by"] = (
        "the last epochs of both runs are kept; the decision is fitted on synthetic pages to validate with"
    )
    manifest |= {"blend": recipe.blend} if start else {}  # of the trained weights; the others are those it began with
    return _manifest_written(manifest | {"boxes": {}, "decision": {}}, folder)


def release_boxes(model: keras.Model, recipe: BoxRecipe, run: Path, folder: Path) -> dict:
    """Write the box network beside the page network that it was trained for, and fit the decision.

    Args:
        model: as trained.
        recipe: of the run.
        run: its folder.
        folder: with pages.json, for boxes.keras and boxes.onnx.

    Returns:
        The manifest as written.
    """
    keras.config.set_dtype_policy("float32")
    plain = recipe.build()
    plain.set_weights(model.get_weights())
    # Where boxes are must not differ by engine; what is in them may in the fourth digit.
    entry = _written("boxes", plain, PATCH_SIDE, run, folder, half=True)
    return _decided(load_page_manifest(folder) | {"boxes": entry}, folder)


def _written(name: str, model: keras.Model, side: int, run: Path, folder: Path, half: bool) -> dict:
    """Write a network as Keras and as ONNX, the latter in half precision or not; what the manifest says of it."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, stored = read_log(run), stored_settings(run)
    model(np.zeros((1, side, side, 1), np.float32))  # a model can be exported once it was called
    hashes = {
        "keras": write_whole(folder / f"{name}.keras", partial(save_packed, model)),
        "onnx": write_whole(folder / f"{name}.onnx", partial(export_network, model, half=half)),
    }
    return {
        "files": {kind: {"file": f"{name}.{kind}", "sha256": sha256} for kind, sha256 in hashes.items()},
        "parameters": int(model.count_params()),
        "bytes": (folder / f"{name}.onnx").stat().st_size,
        "settings": stored["settings"],
        "fingerprint": stored["fingerprint"],
        "training_minutes": round(rows[-1]["seconds"] / 60, 1),
        "trained_at": time.strftime("%Y-%m-%d", time.gmtime()),
        "learning_curve": [{key: round(value, 5) for key, value in row.items()} for row in rows],
    }


def _manifest_written(manifest: dict, folder: Path) -> dict:
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    write_whole(folder / PAGES, lambda partial: partial.write_text(text, encoding="utf-8"))
    return manifest


def copy_networks(origin: Path, folder: Path) -> None:
    """Copy the networks that look at pictures from one folder of models to another, the manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*(f"{of}.{kind}" for of in ("pages", "boxes") for kind in ("keras", "onnx")), PAGES):
        if (origin / name).exists():
            write_whole(folder / name, lambda partial, name=name: shutil.copyfile(origin / name, partial))


def decide_again(folder: Path) -> dict:
    """Fit the decision of a released page network again, as after a new glyph network; the manifest as written."""
    return _decided(load_page_manifest(folder), folder)


def _decided(manifest: dict, folder: Path) -> dict:
    numbers = range(FITTED_ON + SCORED_ON)
    parts = [(numbers[first : first + PAGES_AT_ONCE],) for first in numbers[::PAGES_AT_ONCE]]
    parts = by_every_core(_judge, parts, "pages looked at", f"{PAGES_AT_ONCE} pages", _begin, (manifest, folder))
    judged = [one for part in parts for one in part]
    cells, labels = load_phone_cells("validation") if has("phone_cells") else ([], [])
    chosen = np.random.default_rng(0).permutation(len(labels))[:CELLS]
    looked = look((cells[number] for number in chosen), *_networks(manifest, folder), LOWEST)
    photographs = list(zip(looked, (int(labels[number]) for number in chosen), strict=True))
    decision = fit_decision(judged[:FITTED_ON], photographs)
    scores = score_decision(judged[FITTED_ON:], decision)
    kinds = {name: np.round(weight, 6).tolist() for name, weight in vars(decision.kinds).items()}
    manifest |= {
        "decision": vars(decision) | {"kinds": kinds},
        "validation": {key: round(value, 5) for key, value in scores.items()},
    }
    return _manifest_written(manifest, folder)


def _networks(manifest: dict, folder: Path) -> tuple[PageNetwork, Network, GlyphNetwork]:
    """The page network and the box network of a folder, and the glyph network that looks along with them."""
    of_digits = folder if (folder / MANIFEST).exists() else MODELS
    digits = load_manifest(of_digits)
    glyphs = Reader(load_network(of_digits, digits), digits["temperature"], digits["sure"], digits["doubtful"])
    return load_page_network(folder, manifest), load_box_network(folder, manifest), glyphs.outputs


def _begin(manifest: dict, folder: Path) -> None:
    """Load the networks that a process looks with."""
    cv2.setNumThreads(1)
    global _of_process
    _of_process = _networks(manifest, folder)


def _judge(numbers: range) -> list[Judged]:
    pages = map(validation_picture, numbers)
    return judge((page for page in pages if page.picture.size), *_of_process)
