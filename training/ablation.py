"""What each part of our recipe buys: short runs without one part at a time, measured on validation digits."""

from dataclasses import fields, replace
from pathlib import Path

import keras

from training.recipes import RECIPES, Blend, Recipe
from training.train import read_log, train

EPOCHS, BATCHES = 2, 220  # of a run, each copy seen once: enough to tell the parts apart, too few to be good
WHOLE = "the whole recipe"


def variants() -> dict[str, Recipe]:
    """Our recipe, shortened, and the same without one of its parts."""
    digits = RECIPES["digits"]
    short = replace(digits, epochs=EPOCHS, copies=replace(digits.copies, kept_epochs=EPOCHS))

    def of_copies(**parts: float) -> Recipe:
        return replace(short, copies=replace(short.copies, **parts))

    return {
        WHOLE: short,
        "AdamW instead of Muon": replace(short, optimizer=keras.optimizers.AdamW, learning_rate=2.5e-3),
        "no pen-drawn digits": of_copies(strokes_share=0.0),
        "no groups out of lines": of_copies(lines_share=0.0),
        "no photographed digits": of_copies(photographed_share=0.0),
        "nothing spoilt": of_copies(degraded_share=0.0),
        "glyphs not bent": of_copies(bend=0.0),
    }


def ablate(run: Path, seeds: int) -> list[dict]:
    """Train every variant with every seed.

    Args:
        run: folder of the runs; what was killed goes on there.
        seeds: how often each is trained, from other weights and with the copies in another order.

    Returns:
        Of each run its "variant" and "seed" with what validation said after its last epoch.
    """
    rows = []
    for seed in range(seeds):
        for variant, recipe in variants().items():
            folder = run / f"{variant.replace(' ', '-').replace(',', '')}-seed{seed}"
            train(recipe, folder, seed, batches=BATCHES, copies=run / _name_of(recipe.copies))
            last = read_log(folder / "log.csv")[-1]
            rows.append({"variant": variant, "seed": seed, **{key: round(value, 5) for key, value in last.items()}})
    return rows


def _name_of(copies: Blend) -> str:
    """A folder's name for copies, the same for the same."""
    return "copies-" + "-".join(str(getattr(copies, field.name)) for field in fields(copies))
