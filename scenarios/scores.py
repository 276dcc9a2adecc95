"""Scores and the naive forecasts that every score stands beside. Pure functions of numbers.

Yearly series are mappings from year to value. A forecast of a year uses earlier years alone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Yearly = dict[int, float]
"""A value for each of some years."""

FIRST_YEAR = 2000
"""Naive forecasts learn from this year on."""


def rmse(predicted: Mapping[int, float], observed: Mapping[int, float]) -> float:
    """Root mean squared error over the years that both have, in their unit; NaN if there is none.

    One number that punishes a large miss more than many small ones.
    """
    years = shared_years(predicted, observed)
    if not years:
        return math.nan
    return math.sqrt(sum((predicted[y] - observed[y]) ** 2 for y in years) / len(years))


def correlation(predicted: Mapping[int, float], observed: Mapping[int, float]) -> float:
    """Pearson correlation over the years that both have; NaN below three years or without spread.

    Says whether the turns come in the same years, not whether their size is right.
    """
    years = shared_years(predicted, observed)
    a = np.array([predicted[y] for y in years])
    b = np.array([observed[y] for y in years])
    if len(years) < 3 or a.std() == 0 or b.std() == 0:
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])


def shared_years(*series: Iterable[int]) -> list[int]:
    """Years that all series have, rising."""
    return sorted(set.intersection(*(set(s) for s in series)))


def percent_growth(levels: Mapping[int, float]) -> Yearly:
    """Growth in percent a year, wherever the year before is there."""
    return {y: 100 * (v / levels[y - 1] - 1) for y, v in levels.items() if y - 1 in levels}


def log_growth(levels: Mapping[int, float]) -> Yearly:
    """Growth in log points a year, wherever the year before is there."""
    return {y: 100 * math.log(v / levels[y - 1]) for y, v in levels.items() if y - 1 in levels}


def logs(levels: Mapping[int, float]) -> Yearly:
    """Natural logarithms of a level."""
    return {y: math.log(v) for y, v in levels.items()}


def zero(observed: Mapping[int, float], years: Iterable[int]) -> Yearly:
    """Forecast that nothing grows."""
    return dict.fromkeys((y for y in years if y in observed), 0.0)


def random_walk(observed: Mapping[int, float], years: Iterable[int]) -> Yearly:
    """Forecast that this year is as the last."""
    return {y: observed[y - 1] for y in years if y - 1 in observed}


def expanding_mean(observed: Mapping[int, float], years: Iterable[int]) -> Yearly:
    """Forecast of each year by the mean of all years before it, from 2000 on."""
    forecast = {}
    for year in years:
        past = [v for y, v in observed.items() if FIRST_YEAR <= y < year]
        if past:
            forecast[year] = sum(past) / len(past)
    return forecast


def autoregression(observed: Mapping[int, float], years: Iterable[int]) -> Yearly:
    """Forecast of each year from the last by a line fitted to all pairs before it, from 2000 on."""
    forecast = {}
    for year in years:
        pairs = [y for y in observed if FIRST_YEAR < y < year and y - 1 in observed]
        if len(pairs) < 3 or year - 1 not in observed:
            continue
        intercept, slope = line([observed[y - 1] for y in pairs], [observed[y] for y in pairs])
        forecast[year] = intercept + slope * observed[year - 1]
    return forecast


NAIVE = {
    "zero": zero,
    "mean": expanding_mean,
    "ar1": autoregression,
    "random_walk": random_walk,
}
"""Naive forecasts of a growth rate, by name."""


def line(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """Intercept and slope of the least-squares line."""
    design = np.column_stack([np.ones(len(x)), np.asarray(x, dtype=float)])
    intercept, slope = np.linalg.lstsq(design, np.asarray(y, dtype=float), rcond=None)[0]
    return float(intercept), float(slope)


class Bridge(NamedTuple):
    """Forecasts of growth by a line on the growth of exports."""

    in_sample: Yearly
    """Fitted years, by the line fitted to all of them."""
    leave_one_out: Yearly
    """Fitted years, each by the line fitted to the others."""
    frozen: Yearly
    """Later years, by the line fitted to the fitted years."""


def bridge(
    growth: Mapping[int, float],
    exports_growth: Mapping[int, float],
    fitted: Iterable[int],
    later: Iterable[int] = (),
) -> Bridge:
    """Regress growth on the growth of exports, in and out of sample.

    What the recorded trade alone says of growth: a model that is fed trade must beat it.

    Args:
        growth: growth of output, percent a year.
        exports_growth: growth of exports without inter-Korean trade, percent or log points.
        fitted: years the line is fitted to.
        later: years it is then tested on, its coefficients frozen.
    """
    fitted = list(fitted)
    whole = _fitted_line(growth, exports_growth, fitted)
    left_out = {}
    for year in fitted:
        part = _fitted_line(growth, exports_growth, [y for y in fitted if y != year])
        left_out[year] = part[0] + part[1] * exports_growth[year]
    inside = {y: whole[0] + whole[1] * exports_growth[y] for y in fitted}
    outside = {y: whole[0] + whole[1] * exports_growth[y] for y in later}
    return Bridge(inside, left_out, outside)


def _fitted_line(
    growth: Mapping[int, float], exports: Mapping[int, float], years: Sequence[int]
) -> tuple[float, float]:
    return line([exports[y] for y in years], [growth[y] for y in years])
