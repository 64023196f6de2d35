"""Small pictures and marks that are no digits, drawn by rule with much left to chance.

Each kind is a function of a `numpy.random.Generator` that returns strokes, (n, 2) float arrays of x, y, y down,
about one unit large. Nothing here may be taken for a digit: no lone ring, no lone upright bar, no S and no Z.
"""

from collections.abc import Callable, Sequence

import numpy as np

from training.augmentation.drawn_signs import SIGNS
from training.augmentation.drawn_things import THINGS
from training.augmentation.pen import Strokes
from training.augmentation.stroke_geometry import rotation_matrix

Kind = Callable[[np.random.Generator], Strokes]

# Kinds that never train, so that validation and report see some that no model was shown.
HELD_OUT = frozenset(
    {"cat face", "heart", "car", "cup", "question mark", "moon", "omega", "envelope", "music note", "flower"}
    | {"at sign", "pi"}
)

LARGEST_TURN = 12.0  # degrees
LARGEST_STRETCH = 0.25  # natural logarithm, of each side
SLIP = 0.015  # by which a pen misses the place where it is set down

KINDS: dict[str, Kind] = THINGS | SIGNS
TRAINED: tuple[str, ...] = tuple(kind for kind in KINDS if kind not in HELD_OUT)
VALIDATION_KINDS, REPORT_KINDS = (tuple(sorted(HELD_OUT)[start::2]) for start in (0, 1))


def draw_mark(generator: np.random.Generator, kinds: Sequence[str]) -> Strokes:
    """Draw a picture or mark of one of some kinds, a little turned, slanted, stretched and wobbly.

    Args:
        generator: of everything left to chance.
        kinds: names of `KINDS`, for instance `TRAINED`.

    Returns:
        (n, 2) float32 arrays of x, y, y down; about one unit large.
    """
    strokes = KINDS[kinds[generator.integers(len(kinds))]](generator)
    counts = [len(stroke) for stroke in strokes]
    points = np.concatenate(strokes)
    angle = np.radians(generator.uniform(-LARGEST_TURN, LARGEST_TURN))
    turn = rotation_matrix(angle)
    slant = np.array([[1, generator.uniform(-0.18, 0.18)], [0, 1]])
    sizes = np.exp(generator.uniform(-LARGEST_STRETCH, LARGEST_STRETCH, 2))
    waves = generator.normal(0, 5, (2, 2))
    wobble = np.sin(points @ waves + generator.uniform(0, 6, 2)) * generator.uniform(0, 0.03)
    slips = np.repeat(generator.normal(0, SLIP, (len(strokes), 2)), counts, axis=0)
    tremor = generator.normal(0, generator.uniform(0, 0.008), points.shape)
    points = (((points + wobble + slips + tremor) * sizes) @ (turn @ slant).T).astype(np.float32)
    return np.split(points, np.cumsum(counts)[:-1])
