"""A stored run as one file for another program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.errors import InputError
from scenarios.results import Results
from scenarios.store import replace_file, writing


def export(path: Path, kind: str, series: Sequence[str] = (), to: Path | None = None) -> Path:
    """Write the series of a store: scenario, replication, month, one column each.

    Args:
        path: a store, or a folder of stores (its newest is taken).
        kind: "csv" or "parquet".
        series: names; all if empty.
        to: file written; in the working folder and named after the store if left out.

    Returns:
        The file written.

    Raises:
        InputError: no such store or series, or the file is there already or cannot be written.
    """
    results = Results(path)
    file = to or Path(f"{results.path.name}.{kind}")
    if file.exists():
        raise InputError(f"{file}: is there already and is left as it is; name another file")
    frame = results.frame(list(dict.fromkeys(series)) or results.series)
    frame["month"] = frame.month.dt.strftime("%Y-%m") if kind == "csv" else frame.month.dt.date

    def write(temporary: Path) -> None:
        if kind == "csv":
            frame.to_csv(temporary, index=False, float_format="%.7g")
        else:
            frame.to_parquet(temporary, index=False)

    with writing(file):
        replace_file(file, write)
    return file
