"""Both engines give the answers of the saved model, whoever else asks at the same time."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from tests.made_photographs import SURFACES, photograph
from training.data.datasets import load_drawings, load_mnist
from utils.glyph import draw_glyph
from utils.manifest import MODELS, ModelError, recipe_folders
from utils.reader import Reader


@pytest.fixture(scope="module")
def keras_reader():
    return Reader.load(engine="keras")


def check_equal(reader, keras_reader, glyphs):
    for light, saved in zip(reader.outputs(glyphs), keras_reader.outputs(glyphs), strict=True):
        np.testing.assert_allclose(light, saved, atol=1e-3)
    light, saved = (engine.probabilities(glyphs) for engine in (reader, keras_reader))
    highest = np.sort(saved, axis=1)
    is_clear = highest[:, -1] - highest[:, -2] > 2e-3  # what engines may differ by decides no other answer
    np.testing.assert_array_equal(light[is_clear].argmax(axis=1), saved[is_clear].argmax(axis=1))


def test_made_digits_are_answered_alike(reader, keras_reader):
    check_equal(reader, keras_reader, np.stack([draw_glyph(strokes) for _, strokes in MADE_DIGITS.values()]))


@pytest.mark.data("mnist")
def test_mnist_is_answered_alike(reader, keras_reader):
    check_equal(reader, keras_reader, load_mnist("test")[0][::4])


@pytest.mark.data("strokes")
def test_strokes_are_answered_alike(reader, keras_reader):
    drawings = load_drawings("strokes", "report")
    check_equal(reader, keras_reader, np.stack([draw_glyph(drawing.strokes) for drawing in drawings]))


def test_drawings_are_read_alike(reader, keras_reader):
    for _, strokes in MADE_DIGITS.values():
        light, saved = (engine.read_strokes(strokes).digits for engine in (reader, keras_reader))
        for digit, other in zip(light, saved, strict=True):
            np.testing.assert_allclose(digit.probabilities, other.probabilities, atol=5e-3)
            assert digit.digitness == pytest.approx(other.digitness, abs=0.02)


@pytest.mark.parametrize("surface", SURFACES)
def test_photographs_are_read_alike(reader, keras_reader, surface):
    photo = photograph("407\n1984", surface, "ballpoint", np.random.default_rng(SURFACES.index(surface)), 300, 400)
    for one in (False, True):
        light, saved = (engine.read_picture(photo, one) for engine in (reader, keras_reader))
        assert light.text == saved.text
        for digit, other in zip(light.digits, saved.digits, strict=True):
            np.testing.assert_allclose(digit.probabilities, other.probabilities, atol=0.02)
            np.testing.assert_allclose(digit.box, other.box, atol=0.5)


def test_threads_get_their_own_answers(reader):
    glyphs = [draw_glyph(strokes)[None] for _, strokes in MADE_DIGITS.values()] * 8
    alone = [reader.probabilities(glyph) for glyph in glyphs]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(reader.probabilities, glyphs))
    np.testing.assert_allclose(np.concatenate(together), np.concatenate(alone), atol=1e-6)


def test_the_light_engine_imports_neither_keras_nor_tensorflow():
    script = (
        "import sys; from utils.reader import Reader; Reader.load(); print({'keras', 'tensorflow'} & set(sys.modules))"
    )
    output = subprocess.run([sys.executable, "-c", script], cwd=MODELS.parent, capture_output=True, text=True)
    assert output.stdout.strip() == "set()", output.stderr


def test_an_unknown_engine_is_named(monkeypatch):
    monkeypatch.setenv("DIGITS_ENGINE", "abacus")
    with pytest.raises(ModelError, match=r"no engine 'abacus'.*DIGITS_ENGINE"):
        Reader.load()


@pytest.mark.parametrize("engine", ["opencv", "keras"])
def test_a_network_without_kinds_takes_everything_for_a_whole_digit(engine):
    outputs = Reader.load(recipe_folders()[0], engine).outputs(np.zeros((3, 28, 28), np.uint8))
    assert outputs.digit.shape == (3, 10)
    np.testing.assert_array_equal(outputs.kind, [[1, 0, 0]] * 3)
    assert outputs.features.shape == (3, 0)


def test_the_shipped_network_says_kinds_and_features(reader):
    outputs = reader.outputs(np.stack([draw_glyph(strokes) for _, strokes in MADE_DIGITS.values()]))
    np.testing.assert_allclose(outputs.kind.sum(axis=1), 1, atol=1e-5)
    assert np.median(outputs.kind[:, 0]) > 0.5
    np.testing.assert_allclose(np.linalg.norm(outputs.features, axis=1), 1, atol=1e-3)
