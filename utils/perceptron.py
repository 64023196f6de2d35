"""The smallest of networks, fitted to weigh what the larger ones say."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Perceptron:
    """A network with one hidden layer, from features to scores.

    Attributes:
        mean, spread: (features,) of the features it was fitted on.
        hidden, hidden_bias, output, output_bias: its weights, inputs first.
    """

    mean: np.ndarray
    spread: np.ndarray
    hidden: np.ndarray
    hidden_bias: np.ndarray
    output: np.ndarray
    output_bias: np.ndarray

    def scores(self, features: np.ndarray) -> np.ndarray:
        """The scores (n, outputs) of features (n, k): log probabilities but for a constant."""
        inside = np.tanh((features - self.mean) / self.spread @ self.hidden + self.hidden_bias)
        scores: np.ndarray = inside @ self.output + self.output_bias
        return scores
