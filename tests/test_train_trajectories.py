"""How the network of trajectories is trained, and what it learns from."""

from dataclasses import replace

import numpy as np
import pytest

from tests.made_network import made_drawings, made_hands
from training.augmentation import trajectories
from training.augmentation.trajectories import keep_trajectories, written
from training.augmentation.written import MARK, NOT_WHOLE, Writers, chances_of
from training.fitting.loop import read_log
from training.fitting.train_trajectories import TRAJECTORIES, train_trajectories
from training.networks.trajectory_network import trajectories as network
from utils.trajectory import CHANNELS, POINTS

DIGITS, SIGNS = made_drawings()
WRITERS = Writers(DIGITS, chances_of(DIGITS), SIGNS, made_hands())


def test_digits_marks_and_what_is_not_whole_are_written():
    generator = np.random.default_rng(0)
    labels = [written(WRITERS, generator).label for _ in range(600)]
    assert set(labels) == {*range(10), MARK, NOT_WHOLE}
    assert 0.6 < np.mean(np.array(labels) >= 0) < 0.8


def test_the_network_goes_from_a_way_to_the_three_outputs():
    outputs = network()(np.zeros((3, POINTS, CHANNELS, 1), np.float32))
    assert {name: output.shape for name, output in outputs.items()} == {
        "digit": (3, 10),
        "kind": (3, 3),
        "features": (3, 64),
    }


@pytest.mark.data("strokes", "pendigits", "symbols")
@pytest.mark.usefixtures("_work_in_this_process")
def test_a_run_is_logged_and_goes_on_with_its_own_settings_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(trajectories, "SAMPLES_A_FILE", 320)
    recipe = replace(TRAJECTORIES, samples=320, samples_to_validate=320, batch_size=32, batches_per_epoch=10, epochs=1)
    trained = train_trajectories(recipe, tmp_path)
    (row,) = read_log(tmp_path)
    assert 0 <= row["digit_accuracy"] <= 1
    assert row["kind_loss"] > 0
    again = train_trajectories(recipe, tmp_path)  # is over, and taken up
    for one, other in zip(trained.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    with pytest.raises(ValueError, match=r"recipe\.learning_rate was 0\.003 and is now 0\.1"):
        train_trajectories(replace(recipe, learning_rate=0.1), tmp_path)
    with pytest.raises(ValueError, match='hands was "train" and is now "first-half"'):
        keep_trajectories(320, tmp_path / "samples", "first-half")
