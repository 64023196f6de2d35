"""Other ways of writing a one, made by changing real pen strokes.

Each takes the strokes of a digit and returns new ones, or None where these do not lend themselves to it: see `ways`.
"""

import numpy as np

from training.augmentation.stroke_geometry import Strokes, curve, evened, height_of, smoothed, top_down

STRAIGHT = 0.95  # chord over length from which on a stroke is nearly a bar
LEAST_STEM = 0.75  # of the length of a one that is nearly a bar; the rest are hooks at its ends
WIDEST_LEAN = 0.32  # sideways over down, of the stem of a flagged one
CLEAR_OF_STEM = 20.0  # degrees between stem and flag of a one, at least
LONGEST_LEVEL_FLAG = 0.38  # of a one's height; of hundred sevens one has a shorter top


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


def based_one(strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """A one that slants, with a flag that falls steeply and a wide foot, most of it at the right.

    Args:
        strokes: one stroke of (n, 2), nearly a bar.

    Returns:
        One or two (n, 2) arrays: flag and stem in one, and the foot.
    """
    stem = _stem(strokes)
    if stem is None:
        return None
    lean = generator.uniform(-0.5, 0.05)
    stem, height = _leaning(stem, lean), stem[-1, 1] - stem[0, 1]
    steepest = np.degrees(np.arctan(-lean)) + generator.uniform(5, 25)
    flag = _short_flag(stem, generator.uniform(0.2, 0.5) * height, 90 - max(steepest, 18), generator.normal(0, 0.08))
    if generator.random() < 0.2:  # that turns in at its end
        hook = flag[0] + generator.uniform((0.04, -0.01), (0.12, 0.09)) * height
        flag = np.concatenate([curve(hook, flag[0], generator.normal(0, 0.2), 8), flag[1:]])
    reach = generator.uniform((0, 0.4), (0.25, 1.0)) * height
    tilt = generator.normal(0, 0.06) * reach.sum()
    foot = curve(stem[-1] + (-reach[0], tilt / 2), stem[-1] + (reach[1], -tilt / 2), generator.normal(0, 0.03), 16)
    written = smoothed(np.concatenate([flag, stem[1:]]), generator.uniform(0.1, 0.6))
    if generator.random() < 0.6:
        return [np.concatenate([written, foot])]
    return [written, foot + generator.normal(0, 0.02, 2) * height]


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
