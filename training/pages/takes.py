"""How a written sheet becomes a photograph, and what of it can still be told.

Everything takes a `numpy.random.Generator`. Boxes are x, y, width, height in pixels of the crop.
"""

import cv2
import numpy as np

from training.pages.camera import half_plane, light, photograph
from training.pages.hand import SIDE, UNSURE, Hand, Sheet
from training.pages.surfaces import HELD_OUT_TEXTURES, TEXTURES, blank, specks

VISIBLE = 0.75  # of a box: with less of it in the picture nobody can be sure what it is
HIDDEN = 0.15  # with less than that it is not there
COVERED = 0.12  # of a box: with more of it under a sheet, a bar or a frame nobody can be sure what it is
FULL_INK = 255
WHOLE = (0, 0, SIDE, SIDE)  # left, top, right and bottom of a crop that is all picture


def photographed(
    sheet: Sheet,
    hand: Hand | None,
    generator: np.random.Generator,
    held_out: bool,
    height: float,
    ends: tuple | None = None,
) -> tuple:
    """The photograph of a sheet, with the truth of what can be seen of it and where it ends."""
    is_board = generator.random() < 0.22
    picture = blank(generator, is_board)
    if hand and generator.random() < 0.07:
        picture = _bleed(picture, hand, generator, height)
    specks(sheet, generator, height)
    contrast = generator.uniform(25, 190) if generator.random() < 0.75 else generator.uniform(20, 50)
    sign = 1 if is_board else -1
    sign = -sign if generator.random() < 0.04 else sign
    alpha = sheet.over_crop(sheet.print)
    picture = _over(picture, alpha, sign * contrast * generator.uniform(0.12, 1.15))
    alpha = sheet.over_crop(sheet.ink)
    picture = _over(picture, _grained(alpha, generator), sign * contrast)
    boxes, values = sheet.boxes, sheet.values
    if generator.random() < 0.22:
        picture, boxes, values = _on_desk(picture, boxes, values, generator, held_out)
    picture = photograph(light(picture, generator), generator, contrast)
    if ends is None and generator.random() < 0.25:
        near = generator.uniform(0, 0.25 * SIDE, 4) * (generator.random(4) < 0.5)
        ends = tuple(near * (1, 1, -1, -1) + (0, 0, SIDE, SIDE))
    return ended(picture, boxes, values, ends or WHOLE)


def _over(picture: np.ndarray, alpha: np.ndarray, change: float) -> np.ndarray:
    """Ink over a picture, (256, 256) float32 in 0..1 of it, which makes it brighter or darker by that much."""
    return picture + alpha * (np.clip(picture + change, 4, 251) - picture)


def _grained(alpha: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Ink with the gaps that pencil and chalk leave, or even."""
    if generator.random() < 0.6:
        return alpha
    size = int(generator.choice([1, 2]))
    grain = generator.random((SIDE // size, SIDE // size), np.float32)
    grain = cv2.resize(grain, (SIDE, SIDE)) if size > 1 else grain
    return alpha * np.clip(0.4 + grain * generator.uniform(0.6, 1.4), 0, 1)


def _bleed(picture: np.ndarray, hand: Hand, generator: np.random.Generator, height: float) -> np.ndarray:
    """The writing of the other side, mirrored and faint."""
    back = Sheet(np.eye(3))
    for baseline in np.arange(generator.uniform(0, 40), SIDE + height, 1.6 * height):
        items = [hand.digit() for _ in range(8)]
        hand.write(back, items, generator.uniform(-20, 60), baseline, height, height * 0.08, FULL_INK)
    alpha = back.over_crop(back.ink)[:, ::-1]
    return picture - cv2.GaussianBlur(alpha, (0, 0), 1.2) * generator.uniform(5, 25)


def _on_desk(picture: np.ndarray, boxes: list, values: list, generator: np.random.Generator, held_out: bool) -> tuple:
    """The page ends in the crop: beyond its edge is a desk, another sheet or the dark of a scanner."""
    mask = half_plane(generator, generator.uniform(0.5, 2))
    if generator.random() < 0.3:
        mask = np.maximum(mask, half_plane(generator, 1))
    textures = HELD_OUT_TEXTURES if held_out else TEXTURES
    lot = generator.random()
    desk = textures[generator.integers(len(textures))](generator) if lot < 0.4 else blank(generator, lot < 0.75)
    desk = desk - half_plane(generator, 20) * generator.uniform(0, 60)
    kept, known = [], []
    for (x, y, width, height), value in zip(boxes, values, strict=True):
        hidden = mask[pixels_of((x, y, width, height))]
        covered = float(hidden.mean()) if hidden.size else 0.0
        if covered < 1 - HIDDEN:
            kept.append((x, y, width, height))
            known.append(value if covered < COVERED else UNSURE)
    return picture * (1 - mask) + desk * mask, kept, known


def pixels_of(box: tuple[float, float, float, float]) -> tuple[slice, slice]:
    """The rows and columns of a crop that a box covers."""
    x, y, width, height = box
    ends = ((y, y + height), (x, x + width))
    return tuple(slice(max(0, int(start)), max(0, int(np.ceil(end)))) for start, end in ends)


def ended(picture: np.ndarray, boxes: list, values: list, ends: tuple) -> tuple:
    """A picture that ends inside the crop, its rim repeated beyond: so the reader fills up what it looks at."""
    left, top = (int(np.clip(end, 0, SIDE - 8)) for end in ends[:2])
    right, bottom = (int(np.clip(end, start + 8, SIDE)) for end, start in zip(ends[2:], (left, top), strict=True))
    inside = picture[top:bottom, left:right]
    picture = cv2.copyMakeBorder(inside, top, SIDE - bottom, left, SIDE - right, cv2.BORDER_REPLICATE)
    return picture, *seen(boxes, values, (left, top, right, bottom)), (left, top, right, bottom)


def seen(boxes: list, values: list, ends: tuple) -> tuple[np.ndarray, np.ndarray]:
    """The boxes (n, 4) and values (n,) of what is in a rectangle; what is cut by its edges is `UNSURE`."""
    boxes, values = np.array(boxes, np.float32).reshape(-1, 4), np.array(values, np.int8)
    low, high = np.maximum(boxes[:, :2], ends[:2]), np.minimum(boxes[:, :2] + boxes[:, 2:], ends[2:])
    visible = (np.maximum(high - low, 0) / np.maximum(boxes[:, 2:], 1e-3)).prod(axis=1)
    values = np.where(visible < VISIBLE, UNSURE, values).astype(np.int8)
    return boxes[visible > HIDDEN], values[visible > HIDDEN]
