"""What a digit is likened to: the digits that the network finds most like it, and its place among others."""

import time

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, place
from utils.manifest import ModelError
from utils.views.likeness import KNOWN_DIGITS, load_known_digits, most_alike, of_likeness, place_of


@pytest.fixture(scope="module")
def known():
    return load_known_digits()


def digit_of(reader, name):
    return reader.read_strokes(place(MADE_DIGITS[name][1]), one=True).digits[0]


@pytest.mark.parametrize("name", MADE_DIGITS)
def test_what_is_most_alike_is_the_same_digit(reader, known, name):
    alike = known.labels[most_alike(digit_of(reader, name), known)]
    assert len(alike) == 5
    assert (alike == MADE_DIGITS[name][0]).sum() >= 4


def test_a_known_digit_is_most_like_itself(reader, known):
    for number in range(0, len(known.labels), 400):
        outputs = reader.outputs(known.glyphs[number][None])
        np.testing.assert_allclose(outputs.features[0], known.features[number], atol=0.01)


@pytest.mark.parametrize("name", MADE_DIGITS)
def test_a_digit_lies_among_its_like_on_the_map(reader, known, name):
    distances = np.linalg.norm(known.places - place_of(digit_of(reader, name), known), axis=1)
    around = known.map_labels[np.argsort(distances)[:15]]
    assert (around == MADE_DIGITS[name][0]).mean() > 0.5


def test_it_is_there_at_once_and_says_what_it_shows(reader):
    seven = digit_of(reader, "seven, plain")
    of_likeness(seven)
    start = time.process_time()
    html = of_likeness(seven)
    assert time.process_time() - start < 0.05
    assert html.count('alt="A 7 of the training set"') >= 4
    assert "the 7s in blue" in html


def test_digits_of_another_network_are_not_shown(tmp_path):
    with np.load(KNOWN_DIGITS) as file:
        np.savez(tmp_path / "known_digits.npz", **dict(file) | {"model": "another"})
    with pytest.raises(ModelError, match="make evaluate"):
        load_known_digits(tmp_path / "known_digits.npz")
    with pytest.raises(ModelError, match="missing"):
        load_known_digits(tmp_path / "none.npz")
