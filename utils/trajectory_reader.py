"""What the way of the pen says beside the glyph: both networks' probabilities are multiplied."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .decision import softmax
from .engines import Network, Outputs, load_trajectory_network, said_of
from .manifest import MANIFEST, REMEDIES, ModelError

FAINTEST = 1e-6  # probabilities below count as this one

Powers = tuple[float, float]  # of the glyph network's probabilities and of the trajectory network's, in their product


class TrajectoryReader(NamedTuple):
    """A network that reads trajectories, and how much its word counts.

    Attributes:
        network: from trajectories to what it says of them.
        of_digit: powers of the probabilities of the ten.
        of_kind: powers of those of the kind.
    """

    network: Network
    of_digit: Powers
    of_kind: Powers

    @classmethod
    def load(cls, folder: Path, entry: Mapping[str, Any], engine: str | None = None) -> "TrajectoryReader":
        """Check the files against their entry of the manifest and load the network; `engine` as in `load_network`.

        Raises:
            ModelError: a file is missing or altered, or the powers are not two finite numbers each.
        """
        powers = [tuple(entry["powers"][name]) for name in ("digit", "kind")]
        if not all(len(pair) == 2 and all(isinstance(p, float) and math.isfinite(p) for p in pair) for pair in powers):
            raise ModelError(f"{folder / MANIFEST} has no usable 'powers'. {REMEDIES[MANIFEST]}")
        return cls(load_trajectory_network(folder, entry, engine), *powers)

    def beside(self, of_glyphs: Outputs, trajectories: np.ndarray) -> Outputs:
        """What both say of drawn glyphs; the features stay the glyph network's.

        Args:
            of_glyphs: as the glyph network says it, not calibrated.
            trajectories: (n, 64, 6) uint8, of the same strokes.
        """
        of_ways = said_of(self.network, trajectories)
        digit = product(of_glyphs.digit, of_ways.digit, self.of_digit)
        return Outputs(digit, product(of_glyphs.kind, of_ways.kind, self.of_kind), of_glyphs.features)


def product(one: np.ndarray, other: np.ndarray, powers: Powers) -> np.ndarray:
    """A product of experts (Hinton, 2002): of probabilities (n, k) each to its power; (n, k) float32, rows sum to 1."""
    evidence = evidence_of_both(one, other)
    return softmax(powers[0] * evidence[:, 0] + powers[1] * evidence[:, 1])


def evidence_of_both(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The logarithms (n, 2, k) float64 of what two networks say, probabilities (n, k) each."""
    both = np.stack([one, other], axis=1).astype(np.float64)
    logarithms: np.ndarray = np.log(np.maximum(both, FAINTEST))
    return logarithms
