"""Series: one recorded figure with unit, group, meaning and where it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MILLION, PER_CENT, MONTHS = 1e6, 100.0, 12
"""Conversions of units, no parameters."""
INDEX = "index, opening = 1"


@dataclass(frozen=True, slots=True)
class Series:
    """One recorded figure."""

    name: str
    unit: str
    group: str
    about: str
    source: str | Callable[[Any], Any]
    """Where the country publishes the figure, or the function that works it out of the past.

    A place is a dotted name, ``nation.gdp``, with a row of what it holds, ``nation.index[3]``;
    a function gets a `model.record_table.Past` and answers for all its months at once.
    """
