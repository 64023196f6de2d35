"""From what the drawing component sends to strokes."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

CURVE_STEPS = 4  # straight pieces a curve becomes: the pen reports a point every few pixels
MOST_POINTS = 200_000  # of one drawing; a person's has some hundreds
LARGEST_COORDINATE = 100_000.0


def strokes_from_canvas(drawing: Mapping[str, Any] | None) -> list[np.ndarray]:
    """Turn the canvas's JSON into strokes.

    Curves are sampled, a dot stays as one point. What is no pen stroke, or is malformed, is left out.

    Args:
        drawing: `json_data` of streamlit-drawable-canvas: {"objects": [{"type": "path", "path": [["M", x, y],
            ["Q", cx, cy, x, y], ["L", x, y]]}]}. None before the first stroke.

    Returns:
        (n, 2) float32 arrays of x, y in canvas pixels, y down, in the order they were drawn.
    """
    objects = drawing.get("objects") if isinstance(drawing, Mapping) else None
    if not isinstance(objects, Sequence):
        return []
    strokes, room = [], MOST_POINTS
    for item in objects:
        path = item.get("path") if isinstance(item, Mapping) else None
        if isinstance(path, Sequence) and not isinstance(path, str) and len(path) <= room:
            room -= len(path)
            strokes += _polylines(path)
    return strokes


def _polylines(path: Sequence) -> list[np.ndarray]:
    """The polylines of one SVG-like path; its commands M, L, Q and C, absolute."""
    lines: list[list[tuple[float, float]]] = []
    for command in path:
        numbers = _coordinates(command)
        if numbers is None:
            continue
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command[0] == "M" or not lines:
            lines.append([points[-1]])
        elif len(points) == 1:
            lines[-1].append(points[0])
        else:
            lines[-1] += _bezier([lines[-1][-1], *points])
    return [_without_repeats(np.array(line, np.float32)) for line in lines]


def _coordinates(command: Any) -> list[float] | None:
    """The numbers of one path command, None where it is malformed."""
    lengths = {"M": 2, "L": 2, "Q": 4, "C": 6}
    if not isinstance(command, Sequence) or not command or not isinstance(command[0], str):
        return None
    numbers = command[1:]
    if len(numbers) != lengths.get(command[0]):
        return None
    if not all(isinstance(n, int | float) and math.isfinite(n) and abs(n) <= LARGEST_COORDINATE for n in numbers):
        return None
    return [float(n) for n in numbers]


def _bezier(controls: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points along a Bezier curve of two or three degrees (de Casteljau), without its first."""
    points = []
    for step in range(1, CURVE_STEPS + 1):
        t = step / CURVE_STEPS
        level = controls
        while len(level) > 1:
            level = [((1 - t) * a[0] + t * b[0], (1 - t) * a[1] + t * b[1]) for a, b in pairwise(level)]
        points.append(level[0])
    return points


def _without_repeats(line: np.ndarray) -> np.ndarray:
    keep = np.ones(len(line), bool)
    keep[1:] = (line[1:] != line[:-1]).any(axis=1)
    return line[keep]
