"""The figures of the manifest as README, model card and page show them."""

PERCENT = "\N{NO-BREAK SPACE}%"  # so that no table breaks between a number and its unit

COMPARED = {  # the sets on which all recipes are compared
    "mnist_test": "MNIST test",
    "drawings": "pen, our glyphs",
    "drawings_shrunk": "pen, whole canvas shrunk",
    "spoilt": "spoilt",
}


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
    """Every training run that led to the model, the teacher's first, as a Markdown table: cost and validation."""
    keys = {"mnist_accuracy": "MNIST", "strokes_accuracy": "pen strokes", "phone_cells_accuracy": "phone cells"}
    rows = [
        f"| run | copies | minutes | {' | '.join(keys.values())} | AUROC of digitness |",
        "|---|--:|--:|" + "--:|" * (len(keys) + 1),
    ]
    for model in _teacher_and_own(manifest):
        earlier, averaged = model.get("earlier_runs", []), model.get("averaged")
        last = model | ({"validation": model["learning_curve"][-1]} if averaged else {})
        for run in (*earlier, last):
            cost = f"`{run['recipe']}` | {run['epochs'] * run['digits_per_epoch']:,} | {run['training_minutes']:.0f}"
            rows.append(f"| {cost} | {_validation_cells(run['validation'], keys)} |")
        if averaged:
            other = next((run["recipe"] for run in earlier if run["sha256"] == averaged["with"]), "another")
            name = f"{100 * averaged['share']:.0f} % `{model['recipe']}`, the rest `{other}`"
            rows.append(f"| {name} | | | {_validation_cells(model['validation'], keys)} |")
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
        runs = [run for model in _teacher_and_own(manifest) for run in (*model.get("earlier_runs", []), model)]
        epochs, minutes = (sum(run[key] for run in runs) for key in ("epochs", "training_minutes"))
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


def names_of(manifests: list[dict]) -> list[str]:
    """What the compared models are called, ours first."""
    return ["ours", *(manifest["recipe"] for manifest in manifests[1:])]


def _teacher_and_own(manifest: dict) -> list[dict]:
    """What is known of the training of the teacher, where there was one, and of the model's own."""
    return [model for model in (manifest.get("teacher"), manifest) if model]


def _validation_cells(validation: dict, keys: dict[str, str]) -> str:
    cells = [f"{100 * validation[key]:.2f}{PERCENT}" if key in validation else "" for key in keys]
    return " | ".join([*cells, f"{validation['digitness_auroc']:.4f}" if "digitness_auroc" in validation else ""])
