import numpy as np
import pytest

from utils.reader import Digit, Reading
from utils.views.answer import invitation, of_one_digit, percent, sentence


def digit(best, runner_up=1, share=0.99, second=0.009, digitness=0.99, value=...):
    probabilities = np.full(10, (1 - share - second) / 8, np.float32)
    probabilities[[best, runner_up]] = share, second
    glyph = np.zeros((28, 28), np.uint8)
    value = best if value is ... else value
    return Digit(value, probabilities, float(probabilities.max()), digitness, (0, 0, 9, 9), glyph)


def test_a_sure_answer_names_its_runner_up():
    assert sentence(digit(7)) == ("Sure: 99.0 %", "runner-up 1, 0.9 %")


def test_a_probable_answer_says_perhaps():
    assert sentence(digit(7, share=0.78, second=0.2)) == ("Probably 7: 78.0 %", "perhaps 1, 20.0 %")


def test_an_unsure_answer_shows_both_candidates():
    unsure = digit(4, 9, share=0.5, second=0.4)
    assert sentence(unsure)[0] == "Not sure."
    assert "4<small>or</small>9" in of_one_digit(Reading("4", (unsure,)))


def test_what_is_no_digit_is_not_answered_with_one():
    refused = digit(3, value=None, digitness=0.02)
    assert "does not look like a digit" in sentence(refused)[0]
    assert '<div class="value">3</div>' not in of_one_digit(Reading("", (refused,)))


@pytest.mark.parametrize(("share", "words"), [(1.0, "over 99.9 %"), (0.0, "under 0.1 %"), (0.994, "99.4 %")])
def test_percent_never_claims_certainty(share, words):
    assert percent(share) == words


def test_nothing_drawn_invites():
    assert of_one_digit(Reading("", ())) == invitation()


def test_bars_are_as_long_as_their_probabilities():
    page = of_one_digit(Reading("7", (digit(7),)))
    assert 'class="row best"><span>7</span>' in page
    assert "width:99.0%" in page
