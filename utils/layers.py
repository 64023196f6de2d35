"""What each layer of the network makes of a glyph: its feature maps, from the exported model, run by OpenCV.

OpenCV gives only what a model names as its outputs. The export is a protobuf message, and one that is appended to it is
merged into it: so the layers are named as outputs by some bytes at its end, and nothing else is needed to read it.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from .manifest import ModelError, checked_onnx_file, load_manifest

BETWEEN = 90  # the grey between two maps
SHOWN = 4  # layers, from the first to the last
GRAPH, NODE, OUTPUT = 7, 1, 12  # numbers of the fields in ONNX's messages
NODE_OUTPUT, NODE_KIND = 2, 4
FLOATS = b"\x0a\x04\x08\x01\x12\x00"  # a type: tensor of float32, its shape left open

Layers = Callable[[np.ndarray], list[np.ndarray]]


def load_layers(folder: Path) -> Layers:
    """Load the exported network so that it tells what its layers make of a glyph.

    Args:
        folder: of the model.

    Returns:
        A function from a glyph, (28, 28) uint8, to the maps of four layers from the first to the last, each
        (channels, h, w) float32, 0 where there is nothing of what a map looks for. Any number of threads may call it.

    Raises:
        ModelError: there is no such export, or it is altered.
    """
    path = checked_onnx_file(load_manifest(folder), folder)
    if path is None:
        raise ModelError(f"There is no export of the model in {folder} to look inside of.")
    model = path.read_bytes()
    names = _of_layers(model)
    chosen = [names[round(step * (len(names) - 1) / (SHOWN - 1))] for step in range(SHOWN)]
    outputs = b"".join(_field(OUTPUT, _field(1, name) + _field(2, FLOATS)) for name in chosen)
    try:
        buffer = np.frombuffer(model + _field(GRAPH, outputs), np.uint8)
        network = cv2.dnn.readNetFromONNX(buffer, engine=cv2.dnn.ENGINE_NEW)
    except cv2.error as error:
        raise ModelError(f"{path} cannot be loaded by OpenCV {cv2.__version__}: {error}") from error
    one_at_a_time = threading.Lock()  # the network keeps its input between two calls
    every = list(network.getUnconnectedOutLayersNames())

    def maps_of(glyph: np.ndarray) -> list[np.ndarray]:
        with one_at_a_time:
            network.setInput(glyph[None, ..., None].astype(np.float32))
            found = dict(zip(every, network.forward(every), strict=True))
        return [found[name.decode()][0] for name in chosen]

    return maps_of


def strip_of(maps: np.ndarray, count: int, side: int, gap: int) -> np.ndarray:
    """The maps of a layer that answer most, side by side.

    Args:
        maps: (channels, h, w), from 0.
        count: of maps in the strip.
        side: of each there, pixels.
        gap: between two, pixels.

    Returns:
        (side, count * (side + gap) - gap) uint8.
    """
    loudest = np.sort(np.argsort(-maps.sum(axis=(1, 2)), kind="stable")[:count])
    most = max(float(maps[loudest].max()), 1e-9)
    squares = [(255 * np.clip(maps[number] / most, 0, 1)).astype(np.uint8) for number in loudest]
    strip = np.full((side, count * (side + gap) - gap), BETWEEN, np.uint8)
    for place, square in enumerate(squares):
        start = place * (side + gap)
        strip[:, start : start + side] = cv2.resize(square, (side, side), interpolation=cv2.INTER_NEAREST)
    return strip


def _of_layers(model: bytes) -> list[bytes]:
    """The names of what the network's layers end with, in order."""
    graph = next(content for number, content in _fields(memoryview(model)) if number == GRAPH)
    nodes = [dict(_fields(content)) for number, content in _fields(graph) if number == NODE]
    names = [bytes(node[NODE_OUTPUT]) for node in nodes if bytes(node.get(NODE_KIND, b"")) == b"Relu"]
    if not names:
        raise ModelError("The model has no layers to look inside of.")
    return names


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The fields of a protobuf message that have contents, each with its number."""
    place = 0
    while place < len(message):
        key, place = _number(message, place)
        length = {1: 8, 5: 4}.get(key & 7, 0)
        if key & 7 == 0:
            _, place = _number(message, place)
        elif key & 7 == 2:
            length, place = _number(message, place)
            yield key >> 3, message[place : place + length]
        place += length


def _number(message: memoryview, place: int) -> tuple[int, int]:
    """A number of a protobuf message, seven bits a byte, and the place after it."""
    number = shift = 0
    while True:
        byte = message[place]
        number |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return number, place


def _field(number: int, content: bytes) -> bytes:
    """A field of a protobuf message."""
    length, left = b"", len(content)
    while left > 127:
        length += bytes([left & 127 | 128])
        left >>= 7
    return bytes([number << 3 | 2]) + length + bytes([left]) + content
