"""`byungjin list`: what there is."""

from __future__ import annotations

from typing import Any

import click

from commands.terminal import show, show_json, show_table


@click.command(epilog="Example: byungjin list --parameters")
@click.option("--scenarios", is_flag=True, help="Scenarios only.")
@click.option("--parameters", is_flag=True, help="Parameters only.")
@click.option("--series", is_flag=True, help="Recorded series only.")
@click.option("--paths", is_flag=True, help="Dated paths only.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(as_json: bool, **asked: bool) -> None:
    """List scenarios, parameters, series and dated paths."""
    kinds = [name for name in TABLES if asked[name]]
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

    return [{"name": s.name, "unit": s.unit, "group": s.group, "about": s.about}
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
