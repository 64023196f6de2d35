"""From what three networks say of the boxes of a picture to what is read there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .engines import Outputs
from .finder import LARGEST, SAME, Found, apart
from .perceptron import Perceptron
from .places import DIGIT, MARK
from .reading import Digit, Reading, reading_of
from .text_lines import text_lines

WHITE = 255.0  # the highest contrast there is
LEAST = 1e-4  # chance: below it all are the same
INSIDE = 0.65  # of the smaller of two boxes that lies in the other where it is a part of it
PROMISING = 0.3  # chance from which a box tells how large and clear the writing is
FARTHEST = 3.0  # logarithms: what is farther from that tells no more
FEATURES, EVIDENCE = 24, 9  # of a box, as `features_of` and `evidence_of` give them
SAID = 12  # of the features, the first: what the networks say of the box itself
OVER = 0.3  # of the smaller of two boxes that lies in the other where only one can be right


@dataclass(frozen=True)
class Decision:
    """How what the three networks say becomes one answer; fitted on synthetic pages to validate with.

    Attributes:
        lowest: chance of a digit or mark in the page network's heat map from which a box is looked at.
        kinds: from the features of a box to whether it is around a digit, a mark or neither.
        one_weights: (features,) of a conditional logit: which box is around the only digit.
        powers: (`EVIDENCE`,) of the probabilities of the ten in their product: of the page network's, of the glyph
            network's and of the box network's, first always, then more the more the last two take what they see for a
            whole digit, then more the clearer that is.
        taken: digitness from which a box is a digit.
        one_taken: the same of the box around the only thing.
        marked: chance from which a box that is no digit is around a mark.
        sure: digitness times confidence from which an answer is called sure.
    """

    lowest: float
    kinds: Perceptron
    one_weights: tuple[float, ...]
    powers: tuple[float, ...]
    taken: float
    one_taken: float
    marked: float
    sure: float


def decision_of(entry: Mapping[str, Any]) -> Decision:
    """The decision of a manifest's entry, which has its fields, those of the perceptron as lists.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    kinds = Perceptron(**{name: np.array(value, np.float64) for name, value in entry["kinds"].items()})
    chances = kinds_of(np.zeros((1, FEATURES)), kinds)
    choice, powers = (tuple(map(float, entry[name])) for name in ("one_weights", "powers"))
    if chances.shape != (1, 3) or not np.isfinite(chances).all() or (len(choice), len(powers)) != (FEATURES, EVIDENCE):
        raise ValueError("it weighs other features")
    return Decision(**dict(entry) | {"kinds": kinds, "one_weights": choice, "powers": powers})


@dataclass(frozen=True)
class Looked:
    """What the networks say of the boxes of a picture.

    Attributes:
        found: the boxes.
        glyphs: (n, 28, 28) uint8, the ink in each, as if the pen had been as wide as usual.
        contrasts: (n,) float32, how far it stands out, in levels of grey.
        boxes: (n, 4) float64 around the ink itself.
        goes_on: (n,) bool, whether it hangs together with ink farther out.
        larger: (n,) bool, whether the box is one that was found, grown to where its ink ends.
        outputs: of the glyph network.
        as_it_is: of the same, of the ink as wide as it is: that tells writing from what nobody wrote.
        around: of the box network.
    """

    found: Found
    glyphs: np.ndarray
    contrasts: np.ndarray
    boxes: np.ndarray
    goes_on: np.ndarray
    larger: np.ndarray
    outputs: Outputs
    as_it_is: Outputs
    around: Outputs


def features_of(looked: Looked) -> np.ndarray:
    """What says of each box whether it is around a digit, (n, `FEATURES`) float64.

    Some of it is what the networks say of the box, some how it compares with the boxes of the page that look like
    digits: writing on one page is about as large and as dark everywhere, and of boxes over one another one is right.
    """
    found, outputs, around = looked.found, looked.as_it_is, looked.around
    by_page, by_glyph = softmax(found.values), outputs.digit
    heights, contrasts = np.log(found.boxes[:, 3] + 1), np.log(looked.contrasts + 1)
    likely = found.digit**4 * outputs.kind[:, 0] + LEAST**4  # many unlikely ones are not to outweigh the few
    size, ink = (_beside_usual(values, likely) for values in (heights, contrasts))
    columns = [
        _logit(found.digit),
        _logit(found.mark),
        np.log(np.maximum(outputs.kind[:, 0], LEAST)),
        np.log(np.maximum(outputs.kind[:, 1], LEAST)),
        np.log(np.maximum((by_page * by_glyph).sum(axis=1), LEAST)),
        np.log(np.maximum(by_page.max(axis=1), LEAST)),
        np.log(np.maximum(by_glyph.max(axis=1), LEAST)),
        *np.log(np.maximum(around.kind, LEAST)).T,
        np.log(np.maximum((around.digit * by_glyph).sum(axis=1), LEAST)),
        np.log(np.maximum(around.digit.max(axis=1), LEAST)),
        looked.goes_on,
        looked.larger,
        contrasts,
        size,
        np.abs(size),
        ink,
        np.abs(ink),
        *(_beside_best(found.digit * outputs.kind[:, 0], values) for values in (heights, contrasts)),
        *_beside_others(found.boxes, found.digit * outputs.kind[:, 0] * around.kind[:, 0]),
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def _beside_usual(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """How far values (n,) are from their median by weight, at most 2."""
    if not len(values):
        return values
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    usual = values[order[np.searchsorted(total, total[-1] / 2)]]
    apart: np.ndarray = np.clip(values - usual, -2, 2)
    return apart


def _beside_best(promise: np.ndarray, values: np.ndarray) -> np.ndarray:
    """How far below the highest of what is promising each of the values (n,) is, at most 3; above it, 0.

    Args:
        promise: (n,) how likely each box is around a digit, 0..1.
        values: logarithms of what is compared.
    """
    good = promise >= min(PROMISING, promise.max(initial=0))
    below: np.ndarray = np.clip(values - values[good].max(initial=-np.inf), -FARTHEST, 0)
    return below


def _beside_others(boxes: np.ndarray, promise: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How promising others are, each (n,), in logarithms.

    Args:
        boxes: (n, 4) of x, y, width, height.
        promise: (n,) how likely each is around a digit, 0..1.

    Returns:
        How far each is below the best of those that lie over it, the best of the others, and how far each is below the
        best of all.
    """
    least = np.log(LEAST)
    promise = np.log(np.maximum(promise.astype(np.float64), LEAST))
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    shared = np.maximum(np.minimum(high[:, None], high) - np.maximum(low[:, None], low), 0).prod(axis=2)
    areas = boxes[:, 2:].prod(axis=1)
    is_over = shared >= OVER * np.minimum(areas[:, None], areas)
    best_here = np.where(is_over, promise, least).max(axis=1, initial=least)
    elsewhere = np.where(is_over, least, promise).max(axis=1, initial=least)
    return promise - best_here, elsewhere, promise - promise.max(initial=least)


def kinds_of(features: np.ndarray, kinds: Perceptron) -> np.ndarray:
    """The chances (n, 3) that boxes with features (n, k) are around a digit (`DIGIT`), a mark (`MARK`) or neither."""
    return softmax(kinds.scores(features))


def evidence_of(looked: Looked) -> np.ndarray:
    """What the networks say of the ten, (n, `EVIDENCE`, 10) float64 of logarithms, as `Decision.powers` weighs it.

    Ink is the clearer the more it stands out, the nearer its size comes to the largest that the page network is shown,
    and the more the glyph network takes it for a whole digit.
    """
    said = np.stack([softmax(looked.found.values), looked.outputs.digit, looked.around.digit], axis=1)
    said = np.log(np.maximum(said.astype(np.float64), LEAST))
    is_glyph, is_box = looked.outputs.kind[:, :1], looked.around.kind[:, :1]
    size = np.minimum(looked.boxes[:, 2:].max(axis=1), LARGEST) / LARGEST
    is_clear = is_glyph * (looked.contrasts / WHITE * size)[:, None]
    shares = np.ones((len(said), 3)), np.hstack([is_glyph, is_glyph, is_box]), np.repeat(is_clear, 3, axis=1)
    evidence: np.ndarray = np.concatenate([share[..., None] * said for share in shares], axis=1)
    return evidence


def probabilities_of(looked: Looked, decision: Decision) -> np.ndarray:
    """The probabilities (n, 10) of the ten by all three networks, float32."""
    return softmax(np.einsum("nkd,k->nd", evidence_of(looked), np.array(decision.powers)))


def decide(looked: Looked, decision: Decision, one: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Choose the digits and marks among boxes, of which none is around the same as another.

    Args:
        looked: what the networks say of the boxes, at least one.
        decision: what of it is a digit.
        one: everything written is one digit: the box that is likeliest around it, where that is a digit at all.

    Returns:
        The digitness (n,) of each box, which are digits (n,) bool, and the numbers of those that are digits or marks.
    """
    features = features_of(looked)
    chances = kinds_of(features, decision.kinds)
    digitness, mark = chances[:, DIGIT], chances[:, MARK]
    if one:
        return digitness, digitness >= decision.one_taken, the_one(features, decision)
    is_digit = digitness >= decision.taken
    order = np.lexsort((-np.where(is_digit, digitness, mark), ~is_digit))  # the surest first, digits before marks
    order = order[(is_digit | (mark >= decision.marked))[order]]
    return digitness, is_digit, order[apart(looked.found.boxes[order], SAME, INSIDE)]


def the_one(features: np.ndarray, decision: Decision) -> np.ndarray:
    """The number (1,) of the box, of those with features (n, k), that is likeliest around the only digit."""
    return np.asarray((features @ np.array(decision.one_weights)).argmax(keepdims=True))


def reading_of_boxes(looked: Looked, decision: Decision, one: bool = False, enlarged: float = 1.0) -> Reading:
    """The reading of a picture whose boxes were looked into.

    Args:
        looked: what the networks say of the boxes.
        decision: what of it is a digit.
        one: everything written is one digit: the box that is likeliest around it.
        enlarged: how many times larger the picture is whose pixels the reading's boxes are in.
    """
    if not len(looked.glyphs):
        return Reading("", ())
    digitness, is_digit, kept = decide(looked, decision, one)
    probabilities = probabilities_of(looked, decision)
    digits = []
    for number, line in enumerate(text_lines(looked.found.boxes[kept])):
        for place in kept[line]:
            confidence = float(probabilities[place].max())
            x, y, width, height = (float(side * enlarged) for side in looked.boxes[place])
            digits.append(
                Digit(
                    value=int(probabilities[place].argmax()) if is_digit[place] else None,
                    probabilities=probabilities[place],
                    confidence=confidence,
                    digitness=float(digitness[place]),
                    box=(x, y, width, height),
                    glyph=looked.glyphs[place],
                    line=number,
                    is_sure=bool(is_digit[place] and digitness[place] * confidence >= decision.sure),
                    features=looked.outputs.features[place],
                )
            )
    return reading_of(digits)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities of scores (n, k), rows sum to 1, float32."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    shares: np.ndarray = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _logit(chances: np.ndarray) -> np.ndarray:
    chances = np.clip(chances.astype(np.float64), LEAST, 1 - LEAST)
    odds: np.ndarray = np.log(chances / (1 - chances))
    return odds
