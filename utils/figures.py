"""The figures of the manifest as README, model card and page show them."""

import statistics

PERCENT = "\N{NO-BREAK SPACE}%"  # so that no table breaks between a number and its unit

COMPARED = {  # the sets on which all recipes are compared
    "mnist_test": "MNIST test",
    "drawings": "pen, our glyphs",
    "drawings_shrunk": "pen, whole canvas shrunk",
    "spoilt": "spoilt",
}

VALIDATED = {"mnist_accuracy": "MNIST", "strokes_accuracy": "pen strokes", "phone_cells_accuracy": "phone cells"}


def figures_table(figures: dict[str, dict]) -> str:
    """The figures as Markdown tables: shares with their intervals, then the others.

    Args:
        figures: of the manifest: by name a "title" with "count", "of", "percent", "low" and "high", or with a "value".
    """
    rows = ["| Read by the shipped model | count | of | share | 95 % interval |", "|---|--:|--:|--:|--:|"]
    for figure in figures.values():
        if "percent" in figure:
            share, interval = (
                f"{figure['percent']:.2f}{PERCENT}",
                f"{figure['low']:.2f} to {figure['high']:.2f}{PERCENT}",
            )
            rows.append(f"| {figure['title']} | {figure['count']:,} | {figure['of']:,} | {share} | {interval} |")
    rows += ["", "| Other figures | value |", "|---|--:|"]
    rows += [f"| {figure['title']} | {figure['value']} |" for figure in figures.values() if "value" in figure]
    for figure in figures.values():
        surfaces = figure.get("surfaces", {}).items()
        if len(surfaces) > 1:
            rows += ["", f"| {figure['title']}, by surface | right | of | too many |", "|---|--:|--:|--:|"]
            rows += [f"| {name} | {s['right']} | {s['written']} | {s['extra']} |" for name, s in surfaces]
    return "\n".join(rows)


def runs_table(manifest: dict) -> str:
    """Every network that led to the model, the first teacher above, as a Markdown table: cost and validation."""
    rows = [
        f"| parameters | learnt from | copies | minutes | {' | '.join(VALIDATED.values())} | AUROC of digitness |",
        "|--:|---|--:|--:|" + "--:|" * (len(VALIDATED) + 1),
    ]
    for run in _lineage(manifest):
        source = "labels and the network above" if run.get("teacher") else "labels"
        copies = f"{run['epochs'] * run['digits_per_epoch']:,}"
        cost = f"{run['parameters']:,} | {source} | {copies} | {run['training_minutes']:.0f}"
        figures = run["validation"]
        cells = [f"{100 * figures[key]:.2f}{PERCENT}" if key in figures else "" for key in VALIDATED]
        rows.append(f"| {cost} | {' | '.join(cells)} | {figures['digitness_auroc']:.4f} |")
    return "\n".join(rows)


def comparison_table(manifests: list[dict]) -> str:
    """Every recipe's model as a Markdown table: its size and cost, what was published, what it reads.

    Args:
        manifests: that `training.compare` measured.
    """
    rows = [
        f"| recipe | parameters | file | epochs | an epoch | published | {' | '.join(COMPARED.values())} "
        "| calibration error: MNIST test | pen |",
        "|---|--:|--:|--:|--:|---|" + "--:|" * (len(COMPARED) + 2),
    ]
    for name, manifest in zip(names_of(manifests), manifests, strict=True):
        compared = manifest["comparison"]
        size = f"{manifest['parameters']:,} | {manifest['bytes'] / 1e6:.1f} MB"
        epochs, minutes = (sum(run[key] for run in _lineage(manifest)) for key in ("epochs", "training_minutes"))
        cells = [
            f"{name} | {size} | {epochs} | {minutes / epochs:.1f} min | {manifest.get('published') or ''}",
            *(f"{compared[key]['percent']:.2f}{PERCENT}" for key in COMPARED),
            *(f"{compared[key]['calibration_error']:.2f}{PERCENT}" for key in ("mnist_test", "drawings")),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def race_table(laps: list[dict]) -> str:
    """What our recipe for MNIST alone and a published one needed to read as many validation digits, seed by seed.

    Args:
        laps: as `training.race.race` gives them.
    """
    rows = ["| recipe | seed | epochs | seconds | validation digits read |", "|---|--:|--:|--:|--:|"]
    for lap in laps:
        cost = f"{lap['epochs']} | {lap['seconds']:.0f}"
        rows.append(f"| {lap['recipe']} | {lap['seed']} | {cost} | {lap['percent']:.2f}{PERCENT} |")
    return "\n".join(rows)


def ablation_table(rows: list[dict]) -> str:
    """What the recipe reads without each of its parts, as a Markdown table: the mean and the spread over the seeds.

    Args:
        rows: as `training.ablation.ablate` gives them.
    """
    seeds = len({row["seed"] for row in rows})
    table = [
        f"| {seeds} seeds each | {' | '.join(VALIDATED.values())} | AUROC of digitness |",
        "|---|" + "--:|" * (len(VALIDATED) + 1),
    ]
    for variant in dict.fromkeys(row["variant"] for row in rows):
        runs = [row for row in rows if row["variant"] == variant]
        shares = (_spread([100 * run[key] for run in runs], 2, PERCENT) for key in VALIDATED)
        auroc = _spread([run["digitness_auroc"] for run in runs], 4)
        table.append(f"| {variant} | {' | '.join(shares)} | {auroc} |")
    return "\n".join(table)


def names_of(manifests: list[dict]) -> list[str]:
    """What the compared models are called, ours first."""
    return ["ours", *(manifest["recipe"] for manifest in manifests[1:])]


def _lineage(manifest: dict) -> list[dict]:
    """What is known of the training of the model's teachers, the first one first, and of its own."""
    teacher = manifest.get("teacher")
    return [*(_lineage(teacher) if teacher else []), manifest]


def _spread(values: list[float], digits: int, unit: str = "") -> str:
    """The mean of values, and their standard deviation where there are several."""
    mean = f"{statistics.mean(values):.{digits}f}"
    return f"{mean} ± {statistics.stdev(values):.{digits}f}{unit}" if len(values) > 1 else f"{mean}{unit}"
