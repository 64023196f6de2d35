"""Charts as Vega-Lite specifications; their colours follow the page's theme."""

ACCENT, GREY = "#4c86e8", "#8a929c"
HEIGHT = 300  # pixels


def reliability(bins: list[dict], bins_before: list[dict]) -> dict:
    """How often the model is right where it says how sure it is; a calibrated one lies on the diagonal.

    A larger point stands for more digits.

    Args:
        bins: of "confidence", "right" (0..1) and "count", with the temperature.
        bins_before: the same without it.
    """
    points = [{**point, "model": "calibrated"} for point in bins] + [
        {**point, "model": "as trained"} for point in bins_before
    ]
    axis = {"format": ".0%", "grid": False}
    share = {"type": "quantitative", "scale": {"domain": [0, 1]}}
    ends = [{"confidence": 0, "right": 0}, {"confidence": 1, "right": 1}]
    return _chart(
        {"points": points, "diagonal": ends},
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
                    "color": _two_colours("model", ["calibrated", "as trained"]),
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


def confusion(matrix: list[list[int]]) -> dict:
    """Which digits were taken for which; the right ones are left blank.

    Args:
        matrix: 10 rows, what was written; 11 columns, what was read, the last of them "no digit".
    """
    read_as = [*map(str, range(10)), "none"]
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
    y = {"field": "written", "type": "ordinal", "scale": {"domain": read_as[:10]}, "title": "Written"}
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
                        "scale": {"range": [0.25, 0.9]},
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


def learning_curve(rows: list[dict]) -> dict:
    """The share of validation digits misread after each epoch.

    Args:
        rows: one an epoch with "epoch" and shares "..._accuracy" (0..1).
    """
    names = {"mnist_accuracy": "MNIST", "strokes_accuracy": "pen strokes of other donors"}
    points = [
        {"epoch": row["epoch"], "misread": 1 - row[key], "set": name}
        for row in rows
        for key, name in names.items()
        if key in row
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
                    "color": _two_colours("set", list(names.values())),
                },
            }
        ],
    )


def _two_colours(field: str, values: list[str]) -> dict:
    return {
        "field": field,
        "type": "nominal",
        "title": None,
        "scale": {"domain": values, "range": [ACCENT, GREY]},
        "legend": {"orient": "top", "labelLimit": 300},
    }


def _chart(datasets: dict[str, list[dict]], layers: list[dict]) -> dict:
    return {"datasets": datasets, "layer": layers, "height": HEIGHT, "background": "transparent"}
