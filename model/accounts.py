"""Four ledgers, plan won, cash won, dollars and grain, that close every month.

Every payment names a payer and a payee, so each line of a ledger sums to zero; at the end of
the month each holder's posted balance must equal the stock its rows really hold. Who may hold
and what may be posted stands in `model.chart`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.chart import CHARTS, HOLDERS, Chart
from model.compiled import inner
from model.figures import Figures, Named, group
from model.numerics import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

TOLERANCE = 1e-9
"""Largest gap allowed between posted and held, as a share of the month's flow and stock."""
FLOWS = {
    name: {flow: place for place, flow in enumerate(chart.flows.values())}
    for name, chart in CHARTS.items()
}
"""Place of each flow in its ledger, by line, payer and payee."""


class AccountsError(RuntimeError):
    """A ledger does not close: money or goods appeared or vanished."""


def ledger_of(chart: Chart) -> type[Figures]:
    """The figures a ledger keeps.

    They are balances by holder, those carried over from last month with what members moved
    themselves this month, and the month's flows.
    """
    holders = np.zeros(len(HOLDERS))
    return group("Ledger", balance=holders, carried=holders, flows=np.zeros(len(chart.flows)))


@inner
def move(ledger, flow, amount):
    """Post one flow and hand its amount back."""
    ledger.balance[flow.payer] -= amount
    ledger.balance[flow.payee] += amount
    ledger.flows[flow.place] += amount
    return amount


@inner
def begin_month(ledger):
    """Empty the month's flows and carry the balances over."""
    for flow in range(ledger.flows.size):
        ledger.flows[flow] = 0.0
    fill(ledger.carried, ledger.balance)


@inner
def closes(ledger, held, posted):
    """Whether what is held is what was posted."""
    gap = abs(held - posted)
    if gap <= TOLERANCE * (1.0 + abs(held)):
        return True  # closes whatever the turnover, which takes time to add up
    turnover = 0.0
    for flow in range(ledger.flows.size):
        turnover += abs(ledger.flows[flow])
    return gap <= TOLERANCE * (1.0 + turnover + abs(held))


class Ledger:
    """One currency or good, as people read it."""

    def __init__(self, name: str, figures: Any) -> None:
        self.chart, self._figures, self._flows = CHARTS[name], figures, FLOWS[name]
        self.name, self.unit = self.chart.name, self.chart.unit
        places = {holder: figures.cell("balance", i) for i, holder in enumerate(HOLDERS)}
        kept = (*self.chart.holders, *self.chart.outside)
        self.balance: Mapping[str, float] = Named(figures, {h: places[h] for h in kept})
        """Balance of each holder."""

    @property
    def flows(self) -> dict[tuple[str, str, str], float]:
        """The month's flows by line, payer and payee."""
        return dict(zip(self._flows, self._figures.flows.tolist(), strict=True))

    @property
    def lines(self) -> dict[str, dict[str, float]]:
        """The month's flows by line and holder, payments negative."""
        lines: dict[str, dict[str, float]] = {}
        for (line, payer, payee), amount in self.flows.items():
            row = lines.setdefault(line, {})
            row[payer] = row.get(payer, 0.0) - amount
            row[payee] = row.get(payee, 0.0) + amount
        return lines

    @property
    def turnover(self) -> float:
        """All flows of the month added up, whatever their direction."""
        return float(np.abs(self._figures.flows).sum())

    def open(self, stocks: dict[str, float]) -> None:
        """Start from opening stocks; the outside mirrors their sum."""
        balance = self._figures.balance
        balance[:] = 0.0
        for holder, stock in stocks.items():
            balance[HOLDERS.index(holder)] = stock
        balance[HOLDERS.index(self.chart.outside[0])] = -balance.sum()

    def complain(self, holder: str, held: float, posted: float, month: str) -> AccountsError:
        """What is said when a ledger does not close."""
        return AccountsError(
            f"{month}: {self.name} does not close for {holder}: holds {held:.9g}, "
            f"posted {posted:.9g} {self.unit}, gap {held - posted:.3g} with a turnover of "
            f"{self.turnover:.6g}; lines {sorted(self.lines)}"
        )


def lost_men(held: float, posted: float, month: str) -> AccountsError:
    """What is said when people at work are not those that were there and those come of age."""
    return AccountsError(
        f"{month}: men do not add up: {held:.9g} are employed, {posted:.9g} were or came of age"
    )


class Accounts:
    """The four ledgers of the country."""

    def __init__(self, books: Any) -> None:
        self.plan, self.cash, self.dollars, self.grain = (
            Ledger(name, getattr(books, name)) for name in CHARTS
        )
