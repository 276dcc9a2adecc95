"""A small calibration: six uncertain parameters to the growth record of 2012-2019, mode A.

Only `scenarios.history.fit_observations` is read, which holds no row after 2019. What comes out
is stored with its provenance in ``fitted.toml``; the shipped parameter values are those.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.case import Case
from model.parameters import VALUES, shipped
from scenarios.definition.catalog import load
from scenarios.history import tables

FITTED_FILE = Path(__file__).parent / "fitted.toml"
SCENARIO = "history-conditional"
YEARS = tuple(range(2012, 2020))
FITTED = {
    "production.energy_criticality": (3.6, 1.5),
    "production.imported_criticality": (3.0, 1.5),
    "plan.tautness": (0.08, 0.03),
    "plan.export_dependence": (0.1, 0.05),
    "technology.drift": (0.0, 0.007),
    "food.damage": (0.01, 0.007),
}
"""The parameters that answer to annual growth, at most six: mean and spread of their priors.

Weights of .05 to .60 for imported inputs and energy in manufacturing give the first two; orders
that nine plants in ten cannot fill the third; exports of 9 % of GDP the fourth; the drift is that
of published priors. A severe season that takes a seventh of the crop, with two thirds of its
months struck, would give .02 give or take .006 for the last; but three words of reports are a noisy
gauge of what a crop lost, and noise draws a coefficient towards nought, by a factor of which
nothing is known but that it lies between 0 and 1.
"""
TARGETS = {
    row["series"]: (row["observed"], float(row["value"]))
    for row in tables.read("targets")
    if row["measure"] == "growth" and "conditional" in row["modes"].split()
}
"""Model series, observed series, and the error allowed to one observation, percentage points."""
SEEDS = (0, 1)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """What a calibration found."""

    values: dict[str, float]
    growth: dict[int, float]
    """GDP growth of the fitted model by year, %."""
    rmse: float
    leave_one_out: dict[int, float]
    """Growth of each year predicted by a fit that did not see that year's figures, %."""

    @property
    def leave_one_out_rmse(self) -> float:
        """Root mean square error of those predictions against the record."""
        record = observed()["gdp"]
        misses = [self.leave_one_out[y] - record[y] for y in self.leave_one_out]
        return float(np.sqrt(np.mean(np.square(misses))))


def observed() -> dict[str, dict[int, float]]:
    """Recorded growth by model series and year, % a year, 2012-2019 only."""
    from scenarios.history.observed import fit_observations, yearly

    table = fit_observations()
    known = {name: yearly(table, series) for name, (series, _) in TARGETS.items()}
    return {name: {y: years[y] for y in YEARS if y in years} for name, years in known.items()}


def simulated(values: dict[str, float], base: Case | None = None) -> dict[str, Array]:
    """Growth of each target series in `YEARS`, mean over seeds, %.

    Args:
        values: parameters laid over the case.
        base: the case; mode A as shipped if left out.
    """
    from model.economy import Economy

    base, levels = base or load(SCENARIO).case, []
    for seed in SEEDS:
        case = base.with_(parameters=values, seed=seed, end=f"{YEARS[-1]}-12")
        record = Economy(case).run()
        levels.append([record[name].reshape(-1, 12).mean(axis=1) for name in TARGETS])
    mean = np.mean(levels, axis=0)
    growth = 100.0 * (mean[:, 1:] / mean[:, :-1] - 1.0)
    return dict(zip(TARGETS, growth, strict=True))


def _misses(unit: Array, years: Sequence[int], record: dict[str, dict[int, float]]) -> Array:
    values = values_at(unit)
    growth = simulated(values)
    misses = [
        (growth[name][YEARS.index(year)] - record[name][year]) / TARGETS[name][1]
        for name in TARGETS
        for year in years
        if year in record[name]
    ]
    pulls = [(values[name] - mean) / spread for name, (mean, spread) in FITTED.items()]
    return np.array(misses + pulls)


def places(values: dict[str, float]) -> Array:
    """Where values of the fitted parameters lie in their ranges, 0 to 1."""
    parameters = [shipped()[name] for name in FITTED]
    return np.array([(values[p.name] - p.low) / (p.high - p.low) for p in parameters])


def values_at(unit: Array) -> dict[str, float]:
    """Values of the fitted parameters at places of their ranges, 0 to 1."""
    parameters = [shipped()[name] for name in FITTED]
    return {
        p.name: p.low + float(u) * (p.high - p.low) for p, u in zip(parameters, unit, strict=True)
    }


def _solve(years: Sequence[int], start: Array) -> Array:
    from scipy.optimize import least_squares

    answer = least_squares(
        _misses,
        start,
        bounds=(0.0, 1.0),
        args=(years, observed()),
        diff_step=0.03,
        xtol=1e-3,
        ftol=1e-3,
        max_nfev=12,
    )
    return np.asarray(answer.x)


def calibrate(progress: Callable[[str], None] = lambda _: None) -> Fit:
    """Fit on 2012-2019, then once more without each year in turn.

    Args:
        progress: told in a line what has been done.
    """
    start = places({name: mean for name, (mean, _) in FITTED.items()})
    whole = _solve(YEARS, start)
    growth = simulated(values_at(whole))["gdp"]
    record = observed()["gdp"]
    rmse = float(
        np.sqrt(np.mean([(g - record[y]) ** 2 for g, y in zip(growth, YEARS, strict=True)]))
    )
    progress(f"fitted 2012-2019: RMSE {rmse:.2f}")
    left_out = {}
    for year in YEARS:
        part = _solve([y for y in YEARS if y != year], whole)
        left_out[year] = float(simulated(values_at(part))["gdp"][YEARS.index(year)])
        progress(f"without {year}: predicted {left_out[year]:+.1f}, recorded {record[year]:+.1f}")
    values = {name: float(f"{value:.4g}") for name, value in values_at(whole).items()}
    predicted = {y: float(g) for y, g in zip(YEARS, growth, strict=True)}
    return Fit(values, predicted, rmse, left_out)


def store(fit: Fit, path: Path = FITTED_FILE) -> None:
    """Write the fitted set and where it comes from."""
    lines = [
        "# The fitted set and its provenance. `byungjin calibrate` rebuilds it.",
        "",
        "[provenance]",
        f'date = "{datetime.now(UTC):%Y-%m-%d}"',
        f'commit = "{commit()}"',
        f'scenario = "{SCENARIO}"',
        f"years = [{YEARS[0]}, {YEARS[-1]}]",
        f"rmse = {fit.rmse:.4f}",
        f"leave_one_out_rmse = {fit.leave_one_out_rmse:.4f}",
        "",
    ]
    lines += ["[values]", *(f'"{k}" = {v:.6g}' for k, v in fit.values.items()), ""]
    for title, years in (("growth", fit.growth), ("leave_one_out", fit.leave_one_out)):
        lines += [f"[{title}]", *(f"{y} = {v:.4f}" for y, v in years.items()), ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def ship(values: dict[str, float]) -> None:
    """Make a fitted set the shipped one: value and grade in ``model/values``."""
    for name, value in values.items():
        subject, key = name.split(".", 1)
        file = VALUES / f"{subject}.toml"
        head, table = file.read_text(encoding="utf-8").split(f"[{key}]\n", 1)
        table = re.sub(r"^value = .*$", f"value = {value:.6g}", table, count=1, flags=re.M)
        table = re.sub(r"^grade = .*$", 'grade = "fitted"', table, count=1, flags=re.M)
        file.write_text(f"{head}[{key}]\n{table}", encoding="utf-8")


def fitted() -> dict[str, Any]:
    """The stored set: provenance, values, growth and leave-one-out predictions."""
    return tomllib.loads(FITTED_FILE.read_text(encoding="utf-8"))


def commit() -> str:
    """The commit that last changed the model, short; "unknown" outside a clone."""
    try:
        found = subprocess.run(
            ["git", "log", "-1", "--format=%h", "--", str(VALUES.parent)],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parent,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()
