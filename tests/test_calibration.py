"""How much likelier digits are than where groups were fitted, and what that does to what is read."""

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from tests.made_network import made_network
from training.calibration import expecting_digits, taken
from utils.candidates import layouts_of_strokes
from utils.grouping import DIGIT, MARK, Scorer, glyph_features, place_features
from utils.reader import Reader

FEATURES = 3


def no_preference(features, output_bias=(0, 0)):
    hidden, output = np.zeros((features, 2)), np.zeros((2, 2))
    shape = np.zeros(features), np.ones(features)
    return Scorer(*shape, hidden, np.zeros(2), output, np.array(output_bias), np.zeros(2))


@pytest.mark.parametrize("times", [1, 4, 12])
def test_a_digit_alone_is_so_many_times_likelier_and_one_thing_as_likely(times):
    share = 0.8
    alone, beside_others = expecting_digits(no_preference(FEATURES), times, share).scores(np.eye(FEATURES)[[-1, 0]])
    assert (beside_others == 0).all()
    assert np.exp(alone[DIGIT] - alone[MARK]) == pytest.approx(times)
    assert share * np.exp(alone[DIGIT]) + (1 - share) * np.exp(alone[MARK]) == pytest.approx(1)


def test_marks_are_taken_where_they_are_surely_read_as_digits():
    seven = MADE_DIGITS["seven, plain"][1]
    reader = Reader(made_network, 0.1, 0.5)  # without scorer, it takes every group for a digit
    assert taken(reader, [seven, seven]) == 1
    line = layouts_of_strokes(seven, one=True)[0][0]
    glyph = glyph_features(made_network(np.stack(line.glyphs)))
    place = place_features(line.pieces, line.touching, line.spans, alone=True)
    nothing_is_a_digit = no_preference(glyph.shape[1] + place.shape[1], output_bias=np.array([-9.0, 9.0]))
    assert taken(reader.weighing_by(nothing_is_a_digit), [seven, seven]) == 0
