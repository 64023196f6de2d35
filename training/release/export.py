"""Write a saved Keras model as ONNX, which the page runs without TensorFlow."""

from pathlib import Path

import keras
import numpy as np

from training.files import write_whole
from training.fitting.recipes import PUBLISHED
from training.release.release import write_manifest
from training.release.smaller import export_network
from utils.manifest import ModelError, checked_model_file, load_manifest


def export(folder: Path) -> Path:
    """Export the model of a folder and enter the file into its manifest.

    Args:
        folder: with the model and its manifest.

    Returns:
        The path of the ONNX file.

    Raises:
        ModelError: the folder has no usable model, or got another one in the meantime.
    """
    manifest = load_manifest(folder)
    model = keras.models.load_model(checked_model_file(manifest, folder), compile=False)
    glyph = np.zeros((1, 28, 28, 1), np.float32)
    if not isinstance(model(glyph), dict):
        model = keras.Model(model.inputs[0], {"digit": model.outputs[0]})  # so that the output has this name
        model(glyph)  # a model can be exported once it was called
    path = folder / Path(manifest["file"]).with_suffix(".onnx").name

    def write(partial: Path) -> None:
        export_network(model, partial, half=manifest["recipe"] in PUBLISHED)  # they only stand beside ours
        # An export outlives the training that began it and was killed, and another may have released since.
        if load_manifest(folder) != manifest:
            raise ModelError(
                f"{folder} got another model during the export. Export again: `python -m training export`."
            )

    sha256 = write_whole(path, write)
    manifest["onnx"] = {"file": path.name, "sha256": sha256, "of": manifest["sha256"], "bytes": path.stat().st_size}
    write_manifest(manifest, folder)
    return path
