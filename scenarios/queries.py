"""Questions in SQL to files of Parquet, put to one DuckDB that this process starts once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa


def ask(sql: str, values: Sequence[Any] = ()) -> pa.Table:
    """The answer to a question; threads may ask at the same time.

    Args:
        sql: one statement that reads.
        values: of its question marks.

    Raises:
        duckdb.Error: it cannot be answered.
    """
    with _engine().cursor() as connection:
        return connection.sql(sql, params=list(values)).to_arrow_table()


def folder(path: str) -> str:
    """A folder name as DuckDB reads it: no wildcard, quotes doubled."""
    escaped = "".join(f"[{c}]" if c in "*?[" else c for c in path)
    return escaped.replace("'", "''")


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """Started once: starting one takes longer than most questions."""
    return duckdb.connect()
