"""Samples of digits from every source, and of what is no digit, each made from its number alone."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from training.augmentation.augment import (
    degrade,
    draw_scribble,
    draw_with_any_pen,
    spoil_whole,
    vary_glyph,
    vary_strokes,
)
from training.augmentation.written import (
    MARK,
    NOT_WHOLE,
    Writers,
    Written,
    load_writers,
    written_digit,
    written_group,
    written_mark,
)
from training.data.datasets import Drawing, has, load_mnist, load_phone_cells
from training.fitting.recipes import DataMix
from training.pages.paper import found_glyph, photographed_glyphs
from utils.glyph import draw_ink

PHOTOGRAPHED = 6_000  # digits of MNIST, and as many drawn ones, each written on paper once
THINNEST_PEN, THICKEST_PEN = 0.8, 4.0  # glyph pixels
REAL_CELLS = 0.25  # of the photographed digits that a real camera saw
SCRIBBLES = 0.15  # of the marks that nobody wrote

Labelled = tuple[np.ndarray, np.ndarray]


class Originals(NamedTuple):
    """What samples are made of; what is not at hand is empty."""

    glyphs: np.ndarray  # MNIST's, (n, 28, 28) uint8
    labels: np.ndarray  # theirs, (n,)
    writers: Writers
    photographed: list[Labelled]  # glyphs (n, 28, 28) uint8 and labels (n,): of made photographs, of real ones


@functools.cache
def load_originals(photographed: bool, hands: str = "train") -> Originals:
    """The training digits of every source at hand.

    Args:
        hands: the split that what was drawn with a pen comes from.
        photographed: photograph some, too, which takes minutes.
    """
    glyphs, labels = load_mnist("train")
    writers = load_writers(hands)
    return Originals(glyphs, labels, writers, _photograph(glyphs, labels, writers.digits) if photographed else [])


def make_samples(originals: Originals, mix: DataMix, count: int, number: int) -> Labelled:
    """The samples of a batch.

    Args:
        originals: to choose from; photographed ones where the mix has a share of them.
        mix: what to make of them.
        count: of samples.
        number: of the batch: the same number makes the same samples.

    Returns:
        (count, 28, 28) uint8 glyphs and (count,) int8 labels, `MARK` or `NOT_WHOLE` for what is no digit.
    """
    generator = np.random.default_rng((0, number))
    inks, labels = zip(*(_sample(originals, mix, generator) for _ in range(count)), strict=True)
    return np.round(np.stack(inks) * 255).astype(np.uint8), np.array(labels, np.int8)


def _sample(originals: Originals, mix: DataMix, generator: np.random.Generator) -> tuple[np.ndarray, int]:
    """One sample, (28, 28) float32 in 0..1, and its label."""
    writers = originals.writers
    ways = (
        (mix.marks_share, lambda: (_mark(writers, generator), MARK)),
        (mix.lines_share if writers.hands else 0, lambda: _drawn(written_group(writers.hands, generator), generator)),
        (mix.spoilt_whole_share, lambda: (spoil_whole(originals.glyphs, generator), NOT_WHOLE)),
        (mix.photographed_share, lambda: _photographed(originals, mix, generator)),
        (mix.strokes_share if writers.digits else 0, lambda: _drawn(written_digit(writers, generator), generator)),
        (1.0, lambda: _bent(originals.glyphs, originals.labels, mix, generator)),
    )
    lot = generator.random()
    for share, make in ways:
        if lot < share:
            made, label = make()
            break
        lot -= share
    ink = made.astype(np.float32) / 255 if made.dtype == np.uint8 else made
    if generator.random() < mix.degraded_share:
        ink = degrade(ink, generator)
    return ink, label


def _mark(writers: Writers, generator: np.random.Generator) -> np.ndarray:
    if generator.random() < SCRIBBLES:
        return draw_scribble(generator)
    return draw_with_any_pen(written_mark(writers, generator).strokes, generator)


def _drawn(written: Written, generator: np.random.Generator) -> tuple[np.ndarray, int]:
    return draw_with_any_pen(written.strokes, generator), written.label


def _photographed(originals: Originals, mix: DataMix, generator: np.random.Generator) -> tuple[np.ndarray, int]:
    return _bent(*originals.photographed[-1 if generator.random() < REAL_CELLS else 0], mix, generator)


def _bent(
    glyphs: np.ndarray, labels: np.ndarray, mix: DataMix, generator: np.random.Generator
) -> tuple[np.ndarray, int]:
    number = generator.integers(len(glyphs))
    return vary_glyph(glyphs[number], generator, mix.bend), int(labels[number])


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
