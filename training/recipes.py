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
    degraded_share: tuple[float, float]  # of the copies that are spoilt, at the run's start and at its end
    bend: tuple[float, float]  # how far glyphs are turned, sheared and bent, likewise: 1 is the usual
    photographed_share: float = 0.0  # of the copies that went over paper and through a camera


RECIPES = {
    "digits": Recipe(
        build=architectures.digits,
        epochs=14,
        batches_per_epoch=660,
        batch_size=128,
        learning_rate=2.5e-3,
        weight_decay=0.02,
        digitness_weight=0.25,
        degraded_share=(1 / 3, 1 / 3),
        bend=(1.0, 1.0),
    ),
}
# Later runs begin with the weights of the one before: `--recipe digits-continued --start FILE`.
RECIPES["digits-continued"] = replace(RECIPES["digits"], epochs=16, learning_rate=1.5e-3, degraded_share=(1 / 4, 1 / 4))
RECIPES["digits-settled"] = replace(
    RECIPES["digits"], epochs=5, learning_rate=1e-3, degraded_share=(1 / 10, 1 / 10), bend=(0.7, 0.7)
)
# The copies come nearer to real digits as the run goes on.
RECIPES["digits-photographed"] = replace(
    RECIPES["digits"],
    epochs=16,
    learning_rate=1.5e-3,
    degraded_share=(0.35, 0.15),
    bend=(1.0, 0.75),
    photographed_share=0.1,
)
RECIPES["digits-finished"] = replace(
    RECIPES["digits-photographed"], epochs=3, learning_rate=1e-3, degraded_share=(0.15, 0.08), bend=(0.7, 0.6)
)
