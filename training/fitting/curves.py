"""The picture of a training run."""

import io
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image

COLOURS = 64  # of a drawn picture: a quarter of the file, and nobody sees a difference


def draw_curves(rows: list[dict[str, float]], path: Path) -> None:
    """Draw loss and validation errors over the epochs into a PNG.

    Args:
        rows: of the log, one an epoch.
        path: of the picture.
    """
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    epochs = [row["epoch"] for row in rows]
    left.plot(epochs, [row["loss"] for row in rows])
    left.set(xlabel="epoch", ylabel="training loss")
    for name in (name for name in rows[0] if name.endswith("_accuracy")):
        errors = [100 * (1 - row[name]) for row in rows]
        right.plot(epochs, errors, label=name.removesuffix("_accuracy"))
    right.set(xlabel="epoch", ylabel="validation error, %", yscale="log")
    right.legend(frameon=False)
    save_figure(figure, path)


def save_figure(figure: Figure, path: Path) -> None:
    """Save a figure as a small PNG, the same file for the same figure."""
    drawn = io.BytesIO()
    figure.savefig(drawn, dpi=120)
    picture = Image.open(drawn).convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS)
    picture.save(path, "PNG", optimize=True)
