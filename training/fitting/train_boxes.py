"""Train the network that looks into boxes, on what the page network finds on synthetic pages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import keras
import numpy as np

from training.augmentation.sample_cache import CachedBatches
from training.fitting.fingerprint import keep_settings, settings_of_run, stored_settings
from training.fitting.lock import alone_in_run
from training.fitting.loop import CHECKPOINT, begin_run
from training.fitting.train_kept import KeptRecipe, train_kept
from training.fitting.train_pages import begun_with
from training.networks import architectures
from training.pages.box_examples import keep_boxes
from utils.manifest import load_page_manifest

SHIFT, ENLARGED, TURNED = 2.0, 0.12, 6.0  # pixels, logarithm and degrees at most: boxes are found a little beside
DARK_FOR_BRIGHT = 0.5
GRAIN = 12.0  # levels of grey of noise at most


@dataclass(frozen=True)
class BoxRecipe(KeptRecipe):
    """How the box network is trained."""

    build: Callable[[], keras.Model] = architectures.boxes
    batches_per_epoch: int = 500
    epochs: int = 30
    learning_rate: float = 4e-3
    kind_weight: float = 1.0
    pages: int = 20_000
    first_page: int = 400_000  # its number: page networks and earlier box networks learnt from others
    pages_to_validate: int = 1_000


# Of a run that begins with a saved network: on what another page network finds.
BOXES_GOING_ON = BoxRecipe(pages=64_000, first_page=440_000, batches_per_epoch=300, epochs=36, learning_rate=3e-3)


@alone_in_run
def train_boxes(recipe: BoxRecipe, run: Path, models: Path, seed: int = 0, start: Path | None = None) -> keras.Model:
    """Train the box network and leave its checkpoint, log and learning curves in a folder.

    A run that was killed goes on from its last full epoch with the same batches, where recipe, pages, seed and code are
    still the same.

    Args:
        recipe: how.
        run: folder of this run; what is found on the pages lies in its folders "train" and "validation".
        models: folder of the page network that finds the boxes.
        seed: of the weights and of the order of the boxes.
        start: folder of saved networks; the run begins with the weights of the box network there, narrower or as wide.

    Raises:
        BusyRun: another training is at work in the folder.
        ValueError: a run or boxes that other settings made.
    """
    begin_run(run, seed)
    keep_boxes(recipe.pages, run / "train", models, "train", recipe.first_page)
    keep_boxes(recipe.pages_to_validate, run / "validation", models, "validation", recipe.first_page)
    modules = ("fitting.train_boxes", "networks.muon", "networks.architectures")
    settings = settings_of_run(recipe, seed, modules) | {"boxes": stored_settings(run / "train")}
    keep_settings(settings | begun_with(load_page_manifest(start)["boxes"] if start else None), run, CHECKPOINT)

    def begin(model: keras.Model) -> None:
        if start:
            architectures.give_weights(model, keras.models.load_model(start / "boxes.keras", compile=False))

    return train_kept(recipe, run, run / "train", seed, VariedBatches, begin)


class VariedBatches(CachedBatches):
    """Batches of kept patches, each a little moved, turned and enlarged, half of them dark for bright, with noise."""

    def __getitem__(self, index: int) -> tuple:
        patches, *targets = super().__getitem__(index)
        return varied(patches, np.random.default_rng((self.seed, self.first + index))), *targets


def varied(patches: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Patches (n, 32, 32, 1) float32 in 0..255 as they would be had the box been found a little beside."""
    count, side = patches.shape[:2]
    shifts = generator.uniform(-SHIFT, SHIFT, (count, 2))
    scales, angles = np.exp(generator.uniform(-ENLARGED, ENLARGED, count)), generator.uniform(-TURNED, TURNED, count)
    flips, strengths = generator.random(count) < DARK_FOR_BRIGHT, generator.uniform(0, 1, count) ** 2 * GRAIN
    made = np.empty_like(patches)
    for number, patch in enumerate(patches[..., 0]):
        matrix = cv2.getRotationMatrix2D(((side - 1) / 2, (side - 1) / 2), angles[number], scales[number])
        matrix[:, 2] += shifts[number]
        made[number, ..., 0] = cv2.warpAffine(patch, matrix, (side, side), borderMode=cv2.BORDER_REPLICATE)
    made[flips] = 255 - made[flips]
    made += generator.standard_normal(made.shape, np.float32) * strengths[:, None, None, None].astype(np.float32)
    return np.clip(made, 0, 255)
