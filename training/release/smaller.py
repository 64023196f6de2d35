"""Make the files of networks smaller: saved ones exactly as they are, exports to the precision they are needed in."""

import json
import zipfile
from pathlib import Path

import keras
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FEW = 64  # numbers: smaller weights, as biases and scales, stay whole


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
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, compresslevel=9)


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
