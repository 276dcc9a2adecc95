"""From dated rows to dated paths: months, steps and open days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model import drivers as declared
from model.case import FIRST_MONTH, Steps, month_name, month_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scenarios.history.tables import Row

FIRST_YEAR, LAST_YEAR = 2011, 2024
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
MONTHS = tuple(f"{year}-{month:02d}" for year in YEARS for month in range(1, 13))
"""The recorded span, first to last month."""
AFTER = month_name(month_number(MONTHS[-1]) + 1)
"""First month without a record."""

_HALF = 15


@dataclass(frozen=True, slots=True)
class Fed:
    """One driver path made from the record, and what it rests on."""

    driver: str
    steps: Steps
    grade: str
    source: str
    rule: str


def effective_month(day: str) -> str:
    """The month from which a dated change counts: its own up to the 15th, else the next.

    Changes of before the opening count from the opening month.
    """
    month = day[:7]
    if len(day) > 7 and int(day[8:10]) > _HALF:
        month = month_name(month_number(month) + 1)
    return max(month, FIRST_MONTH)


def from_months(name: str, monthly: Mapping[str, float]) -> Steps:
    """Steps from a value for every month, equal neighbours merged.

    After the last recorded month a free figure goes back to the model; any other keeps its value.
    """
    steps: list[tuple[str, float | str | None]] = []
    for month in sorted(monthly):
        if not steps or steps[-1][1] != monthly[month]:
            steps.append((month, monthly[month]))
    if declared.get(name).default is None:
        steps.append((AFTER, None))
    return tuple(steps)


def from_rows(rows: Iterable[Row], scale: float = 1.0) -> Steps:
    """Steps from dated rows; of several that count from one month the latest stands.

    Words stay words, ``free`` hands the figure back to the model.
    """
    steps: dict[str, float | str | None] = {}
    for row in sorted(rows, key=lambda r: r["date"]):
        steps[effective_month(row["date"])] = _value(row["value"], scale)
    return tuple(sorted(steps.items()))


def _value(text: str, scale: float) -> float | str | None:
    if text == "free":
        return None
    try:
        return float(text) * scale
    except ValueError:
        return text


def held(steps: Steps, months: Iterable[str] = MONTHS) -> dict[str, float | str | None]:
    """The value in force in every month of a path."""
    values: dict[str, float | str | None] = {}
    for month in months:
        before = [value for start, value in steps if start <= month]
        values[month] = before[-1] if before else None
    return values


def open_share(month: str, closures: Iterable[Row]) -> float:
    """Share of the days of a month that no closure covers (an empty end never ends)."""
    year, number = int(month[:4]), int(month[5:])
    last = monthrange(year, number)[1]
    spans = [(c["date"], c["until"] or "9999-12-31") for c in closures]
    if not any(start <= f"{month}-{last}" and f"{month}-01" <= end for start, end in spans):
        return 1.0
    days = [f"{month}-{day:02d}" for day in range(1, last + 1)]
    shut = sum(any(start <= day <= end for start, end in spans) for day in days)
    return 1 - shut / last
