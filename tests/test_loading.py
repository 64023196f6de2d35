"""Nothing that comes with a model, with data or over the network is run, and no more is taken than was agreed."""

import hashlib
import json
import re
from importlib.metadata import version

import keras
import numpy as np
import pytest

from tests.made_files import damaged
from tests.shipped import copy_model
from training.data.datasets import MissingData, load_phone_cells
from utils.manifest import MANIFEST, MODELS, ModelError
from utils.reader import Reader

ROOT = MODELS.parent
# Older ones run code or read files that a model names, whatever safe_mode says (CVE-2025-1550, CVE-2025-8747,
# CVE-2026-1462); 3.13.2 is the first without.
SAFE_KERAS = (3, 13, 2)


def put_model(folder, model, **entries):
    """Save a model beside a manifest that vouches for it."""
    path = folder / "digits.keras"
    model.save(path)
    manifest = json.loads((MODELS / MANIFEST).read_text()) | {"onnx": None, "grouping": None}
    manifest["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest | entries))


def test_a_model_with_code_in_it_is_refused_and_not_run(tmp_path):
    trace = tmp_path / "was_here"
    trace_name = str(trace)
    layer = keras.layers.Lambda(lambda x: (open(trace_name, "w").close(), x)[1])  # noqa: PTH123
    model = keras.Sequential([keras.Input((28, 28, 1)), layer])
    trace.unlink(missing_ok=True)
    put_model(tmp_path, model)
    with pytest.raises(ModelError, match=r"digits\.keras cannot be loaded"):
        Reader.load(tmp_path)
    assert not trace.exists()


def test_a_model_of_something_else_is_refused(tmp_path):
    inputs = keras.Input((28, 28, 1))
    flat = keras.layers.Flatten()(inputs)
    outputs = {name: keras.layers.Dense(3, name=name)(flat) for name in ("digit", "kind")}
    put_model(tmp_path, keras.Model(inputs, outputs))
    with pytest.raises(ModelError, match="reads no digits"):
        Reader.load(tmp_path)


def test_a_damaged_export_that_is_vouched_for_does_not_crash(tmp_path):
    exported = (MODELS / "digits.onnx").read_bytes()
    manifest = json.loads((MODELS / MANIFEST).read_text())
    copy_model(tmp_path)
    refused = 0
    for seed in range(100):
        data = damaged(exported, np.random.default_rng(seed))
        (tmp_path / "digits.onnx").write_bytes(data)
        manifest["onnx"]["sha256"] = hashlib.sha256(data).hexdigest()
        (tmp_path / MANIFEST).write_text(json.dumps(manifest))
        try:
            Reader.load(tmp_path, "opencv")
        except ModelError:
            refused += 1
    assert 0 < refused < 100


def put_scorer(folder, data):
    """The shipped model with another file of weights of groups, for which the manifest vouches."""
    copy_model(folder)
    (folder / "grouping.npz").write_bytes(data)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["grouping"]["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_a_damaged_scorer_that_is_vouched_for_does_not_crash(tmp_path):
    whole = (MODELS / "grouping.npz").read_bytes()
    refused = 0
    for seed in range(30):
        put_scorer(tmp_path, damaged(whole, np.random.default_rng(seed)))
        try:
            Reader.load(tmp_path)
        except ModelError:
            refused += 1
    assert refused > 0


@pytest.mark.parametrize(
    "change",
    [
        lambda weights: weights | {"hidden": np.zeros((3, 5))},
        lambda weights: weights | {"output_bias": np.zeros(3)},
        lambda weights: weights | {"output": weights["output"] * np.nan},
        lambda weights: weights | {"spread": np.zeros_like(weights["spread"])},
        lambda weights: {name: weight for name, weight in weights.items() if name != "mean"},
        lambda weights: weights | {"mean": np.array(["a"])},
    ],
    ids=["shape", "three scores", "nan", "no spread", "missing", "text"],
)
def test_a_scorer_of_something_else_is_refused(tmp_path, change):
    with np.load(MODELS / "grouping.npz") as file:
        weights = dict(file)
    np.savez(tmp_path / "other.npz", **change(weights))
    put_scorer(tmp_path, (tmp_path / "other.npz").read_bytes())
    with pytest.raises(ModelError, match=r"grouping\.npz weighs no groups"):
        Reader.load(tmp_path)


def test_the_hash_is_checked_before_anything_is_loaded(tmp_path, monkeypatch):
    copy_model(tmp_path)
    (tmp_path / "digits.keras").write_bytes(b"altered")
    monkeypatch.setattr("cv2.dnn.readNetFromONNX", lambda *arguments, **options: pytest.fail("loaded"))
    monkeypatch.setattr("keras.models.load_model", lambda *arguments, **options: pytest.fail("loaded"))
    for engine in ("opencv", "keras"):
        with pytest.raises(ModelError, match="altered"):
            Reader.load(tmp_path, engine)


def test_a_pickle_in_the_data_is_refused(tmp_path, monkeypatch):
    np.savez(tmp_path / "phone_cells.npz", x=np.array([{}], object), y=np.zeros(1), split=np.array(["test"]))
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    with pytest.raises(MissingData, match=r"phone_cells\.npz is missing or damaged"):
        load_phone_cells("train")


def test_no_code_of_the_project_unpickles_or_runs_text():
    forbidden = (
        r"allow_pickle\s*=\s*True|\bpickle\b|\bjoblib\b|safe_mode\s*=\s*False|unsafe_deserialization|\b(eval|exec)\("
    )
    for path in [ROOT / "app.py", *ROOT.glob("utils/**/*.py"), *ROOT.glob("training/**/*.py")]:
        assert not re.search(forbidden, path.read_text()), path


def test_the_pins_are_exact_and_keep_keras_above_its_known_holes():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert all(re.match(r"[\w-]+==[\w.+]+(;|$)", line) for line in lines if line)
    pinned = next(line.removeprefix("keras==") for line in lines if line.startswith("keras=="))
    assert tuple(map(int, pinned.split("."))) >= SAFE_KERAS
    assert tuple(map(int, version("keras").split(".")[:3])) >= SAFE_KERAS
