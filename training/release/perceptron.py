"""Fit the perceptron that tells from what the networks say of a box whether it is around a digit, a mark or neither."""

import keras
import numpy as np

from utils.perceptron import Perceptron

HIDDEN = 32
PASSES, BATCH = 20, 256
RATE, DECAY = 5e-3, 1e-2
NOISE = 1.0  # added to the features, in spreads of theirs: pictures of another kind than the pages differ as much


def fit_perceptron(features: np.ndarray, labels: np.ndarray, weights: np.ndarray, seed: int = 0) -> Perceptron:
    """The perceptron under which labels are likely, by AdamW (Loshchilov and Hutter, 2019).

    Args:
        features: (n, k).
        labels: (n,) int, from 0 without a gap.
        weights: (n,) how much each example counts.
        seed: of its first weights, of the order of the examples and of the noise.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    keras.utils.set_random_seed(seed)
    layers = (
        keras.layers.GaussianNoise(NOISE, seed=seed),
        keras.layers.Dense(HIDDEN, "tanh"),
        keras.layers.Dense(int(labels.max()) + 1, "softmax"),
    )
    network = keras.Sequential([keras.Input((features.shape[1],)), *layers])
    rate = keras.optimizers.schedules.CosineDecay(RATE, PASSES * -(-len(features) // BATCH))
    network.compile(keras.optimizers.AdamW(rate, weight_decay=DECAY), "sparse_categorical_crossentropy")
    counts = weights / weights.mean()
    network.fit((features - mean) / spread, labels, BATCH, PASSES, sample_weight=counts, verbose=0)
    return Perceptron(mean, spread, *(weight.astype(np.float64) for weight in network.get_weights()))
