"""The strokes that small pictures and signs are drawn with, never quite where they should be.

Everything takes a `numpy.random.Generator`; lengths are shares of the picture.
"""

import math

import numpy as np

from training.augmentation.stroke_geometry import rotation_matrix

Strokes = list[np.ndarray]

JITTER = 0.03  # of each corner's place, as a share of the picture
OVERSHOOT = 0.05  # by which a stroke is too long or too short, as a share of the picture
STEP = 0.06  # between the points of a stroke, so that it can wobble


def even(corners: np.ndarray) -> np.ndarray:
    """The same polyline as (n, 2) points in even steps along it."""
    points = corners @ (1, 1j)
    lengths = np.zeros(len(points))
    np.cumsum(np.abs(points[1:] - points[:-1]), out=lengths[1:])
    count = max(3, int(lengths[-1] / STEP))
    even = np.interp(np.arange(count) * (lengths[-1] / (count - 1)), lengths, points)
    return even.view(np.float64).reshape(-1, 2)


def line(g: np.random.Generator, *corners: tuple[float, float], jitter: float = JITTER) -> np.ndarray:
    """A polyline through corners that are a little off, and that ends a little early or late."""
    points = np.array(corners, float) + jitter * g.standard_normal((len(corners), 2))
    for end, inner in ((0, 1), (-1, -2)):
        step = points[end] - points[inner]
        length = math.hypot(step[0], step[1])
        points[end] += step * (min(max(g.normal(0, OVERSHOOT), -0.3 * length), 0.5 * length) / max(length, 1e-9))
    return even(points)


def arc(
    g: np.random.Generator, x: float, y: float, rx: float, ry: float, start: float = -90, end: float = 270
) -> np.ndarray:
    """A piece of an ellipse from one angle in degrees to another (0 right, 90 down), with ends that seldom meet."""
    start, end = math.radians(start + g.normal(0, 8)), math.radians(end + g.normal(0, 8))
    count = max(7, int(abs(end - start) * max(rx, ry) * 7))
    angles = start + np.arange(count) * ((end - start) / (count - 1))
    points = np.empty((count, 2))
    points[:, 0] = x + rx * g.uniform(0.9, 1.1) * np.cos(angles)
    points[:, 1] = y + ry * g.uniform(0.9, 1.1) * np.sin(angles)
    return points


def ring(g: np.random.Generator, x: float, y: float, rx: float, ry: float | None = None) -> np.ndarray:
    """A whole ellipse, begun at its top or anywhere."""
    start = g.uniform(0, 360) if g.random() < 0.4 else -90
    return arc(g, x, y, rx, rx if ry is None else ry, start, start + 360 * (1 if g.random() < 0.7 else -1))


def dot(g: np.random.Generator, x: float, y: float) -> np.ndarray:
    """A dot, or a ring hardly larger."""
    if g.random() < 0.6:
        return (x, y) + 0.005 * g.standard_normal((2, 2))
    return arc(g, x, y, 0.025, 0.025)


def spline(g: np.random.Generator, *knots: tuple[float, float], jitter: float = JITTER) -> np.ndarray:
    """A smooth line through knots (Catmull and Rom)."""
    points = np.array(knots, float) + g.normal(0, jitter, (len(knots), 2))
    points = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    a, b, c, d = points[:-3, None], points[1:-2, None], points[2:-1, None], points[3:, None]
    t = np.linspace(0, 1, 7)[None, :, None]
    pieces = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return pieces.reshape(-1, 2)


def shuffled(g: np.random.Generator, strokes: Strokes) -> Strokes:
    """The strokes in any order, some from their end."""
    return [strokes[i] if g.random() < 0.8 else strokes[i][::-1] for i in g.permutation(len(strokes))]


def some(g: np.random.Generator, share: float, *strokes: np.ndarray) -> Strokes:
    """The strokes, in that share of cases."""
    return list(strokes) if g.random() < share else []


def box(g: np.random.Generator, left: float, top: float, right: float, bottom: float) -> Strokes:
    """A rectangle in one to four strokes."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    first = int(g.integers(4))
    round_trip = [*corners[first:], *corners[: first + 1]]
    kind = g.random()
    if kind < 0.6:
        return [line(g, *round_trip)]
    if kind < 0.85:
        return [line(g, *round_trip[:3]), line(g, *round_trip[2:])]
    return [line(g, *round_trip[i : i + 2]) for i in range(4)]


def rotated(g: np.random.Generator, strokes: Strokes, angle: float) -> Strokes:
    """The strokes turned around the middle of the picture."""
    turn = rotation_matrix(-angle)
    return [(stroke - 0.5) @ turn + 0.5 for stroke in strokes]
