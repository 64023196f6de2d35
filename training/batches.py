"""Training batches, each made from its number alone, so that a resumed run goes on with the same ones."""

from collections.abc import Sequence

import keras
import numpy as np
from tqdm import tqdm

from training.augment import degrade, draw_no_digit, draw_varied, plain_one, vary_glyph, vary_strokes
from training.datasets import LOOK_ALIKES, has, load_drawings, load_mnist, load_phone_cells
from training.paper import found_glyph, photographed_glyphs
from training.recipes import Recipe
from utils.glyph import draw_ink
from utils.reader import Reader

STROKES_SHARE = 0.30
PHOTOGRAPHED = 6_000  # digits of MNIST, and as many drawn ones, each written on paper once
THINNEST_PEN, THICKEST_PEN = 0.8, 4.0  # glyph pixels
REAL_CELLS = 0.25  # of the photographed digits that a real camera saw
NO_DIGIT_SHARE = 0.10
PLAIN_ONES = 0.3  # of the pen-drawn ones
LABEL_SMOOTHING = 0.04
TEACHER_SHARE = 0.5  # of the targets, beside the labels (Hinton et al., 2015)

Photographed = list[tuple[np.ndarray, np.ndarray]]


class TrainingBatches(keras.utils.PyDataset):
    """Endless variety in a fixed order: batch `i` of seed `s` is always the same.

    Each batch is {"glyphs"} (n, 28, 28, 1) float32 in 0..255 with the targets of the two outputs: "digit"
    (n, 10), smoothed, even over all ten for what is no digit; "digitness" (n, 1), one for a digit. Half of the
    targets are what a teacher says of the copy, where there is one.
    """

    def __init__(
        self,
        recipe: Recipe,
        batches: int,
        seed: int,
        first: int = 0,
        teacher: Reader | None = None,
        photographed: Photographed | None = None,
    ):
        super().__init__(workers=2, use_multiprocessing=False, max_queue_size=8)
        self.recipe, self.batches, self.seed, self.first = recipe, batches, seed, first
        self.teacher = teacher
        self.glyphs, self.labels = load_mnist("train")
        self.digits = load_drawings("strokes", "train") if has("strokes") else []
        symbols = load_drawings("symbols", "train") if has("symbols") else []
        self.symbol_strokes = [symbol.strokes for symbol in symbols if symbol.label not in LOOK_ALIKES]
        self.digit_strokes = [digit.strokes for digit in self.digits]
        if photographed is None:
            photographed = self._photograph() if recipe.copies.photographed_share else []
        self.photographed = photographed

    def __len__(self) -> int:
        return self.batches - self.first

    def __getitem__(self, index: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        generator = np.random.default_rng((self.seed, self.first + index))
        progress = (self.first + index) / self.batches
        examples = (self._example(generator, progress) for _ in range(self.recipe.batch_size))
        inks, labels = zip(*examples, strict=True)
        labels = np.array(labels)
        is_digit = (labels >= 0).astype(np.float32)[:, None]
        targets = np.where(is_digit, np.eye(10, dtype=np.float32)[labels], 0.1)
        targets = (1 - LABEL_SMOOTHING) * targets + LABEL_SMOOTHING / 10
        glyphs = np.round(np.stack(inks) * 255).astype(np.uint8)
        if self.teacher:
            probabilities, digitness = self.teacher.outputs(glyphs)
            taught = np.where(is_digit, probabilities, 0.1)
            targets += TEACHER_SHARE * (taught - targets)
            is_digit += TEACHER_SHARE * (digitness[:, None] - is_digit)
        return glyphs[..., None].astype(np.float32), {"digit": targets.astype(np.float32), "digitness": is_digit}

    def _photograph(self) -> Photographed:
        """Glyphs (n, 28, 28) uint8 and labels (n,) of made photographs, and of real ones where they are at hand."""
        generator = np.random.default_rng((self.seed, PHOTOGRAPHED))
        chosen = generator.choice(len(self.glyphs), PHOTOGRAPHED, replace=False)
        inks = [glyph.astype(np.float32) / 255 for glyph in self.glyphs[chosen]]
        labels = list(self.labels[chosen])
        for _ in range(PHOTOGRAPHED if self.digits else 0):
            drawing = self.digits[generator.integers(len(self.digits))]
            width = generator.uniform(THINNEST_PEN, THICKEST_PEN)
            inks.append(draw_ink(vary_strokes(drawing.strokes, generator), width))
            labels.append(int(drawing.label))
        bar = tqdm(inks, desc="photographs", unit="digit", mininterval=2)
        sources = [_found(photographed_glyphs(bar, generator), labels)]
        if has("phone_cells"):
            pictures, labels = load_phone_cells("train")
            sources.append(_found([found_glyph(picture) for picture in pictures], labels))
        return sources

    def _example(self, generator: np.random.Generator, progress: float) -> tuple[np.ndarray, int]:
        """One copy and its label, -1 for what is no digit; progress through the run is 0..1."""
        bend, degraded_share = (
            np.interp(progress, (0, 1), ends) for ends in (self.recipe.copies.bend, self.recipe.copies.degraded_share)
        )
        photographed = NO_DIGIT_SHARE + self.recipe.copies.photographed_share
        lot = generator.random()
        if lot < NO_DIGIT_SHARE:
            glyph = draw_no_digit(self.symbol_strokes, self.digit_strokes, self.glyphs, generator)
            ink, label = glyph.astype(np.float32) / 255, -1
        elif lot < photographed:
            glyphs, labels = self.photographed[-1 if generator.random() < REAL_CELLS else 0]
            number = generator.integers(len(glyphs))
            ink, label = vary_glyph(glyphs[number], generator, bend), int(labels[number])
        elif lot < photographed + STROKES_SHARE and self.digits:
            drawing = self.digits[generator.integers(len(self.digits))]
            is_plain = drawing.label == "1" and generator.random() < PLAIN_ONES
            strokes = plain_one(generator) if is_plain else drawing.strokes
            ink, label = draw_varied(strokes, generator).astype(np.float32) / 255, int(drawing.label)
        else:
            number = generator.integers(len(self.glyphs))
            ink, label = vary_glyph(self.glyphs[number], generator, bend), int(self.labels[number])
        if generator.random() < degraded_share:
            ink = degrade(ink, generator)
        return ink, label


def _found(glyphs: list[np.ndarray | None], labels: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """The glyphs that are there, and their labels."""
    found = [number for number, glyph in enumerate(glyphs) if glyph is not None]
    return np.stack([glyphs[number] for number in found]), np.array(labels)[found]
