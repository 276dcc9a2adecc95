"""Figures with seasons in them, seen as means over the last months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.analysis.results import Results


class Trailing:
    """Results in which every run's figure is its mean over the last months.

    `scenarios.analysis.measures` takes it in place of the results: the mean is taken run by run,
    then runs are paired and summarised. Months before a whole span has passed have no figure.

    Args:
        results: where the runs are.
        months: how many months are averaged.
    """

    def __init__(self, results: Results, months: int) -> None:
        self.results, self.months = results, months

    @property
    def units(self) -> dict[str, str]:
        """Units of the series, which a mean does not change."""
        return self.results.units

    def matrix(self, series: str, scenario: str) -> tuple[Any, Any, np.ndarray]:
        """Months, replications and values[replication, month], as `Results.matrix` gives them."""
        months, replications, values = self.results.matrix(series, scenario)
        means = np.full(values.shape, np.nan)
        if values.shape[1] >= self.months:
            windows = sliding_window_view(values, self.months, axis=1)
            means[:, self.months - 1 :] = windows.mean(axis=2)
        return months, replications, means


class Since:
    """Results without the months before one.

    Args:
        results: where the runs are.
        first: the first month that is left.
    """

    def __init__(self, results: Results | Trailing, first: pd.Timestamp) -> None:
        self.results, self.first = results, first

    @property
    def units(self) -> dict[str, str]:
        """Units of the series."""
        return self.results.units

    def matrix(self, series: str, scenario: str) -> tuple[Any, Any, np.ndarray]:
        """Months, replications and values[replication, month], as `Results.matrix` gives them."""
        months, replications, values = self.results.matrix(series, scenario)
        begin = months.searchsorted(self.first)
        return months[begin:], replications, values[:, begin:]
