"""What stands beside the lines: bars and letters at their end, recorded dots, event numbers.

Everything is a trace: annotations and shapes cost the browser many times as much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from dashboards.components.safe import label
from dashboards.components.text import by, recorded
from dashboards.data.comparison import Comparison, Dot, Event, Line
from dashboards.figures.axis import apart
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
RING = 8
"""Width in pixels of the ring at the median of a difference."""
STROKE = 1.4
"""Length of the charts' own upright stroke, for a marker of size 1."""


class Mark(NamedTuple):
    """A point beside or above the lines: a bar, a notch, a letter or the number of an event."""

    x: float
    y: float
    colour: str
    symbol: str = "square"
    size: float = 0
    """Pixels."""
    stroke: float = 0
    """Width of its line, pixels."""
    text: str = ""


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


def marks(c: Comparison, theme: Tokens, low: float, high: float) -> Spec:
    """What stands where the lines end, and the numbers of the events above them.

    All are points of one trace, on the axes of the lines: a browser takes as long for a trace as
    for a hundred points, and far longer for an axis.
    """
    pixel = (high - low) / PLOT
    numbers = _numbers(c, theme, high, pixel)
    found = [*_ends(c, theme, low, pixel), *numbers]
    beside = len(found) - len(numbers)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "marks",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "x": [mark.x for mark in found],
        "y": [mark.y for mark in found],
        "text": [mark.text for mark in found],
        "textposition": ["middle center"] * beside + ["middle right"] * len(numbers),
        "textfont": {
            "size": [10] * beside + [11] * len(numbers),
            "weight": [700] * beside + [400] * len(numbers),
            "color": [on(m.colour) for m in found[:beside]] + [m.colour for m in numbers],
        },
        "marker": _markers(found),
    }


def _markers(found: Sequence[Mark]) -> Spec:
    colours = [mark.colour for mark in found]
    return {
        "symbol": [mark.symbol for mark in found],
        "size": [mark.size for mark in found],
        "opacity": 1,
        "color": colours,
        "line": {"color": colours, "width": [mark.stroke for mark in found]},
    }


def _ends(c: Comparison, theme: Tokens, low: float, pixel: float) -> list[Mark]:
    """A letter for each line and, for compared ones, bars and a notch or ring at the median."""
    known = [line for line in c.lines if math.isfinite(line.last["q50"])]
    compared = [line for line in known if line in c.compared]
    bars = [_bar(c, line, theme, kind, pixel) for kind in BARS for line in compared]
    notches = [_notch(c, line, theme) for line in compared if line.effect is None]
    notches += [ring for line in compared if line.effect is not None
                for ring in _ring(c, line, line.effect.filled, theme)]  # fmt: skip
    return [*bars, *_letters(c, known, theme, low, pixel), *notches]


def _bar(
    c: Comparison, line: Line, theme: Tokens, kind: tuple[str, str, float], pixel: float
) -> Mark:
    """From one quantile of the last month to another."""
    bottom, top = (line.last[quantile] for quantile in kind[:2])
    size = round((top - bottom) / pixel / STROKE, 2)
    centre, colour = round((bottom + top) / 2, c.digits + 1), look(line, theme).colour
    return Mark(_bar_at(c, line), centre, colour, "line-ns", size, kind[2])


def _notch(c: Comparison, line: Line, theme: Tokens) -> Mark:
    height, colour = round(line.last["q50"], c.digits), look(line, theme).colour
    return Mark(_bar_at(c, line), height, colour, "line-ew", 7, 2)


def _ring(c: Comparison, line: Line, filled: bool, theme: Tokens) -> list[Mark]:
    """The median of a difference: filled if four fifths of the draws have its sign, else hollow."""
    place, colour = (_bar_at(c, line), round(line.last["q50"], c.digits)), look(line, theme).colour
    inside = Mark(*place, colour if filled else theme.card, "circle", RING)
    return [inside, Mark(*place, colour, "circle-open", RING, 2)]


def _letters(
    c: Comparison, lines: Sequence[Line], theme: Tokens, low: float, pixel: float
) -> list[Mark]:
    """Letters beside the ends of the lines, moved apart where lines end together."""
    wanted = [(line.last["q50"] - low) / pixel for line in lines]
    heights = apart(wanted, BADGE, BADGE / 2, PLOT - BADGE / 2)
    return [
        Mark(
            x=_beside(c, LETTER_AT),
            y=round(low + height * pixel, 6),
            colour=look(line, theme).colour,
            size=13,
            text=line.scenario.letter,
        )
        for line, height in zip(lines, heights, strict=True)
    ]


def _numbers(c: Comparison, theme: Tokens, high: float, pixel: float) -> list[Mark]:
    """The events' numbers above the plot, every second one higher where they crowd."""
    events = within(c)
    places = instants(c, [event.month for _, event in events])
    found: list[Mark] = []
    previous, raised = None, False
    for place, (number, event) in zip(places, events, strict=True):
        gap = CROWDED * len(c.months) * 30
        raised = previous is not None and (event.month - previous).days < gap and not raised
        previous = event.month
        height = round(high + ABOVE[raised] * pixel, 6)
        found.append(Mark(place, height, theme.muted, text=f"\u2009{number}"))
    return found


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
