import json
import re

import numpy as np
import pytest

from training.evaluation.evaluate import Score, calibration_error, confusion_matrix, read_glyphs
from training.evaluation.proportion import proportion
from training.fitting.recipes import PUBLISHED, RECIPES
from training.fitting.validation import auroc
from training.release.calibration import fit_temperature
from utils.engines import Outputs
from utils.figures import ablation_table, comparison_table, figures_table, peers_table, race_table, runs_table
from utils.manifest import MODELS, checked_model_file, load_manifest, load_peers, recipe_folders
from utils.reader import Digit, Reader, calibrate


def test_wilsons_interval_is_the_published_one():
    # Newcombe (1998), table II: 81 of 263 gives 0.2553 to 0.3662.
    figure = proportion(81, 263)
    assert (figure["percent"], figure["low"], figure["high"]) == (30.8, 25.53, 36.62)


def test_the_interval_of_a_perfect_score_ends_at_100():
    figure = proportion(50, 50)
    assert figure["high"] == 100
    assert 92 < figure["low"] < 94


def test_a_calibrated_score_has_no_calibration_error():
    confidence = np.repeat([0.25, 0.75], 400)
    right = np.concatenate([np.arange(400) < 100, np.arange(400) < 300])
    assert calibration_error(confidence, right)[0] == pytest.approx(0, abs=1e-9)
    assert calibration_error(confidence, ~right)[0] == pytest.approx(0.5)


def read(value, is_sure=False):
    row, glyph = np.full(10, 0.1, np.float32), np.zeros((28, 28), np.uint8)
    return Digit(value, row, 0.1, 0.9, (0, 0, 9, 9), glyph, is_sure=is_sure)


def test_the_confusion_matrix_counts_what_was_read_as_what_and_what_was_refused():
    matrix = np.array(confusion_matrix(Score([read(7), read(1), read(None), None], np.array([7, 7, 7, 3]))))
    assert (matrix[7, 7], matrix[7, 1], matrix[7, 10], matrix[3, 10]) == (1, 1, 1, 1)
    assert matrix.sum() == 4


def test_a_score_says_how_many_are_right_how_many_sure_and_how_many_of_those_wrong():
    digits = [read(7, True), read(7), read(1, True), read(1), read(None), None, read(3, True), read(3, True)]
    figure = Score(digits, np.array([7, 7, 7, 7, 7, 7, 3, 3])).figure()
    assert (figure["count"], figure["of"]) == (4, 8)
    assert (figure["sure"], figure["sure_wrong"]) == (50.0, 25.0)


def test_glyphs_alone_are_sure_from_the_readers_bound_on():
    def network(glyphs):
        share = glyphs[:, 0, 0] / 255
        digit = np.zeros((len(glyphs), 10), np.float32)
        digit[:, 4], digit[:, 5] = share, 1 - share
        return Outputs(digit, np.tile(np.float32([1, 0, 0]), (len(glyphs), 1)), np.zeros((len(glyphs), 0)))

    glyphs = np.uint8([255, 230, 140])[:, None, None].repeat(28, axis=1).repeat(28, axis=2)
    score = read_glyphs(Reader(network, 1.0, 0.9, 0.0), glyphs, np.array([4, 5, 4]))
    assert score.right.tolist() == [True, False, True]
    assert [digit.is_sure for digit in score.digits] == [True, True, False]


def test_auroc_counts_pairs_in_order():
    assert auroc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1
    assert auroc(np.array([0.0]), np.array([0.0])) == 0.5
    assert auroc(np.array([1.0, 3.0]), np.array([2.0])) == 0.5


def test_the_temperature_that_was_applied_is_found_again():
    generator = np.random.default_rng(0)
    logits = generator.normal(0, 2, (5000, 10))
    honest = calibrate(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True), 1.0)
    labels = np.array([generator.choice(10, p=row / row.sum()) for row in honest.astype(float)])
    assert fit_temperature([(calibrate(honest, 0.5), labels)]) == pytest.approx(2.0, rel=0.1)


def quoted(page, name):
    return re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", page.read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.mark.parametrize("page", [MODELS.parent / "README.md", MODELS / "README.md"])
def test_pages_quote_the_manifests_figures(page):
    assert quoted(page, "figures") == figures_table(load_manifest()["figures"])


@pytest.mark.parametrize("page", [MODELS.parent / "README.md", MODELS / "README.md"])
def test_pages_quote_what_other_readers_read_beside_ours(page):
    assert quoted(page, "peers") == peers_table(load_peers(), load_manifest()["figures"])


def test_the_card_quotes_every_run_and_the_comparison_of_all_recipes():
    manifests = [load_manifest(folder) for folder in (MODELS, *recipe_folders())]
    assert {manifest["recipe"] for manifest in manifests[1:]} == set(PUBLISHED)
    assert quoted(MODELS / "README.md", "runs") == runs_table(manifests[0])
    if "comparison" in manifests[0]:  # which a model that was just trained has not been measured for
        assert quoted(MODELS / "README.md", "comparison") == comparison_table(manifests)
    assert quoted(MODELS / "README.md", "race") == race_table(json.loads((MODELS / "race.json").read_text()))
    assert quoted(MODELS / "README.md", "ablation") == ablation_table(
        json.loads((MODELS / "ablation.json").read_text())
    )


def test_the_table_of_runs_leaves_out_what_there_was_no_data_to_validate():
    run = {"parameters": 1_000, "epochs": 2, "digits_per_epoch": 1000, "training_minutes": 3.2}
    row = (
        runs_table(run | {"validation": {"mnist_accuracy": 0.991}}).replace("\N{NO-BREAK SPACE}", " ").splitlines()[-1]
    )
    assert row == "| 1,000 | 2,000 | 3 | 99.10 % |  |  |  |"


@pytest.mark.parametrize("folder", [MODELS, *recipe_folders()], ids=lambda folder: folder.name)
def test_every_saved_model_says_what_its_training_was(folder):
    manifest = load_manifest(folder)
    assert len(manifest["learning_curve"]) == manifest["epochs"]
    assert manifest["digits_per_epoch"] % RECIPES[manifest["recipe"]].batch_size == 0
    assert checked_model_file(manifest, folder).suffix in (".keras", ".h5")


def test_the_table_of_figures_says_what_is_called_sure_and_what_of_that_is_wrong():
    sure = {"title": "Digits", **proportion(99, 100), "sure": 97.5, "sure_wrong": 0.25}
    lines = figures_table({"one": sure, "other": {"title": "Lines", **proportion(1, 2)}}).splitlines()
    assert lines[2].replace("\N{NO-BREAK SPACE}", " ").endswith("| 97.50 % | 0.25 % |")
    assert lines[3].endswith("|  |  |")
