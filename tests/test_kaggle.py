"""The whole way of a Kaggle entry on small tables, and what is said of broken ones."""

import numpy as np
import pytest

from training import kaggle
from training.__main__ import main
from training.kaggle import PIXELS, TableError, read_test_table, read_training_table
from utils.manifest import MODELS


def table(folder, rows, header=("label", *PIXELS)):
    path = folder / "train.csv"
    path.write_text("\n".join([",".join(header), *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def row(label=3, **pixels):
    return [label, *(pixels.get(name, 0) for name in PIXELS)]


def test_a_training_table_is_read(tmp_path):
    glyphs, labels = read_training_table(table(tmp_path, [row(7, pixel0=255, pixel29=9), row(2)]))
    assert labels.tolist() == [7, 2]
    assert (glyphs.shape, glyphs.dtype, glyphs[0, 0, 0], glyphs[0, 1, 1]) == ((2, 28, 28), np.uint8, 255, 9)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(), row(pixel5=256)], r"row 3, column pixel5: '256' is no whole number from 0 to 255"),
        ([row(pixel700="ink")], r"row 2, column pixel700: 'ink' is no whole number"),
        ([row(pixel1="")], r"row 2, column pixel1: ''"),
        ([row(pixel1="0.5")], r"row 2, column pixel1: '0\.5'"),
        ([row(pixel1=-1)], r"row 2, column pixel1: '-1'"),
        ([row(pixel1="9" * 30)], r"row 2, column pixel1: '9{20}'"),
        ([row(pixel1="9" * 5_000)], r"row 2, column pixel1: '9{20}'"),
        ([row(label=10)], r"row 2, column label: '10' is no whole number from 0 to 9"),
        ([row(), row()[:-1]], r"row 3: 784 columns instead of 785"),
        ([], r"a header and no digits"),
    ],
)
def test_a_fault_is_named_by_row_and_column(tmp_path, rows, words):
    with pytest.raises(TableError, match=words):
        read_training_table(table(tmp_path, rows))


def test_a_table_without_labels_is_no_training_table(tmp_path):
    path = table(tmp_path, [row()[1:]], PIXELS)
    with pytest.raises(TableError, match=r"row 1, column 1: the header must be label, pixel0"):
        read_training_table(path)
    assert read_test_table(path).shape == (1, 28, 28)


def test_a_missing_table_or_a_picture_is_named(tmp_path):
    with pytest.raises(TableError, match="cannot be read as a table"):
        read_test_table(tmp_path / "test.csv")
    (tmp_path / "test.csv").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(TableError, match=r"test\.csv"):
        read_test_table(tmp_path / "test.csv")


def test_a_file_that_is_no_model_is_refused_in_words(tmp_path, capsys):
    (tmp_path / "model.keras").write_bytes(b"not a model")
    path = table(tmp_path, [row()[1:]], PIXELS)
    assert main(["submit", "--test", str(path), "--model", str(tmp_path / "model.keras")]) == 1
    assert "cannot be loaded as a Keras model" in capsys.readouterr().err


@pytest.mark.data("mnist")
def test_mnist_goes_to_tables_and_back_and_to_a_submission(tmp_path, monkeypatch):
    load = kaggle.load_mnist
    monkeypatch.setattr(kaggle, "load_mnist", lambda split: [array[:100] for array in load(split)])
    monkeypatch.setattr(kaggle, "TRAINING_ROWS", 60)
    assert main(["kaggle-tables", "--out", str(tmp_path)]) == 0
    glyphs, labels = read_training_table(tmp_path / "train.csv")
    np.testing.assert_array_equal(glyphs, load("train")[0][:60])
    np.testing.assert_array_equal(labels, load("train")[1][:60])
    submission = tmp_path / "submission.csv"
    model = MODELS / "digits.keras"
    arguments = ["--test", str(tmp_path / "test.csv"), "--model", str(model), "--out", str(submission)]
    assert main(["submit", *arguments]) == 0
    lines = submission.read_bytes().decode("ascii").splitlines()
    assert lines[0] == "ImageId,Label"
    assert [line.split(",")[0] for line in lines[1:]] == [str(number) for number in range(1, 141)]
    answers = (tmp_path / "answers.csv").read_text().splitlines()
    right = sum(one == other for one, other in zip(lines[1:], answers[1:], strict=True))
    assert right >= 138
