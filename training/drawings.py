"""Small pictures and marks that are no digits, drawn by rule with much left to chance.

Each kind is a function of a `numpy.random.Generator` that returns strokes, (n, 2) float arrays of x, y, y down,
about one unit large. Nothing here may be taken for a digit: no lone ring, no lone upright bar, no S and no Z.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

Strokes = list[np.ndarray]
Kind = Callable[[np.random.Generator], Strokes]

# Kinds that never train, so that validation and report see some that no model was shown.
HELD_OUT = frozenset(
    {"cat face", "heart", "car", "cup", "question mark", "moon", "omega", "envelope", "music note", "flower"}
    | {"at sign", "percent"}
)

JITTER = 0.03  # of each corner's place, as a share of the picture
LARGEST_TURN = 12.0  # degrees
LARGEST_STRETCH = 0.25  # natural logarithm, of each side
SLIP = 0.015  # by which a pen misses the place where it is set down
OVERSHOOT = 0.05  # by which a stroke is too long or too short, as a share of the picture
STEP = 0.06  # between the points of a stroke, so that it can wobble


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
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slant = np.array([[1, generator.uniform(-0.18, 0.18)], [0, 1]])
    sizes = np.exp(generator.uniform(-LARGEST_STRETCH, LARGEST_STRETCH, 2))
    waves = generator.normal(0, 5, (2, 2))
    wobble = np.sin(points @ waves + generator.uniform(0, 6, 2)) * generator.uniform(0, 0.03)
    slips = np.repeat(generator.normal(0, SLIP, (len(strokes), 2)), counts, axis=0)
    tremor = generator.normal(0, generator.uniform(0, 0.008), points.shape)
    points = (((points + wobble + slips + tremor) * sizes) @ (turn @ slant).T).astype(np.float32)
    return np.split(points, np.cumsum(counts)[:-1])


def _even(corners: np.ndarray) -> np.ndarray:
    """The same polyline as (n, 2) points in even steps along it."""
    points = corners @ (1, 1j)
    lengths = np.zeros(len(points))
    np.cumsum(np.abs(points[1:] - points[:-1]), out=lengths[1:])
    count = max(3, int(lengths[-1] / STEP))
    even = np.interp(np.arange(count) * (lengths[-1] / (count - 1)), lengths, points)
    return even.view(np.float64).reshape(-1, 2)


def _line(g: np.random.Generator, *corners: tuple[float, float], jitter: float = JITTER) -> np.ndarray:
    """A polyline through corners that are a little off, and that ends a little early or late."""
    points = np.array(corners, float) + jitter * g.standard_normal((len(corners), 2))
    for end, inner in ((0, 1), (-1, -2)):
        step = points[end] - points[inner]
        length = math.hypot(step[0], step[1])
        points[end] += step * (min(max(g.normal(0, OVERSHOOT), -0.3 * length), 0.5 * length) / max(length, 1e-9))
    return _even(points)


def _arc(
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


def _ring(g: np.random.Generator, x: float, y: float, rx: float, ry: float | None = None) -> np.ndarray:
    start = g.uniform(0, 360) if g.random() < 0.4 else -90
    return _arc(g, x, y, rx, rx if ry is None else ry, start, start + 360 * (1 if g.random() < 0.7 else -1))


def _dot(g: np.random.Generator, x: float, y: float) -> np.ndarray:
    if g.random() < 0.6:
        return (x, y) + 0.005 * g.standard_normal((2, 2))
    return _arc(g, x, y, 0.025, 0.025)


def _spline(g: np.random.Generator, *knots: tuple[float, float], jitter: float = JITTER) -> np.ndarray:
    """A smooth line through knots (Catmull and Rom)."""
    points = np.array(knots, float) + g.normal(0, jitter, (len(knots), 2))
    points = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    a, b, c, d = points[:-3, None], points[1:-2, None], points[2:-1, None], points[3:, None]
    t = np.linspace(0, 1, 7)[None, :, None]
    pieces = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return pieces.reshape(-1, 2)


def _shuffled(g: np.random.Generator, strokes: Strokes) -> Strokes:
    return [strokes[i] if g.random() < 0.8 else strokes[i][::-1] for i in g.permutation(len(strokes))]


def _some(g: np.random.Generator, share: float, *strokes: np.ndarray) -> Strokes:
    return list(strokes) if g.random() < share else []


def _box(g: np.random.Generator, left: float, top: float, right: float, bottom: float) -> Strokes:
    """A rectangle in one to four strokes."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    first = int(g.integers(4))
    round_trip = [*corners[first:], *corners[: first + 1]]
    kind = g.random()
    if kind < 0.6:
        return [_line(g, *round_trip)]
    if kind < 0.85:
        return [_line(g, *round_trip[:3]), _line(g, *round_trip[2:])]
    return [_line(g, *round_trip[i : i + 2]) for i in range(4)]


def _eyes(g: np.random.Generator, y: float, apart: float) -> Strokes:
    kind, size = g.integers(5), g.uniform(0.03, 0.06)
    eyes = []
    winks = g.integers(2) if g.random() < 0.15 else -1
    for i, x in enumerate((0.5 - apart, 0.5 + apart)):
        if i == winks:
            eyes.append(_line(g, (x - 0.07, y), (x + 0.07, y), jitter=0.01))
        elif kind <= 1:
            eyes.append(_dot(g, x, y))
        elif kind == 2:
            eyes.append(_ring(g, x, y, size))
        elif kind == 3:
            eyes.append(_line(g, (x, y - 0.07), (x, y + 0.07), jitter=0.01))
        else:
            eyes.append(_arc(g, x, y, size, size, 180, 360))
    return eyes


def _smiley(g: np.random.Generator) -> Strokes:
    eye, mouth = g.uniform(0.3, 0.42), g.uniform(0.15, 0.3)
    face = [_ring(g, 0.5, 0.5, 0.5, g.uniform(0.42, 0.52))] if g.random() < 0.93 else []
    kind = g.random()
    if kind < 0.65:
        lips = _arc(g, 0.5, 0.58, mouth, g.uniform(0.08, 0.24), 170, 10)
    elif kind < 0.85:
        lips = _arc(g, 0.5, 0.82, mouth, g.uniform(0.08, 0.18), 190, 350)
    else:
        lips = _line(g, (0.5 - mouth, 0.7), (0.5 + mouth, 0.7))
    nose = _some(g, 0.3, _line(g, (0.5, 0.45), (g.uniform(0.44, 0.56), 0.6), jitter=0.01))
    return [*face, *_eyes(g, eye, g.uniform(0.13, 0.22)), *nose, lips]


def _cat_face(g: np.random.Generator) -> Strokes:
    ears = [
        _line(g, (0.5 + side * 0.44, 0.36), (0.5 + side * 0.42, -0.05), (0.5 + side * 0.16, 0.12)) for side in (-1, 1)
    ]
    count = int(g.integers(2, 4))
    whiskers = [
        _line(g, (0.5 + side * 0.15, 0.62), (0.5 + side * 0.62, 0.62 + 0.12 * (i - count / 2 + 0.5)), jitter=0.02)
        for side in (-1, 1)
        for i in range(count)
    ]
    nose = _line(g, (0.45, 0.55), (0.55, 0.55), (0.5, 0.6), (0.45, 0.55), jitter=0.01)
    mouth = _some(g, 0.6, _spline(g, (0.36, 0.7), (0.43, 0.75), (0.5, 0.66), (0.57, 0.75), (0.64, 0.7), jitter=0.01))
    face = _ring(g, 0.5, 0.52, 0.48, 0.44)
    return [face, *ears, *_eyes(g, 0.42, 0.17), nose, *(whiskers if g.random() < 0.8 else []), *mouth]


def _heart(g: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi, 44)[:, None] + g.normal(0, 0.05)
    heart = np.concatenate([np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t)) / 14], axis=1)
    if g.random() < 0.35:
        return [heart[:23] / 2, heart[22:] / 2 + g.normal(0, 0.015, 2)]
    return [heart[: 44 - int(g.integers(0, 3))] / 2]


def _star(g: np.random.Generator) -> Strokes:
    turn = g.normal(-np.pi / 2, 0.1)
    kind = g.random()
    if kind < 0.45:  # five points in one stroke
        angles = turn + np.arange(6) * 4 * np.pi / 5 + g.integers(5) * 2 * np.pi / 5
        return [_line(g, *(np.stack([np.cos(angles), np.sin(angles)], 1) / 2))]
    if kind < 0.7:  # an outline
        points = int(g.choice([5, 5, 5, 4, 6]))
        angles = turn + np.arange(2 * points + 1) * np.pi / points
        radii = np.where(np.arange(2 * points + 1) % 2, g.uniform(0.18, 0.28), 0.5)
        return [_line(g, *(radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)), jitter=0.025)]
    count = int(g.integers(3, 5))
    angles = turn + np.arange(count) * np.pi / count
    ends = np.stack([np.cos(angles), np.sin(angles)], 1) / 2
    return _shuffled(g, [_line(g, -end, end) for end in ends])


def _rotated(g: np.random.Generator, strokes: Strokes, angle: float) -> Strokes:
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [(stroke - 0.5) @ turn + 0.5 for stroke in strokes]


def _arrow(g: np.random.Generator) -> Strokes:
    angle = g.integers(8) * np.pi / 4 + g.normal(0, 0.1)
    head, spread = g.uniform(0.2, 0.4), g.uniform(0.14, 0.32)
    bow = g.normal(0, 0.07)
    shaft = _spline(g, (0, 0.5), (0.5, 0.5 + bow), (1, 0.5), jitter=0.01)
    tips = [(1 - head, 0.5 - spread), (1, 0.5), (1 - head, 0.5 + spread)]
    kind = g.random()
    if kind < 0.55:
        strokes = [shaft, _line(g, *tips)]
    elif kind < 0.7:
        strokes = [np.concatenate([shaft, _line(g, tips[1], tips[0], tips[1], tips[2])])]
    elif kind < 0.85:
        strokes = [shaft, _line(g, *tips, tips[0])]
    else:
        strokes = [shaft, _line(g, *tips), _line(g, (head, 0.5 - spread), (0, 0.5), (head, 0.5 + spread))]
    return _rotated(g, strokes, angle)


def _tick(g: np.random.Generator) -> Strokes:
    dip = g.uniform(0.28, 0.42)
    return [_line(g, (0, g.uniform(0.4, 0.6)), (dip, 0.9), (g.uniform(1.05, 1.4), g.uniform(0.0, 0.25)))]


def _cross(g: np.random.Generator) -> Strokes:
    return _shuffled(g, [_line(g, (0, 0), (1, 1), jitter=0.06), _line(g, (1, 0), (0, 1), jitter=0.06)])


def _house(g: np.random.Generator) -> Strokes:
    eaves = g.uniform(0.35, 0.5)
    if g.random() < 0.15:  # the one drawn without lifting the pen
        return [_line(g, (0, 1), (0, eaves), (1, eaves), (0.5, 0), (0, eaves), (1, 1), (0, 1), (1, eaves), (1, 1))]
    over = g.choice([0, 0.1])
    walls = _box(g, 0, eaves, 1, 1) if g.random() < 0.6 else [_line(g, (0, eaves), (0, 1), (1, 1), (1, eaves))]
    roof = _line(g, (-over, eaves + over / 3), (0.5, 0), (1 + over, eaves + over / 3))
    door = _some(g, 0.7, _line(g, (0.2, 1), (0.2, 0.7), (0.4, 0.7), (0.4, 1)))
    window = _box(g, 0.58, 0.6, 0.82, 0.8) if g.random() < 0.6 else []
    chimney = _some(g, 0.3, _line(g, (0.7, 0.15), (0.7, -0.05), (0.82, -0.05), (0.82, 0.28)))
    return [*walls, roof, *door, *window, *chimney]


def _flower(g: np.random.Generator) -> Strokes:
    petals, inner, size = int(g.integers(4, 8)), g.uniform(0.09, 0.15), g.uniform(0.1, 0.15)
    angles = np.arange(petals) * 2 * np.pi / petals + g.uniform(0, 1)
    if g.random() < 0.6:
        bloom = [_ring(g, 0.5 + (inner + size) * np.cos(a), 0.35 + (inner + size) * np.sin(a), size) for a in angles]
    else:
        t = np.linspace(0, 2 * np.pi, 16 * petals)
        radii = inner + size * 1.6 * np.abs(np.sin(petals * t / 2)) ** 0.7
        bloom = [np.stack([0.5 + radii * np.cos(t), 0.35 + radii * np.sin(t)], 1)]
    stem = _spline(g, (0.5, 0.72), (0.48, 1.0), (0.5, 1.35))
    leaf = _spline(g, (0.5, 1.15), (0.68, 0.98), (0.78, 1.0), (0.68, 1.12), (0.5, 1.18), jitter=0.02)
    return [_ring(g, 0.5, 0.35, inner), *bloom, *_some(g, 0.8, stem, *_some(g, 0.6, leaf))]


def _fish(g: np.random.Generator) -> Strokes:
    fat, tail = g.uniform(0.18, 0.32), g.uniform(0.14, 0.28)
    upper = _spline(g, (0, 0.5), (0.3, 0.5 - fat), (0.6, 0.5 - 0.7 * fat), (0.85, 0.5), (1.1, 0.5 + tail))
    lower = _spline(g, (0, 0.5), (0.3, 0.5 + fat), (0.6, 0.5 + 0.7 * fat), (0.85, 0.5), (1.1, 0.5 - tail))
    details = [_dot(g, 0.2, 0.47), *_some(g, 0.7, _line(g, (1.1, 0.5 - tail), (1.1, 0.5 + tail)))]
    gill = _some(g, 0.4, _arc(g, 0.25, 0.5, 0.1, 0.7 * fat, -70, 70))
    strokes = [upper, lower, *details, *gill]
    return [stroke * (-1, 1) for stroke in strokes] if g.random() < 0.4 else strokes


def _cloud_line(g: np.random.Generator, x: float, y: float, rx: float, ry: float) -> np.ndarray:
    bumps, t = int(g.integers(5, 9)), np.linspace(0, 2 * np.pi, 70)
    swell = 1 + g.uniform(0.2, 0.4) * np.abs(np.sin(bumps * t / 2 + g.uniform(0, 3)))
    return np.stack([x + rx * swell * np.cos(t), y + ry * swell * np.sin(t)], 1)


def _tree(g: np.random.Generator) -> Strokes:
    trunk = [_line(g, (0.44, 0.68), (0.44, 1.1)), _line(g, (0.56, 0.68), (0.56, 1.1))]
    if g.random() < 0.5:
        return [_cloud_line(g, 0.5, 0.35, 0.35, 0.3), *trunk, *_some(g, 0.3, _line(g, (0.1, 1.1), (0.9, 1.1)))]
    tiers = int(g.integers(2, 4))
    side = [(0.5 + 0.14 * (i // 2 + 1) + 0.1 * (i % 2 == 0), 0.75 * ((i // 2) + 1) / tiers) for i in range(2 * tiers)]
    right = [(0.5, 0), *side]
    left = [(1 - x, y) for x, y in right]
    return [_line(g, *right, *left[::-1], jitter=0.02), *trunk]


def _sun(g: np.random.Generator) -> Strokes:
    rays, inner, out = int(g.integers(6, 13)), g.uniform(0.2, 0.3), g.uniform(0.42, 0.55)
    angles = np.arange(rays) * 2 * np.pi / rays + g.uniform(0, 1) + g.normal(0, 0.05, rays)
    ways = np.stack([np.cos(angles), np.sin(angles)], 1)
    gap = inner + g.uniform(0, 0.08)
    return [_ring(g, 0, 0, inner), *(_line(g, gap * way, out * way, jitter=0.015) for way in ways)]


def _cloud(g: np.random.Generator) -> Strokes:
    cloud = [_cloud_line(g, 0.5, 0.4, 0.5, g.uniform(0.2, 0.32))]
    drops = int(g.integers(3, 6)) if g.random() < 0.3 else 0
    return cloud + [_line(g, (0.2 + 0.2 * i, 0.85), (0.15 + 0.2 * i, 1.05)) for i in range(drops)]


def _moon(g: np.random.Generator) -> Strokes:
    side, depth = g.choice([-1, 1]), g.uniform(0.1, 0.3)
    t = np.radians(np.linspace(50, 310, 30))
    outer = np.stack([side * 0.5 * np.cos(t), 0.5 * np.sin(t)], 1)
    ends = outer[[-1, 0]]
    inner = _spline(g, ends[0], (side * (depth - 0.28), 0), ends[1], jitter=0.01)
    return [np.concatenate([outer, inner])] if g.random() < 0.6 else [outer, inner]


def _spiral(g: np.random.Generator) -> Strokes:
    turns = g.uniform(2.2, 3.4)
    t = np.linspace(0, 1, int(22 * turns))
    angles = g.choice([-1, 1]) * 2 * np.pi * turns * t + g.uniform(0, 6)
    radii = 0.5 * t ** g.uniform(0.8, 1.2)
    spiral = np.stack([radii * np.cos(angles), radii * np.sin(angles)], 1)
    return [spiral if g.random() < 0.7 else spiral[::-1]]


def _zigzag(g: np.random.Generator) -> Strokes:
    count, tall = int(g.integers(5, 10)), g.uniform(0.15, 0.5)
    strokes = [_line(g, *((i / (count - 1), tall * (i % 2)) for i in range(count)), jitter=0.02)]
    return _rotated(g, strokes, np.pi / 2) if g.random() < 0.2 else strokes


def _wave(g: np.random.Generator) -> Strokes:
    t = np.linspace(0, 1, 50)
    strokes = []
    periods, tall, phase = g.uniform(2, 4.5), g.uniform(0.06, 0.18), g.uniform(0, 6)
    for i in range(int(g.choice([1, 1, 2, 3]))):
        strokes.append(np.stack([t, 0.25 * i + tall * np.sin(2 * np.pi * periods * t + phase)], 1))
    return strokes


def _triangle(g: np.random.Generator) -> Strokes:
    if g.random() < 0.75:
        corners = [(0.5 + g.normal(0, 0.08), 0), (1.05, 0.85), (-0.05, 0.85)]
    else:
        corners = [(0, 0), (1, 0), (0.5, 0.85)]
    if g.random() < 0.75:
        return [_line(g, *corners, corners[0])]
    return [_line(g, corners[0], corners[1]), _line(g, *corners[1:], corners[0])]


def _square(g: np.random.Generator) -> Strokes:
    return _box(g, 0, 0, 1, g.uniform(0.8, 1.1))


def _diamond(g: np.random.Generator) -> Strokes:
    wide, tall = g.uniform(0.36, 0.6), g.uniform(0.42, 0.6)
    diamond = [_line(g, (0, -tall), (wide, 0), (0, tall), (-wide, 0), (0, -tall))]
    return diamond + _some(g, 0.3, _line(g, (-wide, 0), (wide, 0)))


def _cup(g: np.random.Generator) -> Strokes:
    narrow, side = g.uniform(0, 0.18), g.choice([-1, 1])
    body = _line(g, (0, 0.1), (narrow, 1), (0.8 - narrow, 1), (0.8, 0.1))
    rim = _line(g, (0, 0.1), (0.8, 0.1)) if g.random() < 0.5 else _ring(g, 0.4, 0.1, 0.4, 0.1)
    handle = _arc(g, 0.78 - narrow / 2, 0.5, g.uniform(0.2, 0.3), 0.24, -80, 80)
    steam = [_spline(g, (x, -0.05), (x + 0.05, -0.15), (x - 0.04, -0.25), (x, -0.35)) for x in (0.25, 0.5)]
    saucer = _some(g, 0.3, _line(g, (-0.15, 1.08), (0.95, 1.08)))
    return [stroke * (side, 1) for stroke in [body, rim, handle, *_some(g, 0.4, *steam), *saucer]]


def _stick_figure(g: np.random.Generator) -> Strokes:
    hip, spread, hand = g.uniform(0.62, 0.75), g.uniform(0.14, 0.3), g.uniform(0.25, 0.6)
    arms = _line(g, (0.2, hand), (0.5, g.uniform(0.38, 0.46)), (0.8, hand + g.normal(0, 0.05)))
    if g.random() < 0.3:
        arms = _line(g, (0.2, 0.45), (0.8, 0.45))
    legs = _line(g, (0.5 - spread, 1.1), (0.5, hip), (0.5 + spread, 1.1))
    return [_ring(g, 0.5, 0.15, g.uniform(0.12, 0.19)), _line(g, (0.5, 0.32), (0.5, hip)), arms, legs]


def _car(g: np.random.Generator) -> Strokes:
    outline = [(0, 0.65), (0, 0.4), (0.22, 0.38), (0.35, 0.12), (0.78, 0.12), (0.92, 0.38), (1.2, 0.42), (1.2, 0.65)]
    wheels = [_ring(g, x, 0.68, g.uniform(0.09, 0.14)) for x in (0.28, 0.93)]
    window = _some(g, 0.6, _line(g, (0.3, 0.36), (0.4, 0.2), (0.72, 0.2), (0.84, 0.36), (0.3, 0.36), jitter=0.015))
    bar = _some(g, 0.3, _line(g, (0.57, 0.12), (0.57, 0.38)))
    strokes = [_line(g, *outline, outline[0], jitter=0.02), *wheels, *window, *bar]
    return [stroke * (-1, 1) for stroke in strokes] if g.random() < 0.5 else strokes


def _balloon(g: np.random.Generator) -> Strokes:
    knot = _line(g, (0.5, 0.72), (0.42, 0.8), (0.58, 0.8), (0.5, 0.72), jitter=0.01)
    sway = g.uniform(0.05, 0.14)
    string = _spline(g, (0.5, 0.8), (0.5 + sway, 0.95), (0.5 - sway, 1.1), (0.5 + sway, 1.25), (0.5 - sway, 1.4))
    gleam = _some(g, 0.4, _arc(g, 0.5, 0.35, 0.2, 0.24, 190, 260))
    return [_ring(g, 0.5, 0.35, g.uniform(0.32, 0.42), 0.37), knot, string, *gleam]


def _envelope(g: np.random.Generator) -> Strokes:
    tall, dip = g.uniform(0.55, 0.8), g.uniform(0.3, 0.5)
    flaps = _some(g, 0.3, _line(g, (0, tall), (0.4, dip - 0.05)), _line(g, (1, tall), (0.6, dip - 0.05)))
    return [*_box(g, 0, 0, 1, tall), _line(g, (0, 0), (0.5, dip), (1, 0)), *flaps]


def _bolt(g: np.random.Generator) -> Strokes:
    corners = [(0.55, 0), (0.1, 0.55), (0.42, 0.52), (0.2, 1.1), (0.85, 0.4), (0.52, 0.42), (0.9, 0), (0.55, 0)]
    return [_line(g, *corners, jitter=0.025)]


def _clef(g: np.random.Generator) -> Strokes:
    knots = [(0.5, 0.68), (0.4, 0.6), (0.5, 0.5), (0.68, 0.62), (0.6, 0.82), (0.35, 0.82), (0.2, 0.62), (0.4, 0.38)]
    knots += [(0.62, 0.15), (0.52, -0.05), (0.42, 0.15), (0.5, 0.6), (0.6, 1.1), (0.48, 1.25), (0.36, 1.15)]
    staff = [_line(g, (0, 0.3 + 0.13 * i), (1, 0.3 + 0.13 * i), jitter=0.01) for i in range(5)]
    return [_spline(g, *knots, jitter=0.02), *(staff if g.random() < 0.3 else [])]


def _infinity(g: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi * g.uniform(0.96, 1.05), 50) + g.uniform(0, 6)
    return [np.stack([0.65 * np.cos(t), g.uniform(0.2, 0.32) * np.sin(2 * t)], 1)]


def _question_mark(g: np.random.Generator) -> Strokes:
    hook = _spline(g, (0, 0.25), (0.12, 0.03), (0.35, 0), (0.52, 0.2), (0.42, 0.42), (0.27, 0.55), (0.25, 0.8))
    return [hook, _dot(g, 0.25, 1.02)]


def _exclamation_mark(g: np.random.Generator) -> Strokes:
    marks = []
    for i in range(int(g.choice([1, 1, 2, 3]))):
        x = 0.3 * i
        if g.random() < 0.6:
            bar = _line(g, (x, 0), (x, 0.66), jitter=0.015)
        else:
            bar = _line(g, (x - 0.1, 0), (x + 0.1, 0), (x, 0.68), (x - 0.1, 0), jitter=0.01)
        marks += [bar, _ring(g, x, 0.98, 0.06) if g.random() < 0.4 else _dot(g, x, 0.98)]
    return marks


def _ampersand(g: np.random.Generator) -> Strokes:
    knots = [(0.85, 1.0), (0.45, 0.5), (0.25, 0.2), (0.42, 0), (0.58, 0.18), (0.4, 0.42), (0.08, 0.7), (0.25, 0.98)]
    return [_spline(g, *knots, (0.6, 0.9), (0.85, 0.5), jitter=0.025)]


def _at_sign(g: np.random.Generator) -> Strokes:
    inner = _arc(g, 0.5, 0.5, 0.19, 0.2, 0, -350)
    down = _spline(g, (0.69, 0.35), (0.69, 0.6), (0.8, 0.68), (0.95, 0.5), jitter=0.01)
    outer = _arc(g, 0.5, 0.5, 0.48, 0.5, -5, -310)
    return [np.concatenate([inner, down, outer])] if g.random() < 0.6 else [inner, np.concatenate([down, outer])]


def _euro(g: np.random.Generator) -> Strokes:
    bars = [_line(g, (g.uniform(-0.1, 0.05), y), (g.uniform(0.5, 0.7), y), jitter=0.015) for y in (0.42, 0.6)]
    return [_arc(g, 0.55, 0.5, 0.42, 0.5, -45, -315), *bars]


def _pound(g: np.random.Generator) -> Strokes:
    body = _spline(g, (0.75, 0.2), (0.62, 0.02), (0.4, 0.08), (0.35, 0.3), (0.4, 0.65), (0.3, 0.9), (0.1, 0.98))
    foot = _spline(g, (0.1, 0.98), (0.25, 0.9), (0.5, 1.0), (0.8, 0.92))
    bars = [_line(g, (0.12, y), (0.65, y)) for y in ((0.52,) if g.random() < 0.7 else (0.46, 0.6))]
    return [np.concatenate([body, foot]), *bars]


def _dollar(g: np.random.Generator) -> Strokes:
    snake = _spline(g, (0.75, 0.2), (0.5, 0.08), (0.25, 0.25), (0.5, 0.5), (0.75, 0.72), (0.5, 0.92), (0.22, 0.8))
    places = (0.5,) if g.random() < 0.6 else (0.43, 0.57)
    return [snake, *(_line(g, (x, -0.12), (x, 1.12), jitter=0.02) for x in places)]


def _percent(g: np.random.Generator) -> Strokes:
    size = g.uniform(0.11, 0.19)
    return _shuffled(g, [_ring(g, 0.2, 0.22, size), _ring(g, 0.8, 0.8, size), _line(g, (0.85, 0), (0.15, 1))])


def _hash(g: np.random.Generator) -> Strokes:
    lean = g.uniform(0, 0.2)
    upright = [_line(g, (x + lean, 0), (x - lean / 2, 1)) for x in (0.32, 0.68)]
    return _shuffled(g, [*upright, *(_line(g, (0, y), (1, y)) for y in (0.33, 0.67))])


def _equals(g: np.random.Generator) -> Strokes:
    half = g.uniform(0.1, 0.25)
    slash = _some(g, 0.2, _line(g, (0.7, 0.5 - 2 * half), (0.3, 0.5 + 2 * half)))
    return [*(_line(g, (0, y), (1, y)) for y in (0.5 - half, 0.5 + half)), *slash]


def _plus(g: np.random.Generator) -> Strokes:
    plus = _shuffled(g, [_line(g, (0, 0.5), (1, 0.5)), _line(g, (0.5, 0), (0.5, 1))])
    return plus + _some(g, 0.15, _line(g, (0, 1.2), (1, 1.2)))


def _minus(g: np.random.Generator) -> Strokes:
    return [_spline(g, (0, 0), (0.5, g.normal(0, 0.04)), (1, 0), jitter=0.02)]


def _division(g: np.random.Generator) -> Strokes:
    gap = g.uniform(0.2, 0.35)
    return _shuffled(g, [_line(g, (0, 0.5), (1, 0.5)), _dot(g, 0.5, 0.5 - gap), _dot(g, 0.5, 0.5 + gap)])


def _root(g: np.random.Generator) -> Strokes:
    low = g.uniform(0.75, 1)
    corners = [(0, 0.6), (0.1, 0.5), (0.25, low), (0.42, 0), (g.uniform(1, 1.5), 0)]
    return [_line(g, *corners, jitter=0.02), *_some(g, 0.2, _line(g, (corners[-1][0], 0), (corners[-1][0], 0.15)))]


def _sigma(g: np.random.Generator) -> Strokes:
    serif = [(0.85, 0.15)] if g.random() < 0.4 else []
    foot = [(0.88, 0.85)] if serif and g.random() < 0.8 else []
    return [_line(g, *serif, (0.82, 0), (0, 0), (0.48, 0.5), (0, 1), (0.85, 1), *foot)]


def _pi(g: np.random.Generator) -> Strokes:
    top = _line(g, (0, 0.08), (1, 0)) if g.random() < 0.5 else _spline(g, (0, 0.15), (0.2, 0), (0.6, 0.03), (1, -0.03))
    left = _spline(g, (0.33, 0.02), (0.3, 0.5), (0.18, 0.95))
    right = _spline(g, (0.68, 0.02), (0.67, 0.6), (0.72, 0.9), (0.9, 0.88))
    return [top, left, right]


def _omega(g: np.random.Generator) -> Strokes:
    if g.random() < 0.6:
        bow = _arc(g, 0.5, 0.45, 0.42, 0.45, 120, 420)
        return [np.concatenate([_line(g, (0, 1), (0.3, 1)), bow, _line(g, (0.7, 1), (1, 1))])]
    left = [(0.2, 0.2), (0, 0.6), (0.2, 0.9), (0.45, 0.75), (0.5, 0.45)]
    return [_spline(g, *left, *((1 - x, y) for x, y in left[-2::-1]))]


def _underline(g: np.random.Generator) -> Strokes:
    count, gap = int(g.integers(2, 4)), g.uniform(0.06, 0.14)
    lines = [_line(g, (0, gap * i), (1, gap * i - 0.03), jitter=0.02) for i in range(count)]
    if g.random() < 0.3:  # without lifting the pen
        return [np.concatenate([line if i % 2 == 0 else line[::-1] for i, line in enumerate(lines)])]
    return lines


def _frame(g: np.random.Generator) -> Strokes:
    tall = g.uniform(0.35, 0.8)
    if g.random() < 0.4:
        margin = g.uniform(0.09, 0.16)
        return [*_box(g, 0, 0, 1, tall + 0.1), *_box(g, margin, margin, 1 - margin, tall + 0.1 - margin)]
    return _box(g, 0, 0, 1.3, tall)


def _brackets(g: np.random.Generator) -> Strokes:
    kind, apart, deep = g.integers(4), g.uniform(0.7, 1.1), g.uniform(0.12, 0.22)
    if kind == 0:
        left = _spline(g, (deep, 0), (0.02, 0.28), (0, 0.5), (0.02, 0.72), (deep, 1), jitter=0.01)
    elif kind == 1:
        left = _line(g, (deep, 0), (0, 0), (0, 1), (deep, 1))
    elif kind == 2:
        half = deep / 2
        knots = [(deep, 0), (half, 0.1), (half, 0.4), (0, 0.5), (half, 0.6), (half, 0.9), (deep, 1)]
        left = _spline(g, *knots, jitter=0.01)
    else:
        left = _line(g, (0.4, 0.1), (0, 0.5), (0.4, 0.9))
    return [left, (left + g.normal(0, 0.01, left.shape)) * (-1, 1) + (apart + 0.4, 0)]


def _check_box(g: np.random.Generator) -> Strokes:
    mark = _tick(g) if g.random() < 0.6 else _cross(g)
    size = g.uniform(0.55, 0.9)
    return [*_box(g, 0, 0, 1, 1), *((stroke - 0.5) * size + 0.5 for stroke in mark)]


def _speech_bubble(g: np.random.Generator) -> Strokes:
    wide = g.uniform(0.55, 0.7)
    tail = _line(g, (-0.3, 0.3), (g.uniform(-0.6, -0.35), 0.75), (0, 0.38), jitter=0.015)
    if g.random() < 0.3:
        words = [_dot(g, x, 0) for x in (-0.25, 0, 0.25)]
    else:
        words = [_line(g, (-0.3, y), (g.uniform(0.1, 0.3), y), jitter=0.015) for y in (-0.12, 0.08)[: g.integers(1, 3)]]
    if g.random() < 0.5:
        return [_arc(g, 0, 0, wide, 0.38, 115, 450), tail, *words]
    return [*_box(g, -wide, -0.38, wide, 0.38), tail, *words]


def _note(g: np.random.Generator) -> Strokes:
    def head(x: float, y: float) -> Strokes:
        ring = _ring(g, x - 0.13, y, 0.14, 0.1)
        inside = [(x - 0.23, y), (x - 0.04, y - 0.04), (x - 0.22, y + 0.03), (x - 0.04, y + 0.02)]
        return [ring, *_some(g, 0.6, _line(g, *inside, jitter=0.01))]

    if g.random() < 0.5:  # two under a beam
        beams = [_line(g, (0.2, y), (0.8, y - 0.1), jitter=0.015) for y in (0.1, 0.22)[: g.integers(1, 3)]]
        return [*head(0.2, 1), _line(g, (0.2, 1), (0.2, 0.1)), *head(0.8, 0.9), _line(g, (0.8, 0.9), (0.8, 0)), *beams]
    return [*head(0.3, 1), _line(g, (0.3, 1), (0.3, 0)), _spline(g, (0.3, 0), (0.5, 0.2), (0.6, 0.35), (0.5, 0.6))]


KINDS: dict[str, Kind] = {
    "smiley": _smiley,
    "cat face": _cat_face,
    "heart": _heart,
    "star": _star,
    "arrow": _arrow,
    "tick": _tick,
    "cross": _cross,
    "house": _house,
    "flower": _flower,
    "fish": _fish,
    "tree": _tree,
    "sun": _sun,
    "cloud": _cloud,
    "moon": _moon,
    "spiral": _spiral,
    "zigzag": _zigzag,
    "wave": _wave,
    "triangle": _triangle,
    "square": _square,
    "diamond": _diamond,
    "cup": _cup,
    "stick figure": _stick_figure,
    "car": _car,
    "balloon": _balloon,
    "envelope": _envelope,
    "lightning bolt": _bolt,
    "clef": _clef,
    "infinity sign": _infinity,
    "question mark": _question_mark,
    "exclamation mark": _exclamation_mark,
    "ampersand": _ampersand,
    "at sign": _at_sign,
    "euro sign": _euro,
    "pound sign": _pound,
    "dollar sign": _dollar,
    "percent": _percent,
    "hash": _hash,
    "equals": _equals,
    "plus": _plus,
    "minus": _minus,
    "division sign": _division,
    "square root": _root,
    "sigma": _sigma,
    "pi": _pi,
    "omega": _omega,
    "underline": _underline,
    "frame": _frame,
    "brackets": _brackets,
    "check box": _check_box,
    "speech bubble": _speech_bubble,
    "music note": _note,
}
TRAINED: tuple[str, ...] = tuple(kind for kind in KINDS if kind not in HELD_OUT)
VALIDATION_KINDS, REPORT_KINDS = (tuple(sorted(HELD_OUT)[start::2]) for start in (0, 1))
