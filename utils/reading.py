"""What was read: digits and marks in reading order, and the text of the digits."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .candidates import Box

LEFT_OUT = "\N{MIDDLE DOT}"  # in the place of a mark
SAME_PLACE = 0.5  # of the area of two boxes together that they share where they are around the same thing


@dataclass(frozen=True, eq=False)
class Digit:
    """One digit, or a mark that is none, as it was read.

    Attributes:
        value: 0..9, or None of a mark.
        probabilities: (10,) float32, calibrated, sum 1; of a mark what it would be if it were a digit.
        confidence: the highest of them.
        digitness: how sure it is that this is a whole digit, 0..1, among all ways to part what is written.
        box: x, y, width, height in the pixels of what was given.
        glyph: (28, 28) uint8, what the model saw.
        line: the number of its line of text, from 0.
        is_sure: it is a digit, and neither that nor which one is in doubt.
        features: (f,) float32, alike for glyphs that are; empty of a network without.
    """

    value: int | None
    probabilities: np.ndarray
    confidence: float
    digitness: float
    box: Box
    glyph: np.ndarray
    line: int = 0
    is_sure: bool = False
    features: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))

    @property
    def sureness(self) -> float:
        """How sure it is that this is a digit, and the one it is read as, 0..1."""
        return self.digitness * self.confidence

    @property
    def likeliest(self) -> int:
        """The digit that it is, or would be."""
        return int(self.probabilities.argmax())

    @property
    def runner_up(self) -> int:
        """The second likeliest digit."""
        return int(np.argsort(-self.probabilities, kind="stable")[1])

    @property
    def kind(self) -> str:
        """Either "digit", or "mark" where it is none: a letter, a sign, a drawing, a blot."""
        return "mark" if self.value is None else "digit"


@dataclass(frozen=True)
class Reading:
    """What was read: the text, lines joined by a line break, and its digits in reading order."""

    text: str
    digits: tuple[Digit, ...]

    @property
    def marks(self) -> int:
        """How many of them are no digits, and left out of the text."""
        return sum(digit.value is None for digit in self.digits)


def reading_of(digits: Sequence[Digit]) -> Reading:
    """Digits and marks, in reading order, with the text of the digits, line by line."""
    lines: dict[int, str] = {}
    for digit in digits:
        if digit.value is not None:
            lines[digit.line] = lines.get(digit.line, "") + str(digit.value)
    return Reading("\n".join(lines.values()), tuple(digits))


def with_marks(reading: Reading) -> str:
    """The text with a dot in the middle for every mark that was left out of it, such as 3·14."""
    lines: dict[int, str] = {}
    for digit in reading.digits:
        lines[digit.line] = lines.get(digit.line, "") + (LEFT_OUT if digit.value is None else str(digit.value))
    return "\n".join(lines.values())


def left_out(count: int) -> str:
    """How many marks were left out, in words; empty where there were none."""
    return {0: "", 1: "one mark left out"}.get(count, f"{count} marks left out")


def same_place(box: Box, other: Box) -> bool:
    """Whether two boxes are around the same thing; those without width count as a pixel wide."""
    (x, y, width, height), (left, top, across, down) = box, other
    width, height, across, down = (max(side, 1.0) for side in (width, height, across, down))
    both = max(0.0, min(x + width, left + across) - max(x, left)) * max(0.0, min(y + height, top + down) - max(y, top))
    return both >= SAME_PLACE * (width * height + across * down - both)
