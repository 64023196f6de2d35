import re
from dataclasses import replace

import numpy as np
import pytest

from utils.reader import Digit, Reading
from utils.views.answer import of_drawing
from utils.views.closer import of_comparison
from utils.views.words import percent, sentence, sentence_of_number

STROKES = [np.array([[10.0, 10.0], [60.0, 80.0]])]
GLYPH = np.zeros((28, 28), np.uint8)


def digit(best, runner_up=1, share=0.99, second=0.009, digitness=0.99, value=..., line=0):
    probabilities = np.full(10, (1 - share - second) / 8, np.float32)
    probabilities[[best, runner_up]] = share, second
    value = best if value is ... else value
    sure = value is not None and share >= 0.9
    return Digit(value, probabilities, float(probabilities.max()), digitness, (10, 10, 50, 70), GLYPH, line, sure)


def test_a_sure_answer_names_its_runner_up():
    assert sentence(digit(7)) == ("Sure: 99.0 %", "runner-up 1, 0.9 %")


def test_a_probable_answer_says_perhaps():
    assert sentence(digit(7, share=0.78, second=0.2)) == ("Probably 7: 78.0 %", "perhaps 1, 20.0 %")


def test_who_doubts_that_it_is_a_digit_says_so():
    strange = replace(digit(7, share=0.998, second=0.001, digitness=0.8), is_sure=False)
    assert sentence(strange) == ("Probably 7, or no digit", "looks like one with 80.0 %")
    said = sentence_of_number(Reading("17", (digit(1, 2), strange)))
    assert said[1] == "The 2nd digit may be no digit: it looks like one with 80.0 %."


def test_an_unsure_answer_shows_both_candidates():
    unsure = digit(4, 9, share=0.5, second=0.4)
    assert sentence(unsure)[0] == "Not sure."
    assert "4<small>or</small>9" in of_drawing(Reading("4", (unsure,)), STROKES)


def test_what_is_no_digit_is_said_to_be_none_and_its_bars_are_grey():
    mark = digit(3, value=None, digitness=0.02)
    assert sentence(mark) == ("This is no digit.", "It looks like one with only 2.0 %; the nearest is 3.")
    page = of_drawing(Reading("", (mark,)), STROKES)
    assert '<div class="value">3</div>' not in page
    assert 'class="bars refused"' in page
    assert "row best" not in page


@pytest.mark.parametrize(("share", "words"), [(1.0, "over 99.9 %"), (0.0, "under 0.1 %"), (0.994, "99.4 %")])
def test_percent_never_claims_certainty(share, words):
    assert percent(share) == words


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


def test_a_mark_among_digits_is_counted_and_has_one_sign_everywhere():
    mark = digit(1, value=None, digitness=0.1)
    marked = Reading("314", (digit(3), mark, digit(1, 2), digit(4)))
    assert sentence_of_number(marked)[0] == "Sure of all 3 digits, one mark left out"
    page = of_drawing(marked, STROKES)
    assert '3<span class="mark">·</span>14</div>' in page
    assert page.count('class="tile mark"') == 1
    assert page.count("· no digit") == 1
    assert "?" not in re.sub('src="[^"]*"', "", page)


def test_marks_alone_are_no_digits():
    mark = digit(1, value=None)
    assert sentence_of_number(Reading("", (mark, mark))) == ("There is no digit here.", "2 marks left out.")


def test_places_are_counted_among_digits_as_people_count():
    places = [digit(7), digit(1, value=None), *(digit(1, 2) for _ in range(21))]
    for number, ordinal in ((2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (21, "21st"), (22, "22nd")):
        row = [*places]
        row[number] = digit(4, 9, share=0.5, second=0.4)
        assert sentence_of_number(Reading("", tuple(row)))[1].startswith(f"The {ordinal} digit may be 4")


def test_what_the_person_says_is_confirmed_at_once():
    page = of_drawing(Reading("7", (digit(7),)), STROKES, right="1")
    assert '<div class="value">1</div>' in page
    assert "Noted: 1" in page
    assert "It was read as 7, 99.0 %." in page
    number = of_drawing(Reading("73", (digit(7), digit(3))), STROKES, right="13")
    assert '<div class="value number">13</div>' in number
    assert "It was read as 73." in number


def test_what_the_person_says_is_text_and_no_html():
    for reading in (Reading("7", (digit(7),)), Reading("73", (digit(7), digit(3)))):
        page = of_drawing(reading, STROKES, right="<b>1")
        assert "<b>1" not in page
        assert page.count("&lt;b&gt;1") == 2


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
