"""Files of networks are made smaller: saved ones hold the same, exported ones answer nearly the same."""

import time

import cv2
import keras
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.networks.architectures import small_bn
from training.release.smaller import halve_weights, save_packed
from utils.manifest import MODELS, recipe_folders

MEGABYTE = 1_000_000
WEIGHTS = np.random.default_rng(0).normal(0, 0.3, (200, 10)).astype(np.float32)
GIVEN = np.random.default_rng(1).random((5, 200), np.float32)


def answers_of(path):
    network = cv2.dnn.readNetFromONNX(str(path), engine=cv2.dnn.ENGINE_NEW)
    network.setInput(GIVEN)
    return network.forward()


def test_an_export_in_half_precision_is_half_as_large_and_answers_alike(tmp_path):
    given, answer = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [5, side]) for name, side in (("x", 200), ("y", 10))
    )
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "one",
        [given],
        [answer],
        [numpy_helper.from_array(WEIGHTS, "w")],
    )
    path = tmp_path / "one.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    whole, size = answers_of(path), path.stat().st_size
    halve_weights(path)
    assert path.stat().st_size < 0.6 * size
    np.testing.assert_allclose(answers_of(path), whole, atol=0.01)
    assert not np.array_equal(answers_of(path), whole)


def test_a_packed_network_is_smaller_and_has_the_same_weights(tmp_path):
    network = small_bn()
    network.save(tmp_path / "plain.keras")
    save_packed(network, tmp_path / "packed.keras")
    sizes = [(tmp_path / name).stat().st_size for name in ("packed.keras", "plain.keras")]
    assert sizes[0] < sizes[1]
    for saved, own in zip(keras.models.load_model(tmp_path / "packed.keras").weights, network.weights, strict=True):
        np.testing.assert_array_equal(saved.numpy(), own.numpy())


def test_the_same_network_makes_the_same_file(tmp_path):
    network = small_bn()
    for name in ("one.keras", "other.keras"):
        save_packed(network, tmp_path / name)
        time.sleep(1.1)  # what Keras notes is the second
    assert (tmp_path / "one.keras").read_bytes() == (tmp_path / "other.keras").read_bytes()


def test_all_models_stay_within_their_budget():
    assert recipe_folders()
    assert sum(path.stat().st_size for path in MODELS.rglob("*") if path.is_file()) < 25 * MEGABYTE
