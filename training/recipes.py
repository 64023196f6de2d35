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
    degraded_share: float  # of the copies that cameras, paper and careless cutting spoil
    bend: float  # how far glyphs are turned, sheared and bent: 1 is the usual


RECIPES = {
    "digits": Recipe(
        build=architectures.digits,
        epochs=14,
        batches_per_epoch=660,
        batch_size=128,
        learning_rate=2.5e-3,
        weight_decay=0.02,
        digitness_weight=0.25,
        degraded_share=1 / 3,
        bend=1.0,
    ),
}
# Later runs begin with the weights of the one before: `--recipe digits-continued --start FILE`. The last has copies
# that are nearer to real digits, as those the model will see.
RECIPES["digits-continued"] = replace(RECIPES["digits"], epochs=16, learning_rate=1.5e-3, degraded_share=1 / 4)
RECIPES["digits-settled"] = replace(RECIPES["digits"], epochs=5, learning_rate=1e-3, degraded_share=1 / 10, bend=0.7)
