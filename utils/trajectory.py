"""From strokes to the way the pen went, which tells apart what looks alike: a second thing that the reader sees.

Points at even distances along the whole way, the pen's way through the air included, each with where it is, which way
it goes and whether there is ink (Guyon et al., 1991, "Design of a neural network character recognizer for a touch
terminal").
"""

from collections.abc import Sequence

import numpy as np

POINTS = 64
CHANNELS = 6  # x, y, the direction's cosine and sine, ink, and how long the way is: the same at every point
EVENLY = np.linspace(0, 1, POINTS)
LONGEST = 8.0  # longest sides: a way that is longer tells no more


def trajectory_of(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """The way of the pen, whatever the size of the writing and wherever it stands.

    Args:
        strokes: (n, 2) float arrays of x, y in any unit, y down, in the order they were drawn, none empty.

    Returns:
        (`POINTS`, `CHANNELS`) uint8: what lies between the ends of a channel's range, from 0 to 255.
    """
    points = np.concatenate(strokes, dtype=np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    longest = max((high - low).tolist())
    if longest <= 0:
        return _in_bytes(np.zeros(POINTS, complex), np.zeros(POINTS, complex), np.ones(POINTS), 0.0)
    places = ((points - (low + high) / 2) / longest) @ (1, 1j)
    steps = np.abs(places[1:] - places[:-1])
    inked = steps.copy()
    inked[np.cumsum([len(stroke) for stroke in strokes[:-1]], dtype=int) - 1] = 0  # there the pen went through the air
    way, ink = np.zeros(len(places)), np.zeros(len(places))
    np.cumsum(steps, out=way[1:])
    np.cumsum(inked, out=ink[1:])
    evenly = EVENLY * way[-1]
    directions = _differences(places := np.interp(evenly, way, places))
    directions /= np.maximum(np.abs(directions), 1e-9)
    return _in_bytes(places, directions, _differences(np.interp(evenly, way, ink)) / evenly[1], way[-1])


def _differences(along: np.ndarray) -> np.ndarray:
    """How much numbers change from point to point, in the middle the mean of both sides."""
    steps = along[1:] - along[:-1]
    return np.concatenate([steps[:1], (steps[1:] + steps[:-1]) / 2, steps[-1:]])


def _in_bytes(places: np.ndarray, directions: np.ndarray, ink: np.ndarray, length: float) -> np.ndarray:
    """All channels from 0 to 255: places within -0.5..0.5, directions within -1..1, ink within 0..1, the length.

    Places and directions are complex numbers, right and down.
    """
    channels = np.empty((POINTS, CHANNELS))
    channels[:, 0:2] = places.view(np.float64).reshape(-1, 2) + 0.5
    channels[:, 2:4] = (directions.view(np.float64).reshape(-1, 2) + 1) / 2
    channels[:, 4], channels[:, 5] = ink, length / LONGEST
    levels: np.ndarray = np.round(255 * np.clip(channels, 0, 1)).astype(np.uint8)
    return levels
