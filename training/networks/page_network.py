"""The page network: from a grey picture to where digits and marks are, how large, and which digit each would be.

A small convolutional network at four scales with the finest at every fourth pixel, trained as CenterNet is: peaks of a
heat map stand for things (Zhou et al., 2019, Objects as Points), with the focal loss of CornerNet (Law and Deng, 2018).
"""

import keras
import numpy as np
from keras import layers

from utils.places import CHANNELS, DIGIT, MARK

RARE = 0.01  # chance of a thing at a place that the network begins with


def page_network(channels: tuple[int, int, int, int, int] = (8, 16, 40, 72, 24)) -> keras.Model:
    """The network, for pictures whose sides are multiples of 32.

    Args:
        channels: at every second, fourth, eighth and sixteenth pixel, and of the map that is read.

    Returns:
        From (n, h, w, 1) float32 in 0..255 to (n, h / 4, w / 4, 16) float32: scores (logits) of a digit and of a mark
        with its middle there; logarithms of width and height in 16 pixels; how far right and down in the place of
        4 x 4 pixels the middle is, 0..1; scores of the ten digits.
    """
    start, fine, middle, coarse, read = channels
    picture = keras.Input((None, None, 1), name="picture")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="unit_range")(picture)
    x = _convolution(x, start, stride=2)
    a = _residual(_convolution(x, fine, stride=2), fine)
    b = _residual(_residual(_convolution(a, middle, stride=2), middle), middle)
    c = _residual(_residual(_convolution(b, coarse, stride=2), coarse), coarse)
    d = _residual(_convolution(c, coarse, stride=2), coarse)
    c = _convolution(layers.Add()([c, _twice(d)]), coarse)
    b = _convolution(layers.Add()([b, _twice(_convolution(c, middle, size=1))]), middle)
    b = _residual(b, middle)
    a = layers.Add()([_convolution(a, read, size=1), _twice(_convolution(b, read, size=1))])
    a = _convolution(a, read)
    bias = np.zeros(CHANNELS, np.float32)
    bias[[DIGIT, MARK]] = np.log(RARE / (1 - RARE))
    start = keras.initializers.Constant(bias)
    # The optimizer knows the last layer by its name: it has no matrix to make orthogonal.
    heads = layers.Conv2D(CHANNELS, 1, bias_initializer=start, dtype="float32", name="digits_and_marks")(a)
    return keras.Model(picture, heads, name="pages")


def _twice(x):
    return layers.UpSampling2D(2, interpolation="nearest")(x)


def _convolution(x, filters: int, size: int = 3, stride: int = 1, activate: bool = True):
    if stride > 1:  # engines do not agree on what "same" pads then
        x = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    x = layers.Conv2D(filters, size, stride, "valid" if stride > 1 else "same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.97)(x)
    return layers.ReLU()(x) if activate else x


def _residual(x, filters: int):
    branch = _convolution(_convolution(x, filters), filters, activate=False)
    return layers.ReLU()(layers.Add()([x, branch]))
