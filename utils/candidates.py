"""From strokes or a picture to lines of writing, with every glyph in them that may be a digit.

A layout is a list of lines, top to bottom. Where few pieces lie above one another there are two: an eight written as
two circles is one digit, or two lines. All strokes together are a layout too: a face is one drawing. What is ink in a
picture is a guess, so that a picture may have several, each with its own layouts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from .cuts import cut
from .glyph import GLYPH_SIDE, draw_glyph, fit_to_mnist, ink_box, is_glyph, widen_thin_strokes
from .grouping import MOST_PIECES, Span, spans_of
from .images import UnreadableImage
from .ink import inks_of_picture, is_dark_ground
from .lines import TALL, lines_of, usual_height
from .pieces import pieces_of
from .rules import bars_at_rim

TOUCH = 0.08  # of the taller stroke: strokes that come so near touch
FEW_PIECES = 6  # that are found of a digit too fat to be found whole; more are a number
FILLING = 0.9  # of the picture's width or height: a digit as large was cut out closely
BAR_REACH = 0.5  # of the picture's side: a straight piece so long along its rim may be no part of the one digit
SPECK = 0.5  # of the usual height: a full round spot smaller than this is no digit
WIDE = 0.8  # usual heights: a wider piece may be digits that touch
CUTS_A_HEIGHT = 3.0  # cuts through a piece as wide as the usual height
MOST_MARKS = 800  # pieces of ink in a picture, cuts counted: photographs of whole pages have some hundreds
EVEN_POINTS = 24  # of a stroke, whose distances to those of another are taken

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """One line of writing.

    Attributes:
        pieces: (n, 4) boxes, left to right, in the order that the spans count.
        touching: (n, n) bool, which of them touch, or hung together before they were cut.
        spans: which pieces may be one digit or mark.
        glyphs: (28, 28) uint8 of each span.
        boxes: of each span, in the pixels of what was given.
    """

    pieces: np.ndarray
    touching: np.ndarray
    spans: list[Span]
    glyphs: list[np.ndarray]
    boxes: list[Box]


Layout = list[Line]
Guess = list[Layout]


def layouts_of_strokes(strokes: Sequence[np.ndarray], one: bool) -> list[Layout]:
    """The layouts of what was drawn.

    Args:
        strokes: (n, 2) float arrays of x, y in canvas pixels, y down, none empty.
        one: everything drawn is one digit.

    Returns:
        No layout where nothing was drawn.
    """
    if not len(strokes):
        return []
    boxes = np.array([_box_around([stroke]) for stroke in strokes])
    touching = touching_strokes(strokes, boxes)
    in_order = np.argsort(boxes[:, 0] + boxes[:, 2] / 2, kind="stable")
    whole = _line_of_strokes(strokes, boxes, touching, in_order, [(0, len(in_order))])
    if one:
        return [[whole]]
    layouts = [
        [_line_of_strokes(strokes, boxes, touching, line, spans_of(boxes[line])) for line in lines]
        for lines in _layouts(boxes, np.argwhere(np.triu(touching)))
    ]
    is_there = any(len(lines) == 1 and (0, len(strokes)) in lines[0].spans for lines in layouts)
    return layouts if is_there else [*layouts, [whole]]


def guesses_of_picture(picture: np.ndarray, one: bool, enlarged: float = 1.0) -> list[Guess]:
    """The guesses at what is ink in a picture, each with the layouts of its writing.

    Args:
        picture: as `utils.ink.inks_of_picture` takes it.
        one: everything written is one digit.
        enlarged: how many times larger the picture is whose pixels the boxes are in.

    Raises:
        UnreadableImage: more pieces of ink than could be read in a few seconds.
    """
    one = one or np.shape(picture) == (GLYPH_SIDE, GLYPH_SIDE)  # which has no room for several
    if one and is_glyph(np.asarray(picture)):
        return [[_whole(np.array(picture), enlarged)]]
    writing, *close = (_in_pieces(ink, scale) for ink, scale in inks_of_picture(picture))
    _check_count(len(writing.solid))
    if one:
        ways = [way for way in (writing, *close) if len(way.solid)]
        ways += [bare for bare in map(_without_bars, ways) if bare]
    else:
        ways = [way for way in close if len(writing.solid) <= FEW_PIECES and _fills_its_picture(way)]
    guesses = [] if one else [_layouts_of_pieces(writing, enlarged)]
    guesses += [[_whole(_without_specks(way), enlarged / way.scale)] for way in ways]
    if guesses and np.shape(picture) == (GLYPH_SIDE, GLYPH_SIDE):
        # A glyph may be spoilt in ways that the model knows better than who looks for ink.
        guesses.append([_whole(np.array(picture) if is_dark_ground(picture) else 255 - picture, enlarged)])
    return [layouts for layouts in guesses if layouts]


def _whole(ink: np.ndarray, enlarged: float) -> Layout:
    """All the ink, (h, w) float32, as one digit; or a glyph, (28, 28) uint8, as it is."""
    glyph = ink if ink.dtype == np.uint8 else fit_to_mnist(widen_thin_strokes(ink))
    box = ink_box(ink)
    return [Line(np.array([box]), np.zeros((1, 1), bool), [(0, 1)], [glyph], [_scaled(box, enlarged)])]


class _Writing(NamedTuple):
    """Ink of a picture with its pieces as `pieces_of` gives them, and the numbers of those that are no specks."""

    ink: np.ndarray
    scale: float
    parts: np.ndarray
    figures: np.ndarray
    solid: np.ndarray


def _in_pieces(ink: np.ndarray, scale: float) -> _Writing:
    count, parts, figures = pieces_of((ink > 0).astype(np.uint8))
    height = usual_height(figures[1:, :4]) if count > 1 else 0.0
    solid = np.array([part for part in range(1, count) if not _is_speck(figures[part], height)], int)
    return _Writing(ink, scale, parts, figures, solid)


def _without_specks(writing: _Writing) -> np.ndarray:
    if len(writing.solid) == len(writing.figures) - 1:
        return writing.ink
    return np.where(np.isin(writing.parts, writing.solid), writing.ink, 0)


def _without_bars(writing: _Writing) -> _Writing | None:
    """What there is beside the straight bars along the picture's rim; None where there are none, or nothing else."""
    if len(writing.solid) < 2:
        return None
    bars = bars_at_rim(writing.parts, writing.figures, BAR_REACH)
    left = writing.solid[~bars[writing.solid]]
    return writing._replace(solid=left) if 0 < len(left) < len(writing.solid) else None


def _fills_its_picture(writing: _Writing) -> bool:
    """Whether the ink is one piece, or two as of a five with its bar apart, and reaches from edge to edge."""
    if not 1 <= len(writing.solid) <= 2:
        return False
    _, _, width, height = ink_box(_without_specks(writing))
    return max(width / writing.ink.shape[1], height / writing.ink.shape[0]) >= FILLING


def _layouts_of_pieces(writing: _Writing, enlarged: float) -> Guess:
    """The layouts of pieces of ink, each a digit or a part of one or several that touch."""
    ink, scale, parts, figures, solid = writing
    if not len(solid):
        return []
    pieces = []
    for part in solid:
        x, y, width, height = figures[part, :4]
        crop = np.s_[y : y + height, x : x + width]
        pieces.append(_cut_out(ink[crop], parts[crop] == part, (x, y), int(part)))
    layouts = [
        [_cut_apart([pieces[member] for member in line]) for line in lines] for lines in _layouts(figures[solid, :4])
    ]
    _check_count(sum(len(line) for lines in layouts for line in lines))
    return [[_line_of_pieces(line, enlarged / scale) for line in lines] for lines in layouts]


@dataclass(frozen=True, eq=False)
class _Piece:
    """Ink cut out of a picture, (h, w) float32, where its upper left corner was, and of which component it is."""

    x: int
    y: int
    ink: np.ndarray
    component: int = 0

    @property
    def box(self) -> tuple[int, int, int, int]:
        return (self.x, self.y, self.ink.shape[1], self.ink.shape[0])


def _layouts(boxes: np.ndarray, touching: Iterable[tuple[int, int]] = ()) -> list[list[list[int]]]:
    lines = lines_of(boxes, touching)
    if len(lines) == 1 or len(boxes) > MOST_PIECES:
        return [lines]
    return [lines, [np.argsort(boxes[:, 0] + boxes[:, 2] / 2, kind="stable").tolist()]]


def _line_of_strokes(
    strokes: Sequence[np.ndarray], boxes: np.ndarray, touching: np.ndarray, members: Sequence[int], spans: list[Span]
) -> Line:
    """A line of some of the strokes, named by their numbers from left to right."""
    groups = [[strokes[member] for member in members[first:end]] for first, end in spans]
    pairs = touching[np.ix_(members, members)]
    glyphs, around = [draw_glyph(group) for group in groups], [_box_around(group) for group in groups]
    return Line(boxes[members], pairs, spans, glyphs, around)


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
    components = np.array([piece.component for piece in pieces])
    touching = (components[:, None] == components) & ~np.eye(len(pieces), dtype=bool)
    spans = spans_of(boxes)
    groups = [_together(pieces[first:end]) for first, end in spans]
    glyphs = [fit_to_mnist(widen_thin_strokes(group.ink)) for group in groups]
    return Line(boxes, touching, spans, glyphs, [_scaled(group.box, scale) for group in groups])


def _cut_out(ink: np.ndarray, mask: np.ndarray, corner: tuple[int, int], component: int) -> _Piece:
    """The ink under a mask, cropped; the corner is where the array itself lies in the picture."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    crop = np.s_[y : y + height, x : x + width]
    return _Piece(corner[0] + x, corner[1] + y, np.where(mask[crop], ink[crop], 0), component)


def _cut_if_wide(piece: _Piece, height: float) -> list[_Piece]:
    width = piece.ink.shape[1]
    if width <= WIDE * height or piece.ink.shape[0] < TALL * height:
        return [piece]
    parts = cut(piece.ink, round(CUTS_A_HEIGHT * width / height))
    masks = [(parts == number) & (piece.ink > 0) for number in range(parts.max() + 1)]
    return [_cut_out(piece.ink, mask, (piece.x, piece.y), piece.component) for mask in masks if mask.any()]


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


def touching_strokes(strokes: Sequence[np.ndarray], boxes: np.ndarray) -> np.ndarray:
    """Which strokes come nearer to each other than a share of the taller one.

    Args:
        strokes: (n, 2) float arrays of x, y.
        boxes: (strokes, 4) x, y, width, height of each.

    Returns:
        (strokes, strokes) bool, symmetrical, a stroke does not touch itself.
    """
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    evenly = np.stack([_evenly(stroke) for stroke in strokes])
    steps = np.linalg.norm(np.diff(evenly, axis=1), axis=2).max(axis=1)
    touching = np.zeros((len(strokes), len(strokes)), bool)
    for first in range(1, len(strokes)):
        reaches = TOUCH * np.maximum(boxes[first, 3], boxes[:first, 3]) + (steps[first] + steps[:first]) / 2
        apart = np.maximum(low[first], low[:first]) - np.minimum(high[first], high[:first])
        near = np.flatnonzero((apart <= reaches[:, None]).all(axis=1))
        if len(near):
            distances = np.linalg.norm(evenly[first][None, :, None] - evenly[near][:, None], axis=3).min(axis=(1, 2))
            touching[first, near] = touching[near, first] = distances <= reaches[near]
    return touching


def _evenly(stroke: np.ndarray) -> np.ndarray:
    """A stroke as (`EVEN_POINTS`, 2) points at even distances along it."""
    lengths = np.append(0, np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1)))
    places = np.linspace(0, lengths[-1], EVEN_POINTS)
    return np.stack([np.interp(places, lengths, stroke[:, axis]) for axis in (0, 1)], axis=1)


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
