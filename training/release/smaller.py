"""Make the files of networks smaller: saved ones exactly as they are, exports to the precision they are needed in."""

import io
import json
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FEW = 64  # numbers: smaller weights, as biases and scales, stay whole
WEIGHTS = "model.weights.h5"  # the member of a .keras file that holds them


def save_packed(model: keras.Model, path: Path) -> None:
    """Save a network; a .keras file compressed: it is a zip archive whose members Keras leaves as large as they are."""
    model.save(path)
    if path.suffix != ".keras":
        return
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    # Without the time of day, so that the same weights make the same file.
    told = json.loads(members["metadata.json"])
    members["metadata.json"] = json.dumps({key: told[key] for key in told if key != "date_saved"}).encode()
    members[WEIGHTS] = _shuffled(members[WEIGHTS])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, compresslevel=9)


def _shuffled(weights: bytes) -> bytes:
    """The same HDF5 file, of large arrays all first bytes before all second ones: exponents are alike, and compress."""
    file = io.BytesIO()

    def copy(name: str, part: h5py.Group | h5py.Dataset) -> None:
        if isinstance(part, h5py.Group):
            made = packed.require_group(name)
        else:
            filters = {"chunks": part.shape, "shuffle": True, "compression": 9} if part.size > FEW else {}
            made = packed.create_dataset(name, data=part[()], **filters)
        made.attrs.update(part.attrs)

    with h5py.File(io.BytesIO(weights)) as plain, h5py.File(file, "w") as packed:
        packed.attrs.update(plain.attrs)
        plain.visititems(copy)
    return file.getvalue()


def export_network(model: keras.Model, path: Path, half: bool = False) -> None:
    """Write a network, which was called once, as ONNX; its weights in half precision where that will do."""
    model.export(path, format="onnx", verbose=False)
    if half:
        halve_weights(path)


def halve_weights(path: Path) -> None:
    """Store the weights of an exported network as float16; it computes in float32, and answers alike to three digits.

    Args:
        path: of an ONNX file, which is written again.
    """
    model = onnx.load(path)
    weights, casts = [], []
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size > FEW:
            stored = f"{weight.name}_half"
            casts.append(helper.make_node("Cast", [stored], [weight.name], to=TensorProto.FLOAT))
            weight = numpy_helper.from_array(values.astype(np.float16), stored)
        weights.append(weight)
    nodes = [*casts, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(weights)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)
