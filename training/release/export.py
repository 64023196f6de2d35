"""Write a saved Keras model as ONNX, which the page runs without TensorFlow."""

import json
from pathlib import Path

import keras
import numpy as np

from training.files import write_whole
from training.fitting.recipes import PUBLISHED
from training.release.release import write_manifest
from training.release.smaller import export_network
from utils.engines import GLYPH_SHAPE, TRAJECTORY_SHAPE
from utils.manifest import ModelError, checked_file, checked_model_file, load_manifest


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
    glyph = np.zeros((1, *GLYPH_SHAPE, 1), np.float32)
    if not isinstance(model(glyph), dict):
        model = keras.Model(model.inputs[0], {"digit": model.outputs[0]})  # so that the output has this name
    before = json.dumps(manifest)

    def exported(model: keras.Model, entry: dict, shape: tuple[int, int], half: bool) -> dict:
        model(np.zeros((1, *shape, 1), np.float32))  # a model can be exported once it was called
        path = folder / Path(entry["file"]).with_suffix(".onnx").name

        def write(partial: Path) -> None:
            export_network(model, partial, half)
            # An export outlives the training that began it and was killed, and another may have released since.
            if json.dumps(load_manifest(folder)) != before:
                raise ModelError(
                    f"{folder} got another model during the export. Export again: `python -m training export`."
                )

        sha256 = write_whole(path, write)
        return {"file": path.name, "sha256": sha256, "of": entry["sha256"], "bytes": path.stat().st_size}

    # Published ones only stand beside ours, and trajectories beside glyphs.
    manifest["onnx"] = exported(model, manifest, GLYPH_SHAPE, half=manifest["recipe"] in PUBLISHED)
    if ways := manifest.get("trajectories"):
        model = keras.models.load_model(checked_file(ways, folder), compile=False)
        ways["onnx"] = exported(model, ways, TRAJECTORY_SHAPE, half=True)
    write_manifest(manifest, folder)
    return folder / manifest["onnx"]["file"]
