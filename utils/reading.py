"""What was read: digits and marks in reading order, the text of the digits, and a row of a table for each."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .candidates import Box

LEFT_OUT = "\N{MIDDLE DOT}"  # in the place of a mark
SIDES = ("x", "y", "width", "height")  # of a box
COLUMNS = (
    *("line", "position", "kind", "value", "confidence", "runner_up", "runner_up_probability"),
    *("digitness", "sure", *SIDES),
)
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


def rows_of(reading: Reading) -> list[dict[str, Any]]:
    """What is known of each digit and mark, by the names of `COLUMNS`: the same wherever digits are rows.

    Lines are counted from 1, and so are positions, all through the reading; `value` is what was read, None of a mark.
    """
    return [
        {
            "line": digit.line + 1,
            "position": position,
            "kind": digit.kind,
            "value": digit.value,
            "confidence": round(digit.confidence, 6),
            "runner_up": digit.runner_up,
            "runner_up_probability": round(float(digit.probabilities[digit.runner_up]), 6),
            "digitness": round(digit.digitness, 6),
            "sure": digit.is_sure,
            **{side: round(length, 2) for side, length in zip(SIDES, digit.box, strict=True)},
        }
        for position, digit in enumerate(reading.digits, 1)
    ]


def csv_text(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Rows as a table in CSV, under a header; None is an empty cell."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def same_place(box: Box, other: Box) -> bool:
    """Whether two boxes are around the same thing; those without width count as a pixel wide."""
    (x, y, width, height), (left, top, across, down) = box, other
    width, height, across, down = (max(side, 1.0) for side in (width, height, across, down))
    both = max(0.0, min(x + width, left + across) - max(x, left)) * max(0.0, min(y + height, top + down) - max(y, top))
    return both >= SAME_PLACE * (width * height + across * down - both)
