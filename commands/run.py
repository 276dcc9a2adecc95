"""`byungjin run`: run scenarios and store them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.terminal import (
    PLACE,
    number,
    progress_bar,
    short,
    show,
    show_json,
    show_notes,
    show_table,
)
from model import drivers
from model.errors import InputError

if TYPE_CHECKING:
    from scenarios.analysis.results import Results
    from scenarios.definition.catalog import Scenario

ACROSS = 4
"""Scenarios a table of 80 columns has room for."""


@click.command(epilog="Example: byungjin run baseline tight-sanctions --seeds 10")
@click.argument("names", nargs=-1, metavar="NAME…")
@click.option("--all", "everything", is_flag=True, help="Every scenario of the library.")
@click.option("--no-baseline", is_flag=True,
              help="Do not add the scenario that those named change.")  # fmt: skip
@click.option("--seeds", default=20, show_default=True, help="Replications of each scenario.")
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE",
              help="Lay a value over a parameter of every scenario.")  # fmt: skip
@click.option("--best", is_flag=True,
              help="Give every run the best single set, not one of the ensemble.")  # fmt: skip
@click.option("--scale", type=int, help="Household rows, 500 to 8,000,000.")
@click.option("--workers", type=int, help="Processes; as many as pay if left out.")
@click.option("--memory", metavar="AMOUNT",
              help="What each process may take (2GiB), or all of them (50% of what is free); a run "
              "over it fails. Most of what is free if left out. Linux only.")  # fmt: skip
@click.option("--out", default="runs", show_default=True, type=PLACE,
              help="Folder the stored run goes into.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(names: tuple[str, ...], everything: bool, no_baseline: bool, seeds: int,
            changes: tuple[str, ...], best: bool, scale: int | None, workers: int | None,
            memory: str | None, out: Path, as_json: bool) -> None:  # fmt: skip
    """Run scenarios with paired seeds and store what they give.

    NAME is a scenario of the library (see `byungjin list`) or a scenario file. Replication r has
    the same luck and the same parameter set in every scenario, so their differences are the
    scenarios' own. The sets are those the record of 2012-2019 leaves standing. What the named
    scenarios change, a baseline or history, is run beside them.
    """
    from scenarios.definition.catalog import load
    from scenarios.definition.catalog import names as shipped
    from scenarios.execution.memory import short
    from scenarios.execution.pool import check_workers, cores
    from scenarios.execution.run import run

    if everything == bool(names):
        raise InputError("name one or more scenarios, or ask for --all")
    names = tuple(shipped()) if everything else names
    overrides = assignments(changes)
    loaded = [load(name) for name in names]
    added = [] if no_baseline else missing_bases(loaded)
    check_workers(workers)
    rows = max(s.case.with_(scale=scale or s.case.scale).scale for s in loaded)
    if line := short(workers or cores(), rows):
        click.echo(line, err=True)
    with progress_bar() as bar:
        results = run([*added, *loaded], seeds, out, overrides, bar, workers, scale=scale,
                      best=best, memory=memory)  # fmt: skip
    if as_json:
        show_json(facts(results))
    else:
        tell(results)
        if added:
            show(f"{' and '.join(s.name for s in added)} was added, which the others change; "
                 "--no-baseline leaves it out")  # fmt: skip
    finish(results)


def missing_bases(loaded: Sequence[Scenario]) -> list[Scenario]:
    """What scenarios are compared with, as far as it is not among them."""
    from scenarios.definition.catalog import base, load

    there = {scenario.name for scenario in loaded}
    wanted = dict.fromkeys(found for scenario in loaded if (found := base(scenario)))
    return [load(name) for name in wanted if name not in there]


def assignments(changes: Sequence[str]) -> dict[str, float]:
    """Values by parameter's name from texts ``name=value``; each name once."""
    found: dict[str, tuple[float, str]] = {}
    for text in changes:
        name, value = assignment(text)
        if name in found:
            raise InputError(f"--set {found[name][1][:60]} and --set {text[:60]}: {name} is given "
                             "twice; give one of them")  # fmt: skip
        found[name] = value, text
    return {name: value for name, (value, _) in found.items()}


def assignment(text: str) -> tuple[str, float]:
    """A parameter's name and value from ``name=value``."""
    name, equals, value = (part.strip() for part in text.partition("="))
    where = f"--set {text[:60]}"
    if not equals or not name or not value:
        raise InputError(f"{where}: expected NAME=VALUE, for example sanctions.leak=0.3")
    if name in drivers.DRIVERS:
        raise InputError(f"{where}: {name} is a dated path, not a parameter; "
                         "`byungjin new` writes a scenario file to set it in")  # fmt: skip
    try:
        return name, float(value)
    except ValueError:
        raise InputError(f"{where}: {value[:40]!r} is not a number") from None


def facts(results: Results) -> dict[str, Any]:
    """The last year of every series and scenario, the failures and where all is stored."""
    from scenarios.analysis.deliveries import sentences
    from scenarios.analysis.measures import annual

    told: dict[str, Any] = {}
    for scenario in finished(results):
        told[scenario] = {}
        for name, unit in results.units.items():
            last = annual(results, name, scenario).iloc[-1:]
            told[scenario][name] = {"unit": unit, **last.to_dict("records")[0]} if len(last) else {}
    return {"store": str(results.path), "last_year": told,
            "failures": results.failures.to_dict("records"),
            "notes": sentences(results, finished(results))}  # fmt: skip


def tell(results: Results) -> None:
    """Tables of the last year, a few scenarios across."""
    from scenarios.analysis.deliveries import sentences

    names = finished(results)
    for first in range(0, len(names), ACROSS):
        _table(results, names[first : first + ACROSS])
    show_notes(sentences(results, names))
    show(f"Stored in {results.path}")


def _table(results: Results, names: list[str]) -> None:
    from scenarios.analysis.compare import MEASURES, label
    from scenarios.analysis.measures import annual

    rows = []
    for series in MEASURES:
        if series in results.units:
            lasts = [annual(results, series, name).iloc[-1:] for name in names]
            cells = [number(last.q50.iloc[0]) if len(last) else "–" for last in lasts]
            rows.append([label(series), short(results.units[series]), *cells])
    heads = ["Measure", "Unit", *(name.replace("-", "-\n") for name in names)]
    ends = {results.manifest["scenarios"][name]["end"][:4] for name in names}
    seeds = results.manifest["replications"]
    of = f"median of {seeds} seeds" if seeds > 1 else "one seed"
    title = f"Last year ({', '.join(sorted(ends))}), {of}"
    show_table(title, heads, rows, range(2, len(heads)))


def finished(results: Results) -> list[str]:
    """Scenarios of which at least one run ended well."""
    good = set(results.runs.scenario[results.runs.state == "ok"])
    return [name for name in results.scenarios if name in good]


def finish(results: Results) -> None:
    """Say what failed; a program that calls sees it in the exit code."""
    failures = results.failures
    if len(failures):
        first = failures.iloc[0]
        click.echo(
            f"byungjin: {len(failures)} of {len(results.runs)} runs failed; the first, "
            f"{first.scenario} replication {first.replication}: {first.error}",
            err=True,
        )
        raise SystemExit(1)
