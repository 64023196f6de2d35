"""Fit what weighs groups of strokes (`utils/grouping.py`), on lines that hands wrote.

The likelihood of the right grouping among all is made as large as may be; its gradient by a group's score is the chance
of the group less one where it is right (Sarawagi and Cohen, 2004).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from training.augmentation.augment import vary_strokes
from training.augmentation.numbers import Hands, Symbol, write_line
from training.augmentation.ways import write_another_way
from training.data.datasets import PEN_SOURCES, drawings_at_hand
from utils.candidates import Box, Layout, layouts_of_strokes
from utils.engines import Outputs
from utils.group_features import group_features
from utils.grouping import DIGIT, MARK, Scorer, Span, weigh
from utils.reader import Reader
from utils.reading import Digit, Reading, same_place

HIDDEN = 32
PASSES, BATCH = 24, 128
RATE, DECAY = 5e-3, 1e-2
TWO_LINES = 0.08  # of the examples: another line below
TOGETHER = 0.5  # of the lone symbols: everything is said to be one thing
ALL_TOGETHER = 0.04  # of the others
CONTEXT_SHARE = 0.35  # of the marks beside digits that only the line around them tells from one
FORM_SHARE = 0.7  # of the lines with marks beside digits: dates, sums, prices and the like
MARKED_SHARE = 0.3  # of the lines that have marks, or are one: people write more digits
OTHER_WAYS = 0.1  # of the digits that are written in a way the data is short of
GAPS = (-0.03, 0.45)  # heights between the boxes of neighbours: some lie over one another
CANVAS_HEIGHT = 60.0  # canvas pixels of a digit
WRONG_AT_MOST = 0.002  # of the sure answers; less than is promised, for hands are new


Answers = Callable[[np.ndarray, np.ndarray], Outputs]  # to glyphs (n, 28, 28) and trajectories (n, 64, 6), uint8


class Example(NamedTuple):
    """Written symbols.

    Attributes:
        symbols: in reading order.
        strokes: theirs, (n, 2) float32, canvas pixels.
        owners: (strokes,) int, the number of the symbol that each belongs to.
        one: all of it is said to be one thing.
    """

    symbols: list[Symbol]
    strokes: list[np.ndarray]
    owners: np.ndarray
    one: bool


class _Case(NamedTuple):
    """Layouts of lines, each a piece count, spans and the rows of its groups; and the right (row, label) pairs."""

    layouts: list[list[tuple[int, list[Span], slice]]]
    right: list[tuple[int, int]]


def hands_of(
    split: str, kinds: Sequence[str], sources: Sequence[str] = PEN_SOURCES, marked_share: float = MARKED_SHARE
) -> Hands | None:
    """The writers of a split with their digits and signs, and small pictures; None where there are no digits.

    Args:
        split: of the hands.
        kinds: of small pictures.
        sources: collections of digits that they are from.
        marked_share: of the lines that have marks, or are one.
    """
    digits = drawings_at_hand(split, *sources)
    signs = drawings_at_hand(split, "symbols")
    return Hands(digits, signs, kinds, marked_share, CONTEXT_SHARE, FORM_SHARE) if digits else None


def examples_of(hands: Hands, count: int, seed: int, as_written: bool = False) -> Iterator[Example]:
    """Lines that hands wrote, in canvas pixels: most of them numbers, with marks or not.

    Args:
        hands: that write them.
        count: of the lines.
        seed: of everything left to chance.
        as_written: every symbol just as its hand wrote it, and not again in another.
    """
    generator = np.random.default_rng(seed)
    for _ in range(count):
        symbols, strokes, owners = [], [], np.zeros(0, int)
        for line in range(2 if generator.random() < TWO_LINES else 1):
            more = hands.line(generator)
            more = more if as_written else [_written_again(symbol, generator) for symbol in more]
            written, whose = write_line(more, generator, gaps=GAPS)
            below = line * generator.uniform(1.4, 1.9)
            strokes += [CANVAS_HEIGHT * (stroke + np.float32([1, 2 + below])) for stroke in written]
            owners = np.append(owners, whose + len(symbols))
            symbols += more
        one = generator.random() < (TOGETHER if len(symbols) == 1 else ALL_TOGETHER)
        yield Example(symbols, strokes, owners, bool(one))


def fit_scorer(readers: Sequence[tuple[Answers, Hands]], count: int, uneven: float, seed: int = 0) -> Scorer:
    """Fit the scorer of groups.

    Args:
        readers: of each what a network answers, the ten calibrated, and hands that it did not learn from.
        count: of the lines that all hands together write.
        uneven: as which lines are levelled.
        seed: of the lines and of the first weights.
    """
    cases, features = _cases(readers, count, uneven, seed)
    generator = np.random.default_rng(seed)
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    weights = {
        "hidden": generator.normal(0, 1 / np.sqrt(len(mean)), (len(mean), HIDDEN)),
        "hidden_bias": np.zeros(HIDDEN),
        "output": np.zeros((HIDDEN, 2)),
        "output_bias": np.zeros(2),
    }
    moments = {name: (np.zeros_like(weight), np.zeros_like(weight)) for name, weight in weights.items()}
    steps = PASSES * -(-len(cases) // BATCH)
    bar = tqdm(total=steps, desc="weighing", unit="step")
    for step in range(steps):
        if step % -(-len(cases) // BATCH) == 0:
            order = generator.permutation(len(cases))
        at = step % -(-len(cases) // BATCH) * BATCH
        batch = [cases[number] for number in order[at : at + BATCH]]
        groups = [rows for case in batch for lines in case.layouts for *_, rows in lines]
        rows = np.concatenate([np.arange(part.start, part.stop) for part in groups])
        rate = RATE * (1 + np.cos(np.pi * step / steps)) / 2
        loss = _step(weights, moments, (features[rows] - mean) / spread, rows, batch, rate, step + 1)
        bar.update()
        bar.set_postfix(loss=f"{loss:.4f}", refresh=False)
    bar.close()
    return Scorer(mean, spread, **weights, marks_only=np.array(0.0), uneven=np.array(uneven))


def averaged(scorers: Sequence[Scorer]) -> Scorer:
    """One scorer whose scores are the means of those of several: what each knows by heart of its lines weighs less.

    As networks that differ err apart (Hansen and Salamon, 1990); a wide hidden layer holds all of theirs.
    """
    scaled = [scorer.hidden / scorer.spread[:, None] for scorer in scorers]
    biases = [scorer.hidden_bias - scorer.mean @ hidden for scorer, hidden in zip(scorers, scaled, strict=True)]
    return Scorer(
        mean=np.zeros(len(scaled[0])),
        spread=np.ones(len(scaled[0])),
        hidden=np.concatenate(scaled, axis=1),
        hidden_bias=np.concatenate(biases),
        output=np.concatenate([scorer.output for scorer in scorers]) / len(scorers),
        output_bias=np.mean([scorer.output_bias for scorer in scorers], axis=0),
        marks_only=np.mean([scorer.marks_only for scorer in scorers]),
        uneven=np.mean([scorer.uneven for scorer in scorers]),
    )


def sureness_of_lines(reader: Reader, hands: Hands, count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """How sure each digit is that is read in lines, and whether it is wrong.

    Args:
        reader: whose bound of "sure" is of no account.
        hands: that the network did not learn from.
        count: of the lines that they write.
        seed: of the lines.
    """
    sureness, wrong = [], []
    for example in tqdm(examples_of(hands, count, seed, as_written=True), desc="sure", total=count, unit="line"):
        for digit, is_right in judged(example, reader.read_strokes(example.strokes, example.one)):
            sureness.append(digit.sureness)
            wrong.append(not is_right)
    return np.array(sureness), np.array(wrong)


def lowest_bound(sureness: np.ndarray, wrong: np.ndarray) -> float:
    """The lowest bound above which at most `WRONG_AT_MOST` of (n,) answers are wrong; at least a half."""
    order = np.argsort(-sureness)
    shares = np.cumsum(wrong[order]) / np.arange(1, len(order) + 1)
    last_of_equals = np.append(np.diff(sureness[order]) < 0, True)[: len(order)]
    fine = np.flatnonzero((shares <= WRONG_AT_MOST) & last_of_equals)
    return float(max(0.5, sureness[order[fine[-1]]])) if len(fine) else 1.0


def layouts_of(example: Example, uneven: float) -> list[Layout]:
    """All ways to part an example, as a reader weighs them that levels lines so."""
    return layouts_of_strokes([stroke.astype(np.float64) for stroke in example.strokes], example.one, uneven)


def right_groups(layouts: list[Layout], example: Example) -> list[tuple[int, int]] | None:
    """Row, from the first group of the first layout, and label of each right group; None where any is missing.

    Args:
        layouts: as `layouts_of` gives them.
        example: with what was written.
    """
    row = 0
    for lines in layouts:
        right: list[tuple[int, int]] | None = []
        seen: list[int] = []
        for line in lines:
            owners = example.owners[np.array(line.members)].tolist()
            starts = [place for place in range(len(owners)) if place == 0 or owners[place] != owners[place - 1]]
            runs = [(0, len(owners))] if example.one else list(zip(starts, [*starts[1:], len(owners)], strict=True))
            for run in runs:
                if right is not None and run in line.spans:
                    symbol = owners[run[0]] if not example.one or len(example.symbols) == 1 else -1
                    is_digit = symbol >= 0 and example.symbols[symbol].value is not None
                    right.append((row + line.spans.index(run), DIGIT if is_digit else MARK))
                else:
                    right = None
            seen += [owners[start] for start, _ in runs]
            row += len(line.spans)
        if right and len(seen) == len(set(seen)):
            return right
    return None


def judged(example: Example, reading: Reading) -> Iterator[tuple[Digit, bool]]:
    """Every digit that was read in an example, and whether a digit of that value was written just there."""
    written = [(symbol.value, _box_of(number, example)) for number, symbol in enumerate(example.symbols)]
    for digit in reading.digits:
        if digit.value is not None:
            yield digit, any(value == digit.value and same_place(box, digit.box) for value, box in written)


def _box_of(number: int, example: Example) -> Box:
    """Where a symbol was written."""
    points = np.concatenate([example.strokes[stroke] for stroke in np.flatnonzero(example.owners == number)])
    low = points.min(axis=0)
    return (*low.tolist(), *(points.max(axis=0) - low).tolist())


def _written_again(symbol: Symbol, generator: np.random.Generator) -> Symbol:
    strokes = symbol.strokes
    if symbol.value is not None and generator.random() < OTHER_WAYS:
        strokes = write_another_way(symbol.value, strokes, generator) or strokes
    return symbol._replace(strokes=vary_strokes(strokes, generator))


def _cases(
    readers: Sequence[tuple[Answers, Hands]], count: int, uneven: float, seed: int
) -> tuple[list[_Case], np.ndarray]:
    """The examples whose right grouping is among those that are weighed, and the features of all their groups."""
    cases: list[_Case] = []
    features: list[np.ndarray] = []
    each = count // len(readers)
    for answers, hands in readers:
        examples = tqdm(examples_of(hands, each, seed), "lines", each, unit="line")
        own, of_groups = _cases_of(answers, examples, uneven, start=sum(map(len, features)))
        cases += own
        features.append(of_groups)
    return cases, np.concatenate(features)


def _cases_of(
    answers: Answers, examples: Iterable[Example], uneven: float, start: int
) -> tuple[list[_Case], np.ndarray]:
    """The cases of a network's hands, whose rows begin at `start`, and the features of their groups."""
    cases, glyphs, ways, of_lines = [], [], [], []
    for example in examples:
        layouts = layouts_of(example, uneven)
        right = right_groups(layouts, example)
        if right is None:
            continue
        numbered, first = [], start
        for lines in layouts:
            rows = []
            for line in lines:
                rows.append((len(line.pieces), line.spans, slice(start, start := start + len(line.spans))))
                glyphs += line.glyphs
                ways += line.trajectories
                of_lines.append((line, len(lines) == 1))
            numbered.append(rows)
        cases.append(_Case(numbered, [(first + row, label) for row, label in right]))
    return cases, group_features(of_lines, answers(np.stack(glyphs), np.stack(ways)))


def _step(
    weights: dict[str, np.ndarray],
    moments: dict[str, tuple[np.ndarray, np.ndarray]],
    features: np.ndarray,
    rows: np.ndarray,
    batch: list[_Case],
    rate: float,
    step: int,
) -> float:
    """One step of AdamW (Loshchilov and Hutter, 2019) on a batch; gives back its mean loss."""
    inside = np.tanh(features @ weights["hidden"] + weights["hidden_bias"])
    scores = inside @ weights["output"] + weights["output_bias"]
    loss, slope = _loss(scores, rows, batch)
    slope /= len(batch)
    back = (slope @ weights["output"].T) * (1 - inside**2)
    gradients = {
        "hidden": features.T @ back,
        "hidden_bias": back.sum(axis=0),
        "output": inside.T @ slope,
        "output_bias": slope.sum(axis=0),
    }
    for name, gradient in gradients.items():
        first, second = moments[name]
        first += 0.1 * (gradient - first)
        second += 0.01 * (gradient**2 - second)
        change = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        weights[name] -= rate * (change + DECAY * weights[name])
    return loss / len(batch)


def _loss(scores: np.ndarray, rows: np.ndarray, batch: list[_Case]) -> tuple[float, np.ndarray]:
    """Minus the log likelihood of the right groupings of a batch, and its gradient by the scores (n, 2)."""
    loss, slope, at = 0.0, np.zeros_like(scores), 0
    for case in batch:
        first, weighed = at, []
        for lines in case.layouts:
            for count, spans, _ in lines:
                weighed.append(weigh(count, spans, scores[at : at + len(spans)]))
                at += len(spans)
        of_line = iter(weighed)
        sums = np.array([sum(next(of_line).log_sum for _ in lines) for lines in case.layouts])
        log_sum = np.logaddexp.reduce(sums)
        place, of_line = first, iter(weighed)
        for lines, share in zip(case.layouts, np.exp(sums - log_sum), strict=True):
            for _, spans, _ in lines:
                slope[place : place + len(spans)] = share * next(of_line).chances
                place += len(spans)
        loss += log_sum
        for row, label in case.right:
            here = first + row - rows[first]
            loss -= scores[here, label]
            slope[here, label] -= 1
    return loss, slope
