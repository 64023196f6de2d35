from dataclasses import replace

import pytest

from tests.made_readings import digit
from utils.reader import Reading
from utils.views.words import percent, sentence, sentence_of_number


def test_a_sure_answer_names_its_runner_up():
    assert sentence(digit(7)) == ("Sure: 99.0 %", "runner-up 1, 0.9 %")


def test_a_probable_answer_says_perhaps():
    assert sentence(digit(7, share=0.78, second=0.2)) == ("Probably 7: 78.0 %", "perhaps 1, 20.0 %")


def test_who_doubts_that_it_is_a_digit_says_so():
    strange = replace(digit(7, share=0.998, second=0.001, digitness=0.8), is_sure=False)
    assert sentence(strange) == ("Probably 7, or no digit", "looks like one with 80.0 %")
    said = sentence_of_number(Reading("17", (digit(1, 2), strange)))
    assert said[1] == "The 2nd digit may be no digit: it looks like one with 80.0 %."


@pytest.mark.parametrize(("share", "words"), [(1.0, "over 99.9 %"), (0.0, "under 0.1 %"), (0.994, "99.4 %")])
def test_percent_never_claims_certainty(share, words):
    assert percent(share) == words


def test_a_sure_number_names_its_least_sure_digit():
    sure = Reading("73", (digit(7), digit(3, share=0.95)))
    assert sentence_of_number(sure) == ("Sure of all 2 digits", "the least sure: 3, 95.0 %")


def test_a_doubtful_number_names_the_digit_in_doubt_and_both_candidates():
    doubtful = Reading("74", (digit(7), digit(4, 9, share=0.5, second=0.4)))
    assert sentence_of_number(doubtful) == (
        "Not sure of every digit.",
        "The 2nd digit may be 4 (50.0 %) or 9 (40.0 %).",
    )


def test_marks_alone_are_no_digits():
    mark = digit(1, value=None)
    assert sentence_of_number(Reading("", (mark, mark))) == ("There is no digit here.", "2 marks left out.")


def test_places_are_counted_among_digits_as_people_count():
    places = [digit(7), digit(1, value=None), *(digit(1, 2) for _ in range(21))]
    for number, ordinal in ((2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (21, "21st"), (22, "22nd")):
        row = [*places]
        row[number] = digit(4, 9, share=0.5, second=0.4)
        assert sentence_of_number(Reading("", tuple(row)))[1].startswith(f"The {ordinal} digit may be 4")
