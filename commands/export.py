"""`byungjin export`: a stored run or sweep as one file."""

from __future__ import annotations

from pathlib import Path

import click

from commands.analyse import SCENARIO, SPAN, STATISTIC
from commands.terminal import PLACE, refuse, show
from model.errors import InputError

KINDS = {
    "csv": "A CSV file, named after the run if no FILE is given.",
    "parquet": "A Parquet file, named likewise, as all of these.",
    "netcdf": "A NetCDF file: scenario x draw x replication x month.",
    "ema": "An archive for ema_workbench.load_results (.tar.gz).",
    "salib": "SALib's problem with X and Y of one --outcome (JSON).",
}


def kinds(command: click.Command) -> click.Command:
    """An option for every kind of file."""
    for kind, words in reversed(KINDS.items()):
        option = click.option(f"--{kind}", is_flag=False, flag_value="", metavar="[FILE]",
                              help=words)  # fmt: skip
        command = option(command)
    return command


@click.command(epilog="Example: byungjin export runs --csv trade.csv --series imports.total")
@click.argument("path", default="runs", type=PLACE)
@kinds
@click.option("--series", multiple=True, help="A series to write; may be given again. All if none; "
              "for --ema then the mean of each series' last twelve months.")  # fmt: skip
@click.option("--outcome", help="For --salib: the series that is looked at.")
@SPAN
@SCENARIO
@STATISTIC
def command(path: Path, series: tuple[str, ...], outcome: str | None, at: str, figure: str,
            scenario: str | None, statistic: str, **files: str | None) -> None:  # fmt: skip
    """Write a stored run or sweep to one file.

    PATH is a stored run, or a folder of them (the newest is taken). CSV and Parquet hold scenario,
    replication, month and one column per series. A file that is there already is left alone.
    """
    from scenarios.analysis.export import export
    from scenarios.analysis.results import Results

    asked = [kind for kind in KINDS if files[kind] is not None]
    if len(asked) > 1:
        raise InputError(f"{' and '.join(f'--{kind}' for kind in asked)}: give one of them")
    kind = asked[0] if asked else "csv"
    _fitting(kind)
    to = PLACE(name) if (name := files[kind]) else None
    if kind == "salib":
        written = _salib(path, outcome, at, figure, scenario, statistic, to)
    else:
        written = export(path, kind, series, to)
    show(f"Wrote {written}")
    states = Results(path).runs.state.value_counts().drop("ok", errors="ignore")
    if len(states):
        counts = ", ".join(f"{n:,} {state}" for state, n in states.items())
        show(f"Runs without figures are not in it: {counts}")


def _fitting(kind: str) -> None:
    """Refuse an option that says nothing about the kind of file asked for."""
    if kind == "salib":
        refuse(["series"], f"is for every kind but --salib; the file asked for is --{kind}")
    else:
        outcome = ("outcome", "at", "figure", "scenario", "statistic")
        refuse(outcome, f"is for --salib; the file asked for is --{kind}")


def _salib(
    path: Path,
    outcome: str | None,
    at: str,
    figure: str,
    scenario: str | None,
    statistic: str,
    to: Path | None,
) -> Path:
    from scenarios.analysis.exchange import write_salib
    from scenarios.analysis.export import write
    from scenarios.analysis.results import Results
    from scenarios.analysis.sweeps.outcomes import Outcome
    from scenarios.analysis.sweeps.responses import responses

    if outcome is None:
        raise InputError("--salib: expected --outcome NAME, the series that is looked at")
    results = Results(path)
    given = responses(results, Outcome(outcome, at, figure), scenario)
    return write(results, "salib", to, lambda file: write_salib(given, statistic, file))
