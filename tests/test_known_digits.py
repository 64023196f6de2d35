"""The map of known digits lays together what is alike."""

import numpy as np

from training.evaluation.known_digits import laid_out


def test_what_is_alike_lies_together():
    generator = np.random.default_rng(1)
    kinds = np.repeat(np.arange(4), 40)
    features = np.eye(4, 16)[kinds] + 0.1 * generator.normal(size=(160, 16))
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    places = laid_out(features, generator)
    distances = np.linalg.norm(places[:, None] - places, axis=-1)
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1)[:, :10]
    assert (kinds[nearest] == kinds[:, None]).mean() > 0.95
