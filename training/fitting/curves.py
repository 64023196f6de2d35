"""The picture of a training run."""

from pathlib import Path

from matplotlib.figure import Figure


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
    figure.savefig(path, dpi=120, metadata={"Software": None})
