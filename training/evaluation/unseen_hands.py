"""Figures on people, tablets and countries that no training saw: collections, numbers, marks, what is no digit."""

from collections.abc import Iterable, Iterator

import numpy as np
from tqdm import tqdm

from training.augmentation.drawings import REPORT_KINDS, draw_mark
from training.augmentation.numbers import Symbol, size_of, symbol_of, write_line
from training.data.datasets import (
    LOOK_ALIKES,
    PEN_SOURCES,
    REPORT_DONORS,
    Drawing,
    by_writer,
    drawings_at_hand,
    has,
    load_drawings,
)
from training.evaluation.photographs import NumberScore, align, score_number
from training.evaluation.pictures import draw_on_canvas
from training.evaluation.proportion import proportion
from training.release.visit_learning import outputs_by_writer, visits
from training.release.weighing import Example, judged
from utils.reader import Reader
from utils.reading import Digit, Reading

NUMBERS = 1_000
PICTURES = 240  # small drawings of kinds that were never trained on
MARKS_IN_NUMBERS = (".", ",", "+", "-", "/", "(", ")", "%", "#", ":", "x")
DIGIT_HEIGHT = 60  # canvas pixels


def report_drawings() -> dict[str, list[Drawing]]:
    """The digits of every collection that reports, by the name of its donor."""
    drawings = drawings_at_hand("report", *PEN_SOURCES)
    return {donor: found for donor in REPORT_DONORS if (found := [d for d in drawings if d.donor == donor])}


def hand_figures(reader: Reader) -> dict[str, dict]:
    """All figures of this module that there is data for."""
    collections = report_drawings()
    figures = {}
    for donor, drawings in collections.items():
        people = len({drawing.writer for drawing in drawings})
        figures[f"collection_{donor}"] = _digits_of(reader, drawings, f"Digits of collection {donor}, {people} people")
    if collections:
        everybody = [drawing for drawings in collections.values() for drawing in drawings]
        figures |= composed_figures(reader, everybody)
        figures |= visit_figures(reader, everybody)
    if collections and has("symbols"):
        signs = load_drawings("symbols", "report")
        figures |= marked_figures(reader, everybody, signs)
        figures["no_digit"] = _no_digits(reader, signs)
    return figures


def composed_figures(reader: Reader, drawings: list[Drawing]) -> dict[str, dict]:
    """Numbers of one to eight digits that one person wrote, set side by side."""
    writers = by_writer(drawings)
    names = sorted(writers)
    generator = np.random.default_rng(0)
    total, exact, answers = NumberScore(), 0, Answers()
    for _ in tqdm(range(NUMBERS), desc="numbers", unit="number"):
        own = writers[names[generator.integers(len(names))]]
        digits = [own[generator.integers(len(own))] for _ in range(generator.integers(1, 9))]
        example = _line_of([symbol_of(digit) for digit in digits], generator)
        reading = reader.read_strokes(example.strokes)
        written = "".join(digit.label for digit in digits)
        total += score_number(written, reading.text)
        exact += reading.text == written
        answers.add(judged(example, reading))
    return {
        "composed": {
            "title": "Digits in numbers of unseen people, 1 to 8 side by side",
            **proportion(total.right, total.written),
            **answers.figures(),
        },
        "composed_exact": {"title": "Such numbers exact", **proportion(exact, NUMBERS)},
    }


def marked_figures(reader: Reader, drawings: list[Drawing], signs: list[Drawing]) -> dict[str, dict]:
    """Three digits of one person with a point, comma, operator, bracket or the like between or around them."""
    writers = by_writer(drawings)
    names = sorted(writers)
    by_label = {label: [sign for sign in signs if sign.label == label] for label in MARKS_IN_NUMBERS}
    generator = np.random.default_rng(1)
    right, written_digits, exact, answers = 0, 0, 0, Answers()
    of_marks: dict[str, list[bool]] = {}
    for turn in tqdm(range(NUMBERS), desc="marks", unit="number"):
        label = MARKS_IN_NUMBERS[turn % len(MARKS_IN_NUMBERS)]
        own = writers[names[generator.integers(len(names))]]
        digits = [own[generator.integers(len(own))] for _ in range(3)]
        symbols = [symbol_of(digit) for digit in digits]
        sign = by_label[label][generator.integers(len(by_label[label]))]
        ends = {"(": (0, 1), ")": (3, 4), "%": (3, 4), "#": (0, 1)}.get(label, (1, 3))
        symbols.insert(int(generator.integers(*ends)), Symbol(None, sign.strokes, size_of(label)))
        example = _line_of(symbols, generator)
        reading = reader.read_strokes(example.strokes)
        written = "".join(digit.label for digit in digits)
        right += align(written, reading.text.replace("\n", ""))[0]
        written_digits += 3
        exact += reading.text == written
        of_marks.setdefault(label, []).append(reading.text == written)
        answers.add(judged(example, reading))
    each = {label: round(100 * float(np.mean(found)), 1) for label, found in of_marks.items()}
    return {
        "marked": {
            "title": "Digits in numbers with a point, comma, sign or bracket",
            **proportion(right, written_digits),
            **answers.figures(),
        },
        "marked_exact": {"title": "Such numbers exact, the mark left out", **proportion(exact, NUMBERS), "each": each},
    }


def visit_figures(reader: Reader, drawings: list[Drawing]) -> dict[str, dict]:
    """What learning the writer's hand does to the digits that come after a first correction."""
    if not reader.adaptation:
        return {}
    counts = visits(outputs_by_writer(reader, drawings), reader.adaptation)
    return {
        "visit_learning": {
            "title": "Digits misread after a writer's first correction: without it, with it in mind, spoilt by it",
            "value": f"{counts.wrong_without}, {counts.wrong_with}, {counts.spoilt}",
        }
    }


def sure_figures(sure: int, wrong: int, answers: int) -> dict[str, float]:
    """The share of answers that are called sure, and of the sure ones that are wrong, percent."""
    return {
        "sure": round(100 * sure / max(answers, 1), 2),
        "sure_wrong": round(100 * wrong / max(sure, 1), 2),
    }


class Answers:
    """Counts how many digits were called sure, and how many of those were wrong."""

    def __init__(self):
        self.digits = self.sure = self.wrong = 0

    def add(self, read: Iterable[tuple[Digit, bool]]) -> None:
        """Count digits that were read, each with whether it is right."""
        for digit, is_right in read:
            self.digits += 1
            self.sure += digit.is_sure
            self.wrong += digit.is_sure and not is_right

    def figures(self) -> dict[str, float]:
        """The shares in percent."""
        return sure_figures(self.sure, self.wrong, self.digits)


def aligned(written: str, reading: Reading) -> Iterator[tuple[Digit, bool]]:
    """Every digit that was read, and whether leaving it out, with the wrong ones before it, leaves fewer digits right.

    Of what nobody knows the places, by the alignment of least edits.
    """
    read = [digit for digit in reading.digits if digit.value is not None]
    values = "".join(str(digit.value) for digit in read)
    right, place = align(written, values)[0], 0
    for digit in read:
        without = values[:place] + values[place + 1 :]
        is_right = align(written, without)[0] < right
        yield digit, is_right
        values, place = (values, place + 1) if is_right else (without, place)


def _digits_of(reader: Reader, drawings: list[Drawing], title: str) -> dict:
    """Digits drawn anywhere on the canvas, read as a number."""
    generator = np.random.default_rng(0)
    right, answers = 0, Answers()
    for drawing in tqdm(drawings, desc=title, unit="digit"):
        strokes = draw_on_canvas(drawing.strokes, generator)[1]
        reading = reader.read_strokes(strokes)
        right += reading.text == drawing.label
        answers.add(judged(Example([symbol_of(drawing)], strokes, np.zeros(len(strokes), int), one=False), reading))
    return {"title": title, **proportion(right, len(drawings)), **answers.figures()}


def _line_of(symbols: list[Symbol], generator: np.random.Generator) -> Example:
    """Symbols as somebody writes them side by side."""
    strokes, owners = write_line(symbols, generator)
    return Example(symbols, [DIGIT_HEIGHT * (stroke + 1) for stroke in strokes], owners, one=False)


def _no_digits(reader: Reader, signs: list[Drawing]) -> dict:
    """Letters, signs and small drawings alone on the canvas, of which a sure digit is read."""
    generator = np.random.default_rng(0)
    marks = {sign.label: [] for sign in signs if sign.label not in LOOK_ALIKES}
    for sign in signs:
        if sign.label in marks:
            marks[sign.label].append(sign.strokes)
    marks |= {
        kind: [draw_mark(generator, [kind]) for _ in range(PICTURES // len(REPORT_KINDS))] for kind in REPORT_KINDS
    }
    each = {}
    for label, drawn in tqdm(marks.items(), desc="no digits", unit="kind"):
        readings = reader.read_drawings([draw_on_canvas(strokes, generator)[1] for strokes in drawn])
        each[label] = [any(digit.is_sure for digit in reading.digits) for reading in readings]
    sure, count = (sum(map(measure, each.values())) for measure in (sum, len))
    return {
        "title": "Letters, signs and small drawings of which a sure digit is read (less is better)",
        **proportion(sure, count),
        "each": {label: f"{sum(found)}/{len(found)}" for label, found in each.items() if any(found)},
    }
