"""The network behind the reader, run by either of two engines that give the same answers.

The saved Keras model defines the answers. The same network, exported to ONNX, runs in OpenCV's own `cv2.dnn`, which
is there already: no TensorFlow, no seconds of import, a third of the memory.
"""

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from .glyph import CLASSES, GLYPH_SIDE
from .manifest import ModelError, checked_file, checked_model_file, checked_onnx_file, checked_page_file
from .places import CHANNELS
from .trajectory import CHANNELS as WAYS
from .trajectory import POINTS


class Outputs(NamedTuple):
    """What the network says of glyphs, float32.

    Attributes:
        digit: (n, 10) probabilities of the ten.
        kind: (n, 3) probabilities of a whole digit, a whole mark and no whole thing; of a network that takes everything
            for a digit ones and zeros.
        features: (n, features) of length 1, alike for glyphs that are; none of a network without.
    """

    digit: np.ndarray
    kind: np.ndarray
    features: np.ndarray

    def chosen(self, which: np.ndarray | slice | int | list[int]) -> "Outputs":
        """Those of the glyphs that an index, several, a slice or a mask (n,) names."""
        return Outputs(*(part[which] for part in self))


Network = Callable[[np.ndarray], Outputs]
PageNetwork = Callable[[np.ndarray], np.ndarray]  # (h, w) uint8, sides multiples of 32, to (h / 4, w / 4, 16) float32

GLYPH_SHAPE = (GLYPH_SIDE, GLYPH_SIDE)
TRAJECTORY_SHAPE = (POINTS, WAYS)
PATCH_SIDE = 32  # pixels of what the box network sees of a picture
MOST_AT_ONCE = 256  # pictures that a network is given: bounds the memory
SETTING = "DIGITS_ENGINE"  # environment variable: "opencv" (the default) or "keras"


def load_network(folder: Path, manifest: dict[str, Any], engine: str | None = None) -> Network:
    """Check the model files against the manifest and load the network.

    Args:
        folder: of the model.
        manifest: as `utils.manifest.load_manifest` reads it.
        engine: "opencv" or "keras"; None for what `DIGITS_ENGINE` says. A model without an export runs in Keras.

    Returns:
        A function from (n, 28, 28) uint8 glyphs to what the network says of them; any number of threads may call it.

    Raises:
        ModelError: a file is missing, altered or unloadable, or there is no such engine.
    """
    return _one_of(checked_model_file(manifest, folder), checked_onnx_file(manifest, folder), engine, GLYPH_SHAPE)


def load_trajectory_network(folder: Path, entry: Mapping[str, Any], engine: str | None = None) -> Network:
    """As `load_network` that of trajectories, from (n, 64, 6) uint8, by its entry of the manifest."""
    return _one_of(checked_file(entry, folder), checked_onnx_file(entry, folder), engine, TRAJECTORY_SHAPE)


def load_box_network(folder: Path, manifest: dict[str, Any], engine: str | None = None) -> Network:
    """As `load_page_network` the box network: from (n, 32, 32) uint8 patches to what is in the middle of each."""
    return _network_in(checked_page_file(manifest["boxes"], folder, _kind_of_file(engine)), (PATCH_SIDE, PATCH_SIDE))


def load_page_network(folder: Path, manifest: dict[str, Any], engine: str | None = None) -> PageNetwork:
    """Check the page network's file against its manifest and load it.

    Args:
        folder: of the models.
        manifest: as `utils.manifest.load_page_manifest` reads it.
        engine: as in `load_network`.

    Returns:
        A function from a grey picture to what is where; any number of threads may call it.

    Raises:
        ModelError: a file is missing, altered or unloadable, or there is no such engine.
    """
    path = checked_page_file(manifest, folder, kind := _kind_of_file(engine))
    if kind == "onnx":
        opened = _opened(path)
        one_at_a_time = threading.Lock()  # the network keeps its input between two calls

        def run(picture: np.ndarray) -> np.ndarray:
            with one_at_a_time:
                opened.setInput(picture[None, ..., None].astype(np.float32))
                places: np.ndarray = opened.forward()[0].copy()
            return places
    else:
        model = _keras_model(path)

        def run(picture: np.ndarray) -> np.ndarray:
            places: np.ndarray = np.asarray(model(picture[None, ..., None].astype(np.float32)))[0]
            return places

    try:
        places = run(np.zeros((64, 64), np.uint8))
    except Exception as error:  # both engines raise whatever they stumble over
        raise ModelError(f"{path} finds no digits: {error}") from error
    if places.shape != (16, 16, CHANNELS) or not np.isfinite(places).all():
        raise ModelError(f"{path} finds no digits: its answers are not those of a page network.")
    return run


def said_of(network: Network, pictures: np.ndarray) -> Outputs:
    """What a network says of any number of pictures (n, h, w) uint8, none included, some at a time."""
    if not len(pictures):  # which OpenCV cannot take
        return network(np.zeros((1, *pictures.shape[1:]), np.uint8)).chosen(slice(0))
    starts = range(0, len(pictures), MOST_AT_ONCE)
    parts = [network(pictures[start : start + MOST_AT_ONCE]) for start in starts]
    return Outputs(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _chosen(engine: str | None) -> str:
    engine = engine or os.environ.get(SETTING) or "opencv"
    if engine not in ("opencv", "keras"):
        raise ModelError(f"There is no engine '{engine}'. Set {SETTING} to opencv or keras.")
    return engine


def _kind_of_file(engine: str | None) -> str:
    """Which of the page network's and the box network's files an engine runs."""
    return "onnx" if _chosen(engine) == "opencv" else "keras"


def _one_of(saved: Path, exported: Path | None, engine: str | None, shape: tuple[int, int]) -> Network:
    """The network of either file, as the engine takes it."""
    engine = _chosen(engine)
    return _network_in(exported if exported and engine == "opencv" else saved, shape)


def _network_in(path: Path, shape: tuple[int, int]) -> Network:
    """The network in a file, once it answers two empty pictures of that shape as a digit reader does."""
    network = _opencv_network(path) if path.suffix == ".onnx" else network_of(_keras_model(path), shape)
    try:
        digit, kind, features = network(np.zeros((2, *shape), np.uint8))
    except Exception as error:  # both engines raise whatever they stumble over
        raise ModelError(f"{path} reads no digits: {error}") from error
    is_right = digit.shape == (2, CLASSES) and kind.shape == (2, 3) and features.ndim == 2
    if not is_right or not np.isfinite([digit.sum(), kind.sum(), features.sum()]).all():
        raise ModelError(f"{path} reads no digits: its answers are not {CLASSES} probabilities and those of the kind.")
    return network


def _opened(path: Path) -> Any:
    try:
        # By default OpenCV falls back to its older importer, which damaged files crash.
        return cv2.dnn.readNetFromONNX(str(path), engine=cv2.dnn.ENGINE_NEW)
    except cv2.error as error:
        raise ModelError(f"{path} cannot be loaded by OpenCV {cv2.__version__}: {error}") from error


def _opencv_network(path: Path) -> Network:
    network = _opened(path)
    one_at_a_time = threading.Lock()  # the network keeps its input between two calls

    names = [name for name in Outputs._fields if name in network.getUnconnectedOutLayersNames()]

    def run(glyphs: np.ndarray) -> Outputs:
        with one_at_a_time:
            network.setInput(glyphs[..., None].astype(np.float32))
            return _outputs(dict(zip(names, network.forward(names), strict=True)))

    return run


def _keras_model(path: Path) -> Any:
    import keras

    try:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:
        raise ModelError(f"{path} cannot be loaded by Keras {keras.__version__}: {error}") from error


def network_of(model: Any, shape: tuple[int, int] = GLYPH_SHAPE) -> Network:
    """A Keras model of this project's, or a published one, as the reader takes it: for pictures of that shape."""

    def run(glyphs: np.ndarray) -> Outputs:
        outputs = model.predict_on_batch(glyphs[..., None].astype(np.float32))
        return _outputs(outputs if isinstance(outputs, dict) else {"digit": outputs})

    for count in (1, 2, 3):  # the second size makes the compiled function take any
        run(np.zeros((count, *shape), np.uint8))
    return run


def _outputs(outputs: dict[str, np.ndarray]) -> Outputs:
    """What there is, with what a network without kinds and features means: everything is a digit."""
    digit = np.asarray(outputs["digit"])
    all_digits = np.tile(np.array([1, 0, 0], np.float32), (len(digit), 1))
    none = np.zeros((len(digit), 0), np.float32)
    return Outputs(digit, np.asarray(outputs.get("kind", all_digits)), np.asarray(outputs.get("features", none)))
