"""What if …? Dials, and six charts that answer while a dial moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html
from flask import Response

from dashboards import theme, view_state
from dashboards.components import export, served, text, ui
from dashboards.components.markup import markup
from dashboards.components.safe import plain
from dashboards.data.charts import BY_NAME, CHARTS, Chart
from dashboards.data.comparison import Comparison
from dashboards.data.stores import Shelf
from dashboards.figures.caption import fan_captioned
from dashboards.figures.fan import blank_spec, fan_spec
from dashboards.pages.whatif import controls as dials
from dashboards.pages.whatif import view as whatif
from dashboards.pages.whatif.view import WhatIfView
from model.errors import InputError
from scenarios.analysis.deliveries import of_answer
from scenarios.what_if.answers import FIRST, Answer
from scenarios.what_if.bench import SupersededError

PATH, NAV, TITLE = "/what-if", "What if", "What if …?"
LIVE = True
"""Its charts are worked out while the dials move, so it has no report."""
RUNS = [
    "Running the model…",
    html.Span(" The first answer can take a minute.", className="first"),
]
PATIENCE_S = 1.5
"""Seconds that all draws are waited for before those that have come are drawn."""
MOST_DRAWS = 1000
CSV, TOML = "/what-if.csv", "/what-if.toml"


def layout(shelf: Shelf, search: str, dark: bool) -> list[Any]:
    """The page for an address: dials at once, charts as soon as the model has answered."""
    titles = shelf.titles
    view, notes = whatif.parse(search, list(titles))
    answer = shelf.bench.known(view.question)
    if answer is None:
        shelf.bench.warm(view.question)
    figures, drawn = _first(shelf, answer, view, dark)
    awaited = ui.WAITS if answer is None else ""
    cards = [ui.card(c, None, figures[c.series], "", awaited=awaited) for c in CHARTS]
    links = _links(whatif.query(view))
    return [
        html.H1(TITLE, tabIndex=-1),
        *(ui.notice(note) for note in notes),
        html.Div(
            [
                dials.panel(view, titles, links["toml"]),
                html.Div(
                    [
                        dials.view_controls(view, links["w-csv"]),
                        html.Div(
                            [
                                html.P(id="changes", className="changes",
                                       **{ui.SET: drawn["places"]["changes"]}),
                                html.P(RUNS, className="running", **{"aria-hidden": "true"}),
                            ],
                            className="changing",
                        ),
                        dials.presets(view.question),
                        html.Ul(id="w-legend", className="legend",
                                **{"aria-label": "Legend"}),
                        html.Ol(id="w-events", className="events",
                                **{"aria-label": "Events"}),
                        html.Div(id="w-problem"),
                        html.P(id="status", role="status", className="visually-hidden"),
                        html.P(id="w-draws", className="small draws"),
                        html.Div(cards, className="charts", id="w-charts"),
                        html.P(id="w-note", className="small"),
                    ],
                    className="answers",
                ),
            ],
            className="bench",
        ),
        dcc.Store(id="ask"),
        dcc.Store(id="drawn", data=drawn),
        dcc.Store(id={"view": "whatif"}, data=whatif.query(view)),
    ]  # fmt: skip


def register(app: Dash, shelf: Shelf) -> None:
    """Callbacks of the page, and the addresses of its numbers and its scenario file."""
    app.clientside_callback(
        ClientsideFunction("byungjin", "ask"),
        Output("ask", "data"),
        Input({"dial": ALL}, "value"),
        Input("both", "checked"),
        Input("w-months", "value"),
        Input("w-values", "value"),
        Input("w-bands", "value"),
        State("dial-facts", "data"),
        State({"view": "whatif"}, "data"),
        State("drawn", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "draw"),
        Output("w-charts", "data-drawn"),  # without an output it is not called as the page opens
        Input("drawn", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "rest"),
        Output({"dial": ALL}, "value"),
        Input("reset-dials", "n_clicks"),
        State({"dial": ALL}, "value"),
        State("dial-facts", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "startFrom"),
        Input("w-scenario", "value"),
        Input("w-month", "value"),
        prevent_initial_call=True,
    )
    app.callback(
        Output("drawn", "data"),
        Input("ask", "data"),
        State("visit", "data"),
        prevent_initial_call=True,
    )(lambda asked, visit: answered(shelf, asked, visit))
    app.server.add_url_rule(CSV, "whatif_csv", lambda: numbers(shelf))
    app.server.add_url_rule(TOML, "whatif_toml", lambda: scenario_file(shelf))


def answered(shelf: Shelf, asked: Any, visit: Any) -> dict[str, Any]:
    """Everything on the page that follows the dials; on trouble the charts stay as they are."""
    view = whatif.view_of(asked, list(shelf.titles))
    number = asked.get("number") if isinstance(asked, dict) else None
    dark = served.dark(visit)
    try:
        drawn = _drawn(shelf, _asked(shelf, view, asked), view, dark)
    except SupersededError:
        drawn = {"places": {}}
    except InputError as error:
        what = "This could not be worked out; the charts show what they showed before"
        said = ui.notice(f"{what}: {error}.", "error")
        drawn = {"places": {"w-problem": markup(said)}}
    return drawn | {"number": number}


def _asked(shelf: Shelf, view: WhatIfView, asked: Any) -> Answer:
    """The first draws or, to a page that has them, all: as many as there are after a while."""
    facts = asked if isinstance(asked, dict) else {}
    seen, reader = facts.get("seen"), plain(facts.get("reader", ""), 40)
    more = isinstance(seen, int) and 0 < seen < MOST_DRAWS
    least, patience_s = (seen + 1, PATIENCE_S) if more else (FIRST, 0.0)
    return shelf.bench.ask(view.question, reader, least, patience_s)


def _first(
    shelf: Shelf, answer: Answer | None, view: WhatIfView, dark: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figures a page opens with, and its words; blank charts if there is no answer yet."""
    if answer is None:
        blank, link = blank_spec(theme.tokens("dark" if dark else "light")), whatif.query(view)
        charts = {c.series: _words(c, None, link) for c in CHARTS}
        return {c.series: blank for c in CHARTS}, _page(view, (), charts)
    drawn = _drawn(shelf, answer, view, dark)
    figures = {name: part.pop("figure") for name, part in drawn["charts"].items()}
    return figures, drawn | {"number": "stands"}


def _drawn(shelf: Shelf, answer: Answer, view: WhatIfView, dark: bool) -> dict[str, Any]:
    """What the browser draws of an answer: HTML by the place it stands in, charts by series.

    It goes to the page in one piece and past the library that builds pages: a dial that moves
    changes six charts and forty texts, and telling that library of each took longer than drawing.
    """
    shown = whatif.shown(answer, view, shelf.titles[view.question.scenario])
    link, trouble = whatif.query(view), whatif.trouble(answer)
    figures = _figures(shown, view, answer, dark)
    charts = {
        c.chart.series: _words(c.chart, c, link, answer) | {"figure": figure}
        for c, figure in zip(shown, figures, strict=True)
    }
    page = _page(view, shown, charts)
    page["places"] |= {
        "w-problem": markup([ui.notice(said) for said in (trouble, *of_answer(answer)) if said]),
        "status": markup(whatif.status(answer)),
        "w-draws": markup(whatif.rests_on(answer)),
    }
    return page | {"seen": answer.done, "more": not answer.complete}


def _page(
    view: WhatIfView, shown: Sequence[Comparison], charts: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    places = {
        "changes": dials.changed(view.question),
        "w-legend": [*ui.legend(shown[0]), *ui.recorded_key(shown)] if shown else [],
        "w-events": ui.events_key(shown[0].events) if shown else [],
        "w-note": f"{text.pairing_note(shown[0])} {text.band_note(shown[0])}" if shown else "",
    }
    return {
        "places": {name: markup(inside) for name, inside in places.items()},
        "charts": charts,
        "links": _links(whatif.query(view)),
        "view": whatif.query(view),
    }


def _words(
    chart: Chart, c: Comparison | None, link: str, answer: Answer | None = None
) -> dict[str, Any]:
    """What stands round a chart, as HTML by part, and what the picture is called."""
    sure = _sure(answer, chart) if answer else []
    parts = {
        "unit": text.unit(c) if c else chart.unit,
        "readout": ui.readout(c) if c else "",
        "remark": [*sure, text.remark(c)] if c else "",
        "numbers": ui.numbers(c, _csv(link, chart)) if c else "",
    }
    said = text.describe(c) if c else ui.WAITS
    return {"parts": {name: markup(inside) for name, inside in parts.items()}, "said": said}


def _sure(answer: Answer, chart: Chart) -> list[Any]:
    """How sure the effect is, behind a ring that is filled if most draws agree."""
    filled, words = whatif.agreed(answer, chart.series)
    ring = html.Span("●" if filled else "○", className="ring", **{"aria-hidden": "true"})
    return [html.Span([ring, f" {words} "], className="sure")]


def _links(link: str) -> dict[str, str]:
    return {"w-csv": _csv(link), "toml": TOML + link}


def _figures(
    shown: Sequence[Comparison], view: WhatIfView, answer: Answer, dark: bool
) -> list[dict[str, Any]]:
    colours, origin = theme.tokens("dark" if dark else "light"), whatif.origin(view, answer, PATH)
    return [
        fan_captioned(
            fan_spec(c, colours), c, [whatif.agreed(answer, c.chart.series)[1], *origin], colours
        )
        for c in shown
    ]


def numbers(shelf: Shelf) -> Response:
    """The numbers of a what-if, or of one of its charts, as a CSV file."""
    search = served.search()
    view, _ = whatif.parse(search, list(shelf.titles))
    chart = BY_NAME.get(view_state.fields(search).get("chart", ""))
    answer = shelf.bench.ask(view.question)
    shown = whatif.shown(answer, view, shelf.titles[view.question.scenario])
    wanted = [c for c in shown if chart in (None, c.chart)]
    link = served.address(PATH, whatif.query(view))
    body = export.table(whatif.provenance(answer, link), wanted)
    name = f"byungjin-{chart.series if chart else 'what-if'}-{view.values}.csv"
    return served.file(body, name)


def scenario_file(shelf: Shelf) -> Response:
    """The what-if as a file that `byungjin run` takes."""
    search = served.search()
    view, _ = whatif.parse(search, list(shelf.titles))
    return served.file(view.question.file(), "what-if.toml", "application/toml")


def _csv(link: str, chart: Chart | None = None) -> str:
    return f"{CSV}{link}" + (f"&chart={chart.series}" if chart else "")
