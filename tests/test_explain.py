import cv2
import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from utils.engines import Outputs
from utils.explain import evidence_for, without_strongest
from utils.glyph import draw_glyph


def left_minus_right(glyphs):
    """A model that takes ink on the left for a 3 and ink on the right for an 8."""
    ink = glyphs.astype(float)
    left, right = 1 + ink[:, :, :14].sum(axis=(1, 2)), 1 + ink[:, :, 14:].sum(axis=(1, 2))
    probabilities = np.zeros((len(glyphs), 10))
    probabilities[:, 3], probabilities[:, 8] = left / (left + right), right / (left + right)
    whole = left / (left + right)  # and ink on the left for what makes it a digit at all
    kind = np.stack([whole, (1 - whole) / 2, (1 - whole) / 2], axis=1)
    return Outputs(probabilities, kind, np.zeros((len(glyphs), 0)))


def test_ink_that_spoke_for_the_answer_is_positive_and_ink_against_it_negative():
    glyph = draw_glyph(MADE_DIGITS["zero, round"][1])
    evidence = evidence_for(left_minus_right, glyph, 3)
    assert evidence[:, :10][glyph[:, :10] > 0].min() > 0
    assert evidence[:, 18:][glyph[:, 18:] > 0].max() < 0
    assert np.abs(evidence).max() == pytest.approx(1)


def test_without_an_answer_it_is_explained_what_makes_a_digit():
    glyph = draw_glyph(MADE_DIGITS["zero, round"][1])
    evidence = evidence_for(left_minus_right, glyph, None)
    assert evidence[:, :10][glyph[:, :10] > 0].min() > 0
    assert evidence[:, 18:][glyph[:, 18:] > 0].max() < 0


def test_where_there_is_no_ink_there_is_no_evidence():
    glyph = draw_glyph(MADE_DIGITS["seven, plain"][1])
    assert not evidence_for(left_minus_right, glyph, 3)[glyph == 0].any()
    assert not evidence_for(left_minus_right, np.zeros((28, 28), np.uint8), 3).any()


def test_the_strongest_ink_is_taken_first():
    glyph = draw_glyph(MADE_DIGITS["zero, round"][1])
    left = without_strongest(glyph, evidence_for(left_minus_right, glyph, 3), 0.3)
    assert 0.6 < left.sum() / glyph.sum() < 0.72
    assert left[:, 14:].sum() == glyph[:, 14:].sum()


def test_without_the_ink_it_marks_more_is_lost_than_without_as_much_in_random_patches(reader):
    generator = np.random.default_rng(0)
    losses = []
    for _, strokes in MADE_DIGITS.values():
        glyph = draw_glyph(strokes)
        probabilities = reader.outputs(glyph[None]).digit[0]
        answer = probabilities.argmax()
        evidence = evidence_for(reader.outputs, glyph, answer)
        patches = [cv2.resize(generator.random((9, 9)), (28, 28)) for _ in range(5)]
        glyphs = np.stack([without_strongest(glyph, order) for order in (evidence, *patches)])
        left = reader.outputs(glyphs).digit[:, answer]
        losses.append((probabilities[answer] - left[0], probabilities[answer] - left[1:].mean()))
    marked, random = np.mean(losses, axis=0)
    assert marked > 1.5 * random
