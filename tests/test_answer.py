import re

import numpy as np

from tests.made_readings import digit
from utils.reader import Reading
from utils.views.answer import of_drawing
from utils.views.words import sentence, sentence_of_number

STROKES = [np.array([[10.0, 10.0], [60.0, 80.0]])]


def test_an_unsure_answer_shows_both_candidates():
    unsure = digit(4, 9, share=0.5, second=0.4)
    assert sentence(unsure)[0] == "Not sure."
    assert "4<small>or</small>9" in of_drawing(Reading("4", (unsure,)), STROKES)


def test_what_is_no_digit_is_said_to_be_none_and_its_bars_are_grey():
    mark = digit(3, value=None, digitness=0.02)
    assert sentence(mark) == ("This is no digit.", "It looks like one with 2.0 %; the nearest is 3.")
    page = of_drawing(Reading("", (mark,)), STROKES)
    assert '<div class="value">3</div>' not in page
    assert 'class="bars refused"' in page
    assert "row best" not in page


def test_bars_are_as_long_as_their_probabilities():
    page = of_drawing(Reading("7", (digit(7),)), STROKES)
    assert 'class="row best"><span>7</span>' in page
    assert "width:99.0%" in page


def test_a_mark_among_digits_is_counted_and_has_one_sign_everywhere():
    mark = digit(1, value=None, digitness=0.1)
    marked = Reading("314", (digit(3), mark, digit(1, 2), digit(4)))
    assert sentence_of_number(marked)[0] == "Sure of all 3 digits, one mark left out"
    page = of_drawing(marked, STROKES)
    assert '3<span class="mark">·</span>14</div>' in page
    assert page.count('class="tile mark"') == 1
    assert page.count("· no digit") == 1
    assert "?" not in re.sub('src="[^"]*"', "", page)


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
