"""Train a network of ours on samples that a folder keeps: what boxes and trajectories have in common."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras

from training.augmentation.sample_cache import CachedBatches
from training.fitting.loop import Run, go_on
from training.fitting.train import compiled
from training.fitting.validation import validate_kept
from training.networks.muon import ConvolutionMuon


@dataclass(frozen=True)
class KeptRecipe:
    """How such a network is trained; each kind has numbers of its own."""

    build: Callable[[], keras.Model]
    batches_per_epoch: int
    epochs: int
    learning_rate: float
    kind_weight: float
    batch_size: int = 256
    warmup: float = 1.0  # epochs on the way up
    weight_decay: float = 0.05
    optimizer: type[keras.optimizers.Optimizer] = ConvolutionMuon
    schedule: Callable | None = None


def train_kept(
    recipe: KeptRecipe,
    run: Path,
    samples: Path,
    seed: int,
    batches: type[CachedBatches] = CachedBatches,
    begin: Callable[[keras.Model], None] = lambda model: None,
) -> keras.Model:
    """Train on the samples of one folder, validate on those in the run's folder "validation".

    A run that was killed goes on from its last full epoch with the same batches.

    Args:
        recipe: how.
        run: folder for checkpoint, log and learning curves.
        samples: folder of the samples.
        seed: of the weights and of the order of the samples.
        batches: that are made of them.
        begin: what is done with a new network before its first batch.
    """
    steps = recipe.epochs * recipe.batches_per_epoch

    def begun() -> keras.Model:
        model = compiled(recipe, steps, round(recipe.warmup * recipe.batches_per_epoch))
        begin(model)
        return model

    return go_on(
        Run(run, seed, recipe.epochs, recipe.batches_per_epoch),
        make_model=begun,
        make_batches=lambda first: batches(samples, recipe, steps, seed, first),
        validate=functools.partial(validate_kept, folder=run / "validation"),
    )
