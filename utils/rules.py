"""Ruled and squared paper: find its lines and take them away without breaking the writing across them."""

import cv2
import numpy as np

SEGMENT = 0.03  # of the picture's side: a straight piece this long may be part of a line
REACH = 0.8  # of the picture's side: pieces in a row that together reach this far are a line, no digit's stroke
THICKEST = 0.02  # of the picture's side, and at least two pixels: a thicker line was drawn by a pen
UNBROKEN = 0.75  # of a line's length that is drawn; the bars of digits side by side leave gaps
TILT = 2  # pixels a line may climb over one segment


def without_rules(mask: np.ndarray) -> np.ndarray:
    """Take the straight lines that run across the picture out of a mask.

    A line is thinner than what crosses it, so a pixel of a line stays where the ink there is thicker across the line
    than the line itself: a stroke runs through.

    Args:
        mask: (h, w) uint8, 1 where there is ink or line.

    Returns:
        (h, w) uint8: the mask without its lines.
    """
    without = _without_level_lines(mask)
    return np.ascontiguousarray(_without_level_lines(np.ascontiguousarray(without.T)).T)


def _without_level_lines(mask: np.ndarray) -> np.ndarray:
    width = mask.shape[1]
    segment = max(9, round(SEGMENT * width)) | 1  # odd, so that opening does not shift
    thick = cv2.dilate(mask, np.ones((TILT + 1, 1), np.uint8))
    pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, segment), np.uint8))
    chains = cv2.dilate(pieces, np.ones((TILT + 1, segment), np.uint8))
    count, parts, figures, _ = cv2.connectedComponentsWithStats(chains, connectivity=8)
    covered = _columns_covered(parts * pieces, count)
    chain_width = figures[:, cv2.CC_STAT_WIDTH]
    is_line = (chain_width >= REACH * width) & (covered >= UNBROKEN * chain_width)
    is_line[0] = False
    lines = mask & pieces & is_line[parts].astype(np.uint8)
    if not lines.any():
        return mask
    thickness = _usual_run(lines)
    if thickness > max(2, THICKEST * width):
        return mask
    crossing = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2 * thickness + 1, 1), np.uint8))
    return mask & ~(lines & ~crossing & 1) & 1


def _columns_covered(parts: np.ndarray, count: int) -> np.ndarray:
    """In how many columns each numbered part has a pixel."""
    pairs = np.unique(parts.astype(np.int64) * parts.shape[1] + np.arange(parts.shape[1]))
    return np.bincount(pairs // parts.shape[1], minlength=count)


def _usual_run(lines: np.ndarray) -> int:
    """The median height of the runs of a mask, column by column."""
    padded = np.pad(lines, ((1, 1), (0, 0))).astype(np.int8)
    changes = np.diff(padded, axis=0)
    columns = changes.T
    starts, ends = np.nonzero(columns == 1)[1], np.nonzero(columns == -1)[1]
    return int(np.median(ends - starts))
