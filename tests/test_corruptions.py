import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, place
from training.evaluation.corruptions import CORRUPTIONS, corrupt
from utils.glyph import draw_glyph

GLYPHS = np.stack([draw_glyph(place(strokes)) for _, strokes in MADE_DIGITS.values()])


def test_there_are_fifteen():
    assert len(CORRUPTIONS) == 15


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_every_corruption_spoils_every_glyph_alike_each_time(name):
    spoilt = corrupt(GLYPHS, name)
    assert spoilt.shape == GLYPHS.shape
    assert spoilt.dtype == np.uint8
    assert (spoilt != GLYPHS).any(axis=(1, 2)).all()
    np.testing.assert_array_equal(spoilt, corrupt(GLYPHS, name))
    assert not np.array_equal(spoilt, corrupt(GLYPHS, name, seed=1)) or name in ("blur", "brightness", "contrast")
