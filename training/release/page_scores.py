"""How well pages are read, counted against their truth."""

from collections.abc import Sequence

import numpy as np

from training.pages.hand import MARK, UNSURE
from training.pages.page import Page
from training.pages.targets import SMALLEST_DIGIT
from utils.finder import Found, peaks_of, without_doubles

TAKEN = 0.35  # chance from which a peak counts while the network trains; the reader's own bounds are fitted
NEAR = 0.4  # of a box's sides: how far off the middle of what was found may be
LOWEST = 0.1  # chance from which a box is looked at while the box network is trained and the decision fitted
NOBODY_KNOWS = -3  # beside the digits and `MARK`: what a box is around
NOTHING = -4
ALIKE = 1.8  # times: how much larger or smaller it may be


def score_crops(pages: Sequence[Page], places: np.ndarray) -> dict[str, float]:
    """What the network finds and reads of pages.

    Args:
        places: (n, 64, 64, 16) float32, as the network says of each.

    Returns:
        "found_accuracy" and "read_accuracy": the shares of digits found, and found and told; "marks_accuracy": of
        marks found as marks; "too_many": digits found where none is, as a share of those written.
    """
    found = right = extra = digits = marks = written_marks = 0
    for page, said in zip(pages, places, strict=True):
        peaks = without_doubles(peaks_of(said, TAKEN))
        is_digit = peaks.digit >= peaks.mark
        own = peaks.chosen(is_digit)
        known = (page.values >= 0) & ~untold(page)
        matched = matches(own.boxes, page.boxes[known])
        there = matched >= 0
        digits, found = digits + len(there), found + int(there.sum())
        right += int((own.values[matched[there]].argmax(axis=1) == page.values[known][there]).sum())
        extra += len(too_many(own, page, matched))
        is_mark = page.values == MARK
        written_marks += int(is_mark.sum())
        marks += int((matches(peaks.chosen(~is_digit).boxes, page.boxes[is_mark]) >= 0).sum())
    return {
        "found_accuracy": found / max(digits, 1),
        "read_accuracy": right / max(digits, 1),
        "marks_accuracy": marks / max(written_marks, 1),
        "too_many": extra / max(digits, 1),
    }


def too_many(found: Found, page: Page, matched: np.ndarray) -> np.ndarray:
    """The numbers of what was found where nothing is, or a mark; where nobody can tell nothing is too many.

    Args:
        found: digits alone.
        page: with the truth.
        matched: those that are around a digit of the page.
    """
    rest = np.setdiff1d(np.arange(len(found.boxes)), matched)
    unsure = page.boxes[(page.values == UNSURE) | untold(page)]
    middles = found.boxes[rest, :2] + found.boxes[rest, 2:] / 2
    low, high = unsure[:, :2], unsure[:, :2] + unsure[:, 2:]
    excused = ((middles[:, None] >= low) & (middles[:, None] <= high)).all(axis=2).any(axis=1)
    return rest[~excused]


def untold(page: Page) -> np.ndarray:
    """Which things (n,) of a page are smaller than the network learns to find."""
    return (page.values >= 0) & (page.boxes[:, 2:].max(axis=1, initial=0) < SMALLEST_DIGIT)


def distances(found: np.ndarray, written: np.ndarray) -> np.ndarray:
    """How far boxes found, (n, 4), are from being around each of those written, (m, 4), in their sides.

    Returns:
        (n, m) float64; infinite where they are not of about the same size, or the middle of one is not in the other.
    """
    middles, wanted = (boxes[:, :2] + boxes[:, 2:] / 2 for boxes in (found, written))
    longest = written[:, 2:].max(axis=1, initial=0)
    sides = np.maximum(written[:, 2:], NEAR * longest[:, None])
    apart = (np.abs(middles[:, None] - wanted) / np.maximum(sides, 1e-9)).max(axis=2).astype(np.float64)
    size = np.maximum(found[:, 2:].max(axis=1, initial=0), 1)[:, None] / np.maximum(longest, 1e-9)
    apart[(size > ALIKE) | (size < 1 / ALIKE) | (apart >= NEAR)] = np.inf
    return apart


def matches(found: np.ndarray, written: np.ndarray) -> np.ndarray:
    """Which of the boxes found is around each of those written: the middle of either in the other, the nearest first.

    Args:
        found: (n, 4) boxes, the surest first.
        written: (m, 4).

    Returns:
        (m,) int, -1 where there is none; none is around two.
    """
    matched = np.full(len(written), -1)
    apart = distances(found, written)
    for number in range(len(written) if len(found) else 0):
        nearest = int(apart[:, number].argmin())
        if np.isfinite(apart[nearest, number]):
            matched[number] = nearest
            apart[nearest] = np.inf
    return matched


def truth_of(found: Found, page: Page) -> np.ndarray:
    """What each of the boxes found (n,) is around; of several around one thing nobody knows but of the nearest."""
    truth = nearest_truth(found, page)
    is_written = (page.values >= 0) | (page.values == MARK)
    truth[(truth == NOTHING) & each_around(found.boxes, page.boxes[is_written])] = NOBODY_KNOWS
    return truth


def nearest_truth(found: Found, page: Page) -> np.ndarray:
    """What each of the boxes found (n,), the surest first, is around; of several around one thing the surest is."""
    truth = np.full(len(found.boxes), NOBODY_KNOWS)
    for which in (page.values == MARK, page.values >= 0):
        matched = matches(found.boxes, page.boxes[which])
        truth[matched[matched >= 0]] = page.values[which][matched >= 0]
    truth[np.intersect1d(too_many(found, page, []), np.flatnonzero(truth == NOBODY_KNOWS))] = NOTHING
    return truth


def each_around(boxes: np.ndarray, written: np.ndarray) -> np.ndarray:
    """Which boxes (n,) are around any of what is written, (m, 4), whatever other boxes are."""
    around: np.ndarray = np.isfinite(distances(boxes, written)).any(axis=1)
    return around
