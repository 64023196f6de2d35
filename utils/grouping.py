"""Which neighbouring pieces of a line are one digit: every grouping is weighed by what the model says of its glyphs.

Cutting finely and letting the recogniser choose is over-segmentation with a shortest path (LeCun et al., 1998,
section VII).
"""

import numpy as np

from utils.lines import usual_height

MOST_PIECES = 6  # of one digit
WIDEST = 1.7  # usual heights: the widest that pieces together may be one digit
WIDEST_GAP = 0.45  # usual heights between a digit and a piece of it
CONFIDENCE_WEIGHT = 2.0  # of the log confidence beside the log digitness
NO_DIGIT = -5.0  # what a group is worth at least: it may be a comma or a blot
GAP_COST = 1.5  # for a gap of one usual height inside a digit
OVERLAP_COST = 0.7  # for parting two pieces that lie wholly above one another

Span = tuple[int, int]


def spans_of(boxes: np.ndarray) -> list[Span]:
    """The runs of neighbouring pieces that may be one digit.

    Args:
        boxes: (n, 4) of x, y, width, height: the pieces of one line, left to right.

    Returns:
        Numbers of the first piece and of the one after the last; every piece alone is among them.
    """
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    spans = []
    height = usual_height(boxes) if len(boxes) else 0.0
    for first in range(len(boxes)):
        for end in range(first + 1, min(first + MOST_PIECES, len(boxes)) + 1):
            if end > first + 1 and not _may_be_one(boxes, first, end, height):
                break
            spans.append((first, end))
    return spans


def worths_of(digitness: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """How good each glyph is as one digit: a log probability, at most 0.

    Args:
        digitness: (n,) in 0..1.
        confidence: (n,) in 0..1.
    """
    logarithms = np.log(np.maximum(digitness, 1e-9)) + CONFIDENCE_WEIGHT * np.log(np.maximum(confidence, 1e-9))
    return np.maximum(logarithms, NO_DIGIT)


def best_spans(boxes: np.ndarray, spans: list[Span], worths: np.ndarray) -> tuple[list[int], float]:
    """Cover a line with the spans that are worth most together.

    Args:
        boxes: (n, 4): the pieces of the line, at least one, as given to `spans_of`.
        spans: as it returned them.
        worths: (m,) of each span's glyph.

    Returns:
        Numbers of the chosen spans, left to right, and what they are worth together.
    """
    if len(spans) == 1:
        return [0], float(worths[0])
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    height = usual_height(boxes)
    best: list[tuple[float, int | None]] = []  # of each span: the most that a cover ending with it is worth, and how
    ending: dict[int, list[int]] = {}
    for number, (first, end) in enumerate(spans):
        worth = float(worths[number]) - GAP_COST * _gaps_inside(boxes[first:end]) / height
        before = [
            (best[left][0] - _overlap_cost(boxes, spans[left], spans[number], height), left)
            for left in ending.get(first, [])
        ]
        best.append((worth, None) if first == 0 else max((total + worth, left) for total, left in before))
        ending.setdefault(end, []).append(number)
    chosen: list[int] = []
    last = max(ending[len(boxes)], key=lambda number: best[number][0])
    number: int | None = last
    while number is not None:
        chosen.append(number)
        number = best[number][1]
    return chosen[::-1], best[last][0]


def _may_be_one(boxes: np.ndarray, first: int, end: int, height: float) -> bool:
    members = boxes[first:end]
    left, right = _extent(boxes, (first, end))
    gap = boxes[end - 1, 0] - _extent(boxes, (first, end - 1))[1]
    height = max(height, (members[:, 1] + members[:, 3]).max() - members[:, 1].min())
    return gap <= WIDEST_GAP * height and right - left <= WIDEST * height


def _gaps_inside(boxes: np.ndarray) -> float:
    """The width of the columns between the leftmost and the rightmost edge that no piece covers."""
    gaps, reached = 0.0, boxes[0, 0]
    for left, _, width, _ in sorted(map(tuple, boxes)):
        gaps += max(0.0, left - reached)
        reached = max(reached, left + width)
    return gaps


def _overlap_cost(boxes: np.ndarray, left: Span, right: Span, height: float) -> float:
    (left_start, left_end), (right_start, right_end) = _extent(boxes, left), _extent(boxes, right)
    shared = min(left_end, right_end) - max(left_start, right_start)
    narrower = max(min(left_end - left_start, right_end - right_start), 0.15 * height)
    return OVERLAP_COST * max(0.0, shared / narrower)


def _extent(boxes: np.ndarray, span: Span) -> tuple[float, float]:
    members = boxes[span[0] : span[1]]
    return members[:, 0].min(), (members[:, 0] + members[:, 2]).max()
