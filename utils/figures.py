"""The figures of the manifest as README, model card and page show them."""


def figures_table(figures: dict[str, dict]) -> str:
    """The figures as Markdown tables: shares with their intervals, then the others.

    Args:
        figures: of the manifest: by name a "title" with "count", "of", "percent", "low" and "high", or with a "value".
    """
    rows = ["| Read by the shipped model | count | of | share | 95 % interval |", "|---|--:|--:|--:|--:|"]
    for figure in figures.values():
        if "percent" in figure:
            share, interval = f"{figure['percent']:.2f} %", f"{figure['low']:.2f} to {figure['high']:.2f} %"
            rows.append(f"| {figure['title']} | {figure['count']:,} | {figure['of']:,} | {share} | {interval} |")
    rows += ["", "| Other figures | value |", "|---|--:|"]
    rows += [f"| {figure['title']} | {figure['value']} |" for figure in figures.values() if "value" in figure]
    for figure in figures.values():
        surfaces = [each for each in figure.get("each", {}).items() if isinstance(each[1], dict)]
        if len(surfaces) > 1:
            rows += ["", f"| {figure['title']}, by surface | right | of | too many |", "|---|--:|--:|--:|"]
            rows += [f"| {name} | {s['right']} | {s['written']} | {s['extra']} |" for name, s in surfaces]
    return "\n".join(rows)


def runs_table(manifest: dict) -> str:
    """Every training run that led to the model, as a Markdown table: its cost, and what validation said."""
    keys = {"mnist_accuracy": "MNIST", "strokes_accuracy": "pen strokes", "phone_cells_accuracy": "phone cells"}
    rows = [
        f"| run | copies | minutes | {' | '.join(keys.values())} | AUROC of digitness |",
        "|---|--:|--:|" + "--:|" * (len(keys) + 1),
    ]
    earlier = manifest.get("earlier_runs", [])
    averaged = manifest.get("averaged")
    last = manifest | ({"validation": manifest["learning_curve"][-1]} if averaged else {})
    for run in (*earlier, last):
        cost = f"`{run['recipe']}` | {run['epochs'] * run['digits_per_epoch']:,} | {run['training_minutes']:.0f}"
        rows.append(f"| {cost} | {_validation_cells(run['validation'], keys)} |")
    if averaged:
        other = next((run["recipe"] for run in earlier if run["sha256"] == averaged["with"]), "another")
        name = f"{100 * averaged['share']:.0f} % `{manifest['recipe']}`, the rest `{other}`"
        rows.append(f"| {name} | | | {_validation_cells(manifest['validation'], keys)} |")
    return "\n".join(rows)


def _validation_cells(validation: dict, keys: dict[str, str]) -> str:
    cells = [f"{100 * validation[key]:.2f} %" if key in validation else "" for key in keys]
    return " | ".join([*cells, f"{validation['digitness_auroc']:.4f}" if "digitness_auroc" in validation else ""])
