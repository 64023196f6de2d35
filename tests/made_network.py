"""A network that knows the made digits and some marks by heart, and hands that write them: no training, no data."""

from functools import cache

import cv2
import numpy as np

from tests.made_digits import MADE_DIGITS
from tests.made_marks import MADE_MARKS
from training.augmentation.augment import vary_strokes
from training.augmentation.numbers import Hands
from training.data.datasets import Drawing
from utils.engines import Outputs
from utils.glyph import draw_glyph

COPIES = 6  # that it knows of each
SIGNS = {"plus": "+", "minus": "-", "times": "x"}
LIKE_NOTHING = 0.8  # likeness of a glyph that is as likely no whole thing
SHARPNESS = 25.0


def made_network(glyphs: np.ndarray) -> Outputs:
    """What glyphs are most like: each of the ten, a mark, or nothing."""
    known, labels = _known()
    likeness = _vectors(glyphs) @ known.T
    of_digits = np.stack([likeness[:, labels == value].max(axis=1) for value in range(10)], axis=1)
    of_marks = likeness[:, labels < 0].max(axis=1)
    kinds = np.stack([of_digits.max(axis=1), of_marks, np.full(len(glyphs), LIKE_NOTHING)], axis=1)
    return Outputs(_softmax(of_digits), _softmax(kinds), np.zeros((len(glyphs), 0), np.float32))


def made_drawings() -> tuple[list[Drawing], list[Drawing]]:
    """The made digits and a few signs, all of one hand."""
    digits = [Drawing(str(value), strokes, "somebody", "made") for value, strokes in MADE_DIGITS.values()]
    return digits, [Drawing(sign, MADE_MARKS[name][0], "somebody", "made") for name, sign in SIGNS.items()]


def made_hands() -> Hands:
    """The hand that writes them."""
    return Hands(*made_drawings(), ("plus", "minus"))


@cache
def _known() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    symbols = [(value, strokes) for value, strokes in MADE_DIGITS.values()]
    symbols += [(-1, MADE_MARKS[name][0]) for name in SIGNS]
    copies = [(label, vary_strokes(strokes, generator)) for label, strokes in symbols for _ in range(COPIES)]
    glyphs = np.stack([draw_glyph(strokes) for _, strokes in copies])
    return _vectors(glyphs), np.array([label for label, _ in copies])


def _vectors(glyphs: np.ndarray) -> np.ndarray:
    """Glyphs (n, 28, 28) uint8 as blurred rows of length 1."""
    soft = [cv2.GaussianBlur(glyph, (0, 0), 1.5)[::2, ::2].ravel() for glyph in glyphs.astype(np.float32)]
    rows = np.stack(soft)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def _softmax(likeness: np.ndarray) -> np.ndarray:
    powers = np.exp(SHARPNESS * (likeness - likeness.max(axis=1, keepdims=True)))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
