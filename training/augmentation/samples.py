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
from training.augmentation.drawings import TRAINED, draw_mark
from training.augmentation.numbers import Hands, write_line
from training.augmentation.ways import write_another_way
from training.data.datasets import (
    LOOK_ALIKES,
    PEN_SOURCES,
    Drawing,
    drawings_at_hand,
    has,
    load_mnist,
    load_phone_cells,
)
from training.fitting.recipes import DataMix
from training.pages.paper import found_glyph, photographed_glyphs
from utils.glyph import draw_ink
from utils.grouping import spans_of

MARK, NOT_WHOLE = -1, -2  # labels of what is no digit: something else, whole; a piece of a thing, or several
PHOTOGRAPHED = 6_000  # digits of MNIST, and as many drawn ones, each written on paper once
THINNEST_PEN, THICKEST_PEN = 0.8, 4.0  # glyph pixels
REAL_CELLS = 0.25  # of the photographed digits that a real camera saw
OTHER_WAYS = 0.3  # of the pen-drawn digits that are written in a way the data is short of
SIGN_SHARE = 0.8  # of the marks that somebody wrote; the others are small pictures
FORM_SHARE = 0.3  # of the lines with marks beside digits: dates, sums, prices, and numbers in brackets
RULED_SHARE = 0.5  # of the round brackets and percent signs that are drawn by rule
WHOLE_SHARE = 0.5  # of the groups of strokes out of lines that are one whole thing

Labelled = tuple[np.ndarray, np.ndarray]


class Originals(NamedTuple):
    """What samples are made of; what is not at hand is empty."""

    glyphs: np.ndarray  # MNIST's, (n, 28, 28) uint8
    labels: np.ndarray  # theirs, (n,)
    digits: list[Drawing]
    chances: np.ndarray  # of each, (n,): who wrote much counts for less than its share
    signs: list[Drawing]  # letters and signs that look like no digit
    hands: Hands | None  # to compose lines from
    photographed: list[Labelled]  # glyphs (n, 28, 28) uint8 and labels (n,): of made photographs, of real ones


@functools.cache
def load_originals(photographed: bool, hands: str = "train") -> Originals:
    """The training digits of every source at hand.

    Args:
        hands: the split that what was drawn with a pen comes from.
        photographed: photograph some, too, which takes minutes.
    """
    glyphs, labels = load_mnist("train")
    digits = drawings_at_hand(hands, *PEN_SOURCES)
    signs = drawings_at_hand(hands, "symbols")
    return Originals(
        glyphs,
        labels,
        digits,
        _chances(digits),
        [sign for sign in signs if sign.label not in LOOK_ALIKES],
        Hands(digits, signs, form_share=FORM_SHARE, ruled_share=RULED_SHARE) if digits else None,
        _photograph(glyphs, labels, digits) if photographed else [],
    )


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
    ways = (
        (mix.marks_share, lambda: (_mark(originals, generator), MARK)),
        (mix.lines_share if originals.hands else 0, lambda: group_of_line(originals.hands, generator)),
        (mix.spoilt_whole_share, lambda: (spoil_whole(originals.glyphs, generator), NOT_WHOLE)),
        (mix.photographed_share, lambda: _photographed(originals, mix, generator)),
        (mix.strokes_share if originals.digits else 0, lambda: _pen_drawn(originals, generator)),
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


def group_of_line(hands: Hands, generator: np.random.Generator) -> tuple[np.ndarray, int]:
    """A group of strokes out of a line, as the reader weighs them: a whole digit, a whole mark, or no whole thing.

    Returns:
        (28, 28) uint8 and its label.
    """
    symbols = hands.line(generator)
    symbols = [symbol._replace(strokes=_another_hand(symbol.value, symbol.strokes, generator)) for symbol in symbols]
    strokes, owners = write_line(symbols, generator, gaps=(-0.05, 0.45))
    lows, highs = (np.array([edge(stroke, axis=0) for stroke in strokes]) for edge in (np.min, np.max))
    order = np.argsort((lows[:, 0] + highs[:, 0]) / 2, kind="stable")
    spans = spans_of(np.concatenate([lows, highs - lows], axis=1)[order])
    groups = [order[first:end] for first, end in spans]
    whole = [_whole_symbol(group, owners) for group in groups]
    wanted = generator.random() < WHOLE_SHARE
    choice = [number for number, symbol in enumerate(whole) if (symbol is not None) == wanted] or range(len(groups))
    chosen = choice[generator.integers(len(choice))]
    symbol = whole[chosen]
    glyph = draw_with_any_pen([strokes[stroke] for stroke in groups[chosen]], generator)
    if symbol is None:
        return glyph, NOT_WHOLE
    value = symbols[symbol].value
    return glyph, MARK if value is None else value


def _whole_symbol(group: np.ndarray, owners: np.ndarray) -> int | None:
    """The number of the symbol that a group of strokes is, all of it and nothing else."""
    owner = owners[group[0]]
    return int(owner) if (owners[group] == owner).all() and (owners == owner).sum() == len(group) else None


def _another_hand(value: int | None, strokes: list[np.ndarray], generator: np.random.Generator) -> list[np.ndarray]:
    """Strokes written again, those of a digit now and then in a way that the data is short of."""
    if value is not None and generator.random() < OTHER_WAYS:
        strokes = write_another_way(value, strokes, generator) or strokes
    return vary_strokes(strokes, generator)


def _pen_drawn(originals: Originals, generator: np.random.Generator) -> tuple[np.ndarray, int]:
    digit = originals.digits[int(np.searchsorted(originals.chances, generator.random()))]
    label = int(digit.label)
    return draw_with_any_pen(_another_hand(label, digit.strokes, generator), generator), label


def _mark(originals: Originals, generator: np.random.Generator) -> np.ndarray:
    lot = generator.random()
    if lot < 0.15:
        return draw_scribble(generator)
    if originals.signs and generator.random() < SIGN_SHARE:
        strokes = originals.signs[generator.integers(len(originals.signs))].strokes
    else:
        strokes = draw_mark(generator, TRAINED)
    return draw_with_any_pen(vary_strokes(strokes, generator), generator)


def _photographed(originals: Originals, mix: DataMix, generator: np.random.Generator) -> tuple[np.ndarray, int]:
    return _bent(*originals.photographed[-1 if generator.random() < REAL_CELLS else 0], mix, generator)


def _bent(
    glyphs: np.ndarray, labels: np.ndarray, mix: DataMix, generator: np.random.Generator
) -> tuple[np.ndarray, int]:
    number = generator.integers(len(glyphs))
    return vary_glyph(glyphs[number], generator, mix.bend), int(labels[number])


def _chances(digits: list[Drawing]) -> np.ndarray:
    """Running sums of the digits' chances: a writer of four times as many digits is drawn twice as often."""
    counts: dict[str, int] = {}
    for digit in digits:
        counts[digit.writer] = counts.get(digit.writer, 0) + 1
    chances = np.cumsum([counts[digit.writer] ** -0.5 for digit in digits])
    return chances / chances[-1] if len(chances) else chances


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
