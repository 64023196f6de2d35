import gzip
import hashlib
import json

import numpy as np
import pytest

from training.data import mislabelled
from training.data.datasets import REPORT_DONORS, SOURCES, VALIDATION_DONORS, data_folder, load_drawings
from training.data.mislabelled import MISLABELLED, is_mislabelled

STROKES = [np.array([[0, 0], [1, 3]], np.float32), np.array([[2, 0], [2, 5]], np.float32)]


@pytest.fixture
def k_of_two_bars(monkeypatch):
    content = b"K" + b"".join(stroke.tobytes() for stroke in STROKES)
    monkeypatch.setattr(mislabelled, "MISLABELLED", hashlib.sha256(content).hexdigest()[:12])


@pytest.mark.usefixtures("k_of_two_bars")
def test_a_drawing_is_known_by_its_label_and_all_of_its_strokes():
    assert is_mislabelled("K", STROKES)
    assert not is_mislabelled("1", STROKES)
    assert not is_mislabelled("K", STROKES[:1])
    assert not is_mislabelled("K", [STROKES[0] + 1, STROKES[1]])


@pytest.mark.usefixtures("k_of_two_bars")
def test_a_mislabelled_drawing_is_left_out(tmp_path, monkeypatch):
    strokes = [stroke.tolist() for stroke in STROKES]
    drawings = [{"label": label, "writer": "somebody", "source": "apb", "strokes": strokes} for label in "KH"]
    with gzip.open(tmp_path / SOURCES["symbols"].file, "wt") as file:
        file.write("\n".join(map(json.dumps, drawings)))
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    assert [drawing.label for drawing in load_drawings("symbols", "train")] == ["H"]


@pytest.mark.data("strokes", "symbols")
def test_all_that_is_left_out_would_have_trained_and_nothing_of_the_report():
    left_out = []
    for source in ("strokes", "symbols"):
        with gzip.open(data_folder() / SOURCES[source].file, "rt") as lines:
            for record in map(json.loads, lines):
                if is_mislabelled(str(record["label"]), [np.array(stroke, np.float32) for stroke in record["strokes"]]):
                    left_out.append(record["source"])
    assert len(left_out) == len(MISLABELLED.split())
    assert not {*VALIDATION_DONORS, *REPORT_DONORS} & set(left_out)
