"""Who gets what? Money, dollars, grain, power and labour between the two tracks in a year."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html
from flask import Response

from dashboards import theme, view_state
from dashboards.components import export, served, text, ui, uses
from dashboards.data.stores import Opened, Shelf
from dashboards.figures.bars import Bar, bars_spec
from dashboards.figures.caption import captioned
from dashboards.figures.dots import Kind, Mark, Row, dots_spec
from dashboards.figures.sankey import sankey_spec
from dashboards.pages.flows import view as flows
from dashboards.pages.flows.view import FlowsView, Shown
from dashboards.pages.scenarios import controls
from scenarios.accounts.flow_layouts import KINDS

PATH, NAV = "/flows", "Flows"
TITLE = "Who gets what?"
CSV = "/flows.csv"
KIND_WORDS = {name: kind.title for name, kind in KINDS.items()}
VALUE_WORDS = {"level": "Flows", "difference": "Difference"}
NOTE = (
    "Means over runs, for only means of balanced flows balance; differences are taken run by run "
    "between runs that share their luck, with the middle 90 % of them. These are model runs under "
    "stated assumptions, not forecasts."
)


def layout(shelf: Shelf, search: str, dark: bool) -> list[Any]:
    """The page for an address.

    Raises:
        InputError: there is no store with a finished run, or it does not keep flows.
    """
    opened = shelf.at(search)
    view, notes = flows.parse(search, opened)
    return [
        html.H1(TITLE, tabIndex=-1),
        *(ui.notice(note) for note in (*opened.notes, *opened.compared, *notes)),
        _controls(shelf, opened, view),
        html.P(_given(opened, view), id="flow-given"),
        html.P(id="status", role="status", className="visually-hidden"),
        dcc.Loading(
            html.Div(_cards(opened, view, dark), id="flow-cards", className="sheet"),
            delay_show=400,
            overlay_style={"visibility": "visible", "opacity": 0.5},
        ),
        html.P(NOTE, className="small"),
        ui.made(opened),
        dcc.Store(id={"view": "flows"}, data=view.query),
    ]


def register(app: Dash, shelf: Shelf) -> None:
    """Callbacks of the page and the address of its numbers."""
    app.callback(
        output={
            "cards": Output("flow-cards", "children"),
            "given": Output("flow-given", "children"),
            "csv": Output("csv", "href"),
            "year": Output("flow-year-shown", "children"),
            "status": Output("status", "children"),
            "view": Output({"view": "flows"}, "data"),
        },
        inputs={
            "scenario": Input("flow-scenario", "value"),
            "baseline": Input("flow-baseline", "value"),
            "kind": Input("flow-kind", "value"),
            "year": Input("flow-year", "value"),
            "values": Input("flow-values", "value"),
            "link": State({"view": "flows"}, "data"),
            "visit": State("visit", "data"),
        },
        prevent_initial_call=True,
    )(lambda **asked: update(shelf, **asked))
    app.server.add_url_rule(CSV, "flows_csv", lambda: download(shelf))


def update(shelf: Shelf, link: Any, visit: Any, **asked: Any) -> dict[str, Any]:
    """Everything on the page that follows the controls."""
    before, opened = view_state.fields(link), shelf.at(link)
    wanted = before | {key: str(value) for key, value in asked.items() if value is not None}
    view, _ = flows.parse(view_state.link(wanted), opened)
    dark = served.dark(visit)
    return {
        "cards": _cards(opened, view, dark),
        "given": _given(opened, view),
        "csv": CSV + view.query,
        "year": str(view.year),
        "status": f"Charts updated: {KIND_WORDS[view.kind]}, {view.year}.",
        "view": view.query,
    }


def download(shelf: Shelf) -> Response:
    """The flows of a view as a CSV file."""
    search = served.search()
    opened = shelf.at(search)
    view, _ = flows.parse(search, opened)
    s = flows.shown(opened, view)
    link = served.address(PATH, view.query)
    unit = f"{s.kind.title}, {s.kind.unit}, {view.year}, {view.scenario} beside {view.baseline}"
    body = export.plain_table(
        opened, (unit, flows.describe(s), NOTE), list(s.table.columns), s.table.to_numpy(), link
    )
    return served.file(body, f"byungjin-flows-{view.kind}-{view.year}.csv")


def _controls(shelf: Shelf, opened: Opened, view: FlowsView) -> html.Section:
    years = flows.years(opened, view.scenario, view.baseline)
    return html.Section(
        [
            controls.segments("flow-kind", "What", KIND_WORDS, view.kind),
            html.Div(
                [
                    controls.scenario_select("flow-scenario", "Scenario", opened, view.scenario),
                    controls.scenario_select(
                        "flow-baseline", "Compared with", opened, view.baseline
                    ),
                    controls.segments("flow-values", "Values", VALUE_WORDS, view.values),
                    _years(years, view.year),
                    controls.stores(shelf.charted(), opened.name),
                    controls.actions(CSV + view.query),
                ],
                className="settings",
            ),
        ],
        className="controls",
        **{"aria-label": "What to look at"},
    )


def _years(years: list[int], year: int) -> html.Div:
    first, last = (years[0], years[-1]) if years else (0, 1)
    marks = [{"value": y, "label": str(y)} for y in (first, last)]
    slider = dmc.Slider(
        id="flow-year",
        value=year,
        min=first,
        max=last,
        step=1,
        marks=marks,
        thumbLabel="Year",
        updatemode="drag",
        size="md",
    )
    said = html.Span(["Year ", html.B(str(year), id="flow-year-shown")], className="label")
    return html.Div([said, slider], className="slider")


def _given(opened: Opened, view: FlowsView) -> list[Any]:
    """Which draws are shown, if not all, and the way back to all."""
    if not view.given:
        return []
    everything = dcc.Link("Show all draws", PATH + replace(view, given="").query)
    return [flows.shown(opened, view).kept, " ", everything]


def _cards(opened: Opened, view: FlowsView, dark: bool) -> list[Any]:
    s = flows.shown(opened, view)
    colours = theme.tokens("dark" if dark else "light")
    origin = export.origin(opened, PATH + view.query)
    pair = (view.scenario, view.baseline)
    parts = [_parts(s, colours, origin)] if len(s.parts) else []
    return [
        _main(s, colours, origin, view),
        *parts,
        uses.card(opened, pair, view.year, dark, origin),
    ]


def _main(s: Shown, colours: theme.Tokens, origin: list[str], view: FlowsView) -> html.Figure:
    said = flows.describe(s)
    drawing = _sankey if view.values == "level" else _bars
    figure = captioned(drawing(s, colours), s.kind.title, s.unit, [said, NOTE, *origin])
    name = f"flows-{view.kind}"
    graph = ui.picture({"part": "picture", "chart": "flows"}, "flows-figure", figure, said)
    return ui.framed(
        name,
        s.kind.title,
        html.P(s.unit, className="unit"),
        html.P(_key(), className="track-key") if view.values == "level" else None,
        ui.scrolling(graph, f"{s.kind.title}: chart") if view.values == "level" else graph,
        html.P(_empty(s), className="remark"),
        numbers=html.Div(_numbers(s, said)),
        kind="chart sankey" if view.values == "level" else "chart",
    )


def _empty(s: Shown) -> str:
    nothing = s.view.values == "difference" and not len(flows.changes(s))
    return flows.describe(s).rsplit("runs. ", 1)[-1] if nothing else ""


def _sankey(s: Shown, colours: theme.Tokens) -> dict[str, Any]:
    return sankey_spec(s.kind.nodes, flows.picture(s), s.kind.unit, s.kind.digits, colours)


def _bars(s: Shown, colours: theme.Tokens) -> dict[str, Any]:
    hue = theme.style(s.scenario.hue, colours).colour
    rows = [
        Bar(
            f"{flows.way(s.kind, r.source, r.target)}, {r.about}",
            r.difference,
            r.difference_low,
            r.difference_high,
            hue,
        )
        for r in flows.changes(s).head(flows.MOST_BARS).itertuples()
    ]
    return bars_spec(rows, s.kind.digits, colours)


def _key() -> list[Any]:
    words = {"defence": "defence track", "civilian": "civilian track", "state": "the state",
             "outside": "from outside, and where it ends"}  # fmt: skip
    return [
        html.Span([html.Span(className=f"swatch track-{track}"), said])
        for track, said in words.items()
    ]


def _numbers(s: Shown, said: str) -> list[Any]:
    digits = s.kind.digits
    rows = [
        [
            flows.way(s.kind, r.source, r.target),
            r.about,
            text.number(r.value, digits),
            text.number(r.baseline, digits),
            text.number(r.difference, digits, signed=True),
            f"{text.number(r.difference_low, digits, signed=True)} to "
            f"{text.number(r.difference_high, digits, signed=True)}",
        ]
        for r in s.table.itertuples()
    ]
    heads = ["Flow", "What", ui.badge(s.scenario), ui.badge(s.baseline, True), "Difference",
             "Middle 90 % of differences"]  # fmt: skip
    caption = f"{s.kind.title}, {s.kind.unit}, {s.view.year}"
    return [
        html.P(s.kind.about, className="about"),
        html.P(said),
        ui.table(caption, heads, rows, f"{s.kind.title}: every flow"),
        _balance(s),
        html.P(html.A("These numbers as CSV", href=CSV + s.view.query, download="")),
    ]


def _balance(s: Shown) -> html.Div:
    rows = [
        [s.kind.nodes[r.node].title, *(text.number(v, s.kind.digits) for v in r[2:])]
        for r in flows.balance(s).itertuples()
    ]
    caption = f"What comes in and goes out in {flows.name(s.scenario)}"
    name = f"{s.kind.title}: what comes in and goes out"
    return ui.table(caption, ["Holder", "Comes in", "Goes out"], rows, name)


def _parts(s: Shown, colours: theme.Tokens, origin: list[str]) -> html.Figure:
    """The defence track's part of everything, beside the baseline's."""
    title = "The defence track's part of everything"
    unit = f"% of what is handed out, {s.view.year}"
    looks = {
        "baseline": Kind("square-open", colours.baseline, 13),
        "scenario": Kind("circle", theme.style(s.scenario.hue, colours).colour, 9),
    }
    rows = [
        Row(
            KIND_WORDS[r.kind],
            (
                Mark("baseline", r.baseline, f"{flows.name(s.baseline)}: {r.baseline:.1f} %"),
                Mark("scenario", r.value, f"{flows.name(s.scenario)}: {r.value:.1f} %"),
            ),
        )
        for r in s.parts.itertuples()
    ]
    said = flows.describe_parts(s)
    figure = captioned(dots_spec(rows, looks, colours), title, unit, [said, NOTE, *origin])
    key = [
        html.Span([ui.badge(s.scenario), s.scenario.title]),
        html.Span([ui.badge(s.baseline, True), f"{s.baseline.title} (square)"]),
    ]
    return ui.framed(
        "defence-part",
        title,
        html.P(unit, className="unit"),
        html.P(key, className="track-key"),
        ui.picture({"part": "picture", "chart": "parts"}, "parts-figure", figure, said),
        numbers=html.Div([html.P(said), _parts_table(s)]),
    )


def _parts_table(s: Shown) -> html.Div:
    rows = [
        [
            KIND_WORDS[r.kind],
            text.number(r.value, 1),
            text.number(r.baseline, 1),
            text.number(r.difference, 1, signed=True),
            f"{text.number(r.difference_low, 1, signed=True)} to "
            f"{text.number(r.difference_high, 1, signed=True)}",
        ]
        for r in s.parts.itertuples()
    ]
    heads = ["Of", ui.badge(s.scenario), ui.badge(s.baseline, True), "Points", "Middle 90 %"]
    return ui.table("The defence track's part, %", heads, rows)
