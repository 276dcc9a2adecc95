"""What stands beside the lines: bars and letters at their end, recorded dots, event numbers.

Everything is a trace: annotations and shapes cost the browser many times as much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from dashboards.compare import Comparison, Dot, Event, Line
from dashboards.figures.axis import apart
from dashboards.safe import label
from dashboards.text import by, recorded
from dashboards.theme import Style, Tokens, baseline_style, on, style

Spec = dict[str, Any]

PLOT = 218
"""Height in pixels of the plot, between the margins."""
BADGE = 15
"""Height in pixels that a letter takes."""
STRIP = 26
"""Height in pixels above the plot where the numbers of events stand."""
ABOVE = (7, 19)
"""Heights in the strip: two levels, for events that crowd."""
CROWDED = 0.045
"""Events nearer than this share of the months are crowded."""
MONTH_MS = 365.2425 / 12 * 86_400_000
LINES_TO = 0.83
"""Where along the width the lines end and the letters and bars of the last month begin."""
LETTER_AT, BAR_AT, BAR_STEP = 0.18, 0.45, 0.12
"""Where letters and bars stand, as shares of the strip right of the lines; five bars fit."""
BARS = (("q05", "q95", 1.5), ("q25", "q75", 4.5))
"""The bars of 90 % and of 50 % of runs: their ends, and their widths in pixels."""
STROKE = 1.4
"""Length of the charts' own upright stroke, for a marker of size 1."""


class Mark(NamedTuple):
    """A point that stands beside the lines."""

    x: float
    y: float
    symbol: str
    size: float
    """Pixels."""
    stroke: float
    """Width of its line, pixels."""
    letter: str = ""


def look(line: Line, theme: Tokens) -> Style:
    """Colour and dash of a line."""
    return baseline_style(theme) if line.baseline else style(line.scenario.hue, theme)


def middle(stamp: pd.Timestamp) -> str:
    """The middle of a month, where its figure is drawn."""
    return f"{stamp:%Y-%m}-16"


def instants(c: Comparison, months: Sequence[pd.Timestamp]) -> list[float]:
    """Months as milliseconds on the steps of the lines, so that they share their hover."""
    start = c.first
    zero = pd.Timestamp(middle(start)).timestamp() * 1000
    steps = [(m.year - start.year) * 12 + m.month - start.month for m in months]
    return [round(zero + step * MONTH_MS) for step in steps]


def reach(c: Comparison) -> tuple[float, float, float]:
    """The first month's begin, the last one's end and the picture's right edge, in milliseconds.

    What stands beside the lines shares their axis: one of its own took a sixth of the drawing.
    """
    begin, until = c.limits
    return begin, until, round(begin + (until - begin) / LINES_TO)


def _bar_at(c: Comparison, line: Line) -> int:
    return _beside(c, BAR_AT + BAR_STEP * c.compared.index(line))


def _beside(c: Comparison, share: float) -> int:
    """A place in the strip right of the lines, from a share of its width."""
    _, left, right = reach(c)
    return round(left + share * (right - left))


def ends(c: Comparison, theme: Tokens, low: float, high: float) -> Spec:
    """Where the lines end: a letter each and, of compared ones, bars and a notch at the median.

    All are points of one trace: a browser takes as long for a trace as for a hundred points.
    """
    known = [line for line in c.lines if math.isfinite(line.last["q50"])]
    compared = [line for line in known if line in c.compared]
    height = (high - low) / PLOT
    bars = [_bar(c, line, *bar, height) for bar in BARS for line in compared]
    marks = [*bars, *_letters(c, known, low, height), *(_notch(c, line) for line in compared)]
    colours = [look(line, theme).colour for line in (*compared * 2, *known, *compared)]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "ends",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "x": [mark.x for mark in marks],
        "y": [mark.y for mark in marks],
        "text": [mark.letter for mark in marks],
        "textfont": {"size": 10, "weight": 700, "color": [on(colour) for colour in colours]},
        "marker": {
            "symbol": [mark.symbol for mark in marks],
            "size": [mark.size for mark in marks],
            "opacity": 1,
            "color": colours,
            "line": {"color": colours, "width": [mark.stroke for mark in marks]},
        },
    }


def _bar(c: Comparison, line: Line, first: str, last: str, stroke: float, height: float) -> Mark:
    """From one quantile of the last month to another; heights are counted in pixels."""
    bottom, top = line.last[first], line.last[last]
    size = round((top - bottom) / height / STROKE, 2)
    return Mark(_bar_at(c, line), round((bottom + top) / 2, c.digits + 1), "line-ns", size, stroke)


def _notch(c: Comparison, line: Line) -> Mark:
    return Mark(_bar_at(c, line), round(line.last["q50"], c.digits), "line-ew", 7, 2)


def _letters(c: Comparison, lines: Sequence[Line], low: float, height: float) -> list[Mark]:
    """Letters beside the ends of the lines, moved apart where lines end together."""
    wanted = [(line.last["q50"] - low) / height for line in lines]
    placed = apart(wanted, BADGE, BADGE / 2, PLOT - BADGE / 2)
    x = _beside(c, LETTER_AT)
    return [
        Mark(x, round(low + pixels * height, 6), "square", 13, 0, line.scenario.letter)
        for line, pixels in zip(lines, placed, strict=True)
    ]


def dots(c: Comparison, theme: Tokens) -> list[Spec]:
    """Recorded figures with their source, bars where the record gives a range; own ones apart."""
    recorded_dots = tuple(d for d in c.dots if not d.own)
    own = tuple(d for d in c.dots if d.own)
    ring = {"symbol": "diamond-open", "size": 8, "color": theme.ink, "line": {"width": 1.8}}
    filled = {"size": 7, "color": theme.ink, "line": {"color": theme.card, "width": 1.5}}
    traces = []
    if recorded_dots:
        traces.append(_marked(c, recorded_dots, "recorded", filled) | _ranges(c, theme))
    if own:
        traces.append(_marked(c, own, "own", ring))
    return traces


def _marked(c: Comparison, found: Sequence[Dot], name: str, marker: Spec) -> Spec:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": instants(c, [d.month for d in found]),
        "y": [round(d.value, c.chart.digits + 1) for d in found],
        "text": [_dot_text(c, d) for d in found],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": marker,
    }


def _dot_text(c: Comparison, dot: Dot) -> str:
    kind = "own figure" if dot.own else "recorded"
    return f"<b>{recorded(c, dot)}</b> {kind} {label(dot.period)}<br>{label(by(c, dot))}"


def _ranges(c: Comparison, theme: Tokens) -> Spec:
    known = [d for d in c.dots if not d.own]
    if not any(d.high is not None and d.low is not None and d.high > d.low for d in known):
        return {}
    digits = c.chart.digits + 1
    up = [round((d.high or d.value) - d.value, digits) for d in known]
    down = [round(d.value - (d.low or d.value), digits) for d in known]
    ends = {"type": "data", "symmetric": False, "array": up, "arrayminus": down}
    return {"error_y": ends | {"color": theme.ink, "thickness": 1, "width": 3}}


def within(c: Comparison) -> list[tuple[int, Event]]:
    """The events of the months shown, with the numbers of the key."""
    first, end = c.first, c.months[-1]
    return [(i, e) for i, e in enumerate(c.events, start=1) if first <= e.month <= end]


def event_numbers(c: Comparison, theme: Tokens, low: float, high: float) -> Spec:
    """The events' numbers above the plot, every second one higher where they crowd.

    They stand on the axis of the lines, which reaches into their strip: an axis of their own took
    a sixth of the drawing.
    """
    events, heights = within(c), []
    previous, raised = None, False
    for _, event in events:
        gap = CROWDED * len(c.months) * 30
        raised = previous is not None and (event.month - previous).days < gap and not raised
        previous = event.month
        heights.append(round(high + ABOVE[raised] * (high - low) / PLOT, 6))
    return {
        "type": "scatter",
        "mode": "text",
        "name": "events",
        "cliponaxis": False,
        "textposition": "middle right",
        "x": instants(c, [event.month for _, event in events]),
        "y": heights,
        "text": [str(number) for number, _ in events],
        "texttemplate": "\u2009%{text}",
        "textfont": {"size": 11, "color": theme.muted},
        "customdata": [label(event.title) for _, event in events],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
