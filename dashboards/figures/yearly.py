"""One figure a year: the model as a line, the record as dots, held-out years shaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboards.components.text import number
from dashboards.figures.axis import span, tick_labels, ticks
from dashboards.figures.frame import FIXED, framed
from dashboards.theme import Tokens, translucent

Spec = dict[str, Any]
HEIGHT = 200
MARGIN = {"l": 46, "r": 8, "t": 8, "b": 24, "pad": 0}


def yearly_spec(
    model: Mapping[int, float],
    recorded: Mapping[int, float],
    held_out: int,
    digits: int,
    theme: Tokens,
) -> Spec:
    """The chart as a dictionary.

    Args:
        model: what the model makes, by year.
        recorded: what is on record.
        held_out: first year parameters were never fitted to.
        digits: decimals shown.
        theme: colours.
    """
    years = sorted({*model, *recorded})
    first, last = (years[0], years[-1]) if years else (2012, 2024)
    low, high = span([*model.values(), *recorded.values()], zero=True)
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "model",
        "line": {"color": theme.accent, "width": 2.2},
        "marker": {"size": 4, "color": theme.accent},
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "name": "recorded",
        "marker": {"size": 7, "color": theme.ink, "line": {"color": theme.card, "width": 1.5}},
    }
    shade = [_shade(held_out, last, (low, high), theme)] if held_out <= last else []
    data = [*shade, line | _points(model, digits), dots | _points(recorded, digits)]
    return {"data": data, "layout": _layout((first, last), (low, high), theme)}


def _shade(first: int, last: int, ends: tuple[float, float], theme: Tokens) -> Spec:
    """A ground behind the years from one on."""
    low, high = ends
    return {
        "type": "scatter",
        "mode": "lines",
        "fill": "toself",
        "fillcolor": translucent(theme.axis, 0.13),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "x": [first - 0.5, last + 0.5, last + 0.5, first - 0.5],
        "y": [low, low, high, high],
    }


def _points(values: Mapping[int, float], digits: int) -> Spec:
    years = sorted(values)
    said = [number(values[year], digits) for year in years]
    heights = [round(values[year], digits + 1) for year in years]
    return {"x": years, "y": heights, "text": said, "hovertemplate": "%{text}"}


def _layout(years: tuple[int, int], ends: tuple[float, float], theme: Tokens) -> Spec:
    first, last = years
    marks, shown = ticks(*ends), list(range(first, last + 1, 4))
    return framed(theme, HEIGHT, MARGIN) | {
        "hovermode": "x unified",
        "xaxis": FIXED
        | {
            "range": [first - 0.5, last + 0.5],
            "tickvals": shown,
            "ticktext": [str(year) for year in shown],
            "showline": True,
            "linecolor": theme.axis,
            "hoverformat": "d",
        },
        "yaxis": FIXED
        | {
            "range": [*ends],
            "showgrid": True,
            "gridcolor": theme.grid,
            "zeroline": True,
            "zerolinecolor": theme.axis,
            "zerolinewidth": 1.5,
            "tickvals": marks,
            "ticktext": tick_labels(marks, signed=False),
        },
    }
