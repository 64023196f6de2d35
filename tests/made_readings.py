"""Digits as a reader would give them, to say something of."""

import numpy as np

from utils.reader import Digit

GLYPH = np.zeros((28, 28), np.uint8)


def digit(best, runner_up=1, share=0.99, second=0.009, digitness=0.99, value=..., line=0):
    """A digit of which the likeliest two have these shares; a mark where its value is None."""
    probabilities = np.full(10, (1 - share - second) / 8, np.float32)
    probabilities[[best, runner_up]] = share, second
    value = best if value is ... else value
    sure = value is not None and share >= 0.9
    return Digit(value, probabilities, float(probabilities.max()), digitness, (10, 10, 50, 70), GLYPH, line, sure)
