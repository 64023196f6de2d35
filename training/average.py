"""Average the weights of two models of one line, which are often better than either (Wortsman et al., 2022)."""

from pathlib import Path

import keras
import numpy as np

from training.release import release
from training.validation import validate, validation_sets
from utils.manifest import checked_model_file, load_manifest

SHARES = np.linspace(0, 1, 11)  # of the second model that are tried


def average(first: Path, second: Path, folder: Path) -> dict:
    """Release the model between two that has the least mean log loss over the domains of validation digits.

    Args:
        first: folder of a model.
        second: folder of a model that was trained on from it, directly or not.
        folder: for the average.

    Returns:
        The manifest as written: the second model's, calibrated anew.
    """
    before, after = load_manifest(first), load_manifest(second)
    models = [
        keras.models.load_model(checked_model_file(manifest, place), compile=False)
        for manifest, place in ((before, first), (after, second))
    ]
    ends = [model.get_weights() for model in models]
    losses = []
    for share in SHARES:
        models[1].set_weights(_between(*ends, share))
        losses.append(_mean_log_loss(models[1]))
        print(f"{share:.1f} of the second: mean log loss {losses[-1]:.4f} on validation digits")
    share = float(SHARES[int(np.argmin(losses))])
    models[1].set_weights(_between(*ends, share))
    as_before = {key: after[key] for key in ("started_from", "earlier_runs", "trained_at", "environment")}
    of_the_average = {
        "averaged": {"with": before["sha256"], "of": after["sha256"], "share": round(share, 2)},
        "validation": {key: round(value, 5) for key, value in validate(models[1], validation_sets()).items()},
        "selected_by": "the last epoch of each run is kept. How far between two models, temperature and threshold are "
        "chosen on validation data.",
    }
    instead = as_before | of_the_average
    return release(models[1], after["recipe"], after["seed"], after["learning_curve"], folder, instead=instead)


def _between(first: list[np.ndarray], second: list[np.ndarray], share: float) -> list[np.ndarray]:
    return [(1 - share) * one + share * other for one, other in zip(first, second, strict=True)]


def _mean_log_loss(model: keras.Model) -> float:
    losses = [figure for name, figure in validate(model, validation_sets()).items() if name.endswith("_loss")]
    return float(np.mean(losses))
