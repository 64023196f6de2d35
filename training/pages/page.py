"""Synthetic pages with their truth: crops of what people photograph, scan and draw, and where each digit in them is.

Strokes of real writers, scanned digits, letters, signs and small pictures on paper, boards, desks, forms and screens.
A page is made from its number alone. Pages to validate with, and those to report on, have other writers, and both have
other pictures, fonts and surfaces than those to train with.
"""

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from training.pages.hand import MARK, UNSURE, load_writing
from training.pages.scenes import KINDS
from training.pages.takes import WHOLE, seen
from training.pages.windows import with_grain

SPLITS = ("train", "validation", "report")


class Page(NamedTuple):
    """A crop and what is in it.

    Attributes:
        picture: (256, 256) uint8, grey.
        boxes: (n, 4) float32 of x, y, width, height in its pixels; they may reach over its edges.
        values: (n,) int8, the digit, `MARK`, or `UNSURE` of what is cut, hidden or looks like a digit.
        kind: of the page, one of `KINDS`.
        ends: left, top, right and bottom of the picture in the crop; beyond it its rim is repeated, as the reader does.
    """

    picture: np.ndarray
    boxes: np.ndarray
    values: np.ndarray
    kind: str
    ends: tuple[int, int, int, int] = WHOLE


def make_page(number: int, split: str = "train", kind: str | None = None) -> Page:
    """The page of a number.

    Args:
        number: the same makes the same page.
        split: "train", "validation" or "report", of writers, kinds of pictures, fonts and surfaces.
        kind: one of `KINDS`; None: any, as often as their shares say.
    """
    generator = np.random.default_rng((number, SPLITS.index(split)))
    drawn = generator.choice(len(KINDS), p=[share for share, _ in KINDS.values()])
    kind = kind or list(KINDS)[drawn]
    picture, boxes, values, ends = KINDS[kind][1](load_writing(split), generator, split != "train")
    return Page(picture, *seen(boxes, values, WHOLE), kind, ends)


def as_sent(page: Page) -> Page:
    """A page as somebody sends it: the picture without what is beyond its ends."""
    left, top, right, bottom = page.ends
    picture = page.picture[top:bottom, left:right]
    boxes = page.boxes - np.array([left, top, 0, 0], np.float32)
    return Page(picture, boxes, page.values, page.kind, (0, 0, right - left, bottom - top))


def with_more_pixels(page: Page, times: int, generator: np.random.Generator) -> Page:
    """A page as a camera with so many times the pixels sees it: no sharper, with grain and compression of its own."""
    large = cv2.resize(page.picture, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
    return page._replace(
        picture=with_grain(large, generator), boxes=page.boxes * times, ends=tuple(end * times for end in page.ends)
    )


def contact_sheet(pages: list[Page], columns: int = 8) -> np.ndarray:
    """Pages side by side with their boxes, (h, w, 3) uint8: digits green, marks blue, unsure ones red."""
    tiles = []
    for page in pages:
        tile = cv2.cvtColor(page.picture, cv2.COLOR_GRAY2BGR)
        for (x, y, width, height), value in zip(page.boxes, page.values, strict=True):
            colour = {MARK: (255, 120, 0), UNSURE: (0, 0, 255)}.get(int(value), (0, 170, 0))
            start, end = (round(float(x)), round(float(y))), (round(float(x + width)), round(float(y + height)))
            cv2.rectangle(tile, start, end, colour, 1)
            if value >= 0:
                cv2.putText(tile, str(value), (start[0], start[1] + 8), 0, 0.35, (0, 0, 255), 1)
        tiles.append(tile)
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    return np.concatenate([np.concatenate(tiles[i : i + columns], 1) for i in range(0, len(tiles), columns)])


def write_contact_sheet(path: Path, first: int, count: int, split: str = "train", kind: str | None = None) -> None:
    """Draw pages of successive numbers into a file, to look at."""
    pages = [make_page(number, split, kind) for number in range(first, first + count)]
    cv2.imwrite(str(path), contact_sheet(pages))
