"""Numbers as a person writes them: digits side by side, with points, signs, brackets and letters between and around.

Everything takes a `numpy.random.Generator`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from training.augmentation.drawings import TRAINED, draw_mark
from training.augmentation.stroke_geometry import rotation_matrix
from training.data.datasets import LETTER_LOOK_ALIKES, Drawing, by_writer

MOST_DIGITS = 8
LONE_SHARE = 0.3  # of the lines that are one digit or one mark alone
MOST_MARKS = 3
DRAWN_SHARE = 0.15  # of the marks that are small pictures
CIRCLE_SHARE = 0.3  # of the points that are written as a small circle
LINE_TILT = 8.0  # degrees
BRACKET_DEPTH = (0.12, 0.45)  # of its height: somewhat more than between the 5th and 95th percentile of written ones
BRACKET_TURN = 8.0  # degrees

# The longest side and the middle above the baseline, both in heights of a digit: from the 5th to the 95th percentile of
# the strokes of writers who wrote signs and digits on one page; where a sign stands is what it is defined by.
SIGNS = {
    ".": ((0.03, 0.15), (0.0, 0.08)),
    ",": ((0.15, 0.5), (-0.15, 0.08)),
    "'": ((0.15, 0.45), (0.75, 1.05)),
    "`": ((0.2, 0.5), (0.75, 1.05)),
    '"': ((0.2, 0.5), (0.75, 1.0)),
    "^": ((0.3, 0.8), (0.6, 1.05)),
    ":": ((0.35, 0.8), (0.25, 0.55)),
    ";": ((0.45, 1.0), (0.1, 0.5)),
    "-": ((0.2, 0.8), (0.3, 0.65)),
    "+": ((0.4, 0.95), (0.3, 0.6)),
    "=": ((0.35, 0.9), (0.3, 0.6)),
    "~": ((0.4, 1.0), (0.3, 0.6)),
    "_": ((0.4, 1.0), (-0.2, 0.05)),
    "*": ((0.35, 1.0), (0.3, 0.8)),
    "x": ((0.4, 0.85), (0.25, 0.5)),
    "X": ((0.5, 1.1), (0.35, 0.55)),
    "<": ((0.4, 1.0), (0.3, 0.6)),
    ">": ((0.4, 1.0), (0.3, 0.6)),
    "/": ((0.8, 1.5), (0.35, 0.6)),
    "\\": ((0.8, 1.5), (0.35, 0.6)),
} | dict.fromkeys("()[]{}", ((0.9, 1.6), (0.35, 0.6)))
UPRIGHT_SIGN = ((0.7, 1.4), (0.35, 0.6))  # signs that are about as high as a digit, and small pictures
CAPITAL = ((0.75, 1.15), (0.4, 0.55))
SMALL_LETTER = ((0.45, 1.05), (0.15, 0.5))
# What people write most: dates, times, sums, prices; each 9 stands for a digit.
_FORMS = """
    9/9 99/9 99/99 9/99/99 99/99/99 99/99/9999 9.9 9.99 99.9 9,9 9,99 99,9 9,999 99,999 99.99 99.9.99 99.99.9999
    99-99 999-9999 9-9 99-9 9:99 99:99 9:9 9+9 99+9 99+99 9+9=99 9-9=9 99-9=99 9x9 9x99 9*9 9x9=99 (9) (99) (999) 9(9)
    9% 99% 9.9% 9,9% #9 #99 $9 $99 $9.99 99$ -9 -99 +9 +999 9' 99' =9 =99 <9 >9 9. 99. 9) 9:
"""
FORMS = tuple(_FORMS.split())
COMMON = tuple(".,:-+=*x/()%#$'")  # what stands in numbers most; the others are as frequent together


class Symbol(NamedTuple):
    """One digit or mark: the digit's value, or None, and its strokes, (n, 2) float arrays, y down."""

    value: int | None
    strokes: list[np.ndarray]
    size: tuple[tuple[float, float], tuple[float, float]] | None = None  # of a mark, as in `SIGNS`


class Hands:
    """Writers with what each wrote, to compose lines from."""

    def __init__(
        self,
        digits: Sequence[Drawing],
        marks: Sequence[Drawing],
        pictures: Sequence[str] = TRAINED,
        marked_share: float = 0.5,
        context_share: float = 0.0,
        form_share: float = 0.0,
        ruled_share: float = 0.0,
    ):
        """Take what people wrote, and how often they write marks.

        Args:
            digits: of all writers.
            marks: their letters and signs, or those of others.
            pictures: the kinds of small pictures that may be drawn.
            marked_share: of the lines that have marks, or are one.
            context_share: of the marks beside digits that are common signs which only the line tells from a digit or a
                piece of one; among the others there are such signs, too.
            form_share: of the lines with marks beside digits that have one of `FORMS`.
            ruled_share: of the round brackets and percent signs that are drawn by rule: few people wrote any.
        """
        self.marked_share, self.context_share, self.form_share = marked_share, context_share, form_share
        self.ruled_share = ruled_share
        self.writers = by_writer(digits)
        self.names = sorted(self.writers)
        self.marks: dict[str, list[Drawing]] = {}
        for mark in marks:
            if mark.label not in LETTER_LOOK_ALIKES:
                self.marks.setdefault(mark.label, []).append(mark)
        self.forms = [form for form in FORMS if set(form) <= {"9", *self.marks}]
        self.pictures = pictures

    def line(self, generator: np.random.Generator) -> list[Symbol]:
        """The symbols of a line: a number of one hand, with marks or not, or one digit or mark alone."""
        own = self.writers[self.names[generator.integers(len(self.names))]]
        if generator.random() < LONE_SHARE:
            is_mark = generator.random() < self.marked_share
            return [self._mark(generator, alone=True) if is_mark else _digit(own, generator)]
        is_marked = generator.random() < self.marked_share
        if is_marked and self.forms and generator.random() < self.form_share:
            form = self.forms[generator.integers(len(self.forms))]
            return [_digit(own, generator) if sign == "9" else self._sign(sign, generator) for sign in form]
        symbols = [_digit(own, generator) for _ in range(generator.integers(1, MOST_DIGITS + 1))]
        for _ in range(generator.integers(1, MOST_MARKS + 1) if is_marked else 0):
            symbols.insert(int(generator.integers(len(symbols) + 1)), self._mark(generator, alone=False))
        return symbols

    def _mark(self, generator: np.random.Generator, alone: bool) -> Symbol:
        """A letter, sign or small picture; of what looks like a digit, only what the line around it tells from one."""
        if not self.marks or generator.random() < DRAWN_SHARE:
            return Symbol(None, draw_mark(generator, self.pictures), UPRIGHT_SIGN)
        labels = [label for label in self.marks if not alone or label == "." or label not in CONTEXT_NEEDED]
        common = [label for label in labels if label in COMMON]
        unclear = [label for label in common if label in CONTEXT_NEEDED]
        choice = common if common and generator.random() < 0.5 else labels
        if self.context_share and unclear and generator.random() < self.context_share:
            choice = unclear
        label = choice[generator.integers(len(choice))]
        mark = self._sign(label, generator)
        if alone and label == ".":  # where the pen only touched; written any larger it may be a digit
            return mark._replace(strokes=[mark.strokes[0][:1]])
        return mark

    def _sign(self, label: str, generator: np.random.Generator) -> Symbol:
        """A letter or sign of that kind as somebody wrote it."""
        drawings = self.marks[label]
        strokes = drawings[generator.integers(len(drawings))].strokes
        if label == "." and generator.random() < CIRCLE_SHARE:
            strokes = [_small_circle(generator)]
        if label in "()%" and generator.random() < self.ruled_share:
            strokes = draw_mark(generator, ["percent"]) if label == "%" else [round_bracket(label, generator)]
        return Symbol(None, strokes, size_of(label))


def round_bracket(label: str, generator: np.random.Generator) -> np.ndarray:
    """A round bracket from top to bottom, shallow or deep, its belly a little high or low, (24, 2) float64, 1 high.

    Args:
        label: "(" or ")".
        generator: of its form.
    """
    down = np.linspace(0, 1, 24)
    around = 2 * down ** np.exp(generator.normal(0, 0.2)) - 1
    depth = generator.uniform(*BRACKET_DEPTH) * (1 - np.abs(around) ** generator.uniform(1.6, 3.2))
    angle = np.radians(generator.normal(0, BRACKET_TURN))
    turn = rotation_matrix(angle)
    return np.stack([-depth if label == "(" else depth, down], axis=1) @ turn.T


def size_of(label: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """The range of the longest side and of the middle above the baseline of a letter or sign, in heights of a digit."""
    if label in SIGNS:
        return SIGNS[label]
    if label.isalpha():
        return CAPITAL if label.isupper() else SMALL_LETTER
    return UPRIGHT_SIGN


def write_line(
    symbols: Sequence[Symbol],
    generator: np.random.Generator,
    gaps: tuple[float, float] = (0.03, 0.45),
    tilt: float = LINE_TILT,
) -> tuple[list[np.ndarray], np.ndarray]:
    """Write symbols side by side as a person does: sizes and gaps vary, the line climbs or falls.

    Args:
        symbols: left to right, strokes in any unit.
        generator: of sizes, gaps, heights and tilt.
        gaps: the narrowest and widest between the boxes of neighbours, in heights of a digit.
        tilt: the steepest, degrees.

    Returns:
        (n, 2) float32 strokes, symbol by symbol, a digit about 1 high; and (strokes,) int, the number of the symbol
        that each belongs to.
    """
    strokes, owners, right = [], [], 0.0
    for number, symbol in enumerate(symbols):
        points = np.concatenate(symbol.strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        longest = max(float((high - low).max()), 1e-6)
        if symbol.size is None:
            scale = np.exp(generator.normal(0, 0.1)) / longest
            bottom = generator.normal(0, 0.05)
        else:
            scale = generator.uniform(*symbol.size[0]) / longest
            bottom = (high - low)[1] * scale / 2 - generator.uniform(*symbol.size[1])
        corner = np.array([right, bottom - (high - low)[1] * scale])
        strokes += [(stroke - low) * scale + corner for stroke in symbol.strokes]
        owners += [number] * len(symbol.strokes)
        right += (high - low)[0] * scale + generator.uniform(*gaps)
    angle = np.deg2rad(generator.uniform(-tilt, tilt))
    turn = rotation_matrix(angle)
    return [(stroke @ turn.T).astype(np.float32) for stroke in strokes], np.array(owners)


CONTEXT_NEEDED = frozenset("/\\!()[]',.`-_:;\"^")  # signs that only the line around them tells from a digit or a piece


def symbol_of(digit: Drawing) -> Symbol:
    """A digit as somebody drew it."""
    return Symbol(int(digit.label), digit.strokes)


def _digit(own: list[Drawing], generator: np.random.Generator) -> Symbol:
    return symbol_of(own[generator.integers(len(own))])


def _small_circle(generator: np.random.Generator) -> np.ndarray:
    turns = np.linspace(0, 2 * np.pi * generator.uniform(0.9, 1.3), 16) + generator.uniform(0, 2 * np.pi)
    return np.stack([np.cos(turns), np.sin(turns) * generator.uniform(0.7, 1.3)], axis=1)
