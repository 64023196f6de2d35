"""Copies of digits from every source, and of what is no digit, each made from its number alone."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from training.augment import degrade, draw_no_digit, draw_varied, plain_one, vary_glyph, vary_strokes
from training.datasets import LOOK_ALIKES, Drawing, has, load_drawings, load_mnist, load_phone_cells
from training.paper import found_glyph, photographed_glyphs
from training.recipes import Blend
from utils.glyph import draw_ink

PHOTOGRAPHED = 6_000  # digits of MNIST, and as many drawn ones, each written on paper once
THINNEST_PEN, THICKEST_PEN = 0.8, 4.0  # glyph pixels
REAL_CELLS = 0.25  # of the photographed digits that a real camera saw
NO_DIGIT_SHARE = 0.10
PLAIN_ONES = 0.3  # of the pen-drawn ones

Labelled = tuple[np.ndarray, np.ndarray]


class Originals(NamedTuple):
    """What copies are made of; what is not at hand is empty."""

    glyphs: np.ndarray  # MNIST's, (n, 28, 28) uint8
    labels: np.ndarray  # theirs, (n,)
    strokes: list[list[np.ndarray]]  # of pen-drawn digits
    written: list[int]  # which digits they are
    symbols: list[list[np.ndarray]]  # strokes of letters and symbols
    photographed: list[Labelled]  # glyphs (n, 28, 28) uint8 and labels (n,): of made photographs, of real ones


@functools.cache
def load_originals(photographed: bool) -> Originals:
    """The training digits of every source at hand.

    Args:
        photographed: photograph some, too, which takes minutes.
    """
    glyphs, labels = load_mnist("train")
    digits = load_drawings("strokes", "train") if has("strokes") else []
    symbols = load_drawings("symbols", "train") if has("symbols") else []
    return Originals(
        glyphs,
        labels,
        [digit.strokes for digit in digits],
        [int(digit.label) for digit in digits],
        [symbol.strokes for symbol in symbols if symbol.label not in LOOK_ALIKES],
        _photograph(glyphs, labels, digits) if photographed else [],
    )


def make_copies(originals: Originals, blend: Blend, count: int, number: int) -> Labelled:
    """The copies of a batch.

    Args:
        originals: to choose from; photographed ones where the blend has a share of them.
        blend: what to make of them.
        count: of copies.
        number: of the batch: the same number makes the same copies.

    Returns:
        (count, 28, 28) uint8 glyphs and (count,) int8 labels, -1 for what is no digit.
    """
    generator = np.random.default_rng((0, number))
    inks, labels = zip(*(_copy(originals, blend, generator) for _ in range(count)), strict=True)
    return np.round(np.stack(inks) * 255).astype(np.uint8), np.array(labels, np.int8)


def _copy(originals: Originals, blend: Blend, generator: np.random.Generator) -> tuple[np.ndarray, int]:
    """One copy, (28, 28) float32 in 0..1, and its label."""
    glyphs, labels, strokes, written, symbols, photographed = originals
    lot = generator.random()
    if lot < NO_DIGIT_SHARE:
        glyph = draw_no_digit(symbols, strokes, glyphs, generator)
        ink, label = glyph.astype(np.float32) / 255, -1
    elif lot < NO_DIGIT_SHARE + blend.photographed_share:
        found, values = photographed[-1 if generator.random() < REAL_CELLS else 0]
        number = generator.integers(len(found))
        ink, label = vary_glyph(found[number], generator, blend.bend), int(values[number])
    elif lot < NO_DIGIT_SHARE + blend.photographed_share + blend.strokes_share and strokes:
        number = generator.integers(len(strokes))
        label = written[number]
        is_plain = label == 1 and generator.random() < PLAIN_ONES
        ink = draw_varied(plain_one(generator) if is_plain else strokes[number], generator).astype(np.float32) / 255
    else:
        number = generator.integers(len(glyphs))
        ink, label = vary_glyph(glyphs[number], generator, blend.bend), int(labels[number])
    if generator.random() < blend.degraded_share:
        ink = degrade(ink, generator)
    return ink, label


def _photograph(glyphs: np.ndarray, labels: np.ndarray, digits: list[Drawing]) -> list[Labelled]:
    """Glyphs (n, 28, 28) uint8 and labels (n,) of made photographs, and of real ones where they are at hand."""
    generator = np.random.default_rng((0, PHOTOGRAPHED))
    chosen = generator.choice(len(glyphs), PHOTOGRAPHED, replace=False)
    inks = [glyph.astype(np.float32) / 255 for glyph in glyphs[chosen]]
    written = list(labels[chosen])
    for _ in range(PHOTOGRAPHED if digits else 0):
        drawing = digits[generator.integers(len(digits))]
        width = generator.uniform(THINNEST_PEN, THICKEST_PEN)
        inks.append(draw_ink(vary_strokes(drawing.strokes, generator), width))
        written.append(int(drawing.label))
    bar = tqdm(inks, desc="photographs", unit="digit", mininterval=2)
    sources = [_found(photographed_glyphs(bar, generator), written)]
    if has("phone_cells"):
        pictures, labels_of_cells = load_phone_cells("train")
        sources.append(_found([found_glyph(picture) for picture in pictures], labels_of_cells))
    return sources


def _found(glyphs: list[np.ndarray | None], labels: Sequence[int]) -> Labelled:
    """The glyphs that are there, and their labels."""
    found = [number for number, glyph in enumerate(glyphs) if glyph is not None]
    return np.stack([glyphs[number] for number in found]), np.array(labels)[found]
