"""A waterfall: what was given up, then what it became, one step a row down to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap
from typing import Any

from dashboards.components.safe import label
from dashboards.components.text import number
from dashboards.figures.axis import span, tick_labels, ticks
from dashboards.figures.frame import FIXED, framed
from dashboards.theme import Tokens, translucent

Spec = dict[str, Any]
ROW = 32
"""Pixels of a step and what parts it from the next."""
MARGIN = {"l": 142, "r": 54, "t": 6, "b": 30, "pad": 0}
LETTERS = 20
"""Of a name in a line; two lines fit into a row, and a phone has room for these."""
HALF = 0.31
"""Half a bar's width, in rows."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row: what it adds to the height reached, or takes from it."""

    name: str
    value: float
    """As it is written beside the row."""
    low: float
    high: float
    """5 and 95 % over draws."""
    colour: str
    sign: int
    """1 if the height rises by the value, -1 if it falls, 0 if the row only shows the height."""


def waterfall_spec(steps: Sequence[Step], digits: int, theme: Tokens) -> Spec:
    """Steps from the top, each beginning where the one above it ended."""
    moves = [step.sign * step.value for step in steps]
    ends = list(accumulate(moves))
    starts = [end - move if move else 0.0 for end, move in zip(ends, moves, strict=True)]
    reach = [v for step, end in zip(steps, ends, strict=True) for v in (end, *_range(step, end))]
    low, high = span([*starts, *reach], zero=True)
    marks = ticks(low, high)
    layout = _layout(steps, theme)
    layout["xaxis"] |= {"range": [low, high], "tickvals": marks,
                        "ticktext": tick_labels(marks, signed=False)}  # fmt: skip
    drawn = [_joins(ends, theme), _bars(steps, starts, ends, digits, theme)]
    return {"data": [*drawn, _values(steps, digits, high, theme)], "layout": layout}


def _range(step: Step, end: float) -> tuple[float, float]:
    """Where the step might have ended, from the range of its draws."""
    ends = sorted(end + (step.sign or 1) * (value - step.value) for value in (step.low, step.high))
    return ends[0], ends[1]


def _bars(
    steps: Sequence[Step],
    starts: Sequence[float],
    ends: Sequence[float],
    digits: int,
    theme: Tokens,
) -> Spec:
    ranges = [_range(step, end) for step, end in zip(steps, ends, strict=True)]
    places = zip(ends, ranges, strict=True)
    beyond = [(max(0.0, high - end), max(0.0, end - low)) for end, (low, high) in places]
    fine = digits + 2
    return {
        "type": "bar",
        "orientation": "h",
        "width": 2 * HALF,
        "y": list(range(len(steps))),
        "base": [round(start, fine) for start in starts],
        "x": [round(end - start, fine) for start, end in zip(starts, ends, strict=True)],
        "marker": {"color": [translucent(step.colour, 0.75) for step in steps]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [round(up, fine) for up, _ in beyond],
            "arrayminus": [round(down, fine) for _, down in beyond],
            "color": theme.ink,
            "thickness": 1,
            "width": 3,
        },
        "text": [_said(step, digits) for step in steps],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }


def _said(step: Step, digits: int) -> str:
    value, low, high = (number(v, digits, signed=True) for v in (step.value, step.low, step.high))
    return f"<b>{value}</b> ({low} to {high})<br>{label(step.name, 90)}"


def _joins(ends: Sequence[float], theme: Tokens) -> Spec:
    """A thin line from where a step ends to where the next begins."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place, end in enumerate(ends[:-1]):
        x += [end, end, None]
        y += [place + HALF, place + 1 - HALF, None]
    line = {"color": theme.axis, "width": 1}
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": x, "y": y, "line": line}


def _values(steps: Sequence[Step], digits: int, high: float, theme: Tokens) -> Spec:
    """What each row adds, at the right."""
    return {
        "type": "scatter",
        "mode": "text",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "x": [high] * len(steps),
        "y": list(range(len(steps))),
        "text": [number(step.value, digits, signed=True) for step in steps],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": theme.ink, "weight": 700},
    }


def _layout(steps: Sequence[Step], theme: Tokens) -> Spec:
    height = ROW * max(len(steps), 1) + MARGIN["t"] + MARGIN["b"]
    zero = {"zeroline": True, "zerolinecolor": theme.axis, "zerolinewidth": 1.5}
    names = ["<br>".join(wrap(label(step.name, 60), LETTERS)) for step in steps]
    return framed(theme, height, MARGIN) | {
        "xaxis": FIXED | zero | {"showgrid": True, "gridcolor": theme.grid},
        "yaxis": FIXED
        | {
            "range": [len(steps) - 0.5, -0.5],
            "tickvals": list(range(len(steps))),
            "ticktext": names,
            "ticklabelstandoff": 6,
            "tickfont": {"color": theme.ink, "size": 12},
        },
    }
