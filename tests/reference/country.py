"""The household and enterprise month with one Mesa agent per row: what the kernels must equal.

It is written to be read and to be fair: agents add to the sums as they act, which is the
quickest way Mesa has, and draw from the kernels' own streams.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import mesa

from model.populations.layout import BOOKED, BRANCHES, DECIDED, SUMS
from tests.reference.enterprises import EnterpriseAgent
from tests.reference.households import HouseholdAgent

if TYPE_CHECKING:
    from model.economy import Economy
    from model.population import Population
    from tests.reference.terms import Month


class Country(mesa.Model):  # type: ignore[misc]
    """Households and enterprises of an `Economy`, row by row, as Mesa agents.

    Args:
        economy: the country whose rows are taken over as they stand.
    """

    month: Month

    def __init__(self, economy: Economy) -> None:
        super().__init__(rng=economy.case.seed)
        for figures in _rows(economy.households):
            HouseholdAgent(self, **figures)
        for figures in _rows(economy.enterprises):
            EnterpriseAgent(self, **figures)
        self.households = self.agents_by_type[HouseholdAgent]
        self.enterprises = self.agents_by_type[EnterpriseAgent]
        self._clear()
        self.datacollector = mesa.DataCollector(model_reporters=_reporters())

    def step(self) -> None:
        """Produce, decide, book: the month of `model.month.MONTH` as far as rows are in it."""
        self._clear()
        self.enterprises.do("claim")
        self.enterprises.do("produce")
        self.households.do("decide")
        self.households.do("book")
        self.datacollector.collect(self)

    def _clear(self) -> None:
        """Start the month's sums at zero."""
        self.claims = [0.0] * len(BRANCHES)
        self.produced = [dict.fromkeys(SUMS, 0.0) for _ in BRANCHES]
        self.decided = dict.fromkeys(DECIDED, 0.0)
        self.booked = dict.fromkeys(BOOKED, 0.0)


def _rows(population: Population) -> list[dict[str, Any]]:
    """Every member's columns by name."""
    names = [column.name for column in (*population.columns, *population.labels)]
    columns = [getattr(population, name).tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _reporters() -> dict[str, Callable[[Country], float]]:
    """Every sum, as `decided/…`, `booked/…` and `<branch>/…`."""
    reporters: dict[str, Callable[[Country], float]] = {}
    for name in DECIDED:
        reporters[f"decided/{name}"] = lambda c, name=name: c.decided[name]  # type: ignore[misc]
    for name in BOOKED:
        reporters[f"booked/{name}"] = lambda c, name=name: c.booked[name]  # type: ignore[misc]
    for b, branch in enumerate(BRANCHES):
        for name in SUMS:
            reporters[f"{branch}/{name}"] = (  # type: ignore[misc]
                lambda c, b=b, name=name: c.produced[b][name]
            )
    return reporters
