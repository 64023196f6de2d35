"""Fit how the page network and the glyph network decide together, on synthetic pages to validate with."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from training.handwriting import MARK
from training.page_scores import matches, too_many
from training.pages import Page
from training.weighing import lowest_bound
from utils.decision import (
    Decision,
    Looked,
    chance_of,
    decide,
    evidence_of,
    features_of,
    probabilities_of,
    reading_of_boxes,
    softmax,
    the_one,
)
from utils.engines import PageNetwork
from utils.page_reader import GlyphNetwork, look

LOWEST = 0.1  # chance from which a box is looked at while the decision is fitted
LOST = 0.003  # of the digits that are found then: may be less likely than what the reader looks at
REFUSED = 0.003  # of digits that are the only thing on their page
RIDGE = 1e-2  # of the regression
RIDGE_OF_CHOICE = 0.1  # there are few pages of one digit
LEAST_STEP = 1e-6
ROUNDS = 30
BOUNDS = np.linspace(0.05, 0.95, 91)
NOBODY_KNOWS = -3  # beside the digits and `MARK`: what a box is around
NOTHING = -4


class Judged(NamedTuple):
    """A page that both networks looked at, and what each box is around.

    Attributes:
        looked: what they say.
        truth: (n,) the digit, `MARK`, `NOTHING` or `NOBODY_KNOWS`.
        written: how many digits the page has.
        marks: how many marks.
    """

    looked: Looked
    truth: np.ndarray
    written: int
    marks: int


def judge(pages: Sequence[Page], network: PageNetwork, glyph_network: GlyphNetwork) -> list[Judged]:
    """Look at pages and compare with their truth."""
    judged = []
    for page in tqdm(pages, desc="pages looked at", unit="page", mininterval=5):
        looked = look([page.picture], network, glyph_network, LOWEST)[0]
        boxes = looked.found.boxes
        truth = np.full(len(boxes), NOBODY_KNOWS)
        for which in (page.values == MARK, page.values >= 0):
            matched = matches(boxes, page.boxes[which])
            truth[matched[matched >= 0]] = page.values[which][matched >= 0]
        truth[np.intersect1d(too_many(looked.found, page, []), np.flatnonzero(truth == NOBODY_KNOWS))] = NOTHING
        judged.append(Judged(looked, truth, int((page.values >= 0).sum()), int((page.values == MARK).sum())))
    return judged


def fit_decision(judged: Sequence[Judged], photographs: Sequence[tuple[Looked, int]] = ()) -> Decision:
    """The decision that misses fewest digits and makes fewest up.

    Args:
        judged: synthetic pages.
        photographs: real ones of one digit each, with the digit: of those, too, few sure answers may be wrong.
    """
    features = np.concatenate([features_of(one.looked) for one in judged])
    truth = np.concatenate([one.truth for one in judged])
    known = truth != NOBODY_KNOWS
    weights = _regression(features[known], truth[known] >= 0)
    of_digit = tuple(float(weight) for weight in weights)
    evidence = np.concatenate([evidence_of(one.looked) for one in judged])[truth >= 0]
    powers = _powers(evidence, truth[truth >= 0])
    decision = Decision(LOWEST, of_digit, _choice(judged) or of_digit[:-1], powers, 0.5, 0.5, (), 0.5, 1.0)
    digitness = chance_of(features, decision.weights)
    taken = _fewest_faults(digitness, truth >= 0, known)
    decision = replace(decision, taken=taken, one_taken=_one_taken(judged, decision))
    is_rest = known & (digitness < taken)
    mark_weights = tuple(float(weight) for weight in _regression(features[is_rest], truth[is_rest] == MARK))
    mark = chance_of(features, mark_weights)
    marked = _fewest_faults(mark, truth == MARK, is_rest)
    probabilities = np.concatenate([probabilities_of(one.looked, decision) for one in judged])
    answered = known & (digitness >= taken)
    wrong = probabilities.argmax(axis=1) != truth
    bounds = [lowest_bound((digitness * probabilities.max(axis=1))[answered], wrong[answered])]
    decision = replace(decision, mark_weights=mark_weights, marked=marked)
    if photographs:
        bounds.append(lowest_bound(*_sureness(photographs, decision)))
    of_digits = np.concatenate([one.looked.found.digit for one in judged])[truth >= 0]
    lowest = max(LOWEST, float(np.quantile(of_digits, LOST)))
    return replace(decision, lowest=lowest, sure=float(max(bounds)))


def _sureness(photographs: Sequence[tuple[Looked, int]], decision: Decision) -> tuple[np.ndarray, np.ndarray]:
    """How sure each answer is, and whether it is wrong, of photographs of one digit."""
    read = [(digit, label) for looked, label in photographs for digit in reading_of_boxes(looked, decision).digits]
    answers = [(d.sureness, d.value != label) for d, label in read if d.value is not None]
    return np.array([sureness for sureness, _ in answers]), np.array([wrong for _, wrong in answers], bool)


def score_decision(judged: Sequence[Judged], decision: Decision) -> dict[str, float]:
    """Shares of digits found and of digits right, of digits too many, and of marks kept as marks."""
    found = right = extra = marks = 0
    for one in judged:
        _, is_digit, kept = decide(one.looked, decision)
        taken, rest = kept[is_digit[kept]], kept[~is_digit[kept]]
        values = probabilities_of(one.looked, decision).argmax(axis=1)
        found += int((one.truth[taken] >= 0).sum())
        right += int((one.truth[taken] == values[taken]).sum())
        extra += int(np.isin(one.truth[taken], (NOTHING, MARK)).sum())
        marks += int((one.truth[rest] == MARK).sum())
    written = max(sum(one.written for one in judged), 1)
    return {
        "found": found / written,
        "right": right / written,
        "too_many": extra / written,
        "marks": marks / max(sum(one.marks for one in judged), 1),
    }


def _regression(features: np.ndarray, is_digit: np.ndarray) -> np.ndarray:
    """Weights and, last, bias of the logistic regression with least loss, by Newton's method."""
    inputs = np.concatenate([features, np.ones((len(features), 1))], axis=1)
    weights = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        chances = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (chances - is_digit) + RIDGE * weights
        bend = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + RIDGE * np.eye(len(weights))
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def _choice(judged: Sequence[Judged]) -> tuple[float, ...]:
    """Weights that choose the box around the only digit of a page: a conditional logit (McFadden, 1974).

    None where no page has only one.
    """
    pages = [
        (features_of(one.looked), int(np.flatnonzero(one.truth >= 0)[0]))
        for one in judged
        if one.written == 1 and (one.truth >= 0).sum() == 1
    ]
    if not pages:
        return ()
    weights = np.zeros(pages[0][0].shape[1])
    loss = _loss_of_choice(pages, weights)
    for _ in range(ROUNDS):
        slope, bend = RIDGE_OF_CHOICE * weights, RIDGE_OF_CHOICE * np.eye(len(weights))
        for features, right in pages:
            chances = softmax((features @ weights)[None])[0]
            mean = chances @ features
            slope = slope + mean - features[right]
            bend = bend + (features - mean).T @ ((features - mean) * chances[:, None])
        step = np.linalg.solve(bend, slope)
        while (loss_there := _loss_of_choice(pages, weights - step)) > loss and np.abs(step).max() > LEAST_STEP:
            step = step / 2  # where the pages can be told apart entirely a whole step goes too far
        weights, loss = weights - step, loss_there
    return tuple(float(weight) for weight in weights)


def _loss_of_choice(pages: list[tuple[np.ndarray, int]], weights: np.ndarray) -> float:
    scores = [features @ weights - features[right] @ weights for features, right in pages]
    return float(sum(np.logaddexp.reduce(score) for score in scores) + RIDGE_OF_CHOICE * weights @ weights / 2)


def _powers(evidence: np.ndarray, labels: np.ndarray) -> tuple[float, ...]:
    """Powers (k,) with which evidence (n, k, 10) gives the labels (n,) the highest probability, by Newton's method."""
    right = evidence[np.arange(len(labels)), :, labels]
    powers = np.full(evidence.shape[1], 1 / evidence.shape[1])
    for _ in range(ROUNDS):
        chances = softmax(np.einsum("nkd,k->nd", evidence, powers))
        mean = np.einsum("nkd,nd->nk", evidence, chances)
        spread = evidence - mean[:, :, None]
        slope = (mean - right).sum(axis=0) + RIDGE * powers
        bend = np.einsum("nkd,nld,nd->kl", spread, spread, chances) + RIDGE * np.eye(len(powers))
        powers = powers - np.linalg.solve(bend, slope)
    return tuple(float(power) for power in powers)


def _one_taken(judged: Sequence[Judged], decision: Decision) -> float:
    """The digitness from which the only thing on a page is a digit: so that hardly any that is one is refused."""
    chances = []
    for one in judged:
        if one.written == 1 and (one.truth >= 0).any():
            features = features_of(one.looked)
            best = the_one(features, decision)
            if one.truth[best[0]] >= 0:
                chances.append(chance_of(features[best], decision.weights)[0])
    return float(np.quantile(chances, REFUSED)) if chances else 0.5


def _fewest_faults(chances: np.ndarray, is_right: np.ndarray, counted: np.ndarray) -> float:
    """The bound above which fewest are taken that are not right, and left out that are."""
    faults = [((chances >= bound) != is_right)[counted].sum() for bound in BOUNDS]
    return float(BOUNDS[int(np.argmin(faults))])
