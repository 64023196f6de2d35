"""From a picture to the boxes of digits and marks, by the page network at several sizes of the picture."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from .engines import PageNetwork
from .places import DIGIT, DOWN, FIRST_VALUE, HEIGHT, MARK, RIGHT, STRIDE, UNIT, WIDTH

LONGEST = 1600  # pixels of the picture's longer side at the largest size it is looked at: bounds the work
SHORTEST = 56  # pixels of the longer side at the smallest size: a digit that fills the picture is small enough there
HALVING = 2.0  # from one size to the next
ENLARGED = 1.5  # times: small pictures are looked at larger, too
ROOM = 720  # pixels of the longer side up to which a picture is small
ALIGN = 32  # pixels, of which the sides of what the network takes are multiples
RIM = 24  # pixels around the picture, filled with its rim
STEPS = 16  # of a pixel, where boxes begin and end: finer than is known, so that engines hand on the same
SMALLEST, LARGEST = 16.0, 60.0  # pixels of the longest side of what is believed: smaller is seen at the next size
MOST = 600  # boxes that are looked into, the surest: some 3 s of work
SAME = 0.35  # of the area of two boxes together that they share where they are around the same thing
SURELY_SAME = 0.5  # the same before the glyph network saw them: a ring of a nine is not to take the whole nine's place


class Found(NamedTuple):
    """What was found in a picture, the surest first; the last may be around everything.

    Attributes:
        boxes: (n, 4) float32 of x, y, width, height in the picture's pixels.
        digit: (n,) float32, the chance that a digit has its middle there.
        mark: (n,) float32, that a mark has.
        values: (n, 10) float32, scores of the ten digits.
    """

    boxes: np.ndarray
    digit: np.ndarray
    mark: np.ndarray
    values: np.ndarray

    def chosen(self, which: np.ndarray | slice) -> "Found":
        """Those that an index, a slice or a mask (n,) names."""
        return Found(*(part[which] for part in self))


def joined(parts: Sequence[Found]) -> Found:
    """All that several finds hold, one after the other."""
    return Found(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def find(network: PageNetwork, picture: np.ndarray, lowest: float) -> Found:
    """Find what is written in a picture; where that is several boxes, the last is around all of them.

    At its largest size only as much of it is looked at as has small digits in it: most pictures have none.

    Args:
        network: that says of places what is there.
        picture: (h, w) uint8, grey.
        lowest: chance below which nothing is taken for a digit or a mark.
    """
    largest, *smaller = scales_of(picture.shape)
    everything = (0, 0, *picture.shape[::-1])
    scales = smaller or [largest]
    looks = [_look(network, picture, everything, scale, lowest) for scale in scales]
    found = [_believed(look, scale) for look, scale in zip(looks, scales, strict=True)]
    closer = _around_small(looks[0], scales[0], picture.shape)
    if smaller and closer:
        found.append(_believed(_look(network, picture, closer, largest, lowest), largest))
    return _with_one_around_all(_chosen(found, picture.shape))


def _look(
    network: PageNetwork, picture: np.ndarray, window: tuple[int, int, int, int], scale: float, lowest: float
) -> Found:
    """The peaks in a window (left, top, right, bottom) of a picture at that scale, in the picture's pixels."""
    left, top, right, bottom = window
    part = picture[top:bottom, left:right]
    size = [max(1, round(side * scale)) for side in part.shape[::-1]]
    resized = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    ends = [side + RIM + (-side - 2 * RIM) % ALIGN for side in resized.shape]
    rims = (RIM, ends[0] - resized.shape[0], RIM, ends[1] - resized.shape[1])
    peaks = peaks_of(network(cv2.copyMakeBorder(resized, *rims, cv2.BORDER_REPLICATE)), lowest)
    corner = np.array([left - RIM / scale, top - RIM / scale, 0, 0], np.float32)
    boxes = peaks.boxes / np.float32(scale) + corner
    return peaks._replace(boxes=np.round(boxes * STEPS) / np.float32(STEPS))


def _believed(peaks: Found, scale: float) -> Found:
    """The peaks that are neither too small nor too large for the scale that they were seen at."""
    longest = peaks.boxes[:, 2:].max(axis=1) * scale
    return peaks.chosen((longest >= SMALLEST) & (longest <= LARGEST))


def _around_small(peaks: Found, scale: float, shape: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The window of a picture (h, w) around digits that are to be seen at the next larger size; None: there are none.

    Args:
        peaks: at that scale, all of them.
    """
    is_small = (peaks.boxes[:, 2:].max(axis=1) * scale < HALVING * SMALLEST) & (peaks.digit >= peaks.mark)
    boxes = _inside(peaks.chosen(is_small), shape).boxes
    if not len(boxes):
        return None
    low, high = boxes[:, :2].min(axis=0) - RIM / scale, (boxes[:, :2] + boxes[:, 2:]).max(axis=0) + RIM / scale
    (left, top), (right, bottom) = np.maximum(low, 0).astype(int), np.minimum(np.ceil(high), shape[::-1]).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _chosen(found: list[Found], shape: tuple[int, int]) -> Found:
    """What was found at all sizes in a picture (h, w), each thing once, the surest first."""
    return without_doubles(_inside(joined(found), shape)).chosen(slice(MOST))


def _with_one_around_all(found: Found) -> Found:
    """What was found, and the surest of it with a box around everything: a digit may be written in parts."""
    if len(found.boxes) < 2:
        return found
    low, high = found.boxes[:, :2].min(axis=0), (found.boxes[:, :2] + found.boxes[:, 2:]).max(axis=0)
    everything = found.chosen(slice(1))._replace(boxes=np.concatenate([low, high - low])[None])
    return joined([found, everything])


def _inside(found: Found, shape: tuple[int, int]) -> Found:
    """What has its middle in a picture (h, w), cut where it ends."""
    ends = np.array(shape[::-1], np.float32)
    low, high = found.boxes[:, :2], found.boxes[:, :2] + found.boxes[:, 2:]
    is_in = (((low + high) / 2 > 0) & ((low + high) / 2 < ends)).all(axis=1)
    low, high = np.clip(low, 0, ends), np.clip(high, 0, ends)
    return found._replace(boxes=np.concatenate([low, high - low], axis=1)).chosen(is_in)


def scales_of(shape: tuple[int, int]) -> list[float]:
    """The sizes at which a picture (h, w) is looked at, as shares of its own, the largest first."""
    longest = max(shape)
    largest = ENLARGED if longest <= ROOM else 1.0
    scales = [min(largest, LONGEST / longest)]
    while scales[-1] * longest > SHORTEST:
        scales.append(scales[-1] / HALVING)
    return scales


def peaks_of(places: np.ndarray, lowest: float) -> Found:
    """The peaks of the heat maps that are as likely as that.

    Args:
        places: (h, w, 16) float32, as the network says.
        lowest: chance of a digit or a mark.
    """
    score = places[..., [DIGIT, MARK]].max(axis=-1)
    highest = cv2.dilate(score, np.ones((3, 3), np.uint8))
    rows, columns = np.nonzero((score >= highest) & (score > np.log(lowest / (1 - lowest))))
    said = places[rows, columns]
    size = np.exp(np.clip(said[:, [WIDTH, HEIGHT]], -3, 4)) * UNIT
    middle = (np.stack([columns, rows], axis=1) + said[:, [RIGHT, DOWN]]) * STRIDE
    chances = 1 / (1 + np.exp(-said[:, [DIGIT, MARK]]))
    boxes = np.concatenate([middle - size / 2, size], axis=1).astype(np.float32)
    return Found(boxes, chances[:, 0], chances[:, 1], said[:, FIRST_VALUE:])


def without_doubles(found: Found) -> Found:
    """The surest of what was found around the same thing, whatever the sizes it was found at; parts of things stay."""
    found = found.chosen(np.argsort(-np.maximum(found.digit, found.mark), kind="stable"))
    return found.chosen(apart(found.boxes, SURELY_SAME, 2.0))


def apart(boxes: np.ndarray, same: float, inside: float) -> np.ndarray:
    """Which boxes are left where each takes the place of later ones around the same thing or a part of it.

    Args:
        boxes: (n, 4) of x, y, width, height, the best first.
        same: of the area of two boxes together that they share where they are around the same thing.
        inside: of the smaller of two that lies in the other where it is a part of it.

    Returns:
        (n,) bool.
    """
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    areas = boxes[:, 2:].prod(axis=1)
    left = np.ones(len(areas), bool)
    for number in range(len(areas)):
        if not left[number]:
            continue
        shared = np.minimum(high[number + 1 :], high[number]) - np.maximum(low[number + 1 :], low[number])
        shared = np.maximum(shared, 0).prod(axis=1)
        both = areas[number + 1 :] + areas[number] - shared
        smaller = np.minimum(areas[number + 1 :], areas[number])
        left[number + 1 :] &= (shared < same * both) & (shared < inside * smaller)
    return left
