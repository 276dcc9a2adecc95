"""Charts of sweeps: heat map, parallel coordinates, what drives, where it happens, the frontier.

Pure functions from tables to figure dictionaries. Lines and dots are SVG: they have real
transparency, print, and need no WebGL.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboards.components.safe import label, plain
from dashboards.components.text import number
from dashboards.figures.axis import span, tick_labels, ticks
from dashboards.figures.frame import framed
from dashboards.figures.heat import scale, written
from dashboards.theme import CIVIDIS, Tokens, translucent

if TYPE_CHECKING:
    from dashboards.pages.sweeps.view import Axis
    from scenarios.analysis.sweeps.frontier import Frontier

Spec = dict[str, Any]
Values = NDArray[np.float64]

WRITTEN_CELLS = 150
"""Cells up to which a heat map writes its values."""
DRAWN, BEHIND = 800, 200
"""Lines drawn of the runs that are kept, and of the others."""
LAYERS = 3
"""Lines of one colour are cut into layers: a single path never darkens where it crosses itself."""
DOTS = 600
"""Dots drawn of one kind: a browser takes a tenth of a millisecond and more for each."""
ROW = 30
"""Height in pixels of a factor in a list."""
LINE, SMALL_LINE = 28, 34
"""Letters a line of an axis title has room for on a phone, large and small."""
AXIS = 100
"""Pixels from one of the parallel axes to the next, at least, so that titles stay apart."""
LETTER = 6.6
"""Width in pixels of a figure in a cell, at most."""
BESIDE = 170
"""Pixels beside the cells of a heat map: names of the rows, title and scale of colours."""


def _scale(low: float, high: float, theme: Tokens, **facts: Any) -> Spec:
    marks = ticks(low, high)
    return {
        "fixedrange": True,
        "range": [low, high],
        "tickvals": marks,
        "ticktext": tick_labels(marks, signed=False),
        "gridcolor": theme.grid,
        "zeroline": False,
        "linecolor": theme.axis,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": theme.axis,
    } | facts


def _legend(values: NDArray[np.float64]) -> Spec:
    """Round ticks of a scale of colours, with as many decimals as tell them apart."""
    known = values[np.isfinite(values)]
    if not len(known):
        return {}
    marks = ticks(float(known.min()), float(known.max()))
    return {"tickvals": marks, "ticktext": tick_labels(marks, signed=False)}


def heat_spec(table: pd.DataFrame, across: Axis, down: Axis, digits: int, theme: Tokens) -> Spec:
    """A heat map of one figure over two factors; a blank cell has no run.

    Args:
        table: rows down, columns across, as `scenarios.analysis.sweeps.heat` gives it.
        across: the factor of the columns.
        down: that of the rows.
        digits: decimals of the figures.
        theme: colours.
    """
    values = table.to_numpy(np.float64)
    columns = [_level(across, c) for c in table.columns]
    rows = [_level(down, r) for r in table.index]
    shown = [
        [None if math.isnan(v) else round(float(v), digits + 1) for v in row] for row in values
    ]
    cells: Spec = {
        "type": "heatmap",
        "z": shown,
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "colorscale": scale(CIVIDIS),
        "xgap": 1,
        "ygap": 1,
        "customdata": [
            [[c, r, *both] for c, both in zip(columns, row, strict=True)]
            for r, row in zip(rows, _cells(table, across, down), strict=True)
        ],
        "text": [["" if math.isnan(v) else number(v, digits) for v in row] for row in values],
        "hovertemplate": f"{label(across.title)} %{{customdata[0]}}<br>{label(down.title)} "
        "%{customdata[1]}<br><b>%{text}</b><extra></extra>",
        "colorbar": _legend(values) | {"thickness": 12, "outlinewidth": 0, "len": 0.9,
                                         "ticklen": 3},
    }  # fmt: skip
    data = [cells, *_said(cells, values)] if values.size <= WRITTEN_CELLS else [cells]
    layout = framed(
        theme, max(260, min(460, 90 + 30 * len(rows))), {"l": 96, "r": 8, "t": 8, "b": 62}
    )
    sides = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    layout["xaxis"] = sides | _named(columns, across) | {"automargin": True}
    layout["yaxis"] = sides | _named(rows, down) | {"automargin": True, "ticklabelstandoff": 4}
    return {"data": data, "layout": layout}


def _said(cells: Spec, values: Values) -> list[Spec]:
    """What cells say; nothing where no cell has a value."""
    known = values[np.isfinite(values)]
    reach = float(np.ptp(known)) if len(known) else 0.0
    places = (values - known.min()) / reach if reach else np.where(np.isfinite(values), 0.5, np.nan)
    shares = [[None if math.isnan(v) else float(v) for v in row] for row in places]
    return [written(cells["text"], shares, CIVIDIS)]


def heat_width(figure: Spec) -> int:
    """Pixels a heat map is wide at least, so that what cells say does not lie on the next cell."""
    said = figure["data"][0]["text"]
    longest = max((len(words) for row in said for words in row), default=0)
    return round(BESIDE + len(said[0]) * (LETTER * longest + 6)) if said else 0


def _cells(table: pd.DataFrame, across: Axis, down: Axis) -> list[list[tuple[str, str]]]:
    """The filters that keep the runs of each cell, as an address has them."""
    xs, ys = (_around(axis, list(levels)) for axis, levels in
              ((across, table.columns), (down, table.index)))  # fmt: skip
    return [[(x, y) for x in xs] for y in ys]


def _around(axis: Axis, levels: Sequence[Any]) -> list[str]:
    if axis.names:
        return [str(level) for level in levels]
    half = min(np.diff(levels), default=(axis.high - axis.low) or 1.0) / 2
    return [f"{level - half:.8g}..{level + half:.8g}" for level in levels]


def _level(axis: Axis, value: Any) -> str:
    return label(value, 24) if axis.names else number(float(value), min(axis.digits, 3))


def _titled(axis: Axis) -> Spec:
    """What an axis is and, beneath and small, its unit and what the program calls it."""
    name = axis.name if axis.factor and axis.name != axis.title.lower() else ""
    facts = [fact for fact in (axis.unit, name) if fact]
    small = _lines(" · ".join(facts), SMALL_LINE)
    below = f'<br><span style="font-size:10px">{small}</span>' if small else ""
    return {"text": _lines(axis.title, LINE) + below, "standoff": 6}


def _lines(text: str, most: int) -> str:
    """Text over lines of at most so many letters."""
    return "<br>".join(label(line) for line in wrap(plain(text, 100), most))


def _named(texts: Sequence[str], axis: Axis) -> Spec:
    step = max(1, math.ceil(len(texts) / 14))
    places = list(range(0, len(texts), step))
    return {
        "tickvals": places,
        "ticktext": [texts[i] for i in places],
        "title": _titled(axis),
        "range": [-0.5, len(texts) - 0.5],
    }


def parallel_spec(
    axes: Sequence[Axis], places: Values, kept: NDArray[np.bool_], groups: NDArray[np.int8],
    theme: Tokens,
) -> Spec:  # fmt: skip
    """Every run as a line over axes that run from their least to their largest value.

    Args:
        axes: factors first.
        places: shape (runs, axes): each run's place on each axis, in the axis's unit.
        kept: which runs fit the filters.
        groups: of each run: -1 lowest fifth of the outcome, 1 highest, 0 between.
        theme: colours.
    """
    low = np.array([axis.low for axis in axes])
    reach = np.array([(axis.high - axis.low) or 1.0 for axis in axes])
    unit = (places - low) / reach
    whole = np.isfinite(unit).all(axis=1)
    inside, outside = sample(kept & whole, DRAWN), sample(~kept & whole, BEHIND)
    data = [_paths(unit[outside], theme.grid, 1.0)] if len(outside) else []
    for group, colour in ((0, theme.axis), (1, theme.scenarios[0]), (-1, theme.scenarios[1])):
        mine = inside[groups[inside] == group]
        for layer in range(LAYERS):
            part = mine[layer::LAYERS]
            if len(part):
                data.append(_paths(unit[part], colour, 0.45))
    layout = framed(theme, 340, {"l": 52, "r": 52, "t": 58, "b": 30})
    count = len(axes)
    hidden = {"fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False}
    layout["xaxis"] = hidden | {"range": [-0.02, count - 0.98], "ticks": ""}
    layout["yaxis"] = hidden | {"range": [-0.02, 1.02], "ticks": ""}
    layout["shapes"] = [
        {"type": "line", "x0": i, "x1": i, "y0": 0, "y1": 1,
         "line": {"color": theme.muted, "width": 1.5 if axis.factor else 2.5}}
        for i, axis in enumerate(axes)
    ]  # fmt: skip
    layout["annotations"] = [note for i, axis in enumerate(axes) for note in _ends(i, axis, theme)]
    return {"data": data, "layout": layout}


def sample(chosen: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
    """At most so many of the chosen, evenly from first to last."""
    ids = np.flatnonzero(chosen)
    if len(ids) <= most:
        return ids
    return ids[np.linspace(0, len(ids) - 1, most).round().astype(np.int64)]


def _paths(unit: Values, colour: str, alpha: float) -> Spec:
    """Lines of several runs as one path with gaps."""
    count = unit.shape[1]
    heights = np.column_stack([unit, np.full(len(unit), np.nan)]).round(3).ravel()
    return {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": [*range(count), None] * len(unit),
        "y": [None if math.isnan(v) else v for v in heights.tolist()],
        "line": {"color": translucent(colour, alpha), "width": 1.2},
        "connectgaps": False,
    }


def _ends(place: int, axis: Axis, theme: Tokens) -> list[Spec]:
    """Title, largest and least value of an axis."""
    common = {"x": place, "showarrow": False, "xanchor": "center"}
    return [
        common | {"y": 1, "yshift": 34, "text": f"<b>{_two_lines(axis.title)}</b>",
                  "hovertext": label(f"{axis.counted} ({axis.name})", 120),
                  "font": {"size": 11, "color": theme.ink}},
        common | {"y": 1, "yshift": 10, "text": label(axis.said(axis.high)), "font": {"size": 11}},
        common | {"y": 0, "yshift": -12, "text": label(axis.said(axis.low)), "font": {"size": 11}},
    ]  # fmt: skip


def _two_lines(title: str) -> str:
    """A title over two lines of about the same length; a long one is cut."""
    words = label(title, 28)
    spaces = [i for i, letter in enumerate(words) if letter == " "]
    if len(words) <= 11 or not spaces:
        return words
    cut = min(spaces, key=lambda i: abs(2 * i - len(words)))
    return f"{words[:cut]}<br>{words[cut + 1 :]}"


def drivers_spec(table: pd.DataFrame, unit: str, theme: Tokens) -> Spec:
    """Factors from the strongest down: a bar for the figure, a line for its interval.

    Args:
        table: title, value, low, high; and second, a smaller figure inside it, or NaN.
        unit: of the figure.
        theme: colours.
    """
    rows = table.iloc[::-1]
    places = list(range(len(rows)))
    values = rows["value"].to_numpy(np.float64)
    finite = [v for c in ("value", "low", "high") for v in rows[c].to_numpy() if np.isfinite(v)]
    low, high = span([0.0, *finite], zero=True)
    errors = {
        "type": "data",
        "symmetric": False,
        "array": np.nan_to_num(rows["high"].to_numpy() - values).round(5).tolist(),
        "arrayminus": np.nan_to_num(values - rows["low"].to_numpy()).round(5).tolist(),
        "color": theme.ink,
        "thickness": 1.2,
        "width": 4,
    }
    bar: Spec = {"type": "bar", "orientation": "h", "y": places, "hoverinfo": "text"}
    said = [
        f"{label(t)}: {v:.3g} {label(unit)}" for t, v in zip(rows["title"], values, strict=True)
    ]
    data = [
        bar
        | {"x": values.round(5).tolist(), "width": 0.62, "error_x": errors, "hovertext": said,
           "marker": {"color": translucent(theme.scenarios[0], 0.55)}}
    ]  # fmt: skip
    second = rows["second"].to_numpy(np.float64)
    if np.isfinite(second).any():
        data.append(bar | {"x": np.nan_to_num(second).round(5).tolist(), "width": 0.3,
                           "hoverinfo": "skip",
                           "marker": {"color": theme.scenarios[0]}})  # fmt: skip
    layout = framed(theme, max(280, 60 + ROW * len(rows)), {"l": 20, "r": 12, "t": 6, "b": 30})
    layout["barmode"] = "overlay"
    layout["xaxis"] = _scale(low, high, theme, zeroline=True, zerolinecolor=theme.axis)
    titles = [_lines(t, 22) for t in rows["title"]]
    layout["yaxis"] = {"fixedrange": True, "showgrid": False, "ticks": "", "automargin": True,
                       "ticklabelstandoff": 6, "tickvals": places, "ticktext": titles}  # fmt: skip
    return {"data": data, "layout": layout}


def box_spec(
    across: Axis, down: Axis | None, places: Values, wanted: NDArray[np.bool_],
    sides: tuple[tuple[float, float], tuple[float, float]], theme: Tokens,
) -> Spec:  # fmt: skip
    """Draws over the two factors that limit the box most, and the box.

    Args:
        across: the factor that limits most.
        down: the second; none if one factor alone limits the box.
        places: shape (draws, 2).
        wanted: which draws show what is looked for.
        sides: ends of the box across and down.
        theme: colours.
    """
    chosen = sample(np.isfinite(places).all(axis=1), DOTS)
    data = []
    for mask, colour, symbol, size in (
        (~wanted, theme.axis, "circle-open", 5),
        (wanted, theme.scenarios[1], "circle", 6),
    ):
        mine = chosen[mask[chosen]]
        data.append({
            "type": "scatter", "mode": "markers", "hoverinfo": "skip",
            "x": places[mine, 0].round(6).tolist(), "y": places[mine, 1].round(6).tolist(),
            "marker": {"color": colour, "symbol": symbol, "size": size, "opacity": 0.75},
        })  # fmt: skip
    (x0, x1), (y0, y1) = sides
    data.append({
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "name": "box",
        "x": [x0, x1, x1, x0, x0], "y": [y0, y0, y1, y1, y0], "fill": "toself",
        "fillcolor": translucent(theme.accent, 0.1), "line": {"color": theme.accent, "width": 2.5},
    })  # fmt: skip
    layout = framed(theme, 334, {"l": 20, "r": 12, "t": 8, "b": 20})
    layout["xaxis"] = _factor_axis(across, theme)
    layout["yaxis"] = _factor_axis(down, theme) if down else {"visible": False, "fixedrange": True}
    return {"data": data, "layout": layout}


def _factor_axis(axis: Axis, theme: Tokens) -> Spec:
    title = {"title": _titled(axis), "showgrid": True, "automargin": True}
    if axis.names:
        names = {"tickvals": list(range(len(axis.names))),
                 "ticktext": [label(n, 18) for n in axis.names]}  # fmt: skip
        return _scale(-0.6, len(axis.names) - 0.4, theme) | names | title
    air = 0.04 * (axis.high - axis.low)
    return _scale(axis.low - air, axis.high + air, theme) | title


def frontier_spec(found: Frontier, titles: tuple[str, str], theme: Tokens) -> Spec:
    """Guns and butter: a dot for every point, the frontier as a line through those unbeaten."""
    points = found.points[np.isfinite(found.points["deterrence"] + found.points["consumption"])]
    rest = points[~points["on_frontier"]]
    rest = rest.iloc[sample(np.ones(len(rest), bool), DOTS)]
    front = found.front
    dots: Spec = {"type": "scatter", "mode": "markers", "hovertemplate": "%{text}<extra></extra>"}
    data = [
        dots
        | _dots(rest, found.seeds)
        | {"marker": {"size": 6, "color": theme.axis, "opacity": 0.6}},
        dots
        | _dots(front, found.seeds)
        | {"mode": "lines+markers", "name": "frontier",
           "line": {"color": theme.scenarios[0], "width": 2, "shape": "vh"},
           "marker": {"size": 9, "color": theme.scenarios[0],
                      "line": {"color": theme.card, "width": 1.5}}},
    ]  # fmt: skip
    layout = framed(theme, 320, {"l": 20, "r": 12, "t": 8, "b": 20})
    for key, column, title in zip(
        ("xaxis", "yaxis"), ("deterrence", "consumption"), titles, strict=True
    ):
        low, high = span(points[column].tolist(), zero=False)
        layout[key] = _scale(low, high, theme) | {
            "showgrid": True, "automargin": True,
            "title": {"text": _lines(title, SMALL_LINE), "standoff": 6},
        }  # fmt: skip
    return {"data": data, "layout": layout}


def _dots(rows: pd.DataFrame, seeds: int) -> Spec:
    """Points, each leading to the first of its runs; those are numbered one after another."""
    return {
        "x": rows["deterrence"].round(6).tolist(),
        "y": rows["consumption"].round(6).tolist(),
        "customdata": (rows["point_id"] * seeds).tolist(),
        "text": [f"point {p}, {label(s)}" for p, s in
                 zip(rows["point_id"], rows["scenario"], strict=True)],
    }  # fmt: skip
