"""Series: one recorded figure with unit, group, meaning and where it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

MILLION, PER_CENT, MONTHS = 1e6, 100.0, 12
"""Conversions of units, no parameters."""
INDEX = "index, opening = 1"
BY_UNIT, ANY, UPWARD = (0.0, 0.0), (-inf, inf), (0.0, inf)
"""Bounds: by the unit; of a net flow or a gap, which has either sign; of an amount."""
PARTS = ("share", "probability", "index 0-1", "0 or 1")
"""How units of what lies between nought and one begin."""


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
    bounds: tuple[float, float] = BY_UNIT
    """Lowest and highest possible value (`model.laws`); by the unit if none are given."""

    def __post_init__(self) -> None:
        if self.bounds is BY_UNIT:
            high = PER_CENT if self.unit.startswith("%") else inf
            bounds = (0.0, 1.0 if self.unit.startswith(PARTS) else high)
            object.__setattr__(self, "bounds", bounds)

    @property
    def allowed(self) -> str:
        """Its bounds in words."""
        low, high = self.bounds
        if high < inf:
            return f"{low:g} to {high:g}"
        return "a finite number" if low < 0.0 else f"finite and {low:g} or more"
