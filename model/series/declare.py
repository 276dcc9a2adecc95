"""Series: one recorded figure with unit, group, meaning and the function that reads it."""

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
    read: Callable[[Any], float]
    """Reads the figure off an `Economy` at the end of a month."""
