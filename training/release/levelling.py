"""Fit how much lines have to tell of their slope before it is believed, on lines that hands wrote."""

import numpy as np

from training.augmentation.numbers import LINE_TILT, Hands, write_line
from training.augmentation.stroke_geometry import rotation_matrix
from training.release.weighing import GAPS
from utils.candidates import boxes_of
from utils.lines import lines_of, slope_of

CHOICES = tuple(2.0 ** np.arange(-4, 5))


def fit_unevenness(hands: Hands, count: int, seed: int = 0) -> float:
    """What `slope_of` takes for `uneven`, so that the slopes it tells are least wrong in the square.

    Args:
        hands: that write lines, which are turned by known angles then.
        count: of the lines.
        seed: of everything left to chance.
    """
    generator = np.random.default_rng(seed)
    written, slopes = [], []
    for _ in range(count):
        level, _ = write_line(hands.line(generator), generator, GAPS, tilt=0.0)
        angle = np.deg2rad(generator.uniform(-LINE_TILT, LINE_TILT))
        boxes = boxes_of([stroke @ rotation_matrix(angle).T for stroke in level])
        written.append([boxes[line] for line in lines_of(boxes)])
        slopes.append(np.tan(angle))
    return float(min(CHOICES, key=lambda uneven: _error(written, np.array(slopes), uneven)))


def _error(written: list[list[np.ndarray]], slopes: np.ndarray, uneven: float) -> float:
    told = np.array([slope_of(lines, uneven) for lines in written])
    return float(np.square(told - slopes).mean())
