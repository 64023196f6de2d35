"""Race our recipe for MNIST alone against a published one to the same share of validation digits read."""

from pathlib import Path

from training.fitting.loop import read_log
from training.fitting.recipes import RECIPES
from training.fitting.train import train

GOAL = 0.9955  # of the validation digits: the figure that was published for keras-730k
RUNNERS = ("quick", "keras-730k")  # both validate on the same digits, the last tenth of MNIST's training digits


def race(run: Path, seeds: int) -> list[dict]:
    """Train both recipes by turns, each until it reads 99.55 % of the validation digits or its epochs are over.

    Args:
        run: folder of the runs; a race that was killed goes on there.
        seeds: how often each runs, from other weights and with other samples.

    Returns:
        Of each run its "recipe", "seed", "epochs", "seconds" until its last epoch, without start-up, and the
        "percent" of validation digits read after it.
    """
    laps = []
    for seed in range(seeds):
        for recipe in RUNNERS:
            folder = run / f"{recipe}-seed{seed}"
            train(RECIPES[recipe], folder, seed, goal=GOAL)
            log = read_log(folder)
            percent = round(100 * log[-1]["mnist_accuracy"], 2)
            lap = {"recipe": recipe, "seed": seed, "epochs": len(log), "seconds": log[-1]["seconds"]}
            laps.append(lap | {"percent": percent})
    return laps
