"""How much rarer pages without a digit are than where groups were fitted, and what that does to what is read."""

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, line
from tests.made_network import made_drawings, made_hands, made_network
from training.augmentation.written import Writers, chances_of
from training.release import calibration
from training.release.calibration import Pair, doubtful_bound, expecting_digits, fit_powers, taken
from utils.candidates import layouts_of_strokes, line_of_one
from utils.engines import Outputs
from utils.group_features import group_features
from utils.grouping import Scorer
from utils.reader import Reader


def no_preference(features, output_bias=(0, 0)):
    hidden, output = np.zeros((features, 2)), np.zeros((2, 2))
    shape = np.zeros(features), np.ones(features)
    return Scorer(*shape, hidden, np.zeros(2), output, np.array(output_bias), np.array(0.0), np.array(2.0))


@pytest.fixture
def reader():
    """Of whom every group is a digit or a mark alike, whatever it is."""
    said = made_network(np.zeros((1, 28, 28), np.uint8))
    features = group_features([(line_of_one(np.zeros((28, 28), np.uint8), (0.0, 0.0, 1.0, 1.0)), True)], said)
    return Reader(made_network, 1.0, 0.5, 0.0, no_preference(features.shape[1]))


@pytest.mark.parametrize("times", [1, 4, 12])
@pytest.mark.parametrize("apart", [0, 400])
def test_pages_of_marks_alone_are_so_many_times_rarer_in_however_many_strokes(reader, times, apart):
    strokes = [line((0, 0), (0, 100)), line((apart + 30, 0), (apart + 30, 100))]
    usual = reader.read_strokes(strokes)
    expecting = reader.weighing_by(expecting_digits(no_preference(reader._scorer.mean.size), times))
    read = expecting.read_strokes(strokes)
    no_digit = 1 / 3  # of the six ways to part and to label them, near or far, two have marks alone
    rarer = (1 - no_digit + no_digit / times) ** -1
    for one, other in zip(usual.digits, read.digits, strict=True):
        assert other.digitness == pytest.approx(one.digitness * rarer, rel=1e-6)


def test_doubtful_is_what_is_no_surer_than_an_answer_that_further_looks_changed():
    once = np.array([[0.6, 0.4], [0.2, 0.8], [0.9, 0.1]])
    again = np.array([[0.4, 0.6], [0.6, 0.4], [0.8, 0.2]])
    assert doubtful_bound(once, again) == 0.8
    assert doubtful_bound(once, once) == 0


def test_who_is_right_has_the_greater_power(monkeypatch):
    def ignorant(trajectories):
        count = len(trajectories)
        return Outputs(np.full((count, 10), 0.1), np.full((count, 3), 1 / 3), np.zeros((count, 0)))

    digits, signs = made_drawings()
    writers = Writers(digits, chances_of(digits), signs, made_hands())
    monkeypatch.setattr(calibration, "load_writers", lambda split: writers)
    monkeypatch.setattr(calibration, "WEIGHED", 200)
    powers = fit_powers({"validation": Pair(made_network, ignorant)})
    assert powers["digit"][0] > 0.5
    assert powers["kind"][0] > 0
    spoilt = Pair(lambda glyphs: made_network(glyphs[::-1]), ignorant)  # of other glyphs than are asked for
    assert fit_powers({"validation": spoilt})["digit"][0] < 0.2


def test_marks_are_taken_where_they_are_surely_read_as_digits():
    seven = MADE_DIGITS["seven, plain"][1]
    reader = Reader(made_network, 0.1, 0.5, 0.0)  # without scorer, it takes every group for a digit
    assert taken(reader, [seven, seven], 0.5) == 1
    line = layouts_of_strokes(seven, True, 2.0)[0][0]
    said = made_network(np.stack(line.glyphs))
    features = group_features([(line, True)], said)
    nothing_is_a_digit = no_preference(features.shape[1], output_bias=np.array([-9.0, 9.0]))
    assert taken(reader.weighing_by(nothing_is_a_digit), [seven, seven], 0.5) == 0
