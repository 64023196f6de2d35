"""Other ways of writing the digits that are mostly straight (4 and 7), made by changing real pen strokes.

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
RIGHTMOST_FOOT = 0.04  # of a seven's height: how far its stem goes to the left, at least
LEAST_OPENING = 0.4  # of the arm of a four: how far its top stays from the stem
CROSSED_SEVEN = (0.4, 0.68)  # of a seven's stem: where a bar crosses it; one farther down makes a two
WIDEST_PARTED = 0.5  # of its stem: how far from the rest of a four that stands
LEAST_BAR = 0.45  # of the height of a plain seven: its top; a short one makes a one


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


def joined_seven(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A seven whose pen comes back from the foot to cross the stem, or whose bar starts with a hook from below.

    Args:
        strokes: (n, 2) arrays, the first of which is top bar and stem in one.

    Returns:
        One or two (n, 2) arrays.
    """
    parts = _bar_and_stem(strokes)
    if parts is None:
        return None
    bar, stem = parts
    height, fall = height_of(strokes), stem[-1] - stem[0]
    lean = max(fall[0] / fall[1], -0.35) * generator.uniform(0.2, 1)
    stem = between(stem, stem[0], stem[0] + fall[1] * np.array([lean, 1]))
    arched = np.pi * np.linspace(0, 1, EVEN_POINTS)[:, None]
    bar = bar - generator.uniform(0, 0.12) * height * np.sin(arched) * (0, 1)
    stem = stem + generator.uniform(0, 0.1) * height * np.sin(arched) * (1, 0)
    top = smoothed(np.concatenate([bar, stem[1:]]), generator.uniform(0.3, 3))
    crossed = stem[int(generator.uniform(*CROSSED_SEVEN) * len(stem))]
    left = crossed - height * generator.uniform((0.12, -0.12), (0.35, 0.04))
    right = crossed + height * generator.uniform((0.12, -0.08), (0.45, 0.06))
    across = curve(left, right, generator.normal(0, 0.05), 16)
    if generator.random() < 0.6:
        back = curve(top[-1], left, generator.uniform(-0.05, 0.25), 16)
        rest = smoothed(np.concatenate([back, across[1:]]), generator.uniform(0.3, 1.5))
        return [np.concatenate([top, rest[1:]])]
    hook = left + height * generator.uniform((-0.04, 0.08), (0.16, 0.28))
    hooked = np.concatenate([curve(hook, left, generator.uniform(-0.1, 0.25), 12), across[1:]])
    return [top, smoothed(hooked, generator.uniform(0.3, 1.5))]


def lightning_four(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A four in one stroke like a flash: the stem goes on down where the bar ends, and crosses nothing.

    Args:
        strokes: two (n, 2) arrays: a hook of arm and bar, and a stem.

    Returns:
        One (n, 2) array.
    """
    parts = _arm_bar_and_stem(strokes)
    if parts is None:
        return None
    hook, size = _another_hook(parts, generator, (0, 0.5), (0.5, 1.0), (-0.1, 0.45))
    down = size * generator.uniform(0.45, 1.1) * np.array([generator.uniform(-0.12, 0.3), 1])
    stem = between(parts[2], hook[-1], hook[-1] + down)
    return [smoothed(np.concatenate([hook, stem[1:]]), generator.uniform(0.5, 4))]


def parted_four(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A four whose stem stands apart, to the right of a small hook of arm and bar.

    Args:
        strokes: two (n, 2) arrays: a hook of arm and bar, and a stem.

    Returns:
        Two (n, 2) arrays.
    """
    parts = _arm_bar_and_stem(strokes)
    if parts is None:
        return None
    hook, size = _another_hook(parts, generator, (-0.2, 0.4), (0.5, 1.3), (-0.15, 0.2))
    hook = smoothed(hook, generator.uniform(0.3, 3))
    above, below = size * generator.uniform(0.5, 1.6), size * generator.uniform(0.4, 1.6)
    apart = generator.uniform(0.02, WIDEST_PARTED) * (above + below)
    foot = np.array([hook[:, 0].max() + apart, parts[1][0, 1] + below])
    top = foot - (above + below) * np.array([generator.uniform(-0.15, 0.05), 1])
    stem = between(parts[2], top, foot)
    return [hook, stem + np.array([max(0.0, foot[0] - stem[:, 0].min()), 0])]


def _another_hook(
    parts: tuple[np.ndarray, np.ndarray, np.ndarray],
    generator: np.random.Generator,
    lean: tuple[float, float],
    width: tuple[float, float],
    fall: tuple[float, float],
) -> tuple[np.ndarray, float]:
    """Arm and bar of a four in one line, with the corner where it was, and the length of the arm before.

    Args:
        parts: arm, bar and stem.
        lean: of the arm's top to the right, in lengths of the arm: from and to.
        width: of the bar, in the same.
        fall: of the bar, as a share of its width.
    """
    arm, bar, _ = parts
    corner, size = bar[0], float(np.hypot(*(arm[-1] - arm[0])))
    arm = between(arm, corner + size * np.array([generator.uniform(*lean), -1]), corner)
    end = corner + size * generator.uniform(*width) * np.array([1, generator.uniform(*fall)])
    return np.concatenate([arm, between(bar, corner, end)[1:]]), size


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
