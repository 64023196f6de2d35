"""Other ways of writing the digits that have rings (0, 6 and 8), made by changing real pen strokes.

Each takes the strokes of a digit and returns new ones, or None where these do not lend themselves to it: see `ways`.
"""

import numpy as np

from training.augmentation.stroke_geometry import (
    EVEN_POINTS,
    Strokes,
    crossing_of,
    curve,
    distances_to,
    evened,
    height_of,
    smoothed,
)

NARROWEST_SLASHED = 0.52  # width over height of a zero with a slash or a bar
NARROWEST_RING = 0.62  # the same of one that a dot fits into
NARROWEST_OPEN = 0.45  # the same of one that does not close
WIDEST_OPENING = 0.3  # of the height of a zero that does not close: a wider one makes another digit, or a letter
STEEPEST_STEM = 0.2  # sideways over down, of the straight stem of a six with a small bowl: upright it is a b
TALLEST_BOWL = 0.72  # of the height of an open six: a taller one makes a zero
WIDEST_EIGHT = 0.85  # width over height, of one whose ring collapses
LEAST_RING = 0.3  # of the height of an eight: the width of a ring that has not collapsed, or is to become flat
SLIMMER = 0.45  # times as wide as the other: slimmer yet, a ring reads as the stem of a six or a nine
NARROWEST_LOOP = 0.17  # of the height of an eight: the width of a ring that has collapsed
FLATTEST_LOOP = 0.26  # of the height of an eight: the height of a ring that has collapsed


def slashed_zero(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A zero with a slash inside, or one that reaches out at its ends; rarely a backslash.

    Args:
        strokes: one (n, 2) array, a ring.

    Returns:
        One or two (n, 2) arrays: the ring and the slash, sometimes without lifting the pen.
    """
    ring = _ring(strokes, generator, NARROWEST_SLASHED)
    if ring is None:
        return None
    low, high = ring.min(axis=0), ring.max(axis=0)
    half = (high - low) / 2
    if generator.random() < 0.5:
        reach = generator.uniform((0.2, 0.35), (0.75, 0.8)) * half
    else:
        reach = generator.uniform((0.55, 0.85), (1.35, 1.1)) * half
    reach[0] = min(reach[0], 1.2 * reach[1])
    middle = (low + high) / 2 + generator.normal(0, 0.06, 2) * half
    stretch = generator.uniform(0.85, 1.15, 2)[:, None]
    ends = middle + stretch * np.array([[1, -1], [-1, 1]]) * reach
    if generator.random() < 0.08:
        ends[:, 0] = 2 * middle[0] - ends[:, 0]
    slash = curve(ends[0], ends[1], generator.normal(0, 0.03), 16)
    if np.hypot(*(ring[-1] - ends[0])) < 0.4 * half[1] and generator.random() < 0.5:
        return [np.concatenate([ring, slash])]
    return [ring, slash if generator.random() < 0.6 else slash[::-1]]


def barred_zero(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A zero with a nearly level bar through its middle, inside or reaching out.

    Args:
        strokes: one (n, 2) array, a ring.

    Returns:
        Two (n, 2) arrays: the ring and the bar.
    """
    ring = _ring(strokes, generator, NARROWEST_SLASHED)
    if ring is None:
        return None
    low, high = ring.min(axis=0), ring.max(axis=0)
    half = (high - low) / 2
    middle = (low + high) / 2 + generator.normal(0, (0.08, 0.1)) * half
    reach = generator.uniform(0.6, 1.7, 2)[:, None] * half[0] * np.array([1, -generator.normal(0.1, 0.15)])
    return [ring, curve(middle - reach[0], middle + reach[1], generator.normal(0, 0.04), 16)]


def open_zero(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A zero that does not close, or the end of which passes its beginning farther in or out.

    Args:
        strokes: one (n, 2) array, a ring.

    Returns:
        One (n, 2) array.
    """
    ring = _ring(strokes, generator, NARROWEST_OPEN)
    if ring is None:
        return None
    middle, height = (ring.min(axis=0) + ring.max(axis=0)) / 2, height_of([ring])
    closed = evened(np.concatenate([ring, ring[:1]]), 3 * EVEN_POINTS + 1)[:-1]
    line = np.roll(closed, generator.integers(len(closed)), axis=0)
    if generator.random() < 0.6:
        return [_with_opening(line, generator.uniform(0.1, WIDEST_OPENING) * height)]
    line = np.concatenate([line, line[: generator.integers(1, len(line) // 6)]])
    spiral = 1 + generator.uniform(-0.18, 0.18) * np.linspace(-0.5, 1, len(line))
    return [middle + (line - middle) * spiral[:, None]]


def dotted_zero(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A zero with a dot, a blob, a small ring or a short dash in its middle.

    Args:
        strokes: one (n, 2) array, a ring.

    Returns:
        Two (n, 2) arrays: the ring and the mark.
    """
    ring = _ring(strokes, generator, narrowest=NARROWEST_RING)
    if ring is None:
        return None
    low, high = ring.min(axis=0), ring.max(axis=0)
    size = float((high - low).max())
    middle = (low + high) / 2 + generator.normal(0, 0.03, 2) * size
    kind = generator.random()
    if kind < 0.3:
        return [ring, middle[None] + generator.normal(0, 0.006, (3, 2)) * size]
    if kind < 0.5:  # a blob: the pen goes round a few times
        return [ring, middle + generator.normal(0, generator.uniform(0.02, 0.05), (9, 2)) * size]
    if kind < 0.7:
        angles = np.linspace(0, generator.uniform(5.4, 7), 14) + generator.uniform(0, 6)
        radii = generator.uniform(0.05, 0.11) * size * generator.uniform(0.8, 1.2, 2)
        return [ring, middle + radii * np.stack([np.cos(angles), np.sin(angles)], axis=1)]
    angle = generator.uniform(0, np.pi)
    reach = generator.uniform(0.05, 0.14) * size * np.array([np.cos(angle), np.sin(angle)])
    return [ring, np.stack([middle - reach, middle + reach])]


def blob_six(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A six with a small bowl, which a pen fills, under a long stem that is nearly straight or a strong curve.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (96, 2) array.
    """
    parts = _stem_and_bowl(strokes)
    if parts is None:
        return None
    stem, bowl = parts
    long = height_of(strokes)
    kind = generator.random()
    if kind < 0.35:
        top = np.array([generator.uniform(STEEPEST_STEM, 0.55), -1])
        stem = long * curve(top, np.zeros(2), generator.uniform(0, 0.05))
    elif kind < 0.7 or np.ptp(stem[:, 0]) > 0.8 * np.ptp(stem[:, 1]):
        top = np.array([generator.uniform(0.15, 0.6), -1])
        stem = long * curve(top, np.zeros(2), generator.uniform(0.1, 0.22))
    else:
        stem = (stem - stem[-1]) * long / np.ptp(stem[:, 1])
    small = generator.uniform((0.3, 0.24), (0.42, 0.38)) * long / np.ptp(bowl, axis=0)
    line = np.concatenate([stem, ((bowl - bowl[0]) * small)[1:]])
    return [smoothed(evened(line, 3 * EVEN_POINTS), generator.uniform(0.5, 1.5))]


def open_six(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A six whose bowl ends before it comes back to the stem.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (n, 2) array, the beginning of it.
    """
    parts = _stem_and_bowl(strokes)
    if parts is None:
        return None
    stem, bowl = parts
    height = height_of(strokes)
    bottom, right = int(bowl[:, 1].argmax()), int(bowl[:, 0].argmax())
    if right <= bottom:
        return None
    left = np.concatenate([stem, bowl[: bottom + 1]])
    near = distances_to(bowl[right:], left) < generator.uniform(0.13, 0.22) * height
    bowl = bowl[: right + int(near.argmax())] if near.any() else bowl
    if len(bowl) <= right or bowl[-1, 0] > bowl[right, 0] - 0.1 * height:
        return None
    tall = bowl[bottom, 1] - bowl[right:, 1].min()
    if not 0.25 * height < tall < TALLEST_BOWL * height:
        return None
    return [np.concatenate([stem, bowl[1:]])]


def collapsed_eight(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """An eight one of whose rings, the upper or the lower, has collapsed: it is flat, or narrow.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (96, 2) array.
    """
    parts = _eight(strokes)
    if parts is None:
        return None
    line, waist = parts[0] - parts[1], parts[1]
    height = height_of(strokes)
    ring = line[:, 1] < 0 if generator.random() < 0.5 else line[:, 1] > 0
    (width, tall), (other_width, other_tall) = np.ptp(line[ring], axis=0), np.ptp(line[~ring], axis=0)
    if max(width, other_width) > WIDEST_EIGHT * height or other_width < LEAST_RING * height:
        return None
    if width < LEAST_RING * height or generator.random() < 0.6:
        wanted = max(generator.uniform(NARROWEST_LOOP, 0.27) * height, SLIMMER * other_width)
        line[ring, 0] *= min(wanted / width, 1)
    else:
        share = generator.uniform(FLATTEST_LOOP, 0.34)
        line[ring, 1] *= min(share / (1 - share) * other_tall / tall, 1)
        line[ring, 0] *= min(generator.uniform(0.65, 1) * other_width / width, 1)
    return [smoothed(line + waist, generator.uniform(0.5, 1.5))]


def open_eight(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """An eight that does not close somewhere in its upper ring.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (n, 2) array.
    """
    parts = _eight(strokes)
    if parts is None:
        return None
    line, waist = parts
    height = height_of(strokes)
    upper = np.flatnonzero(line[:, 1] < waist[1] - 0.15 * height)
    if not len(upper):
        return None
    opened = _with_opening(np.roll(line, -generator.choice(upper), axis=0), generator.uniform(0.15, 0.25) * height)
    return [opened] if opened[[0, -1], 1].max() < waist[1] - 0.08 * height else None


def lined_eight(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """An eight as an S, from the end of which a straight line goes back up, often past where the S began.

    Args:
        strokes: one (n, 2) array that starts at the upper right.

    Returns:
        One (n, 2) array.
    """
    parts = _eight(strokes)
    if parts is None:
        return None
    line, waist = parts
    height = height_of(strokes)
    low = int(line[:, 1].argmax())
    if not 20 < low < len(line) - 12 or line[0, 0] < waist[0] or line[0, 1] > waist[1] - 0.15 * height:
        return None
    left = low + int(line[low:, 0].argmin())
    if left > len(line) - 8 or line[left, 1] < waist[1] or line[left, 0] > waist[0] - 0.08 * height:
        return None
    end = line[0] + generator.uniform((-0.02, -0.15), (0.15, 0.05)) * height
    back = curve(line[left], end, generator.normal(0, 0.03), 24)
    aside = _cross(end - line[left], line[: left + 1] - line[left]) / np.hypot(*(end - line[left]))
    if aside.max() < 0.17 * height or aside.min() > -0.17 * height:  # a ring would be lost
        return None
    return [np.concatenate([line[: left + 1], back[1:]])]


def _with_opening(line: np.ndarray, gap: float) -> np.ndarray:
    """A closed line (n, 2) that is left out around its beginning, until its ends are so far apart."""
    far = distances_to(line[: len(line) // 3], line[:1]) > gap / 2
    out = int(far.argmax())
    return line[out : len(line) - out]


def _ring(strokes: Strokes, generator: np.random.Generator, narrowest: float) -> np.ndarray | None:
    """The ring of a zero, upright and as narrow as people's are; None where it is not one closed line."""
    if len(strokes) != 1:
        return None
    ring = evened(strokes[0], 2 * EVEN_POINTS)
    low, high = ring.min(axis=0), ring.max(axis=0)
    width, height = high - low
    if np.hypot(*(ring[0] - ring[-1])) > 0.35 * height or width < 0.3 * height or width > 1.8 * height:
        return None
    inside = np.abs((ring - (low + high) / 2) / (high - low)).max(axis=1)
    if inside.min() < 0.2:  # the pen was in the middle already
        return None
    ring[:, 0] = low[0] + (ring[:, 0] - low[0]) * generator.uniform(narrowest, 0.95) * height / width
    return ring


def _stem_and_bowl(strokes: Strokes) -> tuple[np.ndarray, np.ndarray] | None:
    """A six parted where its bowl closes; None of one that is open, or not written from its top."""
    if len(strokes) != 1:
        return None
    line = evened(strokes[0], 2 * EVEN_POINTS)
    low, height = line[:, 1].min(), height_of(strokes)
    bottom = int(line[:, 1].argmax())
    right = bottom + int(line[bottom:, 0].argmax())
    if not 12 <= bottom <= len(line) - 10 or right > len(line) - 4 or line[0, 1] > low + 0.15 * height:
        return None
    gaps = np.abs((line[right:, None] - line[None, :bottom]) @ (1, 1j))
    joint = int(gaps.min(axis=0).argmin())
    if gaps.min() > 0.15 * height or not 8 <= joint <= bottom - 4:
        return None
    stem, bowl = line[: joint + 1], line[joint:]
    falls = np.diff(stem[4:, 1]).min() > -0.01 * height and stem[-1, 1] > low + 0.25 * height
    return (stem, bowl) if falls and bowl[:, 0].max() > stem[-1, 0] + 0.2 * height else None


def _eight(strokes: Strokes) -> tuple[np.ndarray, np.ndarray] | None:
    """A closed eight in even steps, and where it crosses itself in its middle."""
    if len(strokes) != 1:
        return None
    line = evened(strokes[0], 3 * EVEN_POINTS)
    waist, height = crossing_of(line), height_of(strokes)
    if waist is None or not 0.3 < (waist[1] - line[:, 1].min()) / height < 0.7:
        return None
    return (line, waist) if np.hypot(*(line[0] - line[-1])) < 0.22 * height else None


def _cross(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The cross products of a vector (2,) with others (n, 2): which side of it they are on, and how far."""
    return one[0] * others[:, 1] - one[1] * others[:, 0]
