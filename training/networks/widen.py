"""Begin a wider network with what a narrower one of the same form has learnt (Chen et al., 2016, "Net2Net")."""

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np

from utils.manifest import checked_model_file, load_manifest


def widen(model: keras.Model, start: Path) -> None:
    """Give a network the weights of a released one that is as deep and not wider; its digits it then reads alike.

    Channels that are new begin as they were and have no say in the old ones. Outputs of other names stay as they were.

    Args:
        model: of ours, new.
        start: folder of the released model.

    Raises:
        ValueError: the released model has another form.
    """
    released = keras.models.load_model(checked_model_file(load_manifest(start), start), compile=False)
    other_form = f"the model in {start} has another form than this recipe's network; it can't begin there"
    if not isinstance(getattr(released, "output", None), dict):  # a published one, which has the ten alone
        raise ValueError(other_form)
    outputs = set(model.output) & set(released.output)
    own, learnt = (_layers_before(network, outputs) for network in (model, released))
    if len(own) != len(learnt):
        raise ValueError(other_form)
    for layer, other in zip(own, learnt, strict=True):
        if type(layer) is not type(other):
            raise ValueError(other_form)
        layer.set_weights([_wider(*pair) for pair in zip(layer.get_weights(), other.get_weights(), strict=True)])


def weights_at_start(build: Callable[[], keras.Model], seed: int, start: Path) -> list[np.ndarray]:
    """The weights that a run of this seed began with.

    Args:
        build: the network.
        seed: of the run.
        start: folder of the released model that it began with.
    """
    keras.utils.set_random_seed(seed)
    model = build()
    widen(model, start)
    return model.get_weights()


def _layers_before(model: keras.Model, outputs: set[str]) -> list[keras.Layer]:
    """The layers with weights on the way to these outputs, and those outputs themselves."""
    others = set(model.output) - outputs
    return [layer for layer in model.layers if layer.weights and layer.name not in others]


def _wider(new: np.ndarray, learnt: np.ndarray) -> np.ndarray:
    """An array of weights with the learnt ones in its first places, and none from new inputs to learnt outputs."""
    if new.ndim != learnt.ndim or any(side < other for side, other in zip(new.shape, learnt.shape, strict=True)):
        raise ValueError(f"weights of {learnt.shape} don't fit into {new.shape}")
    wider = new.copy()
    if new.ndim > 1:
        wider[..., : learnt.shape[-1]] = 0
    wider[tuple(slice(side) for side in learnt.shape)] = learnt
    return wider
