"""From ink to the 28x28 glyph that the model sees, built as MNIST's makers built theirs.

Training and page both go through `fit_to_mnist`. Whoever changes what comes out of this module
raises `PREPROCESSING_VERSION`: a model only reads glyphs of the version it was trained on.
"""

import math

import cv2
import numpy as np

PREPROCESSING_VERSION = 1

GLYPH_SIDE = 28
CLASSES = 10  # the digits 0 to 9, for each of which the networks have an output
BOX_SIDE = 20
STROKE_WIDTH = 2.4  # glyph pixels: the median stroke width of MNIST
DRAWING_SIDE = 160  # pixels of the longest side while a digit is drawn


def fit_to_mnist(ink: np.ndarray) -> np.ndarray:
    """Place one digit as MNIST's makers did.

    The longest side becomes 20 pixels, the aspect ratio stays, each pixel is the mean of the area it
    covers, and the centre of mass comes to the middle of a 28x28 field by a shift of whole pixels
    (LeCun et al., 1998, section III.A).

    Args:
        ink: (h, w) float32 in 0..1, bright writing on black, any size. The background is exactly 0.

    Returns:
        (28, 28) uint8. All zeros where there is no ink.
    """
    glyph = np.zeros((GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    box = ink_box(ink)
    if box is None:
        return glyph
    x, y, width, height = box
    scale = BOX_SIDE / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = _resize(ink[y : y + height, x : x + width], size)
    small = np.round(small * 255).astype(np.uint8)
    if not small.any():
        return glyph
    left, top = _corner(small)
    glyph[top : top + size[1], left : left + size[0]] = small
    return glyph


def is_glyph(picture: np.ndarray) -> bool:
    """Whether a picture is a glyph already, one that `fit_to_mnist` would leave as it is.

    Args:
        picture: any array; a glyph is (28, 28) uint8.
    """
    if picture.shape != (GLYPH_SIDE, GLYPH_SIDE) or picture.dtype != np.uint8:
        return False
    left, top, width, height = cv2.boundingRect(picture)
    if max(width, height) != BOX_SIDE:
        return False
    return _corner(picture[top : top + height, left : left + width]) == (left, top)


def draw_glyph(strokes: list[np.ndarray], stroke_width: float = STROKE_WIDTH) -> np.ndarray:
    """Draw one digit's strokes as a glyph, with lines as wide as MNIST's whatever the pen was.

    Args:
        strokes: (n, 2) float arrays of x, y, in any unit, y down. One point alone is a dot.
        stroke_width: in glyph pixels.

    Returns:
        (28, 28) uint8. All zeros where there are no points.
    """
    return fit_to_mnist(draw_ink(strokes, stroke_width))


def draw_ink(strokes: list[np.ndarray], stroke_width: float = STROKE_WIDTH) -> np.ndarray:
    """Draw strokes eight times as large as in the glyph, so that shrinking them anti-aliases.

    Args:
        strokes: (n, 2) float arrays of x, y, in any unit, y down.
        stroke_width: in glyph pixels.

    Returns:
        (h, w) float32 of 0 and 1, the longest side about 160 pixels and a margin.
    """
    strokes = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in strokes if len(stroke)]
    if not strokes:
        return np.zeros((1, 1), np.float32)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    pen = stroke_width * DRAWING_SIDE / BOX_SIDE
    scale = (DRAWING_SIDE - pen) / max((high - low).max(), 1e-9) if (high > low).any() else 0.0
    margin = pen / 2 + 2
    width, height = np.ceil((high - low) * scale + 2 * margin).astype(int)
    canvas = np.zeros((height, width), np.uint8)
    for stroke in strokes:
        place = ((stroke - low) * scale + margin) * 16  # four bits of sub-pixel position
        cv2.polylines(canvas, [np.round(place).astype(np.int32)], False, 1, max(1, round(pen)), cv2.LINE_8, 4)
    return canvas.astype(np.float32)


def ink_box(ink: np.ndarray) -> tuple[int, int, int, int] | None:
    """The smallest box around all ink, as x, y, width, height in pixels; None where there is none."""
    x, y, width, height = cv2.boundingRect((ink > 0).astype(np.uint8))
    return (x, y, width, height) if width else None


def _resize(ink: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resize to (width, height): the mean of the covered area when shrinking, smooth when enlarging."""
    if size == (ink.shape[1], ink.shape[0]):
        return ink
    shrinks = size[0] * size[1] < ink.size
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.clip(cv2.resize(ink, size, interpolation=interpolation), 0, 1)


def _corner(digit: np.ndarray) -> tuple[int, int]:
    """Where left and top of a cropped digit lie so that its centre of mass falls on pixel 14, kept inside the field."""
    moments = cv2.moments(digit)
    starts = (GLYPH_SIDE // 2 - math.floor(moments[moment] / moments["m00"] + 0.5) for moment in ("m10", "m01"))
    return tuple(min(max(start, 0), GLYPH_SIDE - side) for start, side in zip(starts, digit.shape[::-1], strict=True))
