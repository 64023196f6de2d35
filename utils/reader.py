"""Reads handwriting: strokes, pictures and files in, a Reading out."""

import functools
import math
from collections.abc import Callable, Sequence
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np

from .adapt import Adaptation, Correction, adapted
from .candidates import Box, Layout, Line, layouts_of_strokes, line_of_one
from .canvas import THINNEST_PEN, UnreadableDrawing, check_amount
from .decision import reading_of_boxes
from .engines import Network, Outputs, load_network, said_of
from .glyph import CLASSES, GLYPH_SIDE
from .group_features import group_features
from .grouping import DIGIT, Scorer
from .images import UnreadableImage, grey_of, open_scaled
from .manifest import MODELS, PAGES, REMEDIES, ModelError, checked_scorer_file, load_manifest
from .page_reader import PageReader, glyphs_of_whole, look
from .reading import Digit, Reading, reading_of
from .trajectory_reader import TrajectoryReader
from .weighed_lines import Group, WeighedLine, likeliest_groups

__all__ = ["Digit", "ModelError", "Reader", "Reading", "UnreadableDrawing", "UnreadableImage"]

NEVER = -1e9  # the score of what cannot be
AGAIN = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right]  # moved by so many pixels

Answers = Callable[..., Outputs]  # to glyphs, and to the trajectories of them that were drawn


class Reader:
    """A trained network behind the ways that lead to it."""

    def __init__(
        self,
        network: Network,
        temperature: float,
        sure: float,
        doubtful: float,
        scorer: Scorer | None = None,
        adaptation: Adaptation | None = None,
        pages: PageReader | None = None,
        trajectories: TrajectoryReader | None = None,
    ):
        """Take the network and its calibration.

        Args:
            network: from glyphs to what it says of them.
            temperature: of the ten probabilities.
            sure: the bound from which an answer is called so.
            doubtful: the confidence under which a glyph is looked at again, moved; none if 0.
            scorer: what weighs groups; without it everything is a digit.
            adaptation: how far a correction carries; without it corrections change nothing.
            pages: that finds boxes in pictures; without it no pictures are read.
            trajectories: that reads the way of the pen; without it only glyphs are read.
        """
        self._network = network
        self.adaptation = adaptation
        self._temperature = temperature
        self.sure = sure
        self._doubtful = doubtful
        self._scorer = scorer
        self._pages = pages
        self._trajectories = trajectories

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
        learnt = manifest.get("adaptation")
        adaptation = Adaptation(learnt["reach"], learnt["strength"]) if learnt else None
        weights = _checked_scorer(scorer, network) if scorer else None
        fitted = manifest["temperature"], manifest["sure"], manifest["doubtful"]
        entry = manifest.get("trajectories")
        trajectories = TrajectoryReader.load(folder, entry, engine) if entry else None
        return cls(network, *fitted, weights, adaptation, PageReader.load(folder, engine), trajectories)

    def weighing_by(self, scorer: Scorer) -> "Reader":
        """The same reader, but for what weighs groups."""
        fitted = self._temperature, self.sure, self._doubtful
        return Reader(self._network, *fitted, scorer, self.adaptation, self._pages, self._trajectories)

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
        answers = functools.partial(self._outputs, corrections=corrections)
        return self._readings([self._layouts(strokes, one)], answers)[0]

    def read_drawings(self, drawings: Sequence[Sequence[np.ndarray]], one: bool = False) -> list[Reading]:
        """Read many drawings, all their glyphs through the model together; see `read_strokes`."""
        return self._readings([self._layouts(strokes, one) for strokes in drawings], self.outputs)

    def read_picture(self, picture: np.ndarray, one: bool = False) -> Reading:
        """Read a drawing or a photograph.

        Args:
            picture: (h, w), (h, w, 3) or (h, w, 4) uint8: grey, RGB or RGBA, dark on bright or bright on dark.
            one: everything written is one digit.

        Raises:
            ValueError: not such an array.
        """
        return self.read_many([picture], one)[0]

    def read_file(self, data: bytes, one: bool = False, corrections: Sequence[Correction] = ()) -> Reading:
        """Read an uploaded picture file from its bytes; `corrections` as in `read_strokes`.

        Raises:
            UnreadableImage: the file is no usable picture; the message says why not.
        """
        picture, scale = open_scaled(data)
        return self._readings_of_pictures([picture], one, corrections, scale)[0]

    def read_many(self, pictures: Sequence[np.ndarray], one: bool = True) -> list[Reading]:
        """Read many pictures, all their glyphs through the model together; see `read_picture`."""
        return self._readings_of_pictures(pictures, one)

    def probabilities(self, glyphs: np.ndarray) -> np.ndarray:
        """The calibrated softmax of glyphs; of a doubtful one the mean over where it might stand.

        Args:
            glyphs: (n, 28, 28) uint8, bright on black, as `utils.glyph` makes them.

        Returns:
            (n, 10) float32, rows sum to 1.
        """
        return self._careful(np.asarray(glyphs), self.outputs).digit

    def outputs(self, glyphs: np.ndarray, trajectories: np.ndarray | None = None) -> Outputs:
        """What the networks say of glyphs by one look at each, the probabilities of the ten calibrated.

        Args:
            glyphs: (n, 28, 28) uint8.
            trajectories: (n, 64, 6) uint8 of the strokes that they are drawn with; None where nothing is known of them.
        """
        glyphs = np.asarray(glyphs)
        if glyphs.dtype != np.uint8 or glyphs.ndim != 3 or glyphs.shape[1:] != (28, 28):
            raise ValueError(f"Glyphs are (n, 28, 28) of uint8, not {glyphs.shape} of {glyphs.dtype}.")
        said = said_of(self._network, glyphs)
        if self._trajectories and trajectories is not None:
            return self._trajectories.beside(said, trajectories)
        return said._replace(digit=calibrate(said.digit, self._temperature))

    def _readings_of_pictures(
        self, pictures: Sequence[np.ndarray], one: bool, corrections: Sequence[Correction] = (), enlarged: float = 1.0
    ) -> list[Reading]:
        """Read pictures; `enlarged` is how many times larger the pictures are whose pixels the boxes are in."""
        if not self._pages:
            raise ModelError(f"This reader has no page network, and reads no pictures. {REMEDIES[PAGES]}")
        pages, decision = self._pages, self._pages.decision
        grey = [grey_of(picture) for picture in pictures]
        wholes = [glyphs_of_whole(picture) for picture in grey]
        larger = (picture for picture, whole in zip(grey, wholes, strict=True) if not whole)
        glyph_network = functools.partial(self._outputs, corrections=corrections)
        looked = iter(look(larger, pages.network, pages.box_network, glyph_network, decision.lowest))
        readings = iter(self._readings_of_wholes([whole for whole in wholes if whole], corrections))
        return [
            next(readings) if whole else reading_of_boxes(next(looked), decision, one, enlarged) for whole in wholes
        ]

    def _readings_of_wholes(
        self, wholes: Sequence[list[tuple[np.ndarray, Box]]], corrections: Sequence[Correction]
    ) -> list[Reading]:
        """Read pictures that are one digit: of each the glyphs, with boxes, that may be the only thing drawn."""
        layouts = [[[line_of_one(glyph, box)] for glyph, box in whole] for whole in wholes]
        answers = functools.partial(self._outputs, corrections=corrections)
        drawings = self._groups(layouts, functools.partial(self._careful, answers=answers))
        return [reading_of([self._digit(group, group.outputs.digit) for group in groups]) for groups in drawings]

    def _layouts(self, strokes: Sequence[np.ndarray], one: bool) -> list[Layout]:
        """The layouts of a drawing, its lines levelled as the scorer knows them; none where nothing was drawn."""
        finite = [_finite(stroke) for stroke in check_amount(strokes)]
        uneven = float(self._scorer.uneven) if self._scorer else math.inf
        return layouts_of_strokes([stroke for stroke in finite if len(stroke)], one, uneven)

    def _readings(self, drawings: Sequence[list[Layout]], answers: Answers) -> list[Reading]:
        """Read drawings by what a network says of their glyphs, and says again of digits that are doubtful."""
        chosen = self._groups(drawings, answers)
        doubtful = [group for groups in chosen for group in groups if self._is_doubtful(group)]
        again = iter(_probabilities_again(doubtful, answers))
        return [
            reading_of([self._digit(g, next(again) if self._is_doubtful(g) else g.outputs.digit) for g in groups])
            for groups in chosen
        ]

    def _is_doubtful(self, group: Group) -> bool:
        return group.is_digit and float(group.outputs.digit.max()) < self._doubtful

    def _outputs(
        self, glyphs: np.ndarray, trajectories: np.ndarray | None = None, *, corrections: Sequence[Correction]
    ) -> Outputs:
        """What the networks say of glyphs, with what the same person said of others in mind."""
        outputs = self.outputs(glyphs, trajectories)
        return adapted(outputs, corrections, self.adaptation) if self.adaptation else outputs

    def _careful(self, glyphs: np.ndarray, answers: Answers) -> Outputs:
        """What is said of glyphs of whose strokes nothing is known, of doubtful ones again."""
        outputs = answers(glyphs)
        doubtful = np.flatnonzero(outputs.digit.max(axis=1) < self._doubtful)
        if len(doubtful):
            again = _looked_again(glyphs[doubtful], None, outputs.chosen(doubtful), answers)
            for output, mean in zip(outputs, again, strict=True):
                output[doubtful] = mean
        return outputs

    def _groups(self, drawings: Sequence[list[Layout]], answers: Answers) -> list[list[Group]]:
        """The groups of drawings, each in the likeliest of its layouts, by what is said of their glyphs."""
        layouts = [lines for drawing in drawings for lines in drawing]
        every_line = [(line, len(lines) == 1) for lines in layouts for line in lines]
        if not every_line:
            return [[] for _ in drawings]
        outputs = _said_of_lines([line for line, _ in every_line], answers)
        scores = self._scores(every_line, outputs)
        weighed, start = [], 0
        for line, _ in every_line:
            of_line = slice(start, start := start + len(line.spans))
            weighed.append(WeighedLine.of(line, outputs.chosen(of_line), scores[of_line]))
        next_line = iter(weighed)
        of_drawings = [[list(islice(next_line, len(lines))) for lines in drawing] for drawing in drawings]
        marks_only = float(self._scorer.marks_only) if self._scorer else 0.0
        return [likeliest_groups(lines, marks_only) if lines else [] for lines in of_drawings]

    def _scores(self, lines: list[tuple[Line, bool]], outputs: Outputs) -> np.ndarray:
        """The scores (n, 2) of all groups of lines, each with whether it is alone, as a digit and as a mark."""
        if self._scorer:
            scores = self._scorer.scores(group_features(lines, outputs))
            extents = np.array([max(box[2:]) for line, _ in lines for box in line.boxes])
            scores[extents <= THINNEST_PEN, DIGIT] = NEVER
            return scores
        pieces = np.concatenate([np.diff(line.spans, axis=1)[:, 0] for line, _ in lines])
        as_digit = pieces * np.log(np.maximum(outputs.digit.max(axis=1), 1e-9))
        return np.stack([as_digit, np.full(len(pieces), NEVER)], axis=1)

    def _digit(self, group: Group, probabilities: np.ndarray) -> Digit:
        """What is known of a group with these probabilities, (10,)."""
        confidence = float(probabilities.max())
        return Digit(
            value=int(probabilities.argmax()) if group.is_digit else None,
            probabilities=probabilities,
            confidence=confidence,
            digitness=group.digitness,
            box=group.box,
            glyph=group.glyph,
            line=group.line,
            is_sure=group.is_digit and group.digitness * confidence >= self.sure,
            features=group.outputs.features,
        )


def _checked_scorer(path: Path, network: Network) -> Scorer:
    """The scorer of a file, once it scores a group of what the network says as it should."""
    try:
        scorer = Scorer.load(path)
        glyphs = np.zeros((1, GLYPH_SIDE, GLYPH_SIDE), np.uint8)
        lone = line_of_one(glyphs[0], (0.0, 0.0, 1.0, 1.0))
        scores = scorer.scores(group_features([(lone, True)], network(glyphs)))
    except Exception as error:  # a damaged archive raises whatever it breaks
        raise ModelError(f"{path} weighs no groups: {error}") from error
    weights = [np.asarray(weight) for weight in vars(scorer).values()]
    if scores.shape != (1, 2) or not all(np.isfinite(weight).all() for weight in weights) or not scorer.spread.all():
        raise ModelError(f"{path} weighs no groups: its scores are not two finite numbers.")
    if not scorer.uneven > 0:
        raise ModelError(f"{path} levels no lines: what it takes for uneven is {scorer.uneven}.")
    return scorer


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
    shares: np.ndarray = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _said_of_lines(lines: Sequence[Line], answers: Answers) -> Outputs:
    """What is said of all groups of lines, of those that layouts share but once."""
    glyphs = [glyph for line in lines for glyph in line.glyphs]
    ways = [way for line in lines for way in line.trajectories]
    seen = [glyph.tobytes() + way.tobytes() for glyph, way in zip_longest(glyphs, ways, fillvalue=np.empty(0))]
    numbers: dict[bytes, int] = {}
    places = [numbers.setdefault(key, len(numbers)) for key in seen]
    first = np.unique(places, return_index=True)[1]
    chosen = (np.stack([parts[number] for number in first]) for parts in (glyphs, ways) if parts)
    return answers(*chosen).chosen(places)


def _looked_again(glyphs: np.ndarray, trajectories: np.ndarray | None, once: Outputs, answers: Answers) -> Outputs:
    """The mean of what is said of glyphs over where they might stand: several views are read better than one.

    Krizhevsky et al., 2012, section 4.1.

    Args:
        glyphs: (n, 28, 28) uint8, at least one.
        trajectories: theirs, where they were drawn.
        once: what was said of them where they stand.
        answers: that says more.
    """
    moved = np.concatenate([np.roll(glyphs, step, axis=(1, 2)) for step in AGAIN])
    ways = None if trajectories is None else np.tile(trajectories, (len(AGAIN), 1, 1))
    views = zip(once, answers(moved, ways), strict=True)
    means = (np.concatenate([here, there]).reshape(1 + len(AGAIN), *here.shape).mean(axis=0) for here, there in views)
    return Outputs(*means)


def _probabilities_again(groups: Sequence[Group], answers: Answers) -> np.ndarray:
    """The probabilities (n, 10) of groups by another look at each."""
    if not groups:
        return np.zeros((0, CLASSES), np.float32)
    once = Outputs(*(np.stack(rows) for rows in zip(*(group.outputs for group in groups), strict=True)))
    drawn = [group.trajectory for group in groups if group.trajectory is not None]
    glyphs = np.stack([group.glyph for group in groups])
    return _looked_again(glyphs, np.stack(drawn) if drawn else None, once, answers).digit


def _finite(stroke: np.ndarray) -> np.ndarray:
    points = np.asarray(stroke, np.float64).reshape(-1, 2)
    return points[np.isfinite(points).all(axis=1)]
