"""`byungjin export`: a stored run as one file."""

from __future__ import annotations

from pathlib import Path

import click

from commands.terminal import show
from model.errors import InputError


@click.command(epilog="Example: byungjin export runs --csv trade.csv --series imports.total")
@click.argument("path", default="runs")
@click.option("--csv", is_flag=False, flag_value="", metavar="[FILE]",
              help="A CSV file, named after the run if no FILE is given.")  # fmt: skip
@click.option("--parquet", is_flag=False, flag_value="", metavar="[FILE]",
              help="A Parquet file, named likewise.")  # fmt: skip
@click.option("--series", multiple=True, help="A series to write; may be given again. All if none.")
def command(path: str, csv: str | None, parquet: str | None, series: tuple[str, ...]) -> None:
    """Write a stored run to one file: scenario, replication, month, one column per series.

    PATH is a stored run, or a folder of them (the newest is taken). A file that is there already
    is left alone.
    """
    from scenarios.export import export

    if csv is not None and parquet is not None:
        raise InputError("--csv and --parquet: give one of them")
    kind, to = ("csv", csv) if parquet is None else ("parquet", parquet)
    show(f"Wrote {export(Path(path), kind, series, Path(to) if to else None)}")
