"""A stored run or sweep as one file for another program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from model.errors import InputError
from scenarios.integrity import spreadsheets
from scenarios.storage.store import replace_file, writing
from scenarios.storage.stored import Stored

SUFFIXES = {"csv": "csv", "parquet": "parquet", "netcdf": "nc", "ema": "tar.gz", "salib": "json"}
"""Kinds of file, and how their names end."""


def export(path: Path, kind: str, series: Sequence[str] = (), to: Path | None = None) -> Path:
    """Write the series of a store; runs that did not end well are not in it.

    Args:
        path: a store, or a folder of stores (its newest is taken).
        kind: "csv" or "parquet": scenario, draw (of a sweep), replication, month, one column per
            series; "netcdf": what `exchange.dataset` gives; "ema": an archive of the EMA Workbench.
        series: names; all if empty.
        to: file written; in the working folder and named after the store if left out.

    Returns:
        The file written.

    Raises:
        InputError: no such store or series, a library is missing, or the file is there already or
            cannot be written.
    """
    results = Stored(path)
    names = list(dict.fromkeys(series)) or results.series
    return write(results, kind, to, lambda file: _write(results, kind, names, series, file))


def write(results: Stored, kind: str, to: Path | None, fill: Callable[[Path], object]) -> Path:
    """Write a file whole or not at all, and never over another.

    Args:
        results: what the file is named after if it has no name.
        kind: one of `SUFFIXES`.
        to: the file.
        fill: writes it at the path handed in.
    """
    file = to or Path(f"{results.path.name}.{SUFFIXES[kind]}")
    if file.exists():
        raise InputError(f"{file}: is there already and is left as it is; name another file")
    with writing(file):
        replace_file(file, fill)
    return file


def _write(
    results: Stored, kind: str, names: Sequence[str], series: Sequence[str], file: Path
) -> None:
    from scenarios.analysis import exchange

    if kind == "ema":
        exchange.write_ema(results, series, file)
    elif kind == "netcdf":
        exchange.dataset(results, series).to_netcdf(file)
    else:
        frame = results.frame(names)
        frame["month"] = frame.month.dt.strftime("%Y-%m") if kind == "csv" else frame.month.dt.date
        if kind == "csv":
            file.write_text(spreadsheets.frame(frame, 7), encoding="utf-8", newline="")
        else:
            frame.to_parquet(file, index=False)
