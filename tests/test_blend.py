"""Between what a network knew and what it learnt lies one that does both."""

import keras
import numpy as np
import pytest

from training.release import blend as module
from training.release.blend import SHARES, blend


def network():
    glyphs = keras.Input((28, 28, 1))
    flat = keras.layers.Flatten()(glyphs)
    heads = {name: keras.layers.Dense(count, activation="softmax", name=name)(flat) for name, count in HEADS.items()}
    return keras.Model(glyphs, heads)


HEADS = {"digit": 10, "kind": 3}
OLD, NEW = np.zeros((2, 28, 28), np.uint8)
OLD[3], NEW[20] = 255, 255  # two glyphs that share no ink


def knowing(glyph, value):
    """Weights that read a glyph as a value, and know nothing of others."""
    model = network()
    weights = [np.zeros_like(weight) for weight in model.get_weights()]
    kernel = next(n for n, weight in enumerate(model.weights) if weight.path.endswith("digit/kernel"))
    weights[kernel][glyph.ravel() > 0, value] = 0.001
    return weights


@pytest.fixture(autouse=True)
def _digits_that_validate(monkeypatch):
    sets = {"mnist": (OLD[None], np.array([3])), "strokes": (NEW[None], np.array([7]))}
    monkeypatch.setattr(module, "validation_sets", lambda: sets)


def test_a_blend_knows_what_either_knew():
    model = network()
    model.set_weights(knowing(NEW, 7))
    share = blend(model, knowing(OLD, 3), np.stack([OLD, NEW]))
    assert share == min(SHARES)
    digits = model.predict(np.stack([OLD, NEW])[..., None].astype(np.float32), verbose=0)["digit"]
    assert digits.argmax(axis=1).tolist() == [3, 7]


def test_old_weights_that_harm_get_little_say():
    model = network()
    model.set_weights(knowing(NEW, 7))
    assert blend(model, [5 * weight for weight in knowing(NEW, 1)], np.stack([OLD, NEW])) >= 0.9
    assert model.predict(NEW[None, ..., None].astype(np.float32), verbose=0)["digit"].argmax() == 7
