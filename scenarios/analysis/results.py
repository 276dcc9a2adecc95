"""Results: what a store holds, and the analyses that are asked for most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from scenarios.storage.stored import Stored


class Results(Stored):
    """The finished runs of one store, with heat maps, paired differences and datasets.

    Args:
        path: a store, or a folder of stores (its newest is taken).

    Raises:
        InputError: there is no store, it cannot be read, or it has another format.
    """

    def heat(
        self, series: str, x: str, y: str, statistic: str = "mean", at: str = "", **how: Any
    ) -> pd.DataFrame:
        """One figure over two factors; see `scenarios.analysis.sweeps.heat.heat`.

        Args:
            series: name of a stored series.
            x: a factor, or "scenario", across.
            y: another, down.
            statistic: over the runs of a cell.
            at: when; the last twelve months if empty (`analysis.sweeps.outcomes.Outcome`).
            how: ``figure`` of the outcome, ``threshold`` of the statistic "share".
        """
        from scenarios.analysis.sweeps import heat
        from scenarios.analysis.sweeps.outcomes import Outcome

        outcome = Outcome(series, at, how.pop("figure", "mean"))
        return heat.heat(self, outcome, x, y, statistic, **how)

    def paired(self, series: str, by: str = "scenario", at: str = "", **how: Any) -> pd.DataFrame:
        """Differences by seed, a row per value; see `scenarios.analysis.sweeps.paired.paired`.

        Args:
            series: name of a stored series.
            by: "scenario", or a factor whose values are compared.
            at: when; the last twelve months if empty.
            how: ``figure`` of the outcome, ``baseline``, ``percent``.
        """
        from scenarios.analysis.sweeps import paired
        from scenarios.analysis.sweeps.outcomes import Outcome

        outcome = Outcome(series, at, how.pop("figure", "mean"))
        return paired.paired(self, outcome, by, **how).rows

    def to_xarray(self, series: str | Sequence[str] = ()) -> Any:
        """An `xarray.Dataset` of the stored series; see `scenarios.analysis.exchange.dataset`."""
        from scenarios.analysis import exchange

        return exchange.dataset(self, [series] if isinstance(series, str) else series)
