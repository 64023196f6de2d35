"""What the page network says of every fourth pixel: the channels of its answer."""

from .glyph import CLASSES

STRIDE = 4  # pixels of the picture to one place
UNIT = 16.0  # pixels: sizes are logarithms of so many
DIGIT, MARK, WIDTH, HEIGHT, RIGHT, DOWN, FIRST_VALUE = range(7)  # the classes go on from the last
CHANNELS = FIRST_VALUE + CLASSES
