"""A short run of the real training: it learns, it resumes, and what it leaves can be read with."""

import functools
import json
from dataclasses import replace

import keras
import numpy as np
import pytest

from training.__main__ import main
from training.augmentation import trajectories
from training.data.datasets import HALVES, MissingData, load_drawings, load_mnist
from training.data.kaggle import PIXELS
from training.fitting import validation
from training.fitting.fingerprint import SETTINGS, stored_settings
from training.fitting.loop import read_log
from training.fitting.recipes import RECIPES
from training.fitting.schedules import falling
from training.fitting.train import train
from training.fitting.train_trajectories import TRAJECTORIES
from training.networks import architectures
from training.release import calibration
from utils.engines import TRAJECTORY_SHAPE
from utils.manifest import MODELS, checked_scorer_file
from utils.reader import Reader

pytestmark = [pytest.mark.data("mnist"), pytest.mark.usefixtures("_work_in_this_process")]


@pytest.fixture(autouse=True)
def _short_validation(monkeypatch):
    # Before anything asks for all of them, in which digits are found one by one.
    load = validation.load_phone_cells
    monkeypatch.setattr(validation, "load_phone_cells", lambda split: [array[:50] for array in load(split)])
    monkeypatch.setattr(calibration, "MARKS", 20)
    monkeypatch.setattr(calibration, "WEIGHED", 100)
    monkeypatch.setattr(calibration, "SCORERS", 1)
    monkeypatch.setattr(calibration, "ODD_HANDS", 1)
    at_hand = calibration.drawings_at_hand
    monkeypatch.setattr(calibration, "drawings_at_hand", lambda *asked: at_hand(*asked)[::40])
    sets = {name: (glyphs[:200], labels[:200]) for name, (glyphs, labels) in validation.validation_sets().items()}
    for module in ("fitting.validation", "fitting.train", "release.calibration"):
        monkeypatch.setattr(f"training.{module}.validation_sets", lambda: sets)


@pytest.fixture(autouse=True)
def _few_samples(monkeypatch):
    digits = RECIPES["digits"]
    few = replace(digits.samples, photographed_share=0.0, kept_epochs=3)
    narrow = functools.partial(architectures.reader_network, "digits", start=16, widened=32, stage=64)
    few = replace(digits, build=narrow, samples=few, batch_size=32, numbers=24, learning_rate=2e-2)
    monkeypatch.setitem(RECIPES, "digits", few)
    few = replace(TRAJECTORIES, samples=640, samples_to_validate=320, batch_size=32, batches_per_epoch=20, epochs=1)
    few = replace(few, optimizer=keras.optimizers.AdamW)  # which is begun with in less time
    for module in ("fitting.train_trajectories", "release.release"):
        monkeypatch.setattr(f"training.{module}.TRAJECTORIES", few)
    monkeypatch.setattr(trajectories, "SAMPLES_A_FILE", 320)
    published = RECIPES["small-bn"]
    few = replace(published.samples, held_out=0.005)  # validate too
    monkeypatch.setitem(RECIPES, "small-bn", replace(published, samples=few))


class Killed(Exception):
    pass


def test_a_killed_run_goes_on_to_the_same_weights(tmp_path, monkeypatch):
    whole = train(RECIPES["small-bn"], tmp_path / "whole", seed=3, epochs=2, batches=2)

    def die(*arguments, **options):
        raise Killed

    with monkeypatch.context() as patch:
        # Dies in the second epoch, after its log is written and before its checkpoint.
        patch.setattr("training.fitting.loop.draw_curves", lambda rows, path: len(rows) == 2 and die())
        with pytest.raises(Killed):
            train(RECIPES["small-bn"], tmp_path / "killed", seed=3, epochs=2, batches=2)
    resumed = train(RECIPES["small-bn"], tmp_path / "killed", seed=3, epochs=2, batches=2)
    assert [row["epoch"] for row in read_log(tmp_path / "killed")] == [1, 2]
    for one, other in zip(whole.get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3)


def test_a_run_goes_on_with_its_own_settings_alone(tmp_path, monkeypatch, capsys):
    def trained(run, **options):
        given = {"epochs": 1, "batches": 2, "run": tmp_path / run, "out": tmp_path / run / "model"} | options
        arguments = [text for name, value in given.items() for text in (f"--{name}", str(value))]
        return main(["train", "--recipe", "small-bn", *arguments]), capsys.readouterr().err

    def manifest_of(run):
        return json.loads((tmp_path / run / "model" / "digits.json").read_text())

    recipe = RECIPES["small-bn"]
    assert trained("one")[0] == 0
    for other in ({"learning_rate": 0.5}, {"schedule": falling(0.25)}, {"build": RECIPES["simple-cnn"].build}):
        monkeypatch.setitem(RECIPES, "small-bn", replace(recipe, **other))
        status, error = trained("one")
        assert status == 1
        assert f"recipe.{next(iter(other))} was " in error
        assert "--run" in error
    monkeypatch.setitem(RECIPES, "small-bn", replace(recipe, learning_rate=0.5))
    assert trained("another")[0] == 0
    assert manifest_of("one")["sha256"] != manifest_of("another")["sha256"]
    assert manifest_of("one")["fingerprint"] != manifest_of("another")["fingerprint"]
    assert manifest_of("one")["digits_per_epoch"] == 2 * recipe.batch_size
    monkeypatch.setitem(RECIPES, "small-bn", recipe)
    assert "batches was 2 and is now 3" in trained("one", batches=3)[1]
    assert "epochs was 1 and is now 2" in trained("one", epochs=2)[1]
    assert "seed was 0 and is now 1" in trained("one", seed=1)[1]
    (tmp_path / "one" / SETTINGS).unlink()
    assert "unknown settings" in trained("one")[1]


@pytest.mark.timeout(1800)  # seconds: six trainings, on however busy a machine
def test_a_short_run_of_the_train_verb_leaves_a_model_that_reads_nine_in_ten(tmp_path, capsys):
    arguments = ["train", "--epochs", "2", "--batches", "96", "--run", str(tmp_path / "run"), "--out", str(tmp_path)]
    assert main(arguments) == 0
    assert "digits.keras" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "digits.json").read_text())
    assert manifest["parameters"] == keras.models.load_model(tmp_path / "digits.keras").count_params()
    assert manifest["validation"]["mnist_accuracy"] > 0.9
    assert manifest["trained_on"][0]["sha256"]
    assert (manifest["batches_per_epoch"], manifest["digits_per_epoch"]) == (96, 96 * 32)
    stored = stored_settings(tmp_path / "run")
    assert manifest["fingerprint"] == stored["fingerprint"]
    assert 0.5 <= manifest["sure"] <= 1
    assert (tmp_path / "run" / "curves.png").stat().st_size > 1000
    assert not list(tmp_path.rglob(".partial-*"))
    assert main(["calibrate", "--run", str(tmp_path / "run"), "--out", str(tmp_path)]) == 0
    again = json.loads((tmp_path / "digits.json").read_text())
    assert [again[name] for name in ("temperature", "sure", "grouping")] == [
        manifest[name] for name in ("temperature", "sure", "grouping")
    ]
    for engine in ("opencv", "keras"):
        outputs = Reader.load(tmp_path, engine).outputs(load_mnist("validation")[0][:5])
        assert (outputs.digit.shape, outputs.kind.shape) == ((5, 10), (5, 3))
    if validation.has("strokes"):
        assert checked_scorer_file(manifest, tmp_path).name == "grouping.npz"
        assert again["trajectories"]["powers"] == manifest["trajectories"]["powers"]
        ways = np.zeros((5, *TRAJECTORY_SHAPE), np.uint8)
        glyphs = load_mnist("validation")[0][:5]
        light, saved = (Reader.load(tmp_path, engine).outputs(glyphs, ways) for engine in ("opencv", "keras"))
        np.testing.assert_allclose(light.digit, saved.digit, atol=5e-3)


def test_a_published_recipe_trains_on_a_table_and_is_saved_as_hdf5(tmp_path, capsys):
    glyphs, labels = (array[:300] for array in load_mnist("train"))
    table = tmp_path / "train.csv"
    rows = np.column_stack([labels, glyphs.reshape(300, -1)])
    header = ",".join(["label", *PIXELS])
    np.savetxt(table, rows, fmt="%d", delimiter=",", header=header, comments="")
    arguments = ["train", "--recipe", "kaggle-augmented", "--data", str(table), "--epochs", "2", "--batches", "2"]
    assert main([*arguments, "--run", str(tmp_path / "run"), "--out", str(tmp_path / "model")]) == 0
    manifest = json.loads((tmp_path / "model" / "digits.json").read_text())
    assert manifest["file"] == "mnist_cnn_improved_gpu.h5"
    assert (tmp_path / "model" / manifest["file"]).read_bytes()[:4] == b"\x89HDF"
    assert manifest["trained_on"][0]["count"] == 300
    readers = [Reader.load(tmp_path / "model", engine) for engine in ("opencv", "keras")]
    answers = [reader.probabilities(glyphs[:20]) for reader in readers]
    np.testing.assert_allclose(*answers, atol=1e-3)
    np.testing.assert_array_equal(readers[0].outputs(glyphs[:20]).kind, [[1, 0, 0]] * 20)
    assert main(["calibrate", "--out", str(tmp_path / "model")]) == 0
    assert json.loads((tmp_path / "model" / "digits.json").read_text())["sure"] == manifest["sure"]


def test_networks_of_glyphs_take_no_start(tmp_path, capsys):
    assert main(["train", "--recipe", "small-bn", "--start", str(MODELS), "--run", str(tmp_path)]) == 1
    assert "leave --start out" in capsys.readouterr().err


def test_a_table_is_not_enough_for_our_own_recipe(tmp_path, capsys):
    assert main(["train", "--data", str(tmp_path / "train.csv"), "--run", str(tmp_path)]) == 1
    assert "choose a published one" in capsys.readouterr().err


def test_training_that_stopped_early_does_not_go_on(tmp_path, monkeypatch):
    monkeypatch.setitem(RECIPES, "small-bn", replace(RECIPES["small-bn"], patience=0))
    for _ in range(2):
        train(RECIPES["small-bn"], tmp_path, epochs=3, batches=1)
        assert [row["epoch"] for row in read_log(tmp_path)] == [1]


def test_an_unknown_recipe_is_refused_in_words(capsys):
    assert main(["train", "--recipe", "nonsense"]) == 1
    assert "there is no recipe 'nonsense'" in capsys.readouterr().err


def test_splits_do_not_share_writers():
    if not validation.has("strokes"):
        pytest.skip("needs strokes_digits.jsonl.gz in DIGITS_DATA")
    writers = [
        {(drawing.donor, drawing.writer) for drawing in load_drawings("strokes", split)}
        for split in ("train", "validation", "report")
    ]
    assert all(writers)
    assert not writers[0] & writers[1]
    assert not writers[0] & writers[2]
    assert not writers[1] & writers[2]


def test_halves_share_no_donor_and_make_up_all_that_trains():
    if not validation.has("symbols"):
        pytest.skip("needs strokes_symbols.jsonl.gz in DIGITS_DATA")
    whole, *halves = (load_drawings("symbols", split) for split in ("train", *HALVES))
    donors = [{drawing.donor for drawing in half} for half in halves]
    assert all(donors)
    assert not donors[0] & donors[1]
    assert sum(map(len, halves)) == len(whole)


def test_altered_data_is_named(tmp_path, monkeypatch):
    (tmp_path / "mnist.npz").write_bytes(b"not MNIST")
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    with pytest.raises(MissingData, match=r"mnist\.npz"):
        load_mnist("train")
