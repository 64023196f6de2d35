"""Other ways of writing the digits that are mostly straight (1, 4 and 7), made by changing real pen strokes.

Each takes the strokes of a digit and returns new ones, or None where these do not lend themselves to it: see `ways`.
"""

import numpy as np

from training.augmentation.stroke_geometry import (
    EVEN_POINTS,
    Strokes,
    between,
    curve,
    evened,
    height_of,
    smoothed,
    top_down,
)

STRAIGHT = 0.95  # chord over length from which on a stroke is nearly a bar
LEAST_STEM = 0.75  # of the length of a one that is nearly a bar; the rest are hooks at its ends
WIDEST_LEAN = 0.32  # sideways over down, of the stem of a flagged one
RIGHTMOST_FOOT = 0.04  # of a seven's height: how far its stem goes to the left, at least
CLEAR_OF_STEM = 20.0  # degrees between stem and flag of a one, at least
LONGEST_LEVEL_FLAG = 0.38  # of a one's height; of hundred sevens one has a shorter top
LEAST_OPENING = 0.4  # of the arm of a four: how far its top stays from the stem
LEAST_BAR = 0.45  # of the height of a plain seven: its top; a short one makes a one


def plain_bar(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A one straightened to its chord, with little lean and curvature.

    Args:
        strokes: one stroke of (n, 2), nearly straight or with a flag.

    Returns:
        One (32, 2) array.
    """
    if len(strokes) != 1:
        return None
    bar, own = top_down(strokes[0]), _stem(strokes)
    top = bar[bar[:, 1].argmin()]
    height = np.ptp(bar[:, 1])
    if np.ptp(bar[:, 0]) > 0.9 * height:
        return None
    lean = min(max(0.3 * (bar[-1, 0] - top[0]) / height + generator.normal(0, 0.07), -0.22), 0.22)
    line = curve(top, top + np.array([lean * height, height]), generator.normal(0, 0.02))
    if own is not None:  # some of its own wobble, but no flag
        line += generator.uniform(0, 0.4) * (own - np.linspace(own[0], own[-1], len(own)))
    return [line]


def flagged_one(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A one with an upstroke that falls away from its top to the left, short or nearly as long as the stem.

    Args:
        strokes: one stroke of (n, 2), nearly a bar.

    Returns:
        One to three (n, 2) arrays: the flag in one with the stem or on its own, and sometimes a foot.
    """
    stem = _stem(strokes)
    if stem is None:
        return None
    across, height = stem[-1] - stem[0]
    target = min(max(across / height, -WIDEST_LEAN), WIDEST_LEAN) * generator.uniform(0.2, 1)
    stem = _leaning(stem, target)
    length = generator.uniform(0.25, 0.9)
    steepest = np.degrees(np.arctan(-target)) + CLEAR_OF_STEM
    shallowest = max(72 - 38 * length, steepest + 6)  # a long shallow flag would make a seven's top
    angle = np.radians(generator.uniform(max(steepest, 18), shallowest))
    drop = min(length * np.cos(angle), 0.75)
    tip = stem[0] + height * np.array([-drop * np.tan(angle), drop])
    flag = curve(tip, stem[0], generator.normal(0, 0.06), 16)
    if generator.random() < 0.65:
        written = [np.concatenate([flag, stem[1:]])]
    else:
        flag = flag + generator.normal(0, 0.02, 2) * height
        written = [stem, flag if generator.random() < 0.5 else flag[::-1]]
    if generator.random() < 0.22:
        foot = _foot(stem, generator)
        if generator.random() < 0.3:
            written[0] = np.concatenate([written[0], foot])  # without lifting the pen
        else:
            written.append(foot + generator.normal(0, 0.015, 2) * height)
    return written


def level_flagged_one(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A one with a short flag that lies nearly level, on an upright stem that may start a little above it.

    Args:
        strokes: one stroke of (n, 2), nearly a bar.

    Returns:
        One or two (n, 2) arrays: the flag in one with the stem, or before it.
    """
    stem = _stem(strokes)
    if stem is None:
        return None
    stem, height = _leaning(stem, generator.uniform(-0.1, 0.06)), stem[-1, 1] - stem[0, 1]
    length, below_level = generator.uniform(0.12, LONGEST_LEVEL_FLAG) * height, generator.uniform(-8, 35)
    flag = _short_flag(stem, length, below_level, generator.normal(0, 0.1))
    if generator.random() < 0.75:
        return [smoothed(np.concatenate([flag, stem[1:]]), generator.uniform(0.1, 1.2))]
    return [flag + np.array([0, generator.uniform(0, 0.08) * height]), stem]


def footed_one(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A one on a foot, with a short flag or none.

    Args:
        strokes: one stroke of (n, 2), nearly a bar.

    Returns:
        One or two (n, 2) arrays: the stem, its flag in one with it, and the foot.
    """
    stem = _stem(strokes)
    if stem is None:
        return None
    stem, height = _leaning(stem, generator.uniform(-0.15, 0.1)), stem[-1, 1] - stem[0, 1]
    foot, written = _foot(stem, generator), stem
    if generator.random() < 0.7:
        below_level, length = generator.uniform(5, 65), generator.uniform(0.12, LONGEST_LEVEL_FLAG) * height
        flag = _short_flag(stem, length, below_level, generator.normal(0, 0.08))
        written = np.concatenate([flag, stem[1:]])
    if generator.random() < 0.25:
        return [np.concatenate([written, foot])]
    return [written, foot + generator.normal(0, 0.02, 2) * height]


def open_four(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A four that is open at the top, its stem long, short or only below the bar, in two strokes or in one.

    Args:
        strokes: two (n, 2) arrays: a hook of arm and bar, and a stem.

    Returns:
        One or two (n, 2) arrays.
    """
    parts = _arm_bar_and_stem(strokes)
    if parts is None:
        return None
    arm, bar, stem = parts
    corner, size = bar[0], float(np.hypot(*(arm[-1] - arm[0])))
    lean = generator.uniform(-0.2, 0.45)  # of the arm's top, to the right
    width = size * generator.uniform(0.65, 1.35)
    end = corner + width * np.array([1.0, generator.uniform(-0.22, 0.16)])
    kind = generator.random()
    if kind < 0.35:  # the stem starts at the bar, or a little above
        share, above, below = generator.uniform(0.5, 0.95), generator.uniform(0, 0.3), generator.uniform(0.45, 1.1)
    elif kind < 0.7:  # a long stem, or one that ends soon after the bar
        share, above, below = generator.uniform(0.55, 0.95), generator.uniform(0.4, 1.15), generator.uniform(0.2, 1.0)
    else:  # the bar ends at the stem or before it
        share, above, below = generator.uniform(1.0, 1.1), generator.uniform(0.3, 1.0), generator.uniform(0.35, 1.0)
    crossing = corner + share * (end - corner)
    slant = (stem[-1, 0] - stem[0, 0]) / (stem[-1, 1] - stem[0, 1])
    slant = min(max(slant, -0.35), 0.2) * generator.uniform(0, 1)
    down = np.array([slant, 1.0]) * size
    stem = between(stem, crossing - above * down, crossing + below * down)
    lean = min(lean, (stem[0, 0] - corner[0]) / size - LEAST_OPENING)
    arm = between(arm, corner + size * np.array([lean, -1.0]), corner)
    bar = between(bar, corner, end)
    bent = np.concatenate([arm, bar[1:]])
    if above > 0.35 and generator.random() < 0.4:  # in one stroke: from the bar up to the stem's top, then down
        if share < 1 and generator.random() < 0.6:
            bent = np.concatenate([bent, curve(bent[-1], crossing, 0, 6)])
        else:
            bent = np.concatenate([arm, between(bar, corner, crossing)[1:]])
        up = curve(crossing, stem[0], generator.normal(0, 0.02), 12)
        return [np.concatenate([smoothed(np.concatenate([bent, up[1:]]), generator.uniform(0.3, 1.5)), stem[1:]])]
    if generator.random() < 0.35:
        bent = smoothed(bent, generator.uniform(0.5, 2))  # a hook with a round corner
    return [bent, stem]


def closed_four(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A four whose arm meets its stem at the top, in one stroke from the foot or in two.

    Args:
        strokes: two (n, 2) arrays: a hook of arm and bar, and a stem.

    Returns:
        One or two (n, 2) arrays.
    """
    parts = _arm_bar_and_stem(strokes)
    if parts is None:
        return None
    arm, bar, stem = parts
    corner, size = bar[0], float(np.hypot(*(arm[-1] - arm[0])))
    end = corner + size * generator.uniform(0.8, 1.4) * np.array([1, generator.uniform(-0.15, 0.12)])
    crossing = corner + generator.uniform(0.55, 0.8) * (end - corner)
    slant = (stem[-1, 0] - stem[0, 0]) / (stem[-1, 1] - stem[0, 1])
    down = size * np.array([min(max(slant, -0.3), 0.15), 1])
    top = crossing - generator.uniform(0.75, 1.1) * down
    stem = curve(top, crossing + generator.uniform(0.35, 0.9) * down, generator.normal(0, 0.02))
    straight = curve(top, corner, 0, len(arm))
    arm = straight + generator.uniform(0, 0.3) * (between(arm, top, corner) - straight)
    bar = between(bar, corner, end)
    if generator.random() < 0.6:
        return [np.concatenate([stem[::-1], arm[1:], bar[1:]])]
    return [np.concatenate([arm, bar[1:]]) + generator.normal(0, 0.015, 2) * size, stem]


def curved_seven(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A seven with a wavy, hooked or arched top, a curved stem and mostly a bar through the middle of it.

    Args:
        strokes: (n, 2) arrays, the first of which is top bar and stem in one.

    Returns:
        One or two (n, 2) arrays.
    """
    parts = _bar_and_stem(strokes)
    if parts is None:
        return None
    bar, stem = parts
    height, run, fall = height_of(strokes), bar[-1] - bar[0], stem[-1] - stem[0]
    along = np.pi * np.linspace(0, 1, EVEN_POINTS)[:, None]
    wave = generator.uniform(-0.05, 0.12) * np.sin(2 * along) + generator.normal(0, 0.05) * np.sin(along)
    bar = bar + wave * np.array([0, np.hypot(*run)])
    bow = generator.uniform(-0.03, 0.16) * np.sin(along) + generator.normal(0, 0.03) * np.sin(2 * along)
    stem = stem + bow * np.array([-fall[1], 0.3 * fall[0]])
    if generator.random() < 0.35:  # a serif down at the start of the top bar
        serif = bar[0] + height * np.array([generator.normal(-0.01, 0.03), generator.uniform(0.08, 0.26)])
        bar = np.concatenate([curve(serif, bar[0], generator.normal(0, 0.1), 8), bar[1:]])
    top = np.concatenate([bar, stem[1:]])
    if generator.random() < 0.4:
        top = smoothed(top, generator.uniform(0.5, 3))
    written = [top]
    if generator.random() < 0.75:
        middle = stem[int(generator.uniform(0.32, 0.62) * len(stem))]
        tilt = np.radians(generator.uniform(-28, 14))
        reach = generator.uniform(0.22, 0.7) * height * np.array([np.cos(tilt), np.sin(tilt)])
        left = middle - generator.uniform(0.35, 0.6) * reach
        written.append(curve(left, left + reach, generator.normal(0, 0.04), 16))
    return written


def plain_seven(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A seven without a bar through it that slants strongly, often with a serif at the left of its top.

    Args:
        strokes: (n, 2) arrays, the first of which is top bar and stem in one.

    Returns:
        One (n, 2) array.
    """
    parts = _bar_and_stem(strokes)
    if parts is None:
        return None
    bar, stem = parts
    height, run, fall = height_of(strokes), bar[-1] - bar[0], stem[-1] - stem[0]
    if np.hypot(*fall) < STRAIGHT * np.abs(np.diff(stem @ (1, 1j))).sum():  # a hook at its foot would make a two
        return None
    stem = between(stem, stem[0], stem[0] + fall[1] * np.array([-generator.uniform(0.4, 0.9), 1]))
    width = min(max(run[0], LEAST_BAR * height), 0.9 * height)
    bar = between(bar, bar[-1] - width * np.array([1, generator.normal(0, 0.06)]), bar[-1])
    if width > 0.5 * height and generator.random() < 0.6:
        serif = bar[0] + height * np.array([generator.normal(-0.03, 0.03), generator.uniform(0.1, 0.2)])
        bar = np.concatenate([curve(serif, bar[0], generator.normal(0, 0.1), 8), bar[1:]])
    return [np.concatenate([bar, stem[1:]])]


def _arm_bar_and_stem(strokes: Strokes) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """The parts of a four: what falls to the corner at its left, what goes right from there, and the stem."""
    if len(strokes) != 2:
        return None
    hook, stem = evened(strokes[0]), top_down(strokes[1])
    corner = int((hook[:, 1] - hook[:, 0]).argmax())
    if not 5 <= corner <= EVEN_POINTS - 6:
        return None
    arm, bar = hook[: corner + 1], hook[corner:]
    rise, run = arm[-1] - arm[0], bar[-1] - bar[0]
    upright = stem[-1, 1] - stem[0, 1] > np.ptp(stem[:, 0])
    if rise[1] < 0.25 * height_of(strokes) or run[0] < abs(run[1]) or not upright:
        return None
    return arm, bar, stem


def _bar_and_stem(strokes: Strokes) -> tuple[np.ndarray, np.ndarray] | None:
    """The top bar and the stem of a seven, each in even steps; None where the two make no clear seven."""
    line = evened(strokes[0], 2 * EVEN_POINTS)
    height, low = height_of(strokes), line.min(axis=0)
    corner = int((line[:, 0] - line[:, 1]).argmax())
    if not 8 <= corner <= len(line) - 16:
        return None
    bar, stem = evened(line[: corner + 1]), evened(line[corner:])
    run, fall = bar[-1] - bar[0], stem[-1] - stem[0]
    flat = run[0] > 0.32 * height and abs(run[1]) < 0.4 * run[0] and bar[:, 1].max() < low[1] + 0.45 * height
    if not flat or fall[1] < 0.6 * height or not -1.1 * fall[1] < fall[0] < -RIGHTMOST_FOOT * height:
        return None
    return bar, stem


def _leaning(stem: np.ndarray, lean: float) -> np.ndarray:
    """A stem sheared so that its foot is so many times its height to the right of its top."""
    across, height = stem[-1] - stem[0]
    return stem + (lean * height - across) * (stem[:, 1:] - stem[0, 1]) / height * (1, 0)


def _short_flag(stem: np.ndarray, length: float, below_level: float, bow: float) -> np.ndarray:
    """A line (16, 2) from the left up to the top of a stem, so many degrees below level."""
    angle = np.radians(below_level)
    return curve(stem[0] + length * np.array([-np.cos(angle), np.sin(angle)]), stem[0], bow, 16)


def _foot(stem: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """A nearly level line (16, 2) under a stem, from left to right."""
    reach = generator.uniform(0.15, 0.45, 2) * height_of([stem])
    tilt = generator.normal(0, 0.05) * height_of([stem])
    return curve(stem[-1] + (-reach[0], tilt), stem[-1] + (reach[1], -tilt), generator.normal(0, 0.03), 16)


def _stem(strokes: Strokes) -> np.ndarray | None:
    """The stem of a one in one stroke that is nearly a bar, without hooks at its ends.

    None of one with a flag, or lying, or in several strokes.
    """
    if len(strokes) != 1:
        return None
    line = top_down(strokes[0])
    top, bottom = int(line[:, 1].argmin()), int(line[:, 1].argmax())
    if bottom - top < LEAST_STEM * len(line) or top > 3:
        return None
    stem = evened(line[top : bottom + 1])
    across, height = stem[-1] - stem[0]
    straightness = np.hypot(across, height) / max(np.abs(np.diff(stem @ (1, 1j))).sum(), 1e-9)
    return stem if straightness > STRAIGHT and height > 0.8 * abs(across) else None
