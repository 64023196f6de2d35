"""What is counted of answers: how many are sure, and how many of those are wrong."""

import numpy as np
import pytest

from training.evaluation.unseen_hands import Answers, aligned, sure_figures
from utils.reader import Digit, Reading


def reading(text, sure):
    """A reading of so many digits, `?` a mark among them, `+` those that are sure."""
    row, glyph = np.full(10, 0.1, np.float32), np.zeros((28, 28), np.uint8)
    digits = [
        Digit(None if value == "?" else int(value), row, 0.9, 0.9, (0, 0, 9, 9), glyph, is_sure=mark == "+")
        for value, mark in zip(text, sure, strict=True)
    ]
    return Reading(text.replace("?", ""), tuple(digits))


@pytest.mark.parametrize(
    ("written", "text", "sure", "counted"),
    [
        ("123", "123", "+++", (3, 3, 0)),
        ("123", "123", "+-+", (3, 2, 0)),
        ("123", "173", "+++", (3, 3, 1)),
        ("123", "173", "+-+", (3, 2, 0)),  # wrong, but it does not say that it is sure
        ("123", "1723", "++++", (4, 4, 1)),  # one too many
        ("123", "13", "++", (2, 2, 0)),  # what is missing is no answer
        ("123", "1?23", "+-++", (3, 3, 0)),  # a mark is no answer either
        ("", "5", "+", (1, 1, 1)),
        ("5", "", "", (0, 0, 0)),
    ],
)
def test_sure_and_wrong_digits_are_counted(written, text, sure, counted):
    answers = Answers()
    answers.add(aligned(written, reading(text, sure)))
    assert (answers.digits, answers.sure, answers.wrong) == counted


def test_numbers_add_up_to_shares():
    answers = Answers()
    answers.add(aligned("12", reading("12", "+-")))
    answers.add(aligned("34", reading("35", "++")))
    assert answers.figures() == {"sure": 75.0, "sure_wrong": 33.33}
    assert sure_figures(0, 0, 0) == {"sure": 0.0, "sure_wrong": 0.0}


def test_of_two_like_digits_one_is_right_where_one_was_written():
    answers = Answers()
    answers.add(aligned("1", reading("11", "++")))
    assert (answers.sure, answers.wrong) == (2, 1)
