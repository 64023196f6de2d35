"""Save a trained page network with its manifest, and fit the decision it shares with the glyph network."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import keras
import numpy as np

from training.files import write_whole
from training.fingerprint import stored_settings
from training.page_cache import validation_pages
from training.page_decision import fit_decision, judge, score_decision
from training.train import read_log
from training.train_pages import PageRecipe, plain_copy
from utils.page_reader import PAGES, load_page_network
from utils.reader import Reader

FITTED_ON, SCORED_ON = 300, 150  # synthetic pages to validate with; the decision is fitted on the first


def release_pages(model: keras.Model, recipe: PageRecipe, run: Path, folder: Path) -> dict:
    """Write the page network as ONNX, which is what the reader runs, with its manifest.

    Args:
        model: as trained.
        recipe: of the run.
        run: its folder.
        folder: for pages.onnx and pages.json.

    Returns:
        The manifest as written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plain, rows, stored = plain_copy(model, recipe.channels), read_log(run / "log.csv"), stored_settings(run)
    plain(np.zeros((1, 64, 64, 1), np.float32))  # a model can be exported once it was called
    path = folder / "pages.onnx"
    sha256 = write_whole(path, lambda partial: plain.export(partial, format="onnx", verbose=False))
    manifest = {
        "file": path.name,
        "sha256": sha256,
        "parameters": int(plain.count_params()),
        "bytes": path.stat().st_size,
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
    return _decided(json.loads((folder / PAGES).read_text(encoding="utf-8")), folder)


def _decided(manifest: dict, folder: Path) -> dict:
    glyphs = Reader.load(folder)
    judged = judge(
        validation_pages(FITTED_ON + SCORED_ON), load_page_network(folder / manifest["file"]), glyphs.outputs
    )
    decision = fit_decision(judged[:FITTED_ON])
    scores = score_decision(judged[FITTED_ON:], decision)
    manifest |= {
        "decision": asdict(decision),
        "validation": {key: round(value, 5) for key, value in scores.items()},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    write_whole(folder / PAGES, lambda partial: partial.write_text(text, encoding="utf-8"))
    return manifest
