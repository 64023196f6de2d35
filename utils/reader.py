"""Reads handwriting: strokes, pictures and files in, a Reading out."""

import math
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .adapt import Adaptation, Correction, adapted
from .candidates import Guess, Line, guesses_of_picture, layouts_of_strokes
from .canvas import UnreadableDrawing, check_amount
from .engines import Network, Outputs, load_network
from .grouping import DIGIT, Scorer, Weighed, glyph_features, place_features, weigh
from .images import UnreadableImage, open_scaled
from .manifest import MODELS, ModelError, checked_scorer_file, load_manifest
from .reading import Digit, Reading, reading_of, same_place

__all__ = ["Digit", "ModelError", "Reader", "Reading", "UnreadableDrawing", "UnreadableImage"]

MOST_GLYPHS_AT_ONCE = 256
NEVER = -1e9  # the score of what cannot be


class Reader:
    """A trained network behind the ways that lead to it."""

    def __init__(
        self,
        network: Network,
        temperature: float,
        sure: float,
        scorer: Scorer | None = None,
        adaptation: Adaptation | None = None,
    ):
        """Take the network and its calibration.

        Args:
            network: from glyphs to what it says of them.
            temperature: of the ten probabilities.
            sure: the bound from which an answer is called so.
            scorer: what weighs groups; without it everything is a digit.
            adaptation: how far a correction carries; without it corrections change nothing.
        """
        self._network = network
        self.adaptation = adaptation
        self._temperature = temperature
        self.sure = sure
        self._scorer = scorer

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
        scorer = checked_scorer_file(manifest, folder)
        network = load_network(folder, manifest, engine)
        adaptation = _checked_adaptation(manifest["adaptation"], folder) if manifest.get("adaptation") else None
        weights = _checked_scorer(scorer, network) if scorer else None
        return cls(network, manifest["temperature"], manifest["sure"], weights, adaptation)

    def weighing_by(self, scorer: Scorer) -> "Reader":
        """The same reader, but for what weighs groups."""
        return Reader(self._network, self._temperature, self.sure, scorer, self.adaptation)

    def read_strokes(
        self, strokes: Sequence[np.ndarray], one: bool = False, corrections: Sequence[Correction] = ()
    ) -> Reading:
        """Read what was drawn.

        Args:
            strokes: (n, 2) float arrays of x, y in canvas pixels, y down; one point alone is a dot.
            one: everything drawn is one digit.
            corrections: what the same person said of other digits.

        Raises:
            UnreadableDrawing: more strokes or points than anybody draws.
        """
        return self._readings([_guesses_of_drawing(strokes, one)], corrections)[0]

    def read_drawings(self, drawings: Sequence[Sequence[np.ndarray]], one: bool = False) -> list[Reading]:
        """Read many drawings, all their glyphs through the model together; see `read_strokes`."""
        return self._readings([_guesses_of_drawing(strokes, one) for strokes in drawings])

    def read_picture(self, picture: np.ndarray, one: bool = False) -> Reading:
        """Read a drawing or a photograph.

        Args:
            picture: (h, w), (h, w, 3) or (h, w, 4) uint8: grey, RGB or RGBA, dark on bright or bright on dark.
            one: everything written is one digit.

        Raises:
            ValueError: not such an array; an `UnreadableImage` where there is too much in it.
        """
        return self.read_many([picture], one)[0]

    def read_file(self, data: bytes, one: bool = False, corrections: Sequence[Correction] = ()) -> Reading:
        """Read an uploaded picture file from its bytes; `corrections` as in `read_strokes`.

        Raises:
            UnreadableImage: the file is no usable picture; the message says why not.
        """
        picture, scale = open_scaled(data)
        return self._readings([guesses_of_picture(picture, one, scale)], corrections)[0]

    def read_many(self, pictures: Sequence[np.ndarray], one: bool = True) -> list[Reading]:
        """Read many pictures, all their glyphs through the model together; see `read_picture`."""
        return self._readings([guesses_of_picture(picture, one) for picture in pictures])

    def probabilities(self, glyphs: np.ndarray) -> np.ndarray:
        """The calibrated softmax of glyphs.

        Args:
            glyphs: (n, 28, 28) uint8, bright on black, as `utils.glyph` makes them.

        Returns:
            (n, 10) float32, rows sum to 1.
        """
        return self.outputs(glyphs).digit

    def outputs(self, glyphs: np.ndarray) -> Outputs:
        """What the network says of glyphs, the probabilities of the ten calibrated.

        Args:
            glyphs: (n, 28, 28) uint8.
        """
        glyphs = np.asarray(glyphs)
        if glyphs.dtype != np.uint8 or glyphs.ndim != 3 or glyphs.shape[1:] != (28, 28):
            raise ValueError(f"Glyphs are (n, 28, 28) of uint8, not {glyphs.shape} of {glyphs.dtype}.")
        if not len(glyphs):  # which OpenCV cannot take
            return Outputs(*(output[:0] for output in self.outputs(np.zeros((1, 28, 28), np.uint8))))
        starts = range(0, len(glyphs), MOST_GLYPHS_AT_ONCE)
        parts = [self._network(glyphs[start : start + MOST_GLYPHS_AT_ONCE]) for start in starts]
        digit, kind, features = (np.concatenate(part) for part in zip(*parts, strict=True))
        return Outputs(calibrate(digit, self._temperature), kind, features)

    def _readings(self, pages: list[list[Guess]], corrections: Sequence[Correction] = ()) -> list[Reading]:
        """Read pages, each by the guess at its ink in which the digits are surest, in the likeliest of its layouts."""
        layouts = [lines for guesses in pages for guess in guesses for lines in guess]
        glyphs = [glyph for lines in layouts for line in lines for glyph in line.glyphs]
        if not glyphs:
            return [Reading("", ()) for _ in pages]
        numbers: dict[bytes, int] = {}  # layouts share many glyphs
        places = [numbers.setdefault(glyph.tobytes(), len(numbers)) for glyph in glyphs]
        outputs = self.outputs(np.frombuffer(b"".join(numbers), np.uint8).reshape(-1, 28, 28))
        if self.adaptation:
            outputs = adapted(outputs, corrections, self.adaptation)
        every_line = [(line, len(lines) == 1) for lines in layouts for line in lines]
        outputs = Outputs(*(output[places] for output in outputs))
        scores = self._scores(every_line, outputs)
        weighed, start = [], 0
        for line, _ in every_line:
            of_line = slice(start, start := start + len(line.spans))
            own = Outputs(outputs.digit[of_line], outputs.kind[of_line], outputs.features[of_line])
            weighed.append(_WeighedLine(line, own, weigh(len(line.pieces), line.spans, scores[of_line])))
        next_line = iter(weighed)
        readings = []
        for guesses in pages:
            read = [self._likeliest([list(islice(next_line, len(lines))) for lines in guess]) for guess in guesses]
            readings.append(max(read, key=_sureness, default=Reading("", ())))
        return readings

    def _scores(self, lines: list[tuple[Line, bool]], outputs: Outputs) -> np.ndarray:
        """The scores (n, 2) of all groups of lines, each with whether it is alone, as a digit and as a mark."""
        if self._scorer:
            places = [place_features(line.pieces, line.touching, line.spans, alone) for line, alone in lines]
            features = np.concatenate([glyph_features(outputs), np.concatenate(places)], axis=1)
            scores = self._scorer.scores(features)
            extents = np.array([max(box[2:]) for line, _ in lines for box in line.boxes])
            scores[extents <= 1, DIGIT] = NEVER  # nobody writes a digit within one pixel
            return scores
        pieces = np.concatenate([np.diff(line.spans, axis=1)[:, 0] for line, _ in lines])
        as_digit = pieces * np.log(np.maximum(outputs.digit.max(axis=1), 1e-9))
        return np.stack([as_digit, np.full(len(pieces), NEVER)], axis=1)

    def _likeliest(self, layouts: list[list["_WeighedLine"]]) -> Reading:
        """The reading in the best grouping of all layouts."""
        best = max(layouts, key=lambda lines: sum(line.weighed.most for line in lines))
        others = [(share, lines) for share, lines in zip(_shares(layouts), layouts, strict=True) if lines is not best]
        share_of_best = 1 - sum(share for share, _ in others)
        digits = []
        for number, chosen in enumerate(best):
            for span, label in chosen.weighed.best:
                digitness = share_of_best * float(chosen.weighed.chances[span, DIGIT])
                digitness += sum(share * max(line.chance_of(chosen, span) for line in lines) for share, lines in others)
                digits.append(self._digit(chosen, span, label == DIGIT, min(digitness, 1.0), number))
        return reading_of(digits)

    def _digit(self, found: "_WeighedLine", span: int, is_digit: bool, digitness: float, line: int) -> Digit:
        probabilities, features = found.outputs.digit[span], found.outputs.features[span]
        confidence = float(probabilities.max())
        return Digit(
            value=int(probabilities.argmax()) if is_digit else None,
            probabilities=probabilities,
            confidence=confidence,
            digitness=digitness,
            box=found.line.boxes[span],
            glyph=found.line.glyphs[span],
            line=line,
            is_sure=is_digit and digitness * confidence >= self.sure,
            features=features,
        )


class _WeighedLine(NamedTuple):
    """A line with what the network says of its glyphs and the weight of its groupings."""

    line: Line
    outputs: Outputs
    weighed: Weighed

    def chance_of(self, other: "_WeighedLine", span: int) -> float:
        """How likely it is that the digit of another line's group stands in the same place in this line."""
        value, box = other.outputs.digit[span].argmax(), other.line.boxes[span]
        there = [
            chance
            for chance, own, around in zip(
                self.weighed.chances[:, DIGIT], self.outputs.digit, self.line.boxes, strict=True
            )
            if own.argmax() == value and same_place(box, around)
        ]
        return float(max(there, default=0.0))


def _sureness(reading: Reading) -> float:
    """The mean over all that was read of how likely it is a digit and the one it is read as."""
    return float(np.mean([digit.sureness for digit in reading.digits]))


def _shares(layouts: list[list[_WeighedLine]]) -> list[float]:
    """How likely each layout is among all."""
    if len(layouts) == 1:
        return [1.0]
    sums = np.array([sum(line.weighed.log_sum for line in lines) for lines in layouts])
    return np.exp(sums - np.logaddexp.reduce(sums)).tolist()


def _checked_scorer(path: Path, network: Network) -> Scorer:
    """The scorer of a file, once it scores a group of what the network says as it should."""
    try:
        scorer = Scorer.load(path)
        glyph = glyph_features(network(np.zeros((1, 28, 28), np.uint8)))
        place = place_features(np.array([[0.0, 0, 1, 1]]), np.zeros((1, 1), bool), [(0, 1)], True)
        scores = scorer.scores(np.concatenate([glyph, place], axis=1))
    except Exception as error:  # a damaged archive raises whatever it breaks
        raise ModelError(f"{path} weighs no groups: {error}") from error
    weights = [np.asarray(weight) for weight in vars(scorer).values()]
    if scores.shape != (1, 2) or not all(np.isfinite(weight).all() for weight in weights) or not scorer.spread.all():
        raise ModelError(f"{path} weighs no groups: its scores are not two finite numbers.")
    return scorer


def _checked_adaptation(entry: Any, folder: Path) -> Adaptation:
    try:
        adaptation = Adaptation(**{key: float(value) for key, value in entry.items()})
    except (AttributeError, TypeError, ValueError) as error:
        raise ModelError(f"The manifest in {folder} has no usable 'adaptation': {error}") from error
    if not (-1 <= adaptation.reach < 1 and 0 <= adaptation.strength < math.inf):
        raise ModelError(f"The manifest in {folder} has no usable 'adaptation'.")
    return adaptation


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


def _guesses_of_drawing(strokes: Sequence[np.ndarray], one: bool) -> list[Guess]:
    """The one guess at the ink of a drawing, where a picture has several; none where nothing was drawn."""
    finite = [_finite(stroke) for stroke in check_amount(strokes)]
    layouts = layouts_of_strokes([stroke for stroke in finite if len(stroke)], one)
    return [layouts] if layouts else []


def _finite(stroke: np.ndarray) -> np.ndarray:
    points = np.asarray(stroke, np.float64).reshape(-1, 2)
    return points[np.isfinite(points).all(axis=1)]
