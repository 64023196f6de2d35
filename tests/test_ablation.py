"""Every variant lacks one part of the recipe, and the table shows what that costs."""

import pytest

from training.experiments import ablation
from training.experiments.ablation import WHOLE, ablate, variants
from training.fitting.recipes import RECIPES
from utils.figures import ablation_table


def test_every_variant_differs_from_the_whole_recipe_in_one_thing():
    recipes = variants()
    whole = recipes.pop(WHOLE)
    for recipe in recipes.values():
        samples = {name for name, value in vars(recipe.samples).items() if value != vars(whole.samples)[name]}
        others = {name for name in ("build", "epochs", "optimizer") if getattr(recipe, name) != getattr(whole, name)}
        assert len(samples | others) == 1


def test_every_seed_trains_every_variant_on_samples_that_are_shared_where_they_are_alike(tmp_path, monkeypatch):
    runs = []

    def remember(recipe, run, seed, batches, samples):
        runs.append((run, seed, recipe.samples, samples))

    figures = {"mnist_accuracy": 0.991234567}
    monkeypatch.setattr(ablation, "train", remember)
    monkeypatch.setattr(ablation, "read_log", lambda path: [{}, figures])
    rows = ablate(tmp_path, 2)
    assert len({run for run, *_ in runs}) == len(runs) == len(rows) == 2 * len(variants())
    assert len({samples for *_, samples in runs}) == len({blend for *_, blend, _ in runs}) < len(variants())
    assert len({(blend, samples) for *_, blend, samples in runs}) == len({samples for *_, samples in runs})
    assert rows[0] == {"variant": WHOLE, "seed": 0, "mnist_accuracy": 0.99123}


def test_the_table_has_the_mean_and_the_spread_over_the_seeds():
    def row(seed, accuracy):
        shares = dict.fromkeys(("mnist_accuracy", "strokes_accuracy", "phone_cells_accuracy"), accuracy)
        return {"variant": "whole", "seed": seed, "digitness_auroc": 0.99, **shares}

    rows = [row(0, 0.99), row(1, 0.98)]
    line = ablation_table(rows).replace("\N{NO-BREAK SPACE}", " ").splitlines()[-1]
    share = "98.50 ± 0.71 %"
    assert line == f"| whole | {share} | {share} | {share} | 0.9900 ± 0.0000 |"


@pytest.mark.parametrize("name", variants())
def test_every_variant_is_as_short(name):
    assert variants()[name].epochs == ablation.EPOCHS < RECIPES["digits"].epochs
