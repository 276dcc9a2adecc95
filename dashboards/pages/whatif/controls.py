"""The panel of dials on the page of what-ifs: where to start, levers, assumptions, files."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.components import ui
from dashboards.components.markup import markup
from dashboards.data.comparison import MOST_RUNS
from dashboards.pages.scenarios.controls import BANDS, DROPDOWN, VALUES, segments
from dashboards.pages.whatif import view as whatif
from dashboards.pages.whatif.view import HORIZONS, WhatIfView
from scenarios.definition.controls import ASSUMPTIONS, POLICY, Dial, Value, dials
from scenarios.what_if.answers import Question, draws

GROUPS = {POLICY: "Policy levers", ASSUMPTIONS: "Assumptions"}
YEARS = range(2012, 2041)
PRESETS = {
    "Markets left alone": "market.tightness=0.05",
    "Markets pressed hard": "market.tightness=0.9",
    "China stops enforcing": "compliance.china=0",
    "Economy first": "doctrine=economy_first",
    "Arms orders end": "arms.orders=0",
    "Half the sanctions lifted": "sanctions=0.5",
}
"""Starting points for a reader who sees the page for the first time."""


def panel(view: WhatIfView, titles: dict[str, str], file: str) -> html.Aside:
    """All dials, set to a view.

    Args:
        view: what is asked.
        titles: of the scenarios that may be started from, by name.
        file: address of the scenario file.
    """
    q = view.question
    start = whatif.starting_values(q.scenario, q.month)
    said = whatif.start_words(q.scenario, q.month)
    return html.Aside(
        [
            html.Div(
                [_where(q, titles), *(_group(group, q, start, said) for group in GROUPS)],
                className="turning",
            ),
            dcc.Store(id="dial-facts", data=facts(start, said)),
            html.Div(
                [
                    html.Button("Reset dials", id="reset-dials", className="button"),
                    html.A("Save as scenario", id="toml", className="button", download="",
                           href=file),
                ],
                className="actions",
            ),
        ],
        className="panel card",
        **{"aria-label": "Dials"},
    )  # fmt: skip


def view_controls(view: WhatIfView, csv: str) -> html.Div:
    """How the charts count and what leaves the page."""
    return html.Div(
        [
            segments("w-values", "Values", VALUES, view.values),
            segments(
                "w-bands",
                "Bands",
                BANDS | {"runs": f"{min(MOST_RUNS, len(draws()))} draws"},
                view.bands,
            ),
            html.Div(
                [
                    html.Button("Copy link", id="copy", className="button"),
                    html.A("Download CSV", id="w-csv", className="button", download="", href=csv),
                ],
                className="actions",
            ),
        ],
        className="settings",
    )


def presets(question: Question) -> html.P:
    """Links that turn one dial."""
    base = {"scenario": question.scenario, "from": question.month, "months": question.months}
    head = "&".join(f"{k}={v}" for k, v in base.items())
    links = [
        dcc.Link(title, href=f"/what-if?{head}&{change}&values=difference")
        for title, change in PRESETS.items()
    ]
    return html.P(["Try: ", *links], className="presets")


def facts(start: dict[str, Value | None], said: dict[str, str]) -> dict[str, Any]:
    """What the browser must know to say a value and to tell whether a dial is turned."""
    return {
        name: {
            "rest": _rest(dial, start[name]),
            "said": said[name],
            "digits": whatif.digits(dial),
            "step": dial.step,
            "free": start[name] is None,
        }
        for name, dial in dials().items()
    }


def _rest(dial: Dial, start: Value | None) -> Value | None:
    """Where a control stands while its dial is not turned."""
    if start is None and not dial.choices:
        return round((dial.low + dial.high) / 2, 6)
    return start


def _where(q: Question, titles: dict[str, str]) -> html.Div:
    months = sorted({f"{year}-01" for year in YEARS} | {q.month})
    spans = {str(m): f"{m // 12} years" for m in sorted({*HORIZONS, q.months})}
    return html.Div(
        [
            _select("w-scenario", "Starting from", titles, q.scenario),
            html.Div(
                [
                    _select("w-month", "Dials take effect", {m: _month(m) for m in months},
                            q.month),
                    _select("w-months", "Run on for", spans, str(q.months)),
                ],
                className="pair",
            ),
        ],
        className="where",
    )  # fmt: skip


def _select(name: str, label: str, options: dict[str, str], value: str) -> dmc.Select:
    data = [{"value": k, "label": words} for k, words in options.items()]
    return dmc.Select(id=name, label=label, data=data, value=value, allowDeselect=False, **DROPDOWN)


def _month(month: str) -> str:
    import pandas as pd

    return f"{pd.Timestamp(month):%b %Y}"


def _group(
    group: str, q: Question, start: dict[str, Value | None], said: dict[str, str]
) -> html.Details:
    found = [dial for dial in dials().values() if dial.group == group]
    both = dmc.Switch(id="both", label="Change them in the baseline too", checked=q.both, size="sm")
    return html.Details(
        [
            html.Summary(html.H2(GROUPS[group])),
            *([both] if group == ASSUMPTIONS else []),
            *(
                _dial(dial, q.settings.get(dial.name), start[dial.name], said[dial.name])
                for dial in found
            ),
            _meanings(found, said),
        ],
        open=True,
        className="dials",
    )


def _dial(dial: Dial, turned: Value | None, start: Value | None, said: str) -> html.Div:
    moved = turned is not None and turned != start
    return html.Div(
        [
            html.Div(className="row", **{ui.SET: markup(_head(dial, turned, said))}),
            _control(dial, turned if moved else start, start),
        ],
        id={"row": dial.name},
        className="dial turned" if moved else "dial",
    )


def _head(dial: Dial, turned: Value | None, start: str) -> list[Any]:
    """What stands above a control: its name, the way back, where it stands."""
    about = "\n".join(f"{name}: {words}" for name, words in meaning(dial, start))
    return [
        html.Span(dial.title, className="term", title=f"{dial.about}\n{about}"),
        html.Button(
            start,
            className="undo",
            title="Back to where the scenario has it",
            **{"data-undo": dial.name, "aria-label": f"{dial.title}: back to where it stood"},
        ),
        html.Span(
            start if turned is None else whatif.said(dial, turned),
            className="visually-hidden" if dial.choices else "value",
            **{"data-said": dial.name},
        ),
    ]


def _control(dial: Dial, value: Value | None, start: Value | None) -> Any:
    key = {"dial": dial.name}
    if dial.choices:
        data = [{"value": name, "label": whatif.words(name)} for name in dial.choices]
        return dmc.Select(id=key, data=data, value=value, allowDeselect=False,
                          placeholder="the model decides", **{"aria-label": dial.title},
                          **DROPDOWN)  # fmt: skip
    rest = _rest(dial, start)
    return dmc.Slider(
        id=key,
        min=dial.low,
        max=dial.high,
        step=dial.step,
        precision=6,
        value=rest if value is None else value,
        marks=[{"value": rest}],
        label=None,
        size="sm",
        thumbSize=18,
        updatemode="drag",
        thumbLabel=f"{dial.title}, {dial.unit}",
    )


def meaning(dial: Dial, start: str) -> list[tuple[str, str]]:
    """Unit, range, start, grade and source of a dial."""
    ends = f"{whatif.said(dial, dial.low)} to {whatif.said(dial, dial.high)}"
    names = ", ".join(map(whatif.words, dial.choices))
    return [
        ("Unit", dial.unit),
        ("Range", names or ends),
        ("Scenario", start),
        ("Grade", dial.grade),
        ("Source", dial.source),
    ]


def _meanings(found: list[Dial], said: dict[str, str]) -> html.Details:
    rows: list[Any] = []
    for dial in found:
        facts_ = "; ".join(f"{name.lower()} {words}" for name, words in
                           meaning(dial, said[dial.name]))  # fmt: skip
        rows += [html.Dt(dial.title), html.Dd([dial.about, " ", *ui.prose(facts_), "."])]
    inside = html.Div(**{ui.SET: markup(html.Dl(rows))})
    return html.Details([html.Summary("What these are"), inside], className="meanings")


def changed(question: Question) -> list[Any]:
    """What is turned, from what to what, in one line."""
    listed = list(whatif.changes(question))
    if not listed:
        return ["Nothing is changed yet: turn a dial, or try one of these."]
    items = [
        html.Span([f"{title} ", html.Span(before, className="when"), " → ", html.B(after)])
        for title, before, after in listed
    ]
    too = " Assumptions are changed in the baseline too." if question.both else ""
    return [*items, html.Span(too, className="when")] if too else items
