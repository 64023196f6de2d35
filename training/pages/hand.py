"""What stands on synthetic pages: digits and marks of one hand, with the box of each.

Everything takes a `numpy.random.Generator`.
"""

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from training.augmentation.augment import vary_strokes
from training.augmentation.drawings import TRAINED, VALIDATION_KINDS, draw_mark
from training.augmentation.numbers import COMMON, UPRIGHT_SIGN, size_of
from training.augmentation.ways import write_another_way
from training.data.datasets import LETTER_LOOK_ALIKES, PEN_SOURCES, Drawing, by_writer, drawings_at_hand, load_mnist
from training.pages.fonts import font_files, neat_digit
from utils.glyph import CLASSES

SIDE = 256  # pixels of a crop
FINE = 2  # times as large while it is drawn, so that shrinking anti-aliases
MARK, UNSURE = -1, -2  # values of what is no digit, and of what nobody can tell
OTHER_WAYS = 0.15  # of the digits that are written in a way the data is short of
SCANNED = 0.2  # of the hands whose digits are MNIST's, scanned
NEAT = 0.1  # of the hands that write as neatly as a light font
STEADY = 0.02  # natural logarithm: how much the sizes of a steady hand vary, and of an unsteady one
UNSTEADY = 0.16
FURTHEST = 60.0  # pixels beyond the crop from which a tilt brings nothing back into it
MOST_POINTS = 28  # of a stroke: more are not seen
ENOUGH = 16  # digits that a hand writes anew on a page; then it repeats itself
OPERATORS = tuple("+-x=*/:")
BRACKETS = ("()", "[]", "{}")
GAPS = ((-0.16, 0.06), (0.0, 0.2), (0.03, 0.45), (0.3, 1.2))  # between neighbours, in heights: touching to far apart
GAP_SHARES = (0.22, 0.26, 0.36, 0.16)


class Writing(NamedTuple):
    """What a split has to write with."""

    hands: list[list[Drawing]]  # the digits of each writer
    signs: dict[str, list[Drawing]]  # letters and signs by label
    glyphs: list[np.ndarray]  # MNIST's of each digit, (n, 28, 28) uint8
    pictures: tuple[str, ...]  # kinds of small pictures
    neat: list[Path]  # fonts of the neatest hands


@functools.cache
def load_writing(split: str) -> Writing:
    """The writing of "train", "validation" or "report"; without pen strokes every hand is MNIST's.

    Args:
        split: of the writers, of MNIST and of the kinds of small pictures.
    """
    glyphs, labels = load_mnist("test" if split == "report" else split)
    writers = by_writer(drawings_at_hand(split, *PEN_SOURCES))
    signs: dict[str, list[Drawing]] = {}
    for drawing in drawings_at_hand(split, "symbols"):
        signs.setdefault(drawing.label, []).append(drawing)
    pictures = TRAINED if split == "train" else VALIDATION_KINDS
    hands, neat = [writers[name] for name in sorted(writers)], font_files(split != "train", neat=True)
    return Writing(hands, signs, [glyphs[labels == d] for d in range(CLASSES)], pictures, neat)


class Item(NamedTuple):
    """One digit or mark before it is placed.

    Attributes:
        value: 0..9, `MARK` or `UNSURE`.
        shape: strokes, (n, 2) float32 arrays, or a cropped glyph, (h, w) uint8.
        size: (w, h) in heights of a digit.
        bottom: below the baseline, in heights of a digit.
    """

    value: int
    shape: list[np.ndarray] | np.ndarray
    size: tuple[float, float]
    bottom: float


@dataclass
class Sheet:
    """A crop that is being written on.

    Attributes:
        view: (3, 3) from the page to the crop, both in pixels.
        ink: (512, 512) uint8, handwriting.
        print: (512, 512) uint8, ruled lines and what is printed.
        boxes: x, y, width, height in crop pixels of each digit and mark.
        values: of each.
    """

    view: np.ndarray
    ink: np.ndarray = field(default_factory=lambda: np.zeros((SIDE * FINE, SIDE * FINE), np.uint8))
    print: np.ndarray = field(default_factory=lambda: np.zeros((SIDE * FINE, SIDE * FINE), np.uint8))
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    values: list[int] = field(default_factory=list)

    def seen(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 2) of the page in pixels of the crop."""
        mapped = points @ self.view[:2, :2].T + self.view[:2, 2]
        return mapped / (points @ self.view[2, :2] + self.view[2, 2])[:, None]

    def over_crop(self, canvas: np.ndarray) -> np.ndarray:
        """How much of each pixel of the crop ink or print covers, (256, 256) float32 in 0..1."""
        return cv2.resize(canvas, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255

    def draw(self, canvas: np.ndarray, points: np.ndarray, width: float, level: int) -> None:
        """A polyline (n, 2) of the page on ink or print, as wide as that in crop pixels."""
        self._draw_seen(canvas, self.seen(points), width, level)

    def _draw_seen(self, canvas: np.ndarray, points: np.ndarray, width: float, level: int) -> None:
        fine = np.round((points * FINE - 0.5) * 16).astype(np.int32)
        if len(fine) == 1:  # a dot, which OpenCV would not draw
            fine = np.concatenate([fine, fine + 16])
        cv2.polylines(canvas, [fine], False, level, max(1, round(width * FINE)), cv2.LINE_AA, 4)

    def write(self, item: Item, corner: np.ndarray, height: float, pen: float, level: int) -> None:
        """Write an item with its upper left corner there, and note its box if it is in the crop."""
        if max(-corner[0] - 2 * height, -corner[1] - 2 * height, *(corner - SIDE)) > FURTHEST:
            return
        if isinstance(item.shape, np.ndarray):
            box = self._scan(item, corner, height, level)
        else:
            points = np.concatenate(item.shape)
            low, high = points.min(axis=0), points.max(axis=0)
            scale = max(item.size) * height / max(float((high - low).max()), 1e-6)
            seen = self.seen((points - low) * scale + corner)
            start, end = seen.min(axis=0) - pen / 2, seen.max(axis=0) + pen / 2
            if (end < 0).any() or (start > SIDE).any():
                return
            for stroke in np.split(seen, np.cumsum([len(stroke) for stroke in item.shape])[:-1]):
                self._draw_seen(self.ink, stroke, pen, level)
            box = (*start, *(end - start))
        if box is not None:
            self.boxes.append(tuple(float(side) for side in box))
            self.values.append(item.value)

    def _scan(self, item: Item, corner: np.ndarray, height: float, level: int) -> tuple | None:
        """Put a glyph on the page; its box, or None where nothing of it is in the crop."""
        rows, columns = item.shape.shape
        ends = corner + np.array(item.size) * height
        (x, y), (right, bottom) = corner, ends
        corners = self.seen(np.array([[x, y], [right, y], [right, bottom], [x, bottom]])).astype(np.float32)
        low, high = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
        first, last = np.maximum(low, 0).astype(int) * FINE, np.minimum(high, SIDE).astype(int) * FINE
        if (last <= first).any():
            return None
        source = np.float32([[0, 0], [columns, 0], [columns, rows], [0, rows]]) - 0.5
        matrix = cv2.getPerspectiveTransform(source, corners * FINE - 0.5 - first.astype(np.float32))
        size = tuple(int(side) for side in last - first)
        drawn = cv2.warpPerspective(item.shape, matrix, size, flags=cv2.INTER_CUBIC)
        drawn = np.clip((drawn.astype(np.float32) - 64) * (2 * level / 255), 0, level).astype(np.uint8)
        place = self.ink[first[1] : last[1], first[0] : last[0]]
        np.maximum(place, drawn, out=place)
        low, high = corners.min(axis=0), corners.max(axis=0)
        return (*low, *(high - low))


class Hand:
    """One person on one page: digits by one writer, whose sizes and gaps stay alike."""

    def __init__(self, writing: Writing, generator: np.random.Generator):
        self.writing, self.generator = writing, generator
        self.scanned = not writing.hands or generator.random() < SCANNED
        self.font = writing.neat[generator.integers(len(writing.neat))] if generator.random() < NEAT else None
        self.weight = generator.uniform(0, 0.12)
        self.own = writing.hands[generator.integers(len(writing.hands))] if writing.hands else []
        self.gaps = GAPS[generator.choice(len(GAPS), p=GAP_SHARES)]
        self.spread = generator.uniform(STEADY, UNSTEADY)
        self.made: list[Item] = []

    def digit(self, value: int | None = None) -> Item:
        """A digit, any or the named one."""
        spread = np.exp(self.generator.normal(0, self.spread))
        bottom = self.generator.normal(0, 0.04)
        if value is None and len(self.made) >= ENOUGH:
            item = self.made[self.generator.integers(ENOUGH)]
            return item._replace(size=(item.size[0] * spread, item.size[1] * spread), bottom=bottom)
        self.made.append(self._new_digit(value, spread, bottom))
        return self.made[-1]

    def _new_digit(self, value: int | None, spread: float, bottom: float) -> Item:
        if self.font:
            value = int(self.generator.integers(CLASSES)) if value is None else value
            glyph = neat_digit(value, self.font, self.weight, self.generator)
            height, width = glyph.shape
            return Item(value, glyph, (spread * width / max(glyph.shape), spread * height / max(glyph.shape)), bottom)
        if self.scanned:
            value = int(self.generator.integers(CLASSES)) if value is None else value
            glyphs = self.writing.glyphs[value]
            glyph = glyphs[self.generator.integers(len(glyphs))]
            x, y, width, height = cv2.boundingRect(glyph)
            glyph = glyph[y : y + height, x : x + width]
            return Item(value, glyph, (spread * width / 20, spread * height / 20), bottom)
        drawing = self.own[self.generator.integers(len(self.own))]
        while value is not None and int(drawing.label) != value:
            hand = self.writing.hands[self.generator.integers(len(self.writing.hands))]
            drawing = hand[self.generator.integers(len(hand))]
        strokes = drawing.strokes
        if self.generator.random() < OTHER_WAYS:
            strokes = write_another_way(int(drawing.label), strokes, self.generator) or strokes
        strokes = [stroke[:: 1 + len(stroke) // MOST_POINTS] for stroke in strokes]
        return _item(int(drawing.label), vary_strokes(strokes, self.generator), spread, bottom)

    def sign(self, label: str | None = None) -> Item:
        """A letter or sign, any or the named one, or a small picture."""
        generator, signs = self.generator, self.writing.signs
        if not signs or (label is None and generator.random() < 0.12):
            return _item(MARK, draw_mark(generator, self.writing.pictures), generator.uniform(*UPRIGHT_SIGN[0]), 0.0)
        if label not in signs:
            common = [name for name in COMMON if name in signs]
            labels = common if generator.random() < 0.5 and common else sorted(signs)
            label = labels[generator.integers(len(labels))]
        drawing = signs[label][generator.integers(len(signs[label]))]
        strokes = vary_strokes(drawing.strokes, generator)
        longest, middle = (generator.uniform(*span) for span in size_of(label))
        item = _item(UNSURE if label in LETTER_LOOK_ALIKES else MARK, strokes, longest, 0.0)
        return item._replace(bottom=item.size[1] / 2 - middle)

    def group(self, marks: float) -> list[Item]:
        """What stands close together: a number, a sum, a number in brackets, a word or a mark alone.

        Args:
            marks: the share of groups that are no numbers alone.
        """
        generator = self.generator
        number = [self.digit() for _ in range(1 + min(int(generator.exponential(2.2)), 9))]
        if generator.random() >= marks:
            return number
        kind = generator.random()
        if kind < 0.35:
            operator = OPERATORS[generator.integers(len(OPERATORS))]
            return [*number, self.sign(operator), *(self.digit() for _ in range(generator.integers(1, 4)))]
        if kind < 0.5:
            left, right = BRACKETS[generator.integers(len(BRACKETS))]
            return [self.sign(left), *number, self.sign(right)]
        if kind < 0.65:
            number.insert(int(generator.integers(len(number) + 1)), self.sign(".,'-"[generator.integers(4)]))
            return number
        if kind < 0.8:
            return [*number, self.sign()] if generator.random() < 0.5 else [self.sign(), *number]
        return [self.sign() for _ in range(generator.integers(1, 6))]

    def write(
        self, sheet: Sheet, items: list[Item], left: float, baseline: float, height: float, pen: float, level: int
    ) -> float:
        """Write items side by side on a baseline; the x where they end, page pixels."""
        for item in items:
            bottom = baseline + item.bottom * height
            sheet.write(item, np.array([left, bottom - item.size[1] * height]), height, pen, level)
            left += item.size[0] * height + pen / 2 + height * self.generator.uniform(*self.gaps)
        return left

    def width(self, items: list[Item], height: float, pen: float) -> float:
        """About how wide items become side by side, pixels."""
        return sum(item.size[0] * height + pen / 2 + height * sum(self.gaps) / 2 for item in items)


def _item(value: int, strokes: list[np.ndarray], longest: float, bottom: float) -> Item:
    points = np.concatenate(strokes)
    extent = points.max(axis=0) - points.min(axis=0)
    width, height = extent * longest / max(float(extent.max()), 1e-6)
    return Item(value, strokes, (float(width), float(height)), bottom)
