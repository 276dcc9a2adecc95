"""Bars of change: what is more and what is less, with the range over runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.components.safe import label
from dashboards.components.text import number
from dashboards.figures.axis import span, tick_labels, ticks
from dashboards.figures.frame import FIXED, framed
from dashboards.theme import Tokens, translucent

Spec = dict[str, Any]
ROW = 26
"""Pixels of a bar and what parts it from the next."""
MARGIN = {"l": 8, "r": 72, "t": 6, "b": 30, "pad": 0}


@dataclass(frozen=True, slots=True)
class Bar:
    """One change."""

    name: str
    value: float
    low: float
    high: float
    """Ends of the middle 90 % of runs."""
    colour: str


def bars_spec(bars: Sequence[Bar], digits: int, theme: Tokens, names_at: float = 0.42) -> Spec:
    """Changes as bars from zero, the first on top; ``names_at`` is the part left to names."""
    places = list(range(len(bars)))
    low, high = span([v for bar in bars for v in (bar.low, bar.high, bar.value)], zero=True)
    marks = ticks(low, high)
    trace = {
        "type": "bar",
        "orientation": "h",
        "width": 0.62,
        "y": places,
        "x": [round(bar.value, digits + 2) for bar in bars],
        "marker": {"color": [translucent(bar.colour, 0.75) for bar in bars]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [round(max(0.0, bar.high - bar.value), digits + 2) for bar in bars],
            "arrayminus": [round(max(0.0, bar.value - bar.low), digits + 2) for bar in bars],
            "color": theme.ink,
            "thickness": 1,
            "width": 3,
        },
        "text": [_said(bar, digits) for bar in bars],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }
    layout = _layout(len(bars), theme)
    layout["xaxis"] |= {
        "domain": [names_at, 1],
        "range": [low, high],
        "tickvals": marks,
        "ticktext": tick_labels(marks, signed=True),
    }
    layout["xaxis2"] |= {"domain": [0, names_at]}
    return {"data": [trace, *_words(bars, digits, high, theme)], "layout": layout}


def _said(bar: Bar, digits: int) -> str:
    low, value, high = (number(v, digits, signed=True) for v in (bar.low, bar.value, bar.high))
    return f"<b>{value}</b> ({low} to {high})<br>{label(bar.name, 90)}"


def _words(bars: Sequence[Bar], digits: int, high: float, theme: Tokens) -> list[Spec]:
    """Names at the left, on an axis of their own, and values at the right."""
    common = {"type": "scatter", "mode": "text", "hoverinfo": "skip", "cliponaxis": False}
    places = list(range(len(bars)))
    return [
        common
        | {
            "xaxis": "x2",
            "x": [0] * len(bars),
            "y": places,
            "text": [label(bar.name, 52) for bar in bars],
            "textposition": "middle right",
            "textfont": {"size": 12, "color": theme.ink},
        },
        common
        | {
            "x": [high] * len(bars),
            "y": places,
            "text": [number(bar.value, digits, signed=True) for bar in bars],
            "textposition": "middle right",
            "textfont": {"size": 12, "color": theme.ink, "weight": 700},
        },
    ]


def _layout(count: int, theme: Tokens) -> Spec:
    height = ROW * max(count, 1) + MARGIN["t"] + MARGIN["b"]
    return framed(theme, height, MARGIN) | {
        "xaxis": FIXED
        | {
            "showgrid": True,
            "gridcolor": theme.grid,
            "zeroline": True,
            "zerolinecolor": theme.axis,
            "zerolinewidth": 1.5,
        },
        "xaxis2": FIXED | {"visible": False, "range": [0, 1]},
        "yaxis": FIXED | {"visible": False, "range": [count - 0.5, -0.5]},
    }
