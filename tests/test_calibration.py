"""How much likelier digits are than where groups were fitted, and what that does to what is read."""

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from tests.made_network import made_network
from training.calibration import expecting_digits, lost
from training.datasets import Drawing
from utils.grouping import DIGIT, MARK, Scorer
from utils.reader import Reader

FEATURES = 3
NO_PREFERENCE = Scorer(
    np.zeros(FEATURES),
    np.ones(FEATURES),
    np.zeros((FEATURES, 2)),
    np.zeros(2),
    np.zeros((2, 2)),
    np.zeros(2),
    np.zeros(2),
)


@pytest.mark.parametrize("times", [1, 4, 12])
def test_a_digit_alone_is_so_many_times_likelier_and_one_thing_as_likely(times):
    share = 0.8
    alone, beside_others = expecting_digits(NO_PREFERENCE, times, share).scores(np.eye(FEATURES)[[-1, 0]])
    assert (beside_others == 0).all()
    assert np.exp(alone[DIGIT] - alone[MARK]) == pytest.approx(times)
    assert share * np.exp(alone[DIGIT]) + (1 - share) * np.exp(alone[MARK]) == pytest.approx(1)


def test_digits_in_several_strokes_are_lost_where_each_stroke_is_a_digit():
    reader = Reader(made_network, 1.0, 0.5)  # without scorer, it takes every group for a digit
    whole = [Drawing("7", MADE_DIGITS["seven, plain"][1], "somebody", "made")]
    two_bars = [np.array([[0.0, 0], [0, 100]]), np.array([[150.0, 0], [150, 100]])]
    apart = [Drawing("1", two_bars, "somebody", "made")]
    assert lost(reader, whole + apart) == apart
