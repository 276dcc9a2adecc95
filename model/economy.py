"""Economy: build the country, step it month by month, record it."""

from __future__ import annotations

from operator import index
from typing import Any

import mesa
import numpy as np

from model import accounts, fork, opening, parameters
from model.case import BASELINE, Case, month_number
from model.institutions.arms_buyer import ArmsBuyer
from model.institutions.central_bank import CentralBank
from model.institutions.counterpart import Counterpart
from model.institutions.court import Court
from model.institutions.leadership import Leadership
from model.institutions.partners import partners
from model.institutions.planner import Planner
from model.institutions.programme import Programme
from model.institutions.second_economic_commission import SecondEconomicCommission
from model.institutions.security_council import SecurityCouncil
from model.matrix import MONTHS
from model.mechanisms.farming import months_to_harvest
from model.month import MONTH
from model.nation import Nation
from model.record_table import Record
from model.world import World


class Economy(mesa.Model):  # type: ignore[misc]
    """The country of one case.

    Args:
        case: parameters, dated paths, span, seed and scale.
        rng: if given, a whole number that replaces the case's seed.
        overrides: parameter values, dots written as two underscores (``food__damage=0.2``).

    Raises:
        InputError: an override is unknown, no number or out of range.
    """

    def __init__(self, case: Case = BASELINE, *, rng: int | None = None, **overrides: Any) -> None:
        changes: dict[str, Any] = {}
        if overrides:
            changes["parameters"] = {k.replace("__", "."): v for k, v in overrides.items()}
        if rng is not None:
            changes["seed"] = index(rng)
        case = case.with_(**changes) if changes else case
        super().__init__(rng=case.seed)
        self.month, self.threads = 0, 1
        self.follow(case)
        self.now = dict(zip(self._names, self._values[0], strict=True))
        self.nation, self.world, self.accounts = Nation(), World(), accounts.blank()
        self._populate()
        self.record = Record(self.months)
        self._collector: mesa.DataCollector | None = None

    def follow(self, case: Case) -> None:
        """Take parameters, paths and months from a case, from the month about to be stepped on."""
        self.case, self.months = case, case.months
        self._first_month = month_number(case.start)
        self.p = parameters.namespace(case.parameters)
        paths = case.drivers()
        self._names, self._values = list(paths), np.array([*paths.values()]).T.tolist()
        self._changes = case.changes()
        for month in range(self.month):
            self._change_parameters(month)

    def _change_parameters(self, month: int) -> None:
        for name, value in self._changes.get(month, {}).items():
            parameters.put(self.p, name, value)

    def _populate(self) -> None:
        self.leadership, self.partners = Leadership(self), partners(self)
        outside = (SecurityCouncil(self), *self.partners, Counterpart(self), ArmsBuyer(self))
        plan = (self.leadership, Planner(self), SecondEconomicCommission(self))
        home = (*plan, CentralBank(self), Court(self))
        # the programme comes last: what it does this month the others see next month
        self.institutions = (*outside, *home, Programme(self))
        self.enterprises = opening.deal_enterprises(self)
        self.farms = opening.deal_farms(self)
        self.households = opening.deal_households(self)
        self.traders = opening.deal_traders(self)
        self.companies = opening.deal_companies(self)
        opening.lay_out_sums(self)
        opening.publish(self)

    @property
    def datacollector(self) -> mesa.DataCollector:
        """The record so far as Mesa's batch runs and plots read it, or a user's own collector."""
        return self._collector or self.record.collector(self.month)

    @datacollector.setter
    def datacollector(self, collector: mesa.DataCollector) -> None:
        self._collector = collector

    @property
    def month_name(self) -> str:
        """The month about to be stepped, ``YYYY-MM``; after the last one, the last."""
        return self.months[min(self.month, len(self.months) - 1)]

    @property
    def calendar_month(self) -> int:
        """Month of the year, January = 0."""
        return (self._first_month + self.month) % MONTHS

    @property
    def months_to_harvest(self) -> int:
        """Months, this one included, until the main harvest."""
        return months_to_harvest(self.calendar_month)

    def step(self) -> None:
        """Let institutions decide, run the month, record it; after the last month, stop."""
        if self.month >= len(self.months):
            self.running = False
            return
        self.now = dict(zip(self._names, self._values[self.month], strict=True))
        self._change_parameters(self.month)
        self.accounts.begin_month()
        self.nation.dollars_at_start = dict(self.accounts.dollars.balance)
        self.nation.stocks_before[:] = self.nation.stocks
        for institution in self.institutions:
            institution.decide()
        for mechanism in MONTH:
            mechanism(self)
        self.record.write(self.month, self)
        self.month += 1
        self.running = self.month < len(self.months)

    def fork(self, case: Case | None = None) -> Economy:
        """A copy that goes on by itself, under another case if one is given (`model.fork`)."""
        return fork.resume(fork.keep(self), case)

    def run(self) -> Record:
        """Step to the end of the case and hand back the record."""
        while self.running and self.month < len(self.months):
            self.step()
        return self.record
