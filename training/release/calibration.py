"""Fit what stands between a network's outputs and answers, on validation data alone: nothing of it is set by hand."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import keras
import numpy as np

from training.augmentation.drawings import VALIDATION_KINDS, draw_mark
from training.augmentation.numbers import Hands
from training.data.datasets import HALVES, LOOK_ALIKES, Drawing, has, load_drawings
from training.evaluation.pictures import draw_on_canvas
from training.files import write_whole
from training.fitting.validation import log_loss, validation_sets
from training.release.visit_learning import fit_adaptation, odd_hands, outputs_by_writer
from training.release.weighing import averaged, fit_scorer, hands_of, lowest_bound, sureness_of_lines
from utils.adapt import Adaptation
from utils.engines import Network, network_of
from utils.grouping import Scorer
from utils.reader import Reader, calibrate

SCORER = "grouping.npz"
SCORERS = 4  # that are averaged, each fitted on lines of its own
LINES = 2  # that unknown hands write to fit each, for each that tells how sure to be
RARER = tuple(2.0 ** np.arange(6, -0.5, -0.5))  # pages without digits than among the lines
NEARLY_SURE = 0.995
TAKEN_AT_MOST = 0.015  # of lone marks of validation hands: taken for a digit, nearly surely; half of what is promised
MARKS = 1_000  # signs of validation hands, and a quarter as many small pictures
ODD_HANDS = 3  # made of each writer's
DIGIT_SETS = ("mnist", "strokes", "pendigits")  # whose log loss the temperature makes least, each weighing the same


def fit_calibration(model: keras.Model, halves: Mapping[str, keras.Model], numbers: int) -> dict:
    """Temperature, scorer of groups and the bound of "sure".

    Args:
        model: of ours.
        halves: networks of the same recipe by the half of the hands that each learnt from.
        numbers: that validation hands write to tell how sure to be.

    Returns:
        "temperature", "scorer" and "adaptation" (None where there are no hands) and "sure".
    """
    network, hands = network_of(model), hands_of(["validation"], VALIDATION_KINDS)
    temperature = _temperature_for(network)
    unknown = _unknown_hands(halves)
    scorer = _scorer(Reader(network, temperature, 0.0), unknown, numbers) if hands else None
    reader = Reader(network, temperature, 0.0, scorer)
    strangers = [(reader, hands)] if hands else []
    strangers += [(one.weighing_by(scorer), others) for one, others in unknown if scorer]
    return {
        "temperature": temperature,
        "scorer": scorer,
        # Some collections are harder than others; a visitor may be of any.
        "sure": max((lowest_bound(*sureness_of_lines(*pair, numbers)) for pair in strangers), default=1.0),
        "adaptation": adaptation_for(reader) if hands else None,
    }


def adaptation_for(reader: Reader) -> Adaptation:
    """How far a correction carries, fitted on odd hands of all writers but those to report on."""
    digits = _digits_of("train", "validation")
    return fit_adaptation([w for seed in range(ODD_HANDS) for w in outputs_by_writer(reader, odd_hands(digits, seed))])


def expecting_digits(scorer: Scorer, times: float) -> Scorer:
    """The scorer where pages on which nothing is a digit are so many times rarer (Saerens et al., 2002)."""
    return replace(scorer, marks_only=np.array(-math.log(times)))


def taken(reader: Reader, marks: Sequence[Sequence[np.ndarray]]) -> float:
    """The share of marks, each drawn alone anywhere, that are read as a digit, nearly surely.

    Args:
        reader: whose bound of "sure" is of no account.
        marks: the strokes of each, (n, 2) arrays.
    """
    generator = np.random.default_rng(0)
    readings = reader.read_drawings([draw_on_canvas(strokes, generator)[1] for strokes in marks])
    surest = [max((d.sureness for d in r.digits if d.value is not None), default=0) for r in readings]
    return float(np.mean(np.array(surest) >= NEARLY_SURE))


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


def _temperature_for(network: Network) -> float:
    """The temperature of a network that suits validation digits."""
    sets = [validation_sets()[name] for name in DIGIT_SETS if name in validation_sets()]
    return fit_temperature([(network(glyphs).digit, labels) for glyphs, labels in sets])


def _unknown_hands(halves: Mapping[str, keras.Model]) -> list[tuple[Reader, Hands]]:
    """Readers that learnt from one half of the training hands, no scorer yet, each with the hands of the other half.

    A network is surer of hands that it knows than it is of a visitor's.
    """
    readers = []
    for learnt, half in permutations(HALVES):
        if learnt in halves and (hands := hands_of([half], VALIDATION_KINDS)):
            network = network_of(halves[learnt])
            readers.append((Reader(network, _temperature_for(network), 0.0), hands))
    return readers


def _scorer(reader: Reader, unknown: Sequence[tuple[Reader, Hands]], numbers: int) -> Scorer:
    """What weighs groups, fitted on unknown hands; how rare pages without digits are, on validation hands."""
    answers = [(one.outputs, hands) for one, hands in unknown]
    scorer = averaged([fit_scorer(answers, LINES * numbers, seed) for seed in range(SCORERS)])
    marks = _marks()
    for times in RARER:
        expecting = expecting_digits(scorer, times)
        if taken(reader.weighing_by(expecting), marks) <= TAKEN_AT_MOST:
            break
    return expecting


def _marks() -> list[list[np.ndarray]]:
    """Strokes of signs of validation hands that look like no digit, and of small pictures that nothing trained on."""
    generator = np.random.default_rng(0)
    signs = load_drawings("symbols", "validation") if has("symbols") else []
    marks = [sign.strokes for sign in signs if sign.label not in LOOK_ALIKES]
    chosen = [marks[number] for number in generator.permutation(len(marks))[:MARKS]]
    return chosen + [draw_mark(generator, VALIDATION_KINDS) for _ in range(MARKS // 4)]


def _digits_of(*splits: str) -> list[Drawing]:
    """All pen-drawn digits of some splits."""
    sources = [source for source in ("strokes", "pendigits") if has(source)]
    return [drawing for source in sources for split in splits for drawing in load_drawings(source, split)]
