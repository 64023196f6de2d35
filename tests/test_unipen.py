import gzip
import json

import numpy as np
import pytest

from training.data.datasets import SOURCES, data_folder
from training.data.unipen import LeftOut, import_unipen, write_strokes

SAMPLE = data_folder() / "unipen_sample"
needs_sample = pytest.mark.skipif(not SAMPLE.is_dir(), reason=f"needs unipen_sample in DIGITS_DATA ({data_folder()})")

PAD = ".COORD X Y\n.X_POINTS_PER_INCH 100\n.Y_POINTS_PER_INCH 100\n"


def pen(movement, *points):
    return f".PEN_{movement}\n" + "".join(f"{x} {y}\n" for x, y in points)


# Three strokes of four points: a bar going right, one going down, one going right again.
BARS = "".join(
    pen("DOWN", *points) + pen("UP")
    for points in (
        [(0, 9), (1, 9), (2, 9), (3, 9)],
        [(5, 9), (5, 8), (5, 7), (5, 6)],
        [(7, 0), (8, 0), (9, 0), (10, 0)],
    )
)


@pytest.fixture
def distribution(tmp_path):
    """Writes one UNIPEN file with the ink that it includes, and returns the folder of the distribution."""

    def write(*segments, ink=BARS, pad=PAD, file="data/1a/abc/one.dat", writer=".WRITER_ID ann\n"):
        page = "".join(f"{segment}\n" for segment in (".INCLUDE abc/abc.doc", ".INCLUDE abc/data/one.dat", *segments))
        for name, text in ((file, page), ("include/abc/abc.doc", pad), ("include/abc/data/one.dat", writer + ink)):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="latin-1")
        return tmp_path

    return write


def segment(pieces, label="4", quality="OK"):
    return f'.SEGMENT CHARACTER {pieces} {quality} "{label}"'


def strokes_of(folder):
    (record,) = import_unipen(folder)
    return record["strokes"]


def test_a_record_says_what_who_and_where(distribution):
    (record,) = import_unipen(distribution(segment("0", label="7", quality="?")))
    assert record == {
        "label": 7,
        "writer": "abc:ann",
        "source": "abc",
        "quality": "?",
        "dpi": "100/in",
        "file": "data/1a/abc/one.dat",
        "strokes": [[[0, 0], [1, 0], [2, 0], [3, 0]]],
    }


def test_y_points_down_and_the_ink_starts_in_the_upper_left_corner(distribution):
    assert strokes_of(distribution(segment("1"))) == [[[0, 0], [0, 1], [0, 2], [0, 3]]]
    assert strokes_of(distribution(segment("1-2")))[1] == [[2, 9], [3, 9], [4, 9], [5, 9]]


@pytest.mark.parametrize(
    ("pieces", "lengths", "first_x"),
    [
        ("0", [4], 0),
        ("0-2", [4, 4, 4], 0),
        ("0,2", [4, 4], 0),
        ("0-1,2", [4, 4, 4], 0),
        ("1:2-2:0", [2, 1], 0),
        ("0:1-0:2", [2], 0),
        ("0-1:1", [4, 2], 0),
        ("0:3", [1], 0),
    ],
)
def test_ranges_of_components_and_points_include_both_ends(distribution, pieces, lengths, first_x):
    strokes = strokes_of(distribution(segment(pieces)))
    assert [len(stroke) for stroke in strokes] == lengths
    assert strokes[0][0][0] == first_x


def test_a_pen_up_without_points_has_no_number(distribution):
    assert strokes_of(distribution(segment("2"))) == [[[0, 0], [1, 0], [2, 0], [3, 0]]]


def test_a_pen_up_with_points_has_a_number_and_leaves_no_ink(distribution):
    up, down = [(90, 90), (80, 90)], [(1, 1), (2, 1)]
    ink = pen("UP", *up) + pen("DOWN", *down) + pen("UP", *up) + pen("UP") + ".DT 10\n" + pen("DOWN", *down, (2, 4))
    folder = distribution(segment("0-2", label="1"), segment("3", label="2"), ink=ink)
    assert [record["strokes"] for record in import_unipen(folder)] == [[[[0, 0], [1, 0]]], [[[0, 3], [1, 3], [1, 0]]]]


def test_a_finer_y_is_brought_to_the_scale_of_x(distribution):
    pad = ".COORD X Y\n.X_POINTS_PER_MM 10\n.Y_POINTS_PER_MM 20\n"
    (record,) = import_unipen(distribution(segment("1"), pad=pad))
    assert record["strokes"] == [[[0, 0], [0, 0.5], [0, 1], [0, 1.5]]]
    assert record["dpi"] == "10/mm"


def test_columns_may_stand_in_another_order(distribution):
    ink = ".PEN_DOWN\n17 5 1\n18 6 2\n"
    assert strokes_of(distribution(segment("0"), pad=".COORD T Y X\n", ink=ink)) == [[[0, 1], [1, 0]]]


@pytest.mark.parametrize(("written", "label"), [("0", 0), ("a", "a"), ('\\"', '"'), ("\\\\", "\\"), ("\\", "\\")])
def test_digits_become_numbers_and_other_characters_stay(distribution, written, label):
    (record,) = import_unipen(distribution(segment("0", label=written)))
    assert record["label"] == label


def test_a_writer_without_a_name_is_named_after_the_file(distribution):
    (record,) = import_unipen(distribution(segment("0"), writer=".COMMENT ol\xe9\n"))
    assert record["writer"] == "abc:one"


def test_includes_may_include(distribution):
    folder = distribution(segment("0"), ink=".INCLUDE abc/more.dat\n")
    (folder / "include/abc/more.dat").write_text(BARS)
    assert len(strokes_of(folder)[0]) == 4


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (".SEGMENT CHARACTER 0 OK", "malformed segment"),
        (".SEGMENT WORD 0-2 OK", "malformed segment"),
        (segment("0-"), "malformed segment"),
        (segment("one"), "malformed segment"),
        (segment("9" * 5000), "malformed segment"),
        (segment("3"), "components that are not there"),
        (segment("2-0"), "components that are not there"),
        (segment("0:4-1"), "points that are not there"),
        (segment("0", label="10"), "label of several characters"),
        (segment("0", quality="BAD"), "bad quality"),
        (segment("2"), "repeated ink"),
        (".INCLUDE abc/data/two.dat", "missing include"),
        (".INCLUDE ../data/1a/abc/one.dat", "missing include"),
        (".INCLUDE /etc/hostname", "missing include"),
        (f".INCLUDE {'x' * 5000}", "missing include"),
        (".INCLUDE", "missing include"),
    ],
)
def test_what_cannot_be_used_is_reported_with_its_place_and_the_rest_is_imported(distribution, line, reason):
    left_out = []
    records = list(import_unipen(distribution(segment("0"), line, segment("1")), left_out))
    assert [len(record["strokes"]) for record in records] == [1, 1]
    assert left_out == [LeftOut(reason, "data/1a/abc/one.dat", 4, line)]
    assert str(left_out[0]).startswith(f"data/1a/abc/one.dat:4: {reason}: ")


@pytest.mark.parametrize("point", ["3", "three four", "nan 1", "1e300 1", "\xe9"])
def test_a_malformed_point_is_reported_and_the_others_are_kept(distribution, point):
    left_out = []
    ink = f".PEN_DOWN\n1 1\n{point}\n2 1\n"
    (record,) = import_unipen(distribution(segment("0"), ink=ink), left_out)
    assert record["strokes"] == [[[0, 0], [1, 0]]]
    assert left_out == [LeftOut("malformed point", "include/abc/data/one.dat", 4, point)]


def test_ink_that_the_distribution_withholds_is_no_ink(distribution):
    left_out = []
    assert list(import_unipen(distribution(segment("0"), ink=pen("DOWN", (0, 0))), left_out)) == []
    assert left_out[0].reason == "no ink"


def test_a_file_that_includes_itself_ends(distribution):
    left_out = []
    folder = distribution(segment("0"), ink=BARS + ".INCLUDE abc/data/one.dat\n")
    assert len(list(import_unipen(folder, left_out))) == 1
    assert left_out[0].reason == "missing include"


def test_two_files_are_written_and_everything_is_counted(distribution, tmp_path):
    folder = distribution(segment("0", label="4"), segment("1", label="a"), segment("2", label="no"))
    out = tmp_path / "out" / "deep"
    assert write_strokes(folder, out) == {"digits": 1, "other": 1, "label of several characters": 1}
    with gzip.open(out / "strokes_digits.jsonl.gz", "rt") as lines:
        assert [json.loads(line)["label"] for line in lines] == [4]
    with gzip.open(out / "strokes_symbols.jsonl.gz", "rt") as lines:
        assert [json.loads(line)["label"] for line in lines] == ["a"]
    assert "data/1a/abc/one.dat:5: " in (out / "unipen_left_out.txt").read_text()
    assert not list(out.glob(".partial-*"))


def test_the_same_import_gives_the_same_bytes(distribution, tmp_path):
    folder = distribution(segment("0"))
    files = []
    for out in (tmp_path / "first", tmp_path / "second"):
        write_strokes(folder, out)
        files.append((out / "strokes_digits.jsonl.gz").read_bytes())
    assert files[0] == files[1]
    assert files[0][4:8] == bytes(4)  # the time in gzip's header


def test_a_folder_that_is_not_the_distribution_is_refused_with_what_is_expected(tmp_path):
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ValueError, match=r"not the UNIPEN distribution.*data/1a.*include"):
            import_unipen(folder)


def test_a_distribution_without_a_readable_character_is_refused_with_the_first_trouble(distribution, tmp_path):
    with pytest.raises(ValueError, match=r"no character that can be read.*one.dat:3: malformed segment"):
        write_strokes(distribution(".SEGMENT CHARACTER"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def sample():
    left_out = []
    return list(import_unipen(SAMPLE, left_out)), left_out


@needs_sample
def test_the_sample_is_read_without_a_fault(sample):
    records, left_out = sample
    assert len(records) == 2_298
    assert {entry.reason for entry in left_out} == {"repeated ink"}
    assert all(np.min(np.concatenate(record["strokes"]), axis=0).tolist() == [0, 0] for record in records)


@needs_sample
@pytest.mark.data("strokes")
def test_the_sample_gives_what_the_project_trains_on(sample):
    records, _ = sample
    files = {record["file"] for record in records}
    with gzip.open(data_folder() / SOURCES["strokes"].file, "rt") as lines:
        expected = [record for record in map(json.loads, lines) if record["file"] in files]
    extra = [record for record in records if record not in expected]
    assert [record for record in records if record not in extra] == expected
    # Several digits or stray marks under one label, which the converted set does without.
    assert {record["source"] for record in extra} == {"val"}
    assert len(extra) == 4
