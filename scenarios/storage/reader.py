"""Questions to the parts of one store: which files, which runs count, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from model.errors import InputError
from scenarios.integrity import copies, digests
from scenarios.storage import parts, queries, store

if TYPE_CHECKING:
    import pandas as pd

TRIES = 3
"""Times a query is tried while shards are being replaced."""

NOTHING = """(select 0::integer as run_id, '' as state, 0 as attempt, 0.0 as wall_s, '' as error,
    '' as shard, '' as host, null::timestamptz as t_end where false)"""
"""The status of a store in which no run has ended."""
NONE: Mapping[str, Any] = MappingProxyType({})


class Questions:
    """SQL over the parts of a store, ``$series``, ``$summary``, ``$status`` and ``$design`` in it.

    Args:
        path: the store.
        manifest: what its manifest says, checked.

    Raises:
        InputError: its design is not the manifest's.
    """

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path, self.manifest = path, manifest
        self.tier = str(manifest.get("sweep", {}).get("series", "monthly"))
        parts.design(path, manifest)

    def ended(
        self, part: str, columns: str, rest: str = "true", values: Mapping[str, Any] = NONE
    ) -> pd.DataFrame:
        """Columns of a part, of the runs that ended well, from the shard that counts."""
        self.check_ended(part)
        return self.query(self.of_ended(part, columns, rest), values)

    def check_ended(self, part: str) -> None:
        """Refuse a question about figures where there are none yet."""
        if (part != "series" or self.tier != "none") and not store.has_part(self.path, part):
            raise InputError(f"{self.path}: no run has ended well yet")

    def of_ended(self, part: str, columns: str, rest: str = "true") -> str:
        """The question for `_ended`; the design stands beside the part as ``d``."""
        return f"""
            select {columns} from {self.table(part, filename=True)} s
            join {self.last()} t on t.run_id = s.run_id and t.shard = parse_filename(s.filename)
            join {self.table(store.DESIGN)} d on d.run_id = s.run_id
            where t.state = 'ok' and {rest}"""

    def last(self) -> str:
        """The last word on every run; an earlier shard of a run tried again does not count.

        While shards are compacted a run may stand in two: the older is taken, which a reader that
        listed the series before the status has in its list.
        """
        if not store.has_part(self.path, "status"):
            return NOTHING
        older = "split_part(shard, '-', 4)"  # columns by name: some shards have more than others
        columns = "run_id, state, attempt, wall_s, error, shard, host, t_end"
        order = f"partition by run_id order by attempt desc, t_end desc, {older}"
        status = self.table("status")
        return f"(select {columns} from {status} qualify row_number() over ({order}) = 1)"

    def table(self, part: str, filename: bool = False) -> str:
        """A part of the store as DuckDB reads it, with the name of the shard if asked."""
        option = ", filename = true" if filename else ""
        # a folder called "gdp=1" would otherwise put a column of ones in the place of output
        stored = f"read_parquet(${part.partition('.')[0]}, hive_partitioning = false{option})"
        if part != "series" or self.tier == "monthly":
            return stored
        if self.tier == "none":
            raise InputError(f"{self.path}: holds a summary of each run and no series; "
                             "a sweep with --series annual or monthly does")  # fmt: skip
        return f"(select make_date(year, 1, 1) as month, * exclude (year) from {stored})"

    def _files(self, sql: str, given: Mapping[str, Any]) -> dict[str, list[str]]:
        """What is read by a question; the series are listed before the status, see `_last`."""
        wanted = [p for p in store.PARTS if f"${p}" in sql and p not in given]
        files = {part: self._checked(part) for part in wanted}
        if "$design" in sql:
            files["design"] = [copies.sound(self.path, store.DESIGN, self.manifest)]
        return {name: queries.patterns(found) for name, found in files.items()}

    def _checked(self, part: str) -> list[Path]:
        digests.check(self.path, part)
        return parts.listed(self.path, part)

    def query(self, sql: str, values: Mapping[str, Any] = NONE) -> pd.DataFrame:
        """The answer as a table of pandas."""
        # By way of Arrow: DuckDB's own frames raise a warning of pandas 3.
        return self.answer(sql, values).to_pandas(date_as_object=False)

    def answer(self, sql: str, values: Mapping[str, Any] = NONE) -> pa.Table:
        """The answer to a question; tried again where compaction has just replaced a part.

        Raises:
            InputError: the store cannot be read.
        """
        for tries_left in reversed(range(TRIES)):
            try:
                return queries.ask(self.path, sql, {**self._files(sql, values), **values})
            except duckdb.Error as error:
                if isinstance(error, duckdb.IOException) and tries_left:
                    continue  # a shard was replaced between listing and reading
                first = str(error).splitlines()[0]
                raise InputError(f"{self.path}: cannot be read ({first[:300]})") from error
        raise AssertionError("the last try returns or raises")


def number(column: str, kind: str) -> str:
    """A column of a part as a number of a kind, under its own name."""
    name = queries.name(column)
    return f"s.{name}::{kind} as {name}"
