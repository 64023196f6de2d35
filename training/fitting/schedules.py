"""Learning rates from what a run has logged so far, so that a resumed run goes on with the right one.

Each schedule takes the rows of the log, one an epoch, and gives the factor on the recipe's rate for the next.
"""

import functools
from collections.abc import Callable

Rows = list[dict[str, float]]

LOWEST = 0.01  # factor


def constant(rows: Rows) -> float:
    """Always the recipe's rate."""
    return 1.0


def falling(factor: float) -> Callable[[Rows], float]:
    """The rate times a factor after every epoch."""
    return functools.partial(_fallen, factor)


def on_plateau(factor: float, patience: int) -> Callable[[Rows], float]:
    """The rate times a factor whenever as many epochs in a row brought no higher validation accuracy."""
    return functools.partial(_fallen_on_plateaus, factor, patience)


def is_over(rows: Rows, patience: int | None, goal: float | None = None) -> bool:
    """Whether the validation accuracy is at its goal, or the validation loss was lowest `patience` epochs ago."""
    if goal is not None and rows and rows[-1]["mnist_accuracy"] >= goal:
        return True
    losses = [row["mnist_loss"] for row in rows]
    return patience is not None and bool(losses) and len(losses) - 1 - losses.index(min(losses)) >= patience


# Functions with names, whose arguments a run's settings can tell (`training/fitting/fingerprint.py`).
def _fallen(factor: float, rows: Rows) -> float:
    return factor ** len(rows)


def _fallen_on_plateaus(factor: float, patience: int, rows: Rows) -> float:
    current, best, waited = 1.0, 0.0, 0
    for row in rows:
        waited = 0 if row["mnist_accuracy"] > best else waited + 1
        best = max(best, row["mnist_accuracy"])
        if waited == patience:
            current, waited = max(current * factor, LOWEST), 0
    return current
