"""The files of a store as they are found, which a stranger may have made.

Whatever is read goes through here first: a file of the store is a regular file in it and no link
out of it, it is called as parts are called, and has the columns it should have.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase as fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import types

from model.errors import InputError
from scenarios.integrity import copies, digests
from scenarios.storage import store

NAME = re.compile(r"part-[A-Za-z0-9_-]{1,100}\.parquet")
STATES = ("pending", "ok", "failed", "timeout", "crashed")
"""What may have become of a run; the first of none that is stored."""
ENDED = {
    "run_id": types.is_integer,
    "state": types.is_string,
    "attempt": types.is_integer,
    "wall_s": types.is_floating,
    "error": types.is_string,
    "shard": types.is_string,
    "host": types.is_string,
    "t_end": types.is_timestamp,
}
"""Columns of a status, and their types."""
KEYS = {
    "run_id": types.is_integer,
    "point_id": types.is_integer,
    "scenario": types.is_string,
    "replication": types.is_integer,
    "seed": types.is_integer,
}
"""Columns of every design; every other column holds numbers or texts."""
OF_SWEEPS = {"draw": types.is_integer, "block": types.is_integer}
MOST_COLUMNS, MOST_ATTEMPTS = 5_000, 2**15 - 1
READABLE = (OSError, pa.ArrowException)
"""What Parquet that is none raises."""


def listed(folder: Path, part: str) -> list[Path]:
    """The files of a part of a store ("series", "summary", "status"), by name.

    Raises:
        InputError: one of them is a link or no regular file, is called otherwise, or has other
            columns than it should.
    """
    found = []
    for entry in sorted(_entries(folder / part), key=lambda entry: entry.name):
        file = folder / part / entry.name
        if not entry.is_file(follow_symlinks=False):
            raise InputError(f"{file}: {digests.NOT_OWN}")
        if not NAME.fullmatch(entry.name):
            raise InputError(f"{file}: is not called as parts are; expected part-FIRST-LAST-ID")
        found.append(file)
    for file in found:
        _check_once(file, part)
    return found


def at(folder: Path, part: str, shard: str) -> Path:
    """One file of a part of a store, named by a status.

    Raises:
        InputError: it is no name of a part, or a link.
        FileNotFoundError: there is no such file.
    """
    file = folder / part / shard
    if not NAME.fullmatch(shard):
        raise InputError(f"{folder / 'status'}: shard = {shard[:60]!r} is no name of a part")
    digests.check_own(file)
    return file


def _entries(place: Path) -> Iterator[os.DirEntry[str]]:
    """What looks like a part in a folder; nothing if there is no such folder."""
    if place.is_symlink() or not place.is_dir():
        return
    with os.scandir(place) as entries:
        yield from (entry for entry in entries if fnmatch(entry.name, "part-*.parquet"))


def _check_once(file: Path, part: str) -> None:
    """Check a part when it is first opened in a process, or has become another file since."""
    try:
        facts = file.stat()
    except FileNotFoundError:  # compaction has just replaced it
        return
    _check_part(str(file), part, facts.st_size, facts.st_mtime_ns)


@lru_cache(100_000)
def _check_part(file: str, part: str, size: int, changed: int) -> None:
    """The one place where parts are checked before anything in them is used.

    Figures are turned into the numbers they should be by every question (see
    `scenarios.storage.stored`): looking at the columns of thousands of parts would cost more.
    """
    if part == "status":
        _check_columns(Path(file), _opened(Path(file)).schema_arrow, ENDED)


def status(file: Path, runs: int, columns: Sequence[str] = ()) -> pa.Table:
    """run_id, state, attempt and further columns of one status; it speaks of runs there are.

    Raises:
        InputError: it cannot be read or says what cannot be.
        FileNotFoundError: compaction has just replaced it.
    """
    digests.check_own(file)
    opened = _opened(file)
    _check_columns(file, opened.schema_arrow, ENDED)
    if opened.metadata.num_rows > runs:
        raise InputError(f"{file}: speaks of more runs than the {runs:,} there are")
    try:
        wanted = list(dict.fromkeys(("run_id", "state", "attempt", *columns)))
        table = digests.status(file, wanted)
    except READABLE as error:
        raise InputError(f"{file}: cannot be read ({reason(error)})") from None
    _check_between(file, "run_id", table["run_id"], 0, runs - 1)
    _check_between(file, "attempt", table["attempt"], 1, MOST_ATTEMPTS)
    _check_states(file, table["state"], STATES[1:])
    return table


def _check_states(place: Path, column: pa.ChunkedArray, allowed: Sequence[str]) -> None:
    if not set(column.unique().to_pylist()) <= set(allowed):
        raise InputError(f"{place}: state is none of {', '.join(allowed)}")


def _check_between(file: Path, name: str, column: pa.ChunkedArray, low: int, high: int) -> None:
    """Refuse whole numbers out of range, and those that are missing."""
    ends = pc.min_max(column).as_py().values()
    if column.null_count or (len(column) and not low <= min(ends) <= max(ends) <= high):
        raise InputError(f"{file}: {name} is out of range; expected {low} to {high:,}")


def design(folder: Path, facts: dict[str, Any]) -> pq.ParquetFile:
    """The design of a store, opened; its columns are as they should be, its rows one a run.

    Raises:
        InputError: they are not, or it cannot be read.
    """
    file = copies.sound(folder, store.DESIGN, facts)
    if file.is_symlink() or not file.is_file():
        raise InputError(f"{file}: cannot be read (there is no such file)")
    opened = _opened(file)
    sweep = facts.get("sweep")
    needed = KEYS | OF_SWEEPS if sweep else KEYS
    _check_columns(file, opened.schema_arrow, needed)
    names = set(opened.schema_arrow.names)
    for name in sorted(names & (ENDED.keys() - {"run_id"})):
        raise InputError(f"{file}: column {name!r} is one of the status")
    factors = set(sweep["design"]["factors"]) if sweep else set()
    for name in sorted(names - needed.keys() - {"parameter_set"} ^ factors) if sweep else ():
        raise InputError(f"{file}: column {name[:60]!r} is missing, or is no factor of the sweep")
    if (rows := opened.metadata.num_rows) != (runs := count(facts)):
        raise InputError(f"{file}: has {rows:,} rows; the manifest speaks of {runs:,} runs")
    return opened


def count(facts: dict[str, Any]) -> int:
    """Runs of a store."""
    if "sweep" in facts:
        return int(facts["sweep"]["runs"])
    return int(facts["replications"]) * len(facts["scenarios"])


def check_runs(folder: Path, table: pa.Table, facts: dict[str, Any]) -> None:
    """Refuse the rows of a design, in the order of their runs, that are not the manifest's.

    Beside each stands the state its run has by the status.
    """
    file = folder / store.DESIGN
    if not np.array_equal(table["run_id"].to_numpy(), np.arange(len(table))):
        raise InputError(f"{file}: run_id does not count the runs from 0")
    if not set(table["scenario"].unique().to_pylist()) <= set(facts["scenarios"]):
        raise InputError(f"{file}: scenario is none that the manifest names")
    for name in ("point_id", "replication", *(("draw",) if "sweep" in facts else ())):
        most = facts["replications"] if name == "replication" else len(table)
        _check_between(file, name, table[name], 0, most - 1)
    _check_states(folder / "status", table["state"], STATES)


def _opened(file: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file, page_checksum_verification=True)
    except FileNotFoundError:
        raise
    except READABLE as error:
        raise InputError(f"{file}: cannot be read ({reason(error)})") from None


def _check_columns(file: Path, schema: pa.Schema, needed: dict[str, Any]) -> None:
    """Refuse a table that lacks columns, has them of another type, twice, or without end."""
    kinds = dict(zip(schema.names, schema.types, strict=True))
    if len(kinds) < len(schema.names) or len(kinds) > MOST_COLUMNS:
        raise InputError(f"{file}: has {len(schema.names):,} columns, some twice or too many")
    for name, kind in kinds.items():
        fits = needed.get(name, _plain)
        if not fits(kind):
            raise InputError(f"{file}: column {name[:60]!r} holds {str(kind)[:60]}")
    for name in needed:
        if name not in kinds:
            raise InputError(f"{file}: column {name!r} is missing")


def _plain(kind: pa.DataType) -> bool:
    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_string(kind))


def reason(error: Exception) -> str:
    """What a library says, cut short."""
    return " ".join(str(error).split())[:120]
