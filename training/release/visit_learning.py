"""Whether learning a visitor's hand pays: every writer's digits in turn, misread ones of a new kind put right."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from training.augmentation.ways import write_another_way
from training.data.datasets import Drawing, by_writer
from training.evaluation.proportion import proportion
from utils.adapt import Adaptation, Correction, adapted
from utils.engines import Outputs
from utils.glyph import draw_glyph
from utils.reader import Reader
from utils.trajectory import trajectory_of

REACHES = (0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
STRENGTHS = (1.5, 3.0, 4.5, 6.0, 9.0, 12.0)
SPOILT = 0.1  # of the errors that fall: right answers turned wrong are to be fewer
SLANTS, SQUEEZES = 0.35, 0.35  # of odd hands, the deviations: sideways over up; logarithm of width over height


class Visits(NamedTuple):
    """Counts over the digits that came after a writer's first correction."""

    wrong_without: int
    wrong_with: int
    spoilt: int  # right without the corrections, wrong with them

    @property
    def fallen(self) -> int:
        """How many errors fewer the corrections leave."""
        return self.wrong_without - self.wrong_with

    def is_worth_it(self) -> bool:
        """Whether errors fall by a third, and right answers turned wrong are under a tenth of that."""
        return self.fallen > 0 and self.fallen >= self.wrong_without / 3 and self.spoilt < SPOILT * self.fallen

    def surely_spoils_few(self) -> bool:
        """Whether, by the upper end of the interval of their share of all that is turned, so few are spoilt."""
        turned = self.fallen + 2 * self.spoilt  # for every one that is spoilt one more was mended
        return turned > 0 and proportion(self.spoilt, turned)["high"] < 100 * SPOILT / (1 + 2 * SPOILT)


def odd_hands(drawings: Sequence[Drawing], seed: int) -> list[Drawing]:
    """The digits of writers who slant and squeeze all they write, and write half of the ten in ways of their own.

    The network knows the hands to fit on too well: with a misread digit in a thousand there is little to learn from.
    """
    generator = np.random.default_rng(seed)
    written = []
    for _, own in itertools.groupby(sorted(drawings, key=lambda drawing: drawing.writer), lambda d: d.writer):
        slant, squeeze = generator.normal(0, SLANTS), np.exp(generator.normal(0, SQUEEZES))
        matrix = np.array([[squeeze, 0], [-slant, 1]])
        in_own_way, seeds = generator.random(10) < 0.5, generator.integers(1 << 30, size=10)
        for drawing in own:
            digit, strokes = int(drawing.label), drawing.strokes
            if in_own_way[digit]:  # always the same
                strokes = write_another_way(digit, strokes, np.random.default_rng(seeds[digit])) or strokes
            written.append(replace(drawing, strokes=[stroke @ matrix for stroke in strokes]))
    return written


def outputs_by_writer(reader: Reader, drawings: Sequence[Drawing]) -> list[tuple[np.ndarray, Outputs]]:
    """Of every writer the labels (n,) and what the networks say of the digits, in an order left to chance."""
    generator = np.random.default_rng(0)
    writers, found = by_writer(drawings), []
    for name in sorted(writers):
        own = [writers[name][number] for number in generator.permutation(len(writers[name]))]
        labels = np.array([int(drawing.label) for drawing in own])
        seen = (np.stack([see(drawing.strokes) for drawing in own]) for see in (draw_glyph, trajectory_of))
        found.append((labels, reader.outputs(*seen)))
    return found


def visits(writers: Sequence[tuple[np.ndarray, Outputs]], by: Adaptation) -> Visits:
    """Let every writer correct the first misread digit of each kind, and count what comes after."""
    counts = np.zeros(3, int)
    for labels, outputs in writers:
        answers, first = _answers(labels, outputs, by)
        right, right_without = answers[first:] == labels[first:], outputs.digit[first:].argmax(axis=1) == labels[first:]
        counts += ((~right_without).sum(), (~right).sum(), (right_without & ~right).sum())
    return Visits(*counts.tolist())


def fit_adaptation(writers: Sequence[tuple[np.ndarray, Outputs]]) -> Adaptation:
    """The reach and strength with the fewest errors, of those that surely spoil few answers; of equals the mildest.

    Where none surely does, for there is too little to tell, the fewest that are spoilt count first.
    """
    choices = [Adaptation(reach, strength) for strength in STRENGTHS for reach in REACHES[::-1]]
    counts = {by: visits(writers, by) for by in choices}
    few = [by for by in choices if counts[by].surely_spoils_few()]
    return min(few or choices, key=lambda by: (not few and counts[by].spoilt, counts[by].wrong_with))


def _answers(labels: np.ndarray, outputs: Outputs, by: Adaptation) -> tuple[np.ndarray, int]:
    """A writer's answers (n,), each with the corrections before it in mind, and how many come before the first."""
    without = outputs.digit.argmax(axis=1)
    answers, corrected, corrections = without.copy(), np.zeros((10, 10), bool), []
    first, start = len(labels), 0
    while (misread := start + np.flatnonzero(((answers != labels) & ~corrected[labels, without])[start:])).size:
        number = int(misread[0])
        start = number + 1
        first = min(first, start)
        corrected[labels[number], without[number]] = True
        corrections.append(Correction(outputs.features[number], int(labels[number])))
        later = outputs.chosen(slice(start, None))
        answers[start:] = adapted(later, corrections, by).digit.argmax(axis=1)
    return answers, first
