"""What is no digit is told from digits: beside them it is left out and said, alone it is refused."""

import numpy as np
import pytest

from tests.made_digits import MADE_DIGITS, picture_of, place
from tests.made_marks import MADE_PICTURES, OTHER_WAYS, write

ONE, TWO, THREE, FOUR, FIVE = "one, hooked", "two, plain", "three, round", "four, open", "five, one stroke"
SEVEN, ZERO = "seven, plain", "zero, round"
NUMBERS = {
    "7,5": ([SEVEN, "comma", FIVE], "75"),
    "1,000": ([ONE, "comma", ZERO, ZERO, ZERO], "1000"),
    "3.14 with a small circle": ([THREE, "point", ONE, FOUR], "314"),
    "3.14 with a dot": ([THREE, "dot", ONE, FOUR], "314"),
    "3+4": ([THREE, "plus", FOUR], "34"),
    "12+7": ([ONE, TWO, "plus", SEVEN], "127"),
    "4x5": ([FOUR, "times", FIVE], "45"),
    "2=2": ([TWO, "equals", TWO], "22"),
    "12:30": ([ONE, TWO, "colon", THREE, ZERO], "1230"),
    "25%": ([TWO, FIVE, "percent"], "25"),
    "(42)": (["opening bracket", FOUR, TWO, "closing bracket"], "42"),
    "#1": (["hash", ONE], "1"),
    "-12": (["minus", ONE, TWO], "12"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_marks_in_numbers_are_left_out_and_named_in_their_place(reader, name):
    symbols, right = NUMBERS[name]
    reading = reader.read_strokes(write(symbols))
    assert reading.text == right, [(digit.value, round(digit.digitness, 2)) for digit in reading.digits]
    expected = ["digit" if symbol in MADE_DIGITS else "mark" for symbol in symbols]
    assert [digit.kind for digit in reading.digits] == expected


@pytest.mark.parametrize("name", MADE_PICTURES)
@pytest.mark.parametrize("one", [False, True])
def test_letters_and_small_pictures_are_no_sure_digit(reader, name, one):
    for side in (90, 200):
        reading = reader.read_strokes(place(MADE_PICTURES[name], side), one)
        assert not any(digit.is_sure for digit in reading.digits), reading.text


@pytest.mark.parametrize("name", OTHER_WAYS)
@pytest.mark.parametrize("one", [False, True])
def test_other_ways_of_writing_are_read(reader, name, one):
    value, strokes = OTHER_WAYS[name]
    for degrees in (-4, 0, 4):
        assert reader.read_strokes(place(strokes, degrees=degrees), one).text == str(value)
    assert reader.read_picture(picture_of(place(strokes, side=200)), one).text == str(value)


def test_every_stroke_is_explained_once(reader):
    strokes = write([THREE, "plus", FOUR])
    boxes = [digit.box for digit in reader.read_strokes(strokes).digits]
    left, right = min(box[0] for box in boxes), max(box[0] + box[2] for box in boxes)
    points = np.concatenate(strokes)
    assert (left, right) == pytest.approx((points[:, 0].min(), points[:, 0].max()), abs=1)


def test_the_smaller_the_doubt_the_larger_the_digitness(reader):
    digit = reader.read_strokes(place(MADE_DIGITS[SEVEN][1])).digits[0]
    smiley = reader.read_strokes(place(MADE_PICTURES["smiley"], 150)).digits
    assert {part.kind for part in smiley} == {"mark"}
    assert max(part.digitness for part in smiley) < 0.5 < digit.digitness
