"""Digits drawn by this project's own code, in the ways people write them; no outside data."""

from itertools import pairwise

import cv2
import numpy as np

Strokes = list[np.ndarray]


def line(*points: tuple[float, float]) -> np.ndarray:
    """A polyline through points of a unit square, y down, sampled as a pen would be."""
    points = np.array(points, np.float32)
    pieces = [np.linspace(a, b, 12, endpoint=False) for a, b in pairwise(points)]
    return np.concatenate([*pieces, points[-1:]]).astype(np.float32)


def arc(x: float, y: float, width: float, height: float, start: float, end: float) -> np.ndarray:
    """A piece of an ellipse around (x, y), from one angle in degrees to another; 0 is right, 90 is down."""
    angles = np.deg2rad(np.linspace(start, end, 40))
    return np.stack([x + width / 2 * np.cos(angles), y + height / 2 * np.sin(angles)], axis=1).astype(np.float32)


def joined(*pieces: np.ndarray) -> np.ndarray:
    """Several pieces without lifting the pen."""
    return np.concatenate(pieces)


MADE_DIGITS: dict[str, tuple[int, Strokes]] = {
    "zero, round": (0, [arc(0.5, 0.5, 0.8, 1.0, -90, 270)]),
    "zero, narrow": (0, [arc(0.5, 0.5, 0.5, 1.0, -90, 270)]),
    "zero, not quite closed": (0, [arc(0.5, 0.5, 0.65, 1.0, -70, 268)]),
    "zero, slashed": (0, [arc(0.5, 0.5, 0.65, 1.0, -90, 270), line((0.75, 0.15), (0.25, 0.85))]),
    "one, a bar": (1, [line((0.5, 0.0), (0.5, 1.0))]),
    "one, slanted": (1, [line((0.62, 0.0), (0.42, 1.0))]),
    "one, hooked": (1, [line((0.32, 0.22), (0.52, 0.0), (0.52, 1.0))]),
    "one, with a foot": (1, [line((0.35, 0.2), (0.55, 0.0), (0.55, 1.0)), line((0.3, 1.0), (0.8, 1.0))]),
    "two, plain": (2, [joined(arc(0.5, 0.28, 0.7, 0.55, -170, 35), line((0.72, 0.45), (0.12, 1.0), (0.88, 1.0)))]),
    "two, angular": (2, [line((0.15, 0.2), (0.45, 0.0), (0.8, 0.2), (0.75, 0.42), (0.12, 1.0), (0.88, 1.0))]),
    "two, with a loop": (
        2,
        [
            joined(
                arc(0.5, 0.27, 0.66, 0.54, -165, 40),
                line((0.7, 0.45), (0.22, 0.92)),
                arc(0.24, 0.86, 0.22, 0.2, 90, 380),
                line((0.36, 0.92), (0.62, 1.0), (0.9, 0.9)),
            )
        ],
    ),
    "three, round": (3, [joined(arc(0.45, 0.26, 0.7, 0.52, -160, 90), arc(0.45, 0.75, 0.8, 0.5, -90, 160))]),
    "three, flat top": (3, [joined(line((0.15, 0.0), (0.8, 0.0), (0.42, 0.4)), arc(0.42, 0.7, 0.8, 0.6, -90, 150))]),
    "four, open": (4, [line((0.3, 0.0), (0.15, 0.6), (0.88, 0.6)), line((0.68, 0.2), (0.64, 1.0))]),
    "four, closed": (4, [line((0.66, 1.0), (0.66, 0.0), (0.08, 0.66), (0.95, 0.66))]),
    "four, upright": (4, [line((0.2, 0.05), (0.18, 0.52), (0.85, 0.52)), line((0.75, 0.0), (0.75, 1.0))]),
    "five, one stroke": (
        5,
        [joined(line((0.82, 0.0), (0.28, 0.0), (0.24, 0.42)), arc(0.42, 0.7, 0.8, 0.6, -115, 150))],
    ),
    "five, bar apart": (
        5,
        [joined(line((0.3, 0.03), (0.26, 0.42)), arc(0.42, 0.7, 0.8, 0.6, -115, 150)), line((0.32, 0.0), (0.88, 0.0))],
    ),
    "six, curved": (6, [joined(arc(0.75, 0.55, 1.1, 1.1, -100, -180), arc(0.5, 0.72, 0.6, 0.56, 180, -170))]),
    "six, straight": (6, [joined(line((0.68, 0.0), (0.26, 0.6)), arc(0.52, 0.74, 0.56, 0.52, 195, -165))]),
    "seven, plain": (7, [line((0.12, 0.0), (0.88, 0.0), (0.4, 1.0))]),
    "seven, crossed": (7, [line((0.12, 0.02), (0.86, 0.0), (0.42, 1.0)), line((0.32, 0.52), (0.82, 0.48))]),
    "seven, hooked": (7, [line((0.14, 0.18), (0.14, 0.02), (0.86, 0.02), (0.46, 1.0))]),
    "eight, two rings": (8, [arc(0.5, 0.25, 0.55, 0.5, 90, 450), arc(0.5, 0.74, 0.7, 0.5, -90, 270)]),
    "eight, one stroke": (
        8,
        [
            joined(
                arc(0.5, 0.26, 0.6, 0.5, -40, -240),
                line((0.36, 0.46), (0.68, 0.58)),
                arc(0.5, 0.74, 0.66, 0.5, -40, 210),
                line((0.26, 0.6), (0.73, 0.12)),
            )
        ],
    ),
    "nine, straight": (9, [joined(arc(0.48, 0.28, 0.6, 0.55, -10, -370), line((0.78, 0.3), (0.74, 1.0)))]),
    "nine, curved": (9, [joined(arc(0.46, 0.28, 0.64, 0.55, -5, -365), arc(0.28, 0.45, 1.0, 1.1, -15, 75))]),
}


def place(strokes: Strokes, side: float = 140, x: float = 70, y: float = 60, degrees: float = 0) -> Strokes:
    """A digit of the unit square on the canvas: so large, with its corner there, turned around its middle."""
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    return [((stroke - 0.5) @ turn + 0.5) * side + (x, y) for stroke in strokes]


def picture_of(strokes: Strokes, width: int = 280, height: int = 280, pen: int = 15) -> np.ndarray:
    """The canvas as a picture: (height, width) uint8, white on black, anti-aliased."""
    canvas = np.zeros((height * 4, width * 4), np.uint8)
    for stroke in strokes:
        cv2.polylines(canvas, [np.round(stroke * 64).astype(np.int32)], False, 255, pen * 4, cv2.LINE_8, 4)
    return cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)


def canvas_json(strokes: Strokes) -> dict:
    """What the drawing component would send for these strokes."""
    paths = [[["M", float(s[0][0]), float(s[0][1])], *(["L", float(x), float(y)] for x, y in s[1:])] for s in strokes]
    return {"objects": [{"type": "Path", "path": path, "strokeWidth": 15} for path in paths], "background": "#101418"}
