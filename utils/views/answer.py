"""What was read, as HTML: the answer, how sure it is, ten probabilities and what the model saw."""

import numpy as np

from utils.glyph import CLASSES
from utils.reader import Digit, Reading
from utils.views.boxes import drawing_url
from utils.views.markup import fill
from utils.views.words import is_mark, percent, sentence, sentence_of_number

CHOICES = [str(digit) for digit in range(CLASSES)]  # what a digit can be corrected to


def invitation() -> str:
    """What stands in the answer's place before anything is drawn."""
    return fill("answer", "waiting")


def of_drawing(reading: Reading, strokes: list[np.ndarray], right: str | None = None) -> str:
    """The whole answer to a drawing: of one digit all that is known, of several each with its box.

    Args:
        reading: what was read from the strokes.
        strokes: (n, 2) float arrays, canvas pixels.
        right: what the person says it is; None where nothing was said.
    """
    if right:
        said = f"Noted: {right}", f"It was {_read_as(reading)}."
    else:
        said = sentence_of_number(reading) if len(reading.digits) > 1 else sentence(reading.digits[0])
    boxes = drawing_url(reading, strokes)
    return fill("answer", "drawing", reading=reading, boxes=boxes, sentence=said, right=right or "")


def head(digit: Digit) -> str:
    """The answer to one digit, large, and how sure it is."""
    return fill("answer", "head", digit=digit, sentence=sentence(digit), right="")


def of_opened(digit: Digit, whole: str) -> str:
    """All that is known of one digit of a number, of which `whole` is the URL of a picture with the boxes."""
    return fill("answer", "opened", digit=digit, boxes=whole, sentence=sentence(digit))


def _read_as(reading: Reading) -> str:
    if len(reading.digits) > 1:
        return "read as " + (reading.text.replace("\n", " ") or "no digit")
    digit = reading.digits[0]
    return "taken for no digit" if is_mark(digit) else f"read as {digit.value}, {percent(digit.confidence)}"
