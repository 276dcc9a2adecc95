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
def command(to: Path) -> None:
    """Fit the uncertain parameters to the record of 2012-2019, mode A.

    Fits once on all years, then without each year in turn; no figure after 2019 is read. The fitted
    set goes to a file with its provenance. Takes some minutes.
    """
    from scenarios.calibration import calibrate, store
    from scenarios.store import writing

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
