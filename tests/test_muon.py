"""Muon turns kernels of convolutions, and leaves biases and the softmax to AdamW."""

import keras
import numpy as np

from training.networks.muon import ConvolutionMuon


def stepped(shape, path="kernel", optimizer=None):
    """The first step that a random gradient makes on a variable of zeros, and the gradient."""
    optimizer = optimizer or ConvolutionMuon(0.1, weight_decay=0.0, adam_weight_decay=0.0)
    gradient = np.random.default_rng(0).normal(size=shape).astype(np.float32) ** 3
    variable = keras.Variable(np.zeros(shape, np.float32), name=path)
    optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
    return keras.ops.convert_to_numpy(variable), gradient


def test_a_kernels_step_goes_as_far_in_every_direction():
    step, gradient = stepped((3, 3, 8, 16))
    before, after = (np.linalg.svd(array.reshape(72, 16), compute_uv=False) for array in (gradient, step))
    assert before.max() / before.min() > 3
    assert after.max() / after.min() < 2
    assert (step * gradient).sum() < 0


def test_a_bias_the_softmaxes_and_depthwise_kernels_step_as_adamw_does():
    shapes = {"bias": (16,), "digit_kernel": (16, 10), "kind_kernel": (16, 3), "depthwise_kernel": (3, 3, 16, 1)}
    for path, shape in shapes.items():
        by_adamw, _ = stepped(shape, path, keras.optimizers.AdamW(0.1, weight_decay=0.0))
        np.testing.assert_allclose(stepped(shape, path)[0], by_adamw, rtol=1e-4)
