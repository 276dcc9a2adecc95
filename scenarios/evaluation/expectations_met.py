"""Whether scenarios do what is expected of them: measured over seeds, judged by their draws."""

from __future__ import annotations

from functools import cache

import numpy as np

from model.case import Case
from model.series import SERIES
from scenarios.analysis.sureness import LIKELY, effect
from scenarios.definition.catalog import Scenario, load
from scenarios.definition.expectations import Expected

SAME = 0.005
"""Part of the other figure within which the two count as the same."""


def changes(wanted: Expected, scenario: Scenario, seeds: int, scale: int) -> list[float]:
    """Relative change of the series seed by seed, in terms of what it is measured against.

    Args:
        wanted: what is looked at.
        scenario: the scenario that expects it.
        seeds: how many runs, seeds 0 and up.
        scale: household rows.
    """

    def mean(other: Scenario, years: tuple[int, int], seed: int) -> float:
        values, months = _ran(other.case.with_(seed=seed, scale=scale))
        at = list(SERIES).index(wanted.series)
        first, last = f"{years[0]}-01", f"{years[1]}-12"
        return float(values[months.index(first) : months.index(last) + 1, at].mean())

    found = []
    for seed in range(seeds):
        mine = mean(scenario, wanted.years, seed)
        if wanted.earlier is not None:
            other = mean(scenario, wanted.earlier, seed)
        else:
            other = mean(load(wanted.against), wanted.years, seed)
        found.append((mine - other) / max(abs(other), abs(mine), 1e-9))
    return found


def direction(moves: list[float]) -> str:
    """Which way it goes: the median's, if it is not slight and at least likely over the seeds."""
    found = effect(np.array(moves))
    if abs(found.median) < SAME:
        return "same"
    if found.share_same_sign < LIKELY:
        return "unclear"
    return "up" if found.median > 0 else "down"


def agrees(wanted: Expected, moves: list[float]) -> bool:
    """Whether what was measured is what was expected."""
    return wanted.direction in ("unclear", direction(moves))


@cache
def _ran(case: Case) -> tuple[np.ndarray, list[str]]:
    """Every series of a run, kept for the other expectations that look at it."""
    from model import Economy

    record = Economy(case).run()
    return record.values.astype(np.float32), record.months
