"""Won at the opening, solved on the record of 2011, and the notes issued up to mid-2013.

The won lost seven eighths of its value from 2010 to 2013. The opening takes the market rate and
the rice price last seen in 2010. Two unknowns are then solved so that the model repeats 2011: the
won households hold beyond what they mean to keep sets the mean market rate, the price at which
grain lands sets the mean price of rice. The note issue of each half-year to mid-2013, of which
there is no record, is the smoothest path beside them that follows the recorded rate. Prices are
scored from 2013, the rate from 2014.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.definition.catalog import load
from scenarios.history import tables

SCENARIO = "history-conditional"
SOLVED = ("money.opening_scale", "market.landed_grain_price")
"""Solved for the mean rate and the mean rice price of 2011."""
START = (2.0, 0.6)
PRIOR = ((1.0, 1.0), (0.55, 0.1))
"""Mean and spread of what is known of the two before 2011 is seen."""
HALVES = ("2011-01", "2011-07", "2012-01", "2012-07", "2013-01")
FREED = "2013-07"
ISSUE_PRIOR = (0.06, 0.15)
"""Notes issued, trn KPW a month: mean and spread before the rate is seen."""
YEARS = (2011, 2012, 2013)
ERROR, SOLVED_ERROR = 0.1, 0.01
"""Error allowed to one recorded figure, and to the two means that are then solved exactly."""
ISSUE, RATE, RICE = "money.note_issue", "usd_rate_pyongyang", "rice_price_pyongyang"
EXACT = ("rate 2011", "rice 2011")
SEEDS = (0, 1)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Opening:
    """What was solved."""

    values: dict[str, float]
    issue: dict[str, float]
    """Notes issued from each half-year on, trn KPW a month."""
    misses: dict[str, float]
    """Model beside record, log difference of each target."""


def targets() -> dict[str, float]:
    """Recorded rate and rice price that the solution answers to, by name."""
    rates = tables.annual("observations", f"{RATE}_annual_mean")
    last = tables.annual("observations", f"{RATE}_last_obs")
    rice = tables.annual("observations", f"{RICE}_annual_mean")
    found = {"rice 2011": rice[2011]}
    for year in YEARS:
        found |= {f"rate {year}": rates[year], f"last rate {year}": last[year]}
    return found


def simulated(values: Sequence[float] | Array, issue: Array) -> dict[str, float]:
    """The same figures from the model, mean over seeds."""
    from model.economy import Economy

    path = (*zip(HALVES, map(float, issue), strict=True), (FREED, None))
    parameters = dict(zip(SOLVED, map(float, values), strict=True))
    case = load(SCENARIO).case.with_(
        parameters=parameters, paths={ISSUE: path}, end=f"{YEARS[-1]}-12"
    )
    runs = [Economy(case.with_(seed=seed)).run() for seed in SEEDS]
    rate, rice = (
        np.mean([run[name].reshape(-1, 12) for run in runs], axis=0)
        for name in ("rate.market", "price.rice")
    )
    found = {"rice 2011": float(rice[0].mean())}
    for row, year in zip(rate, YEARS, strict=True):
        found |= {f"rate {year}": float(row.mean()), f"last rate {year}": float(row[-1])}
    return found


def _misses(values: Sequence[float] | Array, issue: Array) -> dict[str, float]:
    made, record = simulated(values, issue), targets()
    return {name: float(np.log(made[name] / record[name])) for name in record}


def _follow_record() -> Array:
    """The two unknowns and the issue of every half-year, by penalised least squares."""
    from scipy.optimize import least_squares

    from model.parameters import shipped

    def residuals(unknown: Array) -> Array:
        missed = _misses(unknown[:2], unknown[2:])
        fit = [v / (SOLVED_ERROR if n in EXACT else ERROR) for n, v in missed.items()]
        pulls = [(u - mean) / sd for u, (mean, sd) in zip(unknown[:2], PRIOR, strict=True)]
        return np.array([*fit, *pulls, *((unknown[2:] - ISSUE_PRIOR[0]) / ISSUE_PRIOR[1])])

    limits = [(shipped()[name].low, shipped()[name].high) for name in SOLVED]
    low, high = np.array([*limits, *((0.0, 1.0) for _ in HALVES)]).T
    start = np.array([*START, *(ISSUE_PRIOR[0] for _ in HALVES)])
    answer = least_squares(residuals, start, bounds=(low, high), diff_step=0.05, max_nfev=30)
    return np.asarray(answer.x)


def solve() -> Opening:
    """Follow the record with the issue path, round it, then solve the two unknowns exactly."""
    from scipy.optimize import root

    found = _follow_record()
    issue = np.round(found[2:], 3)

    def missed(values: Array) -> list[float]:
        misses = _misses(values, issue)
        return [misses[name] for name in EXACT]

    answer = root(missed, found[:2], method="hybr", options={"eps": 0.01, "xtol": 1e-6})
    values = [float(f"{value:.6g}") for value in answer.x]
    return Opening(
        dict(zip(SOLVED, values, strict=True)),
        dict(zip(HALVES, issue.tolist(), strict=True)),
        _misses(values, issue),
    )


def ship(opening: Opening) -> None:
    """Make a solution the shipped one: values in ``model/values``, the issue path in the record."""
    from scenarios.estimation import calibration

    calibration.ship(opening.values)
    file = tables.RECORD / "coded.csv"
    text = file.read_text(encoding="utf-8")
    for half, amount in opening.issue.items():
        text = re.sub(rf"^({half}-01,{ISSUE}),[^,]*,", rf"\g<1>,{amount:g},", text, flags=re.M)
    file.write_text(text, encoding="utf-8")
