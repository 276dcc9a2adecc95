"""The heat map of errors: figures down, years across, colours that part at zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dashboards.figures.frame import FIXED, framed
from dashboards.safe import label
from dashboards.text import number
from dashboards.theme import Tokens

Spec = dict[str, Any]
ROW = 34
MARGIN = {"l": 112, "r": 62, "t": 26, "b": 8, "pad": 0}
FULL = 2.0
"""Swings at which a colour is full."""


def heat_spec(
    rows: Sequence[str],
    columns: Sequence[int],
    values: Sequence[Sequence[float]],
    swings: Sequence[float],
    unit: str,
    theme: Tokens,
) -> Spec:
    """The chart as a dictionary.

    Args:
        rows: names, the first on top.
        columns: years.
        values: [row, column]; what is not finite stays blank.
        swings: for each row, the value at which its colour is half full.
        unit: what a cell is counted in.
        theme: colours.
    """
    shades = [
        [round(v / swing, 3) if math.isfinite(v) else None for v in row]
        for row, swing in zip(values, swings, strict=True)
    ]
    said = [[number(v, 1, signed=True) if math.isfinite(v) else "" for v in row] for row in values]
    cells = {
        "type": "heatmap",
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "z": shades,
        "zmin": -FULL,
        "zmax": FULL,
        "colorscale": [[0, theme.scenarios[1]], [0.5, theme.card], [1, theme.scenarios[0]]],
        "xgap": 2,
        "ygap": 2,
        "text": said,
        "texttemplate": "%{text}",
        "textfont": {"size": 11},
        "hoverongaps": False,
        "customdata": [[[label(name), year] for year in columns] for name in rows],
        "hovertemplate": "%{customdata[0]} %{customdata[1]}: <b>%{text}</b> "
        f"{label(unit)}<extra></extra>",
        "colorbar": {
            "thickness": 10,
            "len": 1,
            "outlinewidth": 0,
            "tickvals": [-FULL, 0, FULL],
            "ticktext": [number(v, 0, signed=True) for v in (-FULL, 0.0, FULL)],
        },
    }
    return {"data": [cells], "layout": _layout(rows, columns, theme)}


def _layout(rows: Sequence[str], columns: Sequence[int], theme: Tokens) -> Spec:
    height = ROW * max(len(rows), 1) + MARGIN["t"] + MARGIN["b"]
    return framed(theme, height, MARGIN) | {
        "xaxis": FIXED
        | {
            "side": "top",
            "tickvals": list(range(len(columns))),
            "ticktext": [str(year) for year in columns],
            "tickangle": 0,
            "range": [-0.5, len(columns) - 0.5],
        },
        "yaxis": FIXED
        | {
            "tickvals": list(range(len(rows))),
            "ticktext": [label(name, 22) for name in rows],
            "tickfont": {"color": theme.ink},
            "range": [len(rows) - 0.5, -0.5],
        },
    }
