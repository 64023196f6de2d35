"""Made pictures are what they say they are."""

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from training.evaluation.pictures import cut_out
from utils.glyph import draw_glyph, ink_box


@pytest.mark.parametrize("name", list(MADE_DIGITS)[::3])
@pytest.mark.parametrize("side", [16, 32])
def test_a_digit_cut_out_fills_its_picture_and_keeps_its_shape(name, side):
    glyph = draw_glyph(MADE_DIGITS[name][1])
    picture = cut_out(glyph, side)
    assert (picture.shape, picture.dtype) == ((side, side), np.uint8)
    _, _, width, height = ink_box(picture)
    assert max(width, height) == side
    _, _, width_before, height_before = ink_box(glyph)
    assert width / height == pytest.approx(width_before / height_before, abs=0.15)
