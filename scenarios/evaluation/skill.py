"""Scores of distributions and of turns, and the test whether two errors differ. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.evaluation.scores import Yearly, shared_years

Array = NDArray[np.float64]
Samples = Mapping[Any, Array]
"""By year or other period, one value per replication."""

BANDS = {"50": (0.25, 0.75), "90": (0.05, 0.95)}


def crps(samples: Samples, observed: Mapping[int, float]) -> float:
    """Continuous ranked probability score, mean over years, in the unit of the figure.

    For a single number it is the absolute error; a spread that is honest makes it smaller. The
    estimate of the spread is unbiased for a finite ensemble (Ferro 2014).
    """
    years = shared_years(samples, observed)
    if not years:
        return math.nan
    return float(np.mean([_crps(samples[y], observed[y]) for y in years]))


def _crps(values: Array, truth: float) -> float:
    n, ordered = len(values), np.sort(values)
    miss = np.abs(ordered - truth).mean()
    if n < 2:
        return float(miss)
    weights = 2.0 * np.arange(1, n + 1) - n - 1.0
    return float(miss - (weights * ordered).sum() / (n * (n - 1)))


def coverage(
    samples: Samples, observed: Mapping[Any, float], error: float = 0.0
) -> dict[str, float]:
    """Part of the years whose record lies inside the middle 50 % and 90 % of the runs.

    Args:
        samples: by year, one value per replication.
        observed: the record.
        error: standard error of the record, added to the bands as a normal spread.
    """
    years = shared_years(samples, observed)
    found = {}
    for name, cuts in BANDS.items():
        inside = [_inside(samples[y], observed[y], cuts, error) for y in years]
        found[name] = float(np.mean(inside)) if inside else math.nan
    return found


def _inside(values: Array, truth: float, cuts: tuple[float, float], error: float) -> bool:
    if error > 0.0:
        from scipy.stats import norm

        below = float(norm.cdf((truth - values) / error).mean())
        return cuts[0] <= below <= cuts[1]
    low, high = np.quantile(values, cuts)
    return bool(low <= truth <= high)


def signs(predicted: Mapping[Any, float], observed: Mapping[Any, float]) -> dict[str, int]:
    """Years in which growth has the right sign, of so many."""
    years = shared_years(predicted, observed)
    right = sum(bool(predicted[y] > 0) == bool(observed[y] > 0) for y in years)
    return {"right": right, "n": len(years)}


def turns(predicted: Mapping[int, float], observed: Mapping[int, float]) -> dict[str, int]:
    """Years in which growth rose or fell beside the year before as it did in the record."""
    years = [
        y for y in shared_years(predicted, observed) if y - 1 in predicted and y - 1 in observed
    ]
    right = sum(
        bool(predicted[y] > predicted[y - 1]) == bool(observed[y] > observed[y - 1]) for y in years
    )
    return {"right": right, "n": len(years)}


def diebold_mariano(
    mine: Mapping[Any, float], other: Mapping[Any, float], observed: Mapping[Any, float]
) -> dict[str, float | int | None]:
    """Whether two forecasts' squared errors differ, with the small-sample correction.

    Harvey, Leybourne and Newbold (1997), one step ahead. With fewer than some thirty observations
    the test finds nothing but the grossest differences: a large p says nothing.

    Returns:
        statistic (below zero: the first is nearer), two-sided p of Student's t, n.
    """
    from scipy.stats import t

    years = sorted(set(mine) & set(other) & set(observed))
    gaps = np.array([
        (mine[y] - observed[y]) ** 2 - (other[y] - observed[y]) ** 2 for y in years
    ])  # fmt: skip
    n = len(gaps)
    if n < 3 or gaps.std() == 0:
        return {"statistic": None, "p": None, "n": n}
    raw = gaps.mean() / math.sqrt(gaps.var() / n)
    corrected = raw * math.sqrt((n - 1) / n)
    return {"statistic": float(corrected), "p": float(2 * t.sf(abs(corrected), n - 1)), "n": n}


def reweighted(
    samples: Samples, observed: Mapping[int, float], error: float, years: Sequence[int]
) -> Yearly:
    """Each year by runs weighted by how well they meet the other years.

    Args:
        samples: by year, one value per replication.
        observed: the record.
        error: standard error allowed to one year.
        years: years left out in turn.
    """
    years = shared_years(years, samples, observed)
    misses = np.array([((samples[y] - observed[y]) / error) ** 2 for y in years])
    found = {}
    for place, year in enumerate(years):
        level = -0.5 * (misses.sum(axis=0) - misses[place])
        weight = np.exp(level - level.max())
        found[year] = float((weight * samples[year]).sum() / weight.sum())
    return found
