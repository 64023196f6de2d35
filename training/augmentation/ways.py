"""Other ways of writing a digit, made by changing real pen strokes, for ways that the data is short of.

Each way takes the strokes of a digit, (n, 2) float arrays of x, y in any unit, y down, and returns new ones,
or None where these strokes do not lend themselves to it.
"""

from collections.abc import Callable

import numpy as np

from training.augmentation.curved_ways import (
    angular_two,
    flat_topped_three,
    looped_two,
    narrow_three,
    shallow_three,
    smooth_five,
)
from training.augmentation.ringed_ways import (
    barred_zero,
    blob_six,
    collapsed_eight,
    dotted_zero,
    lined_eight,
    open_eight,
    open_six,
    open_zero,
    slashed_zero,
)
from training.augmentation.straight_ways import (
    closed_four,
    curved_seven,
    joined_seven,
    lightning_four,
    open_four,
    parted_four,
    plain_seven,
)
from training.augmentation.stroke_geometry import Strokes, height_of
from training.augmentation.tailed_ways import (
    curled_nine,
    flat_ringed_nine,
    looped_nine,
    open_nine,
    round_tailed_nine,
)
from training.augmentation.upright_ways import based_one, flagged_one, footed_one, level_flagged_one, plain_bar

Way = Callable[[Strokes, np.random.Generator], Strokes | None]

WAYS: dict[int, tuple[Way, ...]] = {
    0: (slashed_zero, barred_zero, dotted_zero, open_zero),
    1: (flagged_one, level_flagged_one, footed_one, based_one, plain_bar),
    2: (looped_two, angular_two),
    3: (narrow_three, flat_topped_three, shallow_three),
    4: (open_four, closed_four, lightning_four, parted_four),
    5: (smooth_five,),
    6: (blob_six, open_six),
    7: (curved_seven, plain_seven, joined_seven),
    8: (collapsed_eight, open_eight, lined_eight),
    9: (round_tailed_nine, flat_ringed_nine, curled_nine, looped_nine, open_nine),
}


def write_another_way(label: int, strokes: Strokes, generator: np.random.Generator) -> Strokes | None:
    """Write a digit in one of the ways that the data is short of.

    Args:
        label: the digit.
        strokes: (n, 2) float arrays, y down, in any unit.
        generator: of everything left to chance.

    Returns:
        (n, 2) float32 arrays in the same unit; None where no way of this digit fits the strokes.
    """
    ways = WAYS.get(label, ())
    strokes = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in strokes if len(stroke)]
    if not ways or not strokes or height_of(strokes) <= 0:
        return None
    for way in generator.permutation(len(ways)):
        written = ways[way](strokes, generator)
        if written is not None:
            return [stroke.astype(np.float32) for stroke in written]
    return None
