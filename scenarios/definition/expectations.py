"""What a scenario is expected to do, in a form that can be measured.

A scenario file gives a list of expectations, written before it was run:

    expects = [
      { series = "gdp", direction = "down", against = "baseline", when = "2028" },
    ]

Each says which way a series moves over some years, beside another scenario with the same seeds or
beside earlier years of the same run. Where the model says otherwise, `because` explains it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from model.case import FIRST_MONTH
from model.errors import InputError, unknown
from model.series import SERIES

DIRECTIONS = ("up", "down", "same", "unclear")
"""`unclear` asserts no sign."""
_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")


@dataclass(frozen=True)
class Expected:
    """One expectation."""

    series: str
    direction: str
    when: str
    """A year, or a span of years: ``2028`` or ``2028-2030``."""
    against: str = "baseline"
    """Another scenario, or earlier years of the same run."""
    because: str = ""
    """Why the model says otherwise, where it does."""

    @property
    def years(self) -> tuple[int, int]:
        """First and last year looked at."""
        return _span(self.when)

    @property
    def earlier(self) -> tuple[int, int] | None:
        """Years of the same run it is measured against; None for another scenario."""
        return _span(self.against) if _YEARS.fullmatch(self.against) else None

    def sentence(self) -> str:
        """For a reader: what moves which way, against what and when."""
        moves = {"up": "rises", "down": "falls", "same": "stays", "unclear": "may go either way"}
        return f"{self.series} {moves[self.direction]} against {self.against} in {self.when}"


def expected(table: Any) -> Expected:
    """One expectation as a file gives it.

    Raises:
        InputError: a key, series, direction or year that is not allowed.
    """
    if not isinstance(table, Mapping):
        raise InputError(f"expects: {table!r:.60} is no table; expected series, direction, when")
    keys = [f.name for f in fields(Expected)]
    for key, value in table.items():
        if key not in keys:
            raise unknown("key", key, keys, "expects")
        if not isinstance(value, str):
            raise InputError(f"expects: {key} = {value!r:.60}; expected a text")
    for key in keys[:3]:
        if key not in table:
            raise InputError(f"expects: {key} is missing; every expectation needs {keys[:3]}")
    found = Expected(**table)
    if found.series not in SERIES:
        raise unknown("series", found.series, SERIES, "expects")
    if found.direction not in DIRECTIONS:
        raise unknown("direction", found.direction, DIRECTIONS, "expects")
    _span(found.when)
    return found


def check_years(wanted: Expected, end: str, run: str = "the run") -> None:
    """Refuse years that a run to ``end`` (YYYY-MM), its own or the other's, does not have."""
    for text in (wanted.when, wanted.against) if wanted.earlier else (wanted.when,):
        first, last = _span(text)
        if f"{first}-01" < FIRST_MONTH or f"{last}-12" > end:
            raise InputError(
                f"expects: {text} is not in {run}, which goes from {FIRST_MONTH} to {end}; "
                "expected whole years"
            )


def _span(text: str) -> tuple[int, int]:
    found = _YEARS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise InputError(f"expects: {text!r:.40} is no year or span; expected 2028 or 2028-2030")
    return first, last
