"""Samples of digits as other hands, pens and cameras would have made them, and pictures that are no digits.

Everything takes a `numpy.random.Generator`, so that a batch can be made again from its number.
"""

import cv2
import numpy as np

from training.augmentation.stroke_geometry import rotation_matrix
from utils.glyph import GLYPH_SIDE, STROKE_WIDTH, draw_glyph, fit_to_mnist

FARTHER, FARTHER_SHARE = 1.8, 0.3  # times the usual slant and proportions, and how often
THINNEST_STROKE = 1.5  # glyph pixels: a thinner line fades to grey at this resolution
MIDDLE = (GLYPH_SIDE - 1) / 2
SMALLEST_PART = 0.15  # of a digit's ink: what a cut leaves on either side
PIXELS = np.stack(np.meshgrid(np.arange(GLYPH_SIDE), np.arange(GLYPH_SIDE)), axis=-1).astype(np.float32)


def vary_glyph(glyph: np.ndarray, generator: np.random.Generator, strength: float = 1.0) -> np.ndarray:
    """Bend a glyph: rotation, shear, size, place, elastic distortion (Simard et al., 2003) and stroke width.

    Args:
        glyph: (28, 28) uint8.
        generator: of everything left to chance.
        strength: how far it is bent: 1 is the usual.

    Returns:
        (28, 28) float32 in 0..1.
    """
    ink = glyph.astype(np.float32) / 255
    if generator.random() < 0.4:
        ink = _vary_stroke_width(ink, generator)
    matrix = _random_affine(generator, rotation=14 * strength, shear=0.22 * strength, stretch=0.12 * strength)
    shift = generator.normal(0, 0.9 * strength, 2).astype(np.float32)
    amplitude = generator.uniform(0.0, 1.1 * strength)
    coarse = generator.normal(0, amplitude, (5, 5, 2)).astype(np.float32)
    bend = cv2.resize(coarse, (GLYPH_SIDE, GLYPH_SIDE), interpolation=cv2.INTER_CUBIC)
    source = (PIXELS - MIDDLE - shift) @ matrix.T + MIDDLE + bend
    return np.clip(cv2.remap(ink, source, None, cv2.INTER_CUBIC, borderValue=0), 0, 1)


def vary_strokes(strokes: list[np.ndarray], generator: np.random.Generator) -> list[np.ndarray]:
    """Write strokes again with another slant, other proportions, another hand and smoothness.

    Now and then they go farther from what they were, as writers of other countries do.

    Args:
        strokes: (n, 2) float arrays, y down.

    Returns:
        (n, 2) float32 arrays; the unit is the longest side of the digit.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    unit = max(float((high - low).max()), 1e-6)
    strength = FARTHER if generator.random() < FARTHER_SHARE else 1.0
    matrix = _random_affine(generator, rotation=12, shear=0.2 * strength, stretch=0.15 * strength)
    taper, sag = generator.uniform(-0.1, 0.1, 2) * strength
    wobble = generator.uniform(0, 0.03)
    smoothing = generator.integers(0, 3)
    varied = []
    for stroke in strokes:
        line = _in_other_proportions((stroke - (low + high) / 2) / unit, taper, sag)
        for _ in range(smoothing if len(line) > 8 else 0):
            line = np.concatenate([line[:1], (line[:-2] + 2 * line[1:-1] + line[2:]) / 4, line[-1:]])
        knots = generator.normal(0, wobble, (max(2, len(line) // 6 + 2), 2)).astype(np.float32)
        drift = cv2.resize(knots, (2, len(line)), interpolation=cv2.INTER_LINEAR)
        start = generator.normal(0, 0.015, 2)  # pen lifted and set down a little off
        varied.append((line @ matrix.T + drift + start).astype(np.float32))
    return varied


def _in_other_proportions(points: np.ndarray, taper: float, sag: float) -> np.ndarray:
    """Points (n, 2) within -0.5..0.5 with the upper half wider or higher at the cost of the lower: as hands differ."""
    x, y = points.T
    return np.column_stack([x * (1 + 2 * taper * y), y + sag * (4 * y * y - 1)])


def draw_with_any_pen(strokes: list[np.ndarray], generator: np.random.Generator) -> np.ndarray:
    """Draw strokes: half with the page's own line, half with the line of any pen.

    Args:
        strokes: (n, 2) float arrays, y down.

    Returns:
        (28, 28) uint8 glyph.
    """
    if generator.random() < 0.5:
        width = STROKE_WIDTH * generator.uniform(0.9, 1.1)
    else:
        width = generator.uniform(THINNEST_STROKE, 4.6)
    return draw_glyph(strokes, width)


def degrade(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Spoil a glyph as cameras, scanners, paper and careless cutting do, by one or two faults.

    Args:
        ink: (28, 28) float32 in 0..1.

    Returns:
        (28, 28) float32 in 0..1.
    """
    for fault in generator.choice(len(FAULTS), generator.integers(1, 3), replace=False, p=FAULT_SHARES):
        ink = np.clip(FAULTS[fault](ink, generator), 0, 1).astype(np.float32)
    return ink


def draw_scribble(generator: np.random.Generator) -> np.ndarray:
    """A glyph, (28, 28) uint8, of a scribble, or of a blot that nobody wrote."""
    if generator.random() < 0.7:
        return draw_glyph(_scribble(generator), generator.uniform(THINNEST_STROKE, 4.0))
    return _blot(generator)


def spoil_whole(glyphs: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """What a careless cut leaves: several digits in one glyph, or a part of one.

    Args:
        glyphs: (n, 28, 28) uint8 digits.

    Returns:
        (28, 28) uint8.
    """
    if generator.random() < 0.5:
        return _several_digits(glyphs, generator)
    while True:
        ink = glyphs[generator.integers(len(glyphs))].astype(np.float32) / 255
        angle = generator.uniform(0, 2 * np.pi)
        along = (PIXELS - MIDDLE) @ np.array([np.cos(angle), np.sin(angle)])
        part = np.where(along > generator.uniform(-6, 6), ink, 0)
        if SMALLEST_PART <= part.sum() / ink.sum() <= 1 - SMALLEST_PART:
            return fit_to_mnist(part)


def _random_affine(generator: np.random.Generator, rotation: float, shear: float, stretch: float) -> np.ndarray:
    """A (2, 2) float32 matrix: rotation in degrees, shear and stretch as the bounds of uniform draws."""
    angle = np.deg2rad(generator.uniform(-rotation, rotation))
    turn = rotation_matrix(angle)
    slant = np.array([[1, generator.uniform(-shear, shear)], [0, 1]])
    sizes = np.diag(np.exp(generator.uniform(-stretch, stretch, 2)))
    return (turn @ slant @ sizes).astype(np.float32)


def _vary_stroke_width(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    kernel = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    if generator.random() < 0.5:
        return ink + generator.uniform(0, 1) * (cv2.dilate(ink, kernel) - ink)
    thinner = ink + generator.uniform(0, 0.7) * (cv2.erode(ink, kernel) - ink)
    return thinner if thinner.max() > 0.5 else ink


def _noise(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    return ink + generator.normal(0, generator.uniform(0.05, 0.3), ink.shape)


def _specks(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    share = generator.uniform(0.01, 0.12)
    lots = generator.random(ink.shape)
    return np.where(lots < share, generator.random(ink.shape), ink)


def _blur(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    return cv2.GaussianBlur(ink, (0, 0), generator.uniform(0.5, 1.5))


def _smear(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    length = generator.uniform(1, 7)
    angle = generator.uniform(0, np.pi)
    step = np.array([np.cos(angle), np.sin(angle)]) * length
    samples = [
        cv2.warpAffine(ink, np.float32([[1, 0, step[0] * t], [0, 1, step[1] * t]]), ink.shape)
        for t in np.linspace(-0.5, 0.5, 5)
    ]
    return np.mean(samples, axis=0)


def _coarsen(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    side = int(generator.integers(10, 20))
    small = cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, ink.shape, interpolation=cv2.INTER_LINEAR)


def _contrast(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    low = generator.uniform(0, 0.6)
    return low + ink * generator.uniform(0.3, 1) * (1 - low)


def _uneven_background(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    coarse = generator.uniform(0, generator.uniform(0.2, 0.9), (3, 3)).astype(np.float32)
    background = cv2.resize(coarse, ink.shape, interpolation=cv2.INTER_CUBIC)
    if generator.random() < 0.5:
        return np.maximum(ink, background)
    return background + (1 - background) * ink


def _stray_lines(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    canvas = np.zeros((GLYPH_SIDE * 4, GLYPH_SIDE * 4), np.uint8)
    for _ in range(generator.integers(1, 4)):
        points = generator.uniform(0, GLYPH_SIDE * 4, (generator.integers(2, 5), 2)).astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, int(generator.integers(2, 7)))
    lines = cv2.resize(canvas, ink.shape, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return np.maximum(ink, lines * generator.uniform(0.4, 1))


def _edge_marks(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Pieces of a neighbour or a ruled line at the edge, as careless cutting leaves them."""
    marked = ink.copy()
    rows = marked if generator.random() < 0.5 else marked.T
    depth = int(generator.integers(1, 4))
    start, length = generator.integers(0, 20), generator.integers(4, 28)
    edge = slice(0, depth) if generator.random() < 0.5 else slice(GLYPH_SIDE - depth, GLYPH_SIDE)
    rows[edge, start : start + length] = generator.uniform(0.4, 1)
    return marked


def _in_a_frame(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Smaller, beside lines of its box or of ruled paper, one to four of them, that were not told from it."""
    size = generator.uniform(0.6, 0.95)
    corner = MIDDLE * (1 - size) + generator.uniform(-2.5, 2.5, 2)
    framed = cv2.warpAffine(ink, np.float32([[size, 0, corner[0]], [0, size, corner[1]]]), ink.shape)
    framed *= generator.uniform(0.5, 1)
    near, thick = generator.integers(2, 6, 4), generator.integers(1, 3)
    start, end = generator.integers(1, 6), generator.integers(22, 27)
    shade = generator.uniform(0.4, 1)
    for side in generator.permutation(4)[: generator.integers(1, 5)]:
        lines = np.rot90(framed, side)
        lines[near[side] : near[side] + thick, start:end] = shade
    return framed


def _cover(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    covered = ink.copy()
    height, width = generator.integers(3, 9, 2)
    y, x = generator.integers(2, 20, 2)
    covered[y : y + height, x : x + width] = generator.choice([0.0, 1.0], p=[0.7, 0.3])
    return covered


def _misplace(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Smaller than it should be, and off the middle, as where something else was cut out with it."""
    size = generator.uniform(0.5, 1.0)
    corner = MIDDLE * (1 - size) + generator.uniform(-5, 5, 2)
    return cv2.warpAffine(ink, np.float32([[size, 0, corner[0]], [0, size, corner[1]]]), ink.shape)


def _turn_over(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Dark on bright in one half of the field, between two lines, or in every other band."""
    angle = generator.uniform(0, 2 * np.pi)
    along = (PIXELS - MIDDLE) @ np.array([np.cos(angle), np.sin(angle)])
    edges = np.sort(generator.uniform(-12, 12, 2))
    kind = generator.random()
    if kind < 0.4:
        region = along > edges[0]
    elif kind < 0.75:
        region = (along > edges[0]) & (along < edges[1])
    else:
        region = np.sin(along * np.pi / generator.uniform(3, 9) + edges[0]) > 0
    return np.where(region, 1 - ink, ink)


def _outline(ink: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Hollow strokes, as a blunt stencil or a doodler draws them."""
    kernel = np.ones((3, 3), np.uint8)
    if generator.random() < 0.5:
        return cv2.dilate(ink, kernel) - ink
    return cv2.morphologyEx(ink, cv2.MORPH_GRADIENT, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))


FAULTS = (
    _noise,
    _specks,
    _blur,
    _smear,
    _coarsen,
    _contrast,
    _uneven_background,
    _stray_lines,
    _edge_marks,
    _in_a_frame,
    _cover,
    _misplace,
    _turn_over,
    _outline,
)
FAULT_SHARES = np.array([1.5, 1, 1, 1, 1, 1, 1.2, 1.2, 0.7, 1.5, 0.8, 0.9, 1.6, 0.6]) / 15


def _several_digits(glyphs: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    parts = []
    for glyph in glyphs[generator.integers(len(glyphs), size=generator.integers(2, 4))]:
        columns = np.flatnonzero(glyph.any(axis=0))
        parts += [glyph[:, columns[0] : columns[-1] + 1], np.zeros((GLYPH_SIDE, generator.integers(0, 6)), np.uint8)]
    return fit_to_mnist(np.concatenate(parts, axis=1).astype(np.float32) / 255)


def _scribble(generator: np.random.Generator) -> list[np.ndarray]:
    strokes = []
    for _ in range(generator.integers(1, 5)):
        knots = generator.uniform(0, 1, (generator.integers(4, 12), 2)).astype(np.float32)
        if len(knots) > 6 and generator.random() < 0.3:  # to and fro, as one strikes something out
            knots[:, 0] = np.arange(len(knots)) % 2 + generator.normal(0, 0.1, len(knots))
            knots[:, 1] = np.linspace(0, generator.uniform(0.2, 1), len(knots))
        method = cv2.INTER_CUBIC if generator.random() < 0.7 else cv2.INTER_LINEAR
        strokes.append(cv2.resize(knots, (2, 8 * len(knots)), interpolation=method))
    if len(strokes) == 1 and len(strokes[0]) < 48:  # a short single line may well be a one, a seven or a two
        return strokes + _scribble(generator)
    return strokes


def _blot(generator: np.random.Generator) -> np.ndarray:
    if generator.random() < 0.5:  # a lying bar or a round spot
        height = generator.uniform(0.05, 1) ** 2
        canvas = np.zeros((160, 160), np.float32)
        cv2.ellipse(canvas, (80, 80), (70, max(3, int(70 * height))), generator.uniform(-15, 15), 0, 360, 1, -1)
        return fit_to_mnist(canvas)
    coarse = generator.normal(0, 1, (generator.integers(3, 9),) * 2).astype(np.float32)
    field = cv2.resize(coarse, (80, 80), interpolation=cv2.INTER_CUBIC)
    return fit_to_mnist((field > generator.uniform(0, 0.8)).astype(np.float32))
