"""The drawing with what was read in it, as a picture."""

import base64

import numpy as np

from utils.reader import Reading

BOX_MARGIN = 8  # canvas pixels between a digit's middle line and its box
GROUND, INK, BOX, DOUBTFUL_BOX, MARK_BOX = "#101418", "#ffffff", "#7aa7ff", "#ffa657", "#8a929c"
LABEL_ROOM = np.array([6, 22])  # canvas pixels beside and above the boxes
LABEL = np.array([14, 20])  # canvas pixels: width and height


def drawing_url(reading: Reading, strokes: list[np.ndarray], size: tuple[int, int] | None = None) -> str:
    """The drawing with a box around each digit, as an SVG inside a URL.

    Args:
        reading: what was read from the strokes.
        strokes: (n, 2) float arrays, canvas pixels.
        size: width and height of a field in whose middle it lies; None for one that fits it.
    """
    points = np.concatenate(strokes)
    low = points.min(axis=0) - (BOX_MARGIN + LABEL_ROOM)
    high = points.max(axis=0) + 2 * BOX_MARGIN + np.array([LABEL_ROOM[0], 0])
    field = low[0] - BOX_MARGIN, low[1], high[0] - low[0] + BOX_MARGIN, high[1] - low[1]
    shapes = [
        f'<rect x="{field[0]:.0f}" y="{field[1]:.0f}" width="{field[2]:.0f}" height="{field[3]:.0f}" fill="{GROUND}"/>'
    ]
    for stroke in strokes:
        places = " ".join(f"{x:.0f},{y:.0f}" for x, y in stroke)
        shapes.append(
            f'<polyline points="{places}" fill="none" stroke="{INK}" stroke-width="6" stroke-linecap="round" '
            'stroke-linejoin="round"/>'
        )
    corners = [np.array(digit.box[:2]) - BOX_MARGIN for digit in reading.digits]
    sides = [np.array(digit.box[2:]) + 2 * BOX_MARGIN for digit in reading.digits]
    for number, digit in enumerate(reading.digits):
        (x, y), (width, height) = corners[number], sides[number]
        colour = MARK_BOX if digit.value is None else BOX if digit.is_sure else DOUBTFUL_BOX
        dashes = "" if digit.is_sure else ' stroke-dasharray="6 4"'
        shapes.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="3" fill="none" '
            f'stroke="{colour}" stroke-width="2"{dashes}/>'
        )
        if digit.value is None:
            continue
        others = [(corner, side) for n, (corner, side) in enumerate(zip(corners, sides, strict=True)) if n != number]
        place = _label_place(corners[number], sides[number], others, low)
        shapes.append(
            f'<text x="{place[0] + LABEL[0] / 2:.0f}" y="{place[1] + LABEL[1] - 5:.0f}" fill="{colour}" font-size="18" '
            f'font-weight="700" font-family="sans-serif" text-anchor="middle" stroke="{GROUND}" stroke-width="4" '
            f'paint-order="stroke">{digit.value}</text>'
        )
    frame = f'viewBox="{field[0]:.0f} {field[1]:.0f} {field[2]:.0f} {field[3]:.0f}" '
    width, height = size or field[2:]
    frame += f'width="{width:.0f}" height="{height:.0f}"'
    return svg_url(f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{"".join(shapes)}</svg>')


def svg_url(svg: str) -> str:
    """A drawing in SVG inside a URL."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _label_place(
    corner: np.ndarray, sides: np.ndarray, others: list[tuple[np.ndarray, np.ndarray]], low: np.ndarray
) -> np.ndarray:
    """The corner of a label that covers no other box: above its own, beside it, at worst in its corner."""
    moves = [(sides[0] / 2 - LABEL[0] / 2, -LABEL[1]), (-LABEL[0], 0), (sides[0], 0)]
    place: np.ndarray
    for place in corner + np.array(moves):
        covers = any((place < at + size).all() and (at < place + LABEL).all() for at, size in others)
        if not covers and (place >= low - BOX_MARGIN).all():
            return place
    place = corner + np.array([3, 2])
    return place
