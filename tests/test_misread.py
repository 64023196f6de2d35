"""The misread digits that the page shows are those of its picture of what is taken for what."""

import numpy as np

from utils.manifest import MODELS, load_manifest
from utils.views.misread import MISREAD_DIGITS, REFUSED, of_misread


def matrix():
    return load_manifest(MODELS)["figures"]["strokes_confusion"]["matrix"]


def test_every_misread_digit_is_shown_in_the_order_of_the_picture():
    html = of_misread(matrix())
    wrong = np.array(matrix())
    np.fill_diagonal(wrong, 0)
    assert html.count("<img") == wrong.sum()
    said = [
        f'alt="A {written}, {"refused" if read == REFUSED else f"as {read}"}"'
        for written, read in zip(*np.nonzero(wrong), strict=True)
    ]
    assert [html.index(words) for words in said] == sorted(html.index(words) for words in said)


def test_digits_of_another_measurement_are_not_shown(tmp_path):
    other = np.array(matrix())
    other[3, 5] += 1
    assert of_misread(other.tolist()) == ""
    assert of_misread(matrix(), tmp_path / "none.npz") == ""


def test_what_the_model_saw_is_ink():
    with np.load(MISREAD_DIGITS) as file:
        assert file["glyphs"].shape[1:] == (28, 28)
        assert (file["glyphs"].max(axis=(1, 2)) > 128).all()
