"""What if …? Dials, and six charts that answer while a dial moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from flask import Response, request

from dashboards import dials, export, text, theme, ui, urlstate, whatif
from dashboards.compare import Comparison
from dashboards.figures.caption import fan_captioned
from dashboards.figures.fan import blank_spec, fan_spec
from dashboards.shelf import Shelf
from dashboards.specs import BY_NAME, CHARTS, Chart
from dashboards.whatif import WhatIfView
from model.errors import InputError
from scenarios.whatif import Answer

PATH, NAV, TITLE = "/what-if", "What if", "What if …?"
LIVE = True
"""Its charts are worked out while the dials move, so it has no report."""
CSV, TOML = "/what-if.csv", "/what-if.toml"
PARTS = {
    "figures": ("figure", "figure"),
    "pictures": ("picture", "aria-label"),
    "units": ("unit", "children"),
    "readouts": ("readout", "children"),
    "remarks": ("remark", "children"),
    "numbers": ("numbers", "children"),
}
"""What is redrawn of every chart: part and property."""


def layout(shelf: Shelf, search: str, dark: bool) -> list[Any]:
    """The page for an address: dials at once, charts as soon as the model has answered."""
    titles = shelf.titles
    view, notes = whatif.parse(search, list(titles))
    answer = shelf.bench.known(view.question)
    colours = theme.tokens("dark" if dark else "light")
    link = whatif.query(view)
    if answer is None:
        shelf.bench.warm(view.question)
        shown: Sequence[Comparison] = ()
        cards = [ui.card(c, None, blank_spec(colours), _csv(link, c)) for c in CHARTS]
    else:
        shown = whatif.shown(answer, view, titles[view.question.scenario])
        figures = _figures(shown, view, dark)
        cards = [
            ui.card(c.chart, c, figure, _csv(link, c.chart))
            for c, figure in zip(shown, figures, strict=True)
        ]
    return [
        html.H1(TITLE, tabIndex=-1),
        *(ui.notice(note) for note in notes),
        html.Div(
            [
                dials.panel(view, titles, {"csv": _csv(link), "toml": TOML + link}),
                html.Div(
                    [
                        dials.view_controls(view, _csv(link)),
                        html.P(dials.changed(view.question), id="changes", className="changes"),
                        dials.presets(view.question),
                        html.Ul(_legend(shown), id="w-legend", className="legend",
                                **{"aria-label": "Legend"}),
                        html.Ol(_events(shown), id="w-events", className="events",
                                **{"aria-label": "Events"}),
                        html.Div(id="w-problem"),
                        html.P(id="status", role="status", className="visually-hidden"),
                        html.P("Running the model…", className="running",
                               **{"aria-hidden": "true"}),
                        html.Div(cards, className="charts", id="w-charts"),
                        html.P(_notes(shown), id="w-note", className="small"),
                    ],
                    className="answers",
                ),
            ],
            className="bench",
        ),
        dcc.Store(id="ask"),
        dcc.Store(id="answered", data="" if answer is None else "stands"),
        dcc.Store(id={"view": "whatif"}, data=link),
    ]  # fmt: skip


def register(app: Dash, shelf: Shelf) -> None:
    """Callbacks of the page, and the addresses of its numbers and its scenario file."""
    app.clientside_callback(
        ClientsideFunction("byungjin", "ask"),
        Output("ask", "data"),
        Output({"said": ALL}, "children"),
        Output({"row": ALL}, "className"),
        Input({"dial": ALL}, "value"),
        Input("both", "checked"),
        Input("w-months", "value"),
        Input("w-values", "value"),
        Input("w-bands", "value"),
        State("dial-facts", "data"),
        State({"view": "whatif"}, "data"),
        State("answered", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "goOn"),
        Input("answered", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "rest"),
        Output({"dial": ALL}, "value"),
        Input("reset-dials", "n_clicks"),
        Input({"undo": ALL}, "n_clicks"),
        State({"dial": ALL}, "value"),
        State("dial-facts", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "startFrom"),
        Input("w-scenario", "value"),
        Input("w-month", "value"),
        State({"view": "whatif"}, "data"),
        prevent_initial_call=True,
    )
    app.callback(
        output={
            **{k: Output({"part": part, "chart": ALL}, p, allow_duplicate=True)
               for k, (part, p) in PARTS.items()},
            "changes": Output("changes", "children"),
            "legend": Output("w-legend", "children"),
            "events": Output("w-events", "children"),
            "note": Output("w-note", "children"),
            "problem": Output("w-problem", "children"),
            "status": Output("status", "children", allow_duplicate=True),
            "csv": Output("w-csv", "href"),
            "toml": Output("toml", "href"),
            "answered": Output("answered", "data"),
            "view": Output({"view": "whatif"}, "data"),
        },
        inputs={"asked": Input("ask", "data"), "visit": State("visit", "data")},
        prevent_initial_call=True,
    )(lambda asked, visit: answered(shelf, asked, visit))  # fmt: skip
    app.server.add_url_rule(CSV, "whatif_csv", lambda: numbers(shelf))
    app.server.add_url_rule(TOML, "whatif_toml", lambda: scenario_file(shelf))


def answered(shelf: Shelf, asked: Any, visit: Any) -> dict[str, Any]:
    """Everything on the page that follows the dials; on trouble the charts stay as they are."""
    view = whatif.view_of(asked, list(shelf.titles))
    number = asked.get("number") if isinstance(asked, dict) else None
    try:
        answer = shelf.bench.ask(view.question)
        return _parts(shelf, answer, view, visit) | {"answered": number}
    except InputError as error:
        message = f"The charts still show the last answer. {error}"
        kept = dict.fromkeys(PARTS, [no_update] * len(CHARTS))
        others = ("changes", "legend", "events", "note", "status", "csv", "toml", "view")
        problem = {"problem": ui.notice(message, "error"), "answered": number}
        return kept | dict.fromkeys(others, no_update) | problem


def _parts(shelf: Shelf, answer: Answer, view: WhatIfView, visit: Any) -> dict[str, Any]:
    dark = bool(isinstance(visit, dict) and visit.get("dark"))
    shown = whatif.shown(answer, view, shelf.titles[view.question.scenario])
    link, trouble = whatif.query(view), whatif.trouble(answer)
    return {
        "figures": _figures(shown, view, dark),
        "pictures": [text.describe(c) for c in shown],
        "units": [text.unit(c) for c in shown],
        "readouts": [ui.readout(c) for c in shown],
        "remarks": [text.remark(c) for c in shown],
        "numbers": [ui.numbers(c, _csv(link, c.chart)) for c in shown],
        "changes": dials.changed(view.question),
        "legend": _legend(shown),
        "events": _events(shown),
        "note": _notes(shown),
        "problem": [ui.notice(trouble)] if trouble else [],
        "status": whatif.status(answer),
        "csv": _csv(link),
        "toml": TOML + link,
        "view": link,
    }


def _figures(shown: Sequence[Comparison], view: WhatIfView, dark: bool) -> list[dict[str, Any]]:
    colours, origin = theme.tokens("dark" if dark else "light"), whatif.origin(view, PATH)
    return [fan_captioned(fan_spec(c, colours), c, origin, colours) for c in shown]


def numbers(shelf: Shelf) -> Response:
    """The numbers of a what-if, or of one of its charts, as a CSV file."""
    search = request.query_string.decode("utf-8", "replace")
    view, _ = whatif.parse(search, list(shelf.titles))
    chart = BY_NAME.get(urlstate.fields(search).get("chart", ""))
    titles = shelf.titles[view.question.scenario]
    shown = whatif.shown(shelf.bench.ask(view.question), view, titles)
    wanted = [c for c in shown if chart in (None, c.chart)]
    link = request.host_url.rstrip("/") + PATH + whatif.query(view)
    body = export.table(whatif.provenance(view.question, link), wanted)
    name = f"byungjin-{chart.series if chart else 'what-if'}-{view.values}.csv"
    return _file(body, "text/csv", name)


def scenario_file(shelf: Shelf) -> Response:
    """The what-if as a file that `byungjin run` takes."""
    search = request.query_string.decode("utf-8", "replace")
    view, _ = whatif.parse(search, list(shelf.titles))
    return _file(view.question.file(), "application/toml", "what-if.toml")


def _file(body: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=kind, headers=headers)


def _csv(link: str, chart: Chart | None = None) -> str:
    return f"{CSV}{link}" + (f"&chart={chart.series}" if chart else "")


def _legend(shown: Sequence[Comparison]) -> list[Any]:
    if not shown:
        return []
    return [*ui.legend(shown[0]), *ui.recorded_key(shown)]


def _events(shown: Sequence[Comparison]) -> list[Any]:
    return ui.events_key(shown[0].events) if shown else []


def _notes(shown: Sequence[Comparison]) -> str:
    return f"{text.pairing_note(shown[0])} {text.band_note(shown[0])}".strip() if shown else ""
