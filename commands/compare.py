"""`byungjin compare`: two scenarios side by side."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.terminal import (
    PLACE,
    counted,
    number,
    points,
    progress_bar,
    short,
    show,
    show_json,
    show_notes,
    show_table,
)  # fmt: skip

if TYPE_CHECKING:
    from scenarios.compare import Line
    from scenarios.results import Results


@click.command(epilog="Example: byungjin compare baseline full-embargo --year 2028")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--seeds", default=20, show_default=True, help="Paired replications.")
@click.option("--year", type=int, help="Year compared; the last whole one if left out.")
@click.option("--series", multiple=True, help="A series to compare; may be given again.")
@click.option("--out", default="runs", show_default=True, type=PLACE,
              help="Folder of stored runs.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(a: str, b: str, seeds: int, year: int | None, series: tuple[str, ...], out: Path,
            as_json: bool) -> None:  # fmt: skip
    """Put scenario B beside A, paired by seed.

    Runs that are already stored, of the same scenarios by the same code, are used again.
    """
    from scenarios.compare import check, comparison
    from scenarios.deliveries import changed, sentences
    from scenarios.library import load
    from scenarios.measures import CONFIDENCE
    from scenarios.run import run_or_reuse

    pair, series = (load(a), load(b)), tuple(dict.fromkeys(series))
    check(*pair, series, year)
    with progress_bar() as bar:
        results = run_or_reuse(pair, seeds, out, progress=bar)
    first, second = (scenario.name for scenario in pair)
    lines = comparison(results, second, first, series, year)
    looked_at = (*series, *changed(*(scenario.case for scenario in pair)))
    notes = sentences(results, (first, second), looked_at)
    if as_json:
        show_json({"a": first, "b": second, "store": str(results.path), "confidence": CONFIDENCE,
                   "measures": [line.as_dict() for line in lines], "notes": notes})  # fmt: skip
    else:
        tell(results, lines, first, second)
        show_notes(notes)


def tell(results: Results, lines: list[Line], a: str, b: str) -> None:
    """The table: A, B and their paired difference with its interval."""
    rows = [row(line) for line in lines]
    year, n = lines[0].difference.year, lines[0].difference.n
    show_table(
        f"{b} beside {a}: means of {year}, {counted(n, 'paired seed')}",
        ["Measure", "Unit", "A", "B", "B − A", "95 % interval"], rows, (2, 3, 4, 5),
        caption=f"A = {a}, B = {b}. Levels differ in per cent, shares in points (pts). * = the "
        "95 % interval leaves out zero.",
    )  # fmt: skip
    show(f"Stored in {results.path}")


def row(line: Line) -> list[str]:
    """One measure as cells."""
    d = line.difference
    between = f"{points(d.low)} … {points(d.high)}" if isfinite(d.low) else "–"
    gap = starred(line, f" {gap_unit(line)}")
    return [line.label, short(d.unit), number(d.baseline), number(d.scenario), gap, between]


def starred(line: Line, unit: str = "") -> str:
    """The difference, signed; a star if it can be seen and its interval leaves out zero."""
    d = line.difference
    away = d.sure and points(d.difference) != points(0.0)
    return f"{points(d.difference)}{unit}{'*' if away else ' '}"


def gap_unit(line: Line) -> str:
    """What the difference is counted in: per cent, or points of a share."""
    return "pts" if line.difference.difference_unit == "points" else "%"
