"""`byungjin export`: a stored run as one file."""

from __future__ import annotations

from pathlib import Path

import click

from commands.terminal import show


@click.command(epilog="Example: byungjin export runs --csv --series gdp --series imports.total")
@click.argument("path", default="runs")
@click.option("--csv", "kind", flag_value="csv", default="csv", help="A CSV file (the default).")
@click.option("--parquet", "kind", flag_value="parquet", help="A Parquet file.")
@click.option("--series", multiple=True, help="A series to write; may be given again. All if none.")
@click.option("--to", type=click.Path(path_type=Path), help="File written; named after PATH.")
def command(path: str, kind: str, series: tuple[str, ...], to: Path | None) -> None:
    """Write a stored run to one file: scenario, replication, month, one column per series.

    PATH is a stored run, or a folder of them (the newest is taken). A file that is there already
    is left alone.
    """
    from scenarios.export import export

    file = export(Path(path), kind, series, to)
    show(f"Wrote {file}")
