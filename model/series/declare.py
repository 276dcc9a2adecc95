"""Series: one published figure, and everything that is said of it anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from model.series.units import UNITS, Unit

MILLION, PER_CENT, MONTHS = 1e6, 100.0, 12
"""Conversions of units, no parameters."""
INDEX = "index, opening = 1"
BY_UNIT, ANY, UPWARD = (0.0, 0.0), (-inf, inf), (0.0, inf)
"""Bounds: by the unit; of a net flow or a gap, which has either sign; of an amount."""
BOK, KOTRA, DAILY_NK = "Bank of Korea", "KOTRA, trade with the South apart", "Daily NK"
"""Who publishes what some series are compared with."""


@dataclass(frozen=True, slots=True)
class Series:
    """One published figure: tables, charts, What if, exports and `explain` ask here."""

    name: str
    unit: str
    """A text of `model.series.units.UNITS`, which says what kind of figure it is."""
    group: str
    about: str
    """Its definition, in one sentence."""
    source: str | Callable[[Any], Any]
    """Where the country publishes the figure, or the function that works it out of the past.

    A place is a dotted name, ``nation.gdp``, with a row of what it holds, ``nation.index[3]``;
    a function gets a `model.past.Past` and answers for all its months at once.
    """
    bounds: tuple[float, float] = BY_UNIT
    """Lowest and highest possible value (`model.laws`); by the unit if none are given."""
    label: str = ""
    """Its name in tables and over charts; the beginning of its definition if none is given."""
    publisher: str = ""
    """Who published the recorded figures it is compared with."""
    feed: str = ""
    """The recorded table that imposes it on a scenario which is fed it."""
    seasonal: bool = False
    """Whether the seasons hide everything else, so that charts show means of twelve months."""
    words: tuple[str, ...] = ()
    """Other words that a reader may look for it by."""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(
                f"{self.name}: unit {self.unit!r} is not declared in model.series.units"
            )
        if self.bounds is BY_UNIT:
            object.__setattr__(self, "bounds", (0.0, self.counted.most))
        if not self.label:
            object.__setattr__(self, "label", re.split(r"[.:;,]", self.about)[0])

    @property
    def counted(self) -> Unit:
        """Its unit, with what kind of figure that counts."""
        return UNITS[self.unit]

    @property
    def allowed(self) -> str:
        """Its bounds in words."""
        low, high = self.bounds
        if high < inf:
            return f"{low:g} to {high:g}"
        return "a finite number" if low < 0.0 else f"finite and {low:g} or more"
