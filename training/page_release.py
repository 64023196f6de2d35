"""Save a trained page network with its manifest, and fit the decision it shares with the glyph network."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import keras
import numpy as np

from training.datasets import has, load_phone_cells
from training.files import write_whole
from training.fingerprint import stored_settings
from training.page_cache import validation_pages_of_one, validation_pictures
from training.page_decision import LOWEST, fit_decision, judge, score_decision
from training.train import read_log
from training.train_pages import PageRecipe, plain_copy
from utils.engines import load_network, load_page_network
from utils.manifest import MANIFEST, MODELS, PAGES, load_manifest, load_page_manifest
from utils.page_reader import look
from utils.reader import Reader

FITTED_ON, SCORED_ON = 440, 200  # synthetic pages to validate with; the decision is fitted on the first
LONE = 800  # pages more of one digit, after the others
FROM = 100_000  # the number of the first of them: no other is as high
CELLS = 1_000  # photographed validation digits that tell how sure to be


def release_pages(model: keras.Model, recipe: PageRecipe, run: Path, folder: Path) -> dict:
    """Write the page network, and the same as ONNX, which is what the page runs, with their manifest.

    Args:
        model: as trained.
        recipe: of the run.
        run: its folder.
        folder: for pages.keras, pages.onnx and pages.json.

    Returns:
        The manifest as written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plain, rows, stored = plain_copy(model, recipe.channels), read_log(run / "log.csv"), stored_settings(run)
    plain(np.zeros((1, 64, 64, 1), np.float32))  # a model can be exported once it was called
    hashes = {
        "keras": write_whole(folder / "pages.keras", plain.save),
        "onnx": write_whole(folder / "pages.onnx", lambda partial: plain.export(partial, format="onnx", verbose=False)),
    }
    manifest = {
        "files": {kind: {"file": f"pages.{kind}", "sha256": sha256} for kind, sha256 in hashes.items()},
        "parameters": int(plain.count_params()),
        "bytes": (folder / "pages.onnx").stat().st_size,
        "settings": stored["settings"],
        "fingerprint": stored["fingerprint"],
        "training_minutes": round(rows[-1]["seconds"] / 60, 1),
        "trained_at": time.strftime("%Y-%m-%d", time.gmtime()),
        "selected_by": "the last epoch of the run is kept; the decision is fitted on synthetic pages to validate with",
        "learning_curve": [{key: round(value, 5) for key, value in row.items()} for row in rows],
    }
    return _decided(manifest, folder)


def decide_again(folder: Path) -> dict:
    """Fit the decision of a released page network again, as after a new glyph network; the manifest as written."""
    return _decided(load_page_manifest(folder), folder)


def _decided(manifest: dict, folder: Path) -> dict:
    of_digits = folder if (folder / MANIFEST).exists() else MODELS
    digits = load_manifest(of_digits)
    glyphs = Reader(load_network(of_digits, digits), digits["temperature"], digits["sure"])
    network = load_page_network(folder, manifest)
    judged = judge(validation_pictures(FITTED_ON + SCORED_ON), network, glyphs.outputs)
    lone = judge(validation_pages_of_one(FROM, LONE), network, glyphs.outputs)
    cells, labels = load_phone_cells("validation") if has("phone_cells") else ([], [])
    chosen = np.random.default_rng(0).permutation(len(labels))[:CELLS]
    looked = look((cells[number] for number in chosen), network, glyphs.outputs, LOWEST)
    photographs = list(zip(looked, (int(labels[number]) for number in chosen), strict=True))
    decision = fit_decision(judged[:FITTED_ON], lone, photographs)
    scores = score_decision(judged[FITTED_ON:], decision)
    manifest |= {
        "decision": asdict(decision),
        "validation": {key: round(value, 5) for key, value in scores.items()},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    write_whole(folder / PAGES, lambda partial: partial.write_text(text, encoding="utf-8"))
    return manifest
