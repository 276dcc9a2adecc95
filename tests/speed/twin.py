"""How many times the agent-months a second of the plain Mesa twin the kernels manage."""

from __future__ import annotations

from statistics import median

from model import Case, Economy
from model.mechanisms import households, production
from tests.reference import tape
from tests.reference.country import Country
from tests.speed.figures import Figure, processor_time

HOUSEHOLDS = 10_000
MONTHS = 12
"""Months of a real run whose terms both are given, and rounds of the comparison."""


class Kernels:
    """The household and enterprise month as the model runs it, on the terms of recorded months."""

    def __init__(self, economy: Economy, months: list[dict[str, tape.Call]]) -> None:
        self.economy = economy
        self.opening = (economy.households.data.copy(), economy.enterprises.data.copy())
        self.terms = [{name: _terms(call) for name, call in called.items()} for called in months]

    def reset(self) -> None:
        """Back to the opening."""
        self.economy.households.data[:], self.economy.enterprises.data[:] = self.opening

    def run(self) -> None:
        """All recorded months, on one thread."""
        rows, sums = self.economy.rows, self.economy.nation.branch_sums
        people = rows.households, rows.household_kinds
        decided, booked = rows.decided, rows.booked
        for terms in self.terms:
            production._produce(rows.enterprises, rows.enterprise_kinds, sums, *terms["_produce"])
            households._decide(*people, decided, 0, len(decided), *terms["_decide"])
            households._add_blocks(decided, self.economy.nation.decided)
            households._book(*people, booked, 0, len(booked), *terms["_book"])
            households._add_blocks(booked, self.economy.nation.booked)


def _terms(call: tape.Call) -> list[object]:
    return [value for name, value in call.before.items() if name not in tape.ROWS]


def compare() -> list[Figure]:
    """Run both in turn, in this process, and compare the medians of processor time."""
    economy, calls = tape.listen(Case(scale=HOUSEHOLDS), MONTHS)
    months = tape.twinned_months(calls)
    country, kernels = Country(economy), Kernels(economy, [called for _, called in months])
    agents, quick, plain = len(country.agents), [], []
    for month, _ in months:
        kernels.reset()
        quick.append(processor_time(kernels.run) / MONTHS)
        country.month = month
        plain.append(processor_time(country.step))
    kernel_rate, twin_rate = agents / median(quick), agents / median(plain)
    return [
        Figure("twin_ratio", kernel_rate / twin_rate, "times", "kernels beside an object per agent",
               100.0, at_least=True),
        Figure("kernel_agent_months_per_s", kernel_rate, "agent-months/s", f"{agents:,} agents"),
        Figure("twin_agent_months_per_s", twin_rate, "agent-months/s", f"{agents:,} agents"),
    ]  # fmt: skip
