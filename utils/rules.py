"""Ruled and squared paper, boxes and page edges: find their lines and take them away without breaking the writing."""

import cv2
import numpy as np

SEGMENT = 0.03  # of the picture's side: a straight piece this long may be part of a line
REACH = 0.8  # of the picture's side: pieces in a row that together reach this far are a line, no digit's stroke
THICKEST = 0.02  # of the picture's side, and at least two pixels: a thicker line was drawn by a pen
UNBROKEN = 0.75  # of a line's length that is drawn; the bars of digits side by side leave gaps
TILT = 2  # pixels a line may climb over one segment
FRAME_REACH = 0.75  # of the picture's side: the shortest side of a frame
FRAME_SEGMENT = 0.25  # of the picture's side: a frame is made of straight pieces this long
FRAME_STRAIGHT = 0.8  # of a frame's pixels that belong to such pieces
FRAME_RIM = 0.2  # of the picture's side: a frame lies so near to the picture's rim
FRAME_LONGER = 1.15  # times the longest other piece: a one beside a zero is as high as the zero


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


def frames_among(parts: np.ndarray, figures: np.ndarray) -> np.ndarray:
    """Which pieces of ink are what is left of a box, a table or a page's edge around the writing.

    They are straight, run along the picture's rim, and are longer than anything else.

    Args:
        parts: (h, w) int, 0 or the number of the piece.
        figures: (n, 5) of each piece, as `cv2.connectedComponentsWithStats` gives them; the first is the ground.

    Returns:
        (n,) bool.
    """
    count, sides = len(figures), np.array(parts.shape[::-1])
    mask = (parts > 0).astype(np.uint8)
    straight = _straight(mask) | np.ascontiguousarray(_straight(np.ascontiguousarray(mask.T)).T)
    area = np.maximum(figures[:, cv2.CC_STAT_AREA], 1)
    share = np.bincount(parts[straight > 0], minlength=count) / area
    rim = np.ones(parts.shape, bool)
    deep = np.maximum(1, np.round(FRAME_RIM * sides).astype(int))
    rim[deep[1] : -deep[1], deep[0] : -deep[0]] = False
    outside = np.bincount(parts[rim], minlength=count) / area
    long = (figures[:, 2:4] >= FRAME_REACH * sides).any(axis=1)
    frames = long & (share >= FRAME_STRAIGHT) & (outside >= FRAME_STRAIGHT)
    frames[0] = False
    others = ~frames
    others[0] = False
    if not frames.any() or not others.any():
        return np.zeros(count, bool)
    return frames & (figures[:, 2:4] >= FRAME_LONGER * figures[others, 2:4].max(axis=0)).any(axis=1)


def _straight(mask: np.ndarray) -> np.ndarray:
    """The pixels of level straight pieces."""
    segment = max(5, round(FRAME_SEGMENT * mask.shape[1])) | 1
    thick = cv2.dilate(mask, np.ones((TILT + 1, 1), np.uint8))
    return mask & cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, segment), np.uint8))


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
