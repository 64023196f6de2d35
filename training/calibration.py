"""Fit what stands between a network's outputs and answers, on validation data alone: nothing of it is set by hand."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from training.datasets import Drawing, has, load_drawings, load_mnist, load_phone_cells
from training.drawings import VALIDATION_KINDS
from training.files import write_whole
from training.numbers import Hands
from training.validation import log_loss, validation_sets
from training.visit_learning import fit_adaptation, outputs_by_writer
from training.weighing import fit_scorer, hands_of, lowest_bound, sureness_of_lines
from utils.engines import network_of
from utils.grouping import DIGIT, Scorer
from utils.reader import Reader, calibrate

SCORER = "grouping.npz"
DIGITS_LIKELIER = 2.0  # on the page than in the lines, a third of which have marks
DIGIT_SETS = ("mnist", "strokes", "pendigits")  # whose log loss the temperature makes least, each weighing the same


def fit_calibration(model: keras.Model, numbers: int) -> dict:
    """Temperature, scorer of groups and the bound of "sure".

    Args:
        model: of ours.
        numbers: that validation hands write.

    Returns:
        "temperature", "scorer" and "adaptation" (None where there are no hands) and "sure".
    """
    sets = validation_sets()
    network = network_of(model)
    temperature = fit_temperature(
        [(network(glyphs).digit, y) for glyphs, y in (sets[n] for n in DIGIT_SETS if n in sets)]
    )
    hands = hands_of(["validation"], VALIDATION_KINDS)
    # Of validation hands alone there are too few: what weighs groups would know them by heart, and refuse others.
    more_hands = hands_of(["train", "validation"], VALIDATION_KINDS)
    alone = list(load_mnist("validation")[0][::2])  # the others tell how sure to be
    scorer = fit_scorer(Reader(network, temperature, 0.0).outputs, more_hands, alone, numbers) if hands else None
    scorer = scorer and expecting_digits(scorer)
    reader = Reader(network, temperature, 0.0, scorer)
    return {
        "temperature": temperature,
        "scorer": scorer,
        "sure": fit_sure(reader, hands, numbers),
        "adaptation": fit_adaptation(outputs_by_writer(reader, _drawings_that_do_not_report())) if hands else None,
    }


def expecting_digits(scorer: Scorer) -> Scorer:
    """The scorer where digits are likelier, beside marks, than in the lines it was fitted on (Saerens et al., 2002)."""
    shift = np.zeros(2)
    shift[DIGIT] = math.log(DIGITS_LIKELIER)
    return replace(scorer, output_bias=scorer.output_bias + shift)


def fit_sure(reader: Reader, hands: Hands | None, numbers: int) -> float:
    """The lowest bound above which few enough answers are wrong on each kind of validation data by itself.

    Args:
        reader: whose own bound is of no account.
        hands: that write numbers; None where there are none.
        numbers: that they write.
    """
    pictures, labels = load_mnist("validation")
    domains = [_sureness_of_pictures(reader, pictures[1::2], labels[1::2])]
    if has("phone_cells"):
        domains.append(_sureness_of_pictures(reader, *load_phone_cells("validation")))
    if hands:
        domains.append(sureness_of_lines(reader, hands, numbers))
    return max(lowest_bound(*domain) for domain in domains)


def fit_temperature(domains: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """The temperature with the least log loss, every domain weighing the same (Guo et al., 2017).

    Args:
        domains: of each (n, 10) probabilities and (n,) labels.
    """
    temperatures = np.exp(np.linspace(np.log(0.2), np.log(5), 161))
    losses = [np.mean([log_loss(calibrate(p, t), labels) for p, labels in domains]) for t in temperatures]
    return float(temperatures[int(np.argmin(losses))])


def write_scorer(scorer: Scorer, path: Path) -> str:
    """Write a scorer's weights, and give back the file's sha256."""
    weights = {name: np.asarray(weight, np.float32) for name, weight in vars(scorer).items()}
    return write_whole(path, lambda partial: np.savez(partial, **weights))


def _drawings_that_do_not_report() -> list[Drawing]:
    """All digits of training and validation hands: of those alone that validate too few are misread to fit on."""
    return [
        drawing
        for source in ("strokes", "pendigits")
        if has(source)
        for split in ("train", "validation")
        for drawing in load_drawings(source, split)
    ]


def _sureness_of_pictures(
    reader: Reader, pictures: Sequence[np.ndarray], labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How sure each answer is, and whether it is wrong, of pictures of one digit."""
    readings = reader.read_many(list(pictures))
    digits = [(d, label) for reading, label in zip(readings, labels, strict=True) for d in reading.digits]
    answers = [(d.digitness * d.confidence, d.value != label) for d, label in digits if d.value is not None]
    return np.array([sureness for sureness, _ in answers]), np.array([wrong for _, wrong in answers], bool)
