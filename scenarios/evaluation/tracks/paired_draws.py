"""Draws of the ensemble with their luck, run under any case, changed half-way or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from model.case import Case
from model.economy import Economy
from model.record_table import Record
from scenarios.definition import parameter_sets
from scenarios.execution.run import ENTROPY, seed

type Array = NDArray[np.float64]
MOVED = "2013-01"
"""Month at whose beginning something is done to a country."""

type Runs = dict[str, Array]
"""Yearly means by series, shape (draws, years)."""


class Draws:
    """Parameter sets with their luck, and runs made with each."""

    def __init__(self, count: int, best: bool = False) -> None:
        self.count, self.best = count, best

    def cases(self, case: Case) -> Iterable[Case]:
        """A case under each draw."""
        sets = parameter_sets.shipped()
        for r in range(self.count):
            laid = case if self.best else sets.laid_under(case, sets.number(r))
            yield laid.with_(seed=seed(ENTROPY, r))

    def yearly(self, case: Case, names: Sequence[str], change: Change | None = None) -> Runs:
        """Yearly means of series, every draw run with a change or without."""
        found = [monthly_series(one, names, change) for one in self.cases(case)]
        return {
            name: np.array([run[name].reshape(-1, 12).mean(axis=1) for run in found])
            for name in names
        }


type Change = Callable[[Economy], None]
"""What is done to a country on the month men move."""


def monthly_series(case: Case, names: Sequence[str], change: Change | None) -> dict[str, Array]:
    """Series of one run, month by month, with a change at `MOVED` or without."""
    economy = Economy(case)
    economy.record = Record(economy.months, names)
    if change is not None:
        run_to(economy, MOVED)
        change(economy)
    record = economy.run()
    return {name: record[name] for name in names}


def run_to(economy: Economy, month: str) -> None:
    """Step a country up to a month."""
    while economy.month_name < month:
        economy.step()
