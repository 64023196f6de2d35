import json
import math

import pytest

from tests.shipped import copy_model
from utils.manifest import (
    MANIFEST,
    NEEDED,
    PAGES,
    ModelError,
    checked_model_file,
    checked_onnx_file,
    checked_scorer_file,
    load_manifest,
)
from utils.page_reader import PageReader
from utils.trajectory_reader import TrajectoryReader


@pytest.fixture
def models(tmp_path):
    copy_model(tmp_path)
    return tmp_path


def change(models, **entries):
    manifest = json.loads((models / MANIFEST).read_text()) | entries
    (models / MANIFEST).write_text(json.dumps(manifest))


def test_the_shipped_model_is_whole():
    assert checked_model_file(load_manifest()).name == "digits.keras"


@pytest.mark.parametrize("name", [MANIFEST, "digits.keras"])
def test_a_missing_file_is_named_with_the_remedy(models, name):
    (models / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} is missing.*git checkout"):
        checked_model_file(load_manifest(models), models)


@pytest.mark.parametrize("name", ["pages.onnx", "boxes.onnx", "pages.json"])
def test_a_damaged_page_network_is_named_with_the_remedy(models, name):
    (models / name).write_bytes(b"{}")
    with pytest.raises(ModelError, match=rf"{name}.*git checkout"):
        PageReader.load(models)


def test_a_folder_without_a_page_network_has_that_of_the_page(tmp_path):
    assert PageReader.load(tmp_path).decision.sure == PageReader.load().decision.sure


def test_an_altered_model_is_refused(models):
    with (models / "digits.keras").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match=r"digits.keras .*altered"):
        checked_model_file(load_manifest(models), models)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"sha256": 5}', "[" * 100_000], ids=lambda text: text[:9])
def test_a_broken_manifest_is_refused(models, text):
    (models / MANIFEST).write_text(text)
    with pytest.raises(ModelError, match=MANIFEST):
        load_manifest(models)


def test_a_model_trained_on_other_glyphs_is_refused(models):
    change(models, preprocessing_version=0)
    with pytest.raises(ModelError, match="version 0"):
        checked_model_file(load_manifest(models), models)


def test_the_manifest_cannot_name_a_file_elsewhere(models):
    change(models, file="../../etc/passwd")
    with pytest.raises(ModelError, match="passwd is missing"):
        checked_model_file(load_manifest(models), models)


def test_a_model_without_an_export_needs_none(models):
    (models / "digits.onnx").unlink()
    assert checked_onnx_file(load_manifest(models), models) is None


def test_an_altered_export_is_refused(models):
    with (models / "digits.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match=r"digits.onnx .*altered"):
        checked_onnx_file(load_manifest(models), models)


@pytest.mark.parametrize("name", ["", "..", "a\0b", "\udc80", "x" * 300])
def test_a_strange_file_name_is_a_missing_file(models, name):
    change(models, file=name)
    with pytest.raises(ModelError, match="missing or cannot be read"):
        checked_model_file(load_manifest(models), models)


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.nan, math.inf])
def test_a_temperature_that_cannot_be_is_refused(models, temperature):
    change(models, temperature=temperature)
    with pytest.raises(ModelError, match="no usable 'temperature'"):
        load_manifest(models)


def test_the_export_of_another_model_is_refused(models):
    change(models, sha256="0" * 64)
    with pytest.raises(ModelError, match=r"exported from another model.*training export"):
        checked_onnx_file(load_manifest(models), models)


@pytest.mark.parametrize("key", NEEDED)
@pytest.mark.parametrize("value", [None, [], "sure"])
def test_what_is_needed_is_there_and_of_its_kind(models, key, value):
    if isinstance(value, str) and NEEDED[key] is str:
        pytest.skip("is of its kind")
    change(models, **{key: value})
    with pytest.raises(ModelError, match=f"no usable '{key}'"):
        load_manifest(models)


def test_the_shipped_scorer_is_whole():
    assert checked_scorer_file(load_manifest()).name == "grouping.npz"


@pytest.mark.parametrize("entry", [None, {}])
def test_a_model_without_a_scorer_needs_none(models, entry):
    change(models, grouping=entry)
    assert checked_scorer_file(load_manifest(models), models) is None


@pytest.mark.parametrize(
    "entry", ["grouping.npz", ["grouping.npz"], {"file": "grouping.npz"}, {"file": 1, "sha256": ""}]
)
def test_a_strange_entry_of_the_scorer_is_refused(models, entry):
    change(models, grouping=entry)
    with pytest.raises(ModelError, match="no usable 'grouping'"):
        load_manifest(models)


@pytest.mark.parametrize(
    "entry", [[0.5, 9.0], {"reach": 0.5}, {"reach": 1.0, "strength": 9.0}, {"reach": 0.5, "strength": math.inf}]
)
def test_a_strange_entry_of_what_corrections_teach_is_refused(models, entry):
    change(models, adaptation=entry)
    with pytest.raises(ModelError, match="no usable 'adaptation'"):
        load_manifest(models)


@pytest.mark.parametrize("powers", [None, [1.0, 1.0], {"digit": [1.0, 1.0]}, {"digit": 1.0, "kind": 1.0}])
def test_a_strange_entry_of_trajectories_is_refused(models, powers):
    change(models, trajectories=load_manifest(models)["trajectories"] | {"powers": powers})
    with pytest.raises(ModelError, match="no usable 'trajectories'"):
        load_manifest(models)


@pytest.mark.parametrize("file", ["trajectories.keras", "trajectories.onnx"])
def test_an_altered_network_of_trajectories_is_named(models, file):
    (models / file).write_bytes(b"altered")
    with pytest.raises(ModelError, match=f"{file} .*altered"):
        TrajectoryReader.load(models, load_manifest(models)["trajectories"])


@pytest.mark.parametrize("part", [(), ("boxes",)], ids=["page network", "box network"])
@pytest.mark.parametrize("files", [None, {}, {"keras": {}, "onnx": {}}, {"keras": "pages.keras"}])
def test_strange_files_of_the_networks_of_pictures_are_refused(models, part, files):
    manifest = json.loads((models / PAGES).read_text())
    entry = manifest
    for name in part:
        entry = entry[name]
    entry["files"] = files
    (models / PAGES).write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=f"{PAGES} has no usable '{(*part, 'files')[0]}'.*git checkout"):
        PageReader.load(models)


def test_an_altered_or_missing_scorer_is_named(models):
    file = models / "grouping.npz"
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(ModelError, match=r"grouping\.npz .*altered"):
        checked_scorer_file(load_manifest(models), models)
    file.unlink()
    with pytest.raises(ModelError, match=r"grouping\.npz is missing"):
        checked_scorer_file(load_manifest(models), models)
