"""Parts of the page of sweeps: what to look at, filters, the table of runs, one run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
import numpy as np
from dash import dcc, html

from dashboards import view_state
from dashboards.components import text
from dashboards.components.safe import plain
from dashboards.data.stores import Opened
from dashboards.pages.scenarios.controls import DROPDOWN
from dashboards.pages.sweeps import view as sweeps
from dashboards.pages.sweeps.findings import STATISTICS
from dashboards.pages.sweeps.view import Axis, Sweep, SweepView
from scenarios.storage import points

PATH, CSV = "/sweeps", "/sweeps.csv"
LISTED = 500
"""Runs in the table; the file holds all that are kept."""


def controls(names: list[str], sweep: Sweep, view: SweepView) -> html.Section:
    """What to look at, in a row of lists."""
    years = {"": "Last twelve months"} | {y: y for y in sweeps.years_of(sweep)}
    stored = {n: sweep.title(n) if n in sweeps.FIRST else n for n in sweep.results.units}
    across = {n: sweep.title(n) for n in sweep.across}
    shown = [
        _select("store", "Sweep", {n: n for n in names}, view.store),
        _select("outcome", "Outcome", stored, view.outcome, searchable=True),
        _select("at", "When", years, view.at),
        _select("x", "Across", across, view.x),
        _select("y", "Down", across, view.y),
        _select("statistic", "In each cell", STATISTICS, view.statistic),
        _select("look", "Look for", {"low": "Lowest fifth", "high": "Highest fifth"}, view.look),
    ]
    if len(sweep.scenarios) > 1:
        listed = {n: n for n in sweep.scenarios}
        shown.append(_select("scenario", "Analysed in", listed, view.scenario))
    return html.Section(
        html.Div(shown, className="fields"),
        className="controls",
        **{"aria-label": "What to look at"},
    )


def one_time(sweep: Sweep, view: SweepView) -> list[Any]:
    """What is said of scenarios that end at different times, and the year that all of them hold."""
    said, year = sweeps.apart(sweep, view), sweeps.common_year(sweep)
    if not said:
        return []
    if not year:
        return [f"{said} Only summaries of these runs are stored, so no year can be chosen."]
    way = dcc.Link(f"Look at {year}", href=PATH + sweeps.query(replace(view, at=year)))
    return [f"{said} ", way, ", or choose another year under When."]


def _select(key: str, label: str, options: dict[str, str], value: str, **more: Any) -> dmc.Select:
    data = [{"value": k or "-", "label": words} for k, words in options.items()]
    return dmc.Select(id={"sweep": key}, label=label, data=data, value=value or "-",
                      allowDeselect=False, **DROPDOWN, **more)  # fmt: skip


def filters(sweep: Sweep, view: SweepView) -> html.Section:
    """A filter for every axis, and what leaves the page."""
    clear = dcc.Link("Clear filters", className="button",
                     href=PATH + sweeps.query(replace(view, ranges={}, run=None)))  # fmt: skip
    save = html.A("Download CSV", id="s-csv", className="button", download="",
                  href=CSV + sweeps.query(view))  # fmt: skip
    copy = html.Button("Copy link", id="copy", className="button")
    return html.Section(
        [
            html.Div([html.H2("Keep runs within"),
                      html.Div([clear, copy, save], className="actions")], className="head"),
            html.Div([_filter(axis, view) for axis in sweep.axes(view)], className="filters"),
            html.P(id="status", role="status", className="visually-hidden"),
        ],
        className="card filtering",
        **{"aria-label": "Filters"},
    )  # fmt: skip


def _filter(axis: Axis, view: SweepView) -> html.Div:
    given = view.ranges.get(axis.name)
    key = {"filter": axis.name}
    if axis.names:
        boxes = [dmc.Checkbox(label=plain(n, 24), value=n, size="xs") for n in axis.names]
        control: Any = dmc.CheckboxGroup(
            html.Div(boxes, className="names"), id=key, value=list(given or axis.names)
        )
    else:
        low, high = (float(v) for v in given) if given else (axis.low, axis.high)
        control = dmc.RangeSlider(
            id=key, min=axis.low, max=axis.high if axis.high > axis.low else axis.low + 1,
            step=axis.step, precision=8, minRange=0, size="sm", label=None,
            value=[max(low, axis.low), min(high, axis.high)], updatemode="mouseup", thumbSize=18,
            thumbFromLabel=f"{axis.title}, from", thumbToLabel=f"{axis.title}, to",
        )  # fmt: skip
    ends = "" if axis.names else f"{axis.said(axis.low)} to {axis.said(axis.high)}"
    on = " turned" if given else ""
    return html.Div(
        [html.Div([html.Span(axis.title, className="term", title=f"{axis.counted} ({axis.name})"),
                   html.Span(ends, className="when")], className="row"), control],
        className=f"dial{on}", role="group", **{"aria-label": axis.title},
    )  # fmt: skip


def grid(sweep: Sweep, view: SweepView, kept: Any) -> dag.AgGrid:
    """The first runs that are kept, to sort and to choose from."""
    axes = sweep.axes(view)
    columns = [
        {"field": "run", "headerName": "Run", "width": 90, "pinned": "left"},
        {"field": "scenario", "headerName": "Scenario", "width": 170},
        {"field": "replication", "headerName": "Seed", "width": 80},
        *({"field": f"a{i}", "headerName": a.title, "type": "rightAligned" if not a.names else None,
           "headerTooltip": a.name, "minWidth": 130, "flex": 1}
          for i, a in enumerate(axes) if a.name != sweeps.SCENARIO),
    ]  # fmt: skip
    return dag.AgGrid(
        id="s-grid",
        columnDefs=[{k: v for k, v in one.items() if v is not None} for one in columns],
        rowData=rows(sweep, view, kept),
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True,
                       "wrapHeaderText": True, "autoHeaderHeight": True},
        dashGridOptions={
            "pagination": True, "paginationPageSize": 20, "animateRows": False,
            "rowSelection": {"mode": "singleRow", "checkboxes": False,
                             "enableClickSelection": True},
            "domLayout": "autoHeight",
        },
        style={"height": None},
        className="runs-grid",
    )  # fmt: skip


def rows(sweep: Sweep, view: SweepView, kept: Any) -> list[dict[str, Any]]:
    """The first runs that are kept, as the table shows them."""
    ids = np.flatnonzero(kept)[:LISTED]
    axes = sweep.axes(view)
    runs = sweep.runs.iloc[ids]
    places = {f"a{i}": sweep.places(a.name, view.at)[ids] for i, a in enumerate(axes)}
    listed = zip(runs["run_id"], runs["scenario"], runs["replication"], strict=True)
    return [
        {"run": int(run), "scenario": plain(scenario, 40), "replication": int(seed)}
        | {key: _value(axes[i], float(column[row]))
           for i, (key, column) in enumerate(places.items())}
        for row, (run, scenario, seed) in enumerate(listed)
    ]  # fmt: skip


def _value(axis: Axis, place: float) -> Any:
    if not np.isfinite(place):
        return None
    return axis.said(place) if axis.names else float(f"{place:.5g}")


def listing(kept: Any) -> str:
    """What of the runs the table lists."""
    n = int(kept.sum())
    more = f"the first {LISTED} of {n:,} kept runs; the file holds all" if n > LISTED else ""
    return f"The table lists {more}." if more else "Select a row to look at its run."


def looked_at(sweep: Sweep, view: SweepView, opened: Opened) -> list[Any]:
    """The run a reader chose: what it was given, what came of it, how to make it again."""
    if view.run is None:
        return []
    run = sweep.runs.iloc[view.run]
    places = {axis: float(sweep.places(axis.name, view.at)[view.run]) for axis in sweep.axes(view)}
    rows = [(axis.title, axis.said(place) if np.isfinite(place) else text.GAP)
            for axis, place in places.items()]  # fmt: skip
    name = points.at(opened.results, int(run.point_id)).name
    there = view_state.link({"store": opened.name, "scenarios": name})
    seen = dcc.Link("Its design point over time", href=f"/{there}", className="button")
    drawn = [html.P(seen)] if opened.results.tier != "none" else []
    how = f"byungjin sweep replay {opened.results.path} {view.run}"
    gone = dcc.Link("Close", href=PATH + sweeps.query(replace(view, run=None)), className="button")
    return [
        html.Section(
            [
                html.Div([html.H2(f"Run {view.run}"), gone], className="head"),
                html.P(f"{plain(run.scenario)}, seed {run.replication}: {run.state}."),
                html.Dl([part for name, value in rows for part in (html.Dt(name), html.Dd(value))]),
                *drawn,
                html.P(["Make it again, bit for bit: ", html.Code(how)]),
            ],
            className="card chosen-run",
            **{"aria-label": f"Run {view.run}"},
        )
    ]
