"""Lines as people write them: signs stand where they belong, and it is known whose each stroke is."""

from itertools import pairwise

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, line
from tests.made_marks import MADE_MARKS
from training.augmentation.numbers import FORMS, SIGNS, Hands, Symbol, round_bracket, size_of, write_line
from training.data.datasets import Drawing

EIGHT, FOUR, ONE = (MADE_DIGITS[name][1] for name in ("eight, two rings", "four, open", "one, a bar"))


def sign(label, name):
    return Symbol(None, MADE_MARKS[name][0], size_of(label))


def written(symbols, seed, **options):
    """Of each symbol the lowest and the highest x and y, y down from the baseline."""
    strokes, owners = write_line(symbols, np.random.default_rng(seed), **options)
    points = [np.concatenate([strokes[at] for at in np.flatnonzero(owners == n)]) for n in range(len(symbols))]
    return [(own.min(axis=0), own.max(axis=0)) for own in points]


def test_a_comma_hangs_at_the_baseline():
    for seed in range(50):
        (_, of_digit), (top, bottom), _ = written([Symbol(8, EIGHT), sign(",", "comma"), Symbol(1, ONE)], seed, tilt=0)
        assert -0.08 <= (top[1] + bottom[1]) / 2 <= 0.15
        assert bottom[1] > of_digit[1] - 0.4


def test_a_minus_is_flat_in_the_middle():
    for seed in range(50):
        (top, _), (left, right), _ = written([Symbol(8, EIGHT), sign("-", "minus"), Symbol(1, ONE)], seed, tilt=0)
        assert top[1] < left[1]
        assert right[1] < -0.2
        assert right[1] - left[1] < 0.1 < 0.2 <= right[0] - left[0] <= 0.8


def test_the_owners_name_the_symbol_of_each_stroke():
    symbols = [Symbol(8, EIGHT), sign("+", "plus"), Symbol(4, FOUR), Symbol(1, ONE)]
    strokes, owners = write_line(symbols, np.random.default_rng(0))
    assert owners.tolist() == [0, 0, 1, 1, 2, 2, 3]
    for stroke, original in zip(strokes, [s for symbol in symbols for s in symbol.strokes], strict=True):
        assert stroke.shape == original.shape


def test_symbols_stay_in_order():
    for seed in range(50):
        boxes = written([Symbol(8, EIGHT), Symbol(4, FOUR), sign("+", "plus"), Symbol(1, ONE)], seed, tilt=0)
        for (_, before), (after, _) in pairwise(boxes):
            assert 0.03 <= after[0] - before[0] <= 0.45


def test_the_line_climbs_or_falls_as_far_as_it_may():
    def angle(seed):
        strokes, _ = write_line([Symbol(None, [line((0, 0), (1, 0))], SIGNS["-"])], np.random.default_rng(seed), tilt=8)
        return np.degrees(np.arctan2(*(strokes[0][-1] - strokes[0][0])[::-1]))

    angles = [angle(seed) for seed in range(100)]
    assert -8 <= min(angles) < -6
    assert 6 < max(angles) <= 8


def test_capitals_are_higher_than_small_letters():
    for capital, small in (("A", "a"), ("X", "x"), ("M", "m")):
        assert size_of(capital)[0][0] > size_of(small)[0][0]
        assert size_of(capital)[0][1] > size_of(small)[0][1]


def drawings(*labels, writer="somebody"):
    return [Drawing(label, ONE, writer, "made") for label in labels]


def test_the_digits_of_a_line_are_of_one_hand():
    hands = Hands(drawings("1", "2", writer="one") + drawings("8", "9", writer="other"), [])
    generator = np.random.default_rng(0)
    for _ in range(100):
        values = {symbol.value for symbol in hands.line(generator)} - {None}
        assert values <= {1, 2} or values <= {8, 9}


def test_marks_stand_in_lines_that_are_no_digits():
    hands = Hands(drawings("1"), drawings("+", ","))
    generator = np.random.default_rng(0)
    lines = [hands.line(generator) for _ in range(300)]
    marks = [symbol for symbols in lines for symbol in symbols if symbol.value is None]
    assert all(symbol.size for symbol in marks)
    assert all(symbol.size is None for symbols in lines for symbol in symbols if symbol.value is not None)
    with_marks = np.mean([any(symbol.value is None for symbol in symbols) for symbols in lines])
    assert 0.35 < with_marks < 0.65
    assert max(map(len, lines)) > 6


def test_dates_sums_and_prices_are_written_with_the_signs_at_hand():
    hands = Hands(drawings("1"), drawings("/", "+"), marked_share=1, form_share=1)
    generator = np.random.default_rng(0)
    lines = [line for line in (hands.line(generator) for _ in range(200)) if len(line) > 1]
    written = {"".join("9" if symbol.value is not None else "s" for symbol in line) for line in lines}
    assert {"9s9", "99s99", "99s99s9999", "s9"} <= written
    assert written <= {form.replace("/", "s").replace("+", "s") for form in FORMS}


def test_round_brackets_bulge_to_their_side_more_than_any_bar():
    generator = np.random.default_rng(0)
    for label, side in (("(", -1), (")", 1)):
        for _ in range(100):
            points = round_bracket(label, generator)
            across, down = points[-1] - points[0]
            bulge = side * (down * (points - points[0])[:, 0] - across * (points - points[0])[:, 1])
            assert bulge.min() > -1e-9
            assert 0.1 < bulge.max() < 0.5
            assert down > 0.85


@pytest.mark.parametrize("label", ["(", "%"])
def test_brackets_and_percent_signs_are_drawn_by_rule_as_often_as_is_asked(label):
    bars = drawings("(", ")", "%", "+")
    for share, drawn in ((0.0, 0), (0.5, 0.5), (1.0, 1)):
        hands = Hands(drawings("1"), bars, marked_share=1, form_share=1, ruled_share=share)
        generator = np.random.default_rng(0)
        lines = [line for line in (hands.line(generator) for _ in range(600)) if len(line) > 1]
        marks = [symbol for line in lines for symbol in line if symbol.size == size_of(label)]
        assert np.mean([symbol.strokes is not ONE for symbol in marks]) == pytest.approx(drawn, abs=0.1)


def test_a_sign_that_needs_the_line_around_it_is_never_alone():
    hands = Hands(drawings("1"), [Drawing(",", EIGHT, "somebody", "made"), *drawings("+")])
    generator = np.random.default_rng(0)
    for _ in range(300):
        symbols = hands.line(generator)
        if len(symbols) == 1:
            assert symbols[0].size != SIGNS[","]


@pytest.mark.parametrize("label", ["O", "l", "1", "S"])
def test_letters_that_look_like_digits_are_no_marks(label):
    assert Hands(drawings("1"), drawings(label)).marks == {}
