"""Fit what stands between a network's outputs and answers, on validation data alone: nothing of it is set by hand."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from training.augmentation.drawings import VALIDATION_KINDS, draw_mark
from training.augmentation.trajectories import written
from training.augmentation.written import load_writers
from training.data.datasets import HALVES, LOOK_ALIKES, PEN_SOURCES, drawings_at_hand
from training.evaluation.pictures import draw_on_canvas
from training.files import write_whole
from training.fitting.train_trajectories import WHOLE
from training.fitting.validation import log_loss, validation_sets
from training.release.levelling import fit_unevenness
from training.release.powers import powers_of
from training.release.visit_learning import fit_adaptation, odd_hands, outputs_by_writer
from training.release.weighing import averaged, fit_scorer, hands_of, lowest_bound, sureness_of_lines
from utils.adapt import Adaptation
from utils.engines import TRAJECTORY_SHAPE, Network, network_of, said_of
from utils.glyph import draw_glyph
from utils.grouping import Scorer
from utils.reader import Reader, calibrate
from utils.trajectory import trajectory_of
from utils.trajectory_reader import Powers, TrajectoryReader, evidence_of_both

SCORER = "grouping.npz"
SCORERS = 4  # that are averaged, each fitted on lines of its own
LINES = 2  # that unknown hands write to fit each, for each that tells how sure to be
RARER = tuple(2.0 ** np.arange(6, -0.25, -0.25))  # pages without digits than among the lines
TAKEN_AT_MOST = 0.015  # of lone marks of validation hands: surely taken for a digit; half of what is promised
MARKS = 1_000  # signs of validation hands, and a quarter as many small pictures
ODD_HANDS = 8  # made of each writer's
EVERY = math.inf  # bound of "doubtful" under which every glyph is
DIGIT_SETS = ("mnist", "strokes", "pendigits")  # whose log loss the temperature makes least, each weighing the same
WEIGHED = 6_000  # samples of the hands of each split, on which the powers of the two networks are fitted


class Pair(NamedTuple):
    """What reads glyphs, and what reads trajectories, where there is one; neither learnt from certain hands."""

    glyphs: Network
    ways: Network | None


def fit_calibration(
    model: keras.Model, halves: Mapping[str, keras.Model], ways: Mapping[str, keras.Model], numbers: int
) -> dict:
    """Temperature, powers of the two networks, scorer of groups and the bounds of "doubtful" and "sure".

    Args:
        model: of ours.
        halves: networks of the same recipe by the half of the hands that each learnt from.
        ways: networks of trajectories, by the split that each learnt from.
        numbers: that validation hands write to tell how sure to be.

    Returns:
        "temperature", "doubtful", "powers", "scorer" and "adaptation" (None where there are no hands) and "sure".
    """
    pairs = _strangers(model, halves, ways)
    powers = fit_powers(pairs) if ways else None
    once = {split: _calibration_of(pair.glyphs) for split, pair in pairs.items()}
    fitted = {**dict(zip(("temperature", "doubtful"), once["validation"], strict=True)), "powers": powers}
    if not (hands := hands_of("validation", VALIDATION_KINDS)):
        return fitted | {"scorer": None, "sure": 1.0, "adaptation": None}
    strangers = {split: _reader_of(pair, powers, *once[split]) for split, pair in pairs.items()}
    reader, unknown = strangers["validation"], {half: strangers[half] for half in HALVES if half in strangers}
    scorer = _scorer_of_groups(unknown, LINES * numbers, uneven=fit_unevenness(hands, numbers))
    scorer = _expecting_enough(reader, scorer, sure=_strictest_bound(strangers, scorer, numbers // 4))
    return fitted | {
        "scorer": scorer,
        "sure": _strictest_bound(strangers, scorer, numbers // 2),
        "adaptation": adaptation_for(reader.weighing_by(scorer)),
    }


def adaptation_for(reader: Reader) -> Adaptation:
    """How far a correction carries, fitted on odd hands of all writers but those to report on."""
    digits = [digit for split in ("train", "validation") for digit in drawings_at_hand(split, *PEN_SOURCES)]
    return fit_adaptation([w for seed in range(ODD_HANDS) for w in outputs_by_writer(reader, odd_hands(digits, seed))])


def expecting_digits(scorer: Scorer, times: float) -> Scorer:
    """The scorer where pages on which nothing is a digit are so many times rarer (Saerens et al., 2002)."""
    return replace(scorer, marks_only=np.array(-math.log(times)))


def taken(reader: Reader, marks: Sequence[Sequence[np.ndarray]], sure: float) -> float:
    """The share of marks, each drawn alone anywhere, that are surely read as a digit.

    Args:
        reader: whose bound of "sure" is of no account.
        marks: the strokes of each, (n, 2) arrays.
        sure: how sure one has to be.
    """
    generator = np.random.default_rng(0)
    readings = reader.read_drawings([draw_on_canvas(strokes, generator)[1] for strokes in marks])
    surest = [max((d.sureness for d in r.digits if d.value is not None), default=0) for r in readings]
    return float(np.mean(np.array(surest) >= sure))


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


def doubtful_bound(once: np.ndarray, again: np.ndarray) -> float:
    """The highest confidence in an answer that further looks changed; 0 where they changed none.

    Args:
        once: (n, 10) probabilities by one look at each glyph.
        again: by all looks.
    """
    changed = once.argmax(axis=1) != again.argmax(axis=1)
    return float(once[changed].max(initial=0.0))


def _calibration_of(network: Network) -> tuple[float, float]:
    """The temperature of a network that suits validation digits, and its bound of "doubtful" among them."""
    sets = [validation_sets()[name] for name in DIGIT_SETS if name in validation_sets()]
    temperature = fit_temperature([(network(glyphs).digit, labels) for glyphs, labels in sets])
    glyphs = np.concatenate([glyphs for glyphs, _ in sets])
    once, again = (Reader(network, temperature, 0.0, bound).probabilities(glyphs) for bound in (0.0, EVERY))
    return temperature, doubtful_bound(once, again)


def _strangers(
    model: keras.Model, halves: Mapping[str, keras.Model], ways: Mapping[str, keras.Model]
) -> dict[str, Pair]:
    """By validation hands and each half of the training hands the networks that did not learn from them.

    A network is surer of hands that it knows than it is of a visitor's.
    """
    learnt = {WHOLE: model} | dict(halves)
    by = {"validation": WHOLE}
    by |= {half: other for other, half in permutations(HALVES) if other in halves and hands_of(half, VALIDATION_KINDS)}
    return {
        split: Pair(network_of(learnt[name]), network_of(ways[name], TRAJECTORY_SHAPE) if name in ways else None)
        for split, name in by.items()
    }


def _reader_of(pair: Pair, powers: dict[str, Powers] | None, temperature: float, doubtful: float) -> Reader:
    """A reader, no scorer yet, whose bound of "sure" is of no account."""
    ways = TrajectoryReader(pair.ways, powers["digit"], powers["kind"]) if pair.ways and powers else None
    return Reader(pair.glyphs, temperature, 0.0, doubtful, trajectories=ways)


def fit_powers(pairs: Mapping[str, Pair]) -> dict[str, Powers]:
    """The powers of both networks' probabilities with the least log loss, on as many samples of each split of hands.

    Args:
        pairs: by a split of the hands networks that did not learn from them.

    Returns:
        "digit" and "kind".
    """
    parts = [_said_of_samples(split, pair) for split, pair in pairs.items() if pair.ways]
    powers = {}
    for name in ("digit", "kind"):
        *said, right = (np.concatenate(column) for column in zip(*(part[name] for part in parts), strict=True))
        of_glyph, of_way = powers_of(evidence_of_both(*said), right)
        powers[name] = (of_glyph, of_way)
    return powers


def _said_of_samples(split: str, pair: Pair) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """What both networks say of what hands of a split wrote, and what is right: of the ten, of digits; of the kind."""
    generator, writers = np.random.default_rng(0), load_writers(split)
    samples = [written(writers, generator) for _ in range(WEIGHED)]
    labels = np.array([label for _, label in samples])
    glyphs, ways = (np.stack([see(strokes) for strokes, _ in samples]) for see in (draw_glyph, trajectory_of))
    of_glyphs, of_ways = said_of(pair.glyphs, glyphs), said_of(pair.ways, ways)
    is_digit = labels >= 0
    return {
        "digit": (of_glyphs.digit[is_digit], of_ways.digit[is_digit], labels[is_digit]),
        "kind": (of_glyphs.kind, of_ways.kind, np.maximum(-labels, 0)),
    }


def _scorer_of_groups(unknown: Mapping[str, Reader], count: int, uneven: float) -> Scorer:
    """What weighs groups, fitted on lines, so many for each of several scorers, that unknown hands write."""
    answers = [(one.outputs, hands_of(half, VALIDATION_KINDS)) for half, one in unknown.items()]
    return averaged([fit_scorer(answers, count, uneven, seed) for seed in range(SCORERS)])


def _expecting_enough(reader: Reader, scorer: Scorer, sure: float) -> Scorer:
    """The scorer where pages without digits are as rare as may be without taking too many marks for a digit, surely."""
    marks = _marks()
    for times in RARER:
        expecting = expecting_digits(scorer, times)
        if taken(reader.weighing_by(expecting), marks, sure) <= TAKEN_AT_MOST:
            break
    return expecting


def _strictest_bound(strangers: Mapping[str, Reader], scorer: Scorer, count: int) -> float:
    """The bound of "sure" that holds for lines of every collection, with marks and without: a visitor may write any.

    Args:
        strangers: by a split of the hands a reader that did not learn from them.
        scorer: that weighs groups for them.
        count: of the lines of each.
    """
    return max(
        lowest_bound(*sureness_of_lines(reader.weighing_by(scorer), hands, count))
        for split, reader in strangers.items()
        for source in PEN_SOURCES
        for marked_share in (0.0, 1.0)
        if (hands := hands_of(split, VALIDATION_KINDS, [source], marked_share))
    )


def _marks() -> list[list[np.ndarray]]:
    """Strokes of signs of validation hands that look like no digit, and of small pictures that nothing trained on."""
    generator = np.random.default_rng(0)
    marks = [sign.strokes for sign in drawings_at_hand("validation", "symbols") if sign.label not in LOOK_ALIKES]
    chosen = [marks[number] for number in generator.permutation(len(marks))[:MARKS]]
    return chosen + [draw_mark(generator, VALIDATION_KINDS) for _ in range(MARKS // 4)]
