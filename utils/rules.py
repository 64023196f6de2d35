"""Ruled and squared paper, boxes and page edges: find their lines and take them away without breaking the writing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np

from .pieces import pieces_of

SEGMENT = 0.03  # of the picture's side: a straight piece this long may be part of a line
REACH = 0.8  # of the picture's side: pieces in a row that together reach this far are a line, no digit's stroke
SMALL = 160  # pixels: in smaller pictures a bent or a long stroke passes for a line, unless looked at closely
BOW = 0.02  # of the picture's side, and at least a pixel: a line is no further from the parabola through it
BOW_SHARE = 80  # percent of the line; what crosses it may pull at the rest
NEAR_RIM = 0.03  # of the picture's side: one or two lines begin or end so near to its rim, or they are strokes
ENOUGH_RULES = 3  # of one direction: between them a straight piece coming in from the rim is a dash, not a stroke
DASH = 0.08  # of the picture's side: the shortest such piece
THICKEST = 0.02  # of the picture's side, and at least the pixels below: a thicker line was drawn by a pen
THICK = 3  # pixels
CORE = 0.5  # of a line's contrast: what stands out less is its blurred rim
UNBROKEN = 0.75  # of a line's length that is drawn; the bars of digits side by side leave gaps
STRONGER = 1.6  # times a line's own contrast: ink on the line
SLANTS = (-0.8, -0.4, 0.0, 0.4, 0.8)  # pixels sideways for each pixel down, of strokes that cross a line
TILT = 2  # pixels a line may climb over one segment
TABLE_REACH = 0.3  # of the picture's longer side: the smallest table
TABLE_NARROWEST = 0.1  # likewise, its shorter side
TABLE_THICKEST = 0.04  # of a table's side
TABLE_LINES = 6  # level and upright together: two of each are a box, an angular eight has five
FRAME_REACH = 0.75  # of the picture's side: the shortest side of a frame
FRAME_SEGMENT = 0.25  # of the picture's side: a frame is made of straight pieces this long
FRAME_STRAIGHT = 0.8  # of a frame's pixels that belong to such pieces
FRAME_RIM = 0.2  # of the picture's side: a frame lies so near to the picture's rim
FRAME_LONGER = 1.15  # times the longest other piece: a one beside a zero is as high as the zero


@dataclass(frozen=True, eq=False)
class Rules:
    """The lines that run across a picture in one direction.

    Attributes:
        strength: (h, w) float32, along each line how much it stands out, without bound where it fades, 0 elsewhere.
        thickness: pixels.
        count: of the lines.
    """

    strength: np.ndarray
    thickness: int
    count: int


def find_rules(mask: np.ndarray, contrast: np.ndarray) -> tuple[Rules | None, Rules | None]:
    """Find the straight thin lines that run across the picture.

    Args:
        mask: (h, w) uint8, 1 where there is ink or line, however faint.
        contrast: (h, w) float32, how much each pixel stands out.

    Returns:
        The level ones and the upright ones, None where there are none.
    """
    level, upright = _rules_both_ways(mask, contrast, THICKEST, dashes=True)
    table_level, table_upright = _rules_of_tables(mask, contrast)
    return _together(level, table_level), _together(upright, table_upright)


def _rules_both_ways(
    mask: np.ndarray, contrast: np.ndarray, thickest: float, dashes: bool = False
) -> tuple[Rules | None, Rules | None]:
    level = _level_rules(mask, contrast, thickest, dashes)
    upright = _level_rules(np.ascontiguousarray(mask.T), np.ascontiguousarray(contrast.T), thickest, dashes)
    return level, upright and replace(upright, strength=np.ascontiguousarray(upright.strength.T))


def _rules_of_tables(mask: np.ndarray, contrast: np.ndarray) -> tuple[Rules | None, Rules | None]:
    """The lines of tables that take only part of the picture: one piece, with more lines across it than a digit has."""
    _, parts, figures = pieces_of(mask)
    level, upright = None, None
    sides = np.sort(figures[:, 2:4], axis=1) / max(mask.shape)
    for part in np.flatnonzero((sides[1:] >= (TABLE_NARROWEST, TABLE_REACH)).all(axis=1)) + 1:
        x, y, width, height, _ = figures[part]
        crop = np.s_[y : y + height, x : x + width]
        own = (parts[crop] == part).astype(np.uint8)
        found = _rules_both_ways(own, np.ascontiguousarray(contrast[crop]), TABLE_THICKEST)
        if all(found) and found[0].count + found[1].count >= TABLE_LINES:
            level, upright = (
                _together(before, _on_picture(rules, mask.shape, crop))
                for before, rules in zip((level, upright), found, strict=True)
            )
    return level, upright


def _on_picture(rules: Rules, shape: tuple[int, int], crop: tuple[slice, slice]) -> Rules:
    strength = np.zeros(shape, np.float32)
    strength[crop] = rules.strength
    return replace(rules, strength=strength)


def _together(rules: Rules | None, others: Rules | None) -> Rules | None:
    if not rules or not others:
        return rules or others
    strength = np.maximum(rules.strength, others.strength)
    return Rules(strength, max(rules.thickness, others.thickness), rules.count + others.count)


def without_rules(mask: np.ndarray, contrast: np.ndarray, rules: tuple[Rules | None, Rules | None]) -> np.ndarray:
    """Take lines out of a mask.

    A line is thinner than what crosses it, so a pixel of a line stays where the ink there is thicker across the line
    than the line itself: a stroke runs through. It stays too where it is plainly stronger than the line.

    Args:
        mask: (h, w) uint8, 1 where there is ink or line.
        contrast: (h, w) float32.
        rules: as `find_rules` gives them.

    Returns:
        (h, w) uint8: the mask without its lines.
    """
    level, upright = rules
    if level:
        mask = _without_level(mask, contrast, level)
    if upright:
        turned = replace(upright, strength=upright.strength.T)
        mask = _without_level(np.ascontiguousarray(mask.T), contrast.T, turned).T
    return np.ascontiguousarray(mask)


def _without_level(mask: np.ndarray, contrast: np.ndarray, rules: Rules) -> np.ndarray:
    crossing = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2 * rules.thickness + 1, 1), np.uint8))
    is_line = (rules.strength > 0) & (contrast <= STRONGER * rules.strength) & (crossing == 0)
    left = mask & ~is_line
    bridges = [cv2.morphologyEx(left, cv2.MORPH_CLOSE, kernel) for kernel in _slanted(rules.thickness + 5)]
    return left | (mask & np.max(bridges, axis=0) & np.isfinite(rules.strength))


def _slanted(height: int) -> list[np.ndarray]:
    """Straight strokes of a height, upright and leaning to either side, as kernels."""
    kernels = []
    for slant in SLANTS:
        reach = round(abs(slant) * height / 2)
        kernel = np.zeros((height | 1, 2 * reach + 1), np.uint8)
        ends = (0, 0), (2 * reach, len(kernel) - 1)
        cv2.line(kernel, *ends, 1)
        kernels.append(kernel if slant >= 0 else np.ascontiguousarray(kernel[:, ::-1]))
    return kernels


def frames_among(parts: np.ndarray, figures: np.ndarray) -> np.ndarray:
    """Which pieces of ink are what is left of a box, a table or a page's edge around the writing.

    They are bars along the picture's rim, and longer than anything else.

    Args:
        parts: (h, w) int, 0 or the number of the piece.
        figures: (n, 5) of each piece, as `cv2.connectedComponentsWithStats` gives them; the first is the ground.

    Returns:
        (n,) bool.
    """
    frames = bars_at_rim(parts, figures, FRAME_REACH)
    others = ~frames
    others[0] = False
    if not frames.any() or not others.any():
        return np.zeros(len(figures), bool)
    return frames & (figures[:, 2:4] >= FRAME_LONGER * figures[others, 2:4].max(axis=0)).any(axis=1)


def bars_at_rim(parts: np.ndarray, figures: np.ndarray, reach: float) -> np.ndarray:
    """Which pieces of ink are straight and run along the picture's rim.

    Args:
        parts: (h, w) int, 0 or the number of the piece.
        figures: (n, 5) of each piece; the first is the ground.
        reach: of the picture's side that they have at least.

    Returns:
        (n,) bool.
    """
    count, sides = len(figures), np.array(parts.shape[::-1])
    long = (figures[:, 2:4] >= reach * sides).any(axis=1)
    long[0] = False
    if not long.any():
        return long
    mask = (parts > 0).astype(np.uint8)
    straight = _straight(mask) | np.ascontiguousarray(_straight(np.ascontiguousarray(mask.T)).T)
    area = np.maximum(figures[:, cv2.CC_STAT_AREA], 1)
    share = np.bincount(parts[straight > 0], minlength=count) / area
    rim = np.ones(parts.shape, bool)
    deep = np.maximum(1, np.round(FRAME_RIM * sides).astype(int))
    rim[deep[1] : -deep[1], deep[0] : -deep[0]] = False
    outside = np.bincount(parts[rim], minlength=count) / area
    return long & (share >= FRAME_STRAIGHT) & (outside >= FRAME_STRAIGHT)


def _straight(mask: np.ndarray) -> np.ndarray:
    """The pixels of level straight pieces."""
    segment = max(5, round(FRAME_SEGMENT * mask.shape[1])) | 1
    thick = cv2.dilate(mask, np.ones((TILT + 1, 1), np.uint8))
    return mask & cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, segment), np.uint8))


def _level_rules(mask: np.ndarray, contrast: np.ndarray, thickest: float, dashes: bool) -> Rules | None:
    width = mask.shape[1]
    segment = max(9, round(SEGMENT * width), min(25, width // 10)) | 1  # odd, so that opening does not shift
    thick = cv2.dilate(mask, np.ones((TILT + 1, 1), np.uint8))
    pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, segment), np.uint8))
    if cv2.countNonZero(pieces) < REACH * UNBROKEN * width:
        return None
    chains = cv2.dilate(pieces, np.ones((TILT + 1, segment), np.uint8))
    count, parts, figures = pieces_of(chains)
    covered, first, end = _columns_covered(pieces, parts, count)
    is_line = (end - first >= REACH * width) & (covered >= UNBROKEN * (end - first))
    is_line[0] = False
    if not is_line.any():
        return None
    drawn = mask & pieces
    paths = _paths(drawn & _one_where(is_line, parts), parts)
    if width <= SMALL:
        for path in paths:
            is_line[path.number] = path.bow <= max(BOW * width, 1)
        if is_line.sum() < ENOUGH_RULES:
            ends = max(1, round(NEAR_RIM * width))
            is_line &= (first <= ends) | (end >= width - ends)
    paths = [path for path in paths if is_line[path.number]]
    if not paths:
        return None
    lines = drawn & _one_where(is_line, parts)
    thickness = _usual_run(lines)
    strength = _strength_along(paths, thickness, contrast)
    core = lines & (contrast >= CORE * strength)
    if (_usual_run(core) if core.any() else thickness) > max(THICK, thickest * width):
        return None
    count = int(is_line.sum())
    if dashes and count >= ENOUGH_RULES:
        left, chain_width = figures[:, cv2.CC_STAT_LEFT], figures[:, cv2.CC_STAT_WIDTH]
        at_rim = (left == 0) | (left + chain_width == width)
        is_dash = at_rim & ~is_line & (chain_width >= DASH * width) & (covered >= UNBROKEN * (chain_width - segment))
        is_dash[0] = False
        if is_dash.any():
            found = drawn & _one_where(is_dash, parts)
            dashed = _strength_along(_paths(found, parts), thickness, contrast, whole=False)
            strength = np.maximum(strength, dashed)
    return Rules(strength, thickness, count)


class _Path(NamedTuple):
    """Where a line runs.

    Attributes:
        number: of the line.
        rows: of its pixels.
        columns: of its pixels.
        seen: the columns that have any, each once.
        middles: the mean row in each of those.
        curve: the parabola nearest to the middles, from columns to rows.
    """

    number: int
    rows: np.ndarray
    columns: np.ndarray
    seen: np.ndarray
    middles: np.ndarray
    curve: Callable[[np.ndarray], np.ndarray]

    @property
    def bow(self) -> float:
        """How far nearly all of it is from the curve at most, pixels."""
        return float(np.percentile(np.abs(self.middles - self.curve(self.seen)), BOW_SHARE))


def _paths(lines: np.ndarray, parts: np.ndarray) -> list[_Path]:
    """The path of each line.

    Args:
        lines: (h, w) uint8, 1 where a line was found.
        parts: (h, w) int, the number of the line there.
    """
    rows, columns = _where(lines)
    numbers = parts[rows, columns]
    order = np.argsort(numbers, kind="stable")
    ends = np.flatnonzero(np.diff(numbers[order])) + 1
    paths = []
    for own in np.split(order, ends) if len(order) else []:
        counts = np.bincount(columns[own], minlength=lines.shape[1])
        seen = np.flatnonzero(counts)
        middles = np.bincount(columns[own], rows[own], lines.shape[1])[seen] / counts[seen]
        paths.append(_Path(int(numbers[own[0]]), rows[own], columns[own], seen, middles, _parabola(seen, middles)))
    return paths


def _strength_along(paths: list[_Path], thickness: int, contrast: np.ndarray, whole: bool = True) -> np.ndarray:
    """Where lines run, through gaps and faint stretches too.

    Args:
        paths: of the lines.
        thickness: of the lines, pixels.
        contrast: (h, w) float32.
        whole: from one side of the picture to the other.

    Returns:
        (h, w) float32: along each line how much it stands out, 0 elsewhere.
    """
    height, width = contrast.shape
    reach = np.arange(-(thickness // 2) - 1, thickness // 2 + 2)
    along = np.zeros(contrast.shape, np.float32)
    for _, rows, places, seen, middles, curve in paths:
        columns = np.arange(width) if whole else np.arange(seen[0], seen[-1] + 1)
        path = curve(columns) + np.interp(columns, seen, middles - curve(seen))
        band = np.clip(np.round(path)[:, None].astype(int) + reach, 0, height - 1), columns[:, None]
        strength = _usual_strength(contrast[band].max(axis=1))
        for place in (band, (rows, places)):
            along[place] = np.maximum(along[place], strength)
    return along


def _parabola(places: np.ndarray, heights: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """The parabola nearest to some points, by the normal equations; a straight line, or a level one, through few."""
    middle, reach = (places[0] + places[-1]) / 2, max(places[-1] - places[0], 1) / 2
    powers = np.vander((places - middle) / reach, min(3, len(places)))
    factors = np.linalg.solve(powers.T @ powers, powers.T @ heights)
    return lambda where: np.polyval(factors, (where - middle) / reach)


def _one_where(chosen: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """(h, w) uint8, 1 in the numbered parts that are chosen."""
    return chosen.view(np.uint8)[parts]


def _where(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows and columns where a mask is set."""
    found = cv2.findNonZero(mask)
    columns, rows = np.zeros((2, 0), int) if found is None else found.reshape(-1, 2).T
    return rows, columns


def _usual_strength(contrast: np.ndarray) -> float:
    """How much a line stands out along its whole length; without bound where it fades, as a page's edge does."""
    ranks = len(contrast) // 5, 3 * len(contrast) // 5
    faint, plain = np.partition(contrast, ranks)[list(ranks)]
    return plain if plain <= STRONGER * faint else np.inf


def _columns_covered(pieces: np.ndarray, parts: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """In how many columns each numbered part has a pixel of a piece, the first of them, and the one after the last."""
    seen = np.zeros((count, parts.shape[1]), bool)
    rows, columns = _where(pieces)
    seen[parts[rows, columns], columns] = True
    seen[0] = False
    end = np.where(seen.any(axis=1), seen.shape[1] - seen[:, ::-1].argmax(axis=1), 0)
    return seen.sum(axis=1), seen.argmax(axis=1), end


def _usual_run(lines: np.ndarray) -> int:
    """The median height of the runs of a mask, column by column."""
    columns, rows = _where(np.ascontiguousarray(lines.T))
    ends = np.flatnonzero((np.diff(rows) != 1) | (np.diff(columns) != 0))
    bounds = np.concatenate([[-1], ends, [len(rows) - 1]])
    return int(np.median(np.diff(bounds)))
