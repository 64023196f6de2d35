"""Training batches, each made from its number alone, so that a resumed run goes on with the same ones."""

import keras
import numpy as np

from training.augment import degrade, draw_no_digit, draw_varied, plain_one, vary_glyph
from training.datasets import LOOK_ALIKES, has, load_drawings, load_mnist
from training.recipes import Recipe

STROKES_SHARE = 0.30
NO_DIGIT_SHARE = 0.10
PLAIN_ONES = 0.3  # of the pen-drawn ones
LABEL_SMOOTHING = 0.04


class TrainingBatches(keras.utils.PyDataset):
    """Endless variety in a fixed order: batch `i` of seed `s` is always the same.

    Each batch is {"glyphs"} (n, 28, 28, 1) float32 in 0..255 with the targets of the two outputs: "digit"
    (n, 10), smoothed, even over all ten for what is no digit; "digitness" (n, 1), one for a digit.
    """

    def __init__(self, recipe: Recipe, batches: int, seed: int, first: int = 0):
        super().__init__(workers=2, use_multiprocessing=False, max_queue_size=8)
        self.recipe, self.batches, self.seed, self.first = recipe, batches, seed, first
        self.glyphs, self.labels = load_mnist("train")
        self.digits = load_drawings("strokes", "train") if has("strokes") else []
        symbols = load_drawings("symbols", "train") if has("symbols") else []
        self.symbol_strokes = [symbol.strokes for symbol in symbols if symbol.label not in LOOK_ALIKES]
        self.digit_strokes = [digit.strokes for digit in self.digits]

    def __len__(self) -> int:
        return self.batches - self.first

    def __getitem__(self, index: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        generator = np.random.default_rng((self.seed, self.first + index))
        inks, labels = zip(*(self._example(generator) for _ in range(self.recipe.batch_size)), strict=True)
        labels = np.array(labels)
        is_digit = (labels >= 0).astype(np.float32)[:, None]
        targets = np.where(is_digit, np.eye(10, dtype=np.float32)[labels], 0.1)
        targets = (1 - LABEL_SMOOTHING) * targets + LABEL_SMOOTHING / 10
        glyphs = np.round(np.stack(inks) * 255).astype(np.float32)[..., None]
        return glyphs, {"digit": targets.astype(np.float32), "digitness": is_digit}

    def _example(self, generator: np.random.Generator) -> tuple[np.ndarray, int]:
        lot = generator.random()
        if lot < NO_DIGIT_SHARE:
            glyph = draw_no_digit(self.symbol_strokes, self.digit_strokes, self.glyphs, generator)
            ink, label = glyph.astype(np.float32) / 255, -1
        elif lot < NO_DIGIT_SHARE + STROKES_SHARE and self.digits:
            drawing = self.digits[generator.integers(len(self.digits))]
            is_plain = drawing.label == "1" and generator.random() < PLAIN_ONES
            strokes = plain_one(generator) if is_plain else drawing.strokes
            ink, label = draw_varied(strokes, generator).astype(np.float32) / 255, int(drawing.label)
        else:
            number = generator.integers(len(self.glyphs))
            ink, label = vary_glyph(self.glyphs[number], generator, self.recipe.bend), int(self.labels[number])
        if generator.random() < self.recipe.degraded_share:
            ink = degrade(ink, generator)
        return ink, label
