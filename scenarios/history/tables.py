"""The recorded tables: read once, every row with its unit, source and grade."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from model.errors import unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RECORD = Path(__file__).parent / "record"

Row = dict[str, str]
"""One line of a table, by column name."""


@cache
def read(table: str) -> tuple[Row, ...]:
    """Every row of ``record/<table>.csv``, in the order of the file.

    Raises:
        InputError: there is no such table.
    """
    file = RECORD / f"{table}.csv"
    if not file.is_file():
        raise unknown("recorded table", table, (f.stem for f in RECORD.glob("*.csv")))
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def of_series(table: str, series: str) -> tuple[Row, ...]:
    """The rows of one series, earliest first; none is a mistake.

    Raises:
        InputError: the table holds no such series.
    """
    found = [row for row in read(table) if row["series"] == series]
    if not found:
        raise unknown(f"series of record/{table}.csv", series, {r["series"] for r in read(table)})
    return tuple(sorted(found, key=lambda row: row["date"]))


def annual(table: str, series: str) -> dict[int, float]:
    """Values by year of one series; rows over a span of years are left out."""
    rows = of_series(table, series)
    return {int(r["date"]): float(r["value"]) for r in rows if is_year(r["date"])}


def coal_exports() -> dict[int, float]:
    """Coal exports, mn USD a year: all buyers where recorded, else those to China."""
    return {
        **annual("trade", "export_coal_to_china"),
        **annual("trade", "export_coal_anthracite"),
    }


def is_year(date: str) -> bool:
    """Whether a date names one calendar year."""
    return len(date) == 4 and date.isdigit()


@cache
def rules() -> Mapping[str, float]:
    """Numbers of the rules that turn the record into monthly paths, by dotted name."""
    numbers = {}
    for row in read("rules"):
        if row["unit"] != "date":
            numbers[row["series"]] = float(row["value"])
    return MappingProxyType(numbers)


def rule(name: str) -> float:
    """One number of a rule, in the unit of its row in ``record/rules.csv``."""
    try:
        return rules()[name]
    except KeyError:
        raise unknown("rule", name, rules()) from None


def rules_of(prefix: str) -> dict[str, float]:
    """All numbers of one rule by the last part of their name, in the order of the file."""
    start = prefix + "."
    return {name[len(start) :]: value for name, value in rules().items() if name.startswith(start)}


def sources_of(rows: Iterable[Row]) -> str:
    """The sources of some rows, each named once, in order."""
    return " | ".join(dict.fromkeys(row["source"] for row in rows))
