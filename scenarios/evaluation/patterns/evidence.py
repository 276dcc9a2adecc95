"""What patterns are read from: stored runs of history and of the counterfactuals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.populations.layout import REGIONS
from scenarios.analysis.measures import by_year, growth
from scenarios.evaluation.patterns import cases

if TYPE_CHECKING:
    from scenarios.analysis.results import Results

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """Runs, and the scores already worked out.

    Args (fields):
        results: a store with history and the counterfactuals.
        modes: scenario of each mode that was run.
        card: the scorecard so far.
    """

    results: Results
    modes: Mapping[str, str]
    card: Mapping[str, Any]

    def monthly(self, series: str, mode: str) -> tuple[pd.DatetimeIndex, Array]:
        """Months, and one row per replication."""
        months, _, values = self.results.matrix(series, self.modes.get(mode, mode))
        return months, values

    def years(self, series: str, mode: str) -> dict[int, Array]:
        """Annual means by year, one value per replication."""
        years, values = by_year(*self.monthly(series, mode))
        return {int(year): values[:, place] for place, year in enumerate(years)}

    def grown(self, series: str, mode: str) -> dict[int, Array]:
        """Growth of annual means by year, %, one value per replication."""
        years, values = by_year(*self.monthly(series, mode))
        return {int(year): row for year, row in zip(years[1:], growth(values).T, strict=True)}

    def in_month(self, series: str, mode: str, month: str) -> Array:
        """The value of one month, YYYY-MM, one per replication."""
        months, values = self.monthly(series, mode)
        return values[:, list(months.strftime("%Y-%m")).index(month)]

    def beside(self, series: str, mode: str, other: str, year: int) -> Array:
        """Difference of a year's mean between two runs of the same luck and set, %."""
        a, b = self.years(series, mode)[year], self.years(series, other)[year]
        return 100.0 * (a / b - 1.0)

    @cached_property
    def regional_loss(self) -> dict[str, Array]:
        """Consumption by region in 2019 beside trade frozen at 2016, %, one per replication."""
        last = int(cases.FROZEN_END[:4])
        return {region: self.beside(f"consumption.{region}", "conditional", cases.FROZEN, last)
                for region in REGIONS}  # fmt: skip
