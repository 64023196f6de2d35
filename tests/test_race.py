"""The race ends for each recipe with the epoch that reads enough validation digits."""

import functools

import pytest

from training import race
from training.recipes import QUICK, RECIPES
from training.train import read_log, train
from utils.figures import race_table

pytestmark = pytest.mark.data("mnist")


@pytest.mark.parametrize(("goal", "epochs"), [(0.0, 1), (1.01, 2)])
def test_each_runs_until_the_goal_or_its_last_epoch(tmp_path, monkeypatch, goal, epochs):
    monkeypatch.setattr(race, "GOAL", goal)
    monkeypatch.setattr(race, "train", functools.partial(train, epochs=2, batches=1))
    laps = race.race(tmp_path, seeds=1)
    assert [(lap["recipe"], lap["seed"], lap["epochs"]) for lap in laps] == [
        ("quick", 0, epochs),
        ("keras-730k", 0, epochs),
    ]
    assert all(lap["seconds"] > 0 and 0 <= lap["percent"] <= 100 for lap in laps)


def test_both_validate_on_the_same_digits():
    assert len({RECIPES[name].copies.held_out for name in race.RUNNERS}) == 1


def test_a_minute_of_the_quick_recipe_reads_most_digits(tmp_path):
    train("quick", tmp_path, epochs=1, batches=150)
    assert read_log(tmp_path / "log.csv")[-1]["mnist_accuracy"] > 0.97
    assert QUICK["quick"].epochs * 3 <= RECIPES["keras-730k"].epochs


def test_the_table_shows_every_lap():
    lap = {"recipe": "quick", "seed": 1, "epochs": 3, "seconds": 201.4, "percent": 99.55}
    row = race_table([lap]).replace("\N{NO-BREAK SPACE}", " ").splitlines()[-1]
    assert row == "| quick | 1 | 3 | 201 | 99.55 % |"
