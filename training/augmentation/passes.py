"""The order in which a training set is seen: all of it in every pass, each time in another order."""

import functools
from collections.abc import Callable

import numpy as np


def in_passes(count: int, size: int, seed: int) -> Callable[[int], tuple[int, int, np.ndarray]]:
    """What each batch is made of, from its number alone, so that a resumed run goes on with the same ones.

    Args:
        count: of the examples; what is left over of a pass, less than a batch, is left out of it.
        size: of a batch.
        seed: of every order.

    Returns:
        A function from the batch's number in the whole run to its pass, its place in that, and (size,) examples.
    """
    order = functools.lru_cache(2)(lambda turn: np.random.default_rng((seed, turn)).permutation(count))

    def batch(number: int) -> tuple[int, int, np.ndarray]:
        turn, place = divmod(number, count // size)
        return turn, place, order(turn)[place * size : (place + 1) * size]

    return batch
