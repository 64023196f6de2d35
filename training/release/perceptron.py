"""Fit the perceptron that tells from what the networks say of a box whether it is around a digit, a mark or neither."""

import keras
import numpy as np

from utils.perceptron import Perceptron

HIDDEN = 32
PASSES, BATCH = 20, 256
RATE, DECAY = 5e-3, 1e-2


def fit_perceptron(
    features: np.ndarray, labels: np.ndarray, weights: np.ndarray, noise: np.ndarray, seed: int = 0
) -> Perceptron:
    """The perceptron under which labels are likely, by AdamW (Loshchilov and Hutter, 2019).

    Args:
        features: (n, k).
        labels: (n,) int, from 0 without a gap.
        weights: (n,) how much each example counts.
        noise: (k,) that is added to each feature, in spreads of it, so that little hangs on what may be otherwise.
        seed: of its first weights, of the order of the examples and of the noise.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    keras.utils.set_random_seed(seed)
    layers = (
        keras.layers.GaussianNoise(1.0, seed=seed),
        keras.layers.Rescaling(noise),
        keras.layers.Dense(HIDDEN, "tanh"),
        keras.layers.Dense(int(labels.max()) + 1, "softmax"),
    )
    network = keras.Sequential([keras.Input((features.shape[1],)), *layers])
    rate = keras.optimizers.schedules.CosineDecay(RATE, PASSES * -(-len(features) // BATCH))
    network.compile(keras.optimizers.AdamW(rate, weight_decay=DECAY), "sparse_categorical_crossentropy")
    counts = weights / weights.mean()
    network.fit((features - mean) / (spread * noise), labels, BATCH, PASSES, sample_weight=counts, verbose=0)
    return Perceptron(mean, spread, *(weight.astype(np.float64) for weight in network.get_weights()))
