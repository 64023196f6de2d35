"""Reads handwriting: strokes, pictures and files in, a Reading out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from utils.candidates import Box, Line, layouts_of_picture, layouts_of_strokes
from utils.canvas import UnreadableDrawing, check_amount
from utils.engines import Network, load_network
from utils.grouping import best_spans, worths_of
from utils.images import UnreadableImage, open_scaled
from utils.manifest import MODELS, ModelError, load_manifest

__all__ = ["Digit", "ModelError", "Reader", "Reading", "UnreadableDrawing", "UnreadableImage"]

MOST_GLYPHS_AT_ONCE = 256
SURE = 0.9  # confidence from which an answer counts as sure


@dataclass(frozen=True, eq=False)
class Digit:
    """One digit as it was read.

    Attributes:
        value: 0..9, or None where it is taken for no digit.
        probabilities: (10,) float32, calibrated, sum 1.
        confidence: the highest of them.
        digitness: how sure it is that this is a digit at all, 0..1.
        box: x, y, width, height in the pixels of what was given.
        glyph: (28, 28) uint8, what the model saw.
        line: the number of its line of text, from 0.
    """

    value: int | None
    probabilities: np.ndarray
    confidence: float
    digitness: float
    box: Box
    glyph: np.ndarray
    line: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether it is a digit, and which one is hardly in doubt."""
        return self.value is not None and self.confidence >= SURE


@dataclass(frozen=True)
class Reading:
    """What was read: the text, lines joined by a line break, and its digits in reading order."""

    text: str
    digits: tuple[Digit, ...]


class Reader:
    """A trained network behind the ways that lead to it."""

    def __init__(self, network: Network, temperature: float, digitness_threshold: float):
        self._network = network
        self._temperature = temperature
        self._digitness_threshold = digitness_threshold

    @classmethod
    def load(cls, folder: Path = MODELS, engine: str | None = None) -> "Reader":
        """Check the model's files against their manifest and load it.

        Args:
            folder: of the model.
            engine: "opencv" or "keras"; None for what the environment variable `DIGITS_ENGINE` says, else "opencv".

        Raises:
            ModelError: a file is missing or altered; the message names it and says what to do.
        """
        manifest = load_manifest(folder)
        network = load_network(folder, manifest, engine)
        return cls(network, manifest["temperature"], manifest["digitness_threshold"])

    def read_strokes(self, strokes: Sequence[np.ndarray], one: bool = False) -> Reading:
        """Read what was drawn.

        Args:
            strokes: (n, 2) float arrays of x, y in canvas pixels, y down; one point alone is a dot.
            one: everything drawn is one digit.

        Raises:
            UnreadableDrawing: more strokes or points than anybody draws.
        """
        strokes = [_finite(stroke) for stroke in check_amount(strokes)]
        return self._readings([layouts_of_strokes([stroke for stroke in strokes if len(stroke)], one)])[0]

    def read_picture(self, picture: np.ndarray, one: bool = False) -> Reading:
        """Read a drawing or a photograph.

        Args:
            picture: (h, w), (h, w, 3) or (h, w, 4) uint8: grey, RGB or RGBA, dark on bright or bright on dark.
            one: everything written is one digit.

        Raises:
            ValueError: not such an array; an `UnreadableImage` where there is too much in it.
        """
        return self.read_many([picture], one)[0]

    def read_file(self, data: bytes, one: bool = False) -> Reading:
        """Read an uploaded picture file from its bytes.

        Raises:
            UnreadableImage: the file is no usable picture; the message says why not.
        """
        picture, scale = open_scaled(data)
        return self._readings([layouts_of_picture(picture, one, scale)])[0]

    def read_many(self, pictures: Sequence[np.ndarray], one: bool = True) -> list[Reading]:
        """Read many pictures, all their glyphs through the model together; see `read_picture`."""
        return self._readings([layouts_of_picture(picture, one) for picture in pictures])

    def probabilities(self, glyphs: np.ndarray) -> np.ndarray:
        """The calibrated softmax of glyphs.

        Args:
            glyphs: (n, 28, 28) uint8, bright on black, as `utils.glyph` makes them.

        Returns:
            (n, 10) float32, rows sum to 1.
        """
        return self.outputs(glyphs)[0]

    def outputs(self, glyphs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The calibrated softmax of glyphs and how sure it is that each is a digit.

        Args:
            glyphs: (n, 28, 28) uint8.

        Returns:
            (n, 10) float32, rows sum to 1; and (n,) float32 in 0..1.
        """
        glyphs = np.asarray(glyphs)
        if glyphs.dtype != np.uint8 or glyphs.ndim != 3 or glyphs.shape[1:] != (28, 28):
            raise ValueError(f"Glyphs are (n, 28, 28) of uint8, not {glyphs.shape} of {glyphs.dtype}.")
        probabilities, digitness = [np.zeros((0, 10), np.float32)], [np.zeros(0, np.float32)]
        for start in range(0, len(glyphs), MOST_GLYPHS_AT_ONCE):
            softmax, sureness = self._network(glyphs[start : start + MOST_GLYPHS_AT_ONCE])
            probabilities.append(calibrate(softmax, self._temperature))
            digitness.append(sureness)
        return np.concatenate(probabilities), np.concatenate(digitness)

    def _readings(self, pages: list[list[list[Line]]]) -> list[Reading]:
        """Read pages, each in whichever of its layouts is worth most."""
        glyphs = [glyph for layouts in pages for lines in layouts for line in lines for glyph in line.glyphs]
        if not glyphs:
            return [Reading("", ()) for _ in pages]
        numbers: dict[bytes, int] = {}  # layouts share many glyphs
        places = [numbers.setdefault(glyph.tobytes(), len(numbers)) for glyph in glyphs]
        probabilities, digitness = self.outputs(np.frombuffer(b"".join(numbers), np.uint8).reshape(-1, 28, 28))
        outputs = zip(probabilities[places], digitness[places], strict=True)
        readings = []
        for layouts in pages:
            best, most = Reading("", ()), -np.inf
            for lines in layouts:
                read = [
                    self._digits(line, number, list(islice(outputs, len(line.glyphs))))
                    for number, line in enumerate(lines)
                ]
                worth = sum(worth for _, worth in read)
                if worth > most:
                    best, most = _reading([digit for digits, _ in read for digit in digits]), worth
            readings.append(best)
        return readings

    def _digits(self, line: Line, number: int, outputs: list[tuple[np.ndarray, float]]) -> tuple[list[Digit], float]:
        """The digits of a line in the grouping that is worth most, and what it is worth."""
        worths = worths_of(*np.array([(digitness, probabilities.max()) for probabilities, digitness in outputs]).T)
        chosen, worth = best_spans(line.pieces, line.spans, worths)
        digits = []
        for span in chosen:
            probabilities, digitness = outputs[span]
            value = int(probabilities.argmax()) if digitness >= self._digitness_threshold else None
            confidence, glyph, box = float(probabilities.max()), line.glyphs[span], line.boxes[span]
            digits.append(Digit(value, probabilities, confidence, float(digitness), box, glyph, number))
        return digits, worth


def calibrate(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Soften or sharpen softmax outputs by a temperature (Guo et al., 2017).

    Args:
        probabilities: (n, 10), rows sum to 1.
        temperature: above 1 makes them less sure.

    Returns:
        (n, 10) float32, rows sum to 1.
    """
    logits = np.log(np.maximum(np.asarray(probabilities, np.float64), 1e-30)) / temperature
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)


def _reading(digits: list[Digit]) -> Reading:
    lines: dict[int, str] = {}
    for digit in digits:
        if digit.value is not None:
            lines[digit.line] = lines.get(digit.line, "") + str(digit.value)
    return Reading("\n".join(lines.values()), tuple(digits))


def _finite(stroke: np.ndarray) -> np.ndarray:
    points = np.asarray(stroke, np.float64).reshape(-1, 2)
    return points[np.isfinite(points).all(axis=1)]
