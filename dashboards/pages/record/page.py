"""How well does the model repeat the record? Beside history, scored, and what is judgement."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from flask import Response

from dashboards import theme, view_state
from dashboards.components import export, served, text, ui
from dashboards.data.stores import Opened, Shelf
from dashboards.figures.caption import captioned
from dashboards.figures.dots import Kind, Mark, Row, dots_spec
from dashboards.figures.heat import heat_spec
from dashboards.figures.shares import shades, shares_spec
from dashboards.figures.yearly import yearly_spec
from dashboards.pages.record import criteria, user_figures
from dashboards.pages.record import view as scores
from dashboards.pages.record.view import Card, RecordView
from dashboards.pages.scenarios import controls
from scenarios.definition import parameter_sets

PATH, NAV = "/record", "Record"
TITLE = "How well does the model repeat the record?"
CSV = "/record.csv"
CAUTION = (
    "Parameters were fitted to 2012-2019 alone; the mechanisms were chosen by people who know how "
    "later years ended, so even the held-out scores flatter. With five held-out years a difference "
    "of a few tenths means nothing."
)
SYMBOLS = {
    "zero": "square-open",
    "mean": "triangle-up-open",
    "ar1": "diamond-open",
    "random_walk": "x-thin-open",
    "exports_log": "triangle-down-open",
    "exports_percent": "hexagon-open",
}
MODEL = "model"


def layout(shelf: Shelf, search: str, dark: bool) -> list[Any]:
    """The page for an address.

    Raises:
        InputError: there is no store with a finished run, or it cannot be read.
    """
    asked = view_state.fields(search).get("store")
    opened = shelf.open(asked) if asked else shelf.first(scores.holds_history)
    if not scores.holds_history(opened):
        return _without(shelf, opened)
    card = scores.card(opened.results)
    view, notes = scores.parse(search, opened, card)
    return [
        html.H1(TITLE, tabIndex=-1),
        *(
            ui.notice(note)
            for note in (*opened.notes, *notes, parameter_sets.provisional())
            if note
        ),
        _controls(shelf, opened, card, view),
        html.P(id="status", role="status", className="visually-hidden"),
        dcc.Loading(
            html.Div(_cards(shelf, opened, view, dark), id="record-cards", className="sheet"),
            delay_show=400,
            overlay_style={"visibility": "visible", "opacity": 0.5},
        ),
        html.P(CAUTION, className="small"),
        ui.made(opened),
        dcc.Store(id={"view": "record"}, data=view.query),
    ]


def register(app: Dash, shelf: Shelf) -> None:
    """Callbacks of the page and the address of its numbers."""
    app.callback(
        output={
            "cards": Output("record-cards", "children"),
            "csv": Output("csv", "href"),
            "status": Output("status", "children"),
            "view": Output({"view": "record"}, "data"),
        },
        inputs={
            "mode": Input("record-mode", "value"),
            "link": State({"view": "record"}, "data"),
            "visit": State("visit", "data"),
        },
        prevent_initial_call=True,
    )(lambda **asked: update(shelf, **asked))
    app.server.add_url_rule(CSV, "record_csv", lambda: download(shelf))


def update(shelf: Shelf, mode: Any, link: Any, visit: Any) -> dict[str, Any]:
    """Everything on the page that follows the controls."""
    before = view_state.fields(link)
    opened = shelf.open(before.get("store"))
    card = scores.card(opened.results)
    view, _ = scores.parse(view_state.link(before | {"mode": str(mode)}), opened, card)
    dark = served.dark(visit)
    return {
        "cards": _cards(shelf, opened, view, dark),
        "csv": CSV + view.query,
        "status": f"Charts updated: {scores.modes(card)[view.mode]}.",
        "view": view.query,
    }


def download(shelf: Shelf) -> Response:
    """What the model makes beside the record, and every score, as a CSV file."""
    search = served.search()
    opened = shelf.open(view_state.fields(search).get("store"))
    card = scores.card(opened.results)
    view, _ = scores.parse(search, opened, card)
    link = served.address(PATH, view.query)
    head = ("figure", "unit", "kind", "window", "year", "value")
    rows = [*_rows(card, view.mode), *criteria.rows(card)]
    rows += user_figures.rows(scores.own(shelf, opened, view))
    body = export.plain_table(opened, [*card["notes"], CAUTION], head, rows, link)
    return served.file(body, f"byungjin-record-{view.mode}.csv")


def _rows(card: Card, mode: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for name, by_window in card["modes"][mode].items():
        unit = card["observations"][name]["unit"]
        known = card["observations"][name]["values"].items()
        rows += [(name, unit, "recorded", "", int(year), float(value)) for year, value in known]
        for window, score in by_window.items():
            made = score["predicted"].items()
            rows += [(name, unit, MODEL, window, int(y), float(v)) for y, v in made]
            rows += [(name, unit, "rmse model", window, "", score["rmse"] or math.nan)]
            rows += [
                (name, unit, f"rmse {k}", window, "", e) for k, e in scores.naive(score).items()
            ]
    return rows


def _without(shelf: Shelf, opened: Opened) -> list[Any]:
    """What stands here where a store holds no history."""
    how = html.P(["Run: ", html.Code("byungjin run history-conditional history-semi-endogenous")])
    return [
        html.H1(TITLE, tabIndex=-1),
        html.Section(
            html.Div(controls.stores(list(shelf.folders()), opened.name), className="settings"),
            className="controls",
            **{"aria-label": "What to look at"},
        ),
        ui.empty("No history among these runs", html.P(f"{scores.refuse(opened)}."), how),
    ]


def _controls(shelf: Shelf, opened: Opened, card: Card, view: RecordView) -> html.Section:
    return html.Section(
        html.Div(
            [
                controls.segments("record-mode", "History run as", scores.modes(card), view.mode),
                controls.stores(list(shelf.folders()), opened.name),
                controls.actions(CSV + view.query),
            ],
            className="settings",
        ),
        className="controls",
        **{"aria-label": "What to look at"},
    )


def _cards(shelf: Shelf, opened: Opened, view: RecordView, dark: bool) -> list[Any]:
    card, scored = scores.card(opened.results), scores.own(shelf, opened, view)
    colours = theme.tokens("dark" if dark else "light")
    origin = export.origin(opened, PATH + view.query)
    return [
        _history(card, view, colours, origin),
        *([user_figures.card(scored)] if scored else []),
        html.Div(
            [_scores(card, view, window, colours, origin) for window in scores.WINDOWS],
            className="halves",
        ),
        criteria.card(card),
        _errors(card, view, colours, origin),
        _grades(colours, origin),
    ]


def _history(
    card: Card, view: RecordView, colours: theme.Tokens, origin: Sequence[str]
) -> html.Section:
    """Small charts, one a figure: the model's line and the record's dots."""
    key = [
        html.Span([html.Span(className="sample accent"), "model, mean over seeds"]),
        html.Span([html.Span(className="swatch dot"), "recorded"]),
        html.Span([html.Span(className="swatch shade"), "held out: never fitted to"]),
    ]
    small = [_one(card, view, name, colours, origin) for name in card["modes"][view.mode]]
    return html.Section(
        [
            html.H2("The model beside the record", id="history-title", className="group"),
            html.P(key, className="track-key"),
            html.Div(small, className="charts small-charts"),
        ],
        **{"aria-labelledby": "history-title"},
    )


def _one(
    card: Card, view: RecordView, name: str, colours: theme.Tokens, origin: Sequence[str]
) -> html.Figure:
    made = scores.level(name, scores.predicted(card, view.mode, name))
    known = scores.level(name, scores.recorded(card, name))
    title, unit = scores.figure(name), scores.shown_unit(card, name)
    digits = scores.digits(name, known)
    figure = yearly_spec(made, known, scores.HELD_OUT, digits, colours)
    both = [year for year in made if year in known]
    said = (
        f"{title}, {unit}, {both[0]} to {both[-1]}: in {both[-1]} the model makes "
        f"{text.number(made[both[-1]], digits)}, recorded is "
        f"{text.number(known[both[-1]], digits)}."
        if both
        else f"{title}: nothing on record to compare with."
    )
    rows = [
        [str(y), *(text.number(v.get(y, math.nan), digits) for v in (made, known))]
        for y in sorted({*made, *known})
    ]
    words = [html.P(said), ui.table(unit, ["Year", "Model", "Recorded"], rows, title)]
    return ui.framed(
        f"record-{name}",
        title,
        html.P(unit, className="unit"),
        ui.picture(
            {"part": "picture", "chart": name},
            {"part": "record", "chart": name},
            captioned(figure, title, unit, [said, CAUTION, *origin]),
            said,
        ),
        numbers=html.Div(words),
        heading=html.H3,
    )


def _scores(
    card: Card, view: RecordView, window: str, colours: theme.Tokens, origin: Sequence[str]
) -> html.Figure:
    """The model's error beside naive ones, all beside the best naive one."""
    title = f"Errors beside naive forecasts, {scores.WINDOWS[window]}"
    unit = "root mean squared error; 1 = that of the best naive forecast"
    scored = {n: by[window] for n, by in card["modes"][view.mode].items() if window in by}
    looks = {kind: Kind(SYMBOLS[kind], colours.muted, 9) for kind in SYMBOLS}
    looks[MODEL] = Kind("circle", colours.accent, 13)
    rows = [Row(scores.figure(n), _marks(score)) for n, score in scored.items()]
    said = scores.describe_scores(card, view.mode, window)
    figure = captioned(
        dots_spec(rows, looks, colours, scores.FAR), title, unit, [said, CAUTION, *origin]
    )
    return ui.framed(
        f"scores-{window}",
        title,
        html.P(unit, className="unit"),
        html.P(_symbols_key(), className="track-key"),
        ui.picture(
            {"part": "picture", "chart": window}, {"part": "scores", "chart": window}, figure, said
        ),
        numbers=html.Div([html.P(said), _score_table(scored, title)]),
    )


def _marks(score: Mapping[str, Any]) -> tuple[Mark, ...]:
    found = scores.beside_best(score)
    if found is None:
        return ()
    naive = [
        Mark(kind, ratio, f"{scores.NAIVE.get(kind, kind)}: {ratio:.2f}")
        for kind, ratio in found[1].items()
        if kind in SYMBOLS
    ]
    return (*naive, Mark(MODEL, found[0], f"model: {found[0]:.2f}"))


def _symbols_key() -> list[html.Span]:
    signs = {"zero": "□", "mean": "△", "ar1": "◇", "random_walk": "✕", "exports_log": "▽",
             "exports_percent": "⬡"}  # fmt: skip
    dot = html.Span("●", className="sign accent", **{"aria-hidden": "true"})
    naive = [
        html.Span([html.Span(signs[k], className="sign", **{"aria-hidden": "true"}), words])
        for k, words in scores.NAIVE.items()
    ]
    return [html.Span([dot, html.B("model")]), *naive]


def _score_table(scored: Mapping[str, Mapping[str, Any]], title: str) -> html.Div:
    rows = []
    for name, score in scored.items():
        naive = scores.naive(score)
        cells = [score["rmse"], score["correlation"], *(naive.get(kind) for kind in scores.NAIVE)]
        shown = ["–" if cell is None else text.number(cell, 2) for cell in cells]
        rows.append([scores.figure(name), str(score["n"]), *shown])
    heads = ["Figure", "Years", "Model", "Correlation", *scores.NAIVE.values()]
    return ui.table("Root mean squared errors, in points or in logs", heads, rows, title)


def _errors(
    card: Card, view: RecordView, colours: theme.Tokens, origin: Sequence[str]
) -> html.Figure:
    title, unit = "Which years and sectors it misses", "the model less the record, points"
    names, years, gaps = scores.errors(card, view.mode)
    shown = [scores.figure(name) for name in names]
    said = scores.describe_errors(card, view.mode)
    swings = [scores.swing(card, name) for name in names]
    figure = heat_spec(shown, years, gaps, swings, "points", colours)
    rows = [
        [name, *(text.number(v, 1, signed=True) if math.isfinite(v) else "–" for v in row)]
        for name, row in zip(shown, gaps, strict=True)
    ]
    caption = f"{unit}; 2020 and later are held out"
    table = ui.table(caption, ["", *map(str, years)], rows, title)
    graph = ui.picture(
        {"part": "picture", "chart": "errors"},
        "errors-figure",
        captioned(figure, title, unit, [said, CAUTION, *origin]),
        said,
    )
    return ui.framed(
        "record-errors",
        title,
        html.P(f"{unit}; colour: beside the figure's own swing on record", className="unit"),
        ui.scrolling(graph, f"{title}: chart"),
        numbers=html.Div([html.P(said), table]),
        kind="chart heat",
    )


def _grades(colours: theme.Tokens, origin: Sequence[str]) -> html.Figure:
    title, unit = "What is data, what is judgement", "share of numbers by how well they are known"
    counts, order = scores.grades()
    said = scores.describe_grades()
    key = [
        html.Span([html.Span(className="swatch", style={"background": colour}), grade])
        for grade, colour in zip(order, shades(len(order), colours), strict=True)
    ]
    rows = [
        [name, *(str(group.get(grade, 0)) for grade in order)] for name, group in counts.items()
    ]
    return ui.framed(
        "record-grades",
        title,
        html.P(unit, className="unit"),
        html.P(key, className="track-key"),
        ui.picture(
            {"part": "picture", "chart": "grades"},
            "grades-figure",
            captioned(shares_spec(counts, order, colours), title, unit, [said, *origin]),
            said,
        ),
        numbers=html.Div([html.P(said), ui.table("Numbers by grade", ["", *order], rows, title)]),
    )
