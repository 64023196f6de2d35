"""Other ways of writing the digits that are mostly curves (2, 3 and 5), made by changing real pen strokes.

Each takes the strokes of a digit and returns new ones, or None where these do not lend themselves to it: see `ways`.
"""

import numpy as np

from training.augmentation.stroke_geometry import (
    EVEN_POINTS,
    Strokes,
    curve,
    evened,
    heading_of,
    height_of,
    smoothed,
    turn,
)

LEAST_BELLY = 0.28  # of a five's height: how far its lower half reaches to the right of its neck
RISING_FEET = 0.3  # of the looped twos
LEAST_TOP = 0.42  # of the height of an angular two: its top bar, so that it is no flag of a one with a foot
FARTHEST_CURL = 0.25  # of the height of a narrow three: how far its ends come back; more makes an eight or a nine
LEAST_NOTCH = 0.11  # of the height of a three: how deep the notch in its middle is, at least
LONGEST_BAR = 0.45  # of the height of a three with hardly a notch: with a longer top it would be a seven


def looped_two(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A two whose pen goes round in a small loop at the knot on the lower left, and on into a wavy foot or a long rise.

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
    heading = heading_of(top, 6)
    radii = generator.uniform(0.05, 0.1) * height * generator.uniform((1, 0.8), (1.7, 1.1))
    loop = turn(top[-1], heading, 2 * np.pi + generator.uniform(0, 0.5) - heading, radii)
    low, high = loop[-1, 1] - 0.05 * height, loop[:, 1].max() + 0.1 * height
    end = np.array([max(foot[-1, 0], loop[-1, 0] + 0.3 * height), min(max(foot[-1, 1], low), high)])
    if generator.random() < RISING_FEET:
        run = generator.uniform(0.4, 0.75) * height
        end = loop[-1] + run * np.array([1, -generator.uniform(0.1, 0.45)])
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


def smooth_five(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A five like an S: corners rounded off, its top short or curved, in one stroke or with the top apart.

    Args:
        strokes: one (n, 2) array, or two: top bar and body in any order.

    Returns:
        One or two (n, 2) arrays.
    """
    height = height_of(strokes)
    if len(strokes) == 1:
        line = evened(strokes[0], 2 * EVEN_POINTS)
        first = line[: len(line) // 2]
        corner = int((first[:, 0] + first[:, 1]).argmin())
        if corner < 4:
            return None
        top, body = line[: corner + 1], line[corner:]
    elif len(strokes) == 2:
        top, body = sorted(strokes, key=lambda stroke: stroke[:, 1].mean())
        top, body = evened(top, EVEN_POINTS // 2), evened(body, 2 * EVEN_POINTS - EVEN_POINTS // 2)
        if top[0, 0] < top[-1, 0]:
            top = top[::-1]
        if body[0, 1] > body[-1, 1]:
            body = body[::-1]
    else:
        return None
    reach = top[0, 0] - top[-1, 0]
    ends_left = body[-1, 0] < body[:, 0].max() - 0.15 * height
    begins = np.hypot(*(top[-1] - body[0])) < 0.3 * height and body[0, 1] < body[:, 1].min() + 0.15 * height
    if reach < 0.15 * height or np.ptp(top[:, 1]) > 0.4 * height or np.ptp(body[:, 1]) < 0.6 * height:
        return None
    if not ends_left or not begins:
        return None
    apart = len(strokes) == 2 and generator.random() < 0.25
    top = top[int(generator.uniform(0, 0.2 if apart else 0.55) * len(top)) :]
    arch = generator.uniform(-0.03, 0.1) * height * np.sin(np.pi * np.linspace(0, 1, len(top)))
    top = top - arch[:, None] * np.array([0, 1.0])
    blur = generator.uniform(1.5, 4.5)
    if apart:
        body = smoothed(body, blur)
        return [body, smoothed(top[::-1], blur / 2)] if _has_belly(body) else None
    joined = evened(np.concatenate([top, body]), 2 * EVEN_POINTS)
    droop = generator.uniform(0, 0.12) * height  # of the start, as that of an S
    joined[:12, 1] += droop * np.linspace(1, 0, 12) ** 2
    joined = smoothed(joined, blur)
    return [joined] if _has_belly(joined) else None


def _has_belly(five: np.ndarray) -> bool:
    """Whether a five's lower half reaches well to the right of its neck and ends open, below the neck."""
    low, height = five[:, 1].min(), np.ptp(five[:, 1])
    share = (five[:, 1] - low) / height
    neck, belly = five[(share > 0.2) & (share < 0.5), 0], five[share > 0.5, 0]
    return belly.max() - neck.min() > LEAST_BELLY * height and share[-1] > 0.62


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
