"""Train the network that reads the way of the pen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import keras

from training.augmentation.trajectories import keep_trajectories
from training.data.datasets import HALVES, PEN_SOURCES, has
from training.fitting.fingerprint import keep_settings, settings_of_run, stored_settings
from training.fitting.lock import alone_in_run
from training.fitting.loop import CHECKPOINT, begin_run
from training.fitting.train_kept import KeptRecipe, train_kept
from training.networks.trajectory_network import trajectories

WHOLE = "train"  # the split of all hands that train


@dataclass(frozen=True)
class TrajectoryRecipe(KeptRecipe):
    """How the network of trajectories is trained."""

    build: Callable[[], keras.Model] = trajectories
    batches_per_epoch: int = 400
    epochs: int = 24
    learning_rate: float = 3e-3
    kind_weight: float = 0.5
    samples: int = 320_000
    samples_to_validate: int = 10_000


TRAJECTORIES = TrajectoryRecipe()


class Ways(NamedTuple):
    """Trained networks of trajectories.

    Attributes:
        models: by the split of the hands that each learnt from; none where there are no pen-drawn digits.
        run: folder of the run of the one that learnt from all.
    """

    models: dict[str, keras.Model]
    run: Path


def train_all_trajectories(recipe: TrajectoryRecipe, run: Path, seed: int = 0) -> Ways:
    """Networks that learn from all hands, and half as long from one half of them each.

    Args:
        recipe: how.
        run: folder with a run in it for each split of the hands.
        seed: of the weights and of the order of the samples.
    """
    half = replace(recipe, epochs=-(-recipe.epochs // 2), samples=-(-recipe.samples // 2))
    recipes = {WHOLE: recipe} | {split: half for split in HALVES} if any(map(has, PEN_SOURCES)) else {}
    models = {split: train_trajectories(chosen, run / split, split, seed) for split, chosen in recipes.items()}
    return Ways(models, run / WHOLE)


@alone_in_run
def train_trajectories(recipe: TrajectoryRecipe, run: Path, hands: str = WHOLE, seed: int = 0) -> keras.Model:
    """Train on the hands of a split, and leave checkpoint, log and learning curves in a folder.

    A run that was killed goes on from its last full epoch with the same batches, where recipe, data, seed and code are
    still the same.

    Raises:
        BusyRun: another training is at work in the folder.
        ValueError: a run or samples that other settings made.
    """
    begin_run(run, seed)
    keep_trajectories(recipe.samples, run / "samples", hands)
    keep_trajectories(recipe.samples_to_validate, run / "validation", "validation")
    modules = ("fitting.train_trajectories", "networks.muon", "networks.trajectory_network")
    settings = settings_of_run(recipe, seed, modules) | {"samples": stored_settings(run / "samples")}
    keep_settings(settings, run, CHECKPOINT)
    return train_kept(recipe, run, run / "samples", seed)
