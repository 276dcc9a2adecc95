"""Pieces that pages are made of: cards, legends, tables, notices."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd
from dash import dcc, html

from dashboards.components import text
from dashboards.components.markup import markup
from dashboards.components.safe import plain
from dashboards.data.charts import Chart
from dashboards.data.comparison import Comparison, Event, Line, Scenario
from dashboards.data.stores import Opened
from dashboards.figures.marks import look
from dashboards.theme import LIGHT
from scenarios.storage import points

GRAPH = {
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "displaylogo": False,
}
SET = "data-html"
"""Property whose text the browser sets as what stands in an element."""
DECEMBER = 12
WAITS = "This chart is being worked out."
ENDS = {"q05": "5 %", "q25": "25 %", "q50": "Median", "q75": "75 %", "q95": "95 %"}


def notice(message: Any, kind: str = "note") -> html.P:
    """A message above the charts: a note, or an error that a screen reader announces at once."""
    return html.P(message, className=f"notice {kind}", role="alert" if kind == "error" else None)


def empty(title: str, *lines: Any, kind: str = "empty") -> html.Section:
    """What stands where charts would be: why there are none, and what to do."""
    role = "alert" if kind == "error" else None
    return html.Section([html.H2(title), *lines], className=f"card state {kind}", role=role)


def badge(scenario: Scenario, baseline: bool = False) -> html.Span:
    """A scenario's letter on its colour, the same in pills, legend, tables and charts."""
    kind = "baseline" if baseline else f"hue-{scenario.hue % len(LIGHT.scenarios)}"
    return html.Span(scenario.letter, className=f"badge {kind}")


def sample(line: Line) -> html.Span:
    """A short piece of a scenario's line, colour and dash as drawn."""
    kind = "baseline" if line.baseline else f"hue-{line.scenario.hue % len(LIGHT.scenarios)}"
    return html.Span(className=f"sample {kind} {look(line, LIGHT).dash}", **{"aria-hidden": "true"})


def legend(c: Comparison) -> list[html.Li]:
    """Who is who, what the bands and the dots are: once for all charts."""
    items = []
    for line in c.lines:
        role = html.Span(" baseline", className="role") if line.baseline else None
        name = html.Span([line.scenario.title, role], className="name")
        items.append(html.Li([sample(line), badge(line.scenario, line.baseline), name]))
    for width in {"50": ("50",), "90": ("50", "90")}.get(c.bands, ()):
        words = html.Span(f"middle {width} %", className="name")
        items.append(html.Li([html.Span(className=f"swatch band-{width}"), words], className="key"))
    return items


def recorded_key(shown: Sequence[Comparison]) -> list[html.Li]:
    """The legend's entries for the record and for own figures, where charts show them."""
    found = {dot.own for c in shown for dot in c.dots}
    kinds = {False: ("dot", "recorded"), True: ("ring", "your figures")}
    return [
        html.Li(
            [html.Span(className=f"swatch {k}"), html.Span(w, className="name")], className="key"
        )
        for own, (k, w) in kinds.items()
        if own in found
    ]


def events_key(events: Sequence[Event]) -> list[html.Li]:
    """The numbered events, once for all charts."""
    return [
        html.Li([html.B(str(i)), f" {e.title} ", html.Span(f"{e.month:%b %Y}", className="when")])
        for i, e in enumerate(events, start=1)
    ]


def readout(c: Comparison) -> list[Any]:
    """Where each scenario ends, in one line above the chart."""
    if not c.compared:
        return ["No scenario is chosen beside the baseline."]
    together = [_when(c.end)] if c.end is not None else []
    return [*together, *(_ending(c, line) for line in c.compared)]


def _ending(c: Comparison, line: Line) -> html.Span:
    own = [_when(line.end)] if c.end is None else []
    return html.Span([badge(line.scenario, line.baseline), text.shown(c, line.last["q50"]), *own])


def _when(month: pd.Timestamp) -> html.Span:
    return html.Span(f"{month:%b %Y}", className="when")


def card(
    chart: Chart,
    c: Comparison | None,
    figure: Mapping[str, Any],
    download: str,
    inner: bool = False,
    awaited: str = "",
) -> html.Figure:
    """One chart: title, unit, readout, picture, and the same in words and numbers.

    Args:
        chart: what it shows.
        c: the figures; none if they are still to come.
        figure: the picture as a dictionary.
        download: address of its numbers.
        inner: whether it stands under a heading of its own group.
        awaited: what stands above a picture that is still to come.
    """

    def part(name: str) -> dict[str, str]:
        return {"part": name, "chart": chart.series}

    return framed(
        chart.series,
        chart.title,
        html.P(text.unit(c) if c else chart.unit, id=part("unit"), className="unit"),
        html.P(readout(c) if c else awaited, id=part("readout"), className="readout"),
        picture(part("picture"), part("figure"), figure, text.describe(c) if c else WAITS),
        html.P(remarks(c) if c else "", id=part("remark"), className="remark"),
        numbers=html.Div(numbers(c, download) if c else [], id=part("numbers")),
        heading=html.H3 if inner else html.H2,
    )


def remarks(c: Comparison) -> str:
    """How sure a chart's differences are, and what a reader must not miss."""
    return f"{text.sure(c)} {text.remark(c)}".strip()


def framed(
    name: str,
    title: str,
    *inside: Any,
    numbers: Any,
    kind: str = "chart",
    heading: Callable[..., Any] = html.H2,
) -> html.Figure:
    """A card round a chart: heading, buttons that save the picture, and the same in numbers.

    Args:
        name: what tells it from the page's other charts.
        title: its heading.
        inside: unit, picture and remarks, in the page's order.
        numbers: what stands under "Description and numbers".
        kind: classes of the card.
        heading: level of the heading.
    """
    place = f"title-{name.replace('.', '-')}"
    saving = [
        html.Button(
            format_.upper(),
            className="export",
            **{"data-format": format_, "aria-label": f"Save {title} as {format_.upper()}"},
        )
        for format_ in ("png", "svg")
    ]
    words = html.Summary(["Description and numbers", hidden(f": {title}")])
    return html.Figure(
        [
            html.Div(
                [heading(title, id=place), html.Div(saving, className="exports")],
                className="head",
            ),
            *inside,
            html.Details([words, numbers]),
        ],
        className=f"card {kind}",
        **{"aria-labelledby": place, "data-name": name},
    )


def picture(place: Any, inner: Any, figure: Mapping[str, Any], said: str) -> html.Div:
    """A chart as one picture with its description; ``place`` and ``inner`` are its ids."""
    graph = dcc.Graph(id=inner, figure=figure, config=GRAPH, className="graph")
    return html.Div(graph, id=place, role="img", **{"aria-label": said})


def made(opened: Opened) -> html.P:
    """Which runs these are: how many, when and by which code they were made."""
    about, code = opened.about, opened.about.get("code", {})
    when = "at an unknown time"
    if about.get("created"):
        day = datetime.fromisoformat(about["created"])
        when = f"on {day.day} {day:%B %Y}"
    runs = f"{_counted(opened)}, {about['replications']} paired runs each"
    version = f"byungjin {code.get('version', '?')}, commit {str(code.get('commit'))[:7]}"
    return html.P(
        [
            f"{runs}, made {when} by {version}, stored as ",
            html.Code(opened.name),
            ".",
        ],
        className="small",
    )


def _counted(opened: Opened) -> str:
    """How many scenarios there are, in a sweep how many design points."""
    n = len(opened.scenarios)
    if points.varies(opened.results):
        return f"{len(opened.results.points):,} design points"
    return f"{n} scenario{'s' * (n != 1)}"


def hidden(words: str) -> html.Span:
    """Words for screen readers only."""
    return html.Span(words, className="visually-hidden")


def prose(words: str) -> list[Any]:
    """Text in which names between backticks are set as code."""
    pieces = plain(words, 2000).split("`")
    return [html.Code(piece) if place % 2 else piece for place, piece in enumerate(pieces)]


def numbers(c: Comparison, download: str) -> list[Any]:
    """What the chart is, what it shows in a sentence, and its figures as tables."""
    parts: list[Any] = [html.P(text.meaning(c), className="about"), html.P(text.describe(c))]
    if c.compared:
        parts += [_last_month(c), _by_year(c)]
    link = html.A(
        ["These numbers as CSV", hidden(f": {c.chart.title}")], href=download, download=""
    )
    return [*parts, html.P(link)]


def scrolling(inside: Any, name: str) -> html.Div:
    """What scrolls on its own, by keyboard too, under a name."""
    return html.Div(inside, className="scroll", tabIndex=0, role="region", **{"aria-label": name})


def table(
    caption: str, head: Sequence[Any], rows: Sequence[Sequence[Any]], name: str = ""
) -> html.Div:
    """A table with caption, column heads and row heads, which scrolls on its own.

    Its cells are no components: the browser sets them in one piece once they are looked at.

    Args:
        caption: what it holds.
        head: names of the columns.
        rows: texts or plain elements; the first of a row is its head.
        name: of the place that scrolls; the caption if left out.
    """
    top = "".join(f'<th scope="col">{markup(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{markup(first)}</th>'
        f"{''.join(f'<td>{markup(cell)}</td>' for cell in rest)}</tr>"
        for first, *rest in rows
    )
    whole = (
        f"<table><caption>{markup(caption)}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
    return scrolling(html.Div(**{SET: whole}), name or caption)


def _name(line: Line) -> list[Any]:
    return [badge(line.scenario, line.baseline), html.Span(line.scenario.title)]


def _last_month(c: Comparison) -> html.Div:
    differs = any(line.effect for line in c.compared)
    heads = ["Scenario", *ENDS.values(), *(["How sure", "Error of the median"] if differs else ())]
    rows = [
        [_name(line), *(text.shown(c, line.last[q]) for q in ENDS), *_how_sure(c, line)]
        for line in c.compared
    ]
    when = text.month(c.end) if c.end is not None else "the last month of each"
    caption = f"Runs in {when}"
    return table(caption, heads, rows, f"{c.chart.title}: {caption}")


def _how_sure(c: Comparison, line: Line) -> list[str]:
    """The word for a difference, and the Monte Carlo error of its median."""
    if line.effect is None:
        return []
    return [line.effect.words, text.shown(c, line.effect.mc_error).lstrip("+")]


def _by_year(c: Comparison) -> html.Div:
    """Medians year by year, beside the record where there is one."""
    years = c.months.year[c.months.month == DECEMBER].tolist()
    columns = [_yearly(c, line) for line in c.compared]
    beside = _beside(c)
    head: list[Any] = ["Year", *(badge(line.scenario, line.baseline) for line in c.compared)]
    rows = [
        [str(year), *(text.shown(c, column.get(year, math.nan)) for column in columns)]
        + [text.shown(c, found[year]) if year in found else "–" for found in beside.values()]
        for year in years
    ]
    caption = "Medians in December" if c.chart.trailing > 1 else "Monthly medians, mean of the year"
    return table(caption, [*head, *beside], rows, f"{c.chart.title}: {caption}")


def _beside(c: Comparison) -> dict[str, dict[int, float]]:
    """Recorded and own figures by year, under the heading of their column."""
    found: dict[str, dict[int, list[float]]] = {}
    for dot in c.dots:
        years = found.setdefault("Yours" if dot.own else "Recorded", {})
        years.setdefault(dot.month.year, []).append(dot.value)
    return {name: {year: fmean(v) for year, v in years.items()} for name, years in found.items()}


def _yearly(c: Comparison, line: Line) -> dict[int, float]:
    """A figure a year: the mean of its months or, where months are means already, December's."""
    years, medians = line.months.year.to_numpy(), line.heights["q50"]
    known = np.isfinite(medians)
    if c.chart.trailing > 1:
        known = known & (line.months.month.to_numpy() == DECEMBER)
    found, places = np.unique(years[known], return_inverse=True)
    means = np.bincount(places, medians[known]) / np.bincount(places)
    return dict(zip(found.tolist(), means.tolist(), strict=True))
