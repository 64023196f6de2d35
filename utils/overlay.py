"""What was read, drawn onto the picture it was read from."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .images import opaque
from .reader import Reading

SURE_COLOUR = (31, 111, 214)
UNSURE_COLOUR = (214, 84, 0)
MARK_COLOUR = (122, 130, 140)
SHORTEST_SIDE = 400  # pixels of the longest side: a smaller picture has no room for legible labels
SMALLEST_LABEL = 14  # pixels in height
LABEL_SHARES = (0.4, 0.3, 0.2)  # of the box's height, the first for which there is room

Rectangle = tuple[float, float, float, float]


def draw_overlay(picture: np.ndarray, reading: Reading) -> np.ndarray:
    """Draw every digit's box and, on a label above it, what was read there.

    Digits that are not sure have another colour; what is no digit has a grey box and no label. The label is small,
    and beside the box's top corner where above it the picture ends or another digit is.

    Args:
        picture: (h, w), (h, w, 3) or (h, w, 4) uint8: grey, RGB or RGBA.
        reading: what was read from this picture.

    Returns:
        (h', w', 3) uint8, RGB: the size of the picture, or a whole multiple where it is smaller than 400 pixels.
    """
    factor = math.ceil(SHORTEST_SIDE / max(picture.shape[:2]))
    colours = opaque(picture.reshape(*picture.shape[:2], -1))
    image = Image.fromarray(np.broadcast_to(colours, (*colours.shape[:2], 3)))
    image = image.resize((image.width * factor, image.height * factor), Image.Resampling.NEAREST)
    drawing = ImageDraw.Draw(image)
    line = max(1, round(max(image.size) / 500))
    boxes = [_frame(digit.box, factor, line, image.size) for digit in reading.digits]
    labels: list[Rectangle] = []
    for number, (digit, box) in enumerate(zip(reading.digits, boxes, strict=True)):
        if digit.value is None:
            drawing.rectangle(box, outline=MARK_COLOUR, width=line)
            continue
        colour = SURE_COLOUR if digit.is_sure else UNSURE_COLOUR
        label = _place_label(box, boxes[:number] + boxes[number + 1 :] + labels, image.size)
        labels.append(label)
        drawing.rectangle(box, outline=colour, width=line)
        drawing.rectangle(label, fill=colour)
        left, top, right, bottom = label
        font = ImageFont.load_default(0.9 * (bottom - top))
        drawing.text(((left + right) / 2, (top + bottom) / 2), str(digit.value), fill="white", font=font, anchor="mm")
    return np.array(image)


def _frame(box: Rectangle, factor: int, line: int, size: tuple[int, int]) -> Rectangle:
    """Left, top, right, bottom of a frame around a box that leaves the writing visible."""
    x, y, width, height = (side * factor for side in box)
    left, top = max(0, x - 2 * line), max(0, y - 2 * line)
    right, bottom = min(size[0] - 1, x + width + 2 * line), min(size[1] - 1, y + height + 2 * line)
    return left, top, max(left, right), max(top, bottom)


def _place_label(box: Rectangle, taken: list[Rectangle], size: tuple[int, int]) -> Rectangle:
    """The largest label that covers no box and no other label; else the smallest, in the box's corner."""
    left, top, right, bottom = box
    for share in LABEL_SHARES:
        height = max(SMALLEST_LABEL, share * (bottom - top))
        width = 0.75 * height
        middle = min(max(0, (left + right - width) / 2), size[0] - 1 - width)
        places = ((middle, top - height), (left - width, top), (right, top), (middle, bottom))
        for x, y in places:
            label = (x, y, x + width, y + height)
            inside = x >= 0 and y >= 0 and label[2] < size[0] and label[3] < size[1]
            if inside and not any(_overlap(label, other) for other in taken):
                return label
    left, top = min(left, max(0, size[0] - 1 - width)), min(top, max(0, size[1] - 1 - height))
    return left, top, left + width, top + height


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
