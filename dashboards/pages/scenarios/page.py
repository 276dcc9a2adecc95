"""What happens in each scenario, compared with what? Fans beside a baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from flask import Response

from dashboards import theme, view_state
from dashboards.components import export, served, sureness, text, ui, uses
from dashboards.data import record
from dashboards.data.charts import BY_NAME, GROUPS, MAIN, Chart
from dashboards.data.comparison import Comparison, comparison
from dashboards.data.stores import Opened, Shelf
from dashboards.figures.caption import fan_captioned
from dashboards.figures.fan import fan_spec
from dashboards.pages.scenarios import controls
from dashboards.view_state import ScenariosView
from model.errors import InputError
from scenarios.analysis.deliveries import sentences

PATH, NAV = "/", "Scenarios"
TITLE = "What happens in each scenario, compared with what?"
CSV = "/scenarios.csv"
LATER = "scenarios-uses"
"""What is worked out once the charts stand: the table of uses."""


def layout(shelf: Shelf, search: str, dark: bool) -> list[Any]:
    """The page for an address: controls, legend, six charts.

    Raises:
        InputError: there is no store with a finished run, or it cannot be read.
    """
    opened = shelf.at(search)
    view, notes = view_state.parse(search, list(opened.scenarios), opened.name, opened.baseline)
    shown = _shown(opened, view, shelf)
    link = view_state.query(view)
    return [
        html.H1(TITLE, tabIndex=-1),
        *(
            ui.notice(note)
            for note in (*opened.notes, *opened.compared, *notes, *_unseen(shelf, view))
        ),
        controls.controls(shelf, opened, view, _csv(link)),
        html.Ul(_legend(shown), id="legend", className="legend", **{"aria-label": "Legend"}),
        html.Ol(ui.events_key(shown[0].events), className="events", **{"aria-label": "Events"}),
        html.Div(_given(opened, view), id="given"),
        html.P(id="status", role="status", className="visually-hidden"),
        dcc.Loading(
            html.Div(_groups(opened, view, shown, dark)),
            delay_show=400,
            overlay_style={"visibility": "visible", "opacity": 0.5},
        ),
        html.P(dcc.Link(*_other(view), id="more", className="button"), className="more"),
        html.P(_notes(opened, view, shown), id="bands-note", className="small"),
        html.Div(id={"later": LATER}, className="sheet"),
        ui.made(opened),
        dcc.Store(id={"view": "scenarios"}, data=link),
    ]


def register(app: Dash, shelf: Shelf) -> None:
    """Callbacks of the page and the address of its numbers."""
    app.callback(
        output={
            "figures": Output({"part": "figure", "chart": ALL}, "figure"),
            "pictures": Output({"part": "picture", "chart": ALL}, "aria-label"),
            "units": Output({"part": "unit", "chart": ALL}, "children"),
            "readouts": Output({"part": "readout", "chart": ALL}, "children"),
            "remarks": Output({"part": "remark", "chart": ALL}, "children"),
            "numbers": Output({"part": "numbers", "chart": ALL}, "children"),
            "chosen": Output("chosen", "value"),
            "off": Output({"pill": ALL}, "disabled"),
            "pills": Output({"pill": ALL}, "className"),
            "about": Output("about-scenarios", "children"),
            "legend": Output("legend", "children"),
            "note": Output("bands-note", "children"),
            "given": Output("given", "children"),
            "csv": Output("csv", "href"),
            "more": Output("more", "href"),
            "status": Output("status", "children"),
            "view": Output({"view": "scenarios"}, "data"),
        },
        inputs={
            "chosen": Input("chosen", "value"),
            "baseline": Input("baseline", "value"),
            "values": Input("values", "value"),
            "bands": Input("bands", "value"),
            "link": State({"view": "scenarios"}, "data"),
            "visit": State("visit", "data"),
        },
        prevent_initial_call=True,
    )(lambda **asked: update(shelf, **asked))
    app.clientside_callback(
        ClientsideFunction("byungjin", "openStore"),
        Input("store", "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "openSeries"),
        Input("series", "value"),
        prevent_initial_call=True,
    )
    app.callback(
        Output({"later": LATER}, "children"),
        Input({"view": "scenarios"}, "data"),
        State("visit", "data"),
    )(lambda link, visit: later(shelf, LATER, link, visit))
    app.server.add_url_rule(CSV, "scenarios_csv", lambda: download(shelf))


def later(shelf: Shelf, name: str, link: Any, visit: Any) -> Any:
    """What the first scenario chosen takes from defence, and what it became, in the last year."""
    opened = shelf.at(link)
    view, _ = view_state.parse(link, list(opened.scenarios), opened.name, opened.baseline)
    if not view.chosen:
        return []
    pair, dark = (view.chosen[0], view.baseline), served.dark(visit)
    origin = export.origin(opened, PATH + view_state.query(view))
    asked = {"store": opened.name, "scenario": pair[0], "baseline": pair[1]}
    others = dcc.Link("Other years and scenarios", "/flows" + view_state.link(asked))
    return [uses.card(opened, pair, None, dark, origin), html.P(others, className="small")]


def update(
    shelf: Shelf, chosen: Any, baseline: Any, values: Any, bands: Any, link: Any, visit: Any
) -> dict[str, Any]:
    """Everything on the page that follows the controls."""
    opened = shelf.at(link)
    view = view_state.valid(
        list(opened.scenarios),
        store=opened.name,
        baseline=baseline,
        chosen=chosen,
        values=values,
        bands=bands,
        show=view_state.fields(link).get("show"),
        series=view_state.listed(view_state.fields(link).get("series")),
        given=sureness.conditions(view_state.fields(link).get("given"))[0],
        default=opened.baseline,
    )
    moved = view.baseline != view_state.fields(link).get("baseline")
    shown, link = _shown(opened, view, shelf), view_state.query(view)
    dark = served.dark(visit)
    return {
        "figures": [_figure(opened, c, link, dark) for c in shown],
        "pictures": [text.describe(c) for c in shown],
        "units": [text.unit(c) for c in shown],
        "readouts": [ui.readout(c) for c in shown],
        "remarks": [ui.remarks(c) for c in shown],
        "numbers": [ui.numbers(c, _csv(link, c.chart)) for c in shown],
        "about": controls.about(opened, view.baseline) if moved else no_update,
        "legend": _legend(shown),
        "note": _notes(opened, view, shown),
        "given": _given(opened, view),
        "csv": _csv(link),
        "more": _other(view)[1],
        "view": link,
        "status": f"Charts updated: {len(view.chosen)} beside the baseline.",
        # Written back only where something was refused: an echo could undo a later press.
        "chosen": no_update if _same(chosen, view) else list(view.chosen),
        **controls.pills(opened, view),
    }


def _same(chosen: Any, view: ScenariosView) -> bool:
    return isinstance(chosen, list) and sorted(map(str, chosen)) == sorted(view.chosen)


def download(shelf: Shelf) -> Response:
    """The numbers of a view, or of one of its charts, as a CSV file."""
    search = served.search()
    opened = shelf.at(search)
    view, _ = view_state.parse(search, list(opened.scenarios), opened.name, opened.baseline)
    chart = BY_NAME.get(view_state.fields(search).get("chart", ""))
    shown = _shown(opened, view, shelf, (chart,) if chart else ())
    link = served.address(PATH, view_state.query(view))
    said = sureness.kept(opened.results, view.given, view.baseline)[1]
    made = [*export.provenance(opened, link), *(("given", words) for words in said)]
    body = export.table(made, shown)
    name = f"byungjin-{chart.series if chart else 'scenarios'}-{view.values}.csv"
    return served.file(body, name)


def _shown(
    opened: Opened, view: ScenariosView, shelf: Shelf, charts: Sequence[Chart] = ()
) -> list[Comparison]:
    wanted = charts or [BY_NAME[name] for group in _charts(view).values() for name in group]
    results, _ = sureness.kept(opened.results, view.given, view.baseline)
    shown = [
        comparison(
            results,
            opened.scenarios,
            chart,
            view,
            (*record.dots(chart.series), *record.own(shelf.observed, chart.series)),
            record.events(),
        )
        for chart in wanted
        if chart.series in opened.results.units
    ]
    if not shown:
        raise InputError(f"{opened.name}: holds none of the series that this page shows")
    return shown


def _charts(view: ScenariosView) -> dict[str, tuple[str, ...]]:
    """Names of the charts shown, by the heading they stand under."""
    if view.series:
        return {"": view.series}
    return GROUPS if view.show == "twelve" else {"": MAIN}


def _groups(
    opened: Opened, view: ScenariosView, shown: Sequence[Comparison], dark: bool
) -> list[Any]:
    """The charts, under the headings of their groups."""
    link, by_name = view_state.query(view), {c.chart.series: c for c in shown}
    parts: list[Any] = []
    for heading, names in _charts(view).items():
        found = [by_name[name] for name in names if name in by_name]
        cards = [
            ui.card(c.chart, c, _figure(opened, c, link, dark), _csv(link, c.chart), bool(heading))
            for c in found
        ]
        parts += [html.H2(heading, className="group")] if heading and cards else []
        parts.append(html.Div(cards, className="charts"))
    return parts


def _figure(opened: Opened, c: Comparison, link: str, dark: bool) -> dict[str, Any]:
    colours = theme.tokens("dark" if dark else "light")
    said = sureness.kept(opened.results, view_state.fields(link).get("given", ""), c.baseline.name)[
        1
    ]
    lines = [text.sure(c), *said, *export.origin(opened, PATH + link)]
    return fan_captioned(fan_spec(c, colours), c, lines, colours)


def _given(opened: Opened, view: ScenariosView) -> list[Any]:
    """Which draws are shown, and the way back to all of them."""
    _, said = sureness.kept(opened.results, view.given, view.baseline)
    everything = dcc.Link("Show all draws", PATH + view_state.query(replace(view, given="")))
    return [ui.notice([words, " ", everything]) for words in said]


def _other(view: ScenariosView) -> tuple[str, str]:
    """Words and address of the view with the other number of charts."""
    if view.series:
        return "Show the six main measures", PATH + view_state.query(replace(view, series=()))
    show, words = {
        "six": ("twelve", "Show all twelve measures"),
        "twelve": ("six", "Show the six main measures"),
    }[view.show]
    return words, PATH + view_state.query(replace(view, show=show))


def _unseen(shelf: Shelf, view: ScenariosView) -> list[Any]:
    """Says which of the reader's own series are not charted, and leads to their charts."""
    if shelf.observed is None:
        return []
    charted = {name for names in _charts(view).values() for name in names}
    names = [name for name in dict.fromkeys(shelf.observed["series"]) if name not in charted]
    chosen = replace(view, series=tuple(names[: view_state.CHARTED]))
    there = dcc.Link("Chart them", PATH + view_state.query(chosen))
    return (
        [[f"Your figures of {text.listed(names)} are not charted here. ", there]] if names else []
    )


def _csv(link: str, chart: Chart | None = None) -> str:
    return f"{CSV}{link}" + (f"&chart={chart.series}" if chart else "")


def _legend(shown: Sequence[Comparison]) -> list[html.Li]:
    return [*ui.legend(shown[0]), *ui.recorded_key(shown)]


def _notes(opened: Opened, view: ScenariosView, shown: Sequence[Comparison]) -> str:
    """How differences and bands are taken, and what is to be said of scenarios about arms."""
    arms = sentences(opened.results, [view.baseline, *view.chosen])
    return " ".join(filter(None, [text.pairing_note(shown[0]), text.band_note(shown[0]), *arms]))
