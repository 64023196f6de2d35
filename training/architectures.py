"""The networks. Each takes glyphs of 28x28 as they are (0..255) and reads like its description."""

import keras
from keras import layers


def digits(width: int = 1) -> keras.Model:
    """The network that ships: small residual stages, a ten-way softmax and a digitness.

    Two convolutions at 28x28, a residual stage at 14x14, a residual stage at 7x7 (He et al., 2016), the mean
    over the map, dropout, and two outputs: "digit" (n, 10), probabilities, and "digitness" (n, 1) in 0..1.
    """
    glyphs = keras.Input((28, 28, 1), name="glyphs")
    x = layers.Rescaling(1 / 255, name="unit_range")(glyphs)
    x = _convolution(x, 24 * width)
    x = _convolution(x, 24 * width)
    x = layers.MaxPooling2D()(x)
    x = _convolution(x, 64 * width)
    x = _residual(x, 64 * width)
    x = layers.MaxPooling2D()(x)
    x = _convolution(x, 128 * width)
    x = _residual(x, 128 * width)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.25)(x)
    digit = layers.Dense(10, activation="softmax", dtype="float32", name="digit")(x)
    digitness = layers.Dense(1, activation="sigmoid", dtype="float32", name="digitness")(x)
    return keras.Model(glyphs, {"digit": digit, "digitness": digitness}, name="digits")


def _convolution(x, filters: int, activate: bool = True):
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if activate else x


def _residual(x, filters: int):
    branch = _convolution(_convolution(x, filters), filters, activate=False)
    return layers.ReLU()(layers.Add()([x, branch]))
