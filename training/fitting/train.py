"""Train a recipe, resume it after a kill, and leave its log and learning curves."""

import csv
import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keras
from tqdm import tqdm

from training.augmentation.sample_cache import CachedBatches, keep_samples
from training.augmentation.turned import TurnedBatches
from training.data.datasets import HALVES, PEN_SOURCES, has, load_mnist
from training.data.kaggle import read_training_table
from training.files import write_whole
from training.fitting.curves import draw_curves
from training.fitting.fingerprint import keep_settings, settings_of
from training.fitting.lock import alone_in_run
from training.fitting.precision import fastest_policy
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
    keep_settings(settings_of(recipe, seed, epochs, batches, table, goal), run, "checkpoint.keras")
    if isinstance(recipe.samples, DataMix):  # which takes long, so once it is sure that the run goes on
        make_batches, sets = _our_batches(recipe, batches, samples or run / "samples"), validation_sets()
    model = _model_of(recipe, run / "checkpoint.keras", epochs, batches)
    done = int(model.optimizer.iterations) // batches
    rows = read_log(run / "log.csv")[:done]
    is_done = functools.partial(is_over, patience=recipe.patience, goal=goal)
    if done < epochs and not is_done(rows):
        data = make_batches(batches=epochs * batches, seed=seed, first=done * batches)
        keeper = _Keeper(recipe, sets, run, seed, epochs, batches, rows, is_done)
        length = {"epochs": epochs, "initial_epoch": done, "steps_per_epoch": batches}
        model.fit(data, **length, shuffle=False, verbose=0, callbacks=[keeper])
    return model


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


def _model_of(recipe: Recipe, checkpoint: Path, epochs: int, batches: int) -> keras.Model:
    """The model of the run's last full epoch, or as it begins."""
    if checkpoint.exists():
        return keras.models.load_model(checkpoint)
    return compiled(recipe, epochs * batches, round(recipe.warmup * batches))


def begin_run(run: Path, seed: int) -> None:
    """Make the folder of a run, and have Keras start from a seed with what trains fastest here."""
    run.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(fastest_policy())


def read_log(path: Path) -> list[dict[str, float]]:
    """The rows of a run's log.csv, one an epoch; empty where there is none."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def write_log(rows: list[dict[str, float]], path: Path) -> None:
    """Write the rows of a run's log, one an epoch."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


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
        recipe: or a `training.fitting.train_boxes.BoxRecipe`.
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


class _Keeper(keras.callbacks.Callback):
    """Sets the rate and shows the progress with the time left; after each epoch validates, logs, draws and saves."""

    def __init__(
        self,
        recipe: Recipe,
        sets: dict,
        run: Path,
        seed: int,
        epochs: int,
        batches: int,
        rows: list,
        is_done: Callable[[list], bool],
    ):
        super().__init__()
        self.recipe, self.sets, self.run, self.seed, self.batches, self.rows = recipe, sets, run, seed, batches, rows
        self.is_done = is_done
        self.seconds_before = rows[-1]["seconds"] if rows else 0.0
        self.bar = tqdm(total=epochs * batches, initial=len(rows) * batches, unit="batch", mininterval=2)

    def on_epoch_begin(self, epoch, logs=None):
        if self.recipe.schedule:
            self.model.optimizer.learning_rate = self.recipe.learning_rate * self.recipe.schedule(self.rows)
        # A checkpoint does not hold the state of dropout's random numbers.
        for layer in self.model.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.seed_generator.state.assign([self.seed, epoch * self.batches])

    def on_train_batch_end(self, batch, logs=None):
        self.bar.update()
        if batch % 20 == 0:
            self.bar.set_postfix(loss=f"{logs['loss']:.3f}")

    def on_epoch_end(self, epoch, logs=None):
        seconds = self.seconds_before + self.bar.format_dict["elapsed"]
        row = {"epoch": epoch + 1, "seconds": round(seconds, 1), "loss": logs["loss"]}
        row |= validate(self.model, self.sets)
        self.rows.append(row)
        self.bar.write("  ".join(f"{key} {value:.4g}" for key, value in row.items()))
        write_whole(self.run / "log.csv", lambda path: write_log(self.rows, path))
        draw_curves(self.rows, self.run / "curves.png")
        # The checkpoint comes last: a row of the log without it is written again.
        write_whole(self.run / "checkpoint.keras", self.model.save)
        self.model.stop_training = self.is_done(self.rows)

    def on_train_end(self, logs=None):
        self.bar.close()
