"""Recipes: an architecture with its way of training, as data."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import keras

from training import architectures


@dataclass(frozen=True)
class Recipe:
    """How a network is trained. The learning rate rises over the first epoch and falls as a cosine to zero."""

    build: Callable[[], keras.Model]
    epochs: int
    batches_per_epoch: int
    batch_size: int
    learning_rate: float
    weight_decay: float
    digitness_weight: float


RECIPES = {
    "digits": Recipe(
        build=architectures.digits,
        epochs=14,
        batches_per_epoch=660,
        batch_size=128,
        learning_rate=2.5e-3,
        weight_decay=0.02,
        digitness_weight=0.25,
    ),
}
# A second run from the weights of the first: `--recipe digits-continued --start models/digits.keras`.
RECIPES["digits-continued"] = replace(RECIPES["digits"], epochs=16, learning_rate=1.5e-3)
