"""The race ends for each recipe with the epoch that reads enough validation digits."""

import functools

import pytest

from training.data.datasets import load_mnist
from training.experiments import race
from training.fitting.recipes import RECIPES
from training.fitting.train import train
from utils.figures import race_table


@pytest.mark.data("mnist")
def test_each_runs_until_it_reads_enough(tmp_path, monkeypatch):
    monkeypatch.setattr("training.fitting.train.load_mnist", lambda split: [array[:500] for array in load_mnist(split)])
    monkeypatch.setattr(race, "GOAL", 0.0)
    monkeypatch.setattr(race, "train", functools.partial(train, batches=1))
    laps = race.race(tmp_path, seeds=1)
    assert [(lap["recipe"], lap["seed"], lap["epochs"]) for lap in laps] == [("quick", 0, 1), ("keras-730k", 0, 1)]
    assert all(lap["seconds"] > 0 and 0 <= lap["percent"] <= 100 for lap in laps)


def test_both_validate_on_the_same_digits_and_ours_has_a_third_of_the_epochs():
    quick, other = (RECIPES[name] for name in race.RUNNERS)
    assert quick.samples.held_out == other.samples.held_out
    assert quick.epochs <= other.epochs / 3


def test_the_table_shows_every_lap():
    lap = {"recipe": "quick", "seed": 1, "epochs": 3, "seconds": 201.4, "percent": 99.55}
    row = race_table([lap]).replace("\N{NO-BREAK SPACE}", " ").splitlines()[-1]
    assert row == "| quick | 1 | 3 | 201 | 99.55 % |"
