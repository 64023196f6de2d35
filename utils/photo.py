"""From the contrast of a photograph to its writing, without paper, lines, edges and specks."""

import functools
from dataclasses import dataclass

import cv2
import numpy as np

from .pieces import pieces_of
from .rules import Rules, find_rules, frames_among, without_rules

FAINTEST_CONTRAST = 14  # of 255: less is paper, noise and compression
FAINT = 0.28  # of the writing's usual strength: what is fainter is paper or shines through it
FAINTER = 0.22  # likewise where that only joins strokes that break: on even paper without lines
LEVELS = (0.4, 0.55, 0.7, 0.85)  # a piece that sprawls at the faintest is looked at again at the next
FAINTEST_RULE = 0.15  # of the usual strength: ruled lines this faint are found, to go where they are stronger
PLAIN = 0.55  # of the usual strength that some pixel of every piece of writing has
FULL = 0.6  # of the usual strength: ink from here on is as bright as it gets
NOISE_MARGIN = 3.5  # times the noise that even the faintest ink is above
SPECK = 0.012  # of the picture's longer side: a smaller piece is grain
SMALLEST = 0.2  # of the usual piece's longest side
LARGEST = 3.0  # times the usual piece's longest side
THICKEST = 0.5  # of its longest side: a thicker piece is a blot or the corner of a page
ENOUGH_INSIDE = 3  # pieces clear of the picture's rim: then what touches it is cut off, or an edge, and left out
STRAIGHTEST = 1 / 40  # of a piece's longest side: no hand draws a line whose box is narrower; a page's edge is one
GUESSES = (1.0, 0.5, 0.25)  # of the strongest contrast: the writing may be weaker than what is around it
WEAKEST_SIDE = 0.25  # of the writing's strength on the other side: only much more of it could outweigh that
ENOUGH_ROWS = 250  # and columns, to know the usual value of a picture
SOFTNESS = 0.7  # pixels: the finest grain would pass for strong writing in small pictures
GUESSING_SIDE = 500  # pixels: enough to see which guess finds most writing


@dataclass(frozen=True)
class _Writing:
    """Pieces of ink: their mask together, and of each its longest side, its length as a stroke, its strongest pixel."""

    mask: np.ndarray
    sizes: np.ndarray
    lengths: np.ndarray
    peaks: np.ndarray

    @property
    def strength(self) -> float:
        """The usual strongest pixel of a piece."""
        return _weighted_median(self.peaks, self.sizes) if self.sizes.size else 0.0

    @property
    def score(self) -> float:
        """How much writing this is: long strokes, plain to see."""
        return float(self.lengths.sum()) * self.strength**2


def ink_of_photo(darker: np.ndarray, brighter: np.ndarray) -> np.ndarray:
    """Keep whole strokes: what is faint stays where it hangs together with what is plain.

    Whether the writing is the darker or the brighter side, and how strong it is, is what finds most writing.

    Args:
        darker: (h, w) float32, how much darker than its ground each pixel is, 0..255.
        brighter: (h, w) float32, how much brighter.

    Returns:
        (h, w) float32 in 0..1, exactly 0 where nothing is written.
    """
    ink = _ink(darker, brighter, fills=False)
    return ink if ink.any() else _ink(darker, brighter, fills=True)


def _ink(darker: np.ndarray, brighter: np.ndarray, fills: bool) -> np.ndarray:
    """The same of writing that is clear of the picture's edges, or of what `fills` the picture."""
    best_score, side, smooth, strength = 0.0, darker, darker, 0.0
    for candidate in (darker, brighter):
        softened = cv2.GaussianBlur(candidate, (0, 0), SOFTNESS)
        small = shrunk(softened, GUESSING_SIDE)
        if small.max(initial=0) < WEAKEST_SIDE * strength:
            continue
        noise, top = _noise_level(small), float(np.percentile(small, 99.7))
        rules_at = functools.cache(functools.partial(_rules, small))
        for guess in GUESSES:
            writing = _writing(small, guess * top, noise, rules_at(_faintest_rule(guess * top, noise)), fills)
            if writing.score > best_score and writing.strength >= max(FAINTEST_CONTRAST, 6 * noise):
                best_score, side, smooth, strength = writing.score, candidate, softened, writing.strength
    if not strength:
        return np.zeros_like(darker)
    noise = _noise_level(side)
    rules = _rules(smooth, _faintest_rule(strength, noise))
    writing, faint = _writing(smooth, strength, noise, rules, fills), FAINT
    if 0 < writing.strength < strength:  # the size at which it was guessed made it look stronger
        strength = writing.strength
        writing = _writing(smooth, strength, noise, rules, fills)
    if not any(rules):
        fainter = _writing(smooth, strength, noise, rules, fills, FAINTER)
        if fainter.sizes.size <= writing.sizes.size:
            writing, faint = fainter, FAINTER
    faint = max(faint * writing.strength, NOISE_MARGIN * noise)
    ink = np.clip((smooth - faint) / max(FULL * writing.strength - faint, 1e-6), 1e-3, 1)
    return np.where(writing.mask, ink, 0).astype(np.float32)


def _faintest_rule(strength: float, noise: float) -> float:
    """How much a ruled line beside writing of about this strength stands out at least."""
    return max(FAINTEST_RULE * strength, NOISE_MARGIN * noise)


def _rules(smooth: np.ndarray, faintest: float) -> tuple[Rules | None, Rules | None]:
    """The ruled lines that stand out so much."""
    return find_rules((smooth > faintest).astype(np.uint8), smooth)


def _writing(
    smooth: np.ndarray,
    strength: float,
    noise: float,
    rules: tuple[Rules | None, Rules | None],
    fills: bool,
    faint: float = FAINT,
) -> _Writing:
    """What looks like writing of about this strength, each piece at the lowest level at which it does not sprawl.

    Where all sprawls, a digit that fills its picture may do so, if `fills` says that it might.
    """
    found, frames = np.zeros((2, *smooth.shape), bool)
    sprawling = [np.ones(smooth.shape, bool)]  # before the first level, and at each
    for level in (faint, *LEVELS):
        level_mask = ((smooth > max(level * strength, NOISE_MARGIN * noise)) & sprawling[-1]).astype(np.uint8)
        level_mask = without_rules(level_mask, smooth, rules)
        count, parts, figures = pieces_of(level_mask)
        is_frame = frames_among(parts, figures)
        sprawls = (_sides_touched(parts, count) >= 2) & ~is_frame
        sprawls[0] = False
        found |= (level_mask > 0) & ~(sprawls | is_frame)[parts]
        frames |= is_frame[parts]
        sprawling.append(sprawls[parts])
        if not sprawling[-1].any():
            break
    if fills and not found.any():
        found = sprawling[-1]
    elif (found & sprawling[1]).any():
        found |= _grown(found & sprawling[1], frames | sprawling[-1], sprawling[1:-1])
    return _plausible(found.astype(np.uint8), smooth, strength)


def _grown(found: np.ndarray, others: np.ndarray, sprawling: list[np.ndarray]) -> np.ndarray:
    """Pieces that part from the rest where they are strongest, with their fainter ends.

    Those are, from level to level down, what hangs together with a piece and is nearer to it than to the rest. A piece
    that would sprawl with them stays without.

    Args:
        found: (h, w) bool, the pieces.
        others: (h, w) bool, the rest where it is strongest.
        sprawling: (h, w) bool, pieces and rest in one at each lower level, the faintest first.

    Returns:
        (h, w) bool.
    """
    for mask in reversed(sprawling):
        count, parts, _ = pieces_of((found | (mask & _is_nearer(found, others))).astype(np.uint8))
        grows = np.bincount(parts[found], minlength=count) > 0
        grows &= _sides_touched(parts, count) < 2
        found = found | grows[parts]
        others = others | (mask & ~found)
    return found


def _is_nearer(found: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which pixels, (h, w) bool, are nearer to the found ones than to others."""
    if not others.any():
        return np.ones(found.shape, bool)
    distances = [cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 3) for mask in (found, others)]
    return distances[0] < distances[1]


def _plausible(mask: np.ndarray, smooth: np.ndarray, strength: float) -> _Writing:
    """Drop faint pieces, blots, specks, and what is far larger than the writing: the rim of a page or of a shadow."""
    count, parts, figures = pieces_of(mask)
    sizes = figures[:, 2:4].max(axis=1).astype(float)
    places = np.flatnonzero(mask)
    numbers = parts.ravel()[places]
    peaks = _largest_of_each(smooth, places, numbers, count)
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depths = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    thickness = 2 * _largest_of_each(depths, places, numbers, count)
    by_hand = (thickness <= np.maximum(THICKEST * sizes, 3)) & (figures[:, 2:4].min(axis=1) >= STRAIGHTEST * sizes)
    good = by_hand & (peaks >= PLAIN * strength) & (sizes >= SPECK * max(mask.shape))
    good[0] = False
    inside = good & (_sides_touched(parts, count) == 0)
    if inside.sum() >= ENOUGH_INSIDE:
        good = inside
    if good.any():
        usual = _weighted_median(sizes[good], sizes[good])
        good &= (sizes >= SMALLEST * usual) & (sizes <= LARGEST * usual)
    lengths = figures[:, cv2.CC_STAT_AREA] / np.maximum(thickness, 1)
    return _Writing(good[parts], sizes[good], lengths[good], peaks[good])


def _noise_level(contrast: np.ndarray) -> float:
    """The standard deviation of the finest grain, from its median so that the writing does not count."""
    fine = contrast - cv2.GaussianBlur(contrast, (0, 0), 2)
    return float(1.4826 * np.median(np.abs(sampled(fine))))


def shrunk(values: np.ndarray, longest: int) -> np.ndarray:
    """A picture (h, w) or (h, w, channels) with no longer a side; of its shorter one at least a pixel is left."""
    height, width = values.shape[:2]
    scale = min(1.0, max(longest / max(height, width), 1 / min(height, width)))
    return cv2.resize(values, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def sampled(values: np.ndarray) -> np.ndarray:
    """Every so many rows and columns of a large array: a median or a percentile needs no more."""
    step = max(1, min(values.shape) // ENOUGH_ROWS)
    return values[::step, ::step]


def _largest_of_each(values: np.ndarray, places: np.ndarray, numbers: np.ndarray, count: int) -> np.ndarray:
    """The largest of the values of each piece, whose numbers stand at these places of the flattened picture."""
    largest = np.zeros(count, values.dtype)
    np.maximum.at(largest, numbers, values.ravel()[places])
    return largest


def _sides_touched(parts: np.ndarray, count: int) -> np.ndarray:
    """How many of the picture's four sides each numbered part touches."""
    touched = np.zeros(count, int)
    for side in (parts[0], parts[-1], parts[:, 0], parts[:, -1]):
        touched[np.unique(side)] += 1
    return touched


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values)
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, running[-1] / 2)])
