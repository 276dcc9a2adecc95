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
    refuse,
    short,
    show,
    show_json,
    show_notes,
    show_table,
)  # fmt: skip
from commands.uses import compare_uses
from commands.wording import per_cent

if TYPE_CHECKING:
    from scenarios.analysis.compare import Line
    from scenarios.analysis.results import Results
    from scenarios.analysis.sureness import Effect
    from scenarios.execution.precision import Reached

GIVEN = click.option(
    "--given", multiple=True, metavar="CONDITION",
    help="Keep the draws in which it holds, as in 'arms.exports@2024>500'; may be given again.",
)  # fmt: skip


@click.command(epilog="Example: byungjin compare baseline full-embargo --year 2028")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--seeds", default=20, show_default=True, help="Paired draws.")
@click.option("--year", type=int, help="Year compared; the last whole one if left out.")
@click.option("--series", multiple=True, help="A series to compare; may be given again.")
@GIVEN
@click.option("--until-error", "error", metavar="E",
              type=click.FloatRange(0, 1, min_open=True, max_open=True),
              help="Run more draws until the Monte Carlo error of every median is at most this "
              "share of its 5 to 95 % width; 1,000 draws at most.")  # fmt: skip
@click.option("--out", default="runs", show_default=True, type=PLACE,
              help="Folder of stored runs.")  # fmt: skip
@click.option("--uses", is_flag=True,
              help="Instead: what changed in defence, and where it turned up.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(
    a: str,
    b: str,
    seeds: int,
    year: int | None,
    series: tuple[str, ...],
    given: tuple[str, ...],
    error: float | None,
    out: Path,
    uses: bool,
    as_json: bool,
) -> None:
    """Put scenario B beside A, draw by draw.

    A draw is one parameter set with its luck, the same in both. Runs that are already stored, of
    the same scenarios by the same code, are used again. A condition is looked up in A, the same
    country before the choice.
    """
    from scenarios.analysis.compare import check, comparison
    from scenarios.analysis.deliveries import changed, sentences
    from scenarios.analysis.given import given as kept_where
    from scenarios.analysis.given import parse
    from scenarios.definition.catalog import load
    from scenarios.execution import precision
    from scenarios.execution.run import run_or_reuse

    pair, series, conditions = (load(a), load(b)), tuple(dict.fromkeys(series)), parse(given)
    check(*pair, series, year)
    if uses:
        refuse(["series", "out", "given", "error"], "says nothing beside --uses; give one of them")
        compare_uses(pair, seeds, year, as_json)
        return
    first, second = (scenario.name for scenario in pair)

    def look(results: Results) -> list[Line]:
        kept = kept_where(results, conditions, first)
        return comparison(kept, second, first, series, year)

    with progress_bar() as bar:
        if error is None:
            results, reached = run_or_reuse(pair, seeds, out, progress=bar), None
        else:
            reached = precision.until(error, pair, seeds, out, look, bar)
            results = reached.results
    lines = look(results) if reached is None else reached.lines
    kept = kept_where(results, conditions, first)
    looked_at = (*series, *changed(*(scenario.case for scenario in pair)))
    notes = sentences(results, (first, second), looked_at)
    if as_json:
        show_json({"a": first, "b": second, "store": str(results.path),
                   "draws": len(lines[0].difference.replications),
                   "given": getattr(kept, "facts", dict)() or None,
                   "until_error": None if reached is None else reached.facts(),
                   "measures": [line.as_dict() for line in lines], "notes": notes})  # fmt: skip
    else:
        tell(lines, first, second, getattr(kept, "said", ""))
        show_notes(notes)
        told = [_error(lines), _batches(reached), f"Stored in {results.path}"]
        show(*filter(None, told))


def tell(lines: list[Line], a: str, b: str, said: str = "") -> None:
    """The table: A, B and their difference over draws; then the worlds it falls into.

    Args:
        lines: the measures.
        a: name of the baseline.
        b: name of the scenario.
        said: which draws were kept, if not all.
    """
    year, n = lines[0].difference.year, len(lines[0].difference.replications)
    show_table(
        f"{b} beside {a}: medians of {year}, {counted(n, 'paired draw')}",
        ["Measure", "A", "B", "B − A", "5 to 95 %", "How sure"], [row(line) for line in lines],
        (1, 2, 3, 4), (5,),
        caption=" ".join(filter(None, [f"A = {a}, B = {b}.", said, _CAPTION, _lost(lines)])),
    )  # fmt: skip
    _worlds(lines)


_CAPTION = (
    "Levels differ in per cent, shares in points (pts), what is nought in some draws in its unit. "
    "How sure: share of draws with the median's sign; sure from 90 %, likely from 80 %, else open."
)


def row(line: Line) -> list[str]:
    """One measure as cells."""
    d, e = line.difference, line.difference.effect
    between = f"{points(e.q05)} … {points(e.q95)}" if isfinite(e.q05) else "–"
    label = f"{line.label}, {short(d.unit)}"
    return [label, number(d.baseline), number(d.scenario), moved(e, gap_unit(line)), between,
            e.words]  # fmt: skip


def moved(effect: Effect, unit: str) -> str:
    """The median, signed, with its unit."""
    return f"{points(effect.median)} {unit}"


def gap_unit(line: Line) -> str:
    """What the difference is counted in: per cent, points of a share, or the unit of the levels."""
    return {"points": "pts"}.get(line.unit, short(line.unit))


def _lost(lines: list[Line]) -> str:
    """Measures that have no figure in some draws."""
    lost = [f"{line.label} {line.difference.effect.n}" for line in lines
            if line.difference.effect.n < len(line.difference.replications)]  # fmt: skip
    return f"Draws with a figure: {', '.join(lost)}." if lost else ""


def _error(lines: list[Line]) -> str:
    """The largest Monte Carlo error, small and apart; JSON has them all."""
    from scenarios.execution.precision import worst

    found = worst(lines)
    share = found.difference.effect.error_share
    if not isfinite(share):
        return "Monte Carlo error of the medians: not known from a single draw."
    return (f"Monte Carlo error of the medians: at most {100 * share:.1f} % of the 5 to 95 % width"
            f"\n({found.label}).")  # fmt: skip


def _batches(reached: Reached | None) -> str:
    """How many draws it took, or that the most were not enough."""
    from scenarios.execution.precision import MOST

    if reached is None:
        return ""
    asked, draws = f"{100 * reached.asked:.3g} % asked for", counted(reached.draws, "draw")
    if reached.enough:
        return f"{asked}: reached with {draws}."
    return f"{asked}: not reached with {draws}, and {MOST:,} are the most."


def _worlds(lines: list[Line]) -> None:
    """The answer in either world, where draws fall into two and a parameter says which."""
    from scenarios.analysis.worlds import LEAST_DRAWS, parted

    found = [(line, line.worlds) for line in lines if line.worlds is not None]
    rows = [[line.label, w.parameter, number(w.limit), _side(w.below, line), _side(w.above, line),
             per_cent(w.right)] for line, w in found]  # fmt: skip
    if rows:
        show_table(
            "Two worlds: one parameter tells which of two answers a draw gives",
            ["Measure", "Parameter", "Limit", "Up to it", "Above it", "Right"], rows, (2, 5), (),
            caption="Median and how sure on either side of the limit. Right: share of draws, mean "
            "of the two groups, that it puts right though they were not used to find it.",
        )  # fmt: skip
        return
    draws = [line.difference.figures for line in lines if parted(line.difference.figures)]
    if draws and len(draws[0]) < LEAST_DRAWS:
        show(f"Draws part in two in {counted(len(draws), 'measure')}; from {LEAST_DRAWS} draws on "
             "(--seeds 100)", "one looks for a parameter that says which.")  # fmt: skip


def _side(effect: Effect, line: Line) -> str:
    return f"{moved(effect, gap_unit(line))}, {effect.words}"


def marked(effect: Effect) -> str:
    """The median with a ring, filled if four fifths of the draws have its sign."""
    from scenarios.analysis.sureness import RINGS

    return f"{points(effect.median)} {RINGS[effect.filled]}"
