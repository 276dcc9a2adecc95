"""Economy: build the country, step it month by month, record it."""

from __future__ import annotations

from operator import index
from typing import Any

import mesa
import numpy as np

from model import country, fork, laws, month, opening, parameters, prepare, streams
from model.accounts import Accounts, lost_men
from model.case import BASELINE, Case, month_number
from model.chart import CHARTS, HOLDERS
from model.figures import Named
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
from model.mechanisms.households import BLOCK
from model.population import Rows
from model.populations.layout import BOOKED, DECIDED, MUNITIONS
from model.record_table import Record
from model.state import State

VIEWS = ("figures", "nation", "world", "p", "now", "opening", "accounts", "rows")
"""What an economy shows of its books and populations, and what a copy takes a new look at."""


class Economy(State):
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
        prepare.make_ready()
        super().__init__(rng=case.seed)
        self.month, self.threads = 0, 1
        self.books = country.blank().view(country.RECORD)
        """Everything published, as the one record that kernels read and write; shape (1,)."""
        self._look()
        self.follow(case)
        self.figures.streams[:] = streams.openings(case.seed)
        self.turn_page()
        self._populate()
        self.record = Record(self.months)
        self._collector: mesa.DataCollector | None = None

    def _look(self) -> None:
        """Name the parts of the books."""
        shown: Any = country.COUNTRY(self.books.view(np.float64))
        self.figures = shown
        for name in ("nation", "world", "p", "opening"):
            setattr(self, name, getattr(shown, name))
        self.accounts = Accounts(shown)
        self.now = Named(shown.now, country.PATHS)
        self._paths = shown.now.block

    def __getstate__(self) -> dict[str, Any]:
        shown = {*VIEWS, "_paths"}
        return {name: value for name, value in self.__dict__.items() if name not in shown}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        # the very dtype kernels know: one that is merely equal would be compared at every call
        self.books = self.books.view(np.float64).view(country.RECORD)
        self._look()
        self._line_up()

    def follow(self, case: Case) -> None:
        """Take parameters, paths and months from a case, from the month about to be stepped on."""
        self.case, self.months = case, case.months
        self._first_month = month_number(case.start)
        self.p.block[:] = country.shipped()
        for name, value in case.parameters.items():
            parameters.put(self.p, name, value)
        self._values = country.laid_out(case.drivers())
        self._changes = case.changes()
        for month_before in range(self.month):
            self._change_parameters(month_before)

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
        self._line_up()
        opening.publish(self)

    def _line_up(self) -> None:
        """Line populations up for the kernels."""
        people, plants, branch = self.households, self.enterprises, self.enterprises.branch
        blocks = -(-len(people) // BLOCK)
        self.rows = Rows(
            people.data,
            people.kinds,
            np.zeros((blocks, len(DECIDED))),
            np.zeros((blocks, len(BOOKED))),
            plants.data,
            plants.kinds,
            plants.weight * (branch != MUNITIONS),
            plants.weight * (branch == MUNITIONS),
            self.farms.data,
            self.farms.kinds,
            self.traders.data,
            self.traders.kinds,
            self.companies.data,
            self.companies.kinds,
        )

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
        return int(months_to_harvest(self.calendar_month))

    def step(self) -> None:
        """Let institutions decide, run the month, record it; after the last month, stop."""
        if self.month >= len(self.months):
            self.running = False
            return
        self.turn_page()
        self._change_parameters(self.month)
        for institution in self.institutions:
            institution.decide()
        month.run(self)
        if self.figures.fault[0]:
            self._complain()
        self.record.write(self.month, self.books)
        self.month += 1
        self.running = self.month < len(self.months)
        if not self.running:
            laws.hold(self)

    def turn_page(self) -> None:
        """Turn the page: the month, and what dated paths say of it."""
        self.figures.month = self.month
        self.figures.calendar_month = self.calendar_month
        self._paths[:] = self._values[self.month]

    def _complain(self) -> None:
        """End the run on a ledger that does not close, or on what was impossible before it."""
        laws.hold(self)
        number, holder, held, posted = self.figures.fault.tolist()
        if number > len(CHARTS):
            raise lost_men(held, posted, self.month_name)
        ledger = getattr(self.accounts, [*CHARTS][int(number) - 1])
        raise ledger.complain(HOLDERS[int(holder)], held, posted, self.month_name)

    def fork(self, case: Case | None = None) -> Economy:
        """A copy that goes on by itself, under another case if one is given (`model.fork`)."""
        return fork.resume(fork.keep(self), case)

    def run(self) -> Record:
        """Step to the end of the case and hand back the record."""
        while self.running and self.month < len(self.months):
            self.step()
        return self.record
