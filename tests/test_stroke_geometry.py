"""What neat hands make of strokes."""

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, arc, line
from training.augmentation.stroke_geometry import neatened


def trembling(stroke, amount=0.02):
    return stroke + np.random.default_rng(0).normal(0, amount, stroke.shape)


def test_a_bar_that_trembles_becomes_a_straight_line():
    (neat,) = neatened([trembling(line((0.5, 0.0), (0.4, 1.0)))], 0.08)
    along, across = neat - neat[0], neat[-1] - neat[0]
    aside = np.abs(along[:, 0] * across[1] - along[:, 1] * across[0]) / np.linalg.norm(across)
    assert aside.max() < 1e-6


def test_a_zero_that_trembles_becomes_a_closed_ellipse():
    (neat,) = neatened([trembling(arc(0.5, 0.5, 0.7, 1.0, -90, 268))], 0.08)
    np.testing.assert_allclose(neat[0], neat[-1])
    middle = neat[:-1].mean(axis=0)
    np.testing.assert_allclose(np.linalg.norm((neat - middle) / (0.35, 0.5), axis=1), 1, atol=0.1)


@pytest.mark.parametrize("name", MADE_DIGITS)
def test_neat_strokes_stay_close_to_what_was_written(name):
    strokes = [trembling(stroke) for stroke in MADE_DIGITS[name][1]]
    for written, neat in zip(strokes, neatened(strokes, 0.05), strict=True):
        apart = np.linalg.norm(neat[:, None] - written[None], axis=2).min(axis=1)
        assert apart.max() < 0.12


def test_a_dot_stays_a_dot():
    dot = np.float32([[0.2, 0.3]])
    np.testing.assert_array_equal(neatened([dot, line((0.0, 0.0), (0.0, 1.0))], 0.05)[0], dot)
