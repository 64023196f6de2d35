"""Which pieces of ink belong to one digit, and in which order digits are read."""

import numpy as np

SAME_DIGIT_OVERLAP = 0.4  # of the narrower piece's width that lies above or below the other
SAME_LINE_OVERLAP = 0.4  # of the lower piece's height that lies beside the line
SMALL_PIECE = 0.45  # of the line's height: a bar or dot that belongs to the digit beside it
SMALL_GAP = 0.12  # of the line's height between such a piece and its digit


def group_boxes(boxes: np.ndarray) -> list[list[list[int]]]:
    """Group the boxes of strokes or pieces of ink into digits and lines.

    Pieces above one another are one digit (a five and its bar); what is beside is another.

    Args:
        boxes: (n, 4) of x, y, width, height, y down.

    Returns:
        Lines from top to bottom; in each the digits from left to right; in each the numbers of its boxes.
    """
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    return [_digits_of_line(boxes, line) for line in _lines(boxes)]


def _lines(boxes: np.ndarray) -> list[list[int]]:
    """Tall pieces make the lines; a small one joins the line it is in, or the nearest."""
    lines: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda i: -boxes[i, 3]):
        top, height = boxes[index, 1], boxes[index, 3]
        best, best_share = None, -np.inf
        for line in lines:
            line_top, line_bottom = _extent(boxes, line[:1], 1)
            shared = min(top + height, line_bottom) - max(top, line_top)
            share = shared / max(min(height, line_bottom - line_top), 1e-9)
            gap = -shared / max(line_bottom - line_top, 1e-9)
            near = height < SMALL_PIECE * (line_bottom - line_top) and gap < SMALL_PIECE / 2
            if (share >= SAME_LINE_OVERLAP or near) and share > best_share:
                best, best_share = line, share
        if best is None:
            lines.append([index])
        else:
            best.append(index)
    return sorted(lines, key=lambda line: boxes[line[0], 1] + boxes[line[0], 3] / 2)


def _digits_of_line(boxes: np.ndarray, line: list[int]) -> list[list[int]]:
    line_height = boxes[line, 3].max()
    digits: list[list[int]] = []
    for index in sorted(line, key=lambda i: boxes[i, 0]):
        left, width, height = boxes[index, 0], boxes[index, 2], boxes[index, 3]
        if digits:
            digit_left, digit_right = _extent(boxes, digits[-1], 0)
            digit_height = boxes[digits[-1], 3].max()
            shared = min(left + width, digit_right) - left
            overlaps = shared >= SAME_DIGIT_OVERLAP * max(min(width, digit_right - digit_left), 1e-9)
            small = min(height, digit_height) < SMALL_PIECE * line_height
            if overlaps or (small and -shared < SMALL_GAP * line_height):
                digits[-1].append(index)
                continue
        digits.append([index])
    return digits


def _extent(boxes: np.ndarray, members: list[int], axis: int) -> tuple[float, float]:
    return boxes[members, axis].min(), (boxes[members, axis] + boxes[members, axis + 2]).max()
