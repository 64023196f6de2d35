import json
import math
import shutil

import pytest

from utils.manifest import MANIFEST, MODELS, ModelError, checked_model_file, checked_onnx_file, load_manifest


@pytest.fixture
def models(tmp_path):
    for name in (MANIFEST, "digits.keras", "digits.onnx"):
        shutil.copy(MODELS / name, tmp_path / name)
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
