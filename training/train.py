"""Train a recipe, resume it after a kill, calibrate it on validation data and save it with its manifest."""

import csv
from pathlib import Path

import keras
from tqdm import tqdm

from training.batches import TrainingBatches
from training.curves import draw_curves
from training.files import write_whole
from training.lock import alone_in_run
from training.precision import fastest_policy
from training.recipes import RECIPES, Recipe
from training.validation import validate


@alone_in_run
def train(
    name: str,
    run: Path,
    seed: int = 0,
    epochs: int | None = None,
    batches: int | None = None,
    start: Path | None = None,
) -> keras.Model:
    """Train a recipe and leave its checkpoint, log and learning curves in a folder.

    A run that was killed goes on from its last full epoch with the same batches.

    Args:
        name: of the recipe.
        run: folder of this run; holds checkpoint.keras, log.csv and curves.png.
        seed: of the weights and of every batch.
        epochs: instead of the recipe's.
        batches: per epoch, instead of the recipe's.
        start: a saved model of the same architecture whose weights to begin with.

    Returns:
        The trained model, that of the last epoch.

    Raises:
        BusyRun: another training is at work in the folder.
    """
    recipe = RECIPES[name]
    epochs, batches = epochs or recipe.epochs, batches or recipe.batches_per_epoch
    run.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(fastest_policy())
    checkpoint = run / "checkpoint.keras"
    if checkpoint.exists():
        model = keras.models.load_model(checkpoint)
    else:
        model = _compiled(recipe, epochs * batches, batches)
        if start:
            model.set_weights(keras.models.load_model(start, compile=False).get_weights())
    done = int(model.optimizer.iterations) // batches
    if done < epochs:
        data = TrainingBatches(recipe, epochs * batches, seed, first=done * batches)
        keeper = _Keeper(run, seed, epochs, batches, done)
        span = {"epochs": epochs, "initial_epoch": done, "steps_per_epoch": batches}
        model.fit(data, **span, shuffle=False, verbose=0, callbacks=[keeper])
    return model


def read_log(path: Path) -> list[dict[str, float]]:
    """The rows of a run's log.csv, one an epoch; empty where there is none."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def _compiled(recipe: Recipe, steps: int, warmup: int) -> keras.Model:
    schedule = keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 100,
        decay_steps=max(1, steps - warmup),
        warmup_target=recipe.learning_rate,
        warmup_steps=warmup,
    )
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=recipe.weight_decay)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    model = recipe.build()
    model.compile(
        optimizer,
        loss={"digit": "categorical_crossentropy", "digitness": "binary_crossentropy"},
        loss_weights={"digit": 1.0, "digitness": recipe.digitness_weight},
    )
    return model


class _Keeper(keras.callbacks.Callback):
    """Shows the progress with the time left; after each epoch validates, logs, draws and saves."""

    def __init__(self, run: Path, seed: int, epochs: int, batches: int, done: int):
        super().__init__()
        self.run, self.seed, self.batches = run, seed, batches
        self.rows = read_log(run / "log.csv")[:done]
        self.seconds_before = self.rows[-1]["seconds"] if self.rows else 0.0
        self.bar = tqdm(total=epochs * batches, initial=done * batches, unit="batch", mininterval=2)

    def on_epoch_begin(self, epoch, logs=None):
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
        row |= validate(self.model)
        self.rows.append(row)
        self.bar.write("  ".join(f"{key} {value:.4g}" for key, value in row.items()))
        write_whole(self.run / "log.csv", self._write_log)
        draw_curves(self.rows, self.run / "curves.png")
        # The checkpoint comes last: a row of the log without it is written again.
        write_whole(self.run / "checkpoint.keras", self.model.save)

    def on_train_end(self, logs=None):
        self.bar.close()

    def _write_log(self, path: Path) -> None:
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, self.rows[0].keys())
            writer.writeheader()
            writer.writerows(self.rows)
