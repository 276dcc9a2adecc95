"""The fan chart: medians, bands, end-of-run bars, the record as dots, numbered events.

`fan_spec` gives a plain dictionary, which the server sends as it is: building a validated
`go.Figure` costs seven times as much. `fan_chart` validates, for notebooks and for tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboards.compare import Comparison, Dot, Event, Line
from dashboards.figures.axis import apart, span, tick_labels, ticks
from dashboards.safe import label
from dashboards.text import month, recorded
from dashboards.theme import FONT, Style, Tokens, baseline_style, on, style, translucent

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 272
MARGIN = {"l": 48, "r": 4, "t": 30, "b": 24, "pad": 0}
PLOT = HEIGHT - MARGIN["t"] - MARGIN["b"]
BARS_FROM = 0.83
"""Where along the width the bars of the last month begin."""
BADGE = 15
"""Height in pixels that a letter takes."""
MONTH_MS = 365.2425 / 12 * 86_400_000
BANDS = {"90": (("q05", "q95", 0.13), ("q25", "q75", 0.22)), "50": (("q25", "q75", 0.22),)}
CROWDED = 0.045
"""Events nearer than this share of the width get their numbers on two levels."""

Spec = dict[str, Any]


def fan_chart(c: Comparison, theme: Tokens) -> go.Figure:
    """The chart as a validated figure."""
    import plotly.graph_objects as go

    return go.Figure(fan_spec(c, theme))


def fan_spec(c: Comparison, theme: Tokens) -> Spec:
    """The chart as a dictionary; the comparison is left as it was."""
    low, high = span(_extremes(c), zero=c.chart.zero or c.values != "level")
    data = [trace for line in c.lines if line.banded for trace in _bands(c, line, theme)]
    data += [_median(c, line, theme) for line in c.lines]
    data += [trace for i, line in enumerate(c.compared) for trace in _bars(c, i, line, theme)]
    if c.dots:
        data.append(_dots(c, theme))
    return {"data": data, "layout": _layout(c, theme, low, high)}


def look(line: Line, theme: Tokens) -> Style:
    """Colour and dash of a line."""
    return baseline_style(theme) if line.baseline else style(line.scenario.hue, theme)


def _extremes(c: Comparison) -> Iterable[float]:
    for line in c.lines:
        columns = ["q05", "q95"] if line.banded and c.bands == "90" else ["q25", "q75", "q50"]
        for column in columns:
            yield from line.frame[column].dropna()
        yield from (line.last["q05"], line.last["q95"])
    for dot in c.dots:
        yield from (v for v in (dot.value, dot.low, dot.high) if v is not None)


def _points(c: Comparison, frame: pd.DataFrame, column: str) -> Spec:
    """Where a line starts, its step and its heights, one digit finer than shown."""
    digits = c.chart.shown_digits(c.values) + 1
    heights = [round(v, digits) if math.isfinite(v) else None for v in frame[column]]
    return {"x0": _middle(frame["month"].iloc[0]), "dx": MONTH_MS, "y": heights}


def _middle(stamp: pd.Timestamp) -> str:
    """The middle of a month, where its figure is drawn."""
    return f"{stamp:%Y-%m}-16"


def _bands(c: Comparison, line: Line, theme: Tokens) -> list[Spec]:
    colour, traces = look(line, theme).colour, []
    for low, high, alpha in BANDS.get(c.bands, ()):
        common = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        traces.append(common | _points(c, line.frame, low))
        fill = {"fill": "tonexty", "fillcolor": translucent(colour, alpha)}
        traces.append(common | fill | _points(c, line.frame, high))
    return traces


def _median(c: Comparison, line: Line, theme: Tokens) -> Spec:
    drawn = look(line, theme)
    sign = "+" if c.values != "level" else ""
    digits = c.chart.shown_digits(c.values)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": line.scenario.letter,
        "line": {"color": drawn.colour, "dash": drawn.dash, "width": 2},
        "hovertemplate": f"<b>{line.scenario.letter}</b> %{{y:{sign},.{digits}f}}<extra></extra>",
    } | _points(c, line.frame, "q50")


def _bars(c: Comparison, place: int, line: Line, theme: Tokens) -> list[Spec]:
    """The last month of one scenario: thin for 90 % of runs, thick for 50 %, a notch for half."""
    digits, colour = c.chart.shown_digits(c.values) + 1, look(line, theme).colour
    row = {name: round(height, digits) for name, height in line.last.items()}
    if not all(map(math.isfinite, row.values())):
        return []
    common = {"type": "scatter", "xaxis": "x2", "hoverinfo": "skip", "x": [place, place]}
    traces = [
        common | {"mode": "lines", "y": [row[a], row[b]], "line": {"color": colour, "width": w}}
        for a, b, w in (("q05", "q95", 1.5), ("q25", "q75", 5))
    ]
    notch = {"symbol": "line-ew", "size": 7, "line": {"color": colour, "width": 2}}
    traces.append(common | {"x": [place], "y": [row["q50"]], "mode": "markers", "marker": notch})
    return traces


def _dots(c: Comparison, theme: Tokens) -> Spec:
    """Recorded figures, placed on the months of the lines so that they share their hover."""
    start = c.months[0]
    steps = [(d.month.year - start.year) * 12 + d.month.month - start.month for d in c.dots]
    zero = pd.Timestamp(_middle(start)).timestamp() * 1000
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "recorded",
        "x": [zero + step * MONTH_MS for step in steps],
        "y": [round(d.value, c.chart.digits + 1) for d in c.dots],
        "text": [_dot_text(c, d) for d in c.dots],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 7, "color": theme.ink, "line": {"color": theme.card, "width": 1.5}},
        **_ranges(c, theme),
    }


def _dot_text(c: Comparison, dot: Dot) -> str:
    by = ", ".join(part for part in (c.chart.publisher, dot.grade) if part)
    return f"<b>{recorded(c, dot)}</b> recorded {label(dot.period)}<br>{label(by)}"


def _ranges(c: Comparison, theme: Tokens) -> Spec:
    """Bars over the published range, where the record gives one."""
    if not any(d.high is not None and d.low is not None and d.high > d.low for d in c.dots):
        return {}
    digits = c.chart.digits + 1
    up = [round((d.high or d.value) - d.value, digits) for d in c.dots]
    down = [round(d.value - (d.low or d.value), digits) for d in c.dots]
    bars = {"type": "data", "symmetric": False, "array": up, "arrayminus": down}
    return {"error_y": bars | {"color": theme.ink, "thickness": 1, "width": 3}}


def _layout(c: Comparison, theme: Tokens, low: float, high: float) -> Spec:
    marks = ticks(low, high)
    heavy = c.values != "level" or c.chart.zero
    fixed = {"fixedrange": True, "showgrid": False, "zeroline": False}
    lines = max(len(c.compared), 1)
    return {
        "height": HEIGHT,
        "margin": MARGIN,
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.muted},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x unified",
        "hoverlabel": {
            "bgcolor": theme.card,
            "bordercolor": theme.axis,
            "font": {"size": 12, "color": theme.ink},
        },
        "xaxis": fixed | _months_axis(c, theme),
        "xaxis2": fixed
        | {
            "domain": [BARS_FROM, 1],
            "range": [-2.6 if lines < 4 else -1.9, lines - 0.4],
            "visible": False,
            "anchor": "y",
        },
        "yaxis": fixed
        | {
            "range": [low, high],
            "showgrid": True,
            "gridcolor": theme.grid,
            "zeroline": heavy,
            "zerolinecolor": theme.axis,
            "zerolinewidth": 1.5,
            "ticks": "outside",
            "ticklen": 4,
            "tickcolor": "rgba(0,0,0,0)",
            "tickvals": marks,
            "ticktext": tick_labels(marks, signed=c.values != "level"),
        },
        "shapes": [_event_line(e, theme) for e in _within(c)],
        "annotations": [*_event_numbers(c, theme), *_letters(c, theme, low, high)],
    }


def _months_axis(c: Comparison, theme: Tokens) -> Spec:
    first, end = c.months[0], c.months[-1] + pd.offsets.MonthBegin(1)
    years = range(first.year + (first.month > 1), end.year + 1)
    step = max(1, math.ceil(len(years) / 5))
    return {
        "type": "date",
        "domain": [0, BARS_FROM],
        "range": [f"{first:%Y-%m-%d}", f"{end:%Y-%m-%d}"],
        "tickvals": [f"{year}-01-01" for year in years[::step]],
        "ticktext": [str(year) for year in years[::step]],
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": theme.axis,
        "showline": True,
        "linecolor": theme.axis,
        "hoverformat": "%B %Y",
        "showspikes": True,
        "spikemode": "across",
        "spikethickness": 1,
        "spikedash": "solid",
        "spikecolor": theme.axis,
    }


def _within(c: Comparison) -> Sequence[Event]:
    first, end = c.months[0], c.months[-1]
    return [e for e in c.events if first <= e.month <= end]


def _event_line(event: Event, theme: Tokens) -> Spec:
    at = _middle(event.month)
    line = {"color": theme.axis, "width": 1, "dash": "1px,3px"}
    return {
        "type": "line",
        "layer": "below",
        "x0": at,
        "x1": at,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": line,
    }


def _event_numbers(c: Comparison, theme: Tokens) -> list[Spec]:
    """The events' numbers above the plot, every second one higher where they crowd."""
    notes, previous, raised = [], None, False
    inside = _within(c)
    for place, event in enumerate(c.events, start=1):
        if event not in inside:
            continue
        near = previous is not None and (event.month - previous).days < CROWDED * len(c.months) * 30
        raised, previous = near and not raised, event.month
        notes.append(
            {
                "x": _middle(event.month),
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "yshift": 12 if raised else 0,
                "text": str(place),
                "showarrow": False,
                "font": {"size": 11, "color": theme.muted},
                "hovertext": label(f"{month(event.month)}: {event.title}. {event.about}", 260),
            }
        )
    return notes


def _letters(c: Comparison, theme: Tokens, low: float, high: float) -> list[Spec]:
    """Each scenario's letter at its line's end, moved apart where lines end together."""
    lines = [line for line in c.lines if math.isfinite(line.last["q50"])]
    scale = PLOT / (high - low)
    wanted = [(line.last["q50"] - low) * scale for line in lines]
    placed = apart(wanted, BADGE, BADGE / 2, PLOT - BADGE / 2)
    return [
        {
            "xref": "paper",
            "x": BARS_FROM,
            "xanchor": "left",
            "xshift": 2,
            "yref": "paper",
            "y": height / PLOT,
            "yanchor": "middle",
            "showarrow": False,
            "text": f"<b>{line.scenario.letter}</b>",
            "borderpad": 1,
            "bgcolor": look(line, theme).colour,
            "font": {"size": 10, "color": on(look(line, theme).colour)},
        }
        for line, height in zip(lines, placed, strict=True)
    ]
