"""What a visit's corrections teach: a glyph like one that was put right is read with that in mind.

Each correction speaks for its digit, the louder the more alike the glyphs are in the network's own features: nearest
neighbours (Cover and Hart, 1967) weighed against the network's answer. Nothing is learnt from what was not corrected.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .engines import Outputs


class Correction(NamedTuple):
    """A glyph's features, (f,) float32 of length 1, and the digit that the person said it is."""

    features: np.ndarray
    value: int


class Adaptation(NamedTuple):
    """How far a correction carries: the likeness from which it speaks, and its log odds at a likeness of 1."""

    reach: float
    strength: float


def adapted(outputs: Outputs, corrections: Sequence[Correction], by: Adaptation) -> Outputs:
    """What the network says, with the corrections in mind.

    Args:
        outputs: of n glyphs.
        corrections: of this visit; without any the outputs stay as they are.
        by: as it was fitted.
    """
    if not corrections or not outputs.features.shape[1]:
        return outputs
    likeness = outputs.features @ np.stack([correction.features for correction in corrections]).T
    voices = by.strength * np.clip((likeness - by.reach) / (1 - by.reach), 0, 1)
    odds = np.zeros(outputs.digit.shape)
    np.maximum.at(odds.T, [correction.value for correction in corrections], voices.T)
    weighed = outputs.digit * np.exp(odds)
    digit = (weighed / weighed.sum(axis=1, keepdims=True)).astype(np.float32)
    return outputs._replace(digit=np.where((odds > 0).any(axis=1, keepdims=True), digit, outputs.digit))
