"""MNIST's digits in batches, every one once an epoch, turned, enlarged and moved a little where a recipe says so."""

import cv2
import keras
import numpy as np

from training.augmentation.passes import in_passes
from training.fitting.recipes import Recipe, Turned
from utils.glyph import CLASSES, GLYPH_SIDE

MIDDLE = (GLYPH_SIDE - 1) / 2


class TurnedBatches(keras.utils.PyDataset):
    """Batch `i` of seed `s` is always the same: (n, 28, 28, 1) float32 glyphs in 0..255 and (n, 10) float32 targets."""

    def __init__(self, recipe: Recipe, glyphs: np.ndarray, labels: np.ndarray, batches: int, seed: int, first: int):
        """Take (n, 28, 28) uint8 glyphs and (n,) labels; `batches` in the whole run, beginning with the `first`."""
        super().__init__(workers=2, use_multiprocessing=False, max_queue_size=8)
        self.recipe, self.glyphs, self.labels = recipe, glyphs, labels
        self.batches, self.seed, self.first = batches, seed, first
        self.examples = in_passes(len(glyphs), recipe.batch_size, seed)

    def __len__(self) -> int:
        return self.batches - self.first

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        epoch, place, chosen = self.examples(self.first + index)
        generator = np.random.default_rng((self.seed, epoch, place))
        samples = [turn_glyph(glyph, self.recipe.samples, generator) for glyph in self.glyphs[chosen]]
        return np.stack(samples).astype(np.float32)[..., None], np.eye(CLASSES, dtype=np.float32)[self.labels[chosen]]


def turn_glyph(glyph: np.ndarray, by: Turned, generator: np.random.Generator) -> np.ndarray:
    """Turn, enlarge and move a glyph by random amounts up to the recipe's.

    Args:
        glyph: (28, 28) uint8.

    Returns:
        (28, 28) uint8; the same glyph where the recipe has nothing of it.
    """
    if not (by.rotation or by.zoom or by.shift):
        return glyph
    angle = generator.uniform(-by.rotation, by.rotation)
    matrix = cv2.getRotationMatrix2D((MIDDLE, MIDDLE), angle, generator.uniform(1 - by.zoom, 1 + by.zoom))
    matrix[:, 2] += generator.uniform(-by.shift, by.shift, 2) * GLYPH_SIDE
    return cv2.warpAffine(glyph, matrix, (GLYPH_SIDE, GLYPH_SIDE), flags=cv2.INTER_LINEAR)
