import re

import numpy as np
import pytest

from utils.reader import Digit, Reading
from utils.views.answer import invitation, of_comparison, of_drawing, percent, sentence, sentence_of_number

STROKES = [np.array([[10, 10], [60, 80]])]


def digit(best, runner_up=1, share=0.99, second=0.009, digitness=0.99, value=..., line=0):
    probabilities = np.full(10, (1 - share - second) / 8, np.float32)
    probabilities[[best, runner_up]] = share, second
    glyph = np.zeros((28, 28), np.uint8)
    value = best if value is ... else value
    return Digit(value, probabilities, float(probabilities.max()), digitness, (0, 0, 9, 9), glyph, line)


def test_a_sure_answer_names_its_runner_up():
    assert sentence(digit(7)) == ("Sure: 99.0 %", "runner-up 1, 0.9 %")


def test_a_probable_answer_says_perhaps():
    assert sentence(digit(7, share=0.78, second=0.2)) == ("Probably 7: 78.0 %", "perhaps 1, 20.0 %")


def test_an_unsure_answer_shows_both_candidates():
    unsure = digit(4, 9, share=0.5, second=0.4)
    assert sentence(unsure)[0] == "Not sure."
    assert "4<small>or</small>9" in of_drawing(Reading("4", (unsure,)), STROKES)


def test_what_is_no_digit_is_not_answered_with_one():
    refused = digit(3, value=None, digitness=0.02)
    assert "does not look like a digit" in sentence(refused)[0]
    assert '<div class="value">3</div>' not in of_drawing(Reading("", (refused,)), STROKES)


@pytest.mark.parametrize(("share", "words"), [(1.0, "over 99.9 %"), (0.0, "under 0.1 %"), (0.994, "99.4 %")])
def test_percent_never_claims_certainty(share, words):
    assert percent(share) == words


def test_nothing_drawn_invites():
    assert of_drawing(Reading("", ()), STROKES) == invitation()


def test_bars_are_as_long_as_their_probabilities():
    page = of_drawing(Reading("7", (digit(7),)), STROKES)
    assert 'class="row best"><span>7</span>' in page
    assert "width:99.0%" in page


def test_a_sure_number_names_its_least_sure_digit():
    sure = Reading("73", (digit(7), digit(3, share=0.95)))
    assert sentence_of_number(sure) == ("Sure of all 2 digits", "the least sure: 3, 95.0 %")


def test_a_doubtful_number_names_the_digit_in_doubt_and_both_candidates():
    doubtful = Reading("74", (digit(7), digit(4, 9, share=0.5, second=0.4)))
    assert sentence_of_number(doubtful) == (
        "Not sure of every digit.",
        "The 2nd digit may be 4 (50.0 %) or 9 (40.0 %).",
    )


def test_a_mark_among_digits_is_said_to_be_none():
    marked = Reading("7\n4", (digit(7), digit(4, line=1), digit(1, value=None, digitness=0.1, line=1)))
    assert sentence_of_number(marked)[1] == "The 2nd digit of line 2 does not look like one."


def test_every_digit_of_a_number_has_its_tile_with_what_the_model_saw():
    page = of_drawing(Reading("73", (digit(7), digit(3))), STROKES)
    assert '<div class="value number">73</div>' in page
    assert page.count('class="tile"') == 2
    assert page.count("data:image/png") == 2
    assert "data:image/svg+xml" in page


def test_the_comparison_shows_every_models_answer_and_marks_who_says_otherwise():
    page = of_comparison(
        {"This page": probabilities(7, 3), "another": probabilities(7, 5), "third": probabilities(7, 3)}
    )
    rows = re.findall(r"<tr( class=doubtful)?><th[^>]*>([^<]*)</th><td><b>(\d+)</b>", page)
    assert rows == [("", "This page", "73"), (" class=doubtful", "another", "75"), ("", "third", "73")]


def test_the_comparison_of_one_digit_says_how_sure_each_model_is():
    page = of_comparison({"This page": probabilities(7), "another": probabilities(1)})
    assert page.count("<td>91.0 %</td>") == 2
    assert "Least sure" not in page
    assert "Least sure" in of_comparison({"This page": probabilities(7, 3)})


def probabilities(*values):
    rows = np.full((len(values), 10), 0.01)
    rows[np.arange(len(values)), values] = 0.91
    return rows
