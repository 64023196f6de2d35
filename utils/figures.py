"""The figures of the manifest as README, model card and page show them."""

import re
import statistics
from typing import Any

PERCENT = "\N{NO-BREAK SPACE}%"  # so that no table breaks between a number and its unit

COMPARED = {  # the sets on which all recipes are compared
    "mnist_test": "MNIST test",
    "drawings": "pen, our glyphs",
    "drawings_shrunk": "pen, whole canvas shrunk",
    "spoilt": "spoilt",
}

VALIDATED = {  # what validation measures, where there is the data
    "mnist_accuracy": "MNIST",
    "strokes_accuracy": "pen strokes",
    "phone_cells_accuracy": "phone cells",
    "digitness_auroc": "AUROC of digitness",
}


COLLECTION = re.compile(r"collection (?P<name>.+), (?P<people>\d+) people")  # in a figure's title
PICTURED = {  # what the page's picture shows, in words for everybody, where it was measured
    "mnist_test": "Scanned digits (MNIST)",
    "optdigits": "Scanned, another country",
    "drawn": "Other drawing programs",
    "composed": "Drawn in numbers",
    "photos": "Photographs, one digit",
    "photos_numbers": "Photographs, numbers",
    "photos_hard_numbers": "Boards, forms, squares",
}


def in_one_sentence(figures: dict[str, dict[str, Any]]) -> str:
    """How good it is on people it never saw, in plain words; empty where that was not measured.

    Args:
        figures: of the manifest.
    """
    measured = _collections(figures) or [figures[key] for key in ("strokes",) if "percent" in figures.get(key, {})]
    count, of = (sum(figure[key] for figure in measured) for key in ("count", "of"))
    if not of:
        return ""
    said = f"Of 1,000 digits by people it never saw it reads {_of_thousand(count, of)} right."
    if all("sure" in figure and "sure_wrong" in figure for figure in measured):
        sure = [figure["of"] * figure["sure"] / 100 for figure in measured]
        wrong = [share * figure["sure_wrong"] / 100 for share, figure in zip(sure, measured, strict=True)]
        mistakes = _of_thousand(sum(wrong), of)
        said += f" It calls itself sure of {_of_thousand(sum(sure), of)}, and is wrong in "
        said += f"{mistakes} of those." if mistakes else "fewer than one of those."
    people = [found["people"] for figure in measured if (found := COLLECTION.search(figure["title"]))]
    return f"{said} Measured on {of:,} digits" + (f" by {sum(map(int, people))} people." if people else ".")


def by_collection(figures: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The share read right of each collection that the page pictures, those of people it never saw first.

    Args:
        figures: of the manifest.

    Returns:
        One row a collection: "collection", "right", "low" and "high" (0..1), "count" and "of".
    """
    named = {}
    for figure in _collections(figures):
        found = COLLECTION.search(figure["title"])
        named[f"Pen, {found['people']} people ({found['name']})" if found else figure["title"]] = figure
    if not named and "percent" in figures.get("strokes", {}):
        named["Pen, people it never saw"] = figures["strokes"]
    named |= {words: figures[key] for key, words in PICTURED.items() if "percent" in figures.get(key, {})}
    shares = {"right": "percent", "low": "low", "high": "high"}
    return [
        {"collection": words, "count": figure["count"], "of": figure["of"]}
        | {name: figure[key] / 100 for name, key in shares.items()}
        for words, figure in named.items()
    ]


def _collections(figures: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [figure for key, figure in figures.items() if key.startswith("collection_") and "percent" in figure]


def _of_thousand(count: float, of: int) -> int:
    """Of a thousand, rounded so that it never says all where one is missing."""
    return min(round(1000 * count / of), 999 if count < of else 1000)


def figures_table(figures: dict[str, dict[str, Any]]) -> str:
    """The figures as Markdown tables: shares with their intervals, then the others.

    Args:
        figures: of the manifest: by name a "title" with "count", "of", "percent", "low" and "high", or with a "value".
    """
    rows = [
        "| Read by the shipped model | count | of | share | 95 % interval | called sure | of those wrong |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for figure in figures.values():
        if "percent" in figure:
            shares = [
                f"{figure['percent']:.2f}{PERCENT}",
                f"{figure['low']:.2f} to {figure['high']:.2f}{PERCENT}",
                *(f"{figure[key]:.2f}{PERCENT}" if key in figure else "" for key in ("sure", "sure_wrong")),
            ]
            rows.append(f"| {figure['title']} | {figure['count']:,} | {figure['of']:,} | {' | '.join(shares)} |")
    rows += ["", "| Other figures | value |", "|---|--:|"]
    rows += [f"| {figure['title']} | {figure['value']} |" for figure in figures.values() if "value" in figure]
    for figure in figures.values():
        surfaces = figure.get("surfaces", {}).items()
        if len(surfaces) > 1:
            rows += ["", f"| {figure['title']}, by surface | right | of | too many |", "|---|--:|--:|--:|"]
            rows += [f"| {name} | {s['right']} | {s['written']} | {s['extra']} |" for name, s in surfaces]
    return "\n".join(rows)


def runs_table(manifest: dict[str, Any]) -> str:
    """What the model's training cost and what validation said of it, as a Markdown table."""
    rows = [
        f"| parameters | samples | minutes | {' | '.join(VALIDATED.values())} |",
        "|--:|--:|--:|" + "--:|" * len(VALIDATED),
    ]
    cost = f"{manifest['parameters']:,} | {manifest['epochs'] * manifest['digits_per_epoch']:,}"
    minutes = f"{manifest['training_minutes']:.0f}"
    return "\n".join([*rows, f"| {cost} | {minutes} | {_validation_cells([manifest['validation']])} |"])


def comparison_table(manifests: list[dict[str, Any]]) -> str:
    """Every recipe's model as a Markdown table: its size and cost, what was published, what it reads.

    Args:
        manifests: that `training.experiments.compare` measured.
    """
    rows = [
        f"| recipe | parameters | file | epochs | an epoch | published | {' | '.join(COMPARED.values())} "
        "| calibration error: MNIST test | pen |",
        "|---|--:|--:|--:|--:|---|" + "--:|" * (len(COMPARED) + 2),
    ]
    for name, manifest in zip(names_of(manifests), manifests, strict=True):
        compared = manifest["comparison"]
        size = f"{manifest['parameters']:,} | {manifest['bytes'] / 1e6:.1f} MB"
        epochs, minutes = manifest["epochs"], manifest["training_minutes"]
        cells = [
            f"{name} | {size} | {epochs} | {minutes / epochs:.1f} min | {manifest.get('published') or ''}",
            *(f"{compared[key]['percent']:.2f}{PERCENT}" for key in COMPARED),
            *(f"{compared[key]['calibration_error']:.2f}{PERCENT}" for key in ("mnist_test", "drawings")),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def race_table(laps: list[dict[str, Any]]) -> str:
    """What our recipe for MNIST alone and a published one needed to read as many validation digits, seed by seed.

    Args:
        laps: as `training.experiments.race.race` gives them.
    """
    rows = ["| recipe | seed | epochs | seconds | validation digits read |", "|---|--:|--:|--:|--:|"]
    for lap in laps:
        cost = f"{lap['epochs']} | {lap['seconds']:.0f}"
        rows.append(f"| {lap['recipe']} | {lap['seed']} | {cost} | {lap['percent']:.2f}{PERCENT} |")
    return "\n".join(rows)


def ablation_table(rows: list[dict[str, Any]]) -> str:
    """What the recipe reads without each of its parts, as a Markdown table: the mean and the spread over the seeds.

    Args:
        rows: as `training.experiments.ablation.ablate` gives them.
    """
    seeds = len({row["seed"] for row in rows})
    table = [
        f"| {seeds} seeds each | {' | '.join(VALIDATED.values())} |",
        "|---|" + "--:|" * len(VALIDATED),
    ]
    for variant in dict.fromkeys(row["variant"] for row in rows):
        runs = [row for row in rows if row["variant"] == variant]
        table.append(f"| {variant} | {_validation_cells(runs)} |")
    return "\n".join(table)


def peers_table(peers: list[dict[str, Any]], figures: dict[str, dict[str, Any]]) -> str:
    """What ours and other readers of text read of the same photographs, as a Markdown table.

    Args:
        peers: as `training.experiments.peers.measure_peers` gives them.
        figures: of our manifest, from which our own rows come; what was not measured stays blank.
    """
    rows = [
        "| reader | setting | numbers: digits right | too many | lines exact | hard: digits right | too many "
        "| lines exact | one digit alone |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in (*_ours_beside_peers(figures), *peers):
        cells = [row["reader"], row["setting"]]
        for name in ("photos", "photos_hard"):
            score = row.get(name, {})
            cells += [
                _part(score, "right", "written"),
                str(score.get("extra", "")),
                _part(score, "lines_exact", "lines"),
            ]
        cells.append(_part(row.get("one", {}), "right", "of"))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _part(counts: dict[str, int], part: str, whole: str) -> str:
    """Two counts in words, that of the part first; empty where they were not measured."""
    return f"{counts[part]} of {counts[whole]}" if counts else ""


def _ours_beside_peers(figures: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Our figures of photographs as rows like the peers': as a number, and told that it is one digit."""
    rows = []
    for setting, one in (("as it comes", "photos_any"), ("told that it is one digit", "photos")):
        row: dict[str, Any] = {"reader": "ours", "setting": setting}
        if one in figures:
            row["one"] = {"right": figures[one]["count"], "of": figures[one]["of"]}
        rows.append(row)
    for name in ("photos", "photos_hard"):
        digits, lines = figures.get(f"{name}_numbers"), figures.get(f"{name}_numbers_lines")
        if digits and lines:
            extra = sum(surface["extra"] for surface in digits["surfaces"].values())
            rows[0][name] = {"right": digits["count"], "written": digits["of"], "extra": extra}
            rows[0][name] |= {"lines_exact": lines["count"], "lines": lines["of"]}
    return [row for row in rows if len(row) > 2]


def names_of(manifests: list[dict[str, Any]]) -> list[str]:
    """What the compared models are called, ours first."""
    return ["ours", *(manifest["recipe"] for manifest in manifests[1:])]


def _validation_cells(runs: list[dict[str, Any]]) -> str:
    """Of what validation measured the mean over runs, and the standard deviation where there are several."""
    cells = []
    for key in VALIDATED:
        factor, digits, unit = (1, 4, "") if key == "digitness_auroc" else (100, 2, PERCENT)
        values = [factor * run[key] for run in runs if key in run]
        mean = f"{statistics.mean(values):.{digits}f}" if values else ""
        spread = f" ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else ""
        cells.append(f"{mean}{spread}{unit if values else ''}")
    return " | ".join(cells)
