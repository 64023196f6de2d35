"""The network that reads the way of the pen: convolutions along it."""

import keras
from keras import layers

from utils.glyph import CLASSES
from utils.trajectory import CHANNELS, POINTS

REACH = 5  # points that a convolution sees
START, MIDDLE, END = 24, 36, 48  # channels, at all points, every other and every fourth
PLACES = 12  # channels whose places along the way count


def trajectories() -> keras.Model:
    """From (64, 6, 1) in 0..255, as `utils.trajectory` makes them, to the three outputs of the networks of glyphs."""
    ways = keras.Input((POINTS, CHANNELS, 1), name="trajectories")
    x = layers.Rescaling(1 / 127.5, -1)(ways)
    x = layers.Reshape((POINTS, 1, CHANNELS))(x)
    x = _along(_along(x, START), START)
    x = _residual(_along(x, MIDDLE, stride=2), MIDDLE)
    x = _residual(_along(x, END, stride=2), END)
    places = layers.Flatten()(_along(x, PLACES, reach=1))
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(x), places])
    x = layers.Dropout(0.3)(x)
    x = layers.Dense(64, use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    features = layers.UnitNormalization(dtype="float32", name="features")(x)
    digit = layers.Dense(CLASSES, activation="softmax", dtype="float32", name="digit")(x)
    kind = layers.Dense(3, activation="softmax", dtype="float32", name="kind")(x)
    return keras.Model(ways, {"digit": digit, "kind": kind, "features": features}, name="trajectories")


def _along(x, filters: int, reach: int = REACH, stride: int = 1, activate: bool = True):
    x = layers.Conv2D(filters, (reach, 1), (stride, 1), padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if activate else x


def _residual(x, filters: int):
    branch = _along(_along(x, filters), filters, activate=False)
    return layers.ReLU()(layers.Add()([x, branch]))
