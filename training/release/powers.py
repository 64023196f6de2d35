"""Fit the powers of a product of experts (Hinton, 2002): how much the word of each counts."""

import numpy as np

from utils.decision import softmax

RIDGE = 1e-2  # of the powers
ROUNDS = 30


def powers_of(evidence: np.ndarray, labels: np.ndarray) -> tuple[float, ...]:
    """Powers (k,) with which evidence gives the labels the highest probability, by Newton's method.

    Args:
        evidence: (n, k, classes), the logarithms of what each of k experts says.
        labels: (n,) int.
    """
    right = evidence[np.arange(len(labels)), :, labels]
    powers = np.full(evidence.shape[1], 1 / evidence.shape[1])
    for _ in range(ROUNDS):
        chances = softmax(np.einsum("nkd,k->nd", evidence, powers))
        mean = np.einsum("nkd,nd->nk", evidence, chances)
        spread = evidence - mean[:, :, None]
        slope = (mean - right).sum(axis=0) + RIDGE * powers
        bend = np.einsum("nkd,nld,nd->kl", spread, spread, chances) + RIDGE * np.eye(len(powers))
        powers = powers - np.linalg.solve(bend, slope)
    return tuple(float(power) for power in powers)
