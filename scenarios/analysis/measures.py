"""Bands, paired differences and growth: the only place where they are worked out.

Differences are taken between two runs of the same replication (they share their luck) and only
then summarised. A series counted in per cent is compared in points, never in per cent of per cent.
Every function that looks at runs takes a `scenarios.storage.stored.Stored`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError
from model.series.units import unit
from scenarios.analysis.sureness import Effect, effect
from scenarios.storage.stored import QUANTILES, Stored

Values = NDArray[np.float64]

MONTHS = 12


def bands(values: Values, index: pd.Index) -> pd.DataFrame:
    """Quantiles over replications.

    Args:
        values: shape (replications, periods); NaN is left out.
        index: what the periods are, named "month" or "year".

    Returns:
        One row per period: the index as a column, then q05, q25, q50, q75, q95.
    """
    columns = {index.name: index, **dict(zip(QUANTILES, cuts(values), strict=True))}
    return pd.DataFrame(columns, copy=False)


def cuts(values: Values) -> Values:
    """The quantiles of `bands` as they are, shape (quantiles, periods)."""
    known = ~np.isnan(values)
    some = known.any(axis=0)
    quantile = np.quantile if known[:, some].all() else np.nanquantile  # the second is much slower
    found = np.full((len(QUANTILES), values.shape[1]), np.nan)
    if some.any():
        found[:, some] = quantile(values[:, some], list(QUANTILES.values()), axis=0)
    return found


def fan(results: Stored, series: str, scenario: str) -> pd.DataFrame:
    """Bands of one series month by month: month (first day), q05, q25, q50, q75, q95."""
    months, _, values = results.matrix(series, scenario)
    return bands(values, months)


def paired(
    results: Stored, series: str, scenario: str, baseline: str, percent: bool = False
) -> tuple[pd.DatetimeIndex, Values]:
    """Month-by-month differences, one row per replication that finished in both scenarios.

    Args:
        results: where the runs are.
        series: name of a stored series.
        scenario: the scenario looked at.
        baseline: what it is compared with.
        percent: in per cent of the baseline; a series counted in % stays in points.
    """
    months, mine, a = results.matrix(series, scenario)
    other_months, others, b = results.matrix(series, baseline)
    percent = percent and not in_percent(results, series)
    if np.array_equal(mine, others) and months.equals(other_months):
        return months, difference(a, b, percent)
    shared = np.intersect1d(mine, others)
    if not len(shared):
        raise InputError(f"{scenario} and {baseline} share no finished replication")
    both = months.intersection(other_months)
    a = a[np.ix_(np.searchsorted(mine, shared), months.get_indexer(both))]
    b = b[np.ix_(np.searchsorted(others, shared), other_months.get_indexer(both))]
    return both, difference(a, b, percent)


def paired_difference(
    results: Stored, series: str, scenario: str, baseline: str, percent: bool = False
) -> pd.DataFrame:
    """Bands of the paired difference, in the columns of `fan`."""
    months, values = paired(results, series, scenario, baseline, percent)
    return bands(values, months)


def in_percent(results: Stored, series: str) -> bool:
    """Whether a series is already counted in per cent."""
    return unit(results.units[series]).in_points


def difference_unit(results: Stored, series: str, percent: bool = False) -> str:
    """Unit of a paired difference: "%", "points" or the unit of the series."""
    if in_percent(results, series):
        return "points"
    return "%" if percent else results.units[series]


def annual_means(results: Stored, series: str, scenario: str) -> tuple[pd.Index, Values]:
    """Means of whole calendar years (or the years stored): years, then one row per replication."""
    months, _, values = results.matrix(series, scenario)
    if results.tier == "annual":
        return pd.Index(months.year, name="year"), values
    return by_year(months, values)


def by_year(months: pd.DatetimeIndex, values: Values) -> tuple[pd.Index, Values]:
    """Means over the twelve months of each whole calendar year.

    Args:
        months: rising, without gaps.
        values: shape (replications, months).
    """
    year = months.year.to_numpy()
    years, counts = np.unique(year, return_counts=True)
    years = years[counts == MONTHS]
    inside = np.isin(year, years)
    means = values[:, inside].reshape(len(values), len(years), MONTHS).mean(axis=2)
    return pd.Index(years, name="year"), means


def growth(annual: Values) -> Values:
    """Growth from year to year in per cent, along the last axis; one year shorter."""
    with np.errstate(all="ignore"):
        rates = 100 * (annual[..., 1:] / annual[..., :-1] - 1)
    return np.where(np.isfinite(rates), rates, np.nan)


def annual(results: Stored, series: str, scenario: str) -> pd.DataFrame:
    """Bands of annual means: year, q05, q25, q50, q75, q95."""
    years, values = annual_means(results, series, scenario)
    return bands(values, years)


def annual_growth(results: Stored, series: str, scenario: str) -> pd.DataFrame:
    """Bands of the growth of annual means in per cent: year, q05, q25, q50, q75, q95."""
    years, values = annual_means(results, series, scenario)
    return bands(growth(values), years[1:])


@dataclass(frozen=True, eq=False)
class Difference:
    """One measure in two scenarios, draw by draw."""

    series: str
    unit: str
    """Of the levels."""
    year: int
    scenario: float
    """Median of the year in the scenario, in ``unit``."""
    baseline: float
    figures: Values
    """The difference in each draw, in ``difference_unit``; NaN where it has none."""
    replications: NDArray[np.int64]
    """Number of each draw, rising."""
    difference_unit: str

    @cached_property
    def effect(self) -> Effect:
        """What the draws say."""
        return effect(self.figures)


def difference_in_year(
    results: Stored,
    series: str,
    scenario: str,
    baseline: str,
    year: int | None = None,
    percent: bool = False,
) -> Difference:
    """The paired difference of a year's mean, draw by draw.

    Args:
        results: where the runs are.
        series: name of a stored series.
        scenario: the scenario looked at.
        baseline: what it is compared with.
        year: a whole year both have; the last one if left out.
        percent: in per cent of the baseline's mean. A series counted in % stays in points, and one
            that is nought in the baseline of some draw in its unit: those draws have no per cent.
    """
    a_frame, b_frame = (_annual_frame(results, series, s) for s in (scenario, baseline))
    years = a_frame.columns.intersection(b_frame.columns)
    replications = a_frame.index.intersection(b_frame.index)
    if not len(years) or not len(replications):
        raise InputError(f"{scenario} and {baseline} share no whole year of a finished run")
    chosen = int(years[-1]) if year is None else year
    if chosen not in years:
        raise InputError(
            f"year {chosen} is not in both {scenario} and {baseline}; "
            f"expected {years[0]} to {years[-1]}"
        )
    a, b = (f.loc[replications, chosen].to_numpy() for f in (a_frame, b_frame))
    percent = percent and not (b == 0).any()
    return Difference(
        series,
        results.units[series],
        chosen,
        _median(a),
        _median(b),
        difference(a, b, percent and not in_percent(results, series)),
        replications.to_numpy(),
        difference_unit(results, series, percent),
    )


def _annual_frame(results: Stored, series: str, scenario: str) -> pd.DataFrame:
    years, means = annual_means(results, series, scenario)
    return pd.DataFrame(means, results.matrix(series, scenario)[1], years)


def _median(values: Values) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else float("nan")


def difference(a: Values, b: Values, percent: bool) -> Values:
    """A less b; in per cent of the size of b if asked, NaN where that is zero."""
    if not percent:
        return a - b
    with np.errstate(all="ignore"):
        share = 100 * (a - b) / np.abs(b)
    return np.where(np.isfinite(share), share, np.nan)
