"""How photographs of numbers are scored: by digits found, digits too many and lines exact."""

import re
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class NumberScore:
    """Counts over one or many pictures; they add up."""

    right: int = 0
    written: int = 0
    extra: int = 0
    lines_exact: int = 0
    lines: int = 0

    def __add__(self, other: "NumberScore") -> "NumberScore":
        return NumberScore(*(a + b for a, b in zip(self._counts(), other._counts(), strict=True)))

    def _counts(self) -> tuple[int, ...]:
        return self.right, self.written, self.extra, self.lines_exact, self.lines


def score_number(label: str, text: str) -> NumberScore:
    """Score what was read in one picture.

    Args:
        label: what is written: "/" between lines; everything else that is no digit is left out of the count.
        text: what was read, lines joined by a line break.
    """
    lines = [re.sub(r"\D", "", line) for line in label.split("/")]
    read = text.split("\n")
    written, found = "".join(lines), "".join(read)
    right, wrong = align(written, found)
    exact = sum(line == other for line, other in zip(lines, read, strict=False))
    return NumberScore(right, len(written), len(found) - right - wrong, exact, len(lines))


def align(written: str, found: str) -> tuple[int, int]:
    """The digits right and the digits mistaken in the alignment of least edits (Wagner and Fischer, 1974).

    Of several alignments with as few edits, the one with most digits right.
    """
    # Each cell is edits and, to be as large as possible, digits right, packed into one number.
    packed = 10_000
    costs = np.zeros((len(written) + 1, len(found) + 1), np.int64)
    costs[:, 0] = packed * np.arange(len(written) + 1)
    costs[0] = packed * np.arange(len(found) + 1)
    for row, digit in enumerate(written, 1):
        for column, other in enumerate(found, 1):
            same = -1 if digit == other else packed
            costs[row, column] = min(
                costs[row - 1, column - 1] + same, costs[row - 1, column] + packed, costs[row, column - 1] + packed
            )
    edits = -(-int(costs[-1, -1]) // packed)
    right = edits * packed - int(costs[-1, -1])
    # edits = mistaken + missing + extra, written = right + mistaken + missing, found = right + mistaken + extra
    wrong = len(written) + len(found) - 2 * right - edits
    return right, wrong
