"""A wider network begins where a narrower one stopped."""

import hashlib
import json

import keras
import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS
from training.networks import architectures
from training.networks.widen import widen
from utils.glyph import PREPROCESSING_VERSION, draw_glyph
from utils.manifest import MANIFEST, MODELS, ModelError, recipe_folders

GLYPHS = np.stack([draw_glyph(strokes) for _, strokes in MADE_DIGITS.values()])[..., None].astype(np.float32)
MANY = {"temperature": 1.0, "sure": 0.9, "parameters": 0, "figures": {}}


def saved(folder, model):
    """The model beside a manifest, as a release leaves it."""
    model.save(folder / "digits.keras")
    sha256 = hashlib.sha256((folder / "digits.keras").read_bytes()).hexdigest()
    manifest = {"file": "digits.keras", "sha256": sha256, "preprocessing_version": PREPROCESSING_VERSION, **MANY}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return folder


def ours(start=4, widened=8, stage=8):
    """A small network of our form whose weights are not those of chance alone."""
    keras.utils.set_random_seed(start + widened + stage)
    model = architectures._ours("digits", start, widened, stage)
    generator = np.random.default_rng(0)
    model.set_weights([weights + generator.uniform(0, 0.1, weights.shape) for weights in model.get_weights()])
    return model


def digits_of(model):
    return keras.ops.convert_to_numpy(model(GLYPHS)["digit"])


@pytest.mark.parametrize("wider", [(4, 8, 8), (4, 16, 8), (4, 8, 12), (6, 16, 12)])
def test_a_wider_network_reads_the_same_digits_before_it_is_trained(tmp_path, wider):
    narrow = ours()
    model = architectures._ours("digits", *wider)
    before = digits_of(model)
    widen(model, saved(tmp_path, narrow))
    np.testing.assert_allclose(digits_of(model), digits_of(narrow), atol=1e-5)
    assert np.abs(digits_of(model) - before).max() > 0.01


def test_the_released_beginning_fits_the_network_that_ships():
    model = architectures.digits()
    widen(model, MODELS / "start")
    labels = np.array([value for value, _ in MADE_DIGITS.values()])
    assert (digits_of(model).argmax(axis=1) == labels).mean() > 0.9


def test_a_wider_network_tells_the_same_kinds_before_it_is_trained(tmp_path):
    narrow = ours()
    model = architectures._ours("digits", 4, 16, 12)
    widen(model, saved(tmp_path, narrow))
    kinds, wanted = (network.predict(GLYPHS, verbose=0)["kind"] for network in (model, narrow))
    np.testing.assert_allclose(kinds, wanted, atol=1e-5)


def test_new_outputs_stay_as_they_were(tmp_path):
    model = architectures._ours("digits", 4, 16, 12)
    kind = [weights.copy() for weights in model.get_layer("kind").get_weights()]
    narrow = ours()
    widen(model, saved(tmp_path, keras.Model(narrow.input, {"digit": narrow.output["digit"]})))
    for before, after in zip(kind, model.get_layer("kind").get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_every_new_weight_learns(tmp_path):
    model = architectures._ours("digits", 4, 16, 12)
    widen(model, saved(tmp_path, ours()))
    first = model.get_weights()
    losses = {"digit": "categorical_crossentropy", "kind": "categorical_crossentropy", "features": None}
    model.compile(keras.optimizers.SGD(0.1), loss=losses)
    labels = np.eye(10)[[value for value, _ in MADE_DIGITS.values()]]
    model.fit(GLYPHS, {"digit": labels, "kind": np.eye(3)[np.arange(len(labels)) % 3]}, verbose=0)
    named = zip(model.weights, first, model.get_weights(), strict=True)
    still = [weight.path for weight, one, other in named if weight.trainable and np.array_equal(one, other)]
    assert not still


@pytest.mark.parametrize("wider", [(4, 4, 8), (2, 8, 8), (4, 8, 6)])
def test_a_network_that_is_narrower_somewhere_is_refused(tmp_path, wider):
    with pytest.raises(ValueError, match="fit"):
        widen(architectures._ours("digits", *wider), saved(tmp_path, ours()))


def test_a_start_that_is_missing_or_altered_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"digits\.json is missing"):
        widen(ours(), tmp_path)
    saved(tmp_path, ours())
    (tmp_path / "digits.keras").write_bytes(b"altered")
    with pytest.raises(ModelError, match="altered"):
        widen(ours(), tmp_path)


@pytest.mark.parametrize("folder", recipe_folders(), ids=lambda folder: folder.name)
def test_a_published_network_is_no_beginning(folder):
    with pytest.raises(ValueError, match="has another form"):
        widen(ours(), folder)


def test_another_form_is_refused(tmp_path):
    glyphs = keras.Input((28, 28, 1))
    digit = keras.layers.Dense(10, activation="softmax", name="digit")(keras.layers.Flatten()(glyphs))
    with pytest.raises(ValueError, match="has another form"):
        widen(ours(), saved(tmp_path, keras.Model(glyphs, {"digit": digit})))
