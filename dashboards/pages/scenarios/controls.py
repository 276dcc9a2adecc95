"""The controls of the page of scenarios: pills, baseline, way of counting, bands, store."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import view_state
from dashboards.components import ui
from dashboards.components.safe import plain
from dashboards.data.stores import Opened, Shelf
from dashboards.view_state import ScenariosView
from model.series import SERIES
from scenarios.storage import points

VALUES = {"level": "Level", "difference": "Difference", "percent": "% difference"}
BANDS = {"none": "Median only", "50": "50 %", "90": "50 + 90 %", "runs": "30 runs"}
DROPDOWN = {
    "comboboxProps": {"withinPortal": False},
    "withScrollArea": False,
    "maxDropdownHeight": 320,
}
"""Lists stay beside their field in the page's order, and scroll by keyboard."""
MANY = 12
"""Pills beyond this number show their names only when chosen or pointed at."""
TOO_MANY = 40
"""Beyond this number, as a sweep may have, a list that can be searched takes their place."""


def pills(opened: Opened, view: ScenariosView) -> dict[str, Any]:
    """Which pills cannot be pressed, and which is the baseline's, in the store's order."""
    if len(opened.scenarios) > TOO_MANY:
        return {"off": [], "pills": []}
    full = len(view.chosen) >= view_state.MOST
    off = [n == view.baseline or (full and n not in view.chosen) for n in opened.scenarios]
    kinds = ["pill baseline" if n == view.baseline else "pill" for n in opened.scenarios]
    return {"off": off, "pills": kinds}


def controls(shelf: Shelf, opened: Opened, view: ScenariosView, csv: str) -> html.Section:
    """All controls of the page, set to a view; ``csv`` is the address of its numbers."""
    return html.Section(
        [
            html.Div(_chooser(opened, view), className="choose"),
            html.Div(
                [
                    scenario_select("baseline", "Compared with", opened, view.baseline),
                    segments("values", "Values", VALUES, view.values),
                    segments("bands", "Bands", BANDS, view.bands),
                    stores(shelf.charted(), opened.name),
                    actions(csv),
                ],
                className="settings",
            ),
            series_list(opened, view.series),
        ],
        className="controls",
        **{"aria-label": "What to compare"},
    )


def _chooser(opened: Opened, view: ScenariosView) -> list[Any]:
    kind = "Design points" if points.varies(opened.results) else "Scenarios"
    head = [
        html.Span(f"{kind}, up to {view_state.MOST}", id="chosen-label", className="label"),
        _about(opened, view),
    ]
    if len(opened.scenarios) > TOO_MANY:
        return [*head, chosen_list("chosen", kind, opened, view.chosen)]
    state = pills(opened, view)
    chips = [
        dmc.Chip(
            [ui.badge(s), html.Span(s.title, className="name")],
            value=s.name,
            id={"pill": s.name},
            disabled=off,
            className=kind,
            size="sm",
            radius="sm",
        )
        for s, off, kind in zip(
            opened.scenarios.values(), state["off"], state["pills"], strict=True
        )
    ]
    many = " many" if len(chips) > MANY else ""
    group = dmc.ChipGroup(chips, id="chosen", multiple=True, value=list(view.chosen))
    labelled = {"aria-labelledby": "chosen-label"}
    return [*head, html.Div(group, className=f"pills{many}", role="group", **labelled)]


def chosen_list(name: str, label: str, opened: Opened, chosen: Sequence[str]) -> dmc.MultiSelect:
    """A list of the store's scenarios that can be searched and of which a few are chosen."""
    return dmc.MultiSelect(
        id=name,
        label=f"{label}, up to {view_state.MOST}",
        data=_names(opened),
        value=list(chosen),
        maxValues=view_state.MOST,
        searchable=len(opened.scenarios) > MANY,
        w=420,
        **DROPDOWN,
    )


def series_list(opened: Opened, chosen: Sequence[str]) -> dmc.MultiSelect:
    """Every series of a store, by group, of which a reader may chart a few."""
    stored = [series for name, series in SERIES.items() if name in opened.results.units]
    groups = {
        group.capitalize(): [{"value": s.name, "label": f"{s.label} ({s.name})"} for s in members]
        for group, members in groupby(stored, key=lambda s: s.group)
    }
    return dmc.MultiSelect(
        id="series",
        label=f"Series charted, up to {view_state.CHARTED}",
        placeholder="" if chosen else "The main measures",
        data=[{"group": group, "items": items} for group, items in groups.items()],
        value=list(chosen),
        maxValues=view_state.CHARTED,
        searchable=True,
        clearable=True,
        limit=60,
        maw=860,
        **DROPDOWN,
    )


def _names(opened: Opened) -> list[dict[str, str]]:
    return [{"value": s.name, "label": f"{s.letter}  {s.title}"} for s in opened.scenarios.values()]


def _about(opened: Opened, view: ScenariosView) -> html.Details:
    words = {"aria-label": "What these scenarios are"}
    listed = html.Dl(about(opened, view.baseline), id="about-scenarios", tabIndex=0, **words)
    return html.Details([html.Summary("What these scenarios are"), listed])


def about(opened: Opened, baseline: str) -> list[Any]:
    """Every scenario in words; of a sweep its scenarios once, without a letter."""
    facts = opened.about["scenarios"]
    if points.varies(opened.results):
        known = dict.fromkeys(s.of for s in opened.scenarios.values())
        heads = {name: [plain(facts[name].get("title", name))] for name in known}
    else:
        heads = {
            s.name: [ui.badge(s, s.name == baseline), s.title] for s in opened.scenarios.values()
        }
    texts = {name: facts[name].get("about") or "No description." for name in heads}
    return [
        part
        for name, head in heads.items()
        for part in (html.Dt(head), html.Dd(ui.prose(texts[name])))
    ]


def scenario_select(name: str, label: str, opened: Opened, value: str) -> dmc.Select:
    """A list of the store's scenarios, of which one is chosen."""
    return dmc.Select(
        id=name,
        label=label,
        value=value,
        allowDeselect=False,
        w=280,
        searchable=len(opened.scenarios) > TOO_MANY,
        data=_names(opened),
        **DROPDOWN,
    )


def actions(csv: str) -> html.Div:
    """Buttons of every page: the link to the view, and its numbers."""
    download = html.A("Download CSV", id="csv", className="button", download="", href=csv)
    copy = html.Button("Copy link", id="copy", className="button")
    return html.Div([copy, download], className="actions")


def segments(name: str, label: str, options: dict[str, str], value: str) -> html.Div:
    """A few words beside each other, of which one holds."""
    data = [{"value": key, "label": words} for key, words in options.items()]
    control = dmc.SegmentedControl(id=name, data=data, value=value, size="sm")
    group = {"role": "group", "aria-labelledby": f"{name}-label"}
    return html.Div(
        [html.Span(label, id=f"{name}-label", className="label"), html.Div(control, **group)]
    )


def stores(names: Sequence[str], name: str) -> dmc.Select:
    """The list of stores; hidden while there is one."""
    style = {} if len(names) > 1 else {"display": "none"}
    return dmc.Select(
        id="store",
        label="Stored runs",
        data=list(names),
        value=name,
        w=260,
        allowDeselect=False,
        style=style,
        **DROPDOWN,
    )
