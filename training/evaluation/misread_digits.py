"""The misread digits of unseen people, which the page shows beneath the picture of what is taken for what."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.files import write_whole
from utils.glyph import GLYPH_SIDE
from utils.reader import Digit
from utils.views.misread import REFUSED


def keep_misread(digits: Sequence[Digit | None], labels: np.ndarray, path: Path) -> None:
    """Write the digits that were misread or refused.

    Args:
        digits: as each was read; None where nothing was found.
        labels: (n,) what each is.
        path: for "glyphs" (m, 28, 28) uint8, what was "written" (m,) and what was "read" (m,).
    """
    said = [REFUSED if digit is None or digit.value is None else digit.value for digit in digits]
    wrong = np.flatnonzero(np.array(said) != labels)
    nothing = np.zeros((GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    glyphs = [nothing if (digit := digits[number]) is None else digit.glyph for number in wrong]
    kept = {
        "glyphs": np.reshape(glyphs, (-1, GLYPH_SIDE, GLYPH_SIDE)).astype(np.uint8),
        "written": labels[wrong].astype(np.uint8),
        "read": np.array(said, np.uint8)[wrong],
    }
    write_whole(path, lambda partial: np.savez_compressed(partial, **kept))
