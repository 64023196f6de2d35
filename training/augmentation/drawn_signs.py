"""Signs, frames and brackets that are drawn by rule. See `drawings`."""

import numpy as np

from training.augmentation.drawn_things import cross, tick
from training.augmentation.pen import Strokes, arc, box, dot, line, ring, shuffled, some, spline


def _question_mark(g: np.random.Generator) -> Strokes:
    hook = spline(g, (0, 0.25), (0.12, 0.03), (0.35, 0), (0.52, 0.2), (0.42, 0.42), (0.27, 0.55), (0.25, 0.8))
    return [hook, dot(g, 0.25, 1.02)]


def _exclamation_mark(g: np.random.Generator) -> Strokes:
    marks = []
    for i in range(int(g.choice([1, 1, 2, 3]))):
        x = 0.3 * i
        if g.random() < 0.6:
            bar = line(g, (x, 0), (x, 0.66), jitter=0.015)
        else:
            bar = line(g, (x - 0.1, 0), (x + 0.1, 0), (x, 0.68), (x - 0.1, 0), jitter=0.01)
        marks += [bar, ring(g, x, 0.98, 0.06) if g.random() < 0.4 else dot(g, x, 0.98)]
    return marks


def _ampersand(g: np.random.Generator) -> Strokes:
    knots = [(0.85, 1.0), (0.45, 0.5), (0.25, 0.2), (0.42, 0), (0.58, 0.18), (0.4, 0.42), (0.08, 0.7), (0.25, 0.98)]
    return [spline(g, *knots, (0.6, 0.9), (0.85, 0.5), jitter=0.025)]


def _at_sign(g: np.random.Generator) -> Strokes:
    inner = arc(g, 0.5, 0.5, 0.19, 0.2, 0, -350)
    down = spline(g, (0.69, 0.35), (0.69, 0.6), (0.8, 0.68), (0.95, 0.5), jitter=0.01)
    outer = arc(g, 0.5, 0.5, 0.48, 0.5, -5, -310)
    return [np.concatenate([inner, down, outer])] if g.random() < 0.6 else [inner, np.concatenate([down, outer])]


def _euro(g: np.random.Generator) -> Strokes:
    bars = [line(g, (g.uniform(-0.1, 0.05), y), (g.uniform(0.5, 0.7), y), jitter=0.015) for y in (0.42, 0.6)]
    return [arc(g, 0.55, 0.5, 0.42, 0.5, -45, -315), *bars]


def _pound(g: np.random.Generator) -> Strokes:
    body = spline(g, (0.75, 0.2), (0.62, 0.02), (0.4, 0.08), (0.35, 0.3), (0.4, 0.65), (0.3, 0.9), (0.1, 0.98))
    foot = spline(g, (0.1, 0.98), (0.25, 0.9), (0.5, 1.0), (0.8, 0.92))
    bars = [line(g, (0.12, y), (0.65, y)) for y in ((0.52,) if g.random() < 0.7 else (0.46, 0.6))]
    return [np.concatenate([body, foot]), *bars]


def _dollar(g: np.random.Generator) -> Strokes:
    snake = spline(g, (0.75, 0.2), (0.5, 0.08), (0.25, 0.25), (0.5, 0.5), (0.75, 0.72), (0.5, 0.92), (0.22, 0.8))
    places = (0.5,) if g.random() < 0.6 else (0.43, 0.57)
    return [snake, *(line(g, (x, -0.12), (x, 1.12), jitter=0.02) for x in places)]


def _percent(g: np.random.Generator) -> Strokes:
    size, lean = g.uniform(0.05, 0.22), g.uniform(0.1, 0.5)
    slash = line(g, (0.5 + lean, 0), (0.5 - lean, 1))
    low = ring(g, 0.6 + size, 0.8, size, size * g.uniform(0.7, 1.3))
    if g.random() < 0.3:  # the upper ring and the slash without lifting the pen, like a nine
        ringed = arc(g, 0.2, 0.15 + size, 0.2, size, g.uniform(-80, 0), g.uniform(-400, -280))
        return [np.concatenate([ringed, slash]), low]
    if g.random() < 0.2:
        return shuffled(g, [dot(g, 0.2, 0.2), dot(g, 0.8, 0.8), slash])
    return shuffled(g, [ring(g, 0.4 - size, 0.2, size, size * g.uniform(0.7, 1.3)), low, slash])


def _hash(g: np.random.Generator) -> Strokes:
    lean = g.uniform(0, 0.2)
    upright = [line(g, (x + lean, 0), (x - lean / 2, 1)) for x in (0.32, 0.68)]
    return shuffled(g, [*upright, *(line(g, (0, y), (1, y)) for y in (0.33, 0.67))])


def _equals(g: np.random.Generator) -> Strokes:
    half = g.uniform(0.1, 0.25)
    slash = some(g, 0.2, line(g, (0.7, 0.5 - 2 * half), (0.3, 0.5 + 2 * half)))
    return [*(line(g, (0, y), (1, y)) for y in (0.5 - half, 0.5 + half)), *slash]


def _plus(g: np.random.Generator) -> Strokes:
    plus = shuffled(g, [line(g, (0, 0.5), (1, 0.5)), line(g, (0.5, 0), (0.5, 1))])
    return plus + some(g, 0.15, line(g, (0, 1.2), (1, 1.2)))


def _minus(g: np.random.Generator) -> Strokes:
    return [spline(g, (0, 0), (0.5, g.normal(0, 0.04)), (1, 0), jitter=0.02)]


def _division(g: np.random.Generator) -> Strokes:
    gap = g.uniform(0.2, 0.35)
    return shuffled(g, [line(g, (0, 0.5), (1, 0.5)), dot(g, 0.5, 0.5 - gap), dot(g, 0.5, 0.5 + gap)])


def _root(g: np.random.Generator) -> Strokes:
    low = g.uniform(0.75, 1)
    corners = [(0, 0.6), (0.1, 0.5), (0.25, low), (0.42, 0), (g.uniform(1, 1.5), 0)]
    return [line(g, *corners, jitter=0.02), *some(g, 0.2, line(g, (corners[-1][0], 0), (corners[-1][0], 0.15)))]


def _sigma(g: np.random.Generator) -> Strokes:
    serif = [(0.85, 0.15)] if g.random() < 0.4 else []
    foot = [(0.88, 0.85)] if serif and g.random() < 0.8 else []
    return [line(g, *serif, (0.82, 0), (0, 0), (0.48, 0.5), (0, 1), (0.85, 1), *foot)]


def _pi(g: np.random.Generator) -> Strokes:
    top = line(g, (0, 0.08), (1, 0)) if g.random() < 0.5 else spline(g, (0, 0.15), (0.2, 0), (0.6, 0.03), (1, -0.03))
    left = spline(g, (0.33, 0.02), (0.3, 0.5), (0.18, 0.95))
    right = spline(g, (0.68, 0.02), (0.67, 0.6), (0.72, 0.9), (0.9, 0.88))
    return [top, left, right]


def _omega(g: np.random.Generator) -> Strokes:
    if g.random() < 0.6:
        bow = arc(g, 0.5, 0.45, 0.42, 0.45, 120, 420)
        return [np.concatenate([line(g, (0, 1), (0.3, 1)), bow, line(g, (0.7, 1), (1, 1))])]
    left = [(0.2, 0.2), (0, 0.6), (0.2, 0.9), (0.45, 0.75), (0.5, 0.45)]
    return [spline(g, *left, *((1 - x, y) for x, y in left[-2::-1]))]


def _underline(g: np.random.Generator) -> Strokes:
    count, gap = int(g.integers(2, 4)), g.uniform(0.06, 0.14)
    lines = [line(g, (0, gap * i), (1, gap * i - 0.03), jitter=0.02) for i in range(count)]
    if g.random() < 0.3:  # without lifting the pen
        return [np.concatenate([line if i % 2 == 0 else line[::-1] for i, line in enumerate(lines)])]
    return lines


def _frame(g: np.random.Generator) -> Strokes:
    tall = g.uniform(0.35, 0.8)
    if g.random() < 0.4:
        margin = g.uniform(0.09, 0.16)
        return [*box(g, 0, 0, 1, tall + 0.1), *box(g, margin, margin, 1 - margin, tall + 0.1 - margin)]
    return box(g, 0, 0, 1.3, tall)


def _brackets(g: np.random.Generator) -> Strokes:
    kind, apart, deep = g.integers(4), g.uniform(0.7, 1.1), g.uniform(0.12, 0.22)
    if kind == 0:
        left = spline(g, (deep, 0), (0.02, 0.28), (0, 0.5), (0.02, 0.72), (deep, 1), jitter=0.01)
    elif kind == 1:
        left = line(g, (deep, 0), (0, 0), (0, 1), (deep, 1))
    elif kind == 2:
        half = deep / 2
        knots = [(deep, 0), (half, 0.1), (half, 0.4), (0, 0.5), (half, 0.6), (half, 0.9), (deep, 1)]
        left = spline(g, *knots, jitter=0.01)
    else:
        left = line(g, (0.4, 0.1), (0, 0.5), (0.4, 0.9))
    return [left, (left + g.normal(0, 0.01, left.shape)) * (-1, 1) + (apart + 0.4, 0)]


def _check_box(g: np.random.Generator) -> Strokes:
    mark = tick(g) if g.random() < 0.6 else cross(g)
    size = g.uniform(0.55, 0.9)
    return [*box(g, 0, 0, 1, 1), *((stroke - 0.5) * size + 0.5 for stroke in mark)]


def _speech_bubble(g: np.random.Generator) -> Strokes:
    wide = g.uniform(0.55, 0.7)
    tail = line(g, (-0.3, 0.3), (g.uniform(-0.6, -0.35), 0.75), (0, 0.38), jitter=0.015)
    if g.random() < 0.3:
        words = [dot(g, x, 0) for x in (-0.25, 0, 0.25)]
    else:
        words = [line(g, (-0.3, y), (g.uniform(0.1, 0.3), y), jitter=0.015) for y in (-0.12, 0.08)[: g.integers(1, 3)]]
    if g.random() < 0.5:
        return [arc(g, 0, 0, wide, 0.38, 115, 450), tail, *words]
    return [*box(g, -wide, -0.38, wide, 0.38), tail, *words]


def _note(g: np.random.Generator) -> Strokes:
    def head(x: float, y: float) -> Strokes:
        outline = ring(g, x - 0.13, y, 0.14, 0.1)
        inside = [(x - 0.23, y), (x - 0.04, y - 0.04), (x - 0.22, y + 0.03), (x - 0.04, y + 0.02)]
        return [outline, *some(g, 0.6, line(g, *inside, jitter=0.01))]

    if g.random() < 0.5:  # two under a beam
        beams = [line(g, (0.2, y), (0.8, y - 0.1), jitter=0.015) for y in (0.1, 0.22)[: g.integers(1, 3)]]
        return [*head(0.2, 1), line(g, (0.2, 1), (0.2, 0.1)), *head(0.8, 0.9), line(g, (0.8, 0.9), (0.8, 0)), *beams]
    return [*head(0.3, 1), line(g, (0.3, 1), (0.3, 0)), spline(g, (0.3, 0), (0.5, 0.2), (0.6, 0.35), (0.5, 0.6))]


SIGNS = {
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
