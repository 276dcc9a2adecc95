"""Scores and the naive forecasts that every score stands beside. Pure functions of numbers.

Yearly series are mappings from year to value. A forecast of a year uses earlier years alone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Yearly = dict[int, float]
"""A value for each of some years."""

FIRST_YEAR = 2000
"""Naive forecasts learn from this year on."""


def rmse(predicted: Mapping[Any, float], observed: Mapping[Any, float]) -> float:
    """Root mean squared error over the years that both have, in their unit; NaN if there is none.

    One number that punishes a large miss more than many small ones.
    """
    years = shared_years(predicted, observed)
    if not years:
        return math.nan
    return math.sqrt(sum((predicted[y] - observed[y]) ** 2 for y in years) / len(years))


def correlation(predicted: Mapping[Any, float], observed: Mapping[Any, float]) -> float:
    """Pearson correlation over the years that both have; NaN below three years or without spread.

    Says whether the turns come in the same years, not whether their size is right.
    """
    years = shared_years(predicted, observed)
    a = np.array([predicted[y] for y in years])
    b = np.array([observed[y] for y in years])
    if len(years) < 3 or a.std() == 0 or b.std() == 0:
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])


def shared_years(*series: Iterable[Any]) -> list[Any]:
    """Years that all series have, rising."""
    return sorted(set.intersection(*(set(s) for s in series)))


def within(values: Mapping[int, float], years: Iterable[int]) -> Yearly:
    """Values of the years asked for, where there are any."""
    return {y: values[y] for y in years if y in values}


def percent_growth(levels: Mapping[int, Any]) -> dict[int, Any]:
    """Growth in percent a year, wherever the year before is there; of numbers or arrays."""
    return {y: 100 * (v / levels[y - 1] - 1) for y, v in levels.items() if y - 1 in levels}


def log_growth(levels: Mapping[int, Any]) -> dict[int, Any]:
    """Growth in log points a year, wherever the year before is there; of numbers or arrays."""
    return {y: 100 * np.log(v / levels[y - 1]) for y, v in levels.items() if y - 1 in levels}


def logs(levels: Mapping[int, Any]) -> dict[int, Any]:
    """Natural logarithms of a level; of numbers or arrays."""
    return {y: np.log(v) for y, v in levels.items()}


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
    places = range(len(x))
    intercept, slope = _fitted(dict(enumerate(y)), [dict(enumerate(x))],
                               list(places))  # fmt: skip
    return float(intercept), float(slope)


def vector_autoregression(
    observed: Mapping[int, float], other: Mapping[int, float], years: Iterable[int]
) -> Yearly:
    """Forecast of each year from the last of itself and of another series.

    Lines are fitted to the past alone. A year is forecast only where two observations are left
    after the three coefficients.
    """
    forecast = {}
    both = set(observed) & set(other)
    for year in years:
        pairs = [y for y in both if FIRST_YEAR < y < year and y - 1 in both]
        if len(pairs) < 5 or year - 1 not in both:
            continue
        found = _fitted(observed, [_shifted(observed), _shifted(other)], pairs)
        forecast[year] = float(found @ [1.0, observed[year - 1], other[year - 1]])
    return forecast


def _shifted(series: Mapping[int, float]) -> Yearly:
    return {y + 1: v for y, v in series.items()}


class Bridge(NamedTuple):
    """Forecasts of growth by a line on what is recorded of the same year."""

    in_sample: Yearly
    """Fitted years, by the line fitted to all of them."""
    leave_one_out: Yearly
    """Fitted years, each by the line fitted to the others."""
    rolling_origin: Yearly
    """Fitted years, each by the line fitted to those before it."""
    frozen: Yearly
    """Later years, by the line fitted to the fitted years."""


def bridge(
    growth: Mapping[int, float],
    regressors: Sequence[Mapping[int, float]],
    fitted: Iterable[int],
    later: Iterable[int] = (),
) -> Bridge:
    """Regress growth on recorded series, in and out of sample.

    What the recorded trade, crops or power alone say of growth: a model that is fed them must beat
    it. Years that a series lacks are left out.

    Args:
        growth: growth of output, percent a year.
        regressors: growth of one or several series, percent or log points.
        fitted: years the line is fitted to.
        later: years it is then tested on, its coefficients frozen.
    """
    fitted = shared_years(fitted, growth, *regressors)
    later = shared_years(later, *regressors)
    whole = _fitted(growth, regressors, fitted)
    out, rolling = {}, {}
    for year in fitted:
        others, before = ([y for y in fitted if y != year], [y for y in fitted if y < year])
        out[year] = _line_at(_fitted(growth, regressors, others), regressors, year)
        if len(before) >= len(regressors) + 2:
            rolling[year] = _line_at(_fitted(growth, regressors, before), regressors, year)
    inside = {y: _line_at(whole, regressors, y) for y in fitted}
    return Bridge(inside, out, rolling, {y: _line_at(whole, regressors, y) for y in later})


def _fitted(
    growth: Mapping[int, float], regressors: Sequence[Mapping[int, float]], years: Sequence[int]
) -> NDArray[np.float64]:
    """Least-squares coefficients, the constant first."""
    design = np.array([[1.0, *(x[y] for x in regressors)] for y in years])
    found = np.linalg.lstsq(design, np.array([growth[y] for y in years]), rcond=None)[0]
    return np.asarray(found)


def _line_at(
    coefficients: NDArray[np.float64], regressors: Sequence[Mapping[int, float]], year: int
) -> float:
    return float(coefficients @ [1.0, *(x[year] for x in regressors)])
