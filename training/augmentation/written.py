"""Strokes as hands write them, again and again otherwise: digits, marks, and groups of strokes out of lines."""

import functools
from typing import NamedTuple

import numpy as np

from training.augmentation.augment import vary_strokes
from training.augmentation.drawings import TRAINED, draw_mark
from training.augmentation.numbers import Hands, write_line
from training.augmentation.ways import write_another_way
from training.data.datasets import LOOK_ALIKES, PEN_SOURCES, Drawing, drawings_at_hand
from utils.grouping import spans_of

MARK, NOT_WHOLE = -1, -2  # labels of what is no digit: something else, whole; a piece of a thing, or several
OTHER_WAYS = 0.3  # of the digits that are written in a way the data is short of
SIGN_SHARE = 0.8  # of the marks that somebody wrote; the others are small pictures
FORM_SHARE = 0.3  # of the lines with marks beside digits: dates, sums, prices, and numbers in brackets
RULED_SHARE = 0.5  # of the round brackets and percent signs that are drawn by rule
WHOLE_SHARE = 0.5  # of the groups of strokes out of lines that are one whole thing


class Writers(NamedTuple):
    """What was drawn with a pen; what is not at hand is empty."""

    digits: list[Drawing]
    chances: np.ndarray  # of each, (n,): who wrote much counts for less than its share
    signs: list[Drawing]  # letters and signs that look like no digit
    hands: Hands | None  # to compose lines from


class Written(NamedTuple):
    """Strokes, (n, 2) float arrays in the order they were drawn, and what they are: 0..9, `MARK` or `NOT_WHOLE`."""

    strokes: list[np.ndarray]
    label: int


@functools.cache
def load_writers(split: str) -> Writers:
    """The writers of a split, of every collection at hand."""
    digits, signs = drawings_at_hand(split, *PEN_SOURCES), drawings_at_hand(split, "symbols")
    hands = Hands(digits, signs, form_share=FORM_SHARE, ruled_share=RULED_SHARE) if digits else None
    return Writers(digits, chances_of(digits), [sign for sign in signs if sign.label not in LOOK_ALIKES], hands)


def chances_of(digits: list[Drawing]) -> np.ndarray:
    """Running sums of the digits' chances: a writer of four times as many digits is drawn twice as often."""
    counts: dict[str, int] = {}
    for digit in digits:
        counts[digit.writer] = counts.get(digit.writer, 0) + 1
    chances = np.cumsum([counts[digit.writer] ** -0.5 for digit in digits])
    return chances / chances[-1] if len(chances) else chances


def written_digit(writers: Writers, generator: np.random.Generator) -> Written:
    """A digit of any hand, now and then in a way that the data is short of."""
    digit = writers.digits[int(np.searchsorted(writers.chances, generator.random()))]
    label = int(digit.label)
    return Written(_another_hand(label, digit.strokes, generator), label)


def written_mark(writers: Writers, generator: np.random.Generator) -> Written:
    """A letter or sign of any hand, or a small picture."""
    if writers.signs and generator.random() < SIGN_SHARE:
        strokes = writers.signs[generator.integers(len(writers.signs))].strokes
    else:
        strokes = draw_mark(generator, TRAINED)
    return Written(vary_strokes(strokes, generator), MARK)


def written_group(hands: Hands, generator: np.random.Generator) -> Written:
    """A group of strokes out of a line, as the reader weighs them: a whole digit, a whole mark, or no whole thing."""
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
    value = MARK if symbol is None else symbols[symbol].value
    label = NOT_WHOLE if symbol is None else MARK if value is None else value
    return Written([strokes[stroke] for stroke in np.sort(groups[chosen])], label)


def _whole_symbol(group: np.ndarray, owners: np.ndarray) -> int | None:
    """The number of the symbol that a group of strokes is, all of it and nothing else."""
    owner = owners[group[0]]
    return int(owner) if (owners[group] == owner).all() and (owners == owner).sum() == len(group) else None


def _another_hand(value: int | None, strokes: list[np.ndarray], generator: np.random.Generator) -> list[np.ndarray]:
    """Strokes written again, those of a digit now and then in a way that the data is short of."""
    if value is not None and generator.random() < OTHER_WAYS:
        strokes = write_another_way(value, strokes, generator) or strokes
    return vary_strokes(strokes, generator)
