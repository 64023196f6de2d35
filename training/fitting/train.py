"""Train a recipe, resume it after a kill, and leave its log and learning curves."""

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keras

from training.augmentation.sample_cache import CachedBatches, keep_samples
from training.augmentation.turned import TurnedBatches
from training.data.datasets import HALVES, PEN_SOURCES, has, load_mnist
from training.data.kaggle import read_training_table
from training.fitting.fingerprint import keep_settings, settings_of
from training.fitting.lock import alone_in_run
from training.fitting.loop import CHECKPOINT, Run, begin_run, go_on
from training.fitting.recipes import DataMix, Recipe, of_half
from training.fitting.schedules import is_over
from training.fitting.validation import validate, validation_sets


@alone_in_run
def train(
    recipe: Recipe,
    run: Path,
    seed: int = 0,
    epochs: int | None = None,
    batches: int | None = None,
    table: Path | None = None,
    goal: float | None = None,
    samples: Path | None = None,
) -> keras.Model:
    """Train a recipe and leave its checkpoint, log and learning curves in a folder.

    A run that was killed goes on from its last full epoch with the same batches, where recipe, data, seed and code are
    still the same.

    Args:
        recipe: what to train, and how.
        run: folder of this run; holds settings.json, checkpoint.keras, log.csv and curves.png.
        seed: of the weights and of the order of the samples.
        epochs: instead of the recipe's.
        batches: per epoch, instead of the recipe's.
        table: a CSV file in Kaggle's form to train a published recipe on, instead of MNIST.
        goal: share of MNIST's validation digits; the run ends with the epoch that reads so many.
        samples: folder of the samples that our own recipes train on, made where they are missing; None: in the run's.

    Returns:
        The trained model, that of the last epoch.

    Raises:
        BusyRun: another training is at work in the folder.
        ValueError: a table for a recipe that needs more than glyphs, or one with a fault; a run or samples that other
            settings made.
    """
    epochs = epochs or recipe.epochs
    begin_run(run, seed)
    if isinstance(recipe.samples, DataMix):
        if table:
            raise ValueError("our own recipes train on more than a table of glyphs; choose a published one")
        batches = batches or recipe.samples.batches_per_epoch
    else:
        make_batches, batches, sets = _published_batches(recipe, batches, table)
    keep_settings(settings_of(recipe, seed, epochs, batches, table, goal), run, CHECKPOINT)
    if isinstance(recipe.samples, DataMix):  # which takes long, so once it is sure that the run goes on
        make_batches, sets = _our_batches(recipe, batches, samples or run / "samples"), validation_sets()
    steps = epochs * batches
    return go_on(
        Run(run, seed, epochs, batches),
        make_model=lambda: compiled(recipe, steps, round(recipe.warmup * batches)),
        make_batches=lambda first: make_batches(batches=steps, seed=seed, first=first),
        validate=functools.partial(validate, sets=sets),
        rate=recipe.schedule and (lambda rows: recipe.learning_rate * recipe.schedule(rows)),
        is_over=functools.partial(is_over, patience=recipe.patience, goal=goal),
    )


def train_halves(
    recipe: Recipe, run: Path, seed: int = 0, epochs: int | None = None, batches: int | None = None
) -> dict[str, keras.Model]:
    """Networks that learn from one half of the hands each, by that half.

    Args:
        recipe: a published one has none of them.
        run: folder of the run that they belong to; each has one in it.
        seed, epochs, batches: that `train` was given for all hands.

    Returns:
        None where there are no pen-drawn digits.
    """
    if not isinstance(recipe.samples, DataMix) or not any(has(source) for source in PEN_SOURCES):
        return {}
    whole = replace(recipe, epochs=epochs or recipe.epochs)
    return {half: train(of_half(whole, half), run / half, seed, batches=batches) for half in HALVES}


def _our_batches(recipe: Recipe, batches: int, samples: Path) -> Callable[..., keras.utils.PyDataset]:
    """What makes the batches of one of our recipes, once its samples are there."""
    keep_samples(recipe, batches, samples)
    return functools.partial(CachedBatches, samples, recipe)


def _published_batches(
    recipe: Recipe, batches: int | None, table: Path | None
) -> tuple[Callable[..., keras.utils.PyDataset], int, dict]:
    """What makes the batches of a published recipe, how many there are in an epoch, and the set that validates."""
    glyphs, labels = read_training_table(table) if table else load_mnist("train and validation")
    kept = round(len(glyphs) * (1 - recipe.samples.held_out))
    make_batches = functools.partial(TurnedBatches, recipe, glyphs[:kept], labels[:kept])
    return make_batches, batches or kept // recipe.batch_size, {"mnist": (glyphs[kept:], labels[kept:])}


def compiled(recipe: Recipe, steps: int, warmup: int) -> keras.Model:
    """A new network of a recipe with its losses and its optimizer.

    Args:
        recipe: or a `training.fitting.train_kept.KeptRecipe`.
        steps: that it is to be trained.
        warmup: of these, on the way up.
    """
    model = recipe.build()
    losses = {"digit": "categorical_crossentropy", "kind": "categorical_crossentropy", "features": None}
    weights = {"digit": 1.0, "kind": recipe.kind_weight, "features": 0.0}
    if recipe.kind_weight:
        model.compile(_optimizer(recipe, steps, warmup), loss=losses, loss_weights=weights)
    else:
        model.compile(_optimizer(recipe, steps, warmup), loss=losses["digit"])
    return model


def _optimizer(recipe: Recipe, steps: int, warmup: int) -> keras.optimizers.Optimizer:
    if recipe.schedule:
        return recipe.optimizer(recipe.learning_rate)
    cosine = keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 100,
        decay_steps=max(1, steps - warmup),
        warmup_target=recipe.learning_rate,
        warmup_steps=warmup,
    )
    optimizer = recipe.optimizer(cosine, weight_decay=recipe.weight_decay)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer
