"""Other ways of writing a nine, made by changing real pen strokes.

Each takes the strokes of a digit and returns new ones, or None where these do not lend themselves to it: see `ways`.
"""

import numpy as np

from training.augmentation.stroke_geometry import (
    EVEN_POINTS,
    Strokes,
    curve,
    distances_to,
    evened,
    heading_of,
    height_of,
    smoothed,
    turn,
)

OPENEST_RING = 0.15  # of the height of a nine: the gap where its ring starts and ends
LOWEST_START = 0.6  # of the ring of a nine: where it starts; one that starts farther down may be a four
SLIMMEST_RING = 0.32  # of the height of an open nine: the width of its ring; a slimmer one makes a four
LOWEST_JOINT = 0.35  # of the ring of an open nine: where the stem starts; from farther down it would be a five
RINGS_ACROSS = (0.22, 0.36)  # of the height of a nine: a ring that lies across
WIDEST_TAIL = 1.1  # of the height of a nine whose ring lies across
WIDEST_CURL = 0.085  # of the height of a nine: half of the curl at the end of its tail; a wide one makes an eight


def round_tailed_nine(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A nine whose tail turns to the left: a short hook, a round tail or a big open bowl.

    Args:
        strokes: (n, 2) arrays, the last of which ends with the tail.

    Returns:
        As many (n, 2) arrays, the last with another tail.
    """
    if len(strokes) > 2:
        return None
    height = height_of(strokes)
    line = evened(strokes[-1], 2 * EVEN_POINTS)
    joint = _joint(line, height)
    tail = line[joint:]
    ring = np.concatenate([*strokes[:-1], line[: joint + 1]])
    closed = np.hypot(*(line[max(joint - 8, 0) : joint + 12] - ring[0]).T).min() < OPENEST_RING * height
    floor = ring[:, 1].max() + 0.12 * height
    drop = np.ptp(tail[:, 1])
    if not closed or drop < 0.45 * height or len(ring) < 12 or np.ptp(ring[:, 1]) > 0.75 * height or len(tail) < 8:
        return None
    kept = tail[: max(4, int(generator.uniform(0.4, 0.95) * len(tail)))]
    heading = np.arctan2(*(kept[-1] - kept[-4])[::-1])
    sweep = np.radians(generator.uniform(70, 205))
    radius = generator.uniform(0.07, 0.34) * height
    steps = np.linspace(0, 1, 24)[1:]
    turns = heading + sweep * steps ** generator.uniform(0.7, 1.5)
    strides = np.stack([np.cos(turns), np.sin(turns)], axis=1) * radius * sweep / len(steps)
    strides[:, 0] *= generator.uniform(0.9, 1.5)  # bowls are rather wide than deep
    bowl = kept[-1] + np.cumsum(strides, axis=0)
    low = int(bowl[:, 1].argmax())
    closes = np.flatnonzero(bowl[low:, 1] < floor)  # a tail that comes back to the ring makes an eight
    if len(closes):
        bowl = bowl[: low + int(closes[0])]
    if len(bowl) < 6 or bowl[:, 1].max() < floor + 0.1 * height:
        return None
    return [*strokes[:-1], np.concatenate([line[:joint], kept, bowl])]


def flat_ringed_nine(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A nine with a low ring that lies across, from which a wide tail goes round at the right and far to the left.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (n, 2) array.
    """
    parts = _ring_and_tail(strokes)
    if parts is None:
        return None
    ring, height = parts[0], height_of(strokes)
    tall = generator.uniform(*RINGS_ACROSS)
    low, size = ring.min(axis=0), np.ptp(ring, axis=0)
    wide = tall * generator.uniform(1.1, 2.2)
    ring = (ring - low) / size * (wide, tall)
    closed = ring[distances_to(ring[: len(ring) // 2], ring[-1:]).argmin()]
    ring = np.concatenate([ring, curve(ring[-1], closed, 0, 6)[1:]])  # which leaves no gap
    heading = np.radians(generator.uniform(0, 50))
    if generator.random() < 0.5:  # the pen goes on below the ring, from its left
        below = (ring[:, 1] > 0.6 * tall) & (ring[:, 0] < 0.6 * wide)
        start = generator.choice(np.flatnonzero(below)) if below.any() else -1
        ring = np.concatenate([ring, curve(ring[-1], ring[start], 0, 6)[1:]])
        heading = np.radians(generator.uniform(-20, 30))
    tail = turn(np.zeros(2), heading, np.radians(generator.uniform(165, 195)) - heading, np.ones(2), 32)
    tail = ring[-1] + tail / tail.max(axis=0) * (generator.uniform(0.12, 0.5), 1 - ring[-1, 1])
    end = tail[-1] - generator.uniform((0.05, -0.03), (0.6, 0.08))
    if tail[:, 0].max() < ring[:, 0].max() - 0.02 or tail[:, 0].max() - end[0] > WIDEST_TAIL:
        return None
    line = np.concatenate([ring, tail[1:], curve(tail[-1], end, generator.normal(0, 0.03), 12)[1:]])
    return [low + height * smoothed(evened(line, 3 * EVEN_POINTS), generator.uniform(0.3, 1))]


def curled_nine(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A nine whose tail curls up at its end, nearly into a ring, and a small one.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (n, 2) array.
    """
    parts = _ring_and_tail(strokes)
    if parts is None:
        return None
    ring, tail = parts
    height = height_of(strokes)
    tail = tail[: int(generator.uniform(0.75, 1) * len(tail))]
    tail = (tail + curve(tail[0], tail[-1], 0, len(tail))) / 2
    radii = generator.uniform(0.045, WIDEST_CURL, 2) * height
    curl = turn(tail[-1], heading_of(tail, 4), np.radians(generator.uniform(220, 330)), radii)
    if curl[:, 1].min() < ring[:, 1].max() + 0.12 * height:
        return None
    return [np.concatenate([ring, tail[1:], curl[1:]])]


def looped_nine(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A nine with a small loop, or a round ear, where its ring closes and its tail starts.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (96, 2) array.
    """
    parts = _ring_and_tail(strokes)
    if parts is None:
        return None
    ring, tail = parts
    height = height_of(strokes)
    sweep = np.pi if generator.random() < 0.5 else -np.pi  # out over the right side, or in over the ring
    radii = generator.uniform(0.045, 0.085) * height * generator.uniform((0.65, 1), (0.9, 1.7))
    loop = turn(ring[-1], heading_of(ring, 4), sweep, radii)
    aside = np.clip(1 - np.linspace(0, 3.3, len(tail)), 0, 1)[:, None]
    tail = tail + (loop[-1] - tail[0]) * (aside * (1.4, 1) - (0.4, 0))  # it crosses to the other side
    line = np.concatenate([ring, loop[1:], tail[1:]])
    return [smoothed(evened(line, 3 * EVEN_POINTS), 0.7)]


def open_nine(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A nine whose ring is open at its upper right.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (n, 2) array, without the beginning of it.
    """
    parts = _ring_and_tail(strokes)
    if parts is None:
        return None
    ring, tail = parts
    height, low, size = height_of(strokes), ring.min(axis=0), np.ptp(ring, axis=0)
    far = (
        distances_to(ring[: len(ring) // 2], np.concatenate([ring[-6:], tail])) > generator.uniform(0.12, 0.18) * height
    )
    start = int(far.argmax())
    begins, joins = (ring[start] - low) / size, (ring[-1] - low) / size
    if (
        not far.any()
        or size[0] < SLIMMEST_RING * height
        or begins[0] < 0.55
        or begins[1] > 0.25
        or joins[1] > LOWEST_JOINT
    ):
        return None
    return [np.concatenate([ring[start:], tail[1:]])]


def _ring_and_tail(strokes: Strokes) -> tuple[np.ndarray, np.ndarray] | None:
    """A nine parted where its ring has closed and its tail starts; None of one that is open or nearly a four."""
    if len(strokes) != 1:
        return None
    height, line = height_of(strokes), evened(strokes[0], 2 * EVEN_POINTS)
    joint = _joint(line, height)
    ring, tail = line[: joint + 1], line[joint:]
    width, tall = np.ptp(ring, axis=0)
    closed = distances_to(ring[:1], line[max(joint - 8, 0) : joint + 12]).min() < OPENEST_RING * height
    round_enough = width > 0.25 * height and 0.25 * height < tall < 0.7 * height
    if not closed or not round_enough or len(ring) < 16 or len(tail) < 12 or np.ptp(tail[:, 1]) < 0.5 * height:
        return None
    if ring[0, 1] > ring[:, 1].min() + LOWEST_START * tall:
        return None
    return (ring, tail) if ring[-1, 0] > (ring[:, 0].min() + ring[:, 0].max()) / 2 else None


def _joint(nine: np.ndarray, height: float) -> int:
    """Which point of a nine is the last before its tail."""
    rises = np.flatnonzero(np.diff(nine[:, 1]) < -0.004 * height)
    rises = rises[rises < 0.9 * len(nine)]  # a hook at the very end is no part of the bowl
    return int(rises[-1]) + 1 if len(rises) else 0
