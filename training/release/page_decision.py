"""Fit how page, glyph and box network decide together, on synthetic pages to validate with."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from training.pages.hand import MARK
from training.pages.page import Page
from training.release.page_scores import LOWEST, NOBODY_KNOWS, NOTHING, each_around, nearest_truth, truth_of
from training.release.perceptron import fit_perceptron
from training.release.powers import powers_of
from training.release.weighing import lowest_bound
from utils.decision import (
    FEATURES,
    SAID,
    Decision,
    Looked,
    decide,
    evidence_of,
    features_of,
    kinds_of,
    probabilities_of,
    reading_of_boxes,
    softmax,
    the_one,
)
from utils.engines import Network, PageNetwork
from utils.page_reader import GlyphNetwork, look
from utils.places import DIGIT
from utils.places import MARK as KIND_OF_MARK

LOST = 0.003  # of the digits that are found then: may be less likely than what the reader looks at
REFUSED = 0.003  # of digits that are the only thing on their page
# In spreads: of other pictures networks say other things, but sizes and places are what they are.
NOISE_OF_SAID, NOISE_OF_PLACE = 0.8, 0.2
RIDGE_OF_CHOICE = 1.0  # of several that choose as well the one with small weights
LEAST_STEP = 1e-6
ROUNDS = 30
BOUNDS = np.linspace(0.05, 0.95, 91)


class Judged(NamedTuple):
    """A page that the networks looked at, and what each box is around.

    Attributes:
        looked: what they say.
        truth: (n,) the digit, `MARK`, `NOTHING` or `NOBODY_KNOWS`; of several boxes around one thing the nearest alone.
        page: with what is written.
    """

    looked: Looked
    truth: np.ndarray
    page: Page

    @property
    def written(self) -> int:
        """How many digits the page has."""
        return int((self.page.values >= 0).sum())

    @property
    def around(self) -> np.ndarray:
        """Which boxes (n,) are around a digit, whatever others are."""
        return each_around(self.looked.found.boxes, self.page.boxes[self.page.values >= 0])


def judge(
    pages: Iterable[Page], network: PageNetwork, box_network: Network, glyph_network: GlyphNetwork
) -> list[Judged]:
    """Look at pages and compare with their truth; the pictures themselves are not kept."""
    judged = []
    for page in pages:
        looked = look([page.picture], network, box_network, glyph_network, LOWEST)[0]
        seen = page._replace(picture=np.zeros((0, 0), np.uint8))
        judged.append(Judged(looked, truth_of(looked.found, page), seen))
    return judged


def fit_decision(judged: Sequence[Judged], photographs: Sequence[tuple[Looked, int]] = ()) -> Decision:
    """The decision that misses fewest digits and makes fewest up.

    Args:
        judged: synthetic pages.
        photographs: real ones of one digit each, with the digit: of those, too, few sure answers may be wrong.
    """
    features = [features_of(one.looked) for one in judged]
    decision = _weighed(judged, features)
    alone = _pages_of_one(judged, features, decision)
    if alone:
        decision = replace(decision, one_weights=_choice(alone))
    truth = _truth_of_all(judged)
    known = truth != NOBODY_KNOWS
    chances = kinds_of(np.concatenate(features), decision.kinds)
    taken = _fewest_faults(chances[:, DIGIT], truth >= 0, known)
    is_rest = known & (chances[:, DIGIT] < taken)
    marked = _fewest_faults(chances[:, KIND_OF_MARK], truth == MARK, is_rest)
    decision = replace(decision, taken=taken, marked=marked, one_taken=_one_taken(alone, decision))
    bounds = [lowest_bound(*_sureness_on_pages(judged, decision))]
    if photographs:
        bounds.append(lowest_bound(*_sureness(photographs, decision)))
    return replace(decision, sure=float(max(bounds)))


def _weighed(judged: Sequence[Judged], features: Sequence[np.ndarray]) -> Decision:
    """The decision with its weights fitted to the features (n, k) of each page's boxes; no choice and no bounds yet."""
    truth = _truth_of_all(judged)
    known = truth != NOBODY_KNOWS
    kinds = np.select([truth >= 0, truth == MARK], [DIGIT, KIND_OF_MARK], 2)
    noise = np.where(np.arange(FEATURES) < SAID, NOISE_OF_SAID, NOISE_OF_PLACE)
    shares = _shares_of_pages(judged)
    perceptron = fit_perceptron(np.concatenate(features)[known], kinds[known], shares[known], noise)
    evidence = np.concatenate([evidence_of(one.looked) for one in judged])[truth >= 0]
    of_digits = np.concatenate([one.looked.found.digit for one in judged])[truth >= 0]
    lowest = max(LOWEST, float(np.quantile(of_digits, LOST)))
    powers = powers_of(evidence, truth[truth >= 0])
    return Decision(lowest, perceptron, (0.0,) * FEATURES, powers, taken=0.5, one_taken=0.5, marked=0.5, sure=1.0)


def _truth_of_all(judged: Sequence[Judged]) -> np.ndarray:
    """What the boxes of all pages (n,) are around."""
    return np.concatenate([one.truth for one in judged])


def _shares_of_pages(judged: Sequence[Judged]) -> np.ndarray:
    """How much each of all boxes (n,) counts where every page does the same: most pictures have few digits."""
    counts = [(len(one.truth), max(1, int((one.truth != NOBODY_KNOWS).sum()))) for one in judged]
    return np.concatenate([np.full(boxes, 1 / known) for boxes, known in counts])


def _pages_of_one(
    judged: Sequence[Judged], features: Sequence[np.ndarray], decision: Decision
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Of the pages of one digit that is found and told the features (n, k) of the boxes, and which are right."""
    pages = [(one, own) for one, own in zip(judged, features, strict=True) if one.written == 1 and len(one.truth)]
    right = [(own, _right_boxes(one, decision)) for one, own in pages]
    return [(own, boxes) for own, boxes in right if len(boxes)]


def _sureness_on_pages(judged: Sequence[Judged], decision: Decision) -> tuple[np.ndarray, np.ndarray]:
    """How sure each answer is, and whether it is wrong, where that can be told."""
    sureness, wrong = [np.zeros(0)], [np.zeros(0, bool)]
    for one in judged:
        digitness, is_digit, kept = decide(one.looked, decision)
        taken = kept[is_digit[kept]]
        truth = nearest_truth(one.looked.found.chosen(taken), one.page)
        probabilities = probabilities_of(one.looked, decision)
        known = truth != NOBODY_KNOWS
        sureness.append((digitness * probabilities.max(axis=1))[taken][known])
        wrong.append((probabilities.argmax(axis=1)[taken] != truth)[known])
    return np.concatenate(sureness), np.concatenate(wrong)


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
        truth, of_rest = (nearest_truth(one.looked.found.chosen(which), one.page) for which in (taken, rest))
        found += int((truth >= 0).sum())
        right += int((truth == probabilities_of(one.looked, decision).argmax(axis=1)[taken]).sum())
        extra += int(np.isin(truth, (NOTHING, MARK)).sum())
        marks += int((of_rest == MARK).sum())
    written = max(sum(one.written for one in judged), 1)
    return {
        "found": found / written,
        "right": right / written,
        "too_many": extra / written,
        "marks": marks / max(sum(int((one.page.values == MARK).sum()) for one in judged), 1),
    }


def _right_boxes(one: Judged, decision: Decision) -> np.ndarray:
    """The numbers of the boxes around the only digit of a page that are read right."""
    digit = one.page.values[one.page.values >= 0][0]
    return np.flatnonzero(one.around & (probabilities_of(one.looked, decision).argmax(axis=1) == digit))


def _choice(pages: list[tuple[np.ndarray, np.ndarray]]) -> tuple[float, ...]:
    """Weights that choose a right box on pages of one digit: a conditional logit (McFadden, 1974), by Newton's method.

    Args:
        pages: of each the features (n, k) of its boxes, and the numbers of those that are right, at least one.
    """
    weights = np.zeros(pages[0][0].shape[1])
    loss = _loss_of_choice(pages, weights)
    for _ in range(ROUNDS):
        slope, bend = RIDGE_OF_CHOICE * weights, RIDGE_OF_CHOICE * np.eye(len(weights))
        for features, right in pages:
            chances = softmax((features @ weights)[None])[0]
            mean = chances @ features
            slope = slope + mean - softmax((features[right] @ weights)[None])[0] @ features[right]
            bend = bend + (features - mean).T @ ((features - mean) * chances[:, None])
        step = np.linalg.solve(bend, slope)
        while (loss_there := _loss_of_choice(pages, weights - step)) > loss and np.abs(step).max() > LEAST_STEP:
            step = step / 2  # where the pages can be told apart entirely a whole step goes too far
        weights, loss = weights - step, loss_there
    return tuple(float(weight) for weight in weights)


def _loss_of_choice(pages: list[tuple[np.ndarray, np.ndarray]], weights: np.ndarray) -> float:
    scores = [(features @ weights, right) for features, right in pages]
    losses = [np.logaddexp.reduce(score) - np.logaddexp.reduce(score[right]) for score, right in scores]
    return float(sum(losses) + RIDGE_OF_CHOICE * weights @ weights / 2)


def _one_taken(pages: list[tuple[np.ndarray, np.ndarray]], decision: Decision) -> float:
    """The digitness from which the only thing on a page is a digit: so that hardly any that is one is refused.

    Args:
        pages: as `_choice` takes them.
        decision: that chooses the box.
    """
    chosen = [(features, int(the_one(features, decision)[0]), right) for features, right in pages]
    of_right = [features[best] for features, best, right in chosen if best in right]
    return float(np.quantile(kinds_of(np.stack(of_right), decision.kinds)[:, DIGIT], REFUSED)) if of_right else 0.5


def _fewest_faults(chances: np.ndarray, is_right: np.ndarray, counted: np.ndarray) -> float:
    """The bound above which fewest are taken that are not right, and left out that are."""
    faults = [((chances >= bound) != is_right)[counted].sum() for bound in BOUNDS]
    return float(BOUNDS[int(np.argmin(faults))])
