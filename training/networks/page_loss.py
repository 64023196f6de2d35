"""How far off the page network is."""

import keras
from keras import ops

from training.pages.targets import COUNTS, HEAT, HEAT_OF_MARKS, NEAR, OF_DOWN, OF_HEIGHT, OF_RIGHT, OF_WIDTH, VALUE
from utils.places import DIGIT, DOWN, FIRST_VALUE, HEIGHT, MARK, RIGHT, WIDTH

FALSE_ALARMS, MISSES = 4, 2  # powers of the focal loss (Law and Deng, 2018)


@keras.saving.register_keras_serializable(package="digits")
def page_loss(targets, places):
    """How far off the network is: heat maps by the focal loss, sizes and middles by distance, digits by cross-entropy.

    Args:
        targets: (n, 32, 32, 9), as `targets_of` makes them.
        places: (n, 32, 32, 16), as the network says.
    """
    heat, score = targets[..., HEAT : HEAT_OF_MARKS + 1], places[..., DIGIT : MARK + 1]
    chance = ops.sigmoid(score)
    is_peak = ops.cast(heat > 0.999, "float32")
    missed = is_peak * (1 - chance) ** MISSES * ops.softplus(-score)
    alarms = (1 - is_peak) * (1 - heat) ** FALSE_ALARMS * chance**MISSES * ops.softplus(score)
    counted = (missed + alarms) * targets[..., COUNTS : COUNTS + 1]
    # Digits and marks each by their own number: marks are rarer, and no less to be learnt.
    focal = ops.sum(ops.sum(counted, axis=(0, 1, 2)) / (ops.sum(is_peak, axis=(0, 1, 2)) + 1))
    near = targets[..., NEAR]
    nears = ops.sum(near) + 1
    sizes = ops.sum(ops.abs(targets[..., OF_WIDTH : OF_HEIGHT + 1] - places[..., WIDTH : HEIGHT + 1]), axis=-1)
    middles = ops.sum(ops.abs(targets[..., OF_RIGHT : OF_DOWN + 1] - places[..., RIGHT : DOWN + 1]), axis=-1)
    distance = ops.sum((sizes + 0.5 * middles) * near) / nears
    value = targets[..., VALUE]
    is_digit = ops.cast(value >= 0, "float32")
    entropy = keras.losses.sparse_categorical_crossentropy(
        ops.cast(ops.maximum(value, 0), "int32"), places[..., FIRST_VALUE:], from_logits=True
    )
    return focal + distance + ops.sum(entropy * is_digit) / (ops.sum(is_digit) + 1)
