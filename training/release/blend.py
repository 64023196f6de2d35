"""Blend a trained network with the one that it began with: robust fine-tuning (Wortsman et al., 2022, WiSE-FT).

Between the two lie networks that read both what the old one knew and what the new one learnt; validation says which.
"""

from collections.abc import Sequence
from dataclasses import replace

import keras
import numpy as np

from training.augmentation.samples import load_originals, make_samples
from training.fitting.recipes import DataMix
from training.fitting.validation import log_loss, outputs_of, validation_sets
from training.release.calibration import DIGIT_SETS, fit_temperature
from utils.reader import calibrate

SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # of the trained weights
BATCH, BATCHES = 256, 24  # to measure the means and spreads between layers anew
MOMENTUM = 0.8


def blend(model: keras.Model, start: Sequence[np.ndarray], glyphs: np.ndarray) -> float:
    """Make a model the blend with the least calibrated log loss on validation digits, every set weighing the same.

    Args:
        model: trained; becomes the blend.
        start: the weights that it began with.
        glyphs: (n, 28, 28) uint8 that it trained on, some thousands.

    Returns:
        The share of the trained weights in it.
    """
    trained = model.get_weights()
    losses = {}
    for share in SHARES:
        _mix(model, start, trained, share, glyphs)
        losses[share] = _loss(model)
    best = min(losses, key=losses.get)
    _mix(model, start, trained, best, glyphs)
    return best


def typical_glyphs(of: DataMix) -> np.ndarray:
    """Some thousand samples as the network trained on, (n, 28, 28) uint8, none photographed, which takes long."""
    samples = replace(of, photographed_share=0.0)
    originals = load_originals(photographed=False)
    return np.concatenate([make_samples(originals, samples, BATCH, number)[0] for number in range(BATCHES)])


def _mix(
    model: keras.Model, start: Sequence[np.ndarray], trained: Sequence[np.ndarray], share: float, glyphs: np.ndarray
) -> None:
    """Give the model blended weights, and the normalisation what is measured with them."""
    model.set_weights([share * new + (1 - share) * old for old, new in zip(start, trained, strict=True)])
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = MOMENTUM
    for batch in range(BATCHES):
        seen = glyphs[batch * BATCH : (batch + 1) * BATCH]
        model(seen[..., None].astype(np.float32), training=True)


def _loss(model: keras.Model) -> float:
    sets = [validation_sets()[name] for name in DIGIT_SETS if name in validation_sets()]
    answers = [(outputs_of(model, glyphs)["digit"], labels) for glyphs, labels in sets]
    temperature = fit_temperature(answers)
    return float(np.mean([log_loss(calibrate(digit, temperature), labels) for digit, labels in answers]))
