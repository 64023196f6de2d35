"""Train the page network on synthetic pages, resume it after a kill, and leave its log and learning curves."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import keras
import numpy as np

from training.files import write_whole
from training.fitting.curves import draw_curves
from training.fitting.fingerprint import code_of, described, keep_settings
from training.fitting.lock import alone_in_run
from training.fitting.train import begin_run, read_log, write_log
from training.networks.muon import ConvolutionMuon
from training.networks.page_loss import page_loss
from training.networks.page_network import page_network
from training.pages.cache import PageBatches, keep_pages, settings_of_pages, validation_windows
from training.pages.targets import targets_of
from training.release.page_scores import score_crops
from utils.manifest import load_page_manifest

CHECKPOINT = "checkpoint.keras"
VALIDATION_PAGES = 160
LARGEST_GRADIENT = 5.0


@dataclass(frozen=True)
class PageRecipe:
    """How the page network is trained."""

    channels: tuple[int, int, int, int, int] = (8, 16, 40, 72, 24)
    pages: int = 48_000  # that are made; after them they are seen again
    first_page: int = 0  # its number: other numbers are other pages
    batch_size: int = 64
    batches_per_epoch: int = 400
    epochs: int = 160
    learning_rate: float = 3e-3
    weight_decay: float = 0.02
    warmup: int = 1  # epochs at the start at a lower rate
    falling: int = 50  # epochs at the end in which it goes down
    blend: float = 0.75  # of the trained weights, where a run begins with those of a saved network


# Of a run that begins with a saved network: on other pages.
GOING_ON = PageRecipe(
    pages=16_000, first_page=300_000, batches_per_epoch=300, epochs=10, learning_rate=1e-3, falling=10
)


@alone_in_run
def train_pages(recipe: PageRecipe, run: Path, seed: int = 0, start: Path | None = None) -> keras.Model:
    """Train the page network and leave its checkpoint, log and learning curves in a folder.

    A run that was killed goes on from its last full epoch with the same batches, where recipe, data, seed and code are
    still the same.

    Args:
        recipe: how.
        run: folder of this run; the pages lie in its folder "cache".
        seed: of the weights and of the order of the pages.
        start: folder of saved networks; the run begins with the weights of the page network there.

    Returns:
        The trained model, that of the last epoch.

    Raises:
        BusyRun: another training is at work in the folder.
        ValueError: a run or pages that other settings made.
    """
    begin_run(run, seed)
    keep_settings(settings_of_run(recipe, seed, start), run, CHECKPOINT)
    keep_pages(recipe.pages, run / "cache", recipe.first_page)
    steps = recipe.epochs * recipe.batches_per_epoch
    checkpoint = run / CHECKPOINT
    if checkpoint.exists():
        model = _model_in(checkpoint)
    else:
        model = page_network(recipe.channels)
        if start:
            model.set_weights(_weights_in(start))
        optimizer = ConvolutionMuon(weight_decay=recipe.weight_decay, clipnorm=LARGEST_GRADIENT)
        optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
        # With TensorFlow on processors XLA is slower by far; without it JAX is.
        model.compile(optimizer, loss=page_loss, jit_compile=keras.backend.backend() == "jax")
    done = int(model.optimizer.iterations) // recipe.batches_per_epoch
    if done < recipe.epochs:
        data = PageBatches(run / "cache", recipe.batch_size, steps, seed, done * recipe.batches_per_epoch)
        length = {"epochs": recipe.epochs, "initial_epoch": done, "steps_per_epoch": recipe.batches_per_epoch}
        keeper = _Keeper(recipe, run, read_log(run / "log.csv")[:done])
        model.fit(data, **length, shuffle=False, verbose=0, callbacks=[keeper])
        data.close()
    return model


def settings_of_run(recipe: PageRecipe, seed: int, start: Path | None = None) -> dict:
    """Everything that decides the weights of a run."""
    modules = ("pages.cache", "networks.page_loss", "networks.page_network", "networks.muon")
    code = {name: sha256 for module in modules for name, sha256 in code_of(f"training.{module}").items()}
    decided_late = ("epochs", "falling")
    return {
        "recipe": {name: value for name, value in described(recipe).items() if name not in decided_late},
        "seed": seed,
        "pages": settings_of_pages(),
        "backend": keras.backend.backend(),
        "packages": {"keras": keras.__version__, "numpy": np.__version__, "opencv": cv2.__version__},
        "code": code,
    } | begun_with(load_page_manifest(start) if start else None)


def begun_with(entry: dict | None) -> dict:
    """How the network that a run begins with was made, as the run's settings tell it.

    Args:
        entry: of that network, as its manifest has it; None where the run begins with nothing.
    """
    if not entry:
        return {}
    told = {name: entry[name] for name in ("settings", "blend") if name in entry}
    return {"start": {"sha256": entry["files"]["keras"]["sha256"], "epochs": len(entry["learning_curve"])} | told}


def _weights_in(start: Path) -> list[np.ndarray]:
    return keras.models.load_model(start / "pages.keras", compile=False).get_weights()


def _model_in(checkpoint: Path) -> keras.Model:
    return keras.models.load_model(checkpoint, custom_objects={"page_loss": page_loss})


def plain_copy(model: keras.Model, recipe: PageRecipe, start: Path | None = None) -> keras.Model:
    """The same network in float32, whatever it was trained in, blended with the one that it began with.

    What it learnt stays, and of what it forgot much comes back (Wortsman et al., 2022, WiSE-FT).

    Args:
        start: folder of the saved network that it began with.
    """
    weights = model.get_weights()
    if start:
        begun = _weights_in(start)
        weights = [recipe.blend * new + (1 - recipe.blend) * old for new, old in zip(weights, begun, strict=True)]
    keras.config.set_dtype_policy("float32")
    plain = page_network(recipe.channels)
    plain.set_weights(weights)
    return plain


def rate_of(epoch: int, recipe: PageRecipe) -> float:
    """The learning rate of an epoch: up, level, and down to nearly nothing in the last ones.

    As long as it is level the run may still be made longer or shorter.
    """
    up, down = (epoch + 1) / (recipe.warmup + 1), (recipe.epochs - epoch) / recipe.falling
    return recipe.learning_rate * min(1.0, up, down)


class _Keeper(keras.callbacks.Callback):
    """Sets the rate and says how far the run is; after each epoch validates, logs, draws and saves."""

    def __init__(self, recipe: PageRecipe, run: Path, rows: list[dict[str, float]]):
        super().__init__()
        self.recipe, self.run, self.rows = recipe, run, rows
        self.before = rows[-1]["seconds"] if rows else 0.0
        self.started = time.perf_counter()
        self.pages = validation_windows(VALIDATION_PAGES)
        self.targets = np.stack([targets_of(page.boxes, page.values) for page in self.pages])

    def on_epoch_begin(self, epoch, logs=None):
        self.model.optimizer.learning_rate = rate_of(epoch, self.recipe)

    def on_train_batch_end(self, batch, logs=None):
        if batch % 100 == 0:
            seconds = self.before + time.perf_counter() - self.started
            print(f"{seconds:7.0f} s  epoch {len(self.rows) + 1}  batch {batch}  loss {logs['loss']:.4f}", flush=True)

    def on_epoch_end(self, epoch, logs=None):
        seconds = self.before + time.perf_counter() - self.started
        row = {"epoch": epoch + 1, "seconds": round(seconds, 1), "loss": logs["loss"]}
        self.rows.append(row | self._validation())
        print(json.dumps({key: round(value, 4) for key, value in self.rows[-1].items()}), flush=True)
        write_whole(self.run / "log.csv", lambda path: write_log(self.rows, path))
        draw_curves(self.rows, self.run / "curves.png")
        # The checkpoint comes last: a row of the log without it is written again.
        write_whole(self.run / CHECKPOINT, self.model.save)

    def _validation(self) -> dict[str, float]:
        pictures = np.stack([page.picture for page in self.pages])[..., None].astype(np.float32)
        places = np.concatenate([self.model.predict_on_batch(part) for part in np.split(pictures, len(pictures) // 32)])
        loss = float(page_loss(self.targets, places))
        return {"pages_loss": loss, **score_crops(self.pages, places)}
