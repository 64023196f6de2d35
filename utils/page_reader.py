"""Reads a picture by the page network: boxes, the ink in each, the glyph network, and one decision for all of it."""

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from utils.box_ink import ink_in
from utils.engines import Outputs
from utils.finder import Found, PageNetwork, find
from utils.glyph import GLYPH_SIDE, fit_to_mnist, widen_thin_strokes
from utils.manifest import MODELS, ModelError
from utils.reading import Digit, Reading, reading_of
from utils.text_lines import text_lines

GlyphNetwork = Callable[[np.ndarray], Outputs]  # calibrated, as `Reader.outputs`
PAGES = "pages.json"
REMEDY = "Restore it with `git checkout -- models`, or train it again: `python -m training train --recipe pages`."
LEAST = 1e-4  # chance: below it all are the same


@dataclass(frozen=True)
class Decision:
    """How what the two networks say becomes one answer; fitted on synthetic pages to validate with.

    Attributes:
        lowest: chance of a digit or mark in the page network's heat map from which a box is looked at.
        weights: (features + 1,) of a logistic regression, the bias last: whether a box is around a digit.
        page, glyph: powers of the two networks' probabilities of the ten in their product.
        taken: digitness from which a box is a digit.
        marked: chance of a mark from which what is no digit is one.
        sure: digitness times confidence from which an answer is called sure.
    """

    lowest: float
    weights: tuple[float, ...]
    page: float
    glyph: float
    taken: float
    marked: float
    sure: float


@dataclass(frozen=True)
class Looked:
    """What both networks say of the boxes of a picture.

    Attributes:
        found: the boxes.
        glyphs: (n, 28, 28) uint8, the ink in each.
        outputs: of the glyph network.
    """

    found: Found
    glyphs: np.ndarray
    outputs: Outputs


def look(picture: np.ndarray, network: PageNetwork, glyph_network: GlyphNetwork, lowest: float) -> Looked:
    """Find boxes in a picture, (h, w) uint8 grey, and look into each."""
    found = find(network, picture, lowest)
    glyphs = [fit_to_mnist(widen_thin_strokes(ink_in(picture, box))) for box in found.boxes]
    glyphs = np.stack(glyphs) if glyphs else np.zeros((0, GLYPH_SIDE, GLYPH_SIDE), np.uint8)
    return Looked(found, glyphs, glyph_network(glyphs))


def features_of(looked: Looked) -> np.ndarray:
    """What says of each box whether it is around a digit, (n, 7) float64."""
    found, outputs = looked.found, looked.outputs
    by_page, by_glyph = softmax(found.values), outputs.digit
    columns = [
        _logit(found.digit),
        _logit(found.mark),
        np.log(np.maximum(outputs.kind[:, 0], LEAST)),
        np.log(np.maximum(outputs.kind[:, 1], LEAST)),
        np.log(np.maximum((by_page * by_glyph).sum(axis=1), LEAST)),
        np.log(np.maximum(by_page.max(axis=1), LEAST)),
        np.log(np.maximum(by_glyph.max(axis=1), LEAST)),
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def digitness_of(features: np.ndarray, decision: Decision) -> np.ndarray:
    """The chance (n,) that each box is around a digit."""
    weights = np.array(decision.weights)
    return 1 / (1 + np.exp(-(features @ weights[:-1] + weights[-1])))


def probabilities_of(looked: Looked, decision: Decision) -> np.ndarray:
    """The probabilities (n, 10) of the ten by both networks, float32."""
    by_page = np.log(np.maximum(softmax(looked.found.values), LEAST))
    by_glyph = np.log(np.maximum(looked.outputs.digit, LEAST))
    return softmax(decision.page * by_page + decision.glyph * by_glyph)


def reading_of_boxes(looked: Looked, decision: Decision, one: bool = False) -> Reading:
    """The reading of a picture whose boxes were looked into.

    Args:
        one: everything written is one digit: the likeliest box alone.
    """
    if not len(looked.glyphs):
        return Reading("", ())
    digitness, probabilities = digitness_of(features_of(looked), decision), probabilities_of(looked, decision)
    is_digit = digitness >= decision.taken
    if one:
        kept = np.array([int(digitness.argmax())])
        is_digit = np.arange(len(digitness)) == kept
    else:
        kept = np.flatnonzero(is_digit | (looked.found.mark >= decision.marked))
    digits = []
    for number, line in enumerate(text_lines(looked.found.boxes[kept])):
        for place in kept[line]:
            confidence = float(probabilities[place].max())
            digits.append(
                Digit(
                    value=int(probabilities[place].argmax()) if is_digit[place] else None,
                    probabilities=probabilities[place],
                    confidence=confidence,
                    digitness=float(digitness[place]),
                    box=tuple(float(side) for side in looked.found.boxes[place]),
                    glyph=looked.glyphs[place],
                    line=number,
                    is_sure=bool(is_digit[place] and digitness[place] * confidence >= decision.sure),
                    features=looked.outputs.features[place],
                )
            )
    return reading_of(digits)


class PageReader:
    """The page network with the decision that was fitted for it."""

    def __init__(self, network: PageNetwork, decision: Decision):
        self.network, self.decision = network, decision

    @classmethod
    def load(cls, folder: Path = MODELS) -> "PageReader":
        """Check the page network's file against its manifest and load it.

        Raises:
            ModelError: a file is missing or altered; the message names it and says what to do.
        """
        path = folder / PAGES
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            return cls(load_page_network(checked_file(manifest, folder)), decision_of(manifest))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"{path} is missing or cannot be used ({error}). {REMEDY}") from error

    def read(self, picture: np.ndarray, glyph_network: GlyphNetwork, one: bool = False) -> Reading:
        """Read a picture, (h, w), (h, w, 3) or (h, w, 4) uint8: grey, RGB or RGBA."""
        looked = look(grey_of(picture), self.network, glyph_network, self.decision.lowest)
        return reading_of_boxes(looked, self.decision, one)


def checked_file(manifest: dict[str, Any], folder: Path) -> Path:
    """The path of the page network's file, once its hash is that of the manifest.

    Raises:
        ModelError: it is missing or altered.
    """
    path = folder / Path(manifest["file"]).name
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != manifest["sha256"]:
        raise ModelError(f"{path} is not the file that {PAGES} describes: it is missing or was altered. {REMEDY}")
    return path


def load_page_network(path: Path) -> PageNetwork:
    """The page network of an ONNX file, run by OpenCV; any number of threads may call it.

    Raises:
        ModelError: OpenCV cannot load it.
    """
    try:
        network = cv2.dnn.readNetFromONNX(str(path), engine=cv2.dnn.ENGINE_NEW)
    except cv2.error as error:
        raise ModelError(f"{path} cannot be loaded by OpenCV {cv2.__version__}: {error}") from error
    one_at_a_time = threading.Lock()  # the network keeps its input between two calls

    def run(picture: np.ndarray) -> np.ndarray:
        with one_at_a_time:
            network.setInput(picture[None, ..., None].astype(np.float32))
            return network.forward()[0].copy()

    return run


def decision_of(manifest: dict[str, Any]) -> Decision:
    """The decision that a manifest keeps."""
    entry = dict(manifest["decision"])
    return Decision(**entry | {"weights": tuple(entry["weights"])})


def grey_of(picture: np.ndarray) -> np.ndarray:
    """A picture in grey, (h, w) uint8; what is transparent is black behind bright ink, else white."""
    picture = np.asarray(picture)
    if picture.ndim == 2:
        return picture
    grey = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2GRAY)
    if picture.shape[2] == 4:
        seen = picture[..., 3].astype(np.float32) / 255
        total = float(seen.sum())
        is_bright = total > 0 and float((grey * seen).sum()) / total > 127
        grey = np.round(grey * seen + (0 if is_bright else 255) * (1 - seen)).astype(np.uint8)
    return grey


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities of scores (n, k), rows sum to 1, float32."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)


def _logit(chances: np.ndarray) -> np.ndarray:
    chances = np.clip(chances.astype(np.float64), LEAST, 1 - LEAST)
    return np.log(chances / (1 - chances))
