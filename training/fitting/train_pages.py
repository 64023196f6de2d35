"""Train the page network on synthetic pages, resume it after a kill, and leave its log and learning curves."""

import functools
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from training.fitting.fingerprint import in_short, keep_settings, settings_of_run
from training.fitting.lock import alone_in_run
from training.fitting.loop import CHECKPOINT, Run, begin_run, go_on
from training.networks.muon import ConvolutionMuon
from training.networks.page_loss import page_loss
from training.networks.page_network import page_network
from training.pages.cache import PageBatches, keep_pages, settings_of_pages, validation_windows
from training.pages.page import Page
from training.pages.targets import targets_of
from training.release.page_scores import score_crops
from utils.manifest import load_page_manifest

VALIDATION_PAGES = 160
DECIDED_LATE = ("epochs", "falling")  # of a recipe: a run may be made longer, and end when it is said
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
    keep_settings(settings_of_pages_run(recipe, seed, start), run, CHECKPOINT)
    keep_pages(recipe.pages, run / "cache", recipe.first_page)
    steps = recipe.epochs * recipe.batches_per_epoch
    with ExitStack() as until_trained:
        return go_on(
            Run(run, seed, recipe.epochs, recipe.batches_per_epoch),
            make_model=functools.partial(_begun, recipe, start),
            make_batches=lambda first: until_trained.enter_context(
                closing(PageBatches(run / "cache", recipe.batch_size, steps, seed, first))
            ),
            validate=_validation,
            rate=lambda rows: rate_of(len(rows), recipe),
        )


def _begun(recipe: PageRecipe, start: Path | None) -> keras.Model:
    model = page_network(recipe.channels)
    if start:
        model.set_weights(_weights_in(start))
    optimizer = ConvolutionMuon(weight_decay=recipe.weight_decay, clipnorm=LARGEST_GRADIENT)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    # With TensorFlow on processors XLA is slower by far; without it JAX is.
    model.compile(optimizer, loss=page_loss, jit_compile=keras.backend.backend() == "jax")
    return model


def settings_of_pages_run(recipe: PageRecipe, seed: int, start: Path | None = None) -> dict:
    """Everything that decides the weights of a run, but for how long it is, which may be decided late."""
    modules = ("pages.cache", "networks.page_loss", "networks.page_network", "networks.muon")
    settings = settings_of_run(recipe, seed, modules) | {"pages": settings_of_pages()}
    settings["recipe"] = {name: value for name, value in settings["recipe"].items() if name not in DECIDED_LATE}
    return settings | begun_with(load_page_manifest(start) if start else None)


def begun_with(entry: dict | None) -> dict:
    """How the network that a run begins with was made, as the run's settings tell it.

    Args:
        entry: of that network, as its manifest has it; None where the run begins with nothing.
    """
    if not entry:
        return {}
    told = {"settings": in_short(entry["settings"])} | ({"blend": entry["blend"]} if "blend" in entry else {})
    return {"start": {"sha256": entry["files"]["keras"]["sha256"], "epochs": len(entry["learning_curve"])} | told}


def _weights_in(start: Path) -> list[np.ndarray]:
    return keras.models.load_model(start / "pages.keras", compile=False).get_weights()


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


def _validation(model: keras.Model) -> dict[str, float]:
    """The loss on pages to validate with, and what is found on them."""
    pages, targets = _to_validate(VALIDATION_PAGES)
    pictures = np.stack([page.picture for page in pages])[..., None].astype(np.float32)
    places = np.concatenate([model.predict_on_batch(part) for part in np.split(pictures, len(pictures) // 32)])
    return {"pages_loss": float(page_loss(targets, places)), **score_crops(pages, places)}


@functools.cache
def _to_validate(count: int) -> tuple[list[Page], np.ndarray]:
    """So many windows on pages to validate with, and their targets."""
    pages = validation_windows(count)
    return pages, np.stack([targets_of(page.boxes, page.values) for page in pages])
