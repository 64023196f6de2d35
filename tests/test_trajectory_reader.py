"""What the way of the pen adds to what a glyph says."""

import json

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from tests.made_network import made_network
from utils.engines import Outputs
from utils.manifest import MANIFEST, MODELS, ModelError
from utils.reader import Reader
from utils.trajectory import CHANNELS, POINTS
from utils.trajectory_reader import TrajectoryReader, product

FOUR = MADE_DIGITS["four, closed"][1]


def saying(value, seen, certain=0.99):
    """A network of trajectories that always says the same digit."""

    def network(trajectories):
        seen.append(trajectories)
        digit = np.full((len(trajectories), 10), (1 - certain) / 9, np.float32)
        digit[:, value] = certain
        return Outputs(digit, np.tile(np.float32([0.9, 0.05, 0.05]), (len(digit), 1)), np.zeros((len(digit), 4)))

    return network


def test_a_power_of_nothing_leaves_the_other_as_it_is():
    one, other = np.float32([[0.7, 0.2, 0.1]]), np.float32([[0.1, 0.1, 0.8]])
    np.testing.assert_allclose(product(one, other, (1.0, 0.0)), one, atol=1e-6)
    np.testing.assert_allclose(product(one, other, (0.0, 1.0)), other, atol=1e-6)
    both = product(one, other, (1.0, 1.0))
    np.testing.assert_allclose(both, [[0.07 / 0.17, 0.02 / 0.17, 0.08 / 0.17]], atol=1e-6)


def test_what_never_is_makes_no_other_certain():
    assert np.isfinite(product(np.float32([[1, 0]]), np.float32([[0, 1]]), (1.0, 1.0))).all()


def test_what_is_drawn_is_read_by_its_way_too():
    seen = []
    reader = Reader(made_network, 1.0, 0.5, 0.0, trajectories=TrajectoryReader(saying(9, seen), (0.1, 2.0), (1.0, 0.0)))
    (digit,) = reader.read_strokes(FOUR, one=True).digits
    assert digit.value == 9
    assert seen[0].shape == (1, POINTS, CHANNELS)
    assert int(reader.probabilities(digit.glyph[None])[0].argmax()) == 4  # of whose strokes nothing is known


def test_a_doubtful_digit_keeps_its_way_where_it_is_looked_at_moved():
    seen = []
    reader = Reader(made_network, 1.0, 0.5, 1.1, trajectories=TrajectoryReader(saying(9, seen), (0.1, 2.0), (1.0, 0.0)))
    (digit,) = reader.read_strokes(FOUR, one=True).digits
    assert digit.value == 9
    assert [len(ways) for ways in seen] == [1, 8]
    np.testing.assert_array_equal(seen[1], np.tile(seen[0], (8, 1, 1)))


def test_the_features_stay_those_of_the_glyph():
    glyphs = made_network(np.zeros((2, 28, 28), np.uint8))
    ways = np.zeros((2, POINTS, CHANNELS), np.uint8)
    together = TrajectoryReader(saying(3, []), (1.0, 1.0), (1.0, 1.0)).beside(glyphs, ways)
    assert together.features is glyphs.features
    np.testing.assert_allclose([part.sum(axis=1) for part in together[:2]], 1, atol=1e-5)


def test_layouts_of_one_drawing_share_what_is_said_of_their_groups():
    seen = []
    reader = Reader(made_network, 1.0, 0.5, 0.0, trajectories=TrajectoryReader(saying(1, seen), (1.0, 1.0), (1.0, 1.0)))
    reader.read_strokes([stroke + np.array([0, 90 * row]) for row in range(2) for stroke in FOUR])
    (ways,) = seen
    assert len(np.unique(ways.reshape(len(ways), -1), axis=0)) == len(ways)


@pytest.mark.parametrize("powers", [[1.0], [1.0, "a"], [1.0, float("nan")], [[1.0, 2.0], [1.0, 2.0]]])
def test_powers_that_cannot_be_are_refused(powers):
    entry = json.loads((MODELS / MANIFEST).read_text())["trajectories"] | {
        "powers": {"digit": powers, "kind": [1.0, 1.0]}
    }
    with pytest.raises(ModelError, match="no usable 'powers'"):
        TrajectoryReader.load(MODELS, entry)
