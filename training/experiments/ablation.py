"""What each part of our recipe buys: short runs without one part at a time, measured on validation digits."""

from dataclasses import fields, replace
from pathlib import Path

import keras

from training.fitting.loop import read_log
from training.fitting.recipes import RECIPES, DataMix, Recipe
from training.fitting.train import train

EPOCHS, BATCHES = 2, 220  # of a run, each sample seen once: enough to tell the parts apart, too few to be good
WHOLE = "the whole recipe"


def variants() -> dict[str, Recipe]:
    """Our recipe, shortened, and the same without one of its parts."""
    digits = RECIPES["digits"]
    short = replace(digits, epochs=EPOCHS, samples=replace(digits.samples, kept_epochs=EPOCHS))

    def of_samples(**parts: float) -> Recipe:
        return replace(short, samples=replace(short.samples, **parts))

    return {
        WHOLE: short,
        "AdamW instead of Muon": replace(short, optimizer=keras.optimizers.AdamW, learning_rate=2.5e-3),
        "no pen-drawn digits": of_samples(strokes_share=0.0),
        "no groups out of lines": of_samples(lines_share=0.0),
        "no photographed digits": of_samples(photographed_share=0.0),
        "nothing spoilt": of_samples(degraded_share=0.0),
        "glyphs not bent": of_samples(bend=0.0),
    }


def ablate(run: Path, seeds: int) -> list[dict]:
    """Train every variant with every seed.

    Args:
        run: folder of the runs; what was killed goes on there.
        seeds: how often each is trained, from other weights and with the samples in another order.

    Returns:
        Of each run its "variant" and "seed" with what validation said after its last epoch.
    """
    rows = []
    for seed in range(seeds):
        for variant, recipe in variants().items():
            folder = run / f"{variant.replace(' ', '-').replace(',', '')}-seed{seed}"
            train(recipe, folder, seed, batches=BATCHES, samples=run / _name_of(recipe.samples))
            last = read_log(folder)[-1]
            rows.append({"variant": variant, "seed": seed, **{key: round(value, 5) for key, value in last.items()}})
    return rows


def _name_of(samples: DataMix) -> str:
    """A folder's name for samples, the same for the same."""
    return "samples-" + "-".join(str(getattr(samples, field.name)) for field in fields(samples))
