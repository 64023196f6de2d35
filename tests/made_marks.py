"""Signs, letters and small pictures drawn by this project's own code, and digits in the ways that are often misread."""

import numpy as np

from tests.made_digits import MADE_DIGITS, Strokes, arc, joined, line

# In a unit square, y down; then where it stands beside digits: its height and its lower edge, in heights of a digit,
# with y up from the baseline.
MADE_MARKS: dict[str, tuple[Strokes, float, float]] = {
    "point": ([arc(0.5, 0.5, 0.9, 0.9, 0, 360)], 0.08, 0.0),
    "dot": ([line((0.5, 0.5), (0.52, 0.52))], 0.02, 0.02),
    "comma": ([line((0.5, 0.0), (0.42, 0.5), (0.15, 1.0))], 0.26, -0.14),
    "plus": ([line((0.0, 0.5), (1.0, 0.5)), line((0.5, 0.0), (0.5, 1.0))], 0.5, 0.25),
    "minus": ([line((0.0, 0.5), (1.0, 0.48))], 0.01, 0.5),
    "times": ([line((0.1, 0.0), (0.9, 1.0)), line((0.9, 0.0), (0.1, 1.0))], 0.48, 0.1),
    "equals": ([line((0.0, 0.2), (1.0, 0.2)), line((0.0, 0.8), (1.0, 0.8))], 0.28, 0.35),
    "slash": ([line((0.75, 0.0), (0.25, 1.0))], 1.15, -0.07),
    "colon": ([arc(0.5, 0.1, 0.2, 0.2, 0, 360), arc(0.5, 0.9, 0.2, 0.2, 0, 360)], 0.5, 0.1),
    "opening bracket": ([arc(0.8, 0.5, 0.6, 1.0, 265, 95)], 1.25, -0.12),
    "closing bracket": ([arc(0.2, 0.5, 0.6, 1.0, -85, 85)], 1.25, -0.12),
    "percent": (
        [
            arc(0.22, 0.2, 0.34, 0.36, -90, 270),
            line((0.85, 0.0), (0.15, 1.0)),
            arc(0.8, 0.8, 0.34, 0.36, -90, 270),
        ],
        1.0,
        0.0,
    ),
    "hash": (
        [
            line((0.36, 0.0), (0.26, 1.0)),
            line((0.74, 0.0), (0.64, 1.0)),
            line((0.02, 0.35), (0.98, 0.33)),
            line((0.0, 0.68), (0.96, 0.66)),
        ],
        0.95,
        0.0,
    ),
    "dollar": (
        [
            joined(arc(0.5, 0.32, 0.62, 0.4, -30, -250), arc(0.5, 0.7, 0.62, 0.4, -90, 150)),
            line((0.5, 0.0), (0.5, 1.0)),
        ],
        1.25,
        -0.12,
    ),
}

# What stands alone on the canvas and is no digit.
MADE_PICTURES: dict[str, Strokes] = {
    "smiley": [
        arc(0.5, 0.5, 1.0, 1.0, -90, 270),
        arc(0.32, 0.36, 0.06, 0.08, 0, 360),
        arc(0.68, 0.36, 0.06, 0.08, 0, 360),
        arc(0.5, 0.55, 0.55, 0.5, 20, 160),
    ],
    "heart": [
        joined(
            line((0.5, 0.95), (0.05, 0.4)),
            arc(0.27, 0.3, 0.46, 0.5, 160, 360),
            arc(0.73, 0.3, 0.46, 0.5, 180, 380),
            line((0.95, 0.4), (0.5, 0.95)),
        )
    ],
    "letter H": [line((0.1, 0.0), (0.1, 1.0)), line((0.1, 0.5), (0.9, 0.5)), line((0.9, 0.0), (0.9, 1.0))],
    "letter A": [line((0.1, 1.0), (0.5, 0.0), (0.9, 1.0)), line((0.25, 0.62), (0.75, 0.62))],
    "letter E": [line((0.85, 0.0), (0.1, 0.0), (0.1, 1.0), (0.85, 1.0)), line((0.1, 0.5), (0.7, 0.5))],
    "letter M": [line((0.0, 1.0), (0.15, 0.0), (0.5, 0.7), (0.85, 0.0), (1.0, 1.0))],
    "letter K": [line((0.15, 0.0), (0.15, 1.0)), line((0.8, 0.0), (0.15, 0.55), (0.85, 1.0))],
    "letter R": [
        joined(
            line((0.15, 1.0), (0.15, 0.0)),
            arc(0.15, 0.26, 1.2, 0.52, -90, 90),
            line((0.15, 0.52), (0.85, 1.0)),
        )
    ],
    "question mark": [
        joined(arc(0.5, 0.25, 0.7, 0.5, -170, 60), line((0.62, 0.48), (0.5, 0.6), (0.5, 0.75))),
        arc(0.5, 0.95, 0.05, 0.05, 0, 360),
    ],
    "star": [line((0.1, 0.38), (0.9, 0.38), (0.25, 0.9), (0.5, 0.05), (0.75, 0.9), (0.1, 0.38))],
    "arrow": [line((0.0, 0.5), (1.0, 0.5)), line((0.7, 0.25), (1.0, 0.5), (0.7, 0.75))],
    "house": [line((0.1, 1.0), (0.1, 0.45), (0.5, 0.0), (0.9, 0.45), (0.9, 1.0), (0.1, 1.0))],
    "cat": [
        arc(0.5, 0.6, 0.9, 0.8, -90, 270),
        line((0.15, 0.35), (0.12, 0.0), (0.4, 0.22)),
        line((0.85, 0.35), (0.88, 0.0), (0.6, 0.22)),
        arc(0.35, 0.52, 0.06, 0.08, 0, 360),
        arc(0.65, 0.52, 0.06, 0.08, 0, 360),
        line((0.45, 0.66), (0.55, 0.66), (0.5, 0.72), (0.45, 0.66)),
        line((0.3, 0.7), (0.0, 0.65)),
        line((0.7, 0.7), (1.0, 0.65)),
    ],
}

# Digits as many people write them and few of the collections have them.
OTHER_WAYS: dict[str, tuple[int, Strokes]] = {
    "one with a long flag": (1, [line((0.1, 0.55), (0.55, 0.0), (0.52, 1.0))]),
    "one with a long steep flag": (1, [line((0.2, 0.7), (0.6, 0.0), (0.62, 1.0))]),
    "nine with a round tail": (9, [joined(arc(0.5, 0.28, 0.6, 0.52, -10, -370), arc(0.4, 0.6, 0.78, 0.8, -30, 150))]),
    "curved seven with a bar": (
        7,
        [
            joined(line((0.1, 0.1), (0.5, 0.03), (0.9, 0.08)), arc(1.0, 1.05, 1.0, 1.9, -110, -170)),
            line((0.3, 0.5), (0.8, 0.5)),
        ],
    ),
    "four without a closing stroke": (4, [line((0.25, 0.0), (0.15, 0.58), (0.8, 0.58)), line((0.72, 0.3), (0.7, 1.0))]),
    "zero with a slash": (0, [arc(0.5, 0.5, 0.7, 1.0, -90, 270), line((0.95, 0.0), (0.05, 1.0))]),
    "zero with a dot": (0, [arc(0.5, 0.5, 0.7, 1.0, -90, 270), arc(0.5, 0.5, 0.04, 0.05, 0, 360)]),
    "five like an S": (5, [joined(arc(0.5, 0.26, 0.66, 0.5, -45, -200), arc(0.46, 0.72, 0.7, 0.56, -80, 150))]),
}


def write(text: list[str], height: float = 80, x: float = 40, y: float = 60, gap: float = 0.25) -> Strokes:
    """Write names of made digits and marks side by side, in canvas pixels."""
    strokes: Strokes = []
    for name in text:
        if name in MADE_MARKS:
            parts, tall, lower = MADE_MARKS[name]
        else:
            (_, parts), tall, lower = MADE_DIGITS[name], 1.0, 0.0
        points = np.concatenate(parts)
        low, size = points.min(axis=0), np.ptp(points, axis=0)
        flat = name in ("minus", "dot")
        scale = height * (0.4 if name == "minus" else 0.02 if flat else tall / size[1])
        corner = np.array([x, y + height * (1 - lower) - size[1] * scale])
        strokes += [((part - low) * scale + corner).astype(np.float32) for part in parts]
        x += size[0] * scale + gap * height
    return strokes
