"""Other ways of writing the digits that are mostly curves (2, 3, 6, 8 and 9), made by changing real pen strokes."""

import numpy as np

from training.stroke_geometry import EVEN_POINTS, Strokes, crossing_of, curve, evened, height_of, smoothed, turn

LEAST_TOP = 0.42  # of the height of an angular two: its top bar, so that it is no flag of a one with a foot
FARTHEST_CURL = 0.25  # of the height of a narrow three: how far its ends come back; more makes an eight or a nine
LEAST_NOTCH = 0.11  # of the height of a three: how deep the notch in its middle is, at least
LONGEST_BAR = 0.45  # of the height of a three with hardly a notch: with a longer top it would be a seven
STEEPEST_STEM = 0.2  # sideways over down, of the straight stem of a six with a small bowl: upright it is a b
TALLEST_BOWL = 0.62  # of the height of an open six: a taller one makes a zero
WIDEST_EIGHT = 0.85  # width over height, of one whose ring collapses
LEAST_RING = 0.3  # of the height of an eight: the width of a ring that has not collapsed, or is to become flat
SLIMMER = 0.45  # times as wide as the other: slimmer yet, a ring reads as the stem of a six or a nine
NARROWEST_LOOP = 0.17  # of the height of an eight: the width of a ring that has collapsed
FLATTEST_LOOP = 0.26  # of the height of an eight: the height of a ring that has collapsed
OPENEST_RING = 0.15  # of the height of a nine: the gap where its ring starts and ends
LOWEST_START = 0.6  # of the ring of a nine: where it starts; one that starts farther down may be a four
SLIMMEST_RING = 0.32  # of the height of an open nine: the width of its ring; a slimmer one makes a four
LOWEST_JOINT = 0.35  # of the ring of an open nine: where the stem starts; from farther down it would be a five
WIDEST_CURL = 0.085  # of the height of a nine: half of the curl at the end of its tail; a wide one makes an eight


def looped_two(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A two whose pen goes round in a small loop at the knot on the lower left, and on into a wavy foot.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (96, 2) array.
    """
    parts = _top_and_foot(strokes)
    if parts is None:
        return None
    top, foot = parts
    height = height_of(strokes)
    heading = _heading(top, 6)
    radii = generator.uniform(0.05, 0.1) * height * generator.uniform((1, 0.8), (1.7, 1.1))
    loop = turn(top[-1], heading, 2 * np.pi + generator.uniform(0, 0.5) - heading, radii)
    low, high = loop[-1, 1] - 0.05 * height, loop[:, 1].max() + 0.1 * height
    end = np.array([max(foot[-1, 0], loop[-1, 0] + 0.3 * height), min(max(foot[-1, 1], low), high)])
    foot = curve(loop[-1], end, 0, 20)
    foot[:, 1] += generator.uniform(0, 0.06) * height * np.sin(np.linspace(0, 2 * np.pi, 20))
    line = evened(np.concatenate([top, loop[1:], foot[1:]]), 3 * EVEN_POINTS)
    return [smoothed(line, generator.uniform(0.5, 1.5))]


def angular_two(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A two like a Z: a nearly straight top, a diagonal and a flat foot, without a loop.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (n, 2) array.
    """
    parts = _top_and_foot(strokes)
    if parts is None:
        return None
    top, foot = parts
    height, knot = height_of(strokes), top[-1]
    right = int((top[:, 0] - 0.5 * top[:, 1]).argmax())
    shoulder = top[right]
    if not 6 <= right <= len(top) - 10 or shoulder[0] - knot[0] < 0.35 * height:
        return None
    if shoulder[1] > top[:, 1].min() + 0.4 * height or knot[1] - shoulder[1] < 0.5 * height:
        return None
    run = max(shoulder[0] - top[: right + 1, 0].min(), LEAST_TOP * height) * generator.uniform(1, 1.2)
    start = shoulder - run * np.array([1, generator.normal(0, 0.06)])
    bar = curve(start, shoulder, -generator.uniform(0, 0.14), 16)
    reach = max(foot[-1, 0] - knot[0], generator.uniform(0.7, 1.2) * (shoulder[0] - knot[0]))
    diagonal = curve(shoulder, knot, generator.normal(0, 0.03), 20)
    flat = curve(knot, knot + reach * np.array([1, generator.normal(0, 0.05)]), generator.normal(0, 0.02), 16)
    line = np.concatenate([bar, diagonal[1:], flat[1:]])
    return [line if generator.random() < 0.5 else smoothed(line, generator.uniform(0.5, 1.5))]


def narrow_three(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A three of 0.3 to 0.5 of its height.

    Args:
        strokes: one (n, 2) array, wider than that.

    Returns:
        One (64, 2) array.
    """
    parts = _three(strokes)
    if parts is None:
        return None
    line = parts[0]
    width, height = np.ptp(line, axis=0)
    share = generator.uniform(0.3, 0.5) * height / width
    low = line[:, 1].min()
    curled = line[0, 1] > low + FARTHEST_CURL * height or line[-1, 1] < low + (1 - FARTHEST_CURL) * height
    return [line * (share, 1)] if share < 0.9 and not curled else None


def flat_topped_three(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A three with a straight bar on top, a sharp diagonal to its middle and its own belly.

    Args:
        strokes: one (n, 2) array.

    Returns:
        One (n, 2) array.
    """
    parts = _three(strokes)
    if parts is None:
        return None
    line, upper, notch, _ = parts
    height, top = height_of(strokes), line[:, 1].min()
    left = min(line[0, 0], line[notch, 0] - 0.15 * height)
    right = max(line[upper, 0], left + generator.uniform(0.35, 0.6) * height, line[notch, 0] + 0.2 * height)
    tilt = generator.normal(0, 0.03, 2) * height
    start, corner = np.array([left, top + tilt[0]]), np.array([right, top + tilt[1]])
    bar = curve(start, corner, generator.normal(0, 0.03), 16)
    diagonal = curve(corner, line[notch], generator.normal(0, 0.04), 16)
    return [np.concatenate([bar, diagonal[1:], line[notch + 1 :]])]


def shallow_three(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A three with hardly a notch in its middle.

    Args:
        strokes: one (n, 2) array with a deeper one, hooked well to the left at its lower end.

    Returns:
        One (64, 2) array.
    """
    parts = _three(strokes)
    if parts is None:
        return None
    line, upper, notch, lower = parts
    height = height_of(strokes)
    depth = min(line[upper, 0], line[lower, 0]) - line[notch, 0]
    wanted = generator.uniform(LEAST_NOTCH, 0.18) * height
    top, hook = line[upper, 0] - line[: upper + 1, 0].min(), line[lower, 0] - line[lower:, 0].min()
    if depth < wanted or top > LONGEST_BAR * height or hook < 0.25 * height:
        return None
    middle = line[upper : lower + 1]
    outer = np.interp(middle[:, 1], [line[upper, 1], line[lower, 1]], [line[upper, 0], line[lower, 0]])
    middle[:, 0] = outer + (middle[:, 0] - outer) * wanted / depth
    return [smoothed(line, 1)]


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
    near = _distances(bowl[right:], left) < generator.uniform(0.13, 0.22) * height
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
    """An eight that does not close at its upper right.

    Args:
        strokes: one (n, 2) array that starts and ends there.

    Returns:
        One (n, 2) array, without the beginning or the end of it.
    """
    parts = _eight(strokes)
    if parts is None:
        return None
    line, waist = parts
    height, top = height_of(strokes), line[:, 1].min()
    ends = line[[0, -1]]
    if ends[:, 1].max() > waist[1] - 0.15 * height or ends[:, 0].min() < waist[0]:
        return None
    gap = generator.uniform(0.15, 0.25) * height
    third = len(line) // 3
    if generator.random() < 0.5:
        far = _distances(line[:third], line[-third:]) > gap
        line = line[int(far.argmax()) :]
        opens = line[0, 0] > waist[0] - 0.05 * height and line[0, 1] < top + 0.25 * height
    else:
        far = _distances(line[:-third:-1], line[:third]) > gap
        line = line[: len(line) - int(far.argmax())]
        opens = line[-1, 1] < waist[1] - 0.12 * height
    return [line] if far.any() and opens else None


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
    curl = turn(tail[-1], _heading(tail, 4), np.radians(generator.uniform(220, 330)), radii)
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
    loop = turn(ring[-1], _heading(ring, 4), sweep, radii)
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
    far = _distances(ring[: len(ring) // 2], np.concatenate([ring[-6:], tail])) > generator.uniform(0.12, 0.18) * height
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


def _top_and_foot(strokes: Strokes) -> tuple[np.ndarray, np.ndarray] | None:
    """A two from its start to the knot at its lower left, and from there on; None of what is not so written."""
    if len(strokes) != 1:
        return None
    height, line = height_of(strokes), evened(strokes[0], 2 * EVEN_POINTS)
    knot = int((line[:, 1] - line[:, 0]).argmax())
    if not 20 <= knot <= len(line) - 6:
        return None
    top, foot = line[: knot + 1], line[knot:]
    low = line[:, 1].min()
    lies = foot[-1, 0] - foot[0, 0] > 0.25 * height and np.ptp(foot[:, 1]) < 0.4 * height
    arches = top[:, 0].max() - max(top[0, 0], top[-1, 0]) > 0.08 * height
    if not lies or not arches or top[-1, 1] - low < 0.6 * height or top[0, 1] > low + 0.5 * height:
        return None
    return top, foot


def _three(strokes: Strokes) -> tuple[np.ndarray, int, int, int] | None:
    """A three in even steps, and where it is farthest right above, left between and right below."""
    if len(strokes) != 1:
        return None
    line = evened(strokes[0], 2 * EVEN_POINTS)
    height = height_of(strokes)
    share = (line[:, 1] - line[:, 1].min()) / height
    upper = int(np.where(share < 0.45, line[:, 0], -np.inf).argmax())
    after = (share > 0.5) & (np.arange(len(line)) > upper)
    lower = int(np.where(after, line[:, 0], -np.inf).argmax())
    if lower < upper + 6 or np.ptp(line[:, 0]) < 0.25 * height or share[-1] < 0.6 or share[0] > 0.4:
        return None
    notch = upper + int(line[upper : lower + 1, 0].argmin())
    depth = min(line[upper, 0], line[lower, 0]) - line[notch, 0]
    hooked = min(line[lower, 0] - line[-1, 0], line[upper, 0] - line[0, 0]) > 0.12 * height
    return (line, upper, notch, lower) if depth > 0.08 * height and 0.25 < share[notch] < 0.65 and hooked else None


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


def _ring_and_tail(strokes: Strokes) -> tuple[np.ndarray, np.ndarray] | None:
    """A nine parted where its ring has closed and its tail starts; None of one that is open or nearly a four."""
    if len(strokes) != 1:
        return None
    height, line = height_of(strokes), evened(strokes[0], 2 * EVEN_POINTS)
    joint = _joint(line, height)
    ring, tail = line[: joint + 1], line[joint:]
    width, tall = np.ptp(ring, axis=0)
    closed = _distances(ring[:1], line[max(joint - 8, 0) : joint + 12]).min() < OPENEST_RING * height
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


def _heading(line: np.ndarray, count: int) -> float:
    """The angle at which a line's last points go on, in radians from right to down."""
    return float(np.arctan2(*(line[-1] - line[-count])[::-1]))


def _distances(points: np.ndarray, line: np.ndarray) -> np.ndarray:
    """How far each of the points (n, 2) is from the nearest of a line's."""
    return np.abs((points[:, None] - line[None]) @ (1, 1j)).min(axis=1)


def _cross(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The cross products of a vector (2,) with others (n, 2): which side of it they are on, and how far."""
    return one[0] * others[:, 1] - one[1] * others[:, 0]
