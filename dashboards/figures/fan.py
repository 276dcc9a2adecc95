"""The fan chart: medians, bands, end-of-run bars, the record as dots, numbered events.

`fan_spec` gives a plain dictionary, which the server sends as it is: building a validated
`go.Figure` costs seven times as much. `fan_chart` validates, for notebooks and for tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboards.components.text import shown
from dashboards.data.comparison import Comparison, Line
from dashboards.figures.axis import span, tick_labels, ticks
from dashboards.figures.frame import FIXED, framed, packed
from dashboards.figures.marks import (
    MONTH_MS,
    PLOT,
    STRIP,
    dots,
    instants,
    look,
    marks,
    middle,
    reach,
    within,
)
from dashboards.theme import Tokens, translucent

if TYPE_CHECKING:
    import plotly.graph_objects as go

MARGIN = {"l": 48, "r": 4, "t": 4, "b": 24, "pad": 0}
HEIGHT = PLOT + STRIP + MARGIN["t"] + MARGIN["b"]
BANDS = {"90": (("q05", "q95", 0.13), ("q25", "q75", 0.22)), "50": (("q25", "q75", 0.22),)}

Spec = dict[str, Any]


def fan_chart(c: Comparison, theme: Tokens) -> go.Figure:
    """The chart as a validated figure."""
    import plotly.graph_objects as go

    return go.Figure(fan_spec(c, theme))


def fan_spec(c: Comparison, theme: Tokens) -> Spec:
    """The chart as a dictionary; the comparison is left as it was."""
    low, high = span(_extremes(c), zero=c.chart.zero or c.values != "level")
    behind = _runs if c.bands == "runs" else _bands
    data = [trace for line in c.lines if line.banded for trace in behind(c, line, theme)]
    data += [_median(c, line, theme) for line in c.lines]
    data += dots(c, theme)
    data.append(marks(c, theme, low, high))
    return {"data": data, "layout": _layout(c, theme, low, high)}


def blank_spec(theme: Tokens) -> Spec:
    """A chart that waits for its numbers: as high as it will be, nothing drawn."""
    hidden = {"visible": False, "fixedrange": True}
    ground = {"paper_bgcolor": theme.card, "plot_bgcolor": theme.card}
    layout = {"height": HEIGHT, "margin": MARGIN, "autosize": True, "xaxis": hidden}
    return {"data": [], "layout": layout | ground | {"yaxis": hidden}}


def _extremes(c: Comparison) -> Iterable[float]:
    for line in c.lines:
        columns = ["q05", "q95"] if line.banded and c.bands == "90" else ["q25", "q75", "q50"]
        drawn = [line.heights[name] for name in columns]
        drawn += [] if line.runs is None else [line.runs]
        for values in drawn:
            if len(known := values[np.isfinite(values)]):
                yield from (float(known.min()), float(known.max()))
        yield from (line.last["q05"], line.last["q95"])
    for dot in c.dots:
        yield from (v for v in (dot.value, dot.low, dot.high) if v is not None)


def _points(c: Comparison, line: Line, column: str) -> Spec:
    """Where a line starts, its step and its heights."""
    heights = _heights(c, line.heights[column])
    return {"x0": middle(line.months[0]), "dx": MONTH_MS, "y": heights}


def _heights(c: Comparison, values: NDArray[np.float64]) -> list[float | None]:
    rounded = values.round(c.digits)
    if np.isfinite(rounded).all():
        return rounded.tolist()
    return [v if math.isfinite(v) else None for v in rounded.tolist()]


def _runs(c: Comparison, line: Line, theme: Tokens) -> list[Spec]:
    """Single runs as thin lines; every one is a path that might have been.

    They are one trace with gaps between the runs: thirty take a browser thirty times as long.
    """
    if line.runs is None:
        return []
    gap = np.full((len(line.runs), 1), np.nan)
    months = np.array([*instants(c, line.months), math.nan])
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": "runs",
        "line": {"width": 1, "color": translucent(look(line, theme).colour, 0.3)},
        "hoverinfo": "skip",
        "x": packed(np.tile(months, len(line.runs))),
        "y": packed(np.hstack([line.runs, gap]).ravel()),
    }
    return [trace]


def _bands(c: Comparison, line: Line, theme: Tokens) -> list[Spec]:
    colour, traces = look(line, theme).colour, []
    for low, high, alpha in BANDS.get(c.bands, ()):
        common = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        traces.append(common | _points(c, line, low))
        fill = {"fill": "tonexty", "fillcolor": translucent(colour, alpha)}
        traces.append(common | fill | _points(c, line, high))
    return traces


def _median(c: Comparison, line: Line, theme: Tokens) -> Spec:
    drawn, letter = look(line, theme), line.scenario.letter
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": letter,
        "line": {"color": drawn.colour, "dash": drawn.dash, "width": 2},
    } | _points(c, line, "q50")
    if c.values == "level":
        said = f"%{{y:,.{c.chart.digits}f}}"
        return trace | {"hovertemplate": f"<b>{letter}</b> {said}<extra></extra>"}
    # Signs and the true minus are ours: the charts' own formats know neither "0" nor "−".
    said = list(map(cache(partial(shown, c)), line.heights["q50"].tolist()))
    return trace | {"text": said, "hovertemplate": f"<b>{letter}</b> %{{text}}<extra></extra>"}


def _layout(c: Comparison, theme: Tokens, low: float, high: float) -> Spec:
    steps = ticks(low, high)
    heavy = c.values != "level" or c.chart.zero
    return framed(theme, HEIGHT, MARGIN) | {
        "hovermode": "x unified",
        "xaxis": FIXED | _months_axis(c, theme),
        "yaxis": FIXED
        | {
            "range": [low, high + STRIP * (high - low) / PLOT],
            "showgrid": True,
            "gridcolor": theme.grid,
            "zeroline": heavy,
            "zerolinecolor": theme.axis,
            "zerolinewidth": 1.5,
            "ticks": "outside",
            "ticklen": 4,
            "tickcolor": "rgba(0,0,0,0)",
            "tickvals": steps,
            "ticktext": tick_labels(steps, signed=c.values != "level"),
        },
    }


def _months_axis(c: Comparison, theme: Tokens) -> Spec:
    first, end = c.months[0], c.months[-1] + pd.offsets.MonthBegin(1)
    left, _, right = reach(c)
    years = range(first.year + (first.month > 1), end.year + 1)
    step = max(1, math.ceil(len(years) / 5))
    return {
        "type": "date",
        "range": [left, right],
        "tickvals": [f"{year}-01-01" for year in years[::step]],
        "ticktext": [str(year) for year in years[::step]],
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": theme.axis,
        "minor": _event_lines(c, theme),
        "showline": True,
        "linecolor": theme.axis,
        "anchor": "y",
        "hoverformat": "%B %Y",
        "showspikes": True,
        "spikemode": "across",
        "spikethickness": 1,
        "spikedash": "solid",
        "spikecolor": theme.axis,
    }


def _event_lines(c: Comparison, theme: Tokens) -> Spec:
    """Dotted lines under the data at the months of events, as the axis's minor grid."""
    return {
        "tickmode": "array",
        "tickvals": instants(c, [event.month for _, event in within(c)]),
        "ticks": "",
        "showgrid": True,
        "gridcolor": theme.axis,
        "gridwidth": 1,
        "griddash": "1px,3px",
    }
