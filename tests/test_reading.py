"""Digits as rows have the same names and meanings wherever they are taken home."""

import csv
import io
from dataclasses import replace

import numpy as np

from utils.reader import Digit, Reading
from utils.reading import COLUMNS, csv_text, rows_of
from utils.views.history import Entry, csv_of

SEVEN = Digit(7, np.float32([*[0.01] * 7, 0.9, 0.02, 0.01]), 0.9, 0.98, (1.234, 2, 3, 4), np.zeros((28, 28), np.uint8))
READING = Reading("7\n7", (SEVEN, replace(SEVEN, value=None), replace(SEVEN, line=1, is_sure=True)))


def test_a_row_says_what_was_read_and_where():
    first, mark, last = rows_of(READING)
    assert tuple(first) == COLUMNS
    assert [first[name] for name in COLUMNS] == [1, 1, "digit", 7, 0.9, 8, 0.02, 0.98, False, 1.23, 2, 3, 4]
    assert (mark["kind"], mark["value"], mark["position"]) == ("mark", None, 2)
    assert (last["line"], last["position"], last["sure"]) == (2, 3, True)


def test_a_table_has_its_header_even_without_rows():
    assert csv_text([], ("file", *COLUMNS)).strip() == "file," + ",".join(COLUMNS)


def test_the_visits_drawings_have_the_same_columns_with_their_own_around():
    drawn = list(csv.DictReader(io.StringIO(csv_of([Entry(1, READING, "", "7 7")]))))
    plain = list(csv.DictReader(io.StringIO(csv_text(rows_of(READING), COLUMNS))))
    assert [{name: row[name] for name in COLUMNS} for row in drawn] == plain
    assert set(drawn[0]) - set(COLUMNS) == {"drawing", "drawing_right", "right", "corrected"}
