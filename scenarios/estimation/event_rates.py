"""Rates of events and of resolutions, learnt from 2006 to 2017 and from nothing later.

The record is `history/record/provocations.csv`: every day of launches, each marked if it was a
satellite or intercontinental launch (major) or a nuclear test, and the day of the resolution that
answered it. The shipped parameters of `programme` and `council` are the rounded estimates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.signal import lfilter

from model import parameters
from model.case import FIRST_MONTH, month_number
from scenarios.history import tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FIRST, LAST = "2006-01", "2017-12"
"""The years the rates are learnt from."""
COMPLETION = "2017-11"
"""Month in which the leadership declared its force complete."""
KINDS = ("launch", "major_launch", "nuclear_test")
DAYS = 365.25 / 12
"""Days in a month."""
HAWKES = (
    "programme.event_base",
    "programme.event_progress",
    "programme.excitation",
    "programme.event_memory",
)
"""Parameters of the self-exciting process, in the order of `hawkes`."""
ERRORS = {
    "programme.event_base": 1.09,
    "programme.event_progress": 0.39,
    "programme.excitation": 0.26,
    "programme.event_memory": 0.38,
    "programme.major_share": 0.34,
    "programme.test_hazard": 0.41,
    "council.resolution_share": 0.17,
    "council.lag_median": 0.28,
    "council.lag_spread": 0.24,
}
"""Standard errors of the logarithms of the shipped rates, rounded (`standard_errors`)."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What the record of 2006-2017 says, in the units of the parameters."""

    event_base: float
    """Launch days a month without progress and without recent events."""
    event_progress: float
    """Launch days a month that full progress adds."""
    excitation: float
    """Further launch days that one event sets off."""
    event_memory: float
    """Months in which an event's pull falls to 1/e."""
    major_share: float
    """Part of launch days that reach the Council."""
    test_hazard: float
    """Nuclear tests a month until completion."""
    resolution_share: float
    """Part of major events answered by a resolution of its own."""
    lag_median: float
    """Months from the event to the resolution, median."""
    lag_spread: float
    """Standard deviation of the logarithm of that lag."""


def rows() -> list[tables.Row]:
    """The events of the years learnt from; a later row is never read."""
    return [row for row in tables.read("provocations") if FIRST <= row["date"][:7] <= LAST]


def counts(kinds: tuple[str, ...] = KINDS) -> NDArray[np.float64]:
    """Events by month, shape (144,)."""
    first = month_number(FIRST)
    counted = np.zeros(month_number(LAST) - first + 1)
    for row in rows():
        if row["series"] in kinds:
            counted[month_number(row["date"][:7]) - first] += 1.0
    return counted


def daily(kinds: tuple[str, ...] = KINDS) -> NDArray[np.float64]:
    """Events by day, first to last day of the years learnt from."""
    start = date.fromisoformat(f"{FIRST}-01")
    counted = np.zeros((date.fromisoformat(f"{LAST}-31") - start).days + 1)
    for row in rows():
        if row["series"] in kinds:
            counted[(date.fromisoformat(row["date"]) - start).days] += 1.0
    return counted


def progress(days: int) -> NDArray[np.float64]:
    """Progress assumed for the estimate: straight lines from 2006 over 2011 to completion."""
    known = {
        FIRST: tables.rule("progress.2006"),
        FIRST_MONTH: parameters.get("programme.opening_progress").value,
        COMPLETION: parameters.get("programme.completion").value,
    }
    months = month_number(FIRST) + np.arange(days) / DAYS
    return np.interp(months, [month_number(m) for m in known], list(known.values()))


def pull(events: NDArray[np.float64], memory: float) -> NDArray[np.float64]:
    """What past events weigh each day; the weights of one event sum to one month.

    Args:
        events: counts by day.
        memory: months in which the pull falls to 1/e.
    """
    kept = np.exp(-1.0 / (memory * DAYS))
    weighed: NDArray[np.float64] = lfilter([0.0, DAYS * (1.0 - kept)], [1.0, -kept], events)
    return weighed


def _misfit() -> Callable[[NDArray[np.float64]], float]:
    """Minus the log-likelihood of the launch days, by the logarithms of the four rates."""
    launches, events = daily(KINDS[:2]), daily()
    level = progress(events.size)

    def misfit(logs: NDArray[np.float64]) -> float:
        base, slope, excitation, memory = np.exp(logs)
        rate = base + slope * level + excitation * pull(events, memory)
        return float(np.sum(rate) / DAYS - np.sum(launches * np.log(rate)))

    return misfit


def hawkes() -> tuple[float, float, float, float]:
    """Maximum likelihood of base, slope on progress, excitation and memory, a month each."""
    start = np.log([0.1, 0.75, 0.4, 3.0])
    bounds = [(-5.0, 1.0), (-5.0, 2.0), (-5.0, 0.0), (-3.0, 3.0)]
    found = minimize(_misfit(), start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-12})
    base, slope, excitation, memory = np.exp(found.x)
    return float(base), float(slope), float(excitation), float(memory)


def lags() -> list[float]:
    """Months from each answered event to the resolution that answered it."""
    answered = [row for row in rows() if row["answered"]]
    return [
        (date.fromisoformat(r["answered"]) - date.fromisoformat(r["date"])).days / DAYS
        for r in answered
    ]


def estimate() -> Rates:
    """All rates at once."""
    base, slope, excitation, memory = hawkes()
    logs = np.log(lags())
    launches, majors, tests = (counts((kind,)).sum() for kind in KINDS)
    until_completion = month_number(COMPLETION) - month_number(FIRST) + 1
    return Rates(
        event_base=base,
        event_progress=slope,
        excitation=excitation,
        event_memory=memory,
        major_share=float(majors / (launches + majors)),
        test_hazard=float(tests / until_completion),
        resolution_share=float(logs.size / (majors + tests)),
        lag_median=float(np.exp(logs.mean())),
        lag_spread=float(logs.std(ddof=1)),
    )


def standard_errors() -> dict[str, float]:
    """Standard error of the logarithm of every rate, by parameter.

    Of the Hawkes process by the curvature of its likelihood, of counts and shares as binomial or
    Poisson, of lags as of a sample from a log-normal.
    """
    launches, majors, tests = (counts((kind,)).sum() for kind in KINDS)
    answered, days = len(lags()), launches + majors
    spread = float(np.std(np.log(lags()), ddof=1))
    curvature = np.linalg.inv(_curvature(_misfit(), np.log(hawkes())))
    errors = dict(zip(HAWKES, np.sqrt(np.diag(curvature)), strict=True))
    errors["programme.major_share"] = np.sqrt((1.0 - majors / days) / majors)
    errors["programme.test_hazard"] = 1.0 / np.sqrt(tests)
    errors["council.resolution_share"] = np.sqrt(1.0 / answered - 1.0 / (majors + tests))
    errors["council.lag_median"] = spread / np.sqrt(answered)
    errors["council.lag_spread"] = 1.0 / np.sqrt(2.0 * (answered - 1.0))
    return {name: float(error) for name, error in errors.items()}


def _curvature(
    of: Callable[[NDArray[np.float64]], float], at: NDArray[np.float64], step: float = 1e-3
) -> NDArray[np.float64]:
    """Second derivatives by central differences."""
    moves = step * np.eye(at.size)
    return np.array(
        [
            [of(at + a + b) - of(at + a - b) - of(at - a + b) + of(at - a - b) for b in moves]
            for a in moves
        ]
    ) / (4.0 * step**2)


def dispersion() -> float:
    """Variance of the monthly number of events over its mean, 2006 to 2017."""
    events = counts()
    return float(events.var() / events.mean())
