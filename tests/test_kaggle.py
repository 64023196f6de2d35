"""The whole way of a Kaggle entry on small tables, and what is said of broken ones."""

import hashlib
import json

import keras
import numpy as np
import pytest

from training.__main__ import main
from training.data import kaggle
from training.data.datasets import MissingData, load_mnist
from training.data.kaggle import (
    PIXEL_SCALES,
    PIXELS,
    TableError,
    answers_of,
    load_any_model,
    pixels_of,
    read_test_table,
    read_training_table,
)
from utils.manifest import MANIFEST, MODELS, load_manifest


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


def saved(folder, outputs_of):
    glyph = keras.Input((28, 28, 1))
    keras.Model(glyph, outputs_of(glyph)).save(folder / "model.keras")
    return folder / "model.keras"


def nearest_mean(folder, pixels):
    """A model that says whose mean a glyph is nearest to, for pixels of one scale: with others it reads less."""
    glyphs, labels = (array[:5_000] for array in load_mnist("train"))
    factor, offset = PIXEL_SCALES[pixels]
    means = np.stack([glyphs[labels == digit].mean(axis=0) for digit in range(10)]).reshape(10, -1) * factor + offset
    layer = keras.layers.Dense(10)
    path = saved(folder, lambda glyph: layer(keras.layers.Flatten()(glyph)))
    model = keras.models.load_model(path)
    model.set_weights([2 * means.T, -(means**2).sum(axis=1)])
    model.save(path)
    return path


def submitted(folder, model, *options, rows=None):
    """Where the model's answers to digits of 0..255 are, and the status."""
    glyphs, _ = load_mnist("test")
    rows = glyphs[:200].reshape(200, -1) if rows is None else rows
    arguments = ["--test", str(table(folder, rows, PIXELS)), "--model", str(model), "--out", str(folder / "out.csv")]
    return main(["submit", *arguments, *options])


def share_right(folder):
    answers = np.loadtxt(folder / "out.csv", delimiter=",", skiprows=1, dtype=int)[:, 1]
    return (answers == load_mnist("test")[1][: len(answers)]).mean()


@pytest.mark.data("mnist")
@pytest.mark.parametrize("pixels", PIXEL_SCALES)
def test_a_model_without_manifest_gets_the_pixels_that_it_reads_best(tmp_path, capsys, pixels):
    assert submitted(tmp_path, nearest_mean(tmp_path, pixels)) == 0
    said = capsys.readouterr().out
    assert all(f"With pixels of {scale} it reads " in said for scale in PIXEL_SCALES)
    assert f"The model is given pixels of {pixels}." in said
    assert share_right(tmp_path) > 0.7


@pytest.mark.data("mnist")
def test_a_model_gets_the_pixels_that_are_asked_for(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(kaggle, "pixels_of", None)
    assert submitted(tmp_path, nearest_mean(tmp_path, "-1..1"), "--pixels=-1..1") == 0
    assert "The model is given pixels of -1..1." in capsys.readouterr().out
    assert share_right(tmp_path) > 0.7


@pytest.mark.data("mnist")
def test_the_manifest_says_what_pixels_a_model_takes(tmp_path):
    assert pixels_of(None, MODELS / "digits.keras") == ("0..255", {})
    path = nearest_mean(tmp_path, "0..1")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = load_manifest() | {"file": path.name, "sha256": sha256, "pixels": "0..1"}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    assert pixels_of(None, path) == ("0..1", {})
    (tmp_path / MANIFEST).write_text(json.dumps(manifest | {"sha256": "0" * 64, "pixels": "0..255"}))
    assert pixels_of(keras.models.load_model(path), path)[0] == "0..1"  # the manifest is another model's


def test_without_manifest_and_mnist_the_pixels_must_be_said(tmp_path, monkeypatch, capsys):
    def missing(split):
        raise MissingData("mnist.npz is missing")

    monkeypatch.setattr(kaggle, "load_mnist", missing)
    path = saved(tmp_path, lambda glyph: keras.layers.Dense(10)(keras.layers.Flatten()(glyph)))
    arguments = ["submit", "--test", str(table(tmp_path, [row()[1:]], PIXELS)), "--out", str(tmp_path / "out.csv")]
    assert main([*arguments, "--model", str(path)]) == 1
    assert "mnist.npz is missing). Say it with --pixels" in capsys.readouterr().err
    assert main([*arguments, "--model", str(path), "--pixels", "0..1"]) == 0
    assert "has pixels of 0 and 1 alone: it looks scaled" in capsys.readouterr().err


def test_a_table_of_usual_pixels_is_not_warned_of(tmp_path, capsys):
    arguments = ["submit", "--test", str(table(tmp_path, [row(pixel3=255)[1:]], PIXELS))]
    assert main([*arguments, "--out", str(tmp_path / "out.csv")]) == 0
    assert "looks scaled" not in capsys.readouterr().err


def flat(glyph, count, **options):
    return keras.layers.Dense(count, **options)(keras.layers.Flatten()(glyph))


@pytest.mark.parametrize(
    ("outputs_of", "shape"),
    [
        (lambda glyph: flat(glyph, 11), r"\(None, 11\)"),
        (lambda glyph: flat(glyph, 1), r"\(None, 1\)"),
        (lambda glyph: keras.layers.Conv2D(10, 3)(glyph), r"\(None, 26, 26, 10\)"),
        (lambda glyph: [flat(glyph, 10), flat(glyph, 1)], r".*\(None, 10\), \(None, 1\)"),
        (lambda glyph: {"class": flat(glyph, 10), "sure": flat(glyph, 1)}, r".*'class': \(None, 10\)"),
        (lambda glyph: {"digit": flat(glyph, 11), "kind": flat(glyph, 3)}, r".*'digit': \(None, 11\)"),
    ],
    ids=["eleven", "one", "a map", "two outputs", "other names", "eleven under our name"],
)
def test_a_model_that_does_not_answer_with_ten_is_refused(tmp_path, outputs_of, shape):
    with pytest.raises(ValueError, match=rf"model\.keras gives {shape}.*needed is one output of ten numbers"):
        load_any_model(saved(tmp_path, outputs_of))


@pytest.mark.parametrize(
    "outputs_of",
    [lambda glyph: [flat(glyph, 10)], lambda glyph: {"digit": flat(glyph, 10), "slant": flat(glyph, 1)}],
    ids=["a list of one", "our name among others"],
)
def test_ten_are_found_among_outputs(tmp_path, outputs_of):
    model = load_any_model(saved(tmp_path, outputs_of))
    assert answers_of(model, np.zeros((3, 28, 28), np.uint8), "0..255").shape == (3,)
