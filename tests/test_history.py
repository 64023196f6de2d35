import csv
import io
import zipfile
from dataclasses import replace

import cv2
import numpy as np
import pytest

from utils.reader import Digit, Reading
from utils.views.history import Entry, csv_of, zip_of


def digit(value, line=0):
    probabilities = np.full(10, 0.01, np.float32)
    probabilities[value] = 0.91
    glyph = np.full((28, 28), 20 * value, np.uint8)
    return Digit(value, probabilities, 0.91, 0.99, (0, 0, 9, 9), glyph, line)


ENTRIES = [
    Entry(1, Reading("26", (digit(2), digit(6))), "", "26"),
    Entry(2, Reading("7\n4", (digit(7), digit(4, line=1))), "", "1 4"),
]


def test_the_csv_has_a_row_a_digit_and_marks_what_was_corrected():
    rows = list(csv.DictReader(io.StringIO(csv_of(ENTRIES))))
    assert [row["value"] for row in rows] == ["2", "6", "7", "4"]
    assert [row["right"] for row in rows] == ["2", "6", "1", "4"]
    assert [row["corrected"] for row in rows] == ["False", "False", "True", "False"]
    assert [(row["drawing"], row["line"], row["position"]) for row in rows[1:]] == [
        ("1", "1", "2"),
        ("2", "1", "1"),
        ("2", "2", "2"),
    ]
    assert rows[2]["drawing_right"] == "1 4"


@pytest.mark.parametrize(
    ("right", "each"), [("74", ["7", "", "4"]), ("714", ["7", "1", "4"]), ("7 4", ["7", "", "4"]), ("7", ["", "", ""])]
)
def test_what_is_right_stands_with_its_digit_where_there_are_as_many(right, each):
    mark = replace(digit(1), value=None)
    text = csv_of([Entry(1, Reading("74", (digit(7), mark, digit(4))), "", right)])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["right"] for row in rows] == each
    assert {row["drawing_right"] for row in rows} == {right}


def test_the_zip_has_every_glyph_as_the_model_saw_it():
    archive = zipfile.ZipFile(io.BytesIO(zip_of(ENTRIES)))
    assert archive.namelist() == ["drawings.csv", "001-1-2.png", "001-2-6.png", "002-1-7.png", "002-2-4.png"]
    glyph = cv2.imdecode(np.frombuffer(archive.read("001-2-6.png"), np.uint8), cv2.IMREAD_UNCHANGED)
    np.testing.assert_array_equal(glyph, ENTRIES[0].reading.digits[1].glyph)
