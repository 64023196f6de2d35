"""Weights of groups are fitted to what was really written, and the bound of "sure" to what is really right."""

import itertools

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, place
from tests.made_marks import write
from tests.made_network import made_hands, made_network
from training.augmentation.drawings import VALIDATION_KINDS
from training.release import weighing
from training.release.weighing import (
    WRONG_AT_MOST,
    averaged,
    examples_of,
    fit_scorer,
    hands_of,
    judged,
    layouts_of,
    lowest_bound,
    right_groups,
    sureness_of_lines,
)
from utils.grouping import DIGIT, MARK, Scorer
from utils.reader import Reader

HANDS = made_hands()
ONE, PLUS = "one, a bar", "plus"
UNEVEN = 2.0
made_answers = Reader(made_network, 1.0, 0.5, 0.0).outputs


@pytest.fixture(scope="module")
def scorer():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighing, "BATCH", 32)  # so that few lines make many steps
        return fit_scorer([(made_answers, HANDS)], 400, UNEVEN)


@pytest.fixture(scope="module")
def fitted_reader(scorer):
    return Reader(made_network, 1.0, 0.5, 0.0, scorer)


def two_strokes(first_row):
    """Two strokes in one line, or in two, and which groups are right: rows count from the first group of all."""
    one_line = [(2, [(0, 1), (0, 2), (1, 2)], slice(first_row, first_row + 3))]
    two_lines = [(1, [(0, 1)], slice(first_row + 3, first_row + 4)), (1, [(0, 1)], slice(first_row + 4, first_row + 5))]
    return [one_line, two_lines]


@pytest.mark.data("strokes")
def test_of_a_hundred_lines_the_right_way_to_part_hardly_one_is_not_weighed():
    lines = list(examples_of(hands_of("validation", VALIDATION_KINDS), 400, 0, as_written=True))
    left_out = [line for line in lines if right_groups(layouts_of(line, UNEVEN), line) is None]
    assert len(left_out) <= len(lines) / 100


def test_the_gradient_is_that_of_the_loss():
    one_digit = weighing._Case(two_strokes(20), [(21, DIGIT)])
    digit_above_mark = weighing._Case(two_strokes(3), [(6, DIGIT), (7, MARK)])
    rows = np.array([*range(20, 25), *range(3, 8)])
    scores = np.random.default_rng(0).normal(0, 2, (10, 2))
    batch = [one_digit, digit_above_mark]
    loss, slope = weighing._loss(scores, rows, batch)
    assert loss > 0
    step = 1e-5
    for place_of in np.ndindex(scores.shape):
        moved = [scores.copy(), scores.copy()]
        moved[0][place_of] += step
        moved[1][place_of] -= step
        up, down = (weighing._loss(other, rows, batch)[0] for other in moved)
        assert slope[place_of] == pytest.approx((up - down) / (2 * step), abs=1e-6)


def test_fitting_makes_what_was_written_likelier(scorer):
    cases, features = weighing._cases([(made_answers, HANDS)] * 2, 60, UNEVEN, seed=9)
    rows = np.arange(len(features))

    def loss(weights):
        return weighing._loss(weights.scores(features), rows, cases)[0] / len(cases)

    nothing = {"output": np.zeros_like(scorer.output), "output_bias": np.zeros(2)}
    assert loss(scorer) < 0.5 * loss(Scorer(**vars(scorer) | nothing))


def test_an_averaged_scorer_gives_the_mean_of_the_scores(scorer):
    generator = np.random.default_rng(0)
    features = generator.normal(0, 2, (20, len(scorer.mean)))
    other = Scorer(**{name: generator.normal(1, 0.3, np.shape(weight)) for name, weight in vars(scorer).items()})
    both = (scorer.scores(features) + other.scores(features)) / 2
    np.testing.assert_allclose(averaged([scorer, other]).scores(features), both, rtol=1e-6, atol=1e-6)


def test_a_plus_between_ones_is_parted_from_them(fitted_reader):
    reading = fitted_reader.read_strokes(write([ONE, PLUS, ONE]))
    assert reading.text == "11"
    assert [digit.kind for digit in reading.digits] == ["digit", "mark", "digit"]
    left, right = reading.digits[1].box[0], reading.digits[1].box[0] + reading.digits[1].box[2]
    assert right - left == pytest.approx(40, abs=1)  # both of its bars


def test_digits_of_several_strokes_are_one(fitted_reader):
    for name in ("five, bar apart", "four, open", "eight, two rings"):
        reading = fitted_reader.read_strokes(place(MADE_DIGITS[name][1]))
        assert reading.text == str(MADE_DIGITS[name][0]), name


def test_the_same_lines_fit_the_same_scorer():
    one, other = (fit_scorer([(made_answers, HANDS)], 20, UNEVEN, seed=3) for _ in range(2))
    for name, weights in vars(one).items():
        np.testing.assert_array_equal(weights, vars(other)[name])


def test_a_scorer_is_read_from_its_file_as_it_was(scorer, tmp_path):
    np.savez(tmp_path / "grouping.npz", **vars(scorer))
    features = np.random.default_rng(0).normal(size=(5, len(scorer.mean)))
    np.testing.assert_array_equal(Scorer.load(tmp_path / "grouping.npz").scores(features), scorer.scores(features))


def test_examples_say_whose_each_stroke_is():
    for example in itertools.islice(examples_of(HANDS, 40, seed=0), 40):
        assert len(example.strokes) == len(example.owners)
        assert sorted(set(example.owners.tolist())) == list(range(len(example.symbols)))
        for number, symbol in enumerate(example.symbols):
            assert (example.owners == number).sum() >= min(1, len(symbol.strokes))
        assert layouts_of(example, UNEVEN)


def test_digits_that_are_read_where_none_stands_are_wrong():
    reader = Reader(made_network, 1.0, 0.5, 0.0)  # without scorer, it takes everything for digits
    verdicts = [
        v
        for example in examples_of(HANDS, 60, seed=2)
        for v in judged(example, reader.read_strokes(example.strokes, example.one))
    ]
    assert any(is_right for _, is_right in verdicts)
    assert any(not is_right for _, is_right in verdicts)


def test_who_weighs_is_less_often_wrong_where_it_is_surer(fitted_reader):
    sureness, wrong = sureness_of_lines(fitted_reader, HANDS, 80)
    assert ((sureness >= 0) & (sureness <= 1)).all()
    surer = sureness >= np.median(sureness)
    assert wrong[surer].mean() <= wrong[~surer].mean()


def test_the_bound_is_the_lowest_above_which_few_answers_are_wrong():
    sureness = np.linspace(0.6, 1, 2_001)
    wrong = sureness < 0.7
    bound = lowest_bound(sureness, wrong)
    assert wrong[sureness >= bound].mean() <= WRONG_AT_MOST < wrong[sureness >= bound - 0.001].mean()


def test_where_nothing_is_wrong_the_bound_is_a_half_or_the_least_sure():
    assert lowest_bound(np.array([0.2, 0.9, 0.4]), np.zeros(3, bool)) == 0.5
    assert lowest_bound(np.array([0.8, 0.9, 0.7]), np.zeros(3, bool)) == 0.7


def test_where_the_surest_are_wrong_nothing_is_sure():
    assert lowest_bound(np.array([0.9, 0.8]), np.array([True, True])) == 1.0


def test_answers_that_are_as_sure_are_sure_together():
    sureness = np.array([0.9, 0.8, 0.8])
    assert lowest_bound(sureness, np.array([False, False, True])) == 0.9
