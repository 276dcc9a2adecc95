"""A view as one HTML file that stands alone: drawn by the page itself, asking nobody for anything.

The page's own layout is written out: charts become figures that the embedded library draws,
controls fall away, and what the runs rest on is added at the end.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dash.development.base_component import Component

from dashboards import app, theme, view_state
from dashboards.components import markup, ui
from dashboards.data.stores import Shelf
from dashboards.pages.provenance import page as provenance
from model.errors import InputError, unknown
from scenarios.storage import store

if TYPE_CHECKING:
    import pandas as pd

ASSETS = Path(__file__).parent / "assets"
HOME = "scenarios"
LEFT_OUT = {"controls", "settings", "more", "skip"}
"""Classes of what only a served page can do."""
DRAW = """
"use strict";
const figures = JSON.parse(document.getElementById("figures").textContent);
const settings = JSON.parse(document.getElementById("settings").textContent);
for (const place of document.querySelectorAll("[data-figure]")) {
  const figure = figures[place.dataset.figure];
  Plotly.newPlot(place, figure.data, figure.layout, settings);
}
"""


def write(
    view: str,
    out: str | Path,
    stores: Sequence[str | Path],
    theme_name: str = "light",
    observed: pd.DataFrame | None = None,
) -> Path:
    """Write the report of a view.

    Args:
        view: address of a page, or its name and query.
        out: the file.
        stores: stores, or folders of stores.
        theme_name: light or dark.
        observed: the reader's own figures, drawn over the model.

    Raises:
        InputError: no such page, one that has no report, nothing to show, or the file cannot be
            written.
    """
    text = report(view, stores, theme_name, observed)
    file = Path(out)
    if file.is_dir():
        raise InputError(f"{file}: is a folder; expected the name of a file to write")
    with store.writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    store.replace_file(file, partial(Path.write_text, data=text, encoding="utf-8"))
    return file


def report(
    view: str,
    stores: Sequence[str | Path],
    theme_name: str = "light",
    observed: pd.DataFrame | None = None,
) -> str:
    """The report of a view as text."""
    page, search = find(view)
    if getattr(page, "LIVE", False):
        raise InputError(
            f"{page.NAV}: its charts are worked out while its dials move; save it as a scenario, "
            "run that and report the page of scenarios"
        )
    shelf, dark = Shelf(stores, observed), theme_name == "dark"
    figures: list[Any] = []
    content = page.layout(shelf, search, dark)
    _work_out(page, content, shelf, search, dark)
    if page is not provenance:
        content = [*content, *_rests(shelf, search)]
    body = rendered(content, figures)
    return _document(f"{page.TITLE} · {app.NAME}", body, figures, theme_name)


def find(view: str) -> tuple[Any, str]:
    """The page and the query of an address, or of a page's name and query."""
    parts = urlsplit(view if "//" in view else view.lstrip("/"))
    name = parts.path.strip("/").lower() or HOME
    pages = {page.PATH.strip("/") or HOME: page for page in app.PAGES}
    if name not in pages:
        raise unknown("page", name, pages)
    return pages[name], f"?{parts.query}" if parts.query else ""


def _work_out(page: Any, content: Any, shelf: Shelf, search: str, dark: bool) -> None:
    """Put in place what a served page works out after it stands: places with an id of "later"."""
    for part in content if isinstance(content, list | tuple) else [content]:
        if not isinstance(part, Component):
            continue
        identity = getattr(part, "id", None)
        if isinstance(identity, dict) and "later" in identity:
            part.children = page.later(shelf, identity["later"], search, {"dark": dark})
        else:
            _work_out(page, getattr(part, "children", None), shelf, search, dark)


def _rests(shelf: Shelf, search: str) -> list[Any]:
    """What the runs of a view rest on: what differs, what made them, how to repeat it."""
    opened = shelf.open(view_state.fields(search).get("store"))
    return provenance.summary(opened.with_points(view_state.named(search)), search)


def rendered(node: Any, figures: list[Any]) -> str:
    """Components as HTML; figures are put into the list and drawn by their place in it."""
    if isinstance(node, list | tuple):
        return "".join(rendered(part, figures) for part in node)
    if isinstance(node, Component):
        return _component(node._type, node._namespace, node.to_plotly_json()["props"], figures)
    return "" if node is None or isinstance(node, bool) else escape(str(node))


def _component(kind: str, family: str, props: Mapping[str, Any], figures: list[Any]) -> str:
    if kind == "Graph":
        figures.append(props["figure"])
        return f'<div class="graph" data-figure="{len(figures) - 1}"></div>'
    if kind == "AgGrid":
        return rendered(_plain(props), figures)
    if kind == "Loading":
        return rendered(props.get("children"), figures)
    served = family != "dash_html_components" or _only_served(kind, props)
    return "" if served else _element(kind.lower(), props, figures)


def _only_served(kind: str, props: Mapping[str, Any]) -> bool:
    classes = set(str(props.get("className", "")).split())
    button = kind == "Button" and "export" not in classes
    place = props.get("id")
    if isinstance(place, dict) and place.get("part") == "remark":
        return True  # the description, which a report writes out, says it too
    return button or bool(classes & LEFT_OUT) or (kind == "A" and "download" in props)


def _element(tag: str, props: Mapping[str, Any], figures: list[Any]) -> str:
    if ui.SET in props:
        return str(props[ui.SET])
    said = props.get("aria-label", "") if props.get("role") == "img" else ""
    words = f'<p class="in-words">{escape(said)}</p>' if said else ""
    here = {name: value for name, value in props.items() if name != "href"}  # nobody serves it
    return markup.element(tag, here, rendered(props.get("children"), figures)) + words


def _plain(grid: Mapping[str, Any]) -> Any:
    """A grid as the table it holds."""
    columns = grid["columnDefs"]
    rows = [[row.get(column["field"], "") for column in columns] for row in grid["rowData"]]
    heads = [column.get("headerName", column["field"]) for column in columns]
    cells = [[str(cell) for cell in row] for row in rows]
    return ui.table(f"{len(rows)} rows", heads, cells, "All rows")


def _document(title: str, body: str, figures: Sequence[Any], theme_name: str) -> str:
    """The whole file: nothing in it may be asked of any host, and only its own scripts run."""
    from plotly.offline import get_plotlyjs

    scripts = (get_plotlyjs(), DRAW, (ASSETS / "saving.js").read_text(encoding="utf-8"))
    allowed = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:"
    )
    styles = theme.stylesheet() + (ASSETS / "app.css").read_text(encoding="utf-8")
    shown = "dark" if theme_name == "dark" else "light"
    made = datetime.now(UTC)
    library, *rest = (f"<script>{script}</script>" for script in scripts)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="en" data-theme="{shown}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{styles}</style></head>",
            f'<body class="report"><header><b class="brand">{app.NAME}</b></header>',
            f'<main id="page">{body}</main>',
            f"<footer>Written on {made.day} {made:%B %Y}; this file asks nothing of any host."
            "</footer>",
            _data("figures", figures),
            _data("settings", ui.GRAPH),
            library,
            *rest,
            "</body></html>",
        ]
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _data(name: str, value: Any) -> str:
    """Data for the script; nothing in it can end the element it stands in."""
    text = json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'
