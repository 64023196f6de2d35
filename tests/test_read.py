import csv
import json
import sys

import numpy as np
import pytest
from PIL import Image

from tests.made_digits import MADE_DIGITS, picture_of, place
from utils.overlay import MARK_COLOUR, SURE_COLOUR, UNSURE_COLOUR, draw_overlay
from utils.read import main
from utils.reader import Digit, ModelError, Reading


@pytest.fixture(autouse=True)
def _one_loaded_model(reader, monkeypatch):
    monkeypatch.setattr("utils.read.Reader.load", lambda: reader)


def number(names, y=40):
    return [
        stroke for index, name in enumerate(names) for stroke in place(MADE_DIGITS[name][1], 90, 20 + 130 * index, y)
    ]


YEAR = number(["two, plain", "zero, round", "two, angular", "six, curved"])
COLUMNS = (  # other programs read them
    *("file", "line", "position", "kind", "value", "confidence", "runner_up", "runner_up_probability"),
    *("digitness", "sure", "x", "y", "width", "height"),
)
TWO_LINES = number(["seven, plain", "four, closed"]) + number(["three, round"], y=190)
PLUS = [np.array([[100, 40], [100, 160]]), np.array([[40, 100], [160, 100]])]


def save(path, strokes=YEAR, width=560, height=320):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(255 - picture_of(strokes, width, height, pen=9)).save(path)
    return path


def read(*arguments):
    return main([str(argument) for argument in arguments])


def test_each_file_is_named_with_its_text(tmp_path, capsys):
    year, lines = save(tmp_path / "year.png"), save(tmp_path / "lines.jpg", TWO_LINES)
    assert read(year, lines) == 0
    assert capsys.readouterr().out == f"{year}\t2026\n{lines}\t74 / 3\n"


def test_folders_are_searched_for_pictures_in_order(tmp_path, capsys):
    for name in ("b/two.PNG", "a.tif", "b/one.webp", ".hidden.png", "b/three.jfif"):
        save(tmp_path / name)
    (tmp_path / "notes.txt").write_text("2026")
    assert read(tmp_path, tmp_path / "a.tif") == 0
    files = [row.split("\t")[0] for row in capsys.readouterr().out.splitlines()]
    assert files == [str(tmp_path / name) for name in ("a.tif", "b/one.webp", "b/three.jfif", "b/two.PNG")]


def test_an_empty_page_is_read_too(tmp_path, capsys):
    blank = save(tmp_path / "blank.png", [])
    assert read(blank) == 0
    assert capsys.readouterr().out == f"{blank}\t\n"


def test_one_takes_the_whole_file_as_one_digit(tmp_path, capsys):
    five = place(MADE_DIGITS["five, bar apart"][1], 200, 40, 40)
    assert read(save(tmp_path / "five.png", five, 280, 280), "--one") == 0
    assert capsys.readouterr().out.endswith("\t5\n")


def test_a_bad_file_is_named_with_its_reason_and_the_others_go_on(tmp_path, capsys):
    bad, good, gone = tmp_path / "bad.png", save(tmp_path / "good.png"), tmp_path / "gone.png"
    bad.write_bytes(b"no picture")
    assert read(bad, gone, good) == 1
    out, errors = capsys.readouterr()
    assert out == f"{good}\t2026\n"
    assert f"{bad}: This is no picture" in errors
    assert f"{gone}: There is no such file" in errors


def test_json_is_one_document_with_all_that_is_known(tmp_path, capsys):
    bad, good = tmp_path / "bad.png", save(tmp_path / "good.png")
    bad.write_bytes(b"")
    assert read(bad, good, "--json") == 1
    broken, entry = json.loads(capsys.readouterr().out)
    assert broken == {"file": str(bad), "error": "The file is empty. Choose another one."}
    assert (entry["file"], entry["text"]) == (str(good), "2026")
    assert [digit["value"] for digit in entry["digits"]] == [2, 0, 2, 6]
    for digit in entry["digits"]:
        assert tuple(digit) == ("line", *COLUMNS[3:10], "box")
        assert digit["runner_up"] != digit["value"]
        assert 0 <= digit["runner_up_probability"] <= digit["confidence"] <= 1
        assert 0 <= digit["digitness"] <= 1
        assert digit["box"][3] == pytest.approx(99, abs=6)


def test_csv_has_a_row_a_digit_with_the_number_of_its_line(tmp_path):
    lines, blank, out = save(tmp_path / "lines.png", TWO_LINES), save(tmp_path / "blank.png", []), tmp_path / "out.csv"
    assert read(lines, blank, "--csv", out) == 0
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["line"], row["position"], row["value"]) for row in rows] == [
        ("1", "1", "7"),
        ("1", "2", "4"),
        ("2", "3", "3"),
    ]
    assert float(rows[1]["x"]) == pytest.approx(153, abs=10)
    assert sorted(tmp_path.iterdir()) == [blank, lines, out]


def test_what_is_taken_for_no_digit_has_no_value(tmp_path, capsys):
    plus = save(tmp_path / "plus.png", PLUS, 200, 200)
    out = tmp_path / "out.csv"
    assert read(plus, "--csv", out, "--json") == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert [digit["value"] for digit in entry["digits"]] == [None]
    with out.open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert row["value"] == ""


def test_overlays_have_the_names_of_their_files(tmp_path):
    first, second = save(tmp_path / "a" / "year.png"), save(tmp_path / "b" / "year.jpg")
    assert read(first, second, "--overlay", tmp_path / "over") == 0
    assert sorted(path.name for path in (tmp_path / "over").iterdir()) == ["year-2.png", "year.png"]
    assert Image.open(tmp_path / "over" / "year.png").size == (560, 320)


def test_an_overlay_never_overwrites_a_picture_that_was_read(tmp_path):
    year = save(tmp_path / "year.png")
    before = year.read_bytes()
    assert read(year, "--overlay", tmp_path) == 0
    assert year.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["year-2.png", "year.png"]


def test_overlays_below_the_folder_are_not_read_the_next_time(tmp_path, capsys):
    save(tmp_path / "year.png")
    for _ in range(2):
        assert read(tmp_path, "--overlay", tmp_path / "over") == 0
        assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], ["--wrong", "x"]])
def test_wrong_usage_ends_with_two(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: python -m utils.read" in capsys.readouterr().err


def test_nothing_to_read_nowhere_to_write_or_no_model_ends_with_two(tmp_path, capsys, monkeypatch):
    assert read(tmp_path) == 2
    assert read(tmp_path / "gone.png") == 2
    year = save(tmp_path / "year.png")
    assert read(year, "--csv", tmp_path / "gone" / "out.csv") == 2
    assert read(year, "--overlay", year) == 2

    def missing():
        raise ModelError("models/digits.keras is missing.")

    monkeypatch.setattr("utils.read.Reader.load", missing)
    assert read(year) == 2
    out, errors = capsys.readouterr()
    assert out == ""
    assert errors.endswith("models/digits.keras is missing.\n")


def test_a_bar_is_drawn_for_many_files_on_a_terminal_only(tmp_path, capsys, monkeypatch):
    for count in range(7):
        save(tmp_path / f"{count}.png", [], 60, 60)
    assert read(tmp_path) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert read(tmp_path) == 0
    out, errors = capsys.readouterr()
    assert len(out.splitlines()) == 7
    assert "] 6/7" in errors
    assert errors.endswith("\033[K")


def made_reading(*boxes, confidence=0.99, value=7, is_sure=True):
    probabilities = np.full(10, 0.1, np.float32)
    glyph = np.zeros((28, 28), np.uint8)
    return Reading(
        "", tuple(Digit(value, probabilities, confidence, 1.0, box, glyph, is_sure=is_sure) for box in boxes)
    )


def has_colour(picture, colour):
    return bool((picture == colour).all(axis=-1).any())


@pytest.mark.parametrize(
    ("is_sure", "value", "colour", "other"),
    [
        (True, 7, SURE_COLOUR, UNSURE_COLOUR),
        (False, 7, UNSURE_COLOUR, SURE_COLOUR),
        (False, None, MARK_COLOUR, SURE_COLOUR),
    ],
)
def test_what_is_not_sure_has_another_colour(is_sure, value, colour, other):
    reading = made_reading((100, 100, 60, 90), value=value, is_sure=is_sure)
    drawn = draw_overlay(np.full((400, 400), 255, np.uint8), reading)
    assert has_colour(drawn, colour)
    assert not has_colour(drawn, other)


@pytest.mark.parametrize("shape", [(420, 600), (420, 600, 3), (420, 600, 4), (28, 28), (8, 8, 3), (1, 3200)])
def test_any_picture_is_drawn_in_colour_large_enough_for_labels(shape):
    height, width = shape[:2]
    drawn = draw_overlay(np.full(shape, 200, np.uint8), made_reading((width / 4, height / 4, width / 2, height / 2)))
    assert drawn.dtype == np.uint8
    assert drawn.shape[2] == 3
    assert max(drawn.shape) >= 400
    assert drawn.shape[0] * width == drawn.shape[1] * height
    assert has_colour(drawn, SURE_COLOUR)


def test_the_picture_itself_stays_and_is_not_written_into():
    picture = picture_of(YEAR, 560, 320)
    before = picture.copy()
    np.testing.assert_array_equal(draw_overlay(picture, Reading("", ())), np.dstack([picture] * 3))
    draw_overlay(picture, made_reading((20, 40, 90, 90)))
    np.testing.assert_array_equal(picture, before)


def test_transparent_writing_is_seen_on_its_ground():
    ink = picture_of(YEAR, 560, 320)
    for colour, ground in ((0, 255), (255, 0)):
        drawn = draw_overlay(np.dstack([np.full((320, 560, 3), colour, np.uint8), ink]), Reading("", ()))
        assert drawn[0, 0].tolist() == [ground] * 3
        assert drawn[ink == 255].max() == drawn[ink == 255].min() == colour


def test_labels_hide_no_digit():
    upper, lower = (100.0, 20.0, 60.0, 100.0), (100.0, 130.0, 60.0, 100.0)
    drawn = draw_overlay(np.full((400, 400), 255, np.uint8), made_reading(upper, lower))
    for top in (20, 130):
        assert (drawn[top + 2 : top + 98, 102:158] == 255).all()
        assert has_colour(drawn[top : top + 60, 20:95], SURE_COLOUR)  # beside it
