"""What ways of writing know of lines: steps, curves, turns and crossings."""

import numpy as np

Strokes = list[np.ndarray]

EVEN_POINTS = 32  # points of a stroke after it was resampled to even steps


def height_of(strokes: Strokes) -> float:
    """From the highest point of all strokes to the lowest."""
    return max(stroke[:, 1].max() for stroke in strokes) - min(stroke[:, 1].min() for stroke in strokes)


def evened(stroke: np.ndarray, count: int = EVEN_POINTS) -> np.ndarray:
    """The same line as (count, 2) float64 points in even steps along it."""
    points = stroke @ (1, 1j)
    lengths = np.zeros(len(points))
    np.cumsum(np.abs(points[1:] - points[:-1]), out=lengths[1:])
    even = np.interp(np.arange(count) * (lengths[-1] / (count - 1)), lengths, points)
    return even.view(np.float64).reshape(-1, 2)


def top_down(stroke: np.ndarray) -> np.ndarray:
    """A stroke in even steps, from its upper end to its lower."""
    line = evened(stroke)
    return line if line[0, 1] <= line[-1, 1] else line[::-1].copy()


def curve(start: np.ndarray, end: np.ndarray, bow: float, count: int = EVEN_POINTS) -> np.ndarray:
    """A (count, 2) line from start to end that bows to one side by that share of its length."""
    along = np.linspace(0, 1, count)[:, None]
    across = (end - start)[::-1] * (-1, 1)
    return start + along * (end - start) + 4 * bow * along * (1 - along) * across


def between(stroke: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """A stroke turned and sized so that it goes from start to end, with its own waviness where it has little."""
    line = (stroke - stroke[0]) @ (1, 1j)
    if abs(line[-1]) < 0.5 * np.abs(line).max() or abs(line[-1]) < 1e-9:
        return np.linspace(start, end, len(stroke))
    line = line * ((end - start) @ (1, 1j) / line[-1])
    return start + np.stack([line.real, line.imag], axis=1)


def smoothed(stroke: np.ndarray, blur: float) -> np.ndarray:
    """Round a line's corners: a Gaussian of so many points along it; the ends stay where they are."""
    reach = int(3 * blur) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / blur) ** 2)
    reach = min(reach, len(stroke) - 1)
    before, after = 2 * stroke[0] - stroke[reach:0:-1], 2 * stroke[-1] - stroke[-2 : -2 - reach : -1]
    kernel = kernel[len(kernel) // 2 - reach : len(kernel) // 2 + reach + 1]
    padded = np.concatenate([before, stroke, after])
    return np.stack([np.convolve(padded[:, axis], kernel / kernel.sum(), "valid") for axis in (0, 1)], axis=1)


def turn(start: np.ndarray, heading: float, sweep: float, radii: np.ndarray, count: int = 24) -> np.ndarray:
    """A (count, 2) arc from start on, along an ellipse with those radii (2,); angles in radians from right to down."""
    turns = heading + sweep * np.linspace(0, 1, count)[:-1]
    strides = np.stack([np.cos(turns), np.sin(turns)], axis=1) * radii * abs(sweep) / (count - 1)
    return np.concatenate([start[None], start + np.cumsum(strides, axis=0)])


def rotation_matrix(angle: float) -> np.ndarray:
    """The (2, 2) matrix that turns columns of x and y by so many radians, from right to down."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def crossing_of(line: np.ndarray) -> np.ndarray | None:
    """Where a line crosses itself, nearest to half its height; None where it does not."""
    points = line @ (1, 1j)
    steps = np.diff(points)
    apart = points[None, :-1] - points[:-1, None]
    turned = (steps[:, None].conj() * steps).imag
    turned[turned == 0] = np.inf
    one, other = (apart.conj() * steps).imag / turned, (apart.conj() * steps[:, None]).imag / turned
    crosses = (one >= 0) & (one < 1) & (other >= 0) & (other < 1)
    first, second = np.nonzero(np.triu(crosses, 5))  # steps nearly beside each other make no ring
    if not len(first):
        return None
    places = points[first] + one[first, second] * steps[first]
    place = places[np.abs(places.imag - (points.imag.min() + points.imag.max()) / 2).argmin()]
    return np.array([place.real, place.imag])


def heading_of(line: np.ndarray, count: int) -> float:
    """The angle at which a line's last points go on, in radians from right to down."""
    return float(np.arctan2(*(line[-1] - line[-count])[::-1]))


def distances_to(points: np.ndarray, line: np.ndarray) -> np.ndarray:
    """How far each of the points (n, 2) is from the nearest of a line's."""
    return np.abs((points[:, None] - line[None]) @ (1, 1j)).min(axis=1)
