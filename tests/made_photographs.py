"""Photographs of handwriting that this project makes itself: paper, pen, light and camera, with known text."""

import cv2
import numpy as np

from tests.made_digits import MADE_DIGITS, place

STYLES: dict[int, list[str]] = {}
for _name, (_value, _) in MADE_DIGITS.items():
    STYLES.setdefault(_value, []).append(_name)

SURFACES = ("plain", "ruled", "squared", "kraft", "page on a desk", "chalkboard", "whiteboard")
PENS = {  # colour on bright surfaces, width as a share of the digit's height
    "ballpoint": ((50, 60, 150), 0.035),
    "pencil": ((125, 122, 120), 0.045),
    "marker": ((25, 25, 30), 0.11),
}


def photograph(
    text: str, surface: str, pen: str, generator: np.random.Generator, height: int = 900, width: int = 1200
) -> np.ndarray:
    """Write a text and photograph it.

    Args:
        text: digits; lines joined by a line break.
        surface: one of `SURFACES`.
        pen: one of `PENS`; on a chalkboard it is chalk whatever is asked.
        generator: for hand, light and camera.

    Returns:
        (height, width, 3) uint8, RGB.
    """
    lines = text.split("\n")
    size = min(0.6 * height / len(lines) * 0.75, 0.8 * width / max(map(len, lines)) * 0.62)
    colour, share = PENS[pen]
    ink = _write(lines, size, max(2.0, share * size), generator, height, width)
    ground = _surface(surface, size, generator, height, width)
    if surface == "chalkboard":
        grain = cv2.resize(generator.random((height // 2, width // 2)).astype(np.float32), (width, height))
        ink, colour = ink * np.clip(0.35 + grain, 0, 1)[..., None], (215, 220, 210)
    picture = ground * (1 - ink) + np.float32(colour) * ink
    if surface == "page on a desk":
        picture = _on_a_desk(picture, generator)
    return _camera(picture, generator)


def photograph_form(text: str, generator: np.random.Generator, boxed: bool, side: int = 90) -> np.ndarray:
    """A printed form filled in with a pen, photographed from near: one digit a box, or rows between lines.

    Args:
        text: digits; lines joined by a line break, one a row of the form.
        generator: for hand, light and camera.
        boxed: whether every digit has its own box; else the rows only have lines between them, which digits touch.
        side: of a box, pixels.

    Returns:
        (height, width, 3) uint8, RGB.
    """
    lines = text.split("\n")
    columns = max(map(len, lines))
    height, width = (len(lines) + 1) * side, (columns + 1) * side
    picture = np.full((height, width, 3), 205, np.float32)
    shade = generator.uniform(40, 120)
    origin = generator.uniform(0.3, 0.7, 2) * side
    for row in range(len(lines) + 1):
        y = int(origin[1] + row * side)
        cv2.line(
            picture,
            (0 if not boxed else int(origin[0]), y),
            (width if not boxed else int(origin[0] + columns * side), y),
            (shade,) * 3,
            2,
        )
    for column in range(columns + 1 if boxed else 0):
        x = int(origin[0] + column * side)
        cv2.line(picture, (x, int(origin[1])), (x, int(origin[1] + len(lines) * side)), (shade,) * 3, 2)
    canvas = np.zeros((height, width), np.uint8)
    for row, line in enumerate(lines):
        for column, character in enumerate(line, columns - len(line)):
            style = STYLES[int(character)][generator.integers(len(STYLES[int(character)]))]
            size = side * (generator.uniform(0.6, 0.85) if boxed else generator.uniform(0.65, 0.9))
            strokes = place(MADE_DIGITS[style][1], size, 0, 0, generator.uniform(-6, 6))
            points = np.concatenate(strokes)
            room = side - (points.max(axis=0) - points.min(axis=0)) * (0.7, 1)
            low = 0.3 if boxed else -0.3  # without boxes they sit on a line, or cross it
            corner = (
                origin + (column * side, row * side) + room * (generator.uniform(0.3, 0.7), generator.uniform(low, 0.7))
            )
            for stroke in strokes:
                placed = (stroke - points.min(axis=0)) * (0.7, 1) + corner
                cv2.polylines(canvas, [np.round(placed * 16).astype(np.int32)], False, 255, 4, cv2.LINE_AA, 4)
    ink = canvas.astype(np.float32)[..., None] / 255
    return _camera(picture * (1 - ink) + np.float32((40, 45, 90)) * ink, generator)


def _write(lines, size, pen, generator, height, width):
    """How much ink is where: (height, width, 1) float32 in 0..1."""
    canvas = np.zeros((height, width), np.uint8)
    pitch = size * 1.55
    top = (height - pitch * len(lines)) / 2 + 0.25 * size
    for row, line in enumerate(lines):
        x = (width - 0.62 * size * 1.55 * len(line)) / 2
        tilt = generator.uniform(-0.02, 0.02)
        for character in line:
            style = STYLES[int(character)][generator.integers(len(STYLES[int(character)]))]
            own = size * generator.uniform(0.85, 1.1)
            y = top + row * pitch + tilt * x + generator.uniform(-0.05, 0.05) * size
            strokes = place(MADE_DIGITS[style][1], own, 0, 0, generator.uniform(-6, 6))
            left = min(stroke[:, 0].min() for stroke in strokes)
            right = max(stroke[:, 0].max() for stroke in strokes)
            for stroke in strokes:
                points = (stroke - (left, 0)) * (0.8, 1) + (x, y)
                cv2.polylines(canvas, [np.round(points * 16).astype(np.int32)], False, 255, round(pen), cv2.LINE_AA, 4)
            x += 0.8 * (right - left) + size * generator.uniform(0.28, 0.45)
    return canvas.astype(np.float32)[..., None] / 255


def _surface(surface, size, generator, height, width):
    """The empty surface, (height, width, 3) float32 in 0..255."""
    colours = {"kraft": (172, 138, 105), "chalkboard": (52, 74, 62), "whiteboard": (205, 210, 214)}
    ground = np.empty((height, width, 3), np.float32)
    ground[:] = colours.get(surface, (214, 211, 204))
    step = size * generator.uniform(0.55, 0.9)
    if surface in ("ruled", "squared"):
        for y in np.arange(step / 2, height, step * (1 if surface == "squared" else 1.9)):
            cv2.line(ground, (0, int(y)), (width, int(y + generator.uniform(-2, 2))), (160, 178, 204), 2, cv2.LINE_AA)
    if surface == "squared":
        for x in np.arange(step / 2, width, step):
            cv2.line(ground, (int(x), 0), (int(x), height), (160, 178, 204), 2, cv2.LINE_AA)
    if surface == "kraft":
        for _ in range(400):
            x, y = generator.integers(0, width), generator.integers(0, height)
            dx, dy = generator.integers(-5, 6, 2)
            shade = float(generator.uniform(0.8, 1.15))
            cv2.line(ground, (int(x), int(y)), (int(x + dx), int(y + dy)), tuple(shade * ground[0, 0].astype(float)), 1)
    if surface == "whiteboard":
        x, y = generator.uniform(0.2, 0.8, 2) * (width, height)
        rows, columns = np.mgrid[:height, :width]
        glare = np.exp(-(((columns - x) / (0.15 * width)) ** 2 + ((rows - y) / (0.1 * height)) ** 2))
        ground += 45 * glare[..., None].astype(np.float32)
    return ground


def _on_a_desk(picture, generator):
    """The page seen a little from the side, with a dark desk around it."""
    height, width = picture.shape[:2]
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    inwards = np.float32([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * generator.uniform(0.02, 0.07, (4, 2)) * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, (corners + inwards).astype(np.float32))
    return cv2.warpPerspective(picture, matrix, (width, height), borderValue=(70, 48, 35))


def _camera(picture, generator):
    """Uneven light, a soft lens, noise and JPEG."""
    height, width = picture.shape[:2]
    light = cv2.resize(generator.uniform(0.7, 1.05, (3, 3)).astype(np.float32), (width, height))
    picture = cv2.GaussianBlur(picture * light[..., None], (0, 0), generator.uniform(0.5, 1.3))
    noisy = np.clip(picture + generator.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 85])[1], cv2.IMREAD_COLOR)
