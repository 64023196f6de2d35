"""Fit what weighs groups of strokes and components (`utils/grouping.py`), on lines that validation hands wrote.

The likelihood of the right grouping among all is made as large as may be; its gradient by a group's score is the chance
of the group less one where it is right (Sarawagi and Cohen, 2004).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from training.augment import vary_strokes
from training.datasets import has, load_drawings
from training.numbers import Hands, Symbol, write_line
from training.ways import write_another_way
from utils.candidates import Line, layouts_of_strokes
from utils.engines import Outputs
from utils.grouping import DIGIT, MARK, Scorer, Span, glyph_features, place_features, weigh
from utils.reader import Digit, Reader

HIDDEN = 32
PASSES, BATCH = 14, 256
RATE, DECAY = 4e-3, 1e-3
TWO_LINES = 0.08  # of the examples: another line below
TOGETHER = 0.15  # of the examples: everything is said to be one thing
OTHER_WAYS = 0.1  # of the digits that are written in a way the data is short of
CANVAS_HEIGHT = 60.0  # canvas pixels of a digit
WRONG_AT_MOST = 0.002  # of the sure answers; less than is promised, for hands are new


class Example(NamedTuple):
    """Written symbols: the strokes, the number of the symbol that each belongs to, and whether all is one thing."""

    symbols: list[Symbol]
    strokes: list[np.ndarray]
    owners: np.ndarray
    one: bool


class _Case(NamedTuple):
    """Layouts of lines, each a piece count, spans and the rows of its groups; and the right (row, label) pairs."""

    layouts: list[list[tuple[int, list[Span], slice]]]
    right: list[tuple[int, int]]


def hands_of(split: str, kinds: Sequence[str]) -> Hands | None:
    """The writers of a split with their digits, the signs of its donors, and small pictures; None without digits."""
    digits = [digit for source in ("strokes", "pendigits") if has(source) for digit in load_drawings(source, split)]
    return Hands(digits, load_drawings("symbols", split) if has("symbols") else [], kinds) if digits else None


def examples_of(hands: Hands, count: int, seed: int) -> Iterator[Example]:
    """Lines that hands wrote, in canvas pixels: most of them numbers, with marks or not."""
    generator = np.random.default_rng(seed)
    for _ in range(count):
        symbols, strokes, owners = [], [], np.zeros(0, int)
        for line in range(2 if generator.random() < TWO_LINES else 1):
            more = [_written_again(symbol, generator) for symbol in hands.line(generator)]
            written, whose = write_line(more, generator, gaps=(-0.03, 0.45))
            below = line * generator.uniform(1.4, 1.9)
            strokes += [CANVAS_HEIGHT * (stroke + np.float32([1, 2 + below])) for stroke in written]
            owners = np.append(owners, whose + len(symbols))
            symbols += more
        yield Example(symbols, strokes, owners, bool(generator.random() < TOGETHER))


def fit_scorer(outputs: Callable[[np.ndarray], Outputs], hands: Hands, count: int, seed: int = 0) -> Scorer:
    """Fit the scorer of groups.

    Args:
        outputs: of a network for (n, 28, 28) uint8 glyphs, the ten calibrated.
        hands: that the network did not learn from.
        count: of the lines that they write.
        seed: of the lines and of the first weights.
    """
    cases, features = _cases(outputs, examples_of(hands, count, seed), count)
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
    return Scorer(mean, spread, **weights)


def sureness_of_lines(reader: Reader, hands: Hands, count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """How sure each digit is that is read in lines, and whether it is wrong.

    Args:
        reader: whose bound of "sure" is of no account.
        hands: that the network did not learn from.
        count: of the lines that they write.
        seed: of the lines.
    """
    sureness, wrong = [], []
    for example in tqdm(examples_of(hands, count, seed), desc="sure", total=count, unit="line"):
        for digit, is_right in judged(example, reader):
            sureness.append(digit.digitness * digit.confidence)
            wrong.append(not is_right)
    return np.array(sureness), np.array(wrong)


def lowest_bound(sureness: np.ndarray, wrong: np.ndarray) -> float:
    """The lowest bound above which at most `WRONG_AT_MOST` of (n,) answers are wrong; at least a half."""
    order = np.argsort(-sureness)
    shares = np.cumsum(wrong[order]) / np.arange(1, len(order) + 1)
    fine = np.flatnonzero(shares <= WRONG_AT_MOST)
    return float(max(0.5, sureness[order[fine[-1]]])) if len(fine) else 1.0


def judged(example: Example, reader: Reader) -> Iterator[tuple[Digit, bool]]:
    """Every digit that is read in an example, and whether a digit of that value was written just there."""
    reading = reader.read_strokes(example.strokes, example.one)
    written = {}
    for number, symbol in enumerate(example.symbols):
        points = np.concatenate(
            [s for s, owner in zip(example.strokes, example.owners, strict=True) if owner == number]
        )
        written[_corners(points.min(axis=0), points.max(axis=0))] = symbol.value
    for digit in reading.digits:
        if digit.value is not None:
            low = np.array(digit.box[:2])
            yield digit, written.get(_corners(low, low + digit.box[2:])) == digit.value


def _corners(low: np.ndarray, high: np.ndarray) -> tuple[float, ...]:
    return tuple(np.array([*low, *high], np.float64).round(1).tolist())


def _written_again(symbol: Symbol, generator: np.random.Generator) -> Symbol:
    strokes = symbol.strokes
    if symbol.value is not None and generator.random() < OTHER_WAYS:
        strokes = write_another_way(symbol.value, strokes, generator) or strokes
    return symbol._replace(strokes=vary_strokes(strokes, generator))


def _cases(
    outputs: Callable[[np.ndarray], Outputs], examples: Iterator[Example], count: int
) -> tuple[list[_Case], np.ndarray]:
    """The examples whose right grouping is among those that are weighed, and the features of all their groups."""
    cases, glyphs, places, start = [], [], [], 0
    for example in tqdm(examples, desc="lines", total=count, unit="line"):
        layouts = layouts_of_strokes(example.strokes, example.one)
        right = _right_groups(layouts, example)
        if right is None:
            continue
        numbered, first = [], start
        for lines in layouts:
            rows = []
            for line in lines:
                rows.append((len(line.pieces), line.spans, slice(start, start := start + len(line.spans))))
                glyphs += line.glyphs
                places.append(place_features(line.pieces, line.touching, line.spans, len(lines) == 1))
            numbered.append(rows)
        cases.append(_Case(numbered, [(first + row, label) for row, label in right]))
    said = outputs(np.stack(glyphs))
    return cases, np.concatenate([glyph_features(said.digit, said.kind), np.concatenate(places)], axis=1)


def _right_groups(layouts: list[list[Line]], example: Example) -> list[tuple[int, int]] | None:
    """Row, from the first group of the first layout, and label of each right group; None where any is missing."""
    boxes = {}
    for stroke, owner in zip(example.strokes, example.owners, strict=True):
        low = stroke.min(axis=0).astype(np.float64)
        boxes[tuple(np.append(low, stroke.max(axis=0) - low).round(2).tolist())] = int(owner)
    row = 0
    for lines in layouts:
        right: list[tuple[int, int]] | None = []
        seen: list[int] = []
        for line in lines:
            owners = [boxes[tuple(box.round(2).tolist())] for box in line.pieces]
            starts = [place for place in range(len(owners)) if place == 0 or owners[place] != owners[place - 1]]
            runs = list(zip(starts, [*starts[1:], len(owners)], strict=True))
            if example.one:
                runs = [(0, len(owners))]
            for run in runs:
                if right is not None and run in line.spans:
                    is_one = len(set(owners[run[0] : run[1]])) == 1
                    is_digit = is_one and example.symbols[owners[run[0]]].value is not None
                    right.append((row + line.spans.index(run), DIGIT if is_digit else MARK))
                else:
                    right = None
            seen += [owners[start] for start, _ in runs]
            row += len(line.spans)
        if right is not None and len(seen) == len(set(seen)):
            return right
    return None


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
