"""Bands, paired differences, growth and intervals: the only place where they are worked out.

Differences are taken between two runs of the same replication (they share their luck) and only
then summarised. A series counted in per cent is compared in points, never in per cent of per cent.
Every function that looks at runs takes a `scenarios.results.Results`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError

if TYPE_CHECKING:
    from scenarios.results import Results

Values = NDArray[np.float64]

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""Bands of every fan: a middle half and a nine-tenths band around the median."""
CONFIDENCE = 0.95
"""How often an interval holds the mean, over many sets of runs."""
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


def fan(results: Results, series: str, scenario: str) -> pd.DataFrame:
    """Bands of one series month by month: month (first day), q05, q25, q50, q75, q95."""
    months, _, values = results.matrix(series, scenario)
    return bands(values, months)


def paired(
    results: Results, series: str, scenario: str, baseline: str, percent: bool = False
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
    results: Results, series: str, scenario: str, baseline: str, percent: bool = False
) -> pd.DataFrame:
    """Bands of the paired difference, in the columns of `fan`."""
    months, values = paired(results, series, scenario, baseline, percent)
    return bands(values, months)


def in_percent(results: Results, series: str) -> bool:
    """Whether a series is already counted in per cent."""
    return results.units[series].startswith("%")


def difference_unit(results: Results, series: str, percent: bool = False) -> str:
    """Unit of a paired difference: "%", "points" or the unit of the series."""
    if in_percent(results, series):
        return "points"
    return "%" if percent else results.units[series]


def annual_means(results: Results, series: str, scenario: str) -> tuple[pd.Index, Values]:
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


def annual(results: Results, series: str, scenario: str) -> pd.DataFrame:
    """Bands of annual means: year, q05, q25, q50, q75, q95."""
    years, values = annual_means(results, series, scenario)
    return bands(values, years)


def annual_growth(results: Results, series: str, scenario: str) -> pd.DataFrame:
    """Bands of the growth of annual means in per cent: year, q05, q25, q50, q75, q95."""
    years, values = annual_means(results, series, scenario)
    return bands(growth(values), years[1:])


def interval(*samples: Values) -> tuple[float, float]:
    """95 % interval of a mean by Student's t; NaN where no sample has two figures.

    A bootstrap of two or three figures is far too narrow (docs/decisions/0012). Equal figures give
    an interval without width.

    Args:
        samples: the figures, one a replication; NaN is left out. Where replications are crossed
            with draws that are a sample too: means by replication, then means by draw. Half the
            widths of both add as squares do, which in that case never is too narrow.
    """
    known = [sample[~np.isnan(sample)] for sample in samples]
    known = [sample for sample in known if len(sample) > 1]
    if not known:
        return float("nan"), float("nan")
    from scipy.special import stdtrit  # slow to import, and wanted here alone

    def reach(sample: Values) -> float:
        error = float(sample.std(ddof=1)) / len(sample) ** 0.5
        return float(stdtrit(len(sample) - 1, (1 + CONFIDENCE) / 2) * error)

    mean, half = float(known[0].mean()), math.hypot(*map(reach, known))
    return mean - half, mean + half


@dataclass(frozen=True)
class Difference:
    """One measure in two scenarios, averaged over replications."""

    series: str
    unit: str
    year: int
    scenario: float
    """Mean of the year in the scenario, in ``unit``."""
    baseline: float
    difference: float
    """Mean of the paired differences, in ``difference_unit``."""
    low: float
    high: float
    """Ends of the 95 % interval of ``difference``."""
    difference_unit: str
    n: int
    """Replications compared."""

    @property
    def sure(self) -> bool:
        """Whether the interval leaves out zero; a single replication is sure of nothing."""
        return self.low > 0 or self.high < 0


def difference_in_year(
    results: Results,
    series: str,
    scenario: str,
    baseline: str,
    year: int | None = None,
    percent: bool = False,
) -> Difference:
    """The paired difference of a year's mean, with its interval.

    Args:
        results: where the runs are.
        series: name of a stored series.
        scenario: the scenario looked at.
        baseline: what it is compared with.
        year: a whole year both have; the last one if left out.
        percent: in per cent of the baseline's mean.
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
    gaps = difference(a, b, percent and not in_percent(results, series))
    low, high = interval(gaps)
    return Difference(
        series,
        results.units[series],
        chosen,
        _mean(a),
        _mean(b),
        _mean(gaps),
        low,
        high,
        difference_unit(results, series, percent),
        len(replications),
    )


def _annual_frame(results: Results, series: str, scenario: str) -> pd.DataFrame:
    years, means = annual_means(results, series, scenario)
    return pd.DataFrame(means, results.matrix(series, scenario)[1], years)


def _mean(values: Values) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def difference(a: Values, b: Values, percent: bool) -> Values:
    """A less b; in per cent of the size of b if asked, NaN where that is zero."""
    if not percent:
        return a - b
    with np.errstate(all="ignore"):
        share = 100 * (a - b) / np.abs(b)
    return np.where(np.isfinite(share), share, np.nan)
