"""`byungjin calibrate`: fit the uncertain parameters."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.terminal import show, show_table
from model.errors import InputError

if TYPE_CHECKING:
    from scenarios.calibration import Fit


@click.command(epilog="Example: byungjin calibrate --to fitted.toml")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), default="fitted.toml",
              show_default=True, help="File the fitted set is stored in.")  # fmt: skip
@click.option("--opening", is_flag=True,
              help="Solve won at the opening on prices of 2011; write nothing.")  # fmt: skip
def command(to: Path, opening: bool) -> None:
    """Fit the uncertain parameters to the record of 2012-2019, mode A.

    Fits once on all years, then without each year in turn; no figure after 2019 is read. The fitted
    set goes to a file with its provenance. Takes some minutes.
    """
    from scenarios.calibration import calibrate, store
    from scenarios.store import writing

    if opening:
        solve_opening()
        return
    if not os.access(to.parent, os.W_OK):  # better refused now than after the fit
        raise InputError(f"{to}: its folder does not exist or cannot be written")
    fit = calibrate(lambda line: click.echo(line, err=True))
    tell(fit)
    with writing(to):
        store(fit, to)
    show(f"Stored in {to}")


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


def solve_opening() -> None:
    """Solved beside shipped values, and how far the model then is from the record."""
    from model.parameters import get
    from scenarios.history import tables
    from scenarios.opening_won import ISSUE, solve

    found = solve()
    rows = [(name, f"{v:.6g}", f"{get(name).value:.6g}") for name, v in found.values.items()]
    shipped = {row["date"][:7]: row["value"] for row in tables.of_series("coded", ISSUE)}
    rows += [(f"{ISSUE} from {k}", f"{v:g}", shipped[k]) for k, v in found.issue.items()]
    show_table("Won at the opening", ("Figure", "Solved", "Shipped"), rows, (1, 2))
    misses = [(name, f"{100 * miss:+.1f}") for name, miss in found.misses.items()]
    show_table("Model beside record, log %", ("Figure", "Difference"), misses, (1,))
