"""Small pictures of things: smileys, houses, arrows and the like. See `drawings`."""

import numpy as np

from training.augmentation.pen import Strokes, arc, box, dot, line, ring, rotated, shuffled, some, spline


def _eyes(g: np.random.Generator, y: float, apart: float) -> Strokes:
    kind, size = g.integers(5), g.uniform(0.03, 0.06)
    eyes = []
    winks = g.integers(2) if g.random() < 0.15 else -1
    for i, x in enumerate((0.5 - apart, 0.5 + apart)):
        if i == winks:
            eyes.append(line(g, (x - 0.07, y), (x + 0.07, y), jitter=0.01))
        elif kind <= 1:
            eyes.append(dot(g, x, y))
        elif kind == 2:
            eyes.append(ring(g, x, y, size))
        elif kind == 3:
            eyes.append(line(g, (x, y - 0.07), (x, y + 0.07), jitter=0.01))
        else:
            eyes.append(arc(g, x, y, size, size, 180, 360))
    return eyes


def _smiley(g: np.random.Generator) -> Strokes:
    eye, mouth = g.uniform(0.3, 0.42), g.uniform(0.15, 0.3)
    face = [ring(g, 0.5, 0.5, 0.5, g.uniform(0.42, 0.52))] if g.random() < 0.93 else []
    kind = g.random()
    if kind < 0.65:
        lips = arc(g, 0.5, 0.58, mouth, g.uniform(0.08, 0.24), 170, 10)
    elif kind < 0.85:
        lips = arc(g, 0.5, 0.82, mouth, g.uniform(0.08, 0.18), 190, 350)
    else:
        lips = line(g, (0.5 - mouth, 0.7), (0.5 + mouth, 0.7))
    nose = some(g, 0.3, line(g, (0.5, 0.45), (g.uniform(0.44, 0.56), 0.6), jitter=0.01))
    return [*face, *_eyes(g, eye, g.uniform(0.13, 0.22)), *nose, lips]


def _cat_face(g: np.random.Generator) -> Strokes:
    ears = [
        line(g, (0.5 + side * 0.44, 0.36), (0.5 + side * 0.42, -0.05), (0.5 + side * 0.16, 0.12)) for side in (-1, 1)
    ]
    count = int(g.integers(2, 4))
    whiskers = [
        line(g, (0.5 + side * 0.15, 0.62), (0.5 + side * 0.62, 0.62 + 0.12 * (i - count / 2 + 0.5)), jitter=0.02)
        for side in (-1, 1)
        for i in range(count)
    ]
    nose = line(g, (0.45, 0.55), (0.55, 0.55), (0.5, 0.6), (0.45, 0.55), jitter=0.01)
    mouth = some(g, 0.6, spline(g, (0.36, 0.7), (0.43, 0.75), (0.5, 0.66), (0.57, 0.75), (0.64, 0.7), jitter=0.01))
    face = ring(g, 0.5, 0.52, 0.48, 0.44)
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
        return [line(g, *(np.stack([np.cos(angles), np.sin(angles)], 1) / 2))]
    if kind < 0.7:  # an outline
        points = int(g.choice([5, 5, 5, 4, 6]))
        angles = turn + np.arange(2 * points + 1) * np.pi / points
        radii = np.where(np.arange(2 * points + 1) % 2, g.uniform(0.18, 0.28), 0.5)
        return [line(g, *(radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)), jitter=0.025)]
    count = int(g.integers(3, 5))
    angles = turn + np.arange(count) * np.pi / count
    ends = np.stack([np.cos(angles), np.sin(angles)], 1) / 2
    return shuffled(g, [line(g, -end, end) for end in ends])


def _arrow(g: np.random.Generator) -> Strokes:
    angle = g.integers(8) * np.pi / 4 + g.normal(0, 0.1)
    head, spread = g.uniform(0.2, 0.4), g.uniform(0.14, 0.32)
    bow = g.normal(0, 0.07)
    shaft = spline(g, (0, 0.5), (0.5, 0.5 + bow), (1, 0.5), jitter=0.01)
    tips = [(1 - head, 0.5 - spread), (1, 0.5), (1 - head, 0.5 + spread)]
    kind = g.random()
    if kind < 0.55:
        strokes = [shaft, line(g, *tips)]
    elif kind < 0.7:
        strokes = [np.concatenate([shaft, line(g, tips[1], tips[0], tips[1], tips[2])])]
    elif kind < 0.85:
        strokes = [shaft, line(g, *tips, tips[0])]
    else:
        strokes = [shaft, line(g, *tips), line(g, (head, 0.5 - spread), (0, 0.5), (head, 0.5 + spread))]
    return rotated(g, strokes, angle)


def tick(g: np.random.Generator) -> Strokes:
    """A tick, as in a check box."""
    dip = g.uniform(0.28, 0.42)
    return [line(g, (0, g.uniform(0.4, 0.6)), (dip, 0.9), (g.uniform(1.05, 1.4), g.uniform(0.0, 0.25)))]


def cross(g: np.random.Generator) -> Strokes:
    """Two bars across each other."""
    return shuffled(g, [line(g, (0, 0), (1, 1), jitter=0.06), line(g, (1, 0), (0, 1), jitter=0.06)])


def _house(g: np.random.Generator) -> Strokes:
    eaves = g.uniform(0.35, 0.5)
    if g.random() < 0.15:  # the one drawn without lifting the pen
        return [line(g, (0, 1), (0, eaves), (1, eaves), (0.5, 0), (0, eaves), (1, 1), (0, 1), (1, eaves), (1, 1))]
    over = g.choice([0, 0.1])
    walls = box(g, 0, eaves, 1, 1) if g.random() < 0.6 else [line(g, (0, eaves), (0, 1), (1, 1), (1, eaves))]
    roof = line(g, (-over, eaves + over / 3), (0.5, 0), (1 + over, eaves + over / 3))
    door = some(g, 0.7, line(g, (0.2, 1), (0.2, 0.7), (0.4, 0.7), (0.4, 1)))
    window = box(g, 0.58, 0.6, 0.82, 0.8) if g.random() < 0.6 else []
    chimney = some(g, 0.3, line(g, (0.7, 0.15), (0.7, -0.05), (0.82, -0.05), (0.82, 0.28)))
    return [*walls, roof, *door, *window, *chimney]


def _flower(g: np.random.Generator) -> Strokes:
    petals, inner, size = int(g.integers(4, 8)), g.uniform(0.09, 0.15), g.uniform(0.1, 0.15)
    angles = np.arange(petals) * 2 * np.pi / petals + g.uniform(0, 1)
    if g.random() < 0.6:
        bloom = [ring(g, 0.5 + (inner + size) * np.cos(a), 0.35 + (inner + size) * np.sin(a), size) for a in angles]
    else:
        t = np.linspace(0, 2 * np.pi, 16 * petals)
        radii = inner + size * 1.6 * np.abs(np.sin(petals * t / 2)) ** 0.7
        bloom = [np.stack([0.5 + radii * np.cos(t), 0.35 + radii * np.sin(t)], 1)]
    stem = spline(g, (0.5, 0.72), (0.48, 1.0), (0.5, 1.35))
    leaf = spline(g, (0.5, 1.15), (0.68, 0.98), (0.78, 1.0), (0.68, 1.12), (0.5, 1.18), jitter=0.02)
    return [ring(g, 0.5, 0.35, inner), *bloom, *some(g, 0.8, stem, *some(g, 0.6, leaf))]


def _fish(g: np.random.Generator) -> Strokes:
    fat, tail = g.uniform(0.18, 0.32), g.uniform(0.14, 0.28)
    upper = spline(g, (0, 0.5), (0.3, 0.5 - fat), (0.6, 0.5 - 0.7 * fat), (0.85, 0.5), (1.1, 0.5 + tail))
    lower = spline(g, (0, 0.5), (0.3, 0.5 + fat), (0.6, 0.5 + 0.7 * fat), (0.85, 0.5), (1.1, 0.5 - tail))
    details = [dot(g, 0.2, 0.47), *some(g, 0.7, line(g, (1.1, 0.5 - tail), (1.1, 0.5 + tail)))]
    gill = some(g, 0.4, arc(g, 0.25, 0.5, 0.1, 0.7 * fat, -70, 70))
    strokes = [upper, lower, *details, *gill]
    return [stroke * (-1, 1) for stroke in strokes] if g.random() < 0.4 else strokes


def _cloud_line(g: np.random.Generator, x: float, y: float, rx: float, ry: float) -> np.ndarray:
    bumps, t = int(g.integers(5, 9)), np.linspace(0, 2 * np.pi, 70)
    swell = 1 + g.uniform(0.2, 0.4) * np.abs(np.sin(bumps * t / 2 + g.uniform(0, 3)))
    return np.stack([x + rx * swell * np.cos(t), y + ry * swell * np.sin(t)], 1)


def _tree(g: np.random.Generator) -> Strokes:
    trunk = [line(g, (0.44, 0.68), (0.44, 1.1)), line(g, (0.56, 0.68), (0.56, 1.1))]
    if g.random() < 0.5:
        return [_cloud_line(g, 0.5, 0.35, 0.35, 0.3), *trunk, *some(g, 0.3, line(g, (0.1, 1.1), (0.9, 1.1)))]
    tiers = int(g.integers(2, 4))
    side = [(0.5 + 0.14 * (i // 2 + 1) + 0.1 * (i % 2 == 0), 0.75 * ((i // 2) + 1) / tiers) for i in range(2 * tiers)]
    right = [(0.5, 0), *side]
    left = [(1 - x, y) for x, y in right]
    return [line(g, *right, *left[::-1], jitter=0.02), *trunk]


def _sun(g: np.random.Generator) -> Strokes:
    rays, inner, out = int(g.integers(6, 13)), g.uniform(0.2, 0.3), g.uniform(0.42, 0.55)
    angles = np.arange(rays) * 2 * np.pi / rays + g.uniform(0, 1) + g.normal(0, 0.05, rays)
    ways = np.stack([np.cos(angles), np.sin(angles)], 1)
    gap = inner + g.uniform(0, 0.08)
    return [ring(g, 0, 0, inner), *(line(g, gap * way, out * way, jitter=0.015) for way in ways)]


def _cloud(g: np.random.Generator) -> Strokes:
    cloud = [_cloud_line(g, 0.5, 0.4, 0.5, g.uniform(0.2, 0.32))]
    drops = int(g.integers(3, 6)) if g.random() < 0.3 else 0
    return cloud + [line(g, (0.2 + 0.2 * i, 0.85), (0.15 + 0.2 * i, 1.05)) for i in range(drops)]


def _moon(g: np.random.Generator) -> Strokes:
    side, depth = g.choice([-1, 1]), g.uniform(0.1, 0.3)
    t = np.radians(np.linspace(50, 310, 30))
    outer = np.stack([side * 0.5 * np.cos(t), 0.5 * np.sin(t)], 1)
    ends = outer[[-1, 0]]
    inner = spline(g, ends[0], (side * (depth - 0.28), 0), ends[1], jitter=0.01)
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
    strokes = [line(g, *((i / (count - 1), tall * (i % 2)) for i in range(count)), jitter=0.02)]
    return rotated(g, strokes, np.pi / 2) if g.random() < 0.2 else strokes


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
        return [line(g, *corners, corners[0])]
    return [line(g, corners[0], corners[1]), line(g, *corners[1:], corners[0])]


def _square(g: np.random.Generator) -> Strokes:
    return box(g, 0, 0, 1, g.uniform(0.8, 1.1))


def _diamond(g: np.random.Generator) -> Strokes:
    wide, tall = g.uniform(0.36, 0.6), g.uniform(0.42, 0.6)
    diamond = [line(g, (0, -tall), (wide, 0), (0, tall), (-wide, 0), (0, -tall))]
    return diamond + some(g, 0.3, line(g, (-wide, 0), (wide, 0)))


def _cup(g: np.random.Generator) -> Strokes:
    narrow, side = g.uniform(0, 0.18), g.choice([-1, 1])
    body = line(g, (0, 0.1), (narrow, 1), (0.8 - narrow, 1), (0.8, 0.1))
    rim = line(g, (0, 0.1), (0.8, 0.1)) if g.random() < 0.5 else ring(g, 0.4, 0.1, 0.4, 0.1)
    handle = arc(g, 0.78 - narrow / 2, 0.5, g.uniform(0.2, 0.3), 0.24, -80, 80)
    steam = [spline(g, (x, -0.05), (x + 0.05, -0.15), (x - 0.04, -0.25), (x, -0.35)) for x in (0.25, 0.5)]
    saucer = some(g, 0.3, line(g, (-0.15, 1.08), (0.95, 1.08)))
    return [stroke * (side, 1) for stroke in [body, rim, handle, *some(g, 0.4, *steam), *saucer]]


def _stick_figure(g: np.random.Generator) -> Strokes:
    hip, spread, hand = g.uniform(0.62, 0.75), g.uniform(0.14, 0.3), g.uniform(0.25, 0.6)
    arms = line(g, (0.2, hand), (0.5, g.uniform(0.38, 0.46)), (0.8, hand + g.normal(0, 0.05)))
    if g.random() < 0.3:
        arms = line(g, (0.2, 0.45), (0.8, 0.45))
    legs = line(g, (0.5 - spread, 1.1), (0.5, hip), (0.5 + spread, 1.1))
    return [ring(g, 0.5, 0.15, g.uniform(0.12, 0.19)), line(g, (0.5, 0.32), (0.5, hip)), arms, legs]


def _car(g: np.random.Generator) -> Strokes:
    outline = [(0, 0.65), (0, 0.4), (0.22, 0.38), (0.35, 0.12), (0.78, 0.12), (0.92, 0.38), (1.2, 0.42), (1.2, 0.65)]
    wheels = [ring(g, x, 0.68, g.uniform(0.09, 0.14)) for x in (0.28, 0.93)]
    window = some(g, 0.6, line(g, (0.3, 0.36), (0.4, 0.2), (0.72, 0.2), (0.84, 0.36), (0.3, 0.36), jitter=0.015))
    bar = some(g, 0.3, line(g, (0.57, 0.12), (0.57, 0.38)))
    strokes = [line(g, *outline, outline[0], jitter=0.02), *wheels, *window, *bar]
    return [stroke * (-1, 1) for stroke in strokes] if g.random() < 0.5 else strokes


def _balloon(g: np.random.Generator) -> Strokes:
    knot = line(g, (0.5, 0.72), (0.42, 0.8), (0.58, 0.8), (0.5, 0.72), jitter=0.01)
    sway = g.uniform(0.05, 0.14)
    string = spline(g, (0.5, 0.8), (0.5 + sway, 0.95), (0.5 - sway, 1.1), (0.5 + sway, 1.25), (0.5 - sway, 1.4))
    gleam = some(g, 0.4, arc(g, 0.5, 0.35, 0.2, 0.24, 190, 260))
    return [ring(g, 0.5, 0.35, g.uniform(0.32, 0.42), 0.37), knot, string, *gleam]


def _envelope(g: np.random.Generator) -> Strokes:
    tall, dip = g.uniform(0.55, 0.8), g.uniform(0.3, 0.5)
    flaps = some(g, 0.3, line(g, (0, tall), (0.4, dip - 0.05)), line(g, (1, tall), (0.6, dip - 0.05)))
    return [*box(g, 0, 0, 1, tall), line(g, (0, 0), (0.5, dip), (1, 0)), *flaps]


def _bolt(g: np.random.Generator) -> Strokes:
    corners = [(0.55, 0), (0.1, 0.55), (0.42, 0.52), (0.2, 1.1), (0.85, 0.4), (0.52, 0.42), (0.9, 0), (0.55, 0)]
    return [line(g, *corners, jitter=0.025)]


def _clef(g: np.random.Generator) -> Strokes:
    knots = [(0.5, 0.68), (0.4, 0.6), (0.5, 0.5), (0.68, 0.62), (0.6, 0.82), (0.35, 0.82), (0.2, 0.62), (0.4, 0.38)]
    knots += [(0.62, 0.15), (0.52, -0.05), (0.42, 0.15), (0.5, 0.6), (0.6, 1.1), (0.48, 1.25), (0.36, 1.15)]
    staff = [line(g, (0, 0.3 + 0.13 * i), (1, 0.3 + 0.13 * i), jitter=0.01) for i in range(5)]
    return [spline(g, *knots, jitter=0.02), *(staff if g.random() < 0.3 else [])]


def _infinity(g: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi * g.uniform(0.96, 1.05), 50) + g.uniform(0, 6)
    return [np.stack([0.65 * np.cos(t), g.uniform(0.2, 0.32) * np.sin(2 * t)], 1)]


THINGS = {
    "smiley": _smiley,
    "cat face": _cat_face,
    "heart": _heart,
    "star": _star,
    "arrow": _arrow,
    "tick": tick,
    "cross": cross,
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
}
