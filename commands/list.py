"""`byungjin list`: what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.terminal import show, show_json, show_table

if TYPE_CHECKING:
    from scenarios.reference.search import Hit


@click.command(epilog="Example: byungjin list --parameters")
@click.option("--scenarios", is_flag=True, help="Scenarios only.")
@click.option("--parameters", is_flag=True, help="Parameters only.")
@click.option("--series", is_flag=True, help="Recorded series only.")
@click.option("--paths", is_flag=True, help="Dated paths only.")
@click.option("--search", "wanted", metavar="WORDS",
              help="Only names that speak of these words: hunger, inflation, russia.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(wanted: str | None, as_json: bool, **asked: bool) -> None:
    """List scenarios, parameters, series and dated paths."""
    kinds = [name for name in TABLES if asked[name]]
    if wanted is not None:
        _look_for(wanted, kinds, as_json)
        return
    if as_json:
        show_json({name: FACTS[name]() for name in kinds or TABLES})
        return
    if not kinds:
        TABLES["scenarios"]()
        counts = ", ".join(f"{len(FACTS[name]())} {name}" for name in list(TABLES)[1:])
        show(f"Also {counts}:",
            "`byungjin list --parameters`, --series and --paths show them.",
             "`byungjin explain NAME` says more about any of them.")  # fmt: skip
    for name in kinds:
        TABLES[name]()


def _look_for(wanted: str, kinds: list[str], as_json: bool) -> None:
    """What speaks of some words, nearest first.

    Raises:
        InputError: nothing does.
    """
    from dataclasses import asdict

    from model.errors import InputError
    from scenarios.reference.search import search

    hits = [hit for hit in search(wanted) if not kinds or hit.kind in kinds]
    if not hits:
        raise InputError(f"nothing speaks of {wanted!r:.60}; fewer or shorter words find more")
    if as_json:
        show_json({"search": wanted, "hits": [asdict(hit) for hit in hits]})
    else:
        tell_hits(wanted, hits)


def tell_hits(wanted: str, hits: list[Hit]) -> None:
    """Names that speak of some words, as a table."""
    rows = [(hit.name, hit.kind, hit.about) for hit in hits[:MOST]]
    show_table(f"What speaks of {wanted}", ("Name", "Among", "Meaning"), rows, whole=(0, 1))
    if len(hits) > MOST:
        show(f"And {len(hits) - MOST} more; a second word narrows them down.")


MOST = 20
"""Names shown."""


def _scenarios() -> list[dict[str, Any]]:
    """Every shipped scenario, by group in the library's order; unknown groups come last."""
    from dataclasses import asdict

    from scenarios.definition.catalog import GROUPS, load, names

    order = {group: place for place, group in enumerate(GROUPS)}
    found = sorted(map(load, names()), key=lambda s: (order.get(s.group, len(order)), s.group))
    return [
        {"name": s.name, "title": s.title, "group": s.group, "about": " ".join(s.about.split()),
         "expectation": " ".join(s.expectation.split()),
         "expects": [asdict(each) for each in s.expects], "extends": list(s.chain[1:]),
         "doctrine_passages": list(s.doctrine_passages), "feeds": list(s.feeds),
         "start": s.case.start, "end": s.case.end}
        for s in found
    ]  # fmt: skip


def _parameters() -> list[dict[str, Any]]:
    from dataclasses import asdict

    from model.parameters import shipped

    return [asdict(parameter) for parameter in shipped().values()]


def _series() -> list[dict[str, Any]]:
    from model.series import SERIES

    return [{"name": s.name, "label": s.label, "unit": s.unit, "kind": s.counted.kind,
             "group": s.group, "about": s.about, "words": list(s.words)}
            for s in SERIES.values()]  # fmt: skip


def _paths() -> list[dict[str, Any]]:
    from dataclasses import asdict

    from model.drivers import DRIVERS

    return [asdict(driver) for driver in DRIVERS.values()]


def _scenario_table() -> None:
    from itertools import groupby

    from scenarios.definition.catalog import GROUPS

    show("Scenarios")
    for group, members in groupby(_scenarios(), key=lambda s: s["group"]):
        rows = [(s["name"], s["title"], f"{s['start'][:4]}–{s['end'][:4]}") for s in members]
        about = GROUPS.get(group, "")
        heading = f"{group.capitalize()}{': ' if about else ''}{about[:1].lower()}{about[1:]}"
        show_table(heading, ("Name", "Title", "Years"), rows, whole=(0, 2))
    show("Files of your own are run by name or path and are not listed; their group",
         "is a label that `byungjin explain` shows.")  # fmt: skip


def _parameter_table() -> None:
    rows = [
        (p["name"], f"{p['value']:g}", f"{p['low']:g} to {p['high']:g}", p["unit"])
        for p in _parameters()
    ]
    show_table("Parameters", ("Name", "Value", "Range", "Unit"), rows, (1,))
    show("`byungjin explain NAME` tells kind, grade, source and where one is used.")


def _series_table() -> None:
    rows = [(s["name"], s["unit"], s["about"]) for s in _series()]
    show_table("Series, monthly", ("Name", "Unit", "Meaning"), rows)


def _path_table() -> None:
    rows = []
    for p in _paths():
        allowed = ", ".join(p["choices"]) or f"{p['low']:g} to {p['high']:g}"
        allowed += ", free" if p["decided_by"] else ""
        default = "model" if p["default"] is None else f"{p['default']:g}"
        if p["choices"]:
            default = p["choices"][int(p["default"])]
        rows.append((p["name"], allowed, p["unit"], default))
    show_table("Dated paths", ("Name", "Allowed", "Unit", "If absent"), rows)
    show('Where "free" is allowed, `byungjin explain NAME` tells who then decides.')


FACTS = {"scenarios": _scenarios, "parameters": _parameters, "series": _series, "paths": _paths}
TABLES = {"scenarios": _scenario_table, "parameters": _parameter_table,
          "series": _series_table, "paths": _path_table}  # fmt: skip
