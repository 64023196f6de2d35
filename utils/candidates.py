"""From strokes or a picture to lines of writing, with every glyph in them that may be a digit.

A layout is a list of lines, top to bottom. Where few pieces lie above one another there are two: an eight written as
two circles is one digit, or two lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from utils.cuts import cut
from utils.glyph import draw_glyph, fit_to_mnist, ink_box, is_glyph, widen_thin_strokes
from utils.grouping import MOST_PIECES, Span, spans_of
from utils.images import UnreadableImage
from utils.ink import picture_to_ink
from utils.lines import TALL, lines_of, usual_height
from utils.pieces import pieces_of

SMALLEST_DRAWING = 6.0  # canvas pixels: a click that slipped is no digit
TOUCH = 0.08  # of the taller stroke: strokes that come so near touch
CLICK = 0.1  # of the tallest stroke: a smaller one beside it is a click too
SPECK = 0.5  # of the usual height: a full round spot smaller than this is no digit
WIDE = 0.8  # usual heights: a wider piece may be digits that touch
CUTS_A_HEIGHT = 3.0  # cuts through a piece as wide as the usual height
MOST_MARKS = 800  # pieces of ink in a picture, cuts counted: photographs of whole pages have some hundreds
POINTS_AT_ONCE = 100  # of a stroke whose distances to all of another are taken

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """One line of writing.

    Attributes:
        pieces: (n, 4) boxes, left to right, in the order that the spans count.
        spans: which pieces may be one digit.
        glyphs: (28, 28) uint8 of each span.
        boxes: of each span, in the pixels of what was given.
    """

    pieces: np.ndarray
    spans: list[Span]
    glyphs: list[np.ndarray]
    boxes: list[Box]


def layouts_of_strokes(strokes: Sequence[np.ndarray], one: bool) -> list[list[Line]]:
    """The layouts of what was drawn.

    Args:
        strokes: (n, 2) float arrays of x, y in canvas pixels, y down, none empty.
        one: everything drawn is one digit.

    Returns:
        No layout where nothing was drawn, or a click.
    """
    boxes = np.array([_box_around([stroke]) for stroke in strokes]).reshape(-1, 4)
    if not len(strokes) or max(_box_around(strokes)[2:]) < SMALLEST_DRAWING:
        return []
    if one:
        box = _box_around(strokes)
        return [[Line(np.array([box]), [(0, 1)], [draw_glyph(strokes)], [box])]]
    sides = boxes[:, 2:].max(axis=1)
    kept = np.flatnonzero(sides >= min(SMALLEST_DRAWING, CLICK * sides.max()))
    strokes, boxes = [strokes[index] for index in kept], boxes[kept]
    return [
        [_line_of_strokes([strokes[member] for member in line]) for line in lines]
        for lines in _layouts(boxes, _touching(strokes, boxes))
    ]


def layouts_of_picture(picture: np.ndarray, one: bool, enlarged: float = 1.0) -> list[list[Line]]:
    """The layouts of the writing in a picture.

    Args:
        picture: as `utils.ink.picture_to_ink` takes it.
        one: everything written is one digit.
        enlarged: how many times larger the picture is whose pixels the boxes are in.

    Raises:
        UnreadableImage: more pieces of ink than could be read in a few seconds.
    """
    if one and is_glyph(np.asarray(picture)):
        glyph = np.array(picture)
        box = ink_box(glyph)
        return [[Line(np.array([box]), [(0, 1)], [glyph], [_scaled(box, enlarged)])]]
    ink, scale = picture_to_ink(picture)
    count, parts, figures = pieces_of((ink > 0).astype(np.uint8))
    if count == 1:
        return []
    height = usual_height(figures[1:, :4])
    specks = [part for part in range(1, count) if _is_speck(figures[part], height)]
    solid = np.setdiff1d(np.arange(1, count), specks)
    if not len(solid):
        return []
    _check_count(len(solid))
    if one:
        own = np.where(np.isin(parts, specks), 0, ink) if specks else ink
        glyph, box = fit_to_mnist(widen_thin_strokes(own)), ink_box(own)
        return [[Line(np.array([box]), [(0, 1)], [glyph], [_scaled(box, enlarged / scale)])]]
    pieces = []
    for part in solid:
        x, y, width, height = figures[part, :4]
        crop = np.s_[y : y + height, x : x + width]
        pieces.append(_cut_out(ink[crop], parts[crop] == part, (x, y)))
    layouts = [
        [_cut_apart([pieces[member] for member in line]) for line in lines] for lines in _layouts(figures[solid, :4])
    ]
    _check_count(sum(len(line) for lines in layouts for line in lines))
    return [[_line_of_pieces(line, enlarged / scale) for line in lines] for lines in layouts]


@dataclass(frozen=True, eq=False)
class _Piece:
    """Ink cut out of a picture, (h, w) float32, and where its upper left corner was."""

    x: int
    y: int
    ink: np.ndarray

    @property
    def box(self) -> tuple[int, int, int, int]:
        return (self.x, self.y, self.ink.shape[1], self.ink.shape[0])


def _layouts(boxes: np.ndarray, touching: Sequence[tuple[int, int]] = ()) -> list[list[list[int]]]:
    lines = lines_of(boxes, touching)
    if len(lines) == 1 or len(boxes) > MOST_PIECES:
        return [lines]
    return [lines, [np.argsort(boxes[:, 0] + boxes[:, 2] / 2, kind="stable").tolist()]]


def _line_of_strokes(strokes: list[np.ndarray]) -> Line:
    pieces = np.array([_box_around([stroke]) for stroke in strokes])
    spans = spans_of(pieces)
    groups = [strokes[first:end] for first, end in spans]
    return Line(pieces, spans, [draw_glyph(group) for group in groups], [_box_around(group) for group in groups])


def _check_count(pieces: int) -> None:
    if pieces > MOST_MARKS:
        raise UnreadableImage(f"There are more than {MOST_MARKS} marks in the picture. Photograph fewer at once.")


def _cut_apart(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces of one line, left to right, with the wide ones cut."""
    height = usual_height(np.array([piece.box for piece in pieces]))
    pieces = [part for piece in pieces for part in _cut_if_wide(piece, height)]
    return sorted(pieces, key=lambda piece: piece.x + piece.ink.shape[1] / 2)


def _line_of_pieces(pieces: list[_Piece], scale: float) -> Line:
    boxes = np.array([piece.box for piece in pieces], np.float64)
    spans = spans_of(boxes)
    groups = [_together(pieces[first:end]) for first, end in spans]
    glyphs = [fit_to_mnist(widen_thin_strokes(group.ink)) for group in groups]
    return Line(boxes, spans, glyphs, [_scaled(group.box, scale) for group in groups])


def _cut_out(ink: np.ndarray, mask: np.ndarray, corner: tuple[int, int] = (0, 0)) -> _Piece:
    """The ink under a mask, cropped; the corner is where the array itself lies in the picture."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    crop = np.s_[y : y + height, x : x + width]
    return _Piece(corner[0] + x, corner[1] + y, np.where(mask[crop], ink[crop], 0))


def _cut_if_wide(piece: _Piece, height: float) -> list[_Piece]:
    width = piece.ink.shape[1]
    if width <= WIDE * height or piece.ink.shape[0] < TALL * height:
        return [piece]
    parts = cut(piece.ink, round(CUTS_A_HEIGHT * width / height))
    masks = [(parts == number) & (piece.ink > 0) for number in range(parts.max() + 1)]
    return [_cut_out(piece.ink, mask, (piece.x, piece.y)) for mask in masks if mask.any()]


def _together(pieces: list[_Piece]) -> _Piece:
    left, top = min(piece.x for piece in pieces), min(piece.y for piece in pieces)
    right = max(piece.x + piece.ink.shape[1] for piece in pieces)
    bottom = max(piece.y + piece.ink.shape[0] for piece in pieces)
    ink = np.zeros((bottom - top, right - left), np.float32)
    for piece in pieces:
        x, y, width, height = piece.box
        place = ink[y - top : y - top + height, x - left : x - left + width]
        np.maximum(place, piece.ink, out=place)
    return _Piece(left, top, ink)


def _touching(strokes: list[np.ndarray], boxes: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of strokes whose points come nearer to each other than a share of the taller one.

    Of strokes that hang together through others only as many pairs are looked for as show it.
    """
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    together = np.arange(len(strokes))
    pairs = []
    for first in range(1, len(strokes)):
        reaches = TOUCH * np.maximum(boxes[first, 3], boxes[:first, 3])
        apart = np.maximum(low[first], low[:first]) - np.minimum(high[first], high[:first])
        for second in np.flatnonzero((apart <= reaches[:, None]).all(axis=1)):
            known = together[first] == together[second]
            if not known and _come_near(strokes[first], strokes[second], reaches[second]):
                pairs.append((first, int(second)))
                together[together == together[second]] = together[first]
    return pairs


def _come_near(stroke: np.ndarray, other: np.ndarray, reach: float) -> bool:
    """Whether any two of their points are at most so far apart; a few points at a time, for memory's sake."""
    return any(
        np.linalg.norm(stroke[start : start + POINTS_AT_ONCE, None] - other[None], axis=2).min() <= reach
        for start in range(0, len(stroke), POINTS_AT_ONCE)
    )


def _is_speck(figures: np.ndarray, height: float) -> bool:
    """Whether a piece of ink is a spot: small beside the others, as wide as high, and full."""
    _, _, width, height_of_piece, area = (int(figure) for figure in figures)
    longest, shortest = max(width, height_of_piece), min(width, height_of_piece)
    round_spot = area > 0.6 * width * height_of_piece and longest < 2 * shortest
    return longest <= 2 or (round_spot and longest < SPECK * height)


def _scaled(box: tuple[int, int, int, int], scale: float) -> Box:
    return tuple(float(side * scale) for side in box)


def _box_around(strokes: Sequence[np.ndarray]) -> Box:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
