"""Clean pictures: what drawing programs, note apps and screenshots make of a sheet."""

import cv2
import numpy as np

from training.pages.hand import SIDE, Sheet


def screen(sheet: Sheet, generator: np.random.Generator, ends: tuple) -> tuple[np.ndarray, np.ndarray, tuple]:
    """A sheet as a program shows it.

    Args:
        sheet: seen straight.
        generator: of colours, lines, frames and bars.
        ends: left, top, right and bottom of the picture in the crop.

    Returns:
        (256, 256) float32 in 0..255; (256, 256) bool, where frames and bars lie over what was there, whatever their
        colour; and the ends, whole pixels.
    """
    ends = tuple(int(np.clip(round(float(end)), 0, SIDE)) for end in ends)
    ground, ink = _colours(generator)
    picture = np.full((SIDE, SIDE), ground, np.float32)
    lines = (
        generator.uniform(0, 255) if generator.random() < 0.3 else ground + (ink - ground) * generator.uniform(0.1, 1)
    )
    if generator.random() < 0.55:
        LINES[generator.integers(len(LINES))](picture, generator, float(lines))
    alpha = sheet.over_crop(sheet.ink)
    if generator.random() < 0.3:  # without anti-aliasing
        alpha = (alpha > 0.5).astype(np.float32)
    picture += alpha * (ink - picture)
    printed = sheet.over_crop(sheet.print)
    picture += printed * (ink - picture)
    hidden = np.zeros(picture.shape, bool)
    for number in generator.permutation(len(FRAMES))[: generator.choice(3, p=(0.35, 0.45, 0.2))]:
        if FRAMES[number] is _shadow:  # through which everything is to be seen
            _shadow(picture, generator, ends, float(lines))
            continue
        over = np.full_like(picture, np.nan)
        FRAMES[number](over, generator, ends, float(lines))
        is_over = ~np.isnan(over)
        picture[is_over] = over[is_over]
        hidden |= is_over
    if generator.random() < 0.25:  # shown at another size
        factor = generator.uniform(1.1, 2.5)
        small = cv2.resize(picture, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
        ways = (cv2.INTER_LINEAR, cv2.INTER_NEAREST, cv2.INTER_CUBIC)
        picture = cv2.resize(small, (SIDE, SIDE), interpolation=ways[generator.integers(3)])
    return picture, hidden, ends


def _colours(generator: np.random.Generator) -> tuple[float, float]:
    """The grey of the ground and of the ink: black on white, white on black, or any two that differ."""
    lot = generator.random()
    if lot < 0.4:
        return 255.0, 0.0
    if lot < 0.6:
        return 0.0, 255.0
    while True:
        ground, ink = generator.uniform(0, 255, 2)
        if abs(ground - ink) > 25:
            return float(ground), float(ink)


def _rules(picture: np.ndarray, generator: np.random.Generator, level: float) -> None:
    pitch, width = int(generator.integers(6, 90)), int(generator.integers(1, 3))
    for y in range(int(generator.integers(pitch)), SIDE, pitch):
        picture[y : y + width] = level


def _squares(picture: np.ndarray, generator: np.random.Generator, level: float) -> None:
    pitch, width = int(generator.integers(6, 90)), int(generator.integers(1, 3))
    for start in range(int(generator.integers(pitch)), SIDE, pitch):
        picture[start : start + width] = level
        picture[:, start : start + width] = level


def _dots(picture: np.ndarray, generator: np.random.Generator, level: float) -> None:
    pitch, width = int(generator.integers(6, 40)), int(generator.integers(1, 4))
    for shift in range(width):
        picture[shift::pitch, shift::pitch] = level
        picture[shift::pitch, ::pitch] = level
        picture[::pitch, shift::pitch] = level


def _cross(picture: np.ndarray, generator: np.random.Generator, level: float) -> None:
    x, y = (int(side) for side in generator.uniform(60, SIDE - 60, 2))
    if generator.random() < 0.7:
        picture[:, x : x + 1 + int(generator.integers(2))] = level
    picture[y : y + 1 + int(generator.integers(2))] = level


def _checks(picture: np.ndarray, generator: np.random.Generator, level: float) -> None:
    """What stands for transparency."""
    pitch = int(generator.integers(4, 20))
    columns, rows = np.meshgrid(np.arange(SIDE) // pitch, np.arange(SIDE) // pitch)
    picture += ((columns + rows) % 2) * np.float32(generator.uniform(-30, 30))


def _box(picture: np.ndarray, generator: np.random.Generator, level: float) -> None:
    start, end = generator.uniform(5, 90, 2), generator.uniform(160, SIDE - 5, 2)
    corners = tuple(int(side) for side in start), tuple(int(side) for side in end)
    cv2.rectangle(picture, *corners, level, int(generator.integers(1, 4)))


def _frame(picture: np.ndarray, generator: np.random.Generator, ends: tuple, level: float) -> None:
    """A frame at the rim, or a little inside."""
    left, top, right, bottom = ends
    inset, width = int(generator.choice([0, 0, 1, 3, 8])), int(generator.choice([1, 1, 2, 3, 6]))
    for depth in range(inset, inset + width):
        cv2.rectangle(picture, (left + depth, top + depth), (right - 1 - depth, bottom - 1 - depth), level, 1)


def _bar(picture: np.ndarray, generator: np.random.Generator, ends: tuple, level: float) -> None:
    """A title bar with its buttons."""
    left, top, right, _ = ends
    height = int(generator.integers(6, 30))
    shade = float(generator.uniform(0, 255))
    picture[top : top + height, left:right] = shade
    for number in range(generator.integers(0, 4)):
        middle = (right - 8 - number * height, top + height // 2)
        cv2.circle(picture, middle, max(1, height // 4), 255.0 - shade, -1 if generator.random() < 0.5 else 1)


def _letterbox(picture: np.ndarray, generator: np.random.Generator, ends: tuple, level: float) -> None:
    """Bars of one colour at two sides, or at one."""
    left, top, right, bottom = ends
    depth, shade = int(generator.integers(2, 40)), float(generator.choice([0, 0, 255, generator.uniform(0, 255)]))
    sides = generator.integers(6)
    if sides in (0, 2):
        picture[:, left : left + depth] = shade
    if sides in (0, 3):
        picture[:, max(0, right - depth) : right] = shade
    if sides in (1, 4):
        picture[top : top + depth] = shade
    if sides in (1, 5):
        picture[max(0, bottom - depth) : bottom] = shade


def _shadow(picture: np.ndarray, generator: np.random.Generator, ends: tuple, level: float) -> None:
    """The soft shadow of a window at the rim."""
    depth, strength = int(generator.integers(4, 24)), generator.uniform(0.2, 0.8)
    fade = 1 - strength * np.linspace(1, 0, depth, dtype=np.float32)
    left, top, _, _ = ends
    picture[top : top + depth] *= fade[: len(picture[top : top + depth]), None]
    picture[:, left : left + depth] *= fade[None, : picture[:, left : left + depth].shape[1]]


LINES = (_rules, _squares, _dots, _cross, _checks, _box)
FRAMES = (_frame, _bar, _letterbox, _shadow)
