"""What synthetic pages are written on: paper, boards, desks and textures, with what is ruled and printed on them.

Everything takes a `numpy.random.Generator`. Pictures are (256, 256) float32 in 0..255.
"""

from collections.abc import Callable

import cv2
import numpy as np

from training.pages.fonts import set_text
from training.pages.hand import FINE, SIDE, Sheet

REACH = 90  # pixels that rules go beyond the crop, so that a turned page has them everywhere
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPRSTUVW.,:-0123456789"
DIGITS = "01234567890123456789.,:/-"
NUMBERS = 0.4  # of the printed words that are numbers


def blank(generator: np.random.Generator, is_board: bool) -> np.ndarray:
    """An empty surface, unevenly bright, with grain."""
    level = generator.uniform(12, 115) if is_board else generator.uniform(105, 250)
    count = int(generator.integers(2, 6))
    coarse = generator.normal(0, generator.uniform(0, 1) ** 2 * 22, (count, count)).astype(np.float32)
    surface = level + cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    if is_board and generator.random() < 0.5:  # wiped chalk
        for _ in range(generator.integers(1, 4)):
            _smear(surface, generator)
    if generator.random() < 0.7:
        surface += noise(generator, int(generator.choice([1, 2, 4])), generator.uniform(0, 5))
    return surface


def noise(generator: np.random.Generator, size: int, strength: float) -> np.ndarray:
    """Normal noise of grains that many pixels large, (256, 256) float32."""
    grains = generator.standard_normal((SIDE // size, SIDE // size), np.float32) * np.float32(strength)
    return grains if size == 1 else cv2.resize(grains, (SIDE, SIDE))


def wood(generator: np.random.Generator) -> np.ndarray:
    """Planks with their grain."""
    stretch = int(generator.integers(8, 40))
    grain = generator.standard_normal((SIDE, max(2, SIDE // stretch)), np.float32)
    grain = cv2.GaussianBlur(cv2.resize(grain, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), (0, 0), 1.2)
    planks = np.repeat(generator.uniform(-12, 12, SIDE), int(generator.integers(20, 120)))[:SIDE, None]
    surface = generator.uniform(50, 190) + generator.uniform(8, 40) * grain + planks
    return (surface if generator.random() < 0.5 else surface.T).astype(np.float32)


def stripes(generator: np.random.Generator) -> np.ndarray:
    """Stripes or checks, soft or hard, at any angle."""
    angle = generator.uniform(0, np.pi) if generator.random() < 0.5 else generator.integers(2) * np.pi / 2
    columns, rows = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    pitch = np.exp(generator.uniform(np.log(4), np.log(60)))
    along = np.sin((columns * np.cos(angle) + rows * np.sin(angle)) * 2 * np.pi / pitch)
    if generator.random() < 0.5:
        along = along * np.sin((rows * np.cos(angle) - columns * np.sin(angle)) * 2 * np.pi / pitch)
    sharp = np.clip(along * np.exp(generator.uniform(0, 4)), -1, 1)
    return (generator.uniform(60, 200) + generator.uniform(8, 110) * sharp).astype(np.float32)


def fabric(generator: np.random.Generator) -> np.ndarray:
    """A weave: threads over and under each other."""
    pitch = int(generator.integers(2, 9))
    tile = np.kron([[1, 0], [0, 1]], np.ones((pitch, pitch)))
    cloth = np.tile(tile, (SIDE // (2 * pitch) + 1,) * 2)[:SIDE, :SIDE].astype(np.float32)
    cloth = cv2.GaussianBlur(cloth, (0, 0), generator.uniform(0.4, 0.4 * pitch))
    return generator.uniform(40, 200) + generator.uniform(10, 60) * cloth + noise(generator, 1, generator.uniform(1, 9))


def clutter(generator: np.random.Generator) -> np.ndarray:
    """A desk with things on it: patches, round and square, of any brightness."""
    surface = np.full((SIDE, SIDE), generator.uniform(30, 220), np.float32)
    for _ in range(generator.integers(3, 20)):
        x, y = (int(v) for v in generator.uniform(0, SIDE, 2))
        w, h = (int(v) for v in generator.uniform(5, 120, 2))
        level = float(generator.uniform(0, 255))
        if generator.random() < 0.5:
            cv2.ellipse(surface, (x, y), (w, h), generator.uniform(0, 180), 0, 360, level, -1)
        else:
            corners = cv2.boxPoints(((x, y), (w, h), generator.uniform(0, 180)))
            cv2.fillPoly(surface, [corners.astype(np.int32)], level)
    return cv2.GaussianBlur(surface, (0, 0), generator.uniform(0.5, 6))


def bricks(generator: np.random.Generator) -> np.ndarray:
    """A wall; of validation pages alone."""
    wall = np.full((SIDE, SIDE), generator.uniform(90, 220), np.float32)
    high, wide = int(generator.integers(10, 40)), int(generator.integers(24, 90))
    for row, y in enumerate(range(0, SIDE, high)):
        for x in range(-(row % 2) * wide // 2, SIDE, wide):
            cv2.rectangle(wall, (x + 1, y + 1), (x + wide - 2, y + high - 2), float(generator.uniform(60, 150)), -1)
    return wall + noise(generator, 2, 8)


def halftone(generator: np.random.Generator) -> np.ndarray:
    """Rows of dots as in newspapers; of validation pages alone."""
    pitch = generator.uniform(4, 14)
    columns, rows = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    dots = np.sin(2 * np.pi * (columns + rows) / pitch) * np.sin(2 * np.pi * (columns - rows) / pitch)
    return (150 + generator.uniform(20, 90) * np.clip(3 * dots, -1, 1)).astype(np.float32)


Texture = Callable[[np.random.Generator], np.ndarray]
TEXTURES: tuple[Texture, ...] = (wood, stripes, fabric, clutter)
HELD_OUT_TEXTURES: tuple[Texture, ...] = (bricks, halftone)


def specks(sheet: Sheet, generator: np.random.Generator, height: float) -> None:
    """Now and then dust, crumbs and stray pixels, small beside writing of that height."""
    if generator.random() > 0.12:
        return
    largest = height * generator.uniform(0.02, 0.1)
    for x, y in generator.uniform(0, SIDE, (generator.integers(3, 120), 2)):
        line(sheet, (x, y), (x + 0.1, y), max(0.6, largest * generator.random()), int(generator.uniform(90, 255)))


def rule(sheet: Sheet, generator: np.random.Generator, height: float, pitch: float, first: float) -> None:
    """Rule the page for writing of that height on baselines that far apart, in one of many ways or not at all."""
    width = max(0.5, height * generator.uniform(0.01, 0.07))
    level = int(generator.uniform(60, 255))
    ways = (_ruled, _squared, _table, _dotted, _stray, _margin)
    if generator.random() < 0.68:
        way = ways[generator.choice(len(ways), p=(0.26, 0.3, 0.2, 0.06, 0.1, 0.08))]
        way(sheet, generator, (height, pitch, first), width, level)


def _ruled(sheet: Sheet, generator: np.random.Generator, sizes: tuple, width: float, level: int) -> None:
    height, pitch, first = sizes
    gap = max(5.0, pitch * float(generator.choice([1, 1, 0.5, 0.75, 1.3])))
    shift = generator.uniform(0, gap) if generator.random() < 0.5 else generator.normal(0, 0.08) * height
    for y in np.arange(first % gap + shift - REACH - REACH % gap, SIDE + REACH, gap):
        line(sheet, (-REACH, y), (SIDE + REACH, y), width, level)
    if generator.random() < 0.2:
        _margin(sheet, generator, sizes, width, level)


def _squared(sheet: Sheet, generator: np.random.Generator, sizes: tuple, width: float, level: int) -> None:
    gap = max(5.0, sizes[0] * generator.uniform(0.25, 1.5))
    for start in np.arange(generator.uniform(0, gap) - REACH, SIDE + REACH, gap):
        line(sheet, (-REACH, start), (SIDE + REACH, start), width, level)
    for start in np.arange(generator.uniform(0, gap) - REACH, SIDE + REACH, gap):
        line(sheet, (start, -REACH), (start, SIDE + REACH), width, level)


def _table(sheet: Sheet, generator: np.random.Generator, sizes: tuple, width: float, level: int) -> None:
    height, pitch, first = sizes
    across = height * generator.uniform(0.9, 6)
    for y in np.arange(first + pitch * generator.uniform(0.1, 0.4) - 5 * pitch, SIDE + REACH, pitch):
        line(sheet, (-REACH, y), (SIDE + REACH, y), width, level)
    for x in np.arange(generator.uniform(0, across) - REACH, SIDE + REACH, across):
        line(sheet, (x, -REACH), (x, SIDE + REACH), width, level)


def _dotted(sheet: Sheet, generator: np.random.Generator, sizes: tuple, width: float, level: int) -> None:
    gap = max(7.0, sizes[0] * generator.uniform(0.3, 1.2))
    for y in np.arange(generator.uniform(-gap, 0), SIDE, gap):
        for x in np.arange(generator.uniform(-gap, 0), SIDE, gap):
            line(sheet, (x, y), (x + 0.5, y), max(1.0, width), level)


def _stray(sheet: Sheet, generator: np.random.Generator, sizes: tuple, width: float, level: int) -> None:
    for _ in range(generator.integers(1, 4)):
        start, end = generator.uniform(-50, SIDE + 50, (2, 2))
        line(sheet, start, end, width, level)


def _margin(sheet: Sheet, generator: np.random.Generator, sizes: tuple, width: float, level: int) -> None:
    x = generator.uniform(0, SIDE)
    for shift in (0, 3 * width) if generator.random() < 0.3 else (0,):
        line(sheet, (x + shift, -REACH), (x + shift, SIDE + REACH), width, level)


def line(sheet: Sheet, start: tuple, end: tuple, width: float, level: int) -> None:
    """A printed line of the page."""
    sheet.draw(sheet.print, np.array([start, end], np.float64), width, level)


def box(sheet: Sheet, left: float, top: float, wide: float, high: float, width: float, level: int) -> None:
    """A printed box of the page."""
    corners = [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high), (left, top)]
    sheet.draw(sheet.print, np.array(corners, np.float64), width, level)


def print_words(
    sheet: Sheet, generator: np.random.Generator, corner: tuple[float, float], height: float, held_out: bool, count: int
) -> None:
    """Print words, numbers among them, beginning at a point of the page, as high as that in pixels."""
    print_text(sheet, generator, corner, height, held_out, " ".join(_word(generator) for _ in range(count)))


def print_text(
    sheet: Sheet, generator: np.random.Generator, corner: tuple[float, float], height: float, held_out: bool, text: str
) -> None:
    """Print a text whose capitals are as high as that in pixels and begin half as far below that point of the page."""
    high = max(8, round(height * FINE))
    strip = set_text(text, high, generator, held_out)[:, : (SIDE + REACH) * FINE]
    start = np.array(corner)
    corners = start + np.array([[0, 0], [strip.shape[1], 0], [strip.shape[1], high * 2], [0, high * 2]]) / FINE
    source = np.float32([[0, 0], [strip.shape[1], 0], [strip.shape[1], len(strip)], [0, len(strip)]])
    matrix = cv2.getPerspectiveTransform(source, (sheet.seen(corners) * FINE).astype(np.float32))
    printed = cv2.warpPerspective(strip, matrix, sheet.print.shape[::-1], flags=cv2.INTER_LINEAR)
    np.maximum(sheet.print, cv2.multiply(printed, generator.uniform(0.6, 1)), out=sheet.print)


def _word(generator: np.random.Generator) -> str:
    letters = DIGITS if generator.random() < NUMBERS else LETTERS
    return "".join(letters[letter] for letter in generator.integers(len(letters), size=generator.integers(1, 9)))


def _smear(surface: np.ndarray, generator: np.random.Generator) -> None:
    mask = np.zeros((SIDE, SIDE), np.float32)
    knots = [tuple(int(side) for side in generator.uniform(0, SIDE, 2)) for _ in range(3)]
    cv2.polylines(mask, [np.array(knots, np.int32)], False, 1, int(generator.uniform(10, 70)))
    small = cv2.GaussianBlur(cv2.resize(mask, (64, 64), interpolation=cv2.INTER_AREA), (0, 0), 4)
    surface += cv2.resize(small, (SIDE, SIDE)) * generator.uniform(4, 40)
