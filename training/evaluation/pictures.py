"""Pictures made from strokes and glyphs, as the page's canvas shows them and as other data sets hold them."""

import cv2
import numpy as np

from utils.glyph import ink_box

CANVAS_SIDE = 280
PEN_WIDTH = 15


def draw_on_canvas(
    strokes: list[np.ndarray],
    generator: np.random.Generator,
    side: int = CANVAS_SIDE,
    pen: float = PEN_WIDTH,
    sizes: tuple[float, float] = (0.25, 0.9),
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Write a digit anywhere on a black canvas, with a white round pen.

    Args:
        strokes: (n, 2) float arrays, y down, in any unit.
        generator: for size and place.
        side: of the canvas, pixels.
        pen: width, pixels.
        sizes: the smallest and the largest extent of the digit, as shares of the canvas, pen included.

    Returns:
        (side, side) uint8, and the strokes in canvas pixels.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = max(generator.uniform(*sizes) * side - pen, 1.0)
    scale = extent / max(float((high - low).max()), 1e-6)
    room = side - pen - (high - low) * scale
    corner = pen / 2 + generator.uniform(0, 1, 2) * np.maximum(room, 0)
    placed = [((stroke - low) * scale + corner).astype(np.float32) for stroke in strokes]
    fine = 4  # times as large, so that shrinking anti-aliases
    canvas = np.zeros((side * fine, side * fine), np.uint8)
    for stroke in placed:
        vertices = np.round((stroke * fine + (fine - 1) / 2) * 16).astype(np.int32)
        cv2.polylines(canvas, [vertices], False, 255, round(pen * fine), cv2.LINE_8, 4)
    return cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA), placed


def cut_out(picture: np.ndarray, side: int = 16) -> np.ndarray:
    """The digit of a picture, (h, w) uint8, bright on black, alone: (side, side) uint8 that it fills in one direction.

    So are the digits of postal codes in the USPS set (Hull, 1994), at 16 x 16.
    """
    x, y, width, height = ink_box(picture)
    scale = side / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    alone = np.zeros((side, side), np.uint8)
    # Area, however little it shrinks, leaves the strokes' edges as soft as they were.
    small = cv2.resize(picture[y : y + height, x : x + width], size, interpolation=cv2.INTER_AREA)
    alone[top : top + size[1], left : left + size[0]] = small
    return alone
