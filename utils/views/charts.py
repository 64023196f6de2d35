"""Charts as Vega-Lite specifications; their colours follow the page's theme."""

from typing import Any

from utils.figures import COMPARED, names_of
from utils.glyph import CLASSES

ACCENT, GREY = "#4c86e8", "#8a929c"
HEIGHT = 300  # pixels


def accuracy(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The share read right of each collection, with its interval.

    Args:
        rows: as `utils.figures.by_collection` gives them.
    """
    least = min(row["low"] for row in rows)
    y = {
        "field": "collection",
        "type": "nominal",
        "sort": [row["collection"] for row in rows],
        "title": None,
        "axis": {"labelLimit": 170, "grid": True, "gridOpacity": 0.4, "ticks": False, "domain": False},
    }
    share = {"type": "quantitative", "scale": {"domain": [int(20 * least) / 20, 1]}}
    axis = {"format": ".0%", "tickCount": 4, "grid": False}
    tooltip = [
        {"field": field, "title": title, "format": form}
        for field, title, form in (
            ("right", "Read right", ".2%"),
            ("low", "at least", ".2%"),
            ("high", "at most", ".2%"),
            ("of", "Digits", ","),
        )
    ]
    chart = _chart(
        {"rows": rows},
        [
            {
                "data": {"name": "rows"},
                "mark": {"type": "rule", "strokeWidth": 3, "color": GREY},
                "encoding": {
                    "y": y,
                    "x": {"field": "low", **share, "title": None, "axis": axis},
                    "x2": {"field": "high"},
                },
            },
            {
                "data": {"name": "rows"},
                "mark": {"type": "point", "filled": True, "size": 90, "color": ACCENT, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": {"field": "right", **share, "title": "Read right", "axis": axis},
                    "tooltip": tooltip,
                },
            },
        ],
    )
    return chart | {"height": 28 * len(rows) + 20}


def reliability(bins: list[dict[str, Any]]) -> dict[str, Any]:
    """How often the model is right where it says how sure it is; a calibrated one lies on the diagonal.

    A larger point stands for more digits.

    Args:
        bins: of "confidence", "right" (0..1) and "count".
    """
    axis = {"format": ".0%", "grid": False}
    share = {"type": "quantitative", "scale": {"domain": [0, 1]}}
    ends = [{"confidence": 0, "right": 0}, {"confidence": 1, "right": 1}]
    return _chart(
        {"points": bins, "diagonal": ends},
        [
            {
                "data": {"name": "diagonal"},
                "mark": {"type": "line", "strokeDash": [4, 4], "color": GREY},
                "encoding": {"x": {"field": "confidence", **share}, "y": {"field": "right", **share}},
            },
            {
                "data": {"name": "points"},
                "mark": {"type": "point", "filled": True, "opacity": 0.85},
                "encoding": {
                    "x": {"field": "confidence", **share, "title": "It says it is so sure", "axis": axis},
                    "y": {"field": "right", **share, "title": "So often it is right", "axis": axis},
                    "color": {"value": ACCENT},
                    "size": {
                        "field": "count",
                        "type": "quantitative",
                        "scale": {"type": "log", "range": [15, 400]},
                        "legend": None,
                    },
                    "tooltip": [
                        {"field": field, "format": form}
                        for field, form in (("confidence", ".1%"), ("right", ".1%"), ("count", ","))
                    ],
                },
            },
        ],
    )


def confusion(matrix: list[list[int]]) -> dict[str, Any]:
    """Which digits were taken for which; the right ones are left blank.

    Args:
        matrix: 10 rows, what was written; 11 columns, what was read, the last of them "no digit".
    """
    read_as = [*map(str, range(CLASSES)), "no digit"]
    cells = [
        {"written": str(row), "read": read_as[column], "count": count}
        for row, counts in enumerate(matrix)
        for column, count in enumerate(counts)
        if count and row != column
    ]
    x = {
        "field": "read",
        "type": "ordinal",
        "scale": {"domain": read_as},
        "title": "Read as",
        "axis": {"labelAngle": 0},
    }
    y = {"field": "written", "type": "ordinal", "scale": {"domain": read_as[:CLASSES]}, "title": "Written"}
    return _chart(
        {"cells": cells},
        [
            {
                "data": {"name": "cells"},
                "mark": {"type": "rect", "cornerRadius": 3, "color": ACCENT},
                "encoding": {
                    "x": x,
                    "y": y,
                    "opacity": {
                        "field": "count",
                        "type": "quantitative",
                        "scale": {"range": [0.85, 1]},  # black numbers are legible on dark ground too
                        "legend": None,
                    },
                },
            },
            {
                "data": {"name": "cells"},
                "mark": {"type": "text", "fontWeight": "bold"},
                "encoding": {"x": x, "y": y, "text": {"field": "count"}},
            },
        ],
    )


def learning_curve(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The share of validation digits misread after each epoch.

    Args:
        rows: one an epoch with "epoch" and shares "..._accuracy" (0..1).
    """
    names = {"mnist_accuracy": "MNIST", "strokes_accuracy": "pen strokes of other donors"}
    names = {key: name for key, name in names.items() if key in rows[0]}
    points = [
        {"epoch": row["epoch"], "misread": 1 - row[key], "set": name} for row in rows for key, name in names.items()
    ]
    return _chart(
        {"points": points},
        [
            {
                "data": {"name": "points"},
                "mark": {"type": "line", "point": True},
                "encoding": {
                    "x": {
                        "field": "epoch",
                        "type": "quantitative",
                        "title": "Epoch",
                        "axis": {"grid": False, "tickMinStep": 1},
                    },
                    "y": {"field": "misread", "type": "quantitative", "title": "Misread", "axis": {"format": ".1%"}},
                    "color": _colours("set", list(names.values())),
                },
            }
        ],
    )


def comparison(manifests: list[dict[str, Any]]) -> dict[str, Any]:
    """The share of digits that each model misreads, set by set, on a logarithmic scale.

    Args:
        manifests: that `training.experiments.compare` measured.
    """
    points = [
        {"model": name, "set": title, "misread": 1 - manifest["comparison"][key]["percent"] / 100}
        for name, manifest in zip(names_of(manifests), manifests, strict=True)
        for key, title in COMPARED.items()
    ]
    chart = _chart(
        {"points": points},
        [
            {
                "data": {"name": "points"},
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 0.85},
                "encoding": {
                    "x": {
                        "field": "misread",
                        "type": "quantitative",
                        "title": "Misread",
                        "scale": {"type": "log"},
                        "axis": {"format": "~%"},
                    },
                    "y": {"field": "model", "type": "nominal", "title": None, "sort": names_of(manifests)},
                    "color": {
                        "field": "set",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": list(COMPARED.values()), "range": [ACCENT, "#2f9e78", "#d9822b", GREY]},
                        "legend": {"orient": "top", "labelLimit": 300, "columns": 1},
                    },
                    "shape": {"field": "set", "type": "nominal", "sort": list(COMPARED.values())},
                    "tooltip": [
                        {"field": "model"},
                        {"field": "set"},
                        {"field": "misread", "format": ".2%"},
                    ],
                },
            }
        ],
    )
    return chart | {"height": 40 * len(manifests) + 40 + 22 * len(COMPARED)}  # with the legend


def _colours(field: str, values: list[str]) -> dict[str, Any]:
    return {
        "field": field,
        "type": "nominal",
        "title": None,
        "scale": {"domain": values, "range": [ACCENT, GREY][: len(values)]},
        "legend": {"orient": "top", "labelLimit": 300, "columns": 1} if len(values) > 1 else None,
    }


def _chart(datasets: dict[str, list[dict[str, Any]]], layers: list[dict[str, Any]]) -> dict[str, Any]:
    return {"datasets": datasets, "layer": layers, "height": HEIGHT, "background": "transparent"}
