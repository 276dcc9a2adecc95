"""`byungjin calibrate`: fit the uncertain parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.terminal import (
    PLACE,
    check_writable,
    progress_bar,
    refuse,
    show,
    show_json,
    show_table,
)

if TYPE_CHECKING:
    from scenarios.estimation.calibration import Fit


@click.command(epilog="Example: byungjin calibrate --out calibration")
@click.option("--out", default="calibration", show_default=True,
              type=PLACE,
              help="Folder of runs and sets; an interrupted one is gone on with.")  # fmt: skip
@click.option("--single", is_flag=True, help="Fit the best single set instead, mode A alone.")
@click.option("--opening", is_flag=True,
              help="Solve won at the opening on prices of 2011; write nothing.")  # fmt: skip
@click.option("--check", is_flag=True,
              help="Run the shipped sets again, idle numbers drawn anew.")  # fmt: skip
@click.option("--ship", is_flag=True, help="Lay what is found over what the program ships.")
@click.option("--workers", type=int, help="Processes; one a core if left out.")
@click.option("--quick", is_flag=True, help="A few hundred runs, to see that it works.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(
    out: Path,
    single: bool,
    opening: bool,
    check: bool,
    ship: bool,
    workers: int | None,
    quick: bool,
    as_json: bool,
) -> None:
    """Fit the uncertain parameters to the record of 2012-2019.

    Screens all parameters, then draws, runs and keeps sets that meet GDP, sectors, trade, grain,
    power, coal, dollars, the rate and rice within the errors of the record, in modes A and B. No
    figure after 2019 is read. Some twenty thousand runs; run again to go on where it stopped.
    """
    from scenarios.execution.pool import check_workers

    if opening:
        refuse(["single", "check", "ship", "workers", "quick", "out"],
               "says nothing beside --opening; give one of them")  # fmt: skip
        solve_opening(as_json)
        return
    if single:
        refuse(["check", "workers", "quick"], "says nothing beside --single; give one of them")
    if check:
        refuse(["quick"], "says nothing beside --check; give one of them")
    check_workers(workers)
    check_writable(out)  # better refused now than after the fit
    if single:
        _single(out, ship, as_json)
    elif check:
        _check(out, ship, workers, as_json)
    else:
        _ensemble(out, ship, workers, quick, as_json)


def _single(out: Path, ship: bool, as_json: bool) -> None:
    from scenarios.estimation import calibration
    from scenarios.storage.store import writing

    fit = calibration.calibrate(lambda line: click.echo(line, err=True))
    file = out / calibration.FITTED_FILE.name
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        calibration.store(fit, file)
        if ship:
            calibration.store(fit)
            calibration.ship(fit.values)
    if as_json:
        show_json({"fitted": fit.values, "rmse": fit.rmse,
                   "leave_one_out_rmse": fit.leave_one_out_rmse, "file": str(file)})  # fmt: skip
    else:
        tell(fit)
        show(f"Stored in {file}")


def tell(fit: Fit) -> None:
    """Fitted beside shipped values, and the errors."""
    from model.parameters import get

    rows = [
        (name, f"{value:.4g}", f"{get(name).value:.4g}", f"{get(name).low:g} to {get(name).high:g}")
        for name, value in fit.values.items()
    ]
    heads = ("Parameter", "Fitted", "Shipped", "Range")
    show_table("Fitted to 2012-2019, mode A", heads, rows, (1, 2))
    show(f"GDP growth, RMSE: {fit.rmse:.2f} in sample, {fit.leave_one_out_rmse:.2f} left out.")


def _check(out: Path, ship: bool, workers: int | None, as_json: bool) -> None:
    """Run refreshed sets again; with --ship, keep those still within the tolerance."""
    from scenarios.definition import parameter_sets
    from scenarios.definition.parameter_sets import Ensemble
    from scenarios.estimation import calibration
    from scenarios.estimation.history_matching import report, waves
    from scenarios.execution.manifest import sources_hash

    facts = parameter_sets.provenance()
    limit = float(facts["tolerance"])
    sets = waves.refreshed(parameter_sets.shipped(), facts["influence"])
    with progress_bar() as bar:
        far = waves.distances(out, sets, workers, bar)
    kept = Ensemble(sets.names, tuple(s for s, d in zip(sets.sets, far, strict=True) if d <= limit))
    if as_json:
        show_json({"sets": parameter_sets.shipped().size, "kept": kept.size, "tolerance": limit})
    else:
        show(
            f"{kept.size} of {parameter_sets.shipped().size} sets are within the tolerance of "
            f"{limit:.2f} by the code as it stands"
        )
    if ship:
        news = {"sets": kept.size, "sets_hash": kept.hash, "parameters": len(kept.names),
                "commit": calibration.commit(), "sources": sources_hash()[:16]}  # fmt: skip
        parameter_sets.write(kept, {**facts, **news})
        if report.PAGE.parent.is_dir():
            report.PAGE.write_text(report.page(kept, parameter_sets.provenance()), encoding="utf-8")


def _ensemble(out: Path, ship: bool, workers: int | None, quick: bool, as_json: bool) -> None:
    from scenarios.definition import parameter_sets
    from scenarios.estimation.history_matching import outcome, prior, report, waves
    from scenarios.storage.store import writing

    def say(line: str) -> None:
        click.echo(line, err=True)

    size = waves.QUICK if quick else waves.Size()
    say(f"{size.runs(len(prior.priors())):,} runs in {2 + len(size.later)} sweeps under {out}")
    with progress_bar() as bar:
        found = waves.match(out, size, workers=workers, progress=bar, tell=say)
    sets = outcome.kept(found)
    facts = outcome.provenance(found) | outcome.learnt(found) | outcome.left_out(found, say)
    file = out / parameter_sets.FILE.name
    with writing(out):
        parameter_sets.write(sets, facts, file)
        if ship:
            parameter_sets.write(sets, facts)
    if ship and report.PAGE.parent.is_dir():
        report.PAGE.write_text(report.page(sets, parameter_sets.provenance()), encoding="utf-8")
    if as_json:
        show_json({"sets": sets.size, "tolerance": found.tolerance, "rate": found.rate,
                   "file": str(file)})  # fmt: skip
    else:
        show(
            f"{sets.size} sets within {found.tolerance:.2f} of the record, {found.rate:.0%} of "
            f"the last wave; stored in {file}"
        )


def solve_opening(as_json: bool = False) -> None:
    """Solved beside shipped values, and how far the model then is from the record."""
    from model.parameters import get
    from scenarios.estimation.opening_prices import ISSUE, solve
    from scenarios.history import tables

    found = solve()
    if as_json:
        show_json({"solved": found.values, ISSUE: found.issue, "log_misses": found.misses})
        return
    rows = [(name, f"{v:.6g}", f"{get(name).value:.6g}") for name, v in found.values.items()]
    shipped = {row["date"][:7]: row["value"] for row in tables.of_series("coded", ISSUE)}
    rows += [(f"{ISSUE} from {k}", f"{v:g}", shipped[k]) for k, v in found.issue.items()]
    show_table("Won at the opening", ("Figure", "Solved", "Shipped"), rows, (1, 2))
    misses = [(name, f"{100 * miss:+.1f}") for name, miss in found.misses.items()]
    show_table("Model beside record, log %", ("Figure", "Difference"), misses, (1,))
