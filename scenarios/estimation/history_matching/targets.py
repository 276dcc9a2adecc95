"""What parameter sets are held against: recorded years up to 2019, with the error allowed to each.

The targets and their errors stand in ``scenarios/history/record/targets.csv``. A series fed into a
mode is no target of that mode.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scenarios.history import observed, tables

if TYPE_CHECKING:
    from scenarios.analysis.results import Results

MODES = {"conditional": "history-conditional", "semi_endogenous": "history-semi-endogenous"}
"""Scenario that runs history in each mode fitted."""
FIRST_YEAR, LAST_YEAR = 2011, observed.LAST_FIT_YEAR
END = f"{LAST_YEAR}-12"
"""Last month of every run made to fit."""
WORST = 1.5
"""No target may be missed by more than this many of its errors, in root mean square over years."""

Array = NDArray[np.float64]


def _growth(by_year: Array, places: Array) -> Array:
    means = by_year.mean(axis=-1)
    return np.asarray(100.0 * (means[..., places] / means[..., places - 1] - 1.0))


def _log_level(by_year: Array, places: Array) -> Array:
    return np.asarray(np.log(by_year.mean(axis=-1)[..., places]))


def _change(by_year: Array, places: Array) -> Array:
    ends = by_year[..., -1]
    return np.asarray(ends[..., places] - ends[..., places - 1])


MEASURES = {"growth": _growth, "log_level": _log_level, "change": _change}
"""How years, shape (..., years, 12), are held against the record, by the word in the table."""


@dataclass(frozen=True, slots=True)
class Target:
    """One recorded series in one mode."""

    mode: str
    series: str
    measure: str
    """``growth``, % a year, and ``log_level`` of the year's mean; ``change`` over a year, from
    December to December."""
    error: float
    """Standard error allowed to one year, in the unit of the measure."""
    years: tuple[int, ...]
    values: tuple[float, ...]
    """The record, in the unit of the measure."""

    @property
    def name(self) -> str:
        """Mode and series, for tables."""
        return f"{'A' if self.mode == 'conditional' else 'B'} {self.series}"

    def misses(self, months: Array) -> Array:
        """What months from January 2011 on, shape (..., months), miss in errors: (..., years)."""
        by_year = months.reshape(*months.shape[:-1], -1, 12)
        places = np.array(self.years) - FIRST_YEAR
        with np.errstate(all="ignore"):
            made = MEASURES[self.measure](by_year, places)
        return np.asarray((made - np.array(self.values)) / self.error)


@cache
def targets() -> tuple[Target, ...]:
    """Every target of both modes; no year after 2019 in any."""
    frame = observed.fit_observations()
    found = []
    for row in tables.read("targets"):
        part = frame[(frame["series"] == row["observed"]) & (frame["year"] >= int(row["first"]))]
        years, values = part["year"].to_numpy(), part["value"].to_numpy(float)
        if row["measure"] == "log_level":
            values = np.log(values / observed.LEVELS[row["series"]][1])
        facts = (row["series"], row["measure"], float(row["value"]))
        sample = tuple(map(int, years)), tuple(map(float, values))
        found += [Target(mode, *facts, *sample) for mode in row["modes"].split()]
    return tuple(sorted(found, key=lambda t: t.mode))


def series() -> list[str]:
    """Model series that targets read."""
    return list(dict.fromkeys(t.series for t in targets()))


@cache
def columns() -> list[tuple[int, int]]:
    """Target (its place in `targets`) and year of every column of `misses`."""
    return [(place, year) for place, target in enumerate(targets()) for year in target.years]


def misses(results: Results, draws: int) -> Array:
    """Standardised misses of every draw of a stored sweep.

    Returns:
        Shape (draws, columns); NaN where a run did not end well or gave no number.
    """
    found = np.full((draws, len(columns())), np.nan)
    start = 0
    for target in targets():
        _, numbers, values = results.all_draws(target.series, MODES[target.mode])
        found[numbers, start : start + len(target.years)] = target.misses(values)
        start += len(target.years)
    return np.where(np.isfinite(found), found, np.nan)


def by_target(squares: Array, years: tuple[int, ...] | None = None) -> Array:
    """Means over years of squared misses: shape (..., targets).

    Args:
        squares: last axis as `columns`.
        years: years that count; all if left out. A target without any of them is NaN.
    """
    counted = np.array([years is None or year in years for _, year in columns()])
    place = np.array([place for place, _ in columns()])
    means = []
    for number in range(len(targets())):
        mine = counted & (place == number)
        means.append(squares[..., mine].mean(axis=-1) if mine.any() else
                     np.full(squares.shape[:-1], np.nan))  # fmt: skip
    return np.stack(means, axis=-1)


def distance(missed: Array, years: tuple[int, ...] | None = None) -> Array:
    """Distance of draws from the record (`far`); infinite where a run failed."""
    total = far(by_target(missed**2, years))
    return np.where(np.isnan(missed).any(axis=-1), np.inf, total)


def far(squares: Array) -> Array:
    """One number from mean squared misses by target, shape (..., targets).

    The larger of the root mean square over targets and the worst target's over `WORST`: 1 means on
    average as far from the record as the record may be from the truth, and nowhere much farther.
    """
    worst = np.nanmax(np.where(np.isnan(squares), 0.0, squares), axis=-1)
    return np.sqrt(np.maximum(np.nanmean(squares, axis=-1), worst / WORST**2))
