"""The heat map of errors: figures down, years across, colours that part at zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dashboards.components.safe import label
from dashboards.components.text import number
from dashboards.figures.frame import FIXED, framed
from dashboards.theme import Tokens, between, on

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
    colours = (theme.scenarios[1], theme.card, theme.scenarios[0])
    places = [[None if v is None else 0.5 + v / FULL / 2 for v in row] for row in shades]
    cells = {
        "type": "heatmap",
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "z": shades,
        "zmin": -FULL,
        "zmax": FULL,
        "colorscale": scale(colours),
        "xgap": 2,
        "ygap": 2,
        "text": said,
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
    data = [cells, written(said, places, colours)]
    return {"data": data, "layout": _layout(rows, columns, theme)}


def scale(colours: Sequence[str]) -> list[list[Any]]:
    """Colours that lie evenly apart as charts take them."""
    return [[place / (len(colours) - 1), colour] for place, colour in enumerate(colours)]


def written(
    said: Sequence[Sequence[str]],
    places: Sequence[Sequence[float | None]],
    colours: Sequence[str],
) -> Spec:
    """What cells say, each in the ink that is easier to read on its colour.

    A heat map's own texts are grey or white, which on colours between can hardly be read.

    Args:
        said: [row, column]; what is empty is left out.
        places: of each cell on the scale of colours, 0 to 1.
        colours: of that scale, evenly apart.
    """
    cells = [
        (x, y, words, on(between(colours, place)))
        for y, (row, along) in enumerate(zip(said, places, strict=True))
        for x, (words, place) in enumerate(zip(row, along, strict=True))
        if place is not None and words
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "hoverinfo": "skip",
        "x": [cell[0] for cell in cells],
        "y": [cell[1] for cell in cells],
        "text": [cell[2] for cell in cells],
        "textfont": {"size": 11, "color": [cell[3] for cell in cells]},
    }


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
            "ticks": "",
            "ticklabelstandoff": 4,
            "tickfont": {"color": theme.ink},
            "range": [len(rows) - 0.5, -0.5],
        },
    }
