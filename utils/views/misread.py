"""The misread digits themselves, as the model saw them, to be shown under the picture of what it takes for what."""

from pathlib import Path

import numpy as np

from utils.glyph import CLASSES
from utils.manifest import MODELS
from utils.views.markup import fill

MISREAD_DIGITS = MODELS / "misread_digits.npz"
REFUSED = CLASSES  # read as no digit: the last column of the matrix
MOST_SHOWN = 60


def of_misread(matrix: list[list[int]], path: Path = MISREAD_DIGITS) -> str:
    """The digits behind the cells of a matrix, in its order; nothing where they are those of another one.

    Args:
        matrix: 10 rows, what was written; 11 columns, what was read, the last of them "no digit".
        path: of "glyphs" (n, 28, 28) uint8, what was "written" (n,), and what was "read" (n,).
    """
    try:
        with np.load(path) as file:
            glyphs, written, read = file["glyphs"], file["written"], file["read"]
    except (OSError, ValueError, KeyError):
        return ""
    counts = np.zeros((CLASSES, REFUSED + 1), int)
    np.add.at(counts, (written, read), 1)
    wrong = np.array(matrix)
    np.fill_diagonal(wrong, 0)
    if not len(glyphs) or not np.array_equal(counts, wrong):
        return ""
    digits = []
    for number in np.lexsort((read, written))[:MOST_SHOWN]:
        said = "refused" if read[number] == REFUSED else f"as {read[number]}"
        digits.append((int(written[number]), said, glyphs[number]))
    return fill("model", "misread", digits=digits)
