"""The networks. Each takes glyphs of 28x28 as they are (0..255) and reads like its description.

`digits` is the one that ships. The others are published ones, reproduced: they have the ten-way softmax alone.
"""

import keras
from keras import layers, regularizers

from utils.glyph import CLASSES


def digits() -> keras.Model:
    """The network that ships: made small enough for one processor core to read some thousand glyphs a second."""
    return reader_network("digits", start=32, widened=128, stage=96)


def boxes() -> keras.Model:
    """The network that looks into the boxes of a picture, at patches of 32x32, otherwise as the one that ships."""
    return reader_network("boxes", start=32, widened=128, stage=96, side=32)


def give_weights(model: keras.Model, known: keras.Model) -> None:
    """Give a network the weights of one that is built alike and as wide or narrower: it answers alike then.

    What the new channels make is of no account at first (Chen et al., 2016, widen by copies of channels instead).
    """
    widened = []
    for fresh, taken in zip(model.get_weights(), known.get_weights(), strict=True):
        if fresh.ndim > 1:
            fresh[..., : taken.shape[-1]] = 0
        fresh[tuple(map(slice, taken.shape))] = taken
        widened.append(fresh)
    model.set_weights(widened)


def quick() -> keras.Model:
    """A smaller residual network for MNIST alone: one wide convolution on every other pixel, two stages, the mean."""
    glyphs = keras.Input((28, 28, 1), name="glyphs")
    x = layers.Rescaling(1 / 255, name="unit_range")(glyphs)
    x = _convolution(x, 24, size=5, stride=2)
    x = _convolution(x, 32)
    x = _residual(x, 32)
    x = _convolution(x, 96, stride=2)
    x = _residual(x, 96)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    digit = layers.Dense(CLASSES, activation="softmax", dtype="float32", name="digit")(x)
    return keras.Model(glyphs, digit, name="quick")


def deep_l2() -> keras.Model:
    """Ten convolutions with kernels from 5x5 down to 2x2, four of them under an L2 penalty."""
    first_blocks = 3 * [
        lambda: layers.Conv2D(32, 5, padding="same", activation="relu"),
        layers.BatchNormalization,
        lambda: layers.Dropout(0.1),
    ]
    return _sequence(
        "deep_l2",
        *(build() for build in first_blocks),
        layers.Conv2D(64, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(2, padding="same"),
        layers.Dropout(0.1),
        layers.Conv2D(128, 2, padding="same", activation="relu", kernel_regularizer=regularizers.L2(0.001)),
        layers.BatchNormalization(),
        layers.MaxPooling2D(2, padding="same"),
        layers.Dropout(0.2),
        layers.Conv2D(128, 2, activation="relu"),
        layers.BatchNormalization(),
        layers.Dropout(0.2),
        layers.Conv2D(256, 2, activation="relu", kernel_regularizer=regularizers.L2(0.001)),
        layers.BatchNormalization(),
        layers.Conv2D(256, 2, activation="relu", kernel_regularizer=regularizers.L2(0.001)),
        layers.BatchNormalization(),
        layers.MaxPooling2D(2, padding="same"),
        layers.Dropout(0.2),
        layers.Conv2D(512, 2, activation="relu", kernel_regularizer=regularizers.L2(0.001)),
        layers.BatchNormalization(),
        layers.Flatten(),
    )


def kaggle_augmented() -> keras.Model:
    """Four blocks of convolution, normalisation, ReLU, pooling and dropout, then a penalised dense layer."""
    blocks = [
        layer
        for filters in (32, 64, 128, 256)
        for layer in (
            layers.Conv2D(filters, 3, padding="same"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.Dropout(0.25),
        )
    ]
    return _sequence(
        "kaggle_augmented",
        *blocks,
        layers.Flatten(),
        layers.Dense(256, activation="relu", kernel_regularizer=regularizers.L2(0.0001)),
        layers.BatchNormalization(),
        layers.Dropout(0.5),
    )


def keras_730k() -> keras.Model:
    """Five convolutions and a dense layer, 730,602 parameters, most of them in the dense one."""
    return _sequence(
        "keras_730k",
        layers.Conv2D(32, 3, activation="relu"),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Dropout(0.25),
        layers.Conv2D(64, 3, padding="same", activation="relu"),
        layers.Conv2D(64, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Dropout(0.25),
        layers.Conv2D(128, 3, padding="same", activation="relu"),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.BatchNormalization(),
        layers.Dropout(0.25),
    )


def simple_cnn() -> keras.Model:
    """Two convolutions and a dense layer, with dropout between."""
    return _sequence(
        "simple_cnn",
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Dropout(0.25),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.5),
    )


def small_bn() -> keras.Model:
    """Two small convolutions and a dense layer, batch-normalised, 57,162 parameters."""
    return _sequence(
        "small_bn",
        layers.Conv2D(16, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(),
        layers.Dropout(0.25),
        layers.Conv2D(32, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.BatchNormalization(),
        layers.Dropout(0.25),
    )


def _sequence(name: str, *between: keras.Layer) -> keras.Model:
    """Layers one after the other, from glyphs to the softmax over ten."""
    glyphs = [keras.Input((28, 28, 1), name="glyphs"), layers.Rescaling(1 / 255, name="unit_range")]
    softmax = layers.Dense(CLASSES, activation="softmax", dtype="float32", name="digit")
    return keras.Sequential([*glyphs, *between, softmax], name=name)


def reader_network(name: str, start: int, widened: int, stage: int, side: int = 28) -> keras.Model:
    """Three outputs, float32: "digit" (n, 10), probabilities of the ten; "kind" (n, 3), probabilities of a whole digit,
    a whole mark and no whole thing; "features" (n, stage), of length 1.

    Two by two pixels become one place of a map of half the side (Shi et al., 2016); a convolution, a residual block
    that widens and narrows around a depthwise one (Sandler et al., 2018), two residual stages at half of that (He et
    al., 2016), the mean over the map, and dropout.
    """
    half = side // 2
    glyphs = keras.Input((side, side, 1), name="glyphs")
    x = layers.Reshape((half, 2, half, 2))(glyphs)
    x = layers.Permute((1, 3, 2, 4))(x)
    x = layers.Reshape((half, half, 4))(x)
    x = _convolution(x, start)
    branch = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    branch = _convolution(branch, widened, size=1)
    branch = _convolution(branch, start, size=1, activate=False)
    x = layers.ReLU()(layers.Add()([x, branch]))
    x = _convolution(x, stage, stride=2, padding="valid")
    x = _residual(x, stage)
    x = _residual(x, stage)
    x = layers.GlobalAveragePooling2D()(x)
    features = layers.UnitNormalization(dtype="float32", name="features")(x)
    x = layers.Dropout(0.15)(x)
    digit = layers.Dense(CLASSES, activation="softmax", dtype="float32", name="digit")(x)
    kind = layers.Dense(3, activation="softmax", dtype="float32", name="kind")(x)
    return keras.Model(glyphs, {"digit": digit, "kind": kind, "features": features}, name=name)


def _convolution(x, filters: int, activate: bool = True, size: int = 3, stride: int = 1, padding: str = "same"):
    x = layers.Conv2D(filters, size, stride, padding, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if activate else x


def _residual(x, filters: int):
    branch = _convolution(_convolution(x, filters), filters, activate=False)
    return layers.ReLU()(layers.Add()([x, branch]))
