"""What all trainings share: a run is logged, drawn and saved after every epoch, and goes on from there if killed."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import keras
from tqdm import tqdm

from training.files import write_whole
from training.fitting.curves import draw_curves
from training.fitting.precision import fastest_policy
from training.fitting.schedules import Rows

CHECKPOINT = "checkpoint.keras"


class Run(NamedTuple):
    """A training in a folder, which holds checkpoint.keras, log.csv and curves.png.

    Attributes:
        folder: of the run.
        seed: of the weights and of what makes them.
        epochs: that it is to have.
        batches: of an epoch.
    """

    folder: Path
    seed: int
    epochs: int
    batches: int


def begin_run(folder: Path, seed: int) -> None:
    """Make the folder of a run, and have Keras start from a seed with what trains fastest here."""
    folder.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(fastest_policy())


def go_on(
    run: Run,
    make_model: Callable[[], keras.Model],
    make_batches: Callable[[int], keras.utils.PyDataset],
    validate: Callable[[keras.Model], dict[str, float]],
    rate: Callable[[Rows], float] | None = None,
    is_over: Callable[[Rows], bool] = lambda rows: False,
) -> keras.Model:
    """Train from the last full epoch on, or from the beginning, to the end.

    Args:
        run: begun with `begin_run`.
        make_model: the network as it begins, compiled.
        make_batches: from the number of the first batch to all from there on.
        validate: what the log is to say of the network after each epoch.
        rate: of the next epoch by what is logged; None: the optimizer knows.
        is_over: whether what is logged is enough.

    Returns:
        The model of the last epoch.
    """
    checkpoint = run.folder / CHECKPOINT
    model = keras.models.load_model(checkpoint) if checkpoint.exists() else make_model()
    done = int(model.optimizer.iterations) // run.batches
    rows = read_log(run.folder)[:done]
    if done < run.epochs and not is_over(rows):
        keeper = _Keeper(run, rows, validate, rate, is_over)
        length = {"epochs": run.epochs, "initial_epoch": done, "steps_per_epoch": run.batches}
        model.fit(make_batches(done * run.batches), **length, shuffle=False, verbose=0, callbacks=[keeper])
    return model


def read_log(folder: Path) -> Rows:
    """The rows of a run's log; empty where there is none."""
    path = folder / "log.csv"
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def _write_log(rows: Rows, path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


class _Keeper(keras.callbacks.Callback):
    """Sets the rate and shows the progress with the time left; after each epoch validates, logs, draws and saves."""

    def __init__(self, run: Run, rows: Rows, validate: Callable, rate: Callable | None, is_over: Callable):
        super().__init__()
        self.run, self.rows, self.validate, self.rate, self.is_over = run, rows, validate, rate, is_over
        self.seconds_before = rows[-1]["seconds"] if rows else 0.0
        done = len(rows) * run.batches
        self.bar = tqdm(total=run.epochs * run.batches, initial=done, unit="batch", mininterval=2)

    def on_epoch_begin(self, epoch, logs=None):
        if self.rate:
            self.model.optimizer.learning_rate = self.rate(self.rows)
        # A checkpoint does not hold the state of dropout's random numbers.
        for layer in self.model.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.seed_generator.state.assign([self.run.seed, epoch * self.run.batches])

    def on_train_batch_end(self, batch, logs=None):
        self.bar.update()
        if batch % 20 == 0:
            self.bar.set_postfix(loss=f"{logs['loss']:.3f}")

    def on_epoch_end(self, epoch, logs=None):
        seconds = self.seconds_before + self.bar.format_dict["elapsed"]
        row = {"epoch": epoch + 1, "seconds": round(seconds, 1), "loss": logs["loss"]}
        self.rows.append(row | self.validate(self.model))
        self.bar.write("  ".join(f"{key} {value:.4g}" for key, value in self.rows[-1].items()))
        write_whole(self.run.folder / "log.csv", lambda path: _write_log(self.rows, path))
        draw_curves(self.rows, self.run.folder / "curves.png")
        # The checkpoint comes last: a row of the log without it is written again.
        write_whole(self.run.folder / CHECKPOINT, self.model.save)
        self.model.stop_training = self.is_over(self.rows)

    def on_train_end(self, logs=None):
        self.bar.close()
