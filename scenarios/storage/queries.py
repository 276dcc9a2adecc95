"""Questions in SQL to the Parquet files of one folder, and to nothing else.

A folder may come from a stranger, so DuckDB is shut in: it reads that folder alone, loads no
extension, writes no file of its own, and its settings are locked before the first question.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

MEMORY = 0.6
"""Share of what DuckDB would take that it may take."""
ENGINES = 16
"""Folders whose engines are kept: starting one takes longer than most questions."""


def ask(folder: Path, sql: str, values: Mapping[str, Any]) -> pa.Table:
    """The answer to a question; threads may ask at the same time.

    Args:
        folder: whose files may be read.
        sql: one statement that reads; names in it by `name`, everything else as ``$values``.
        values: by name; files as `patterns` gives them.

    Raises:
        duckdb.Error: it cannot be answered.
    """
    with _engine(os.path.abspath(folder)).cursor() as connection:
        statements = connection.extract_statements(sql)
        if [s.type for s in statements] != [duckdb.StatementType.SELECT]:
            raise duckdb.InvalidInputException("not one question")
        return connection.sql(sql, params=dict(values)).to_arrow_table()


def name(text: str) -> str:
    """A column's name as SQL takes it, whatever stands in it."""
    return '"' + text.replace('"', '""') + '"'


def patterns(files: Iterable[Path]) -> list[str]:
    """Files as DuckDB takes them: whole paths, no sign a wildcard."""
    return [_literal(os.path.abspath(file)) for file in files]


def _literal(path: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)


@lru_cache(ENGINES)
def _engine(folder: str) -> duckdb.DuckDBPyConnection:
    """An engine that reads one folder."""
    shut = {f"auto{what}_known_extensions": "false" for what in ("load", "install")}
    engine = duckdb.connect(config={**shut, "temp_directory": ""})
    usual = engine.sql("select current_setting('memory_limit')").fetchall()[0][0]
    size, unit = usual.split()
    engine.execute(f"set memory_limit = '{float(size) * MEMORY:.2f} {unit}'")
    inside = [f"{place}{os.sep}" for place in {folder, _literal(folder)}]
    engine.execute("set allowed_directories = $inside", {"inside": inside})
    engine.execute("set enable_external_access = false")
    engine.execute("set lock_configuration = true")
    return engine
