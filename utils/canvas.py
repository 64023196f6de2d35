"""From what the drawing component sends to strokes."""

from collections.abc import Mapping, Sequence, Sized
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

THINNEST_PEN = 4  # pixels: what is no larger than the stroke of any pen is a dot
CURVE_STEPS = 4  # straight pieces a curve becomes: the pen reports a point every few pixels
MOST_POINTS = 20_000  # of one drawing; a person's has some hundreds, a minute of scribbling has twenty thousand
MOST_STROKES = 200  # of one drawing
LARGEST_COORDINATE = 100_000.0
TOO_MUCH = "This is too much to read at once. Clear the canvas and draw fewer digits."

Strokes = TypeVar("Strokes", bound=Sequence[Sized])


class UnreadableDrawing(ValueError):
    """A drawing that is too much to read; the message is a sentence for the person who drew it."""


def strokes_from_canvas(drawing: Mapping[str, Any] | None) -> list[np.ndarray]:
    """Turn the canvas's JSON into strokes.

    Curves are sampled, a dot stays as one point. What is no pen stroke, or is malformed, is left out.

    Args:
        drawing: `json_data` of streamlit-drawable-canvas: {"objects": [{"type": "path", "path": [["M", x, y],
            ["Q", cx, cy, x, y], ["L", x, y]]}]}. None before the first stroke.

    Returns:
        (n, 2) float32 arrays of x, y in canvas pixels, y down, in the order they were drawn.

    Raises:
        UnreadableDrawing: more strokes or points than anybody draws.
    """
    objects = drawing.get("objects") if isinstance(drawing, Mapping) else None
    if not isinstance(objects, Sequence) or isinstance(objects, str):
        return []
    if len(objects) > MOST_POINTS:
        raise UnreadableDrawing(TOO_MUCH)
    found = [item.get("path") for item in objects if isinstance(item, Mapping)]
    paths = [path for path in found if isinstance(path, Sequence) and not isinstance(path, str)]
    check_amount(paths)
    return check_amount([line for path in paths for line in _polylines(path)])


def strokes_from_lists(lists: Any) -> list[np.ndarray]:
    """Turn strokes that a browser kept into strokes; what is malformed is left out.

    Args:
        lists: of lists of [x, y], canvas pixels.

    Returns:
        (n, 2) float32 arrays.

    Raises:
        UnreadableDrawing: more strokes or points than anybody draws.
    """
    lists = [points for points in lists if isinstance(points, list)] if isinstance(lists, list) else []
    check_amount(lists)
    kept = [[point for point in points if _is_point(point)] for points in lists]
    return [np.array(points, np.float32) for points in kept if points]


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(isinstance(side, int | float) and abs(side) <= LARGEST_COORDINATE for side in point)
    )


def check_amount(strokes: Strokes) -> Strokes:
    """Give back strokes that are not too much to read.

    Args:
        strokes: of each only its length counts, in points.

    Raises:
        UnreadableDrawing: there are too many of them, or of their points.
    """
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_POINTS:
        raise UnreadableDrawing(TOO_MUCH)
    return strokes


def _polylines(path: Sequence[Any]) -> list[np.ndarray]:
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
    if not all(isinstance(n, int | float) and abs(n) <= LARGEST_COORDINATE for n in numbers):  # false of NaN, too
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
