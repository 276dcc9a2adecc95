"""The dot plot: some rows, and on each the same quantity as several marks beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.components.safe import label
from dashboards.figures.axis import span, tick_labels, ticks
from dashboards.figures.frame import FIXED, framed
from dashboards.theme import Tokens

Spec = dict[str, Any]
ROW = 30
"""Pixels of a row."""
MARGIN = {"r": 20, "t": 6, "b": 30, "pad": 0}
LETTER, LONGEST = 5.6, 24
"""Pixels of a letter of a row's name, and letters at most."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on a row."""

    kind: str
    """What it stands for; marks of one kind look the same."""
    value: float
    said: str
    """What is read when pointing at it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its name and its marks."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of mark is drawn."""

    symbol: str
    colour: str
    size: int = 11


def dots_spec(
    rows: Sequence[Row], kinds: dict[str, Kind], theme: Tokens, most: float | None = None
) -> Spec:
    """The chart as a dictionary.

    Args:
        rows: the first stands on top.
        kinds: looks by kind; the last is drawn on top.
        theme: colours.
        most: end of the axis where some marks lie far out; they stand at the edge.
    """
    values = [mark.value for row in rows for mark in row.marks]
    low, high = span(values, zero=True)
    high = high if most is None else min(high, most)
    marks, names = ticks(low, high), [label(row.name, LONGEST) for row in rows]
    # Names take no more room than they need: on a phone little is left for the marks.
    margin = MARGIN | {"l": 20 + round(LETTER * max(map(len, names), default=0))}
    return {
        "data": [_lines(rows, high, theme), *(_marks(rows, k, kinds[k], high) for k in kinds)],
        "layout": framed(theme, ROW * max(len(rows), 1) + MARGIN["t"] + MARGIN["b"], margin)
        | {
            "xaxis": FIXED
            | {
                "range": [low, high + 0.02 * (high - low)],
                "showgrid": True,
                "gridcolor": theme.grid,
                "tickvals": marks,
                "ticktext": tick_labels(marks, signed=False),
                "zeroline": True,
                "zerolinecolor": theme.axis,
            },
            "yaxis": FIXED
            | {
                "range": [len(rows) - 0.5, -0.5],
                "tickvals": list(range(len(rows))),
                "ticktext": names,
                "ticklabelstandoff": 6,
                "tickfont": {"color": theme.ink, "size": 12.5},
            },
        },
    }


def _lines(rows: Sequence[Row], high: float, theme: Tokens) -> Spec:
    """A thin line from the first to the last mark of every row."""
    x: list[float | None] = []
    y: list[int | None] = []
    for place, row in enumerate(rows):
        values = [min(mark.value, high) for mark in row.marks]
        if values:
            x += [min(values), max(values), None]
            y += [place, place, None]
    line = {"color": theme.rule, "width": 2}
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": x, "y": y, "line": line}


def _marks(rows: Sequence[Row], name: str, kind: Kind, high: float) -> Spec:
    found = [(i, m) for i, row in enumerate(rows) for m in row.marks if m.kind == name]
    hollow = kind.symbol.endswith("-open")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label(name),
        "cliponaxis": False,
        "x": [round(min(mark.value, high), 4) for _, mark in found],
        "y": [place for place, _ in found],
        "text": [label(mark.said, 120) for _, mark in found],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": kind.symbol,
            "size": kind.size,
            "color": kind.colour,
            "line": {"width": 1.8 if hollow else 0, "color": kind.colour},
        },
    }
