"""What does this rest on? What differs, every parameter with its source, and how to repeat it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from flask import Response

from dashboards import view_state
from dashboards.components import export, served, sureness, ui
from dashboards.data.stores import Opened, Shelf, elsewhere
from dashboards.pages.provenance import view as rests
from dashboards.pages.provenance.view import ProvenanceView
from dashboards.pages.scenarios import controls
from scenarios.reference import provenance

PATH, NAV = "/provenance", "Provenance"
TITLE = "What does this rest on?"
CSV = "/provenance.csv"
WIDTHS = {"name": 210, "value": 96, "unit": 130, "range": 120, "kind": 110, "grade": 110,
          "about": 360, "source": 420}  # fmt: skip
WHICH = {"all": "All", "differing": "Differ here", "held-out": "Rest on later years"}


def layout(shelf: Shelf, search: str, dark: bool) -> list[Any]:
    """The page for an address.

    Raises:
        InputError: there is no store with a finished run, or it cannot be read.
    """
    del dark  # the table follows the page's theme by itself
    opened = shelf.open(view_state.fields(search).get("store")).with_points(
        view_state.named(search)
    )
    view, notes = rests.parse(search, opened)
    return [
        html.H1(TITLE, tabIndex=-1),
        *(ui.notice(note) for note in (*opened.notes, *opened.compared, *notes)),
        _choose(shelf, opened, view),
        html.P(id="status", role="status", className="visually-hidden"),
        html.Div(_differences(opened, view), id="differences", className="sheet"),
        _parameters(opened, view),
        html.Div(_again(opened, view), id="again", className="sheet"),
        ui.made(opened),
        dcc.Store(id={"view": "provenance"}, data=view.query),
    ]


def summary(opened: Opened, search: str) -> list[Any]:
    """What a view rests on, as a report adds it: what differs, how to repeat it, what made it."""
    view, _ = rests.parse(search, opened)
    return [
        html.Div(_differences(opened, view), className="sheet"),
        html.Div(_again(opened, view), id="again", className="sheet"),
    ]


def register(app: Dash, shelf: Shelf) -> None:
    """Callbacks of the page and the address of its numbers."""
    app.callback(
        output={
            "differences": Output("differences", "children"),
            "rows": Output("parameters", "rowData"),
            "count": Output("parameters-count", "children"),
            "again": Output("again", "children"),
            "csv": Output("csv", "href"),
            "view": Output({"view": "provenance"}, "data"),
        },
        inputs={
            "chosen": Input("rests-chosen", "value"),
            "baseline": Input("rests-baseline", "value"),
            "find": Input("rests-find", "value"),
            "kind": Input("rests-kind", "value"),
            "grade": Input("rests-grade", "value"),
            "which": Input("rests-which", "value"),
            "order": Input("rests-order", "data"),
            "link": State({"view": "provenance"}, "data"),
        },
        prevent_initial_call=True,
    )(lambda **asked: update(shelf, **asked))
    app.clientside_callback(
        ClientsideFunction("byungjin", "order"),
        Output("rests-order", "data"),
        Input("parameters", "columnState"),
        prevent_initial_call=True,
    )
    app.server.add_url_rule(CSV, "provenance_csv", lambda: download(shelf))


def update(shelf: Shelf, chosen: Any, baseline: Any, link: Any, **asked: Any) -> dict[str, Any]:
    """Everything on the page that follows the controls."""
    before = view_state.fields(link)
    opened = shelf.open(before.get("store")).with_points(view_state.named(link))
    names = chosen if isinstance(chosen, list) else []
    wanted = {"scenarios": ",".join(map(str, names)), "baseline": str(baseline),
              "given": before.get("given", "")}  # fmt: skip
    view = rests.filtered(rests.parse(view_state.link(wanted), opened)[0], **asked)
    rows = rests.parameters(opened, view)
    return {
        "differences": _differences(opened, view),
        "rows": rows,
        "count": rests.counted(rows, len(provenance.shipped())),
        "again": _again(opened, view),
        "csv": CSV + view.query,
        "view": view.query,
    }


def download(shelf: Shelf) -> Response:
    """The parameters of a view as a CSV file, with their values in each scenario."""
    search = served.search()
    opened = shelf.open(view_state.fields(search).get("store")).with_points(
        view_state.named(search)
    )
    view, _ = rests.parse(search, opened)
    link = served.address(PATH, view.query)
    differing = provenance.differing_parameters(opened.results, view.names)
    rows = [
        [*row.values(), *differing.get(row["name"], [row["value"]] * len(view.names))]
        for row in rests.parameters(opened, view)
    ]
    head = [*rests.COLUMNS, *(f"value in {name}" for name in view.names)]
    notes = [rests.describe_differences(opened, view)]
    notes += [
        f"parameter {d.parameter.name} in {d.scenario}: {d.old:g} before {d.month}, {d.new:g} from "
        f"then on ({d.parameter.unit}; {d.parameter.grade}; {d.parameter.source})"
        for d in provenance.dated_parameters(opened.results, view.names)
    ]
    paths = provenance.differing_paths(opened.results, view.names)
    notes += [
        f"path {path} in {name}: {said}"
        for path, values in paths.items()
        for name, said in zip(view.names, values, strict=True)
    ]
    body = export.plain_table(opened, notes, head, rows, link)
    return served.file(body, "byungjin-provenance.csv")


def _choose(shelf: Shelf, opened: Opened, view: ProvenanceView) -> html.Section:
    return html.Section(
        html.Div(
            [
                controls.chosen_list("rests-chosen", "Scenarios", opened, view.chosen),
                controls.scenario_select("rests-baseline", "Compared with", opened, view.baseline),
                controls.stores(list(shelf.folders()), opened.name),
                controls.actions(CSV + view.query),
            ],
            className="settings",
        ),
        className="controls",
        **{"aria-label": "What to compare"},
    )


def _differences(opened: Opened, view: ProvenanceView) -> list[Any]:
    title = "What differs between these scenarios"
    values = provenance.differing_parameters(opened.results, view.names)
    paths = provenance.differing_paths(opened.results, view.names)
    units = {p.name: p.unit for p in provenance.shipped()}
    badges = [ui.badge(opened.scenarios[n], n == view.baseline) for n in view.names]
    tables = []
    if values:
        rows = [
            [_what(name, units[name]), *_marked([f"{v:g}" for v in row])]
            for name, row in values.items()
        ]
        tables.append(ui.table("Parameters; marked values differ", ["Parameter", *badges], rows))
    tables += _dated(opened, view)
    if paths:
        rows = [[_what(name, provenance.unit(name)), *_marked(row)] for name, row in paths.items()]
        tables.append(ui.table("Dated paths; marked ones differ", ["Path", *badges], rows))
    return [
        html.Section(
            [
                html.H2(title, id="differences-title"),
                html.P(rests.describe_differences(opened, view), className="about"),
                *tables,
            ],
            className="card plain differences",
            **{"aria-labelledby": "differences-title"},
        )
    ]


def _dated(opened: Opened, view: ProvenanceView) -> list[html.Div]:
    """Parameters that change on a date, in any of the scenarios: when, from what, to what, why."""
    rows = [
        [
            _what(d.parameter.name, d.parameter.unit),
            ui.badge(opened.scenarios[d.scenario], d.scenario == view.baseline),
            d.month,
            f"{d.old:g}",
            html.B(f"{d.new:g}"),
            d.parameter.grade,
            d.parameter.source,
        ]
        for d in provenance.dated_parameters(opened.results, view.names)
    ]
    heads = ["Parameter", "In", "From", "Old value", "New value", "Grade", "Source"]
    return [ui.table("Parameters that change on a date", heads, rows)] if rows else []


def _what(name: str, unit: str) -> list[Any]:
    return [html.Code(name), html.Span(f" {unit}", className="when")]


def _marked(cells: Sequence[str]) -> list[Any]:
    """Cells, those that differ from the baseline's marked."""
    return [
        html.Mark(cell) if place and cell != cells[0] else cell for place, cell in enumerate(cells)
    ]


def _parameters(opened: Opened, view: ProvenanceView) -> html.Section:
    rows = rests.parameters(opened, view)
    whole = len(provenance.shipped())
    return html.Section(
        [
            html.H2("Every parameter", id="parameters-title"),
            html.Div(
                [
                    dmc.TextInput(
                        id="rests-find",
                        label="Find",
                        value=view.find,
                        debounce=250,
                        w=220,
                        placeholder="sanctions leak",
                    ),
                    _list("rests-kind", "Kind", rests.KINDS, view.kind),
                    _list("rests-grade", "Grade", rests.GRADES, view.grade),
                    controls.segments("rests-which", "Which", WHICH, view.which),
                ],
                className="settings",
            ),
            html.P(
                rests.counted(rows, whole), id="parameters-count", className="about", role="status"
            ),
            dcc.Store(id="rests-order", data=view.order),
            _grid(rows, view.order),
        ],
        className="card plain",
        **{"aria-labelledby": "parameters-title"},
    )


def _list(name: str, label: str, options: Sequence[str], value: str) -> dmc.Select:
    return dmc.Select(
        id=name, label=label, data=list(options), value=value, w=150, allowDeselect=False,
        **controls.DROPDOWN,
    )  # fmt: skip


def _grid(rows: list[dict[str, Any]], order: str) -> dag.AgGrid:
    way = "desc" if order.endswith("-") else "asc"
    columns = [
        {
            "field": field,
            "headerName": title,
            "width": WIDTHS[field],
            **({"type": "numericColumn"} if field == "value" else {}),
            **({"tooltipField": field} if field in ("about", "source") else {}),
            **({"sort": way} if field == order.removesuffix("-") else {}),
        }
        for field, title in rests.COLUMNS.items()
    ]
    return dag.AgGrid(
        id="parameters",
        rowData=rows,
        columnDefs=columns,
        defaultColDef={"sortable": True, "resizable": True, "filter": False},
        dashGridOptions={
            "animateRows": False,
            "tooltipShowDelay": 300,
            "suppressMovableColumns": True,
            "rowHeight": 36,
        },
        style={"height": "520px", "width": "100%"},
    )


def _again(opened: Opened, view: ProvenanceView) -> list[Any]:
    other = elsewhere(opened)  # a page that these runs can be shown on
    link = next(iter(other.pages.values())).lstrip("/") if other else \
        f"scenarios{view_state.query(_compared(view))}"  # fmt: skip
    lines = provenance.commands(opened.results, view.names, link)
    said = sureness.kept(opened.results, view.given, view.baseline)[1]
    made = dict.fromkeys(["draws shown"] if said else [], " ".join(said))
    facts = [
        part
        for name, value in (made | provenance.made_by(opened.results)).items()
        for part in (html.Dt(name), html.Dd(value))
    ]
    return [
        html.Section(
            [
                html.H2("Run it again", id="again-title"),
                html.P("Equal code and seeds give equal figures."),
                html.Pre("\n".join(lines), tabIndex=0, role="region",
                         **{"aria-label": "Commands"}),
            ],
            className="card plain",
            **{"aria-labelledby": "again-title"},
        ),
        html.Section(
            [html.H2("What made these runs", id="made-title"), html.Dl(facts, className="facts")],
            className="card plain",
            **{"aria-labelledby": "made-title"},
        ),
    ]  # fmt: skip


def _compared(view: ProvenanceView) -> view_state.ScenariosView:
    return view_state.ScenariosView(view.store, view.baseline, view.chosen, given=view.given)
