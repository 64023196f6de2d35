"""What the layers make of a glyph is what the very network makes of it."""

import time

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, place
from utils.layers import BETWEEN, load_layers, strip_of
from utils.manifest import MODELS, ModelError
from utils.views import closer


@pytest.fixture(scope="module")
def seven(reader):
    return reader.read_strokes(place(MADE_DIGITS["seven, plain"][1]), one=True).digits[0]


@pytest.fixture(scope="module")
def layers():
    return load_layers(MODELS)


def test_layers_go_from_many_pixels_to_few_and_to_the_features(seven, layers):
    maps = layers(seven.glyph)
    assert len(maps) == 4
    sides = [layer.shape[1] for layer in maps]
    assert sides == sorted(sides, reverse=True)
    assert sides[-1] < sides[0] < 28
    assert all((layer >= 0).all() and layer.max() > 0 for layer in maps)
    means = maps[-1].mean(axis=(1, 2))
    np.testing.assert_allclose(means / np.linalg.norm(means), seven.features, atol=1e-3)


def test_another_glyph_has_other_maps_and_the_same_glyph_the_same(seven, layers, reader):
    two = reader.read_strokes(place(MADE_DIGITS["two, plain"][1]), one=True).digits[0]
    before, other, after = layers(seven.glyph), layers(two.glyph), layers(seven.glyph)
    for one, another, again in zip(before, other, after, strict=True):
        assert np.abs(one - another).max() > 0.1
        np.testing.assert_array_equal(one, again)


def test_a_strip_shows_the_loudest_in_their_order():
    maps = np.zeros((5, 2, 2), np.float32)
    maps[1], maps[4], maps[2, 0, 0] = 1, 2, 0.1
    strip = strip_of(maps, 2, side=6, gap=2)
    assert strip.shape == (6, 14)
    assert [strip[0, 0], strip[0, 7], strip[0, 13]] == [127, BETWEEN, 255]
    assert not strip_of(np.zeros((3, 2, 2), np.float32), 2, 6, 0).any()


def test_they_are_there_at_once(seven, layers):
    closer.of_layers(seven, layers(seven.glyph))
    start = time.process_time()
    closer.of_layers(seven, layers(seven.glyph))
    assert time.process_time() - start < 0.15


def test_a_model_without_an_export_says_so(tmp_path):
    (tmp_path / "digits.json").write_text((MODELS / "digits.json").read_text())
    with pytest.raises(ModelError, match="look inside"):
        load_layers(tmp_path)


def test_the_strips_are_pictures_in_words(seven, layers):
    html = closer.of_layers(seven, layers(seven.glyph))
    assert html.count("<img") == 4
    assert "spoke for 7" in html
    assert "8 of 32 pictures of 14 × 14" in html
