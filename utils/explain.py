"""Which ink spoke for an answer: cover a piece at a time and see what the model says then.

Occlusion (Zeiler and Fergus, 2014), weighed by ink.
"""

import numpy as np

from .engines import Network, Outputs
from .glyph import GLYPH_SIDE

WINDOW = 6  # glyph pixels: the side of what is covered
STEP = 3  # glyph pixels between neighbouring windows
SHARE_TAKEN = 0.2  # of the ink, to show what it is worth; the page says "a fifth"
FAINTEST = 1e-6  # probabilities below count as this one


def evidence_for(outputs: Network, glyph: np.ndarray, answer: int | None) -> np.ndarray:
    """How much each pixel's ink spoke for the answer.

    Args:
        outputs: what the network says of (n, 28, 28) uint8 glyphs.
        glyph: (28, 28) uint8.
        answer: the digit to explain, None to explain why it looks like a digit at all.

    Returns:
        (28, 28) float32 in -1..1: positive for the answer, negative against it, 0 where there is no ink.
    """
    starts = range(-STEP, GLYPH_SIDE, STEP)
    windows = [(slice(max(y, 0), y + WINDOW), slice(max(x, 0), x + WINDOW)) for y in starts for x in starts]
    windows = [window for window in windows if glyph[window].any()]
    covered = np.repeat(glyph[None], len(windows) + 1, axis=0)
    for copy, window in zip(covered, windows, strict=False):
        copy[window] = 0
    sureness = _sureness(outputs(covered), answer)
    total, count = np.zeros(glyph.shape), np.zeros(glyph.shape)
    for window, effect in zip(windows, sureness[-1] - sureness[:-1], strict=True):
        total[window] += effect
        count[window] += 1
    evidence = np.where(glyph > 0, total / np.maximum(count, 1), 0)
    shares: np.ndarray = (evidence / max(np.abs(evidence).max(), 1e-9)).astype(np.float32)
    return shares


def without_strongest(glyph: np.ndarray, evidence: np.ndarray, share: float = SHARE_TAKEN) -> np.ndarray:
    """The glyph without the ink that spoke loudest for the answer.

    Args:
        glyph: (28, 28) uint8.
        evidence: (28, 28), as `evidence_for` gives it.
        share: of all ink that is taken away, 0..1.

    Returns:
        (28, 28) uint8.
    """
    order = np.argsort(-np.where(glyph > 0, evidence, -np.inf).ravel(), kind="stable")
    ink = np.cumsum(glyph.ravel()[order], dtype=np.float64)
    taken = order[: np.searchsorted(ink, share * ink[-1]) + 1]
    left = glyph.ravel().copy()
    left[taken] = 0
    return left.reshape(glyph.shape)


def _sureness(outputs: Outputs, answer: int | None) -> np.ndarray:
    """The logarithm of the probability of the answer, or of being a digit."""
    sureness: np.ndarray = np.log(
        np.maximum(outputs.kind[:, 0] if answer is None else outputs.digit[:, answer], FAINTEST)
    )
    return sureness
