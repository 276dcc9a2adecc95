"""What drives the outcome, and where does it happen? One sweep, seen from several sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from flask import Response

from dashboards import theme, view_state
from dashboards.components import export, served, ui
from dashboards.components.safe import plain
from dashboards.data.stores import Opened, Shelf
from dashboards.figures.caption import captioned
from dashboards.figures.sweeps import AXIS, DRAWN, heat_width, parallel_spec
from dashboards.pages.sweeps import controls as panels
from dashboards.pages.sweeps import findings
from dashboards.pages.sweeps import view as sweeps
from dashboards.pages.sweeps.findings import Finding
from dashboards.pages.sweeps.view import Axis, Sweep, SweepView
from model.errors import InputError
from scenarios.analysis.results import Results
from scenarios.integrity import spreadsheets
from scenarios.storage import store

PATH, NAV, CSV = panels.PATH, "Sweeps", panels.CSV
TITLE = "What drives the outcome, and where does it happen?"
LATER: dict[str, Callable[[Sweep, SweepView, theme.Tokens], Finding]] = {
    "drivers": findings.drivers,
    "where": findings.where,
    "frontier": findings.guns_and_butter,
}
"""What is worked out after the page stands, each on its own."""


def layout(shelf: Shelf, search: str, dark: bool) -> list[Any]:
    """The page for an address.

    Raises:
        InputError: the sweep cannot be read.
    """
    names = _sweeps(shelf)
    if not names:
        return [html.H1(TITLE, tabIndex=-1), _none()]
    asked = view_state.fields(search).get("store")
    opened = shelf.open(asked if asked in names else names[0])
    sweep = _sweep(opened.results)
    view, notes = sweeps.parse(search, opened.name, sweep)
    if asked and asked not in names:
        notes.insert(0, f"There is no sweep {plain(asked, 40)}; the newest stands in.")
    colours = theme.tokens("dark" if dark else "light")
    kept, apart = sweep.kept(view), panels.one_time(sweep, view)
    heat = (
        [card("heat", findings.heat_map(sweep, view, colours), opened, view)]
        if len(sweep.across) > 1
        else [ui.empty("One factor", html.P("A heat map needs two factors."))]
    )
    waits = [html.Div(_waits(name), id={"later": name}) for name in LATER]
    return [
        html.H1(TITLE, tabIndex=-1),
        *(ui.notice(note) for note in (*opened.notes, *notes, *([apart] if apart else []))),
        panels.controls(names, sweep, view),
        html.Div([waits[0], *heat, *waits[1:]], className="findings"),
        html.Section(
            [
                _parallel(sweep, view, kept, colours, opened),
                panels.filters(sweep, view),
                html.P(sweeps.count(kept, sweep), id="s-count", role="status"),
                *panels.looked_at(sweep, view, opened),
                panels.grid(sweep, view, kept),
                html.P(panels.listing(kept), id="s-listing", className="small"),
            ],
            **{"aria-label": "All runs"},
        ),
        dcc.Store(id="s-later"),
        dcc.Store(id={"view": "sweeps"}, data=sweeps.query(view)),
    ]


def register(app: Dash, shelf: Shelf) -> None:
    """Callbacks of the page and the address of its runs."""
    app.clientside_callback(
        ClientsideFunction("byungjin", "choose"),
        Input({"sweep": ALL}, "value"),
        State({"sweep": ALL}, "id"),
        State({"view": "sweeps"}, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "behind"),
        Input({"finding": ALL}, "clickData"),
        State({"view": "sweeps"}, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "lookAt"),
        Input("s-grid", "selectedRows"),
        State({"view": "sweeps"}, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "later"),
        Output("s-later", "data"),
        Input("s-later", "id"),
        State({"view": "sweeps"}, "data"),
    )
    for name in LATER:
        app.callback(
            Output({"later": name}, "children"),
            Input("s-later", "data"),
            State("visit", "data"),
            prevent_initial_call=True,
        )(lambda link, visit, name=name: later(shelf, name, link, visit))
    app.callback(
        output={
            "figure": Output("s-lines", "figure"),
            "picture": Output("s-picture", "aria-label"),
            "numbers": Output("s-numbers", "children"),
            "rows": Output("s-grid", "rowData"),
            "count": Output("s-count", "children"),
            "listing": Output("s-listing", "children"),
            "csv": Output("s-csv", "href"),
            "view": Output({"view": "sweeps"}, "data"),
        },
        inputs={
            "values": Input({"filter": ALL}, "value"),
            "names": State({"filter": ALL}, "id"),
            "link": State({"view": "sweeps"}, "data"),
            "visit": State("visit", "data"),
        },
        prevent_initial_call=True,
    )(lambda **asked: filtered(shelf, **asked))
    app.server.add_url_rule(CSV, "sweeps_csv", lambda: download(shelf))


def later(shelf: Shelf, name: str, link: Any, visit: Any) -> Any:
    """One analysis, worked out after the page stands; what it cannot do it says."""
    opened, sweep, view = _asked(shelf, link)
    apart = panels.one_time(sweep, view)
    if name == "frontier" and apart:
        return ui.empty(EMPTY[name], html.P(apart))
    try:
        return card(name, LATER[name](sweep, view, _colours(visit)), opened, view)
    except InputError as error:
        words = str(error).removeprefix(f"{opened.results.path}: ")
        return ui.empty(EMPTY[name], html.P(plain(words, 300)))


EMPTY = {"drivers": "What drives it cannot be told", "where": "No box can be drawn",
         "frontier": "No frontier can be drawn"}  # fmt: skip


def filtered(shelf: Shelf, values: Any, names: Any, link: Any, visit: Any) -> dict[str, Any]:
    """What the filters keep: lines, rows, counts, and the link."""
    opened, sweep, view = _asked(shelf, link)
    given = {
        one["filter"]: v for one, v in zip(names, values, strict=True) if isinstance(one, dict)
    }
    given = {key: value for key, value in given.items() if value is not None}
    now = replace(view, ranges=sweeps.filtered(sweep, view, given))
    if now == view:
        same = ("figure", "picture", "numbers", "rows", "count", "listing", "csv", "view")
        return dict.fromkeys(same, no_update)
    kept = sweep.kept(now)
    figure, said, numbers = _drawn(sweep, now, kept, _colours(visit), opened)
    return {
        "figure": figure,
        "picture": said,
        "numbers": numbers,
        "rows": panels.rows(sweep, now, kept),
        "count": sweeps.count(kept, sweep),
        "listing": panels.listing(kept),
        "csv": CSV + sweeps.query(now),
        "view": sweeps.query(now),
    }


def download(shelf: Shelf) -> Response:
    """Every run that the filters keep, with its place on every axis, as a CSV file."""
    opened, sweep, view = _asked(shelf, served.search())
    link = served.address(PATH, sweeps.query(view))
    frame = sweep.runs.loc[sweep.kept(view), ["run_id", "scenario", "replication"]].copy()
    for axis in sweep.axes(view):
        if axis.name != "scenario":
            column = sweep.runs[axis.name] if axis.names else sweep.places(axis.name, view.at)
            frame[axis.name] = np.asarray(column)[frame.index]
    body = export.headed(export.provenance(opened, link)) + spreadsheets.frame(frame, 9)
    return served.file(body, "byungjin-sweep.csv")


def card(name: str, found: Finding, opened: Opened, view: SweepView) -> html.Figure:
    """A chart with its sentence and table, and the way to the runs behind it."""
    link = PATH + sweeps.query(view)
    figure = captioned(
        found.figure, found.title, found.unit, [found.said, *export.origin(opened, link)]
    )
    keep = [html.P(dcc.Link("Keep only the runs inside", href=PATH + found.keep),
                   className="remark")] if found.keep else []  # fmt: skip
    numbers = ui.table(found.title, found.head, found.rows)
    return ui.framed(
        name,
        found.title,
        html.P(found.unit, className="unit"),
        _picture(name, found, figure),
        html.P(found.said, className="said"),
        *keep,
        numbers=html.Div([html.P(found.said), numbers]),
        kind=f"chart finding {name}",
    )


def _picture(name: str, found: Finding, figure: dict[str, Any]) -> html.Div:
    """The chart; cells with figures in them need their width, so on a phone they scroll."""
    shown = ui.picture(f"{name}-picture", {"finding": name}, figure, found.said)
    if name != "heat":
        return shown
    wide = html.Div(shown, style={"minWidth": f"{heat_width(figure)}px"})
    return ui.scrolling(wide, f"{found.title}: chart")


def _waits(name: str) -> html.Div:
    words = {"drivers": "Working out what drives it…", "where": "Searching where it happens…",
             "frontier": "Looking for the frontier…"}[name]  # fmt: skip
    return html.Div(html.P(words, className="state"), className="card chart finding waits")


def _sweeps(shelf: Shelf) -> list[str]:
    """Names of the stores that are sweeps, newest first."""
    found = []
    for name, folder in shelf.folders().items():
        try:
            if "sweep" in store.manifest(folder):
                found.append((str(store.manifest(folder).get("created", "")), name))
        except InputError:
            continue
    return [name for _, name in sorted(found, reverse=True)]


@lru_cache(4)
def _sweep(results: Results) -> Sweep:
    return Sweep(results)


def _asked(shelf: Shelf, link: Any) -> tuple[Opened, Sweep, SweepView]:
    names = _sweeps(shelf)
    if not names:
        raise InputError("there is no sweep to look at")
    asked = view_state.fields(link).get("store")
    opened = shelf.open(asked if asked in names else names[0])
    sweep = _sweep(opened.results)
    return opened, sweep, sweeps.parse(link, opened.name, sweep)[0]


def _colours(visit: Any) -> theme.Tokens:
    return theme.tokens("dark" if served.dark(visit) else "light")


def _none() -> html.Section:
    how = html.P(["Run: ", html.Code("byungjin sweep run partner-compliance")])
    more = html.P(["Other designs: ", html.Code("byungjin sweep designs")])
    return ui.empty("No sweep has been run yet", how, more)


def _parallel(
    sweep: Sweep, view: SweepView, kept: Any, colours: theme.Tokens, opened: Opened
) -> html.Figure:
    figure, said, numbers = _drawn(sweep, view, kept, colours, opened)
    wide = dcc.Graph(id="s-lines", figure=figure, config=ui.GRAPH, className="graph wide",
                     style={"minWidth": f"{AXIS * len(sweep.axes(view))}px"})  # fmt: skip
    return ui.framed(
        "parallel",
        "All runs, all axes",
        html.P(_key(sweep, view), className="unit key-line"),
        html.Div(
            html.Div(wide, id="s-picture", role="img", **{"aria-label": said}),
            className="scroll lines", tabIndex=0, role="region",
            **{"aria-label": "All runs, all axes: the chart"},
        ),
        numbers=html.Div(numbers, id="s-numbers"),
        kind="chart",
    )  # fmt: skip


def _key(sweep: Sweep, view: SweepView) -> list[Any]:
    name = findings.lower(sweep.title(view.outcome))
    words = {"hue-1": f"lowest fifth of {name}", "middle": "between",
             "hue-0": "highest fifth; one line a run"}  # fmt: skip
    return [
        html.Span([html.Span(className=f"sample {kind}"), said]) for kind, said in words.items()
    ]


def _drawn(
    sweep: Sweep, view: SweepView, kept: Any, colours: theme.Tokens, opened: Opened
) -> tuple[dict[str, Any], str, list[Any]]:
    """The lines, what they say in a sentence, and the same as a table."""
    axes = sweep.axes(view)
    places = np.stack([sweep.places(axis.name, view.at) for axis in axes], axis=1)
    outcome = sweep.places(view.outcome, view.at)
    low, high = np.nanpercentile(outcome, [sweeps.FIFTH, 100 - sweeps.FIFTH])
    groups = np.where(outcome < low, -1, np.where(outcome > high, 1, 0)).astype(np.int8)
    rows = [_spread(axis, places[kept, i]) for i, axis in enumerate(axes)]
    at = next(row for row, axis in zip(rows, axes, strict=True) if axis.name == view.outcome)
    drawn = min(DRAWN, int(kept.sum()))
    said = (
        f"{sweeps.count(kept, sweep)} {drawn:,} are drawn. In those that are kept "
        f"{findings.measured(sweep, view.measured)} runs from {at[1]} to {at[3]}, median {at[2]}."
    )
    spec = parallel_spec(axes, places, kept, groups, colours)
    link = PATH + sweeps.query(view)
    figure = captioned(spec, "All runs, all axes", "one line a run",
                       [said, *export.origin(opened, link)])  # fmt: skip
    table = ui.table("Runs that are kept", ("Axis", "Least", "Median", "Largest"), rows)
    return figure, said, [html.P(said), table]


def _spread(axis: Axis, places: Any) -> tuple[str, ...]:
    known = places[np.isfinite(places)]
    if not len(known):
        return axis.title, "–", "–", "–"
    if axis.names:
        inside = [plain(axis.names[int(i)], 20) for i in np.unique(known)]
        return axis.title, inside[0], f"{len(inside)} names", inside[-1]
    cuts = (known.min(), np.median(known), known.max())
    return axis.title, *(axis.said(float(v)) for v in cuts)
