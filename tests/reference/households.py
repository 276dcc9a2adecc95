"""A household as one object: `_decide` and `_book` of `model.mechanisms.households`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.numerics import normal
from model.populations.layout import CORE, FARMER, REGIONS

if TYPE_CHECKING:
    from tests.reference.country import Country
    from tests.reference.terms import Clearing, Prospects


class HouseholdAgent(mesa.Agent):  # type: ignore[misc]
    """Works for the state and on the market, eats, spends, saves and keeps dollars.

    It carries the columns of `model.populations.households`, under the same names and units.
    """

    model: Country

    def __init__(self, model: Country, **figures: float) -> None:
        super().__init__(model)
        self.__dict__.update(figures)

    def decide(self) -> None:
        """Bring in the harvest; choose hours, purchases and currency on last month's prices."""
        market = self.model.month.prospects
        self.grain += market.in_kind if self.kind == FARMER else 0.0
        self._work(market)
        spend = self._spend(market)
        self._change_money(market, spend)
        self._announce()

    def _work(self, market: Prospects) -> None:
        """Hours follow market pay slowly; luck decides what an hour is worth."""
        wanted = min(1.0, market.hours[self.kind] * market.pull[self.region])
        self.hours += market.hours_inertia * (wanted - self.hours)
        luck = max(0.0, 1.0 + market.luck * normal(market.key, self.identity))
        self.effort = self.hours * self.skill * luck

    def _spend(self, market: Prospects) -> float:
        """Income and part of spare notes are spent: bare needs of grain first, then by share."""
        spare = self.cash - market.cash_months * self.income
        spend = min(max(self.income + market.adjustment * spare, 0.0), self.cash)
        at_home = market.ration[self.kind] + self._own_grain(market)
        bare = max(0.0, market.subsistence - at_home)
        affordable = spend / market.rice
        wanted = bare + market.food_share * (affordable - bare)
        room = max(0.0, market.ceiling * market.need - at_home)
        self.grain_wanted = min(wanted, room, affordable)
        self.spending = spend - self.grain_wanted * market.rice
        return spend

    def _change_money(self, market: Prospects, spend: float) -> None:
        """A falling won teaches the dollar habit; trade closes part of the gap to it."""
        wealth = self.cash + market.rate * self.dollars
        gap = self.base_habit + market.flight * (1.0 - self.base_habit) - self.habit
        self.habit += market.habit_pace * (gap if gap > 0.0 else gap * market.forgetting)
        target = min(self.habit * market.trust, 1.0) * wealth / market.rate
        trade = market.portfolio_pace * (target - self.dollars)
        spare = max(0.0, self.cash - spend) / market.rate
        self.dollars_wanted = min(max(trade, -self.dollars), spare)

    def _own_grain(self, market: Prospects | Clearing) -> float:
        """Grain eaten from the house: stock, and what farmers expect, last to the next harvest."""
        coming = market.due if self.kind == FARMER else 0.0
        return min(self.grain, (self.grain + coming) * market.release, market.need)

    def _announce(self) -> None:
        """Add its plans to the country's."""
        sums, w = self.model.decided, self.weight
        sums[f"effort_{REGIONS[self.region]}"] += w * self.effort
        sums["grain_wanted"] += w * self.grain_wanted
        sums["goods_spending"] += w * self.spending
        sums["dollars_bought"] += w * max(self.dollars_wanted, 0.0)
        sums["dollars_sold"] += w * max(-self.dollars_wanted, 0.0)

    def book(self) -> None:
        """Earn, buy, change money and eat as far as the market allowed."""
        market = self.model.month.clearing
        earned = market.pay[self.region] * self.effort
        income = (earned * (1.0 - market.levy) + market.won[self.kind]) * (1.0 - market.tax_rate)
        bought = self.grain_wanted * market.fills[0]
        goods = self.spending * market.fills[1]
        paid_in_dollars = market.spent_share * self.dollars
        self._pay(market, income, bought * market.rice + goods, paid_in_dollars)
        self._eat(market, bought)
        goods_used = (goods + paid_in_dollars * market.rate) * market.deflator
        self.consumption = goods_used + self.intake * market.rice_opening
        self.consumption += market.supplied if self.kind == CORE else 0.0
        self.income += market.income_pace * (income - self.income)
        self._report(market, earned)

    def _pay(self, market: Clearing, income: float, spent: float, paid_in_dollars: float) -> None:
        """Notes and dollars change hands."""
        buyer = self.dollars_wanted > 0.0
        trade = self.dollars_wanted * market.fills[2 if buyer else 3]
        self.dollars += trade + market.dollars_paid[self.kind] - paid_in_dollars
        self.cash += income - spent - trade * market.rate

    def _eat(self, market: Clearing, bought: float) -> None:
        """Eat from the house, the ration and the market."""
        own = self._own_grain(market)
        self.grain -= own
        self.intake = own + market.ration[self.kind] + bought
        beside = market.hunger_line / self.intake if self.intake else np.inf
        self.hungry = min(1.0, max(0.0, (beside - market.least_beside) * market.steepness))

    def _report(self, market: Clearing, earned: float) -> None:
        """Add what came of the month to the country's sums."""
        sums, w = self.model.booked, self.weight
        used = w * self.consumption
        sums["cash"] += w * self.cash
        sums["dollars"] += w * self.dollars
        sums["grain"] += w * self.grain
        sums["eaten"] += w * self.intake
        sums["hungry"] += w * self.hungry
        sums["consumption"] += used
        sums["poor"] += used * self.poor
        sums["core"] += used if self.kind == CORE else 0.0
        sums["hours"] += w * self.hours
        if self.kind != CORE:
            sums["market_income"] += w * (earned + market.from_sales[self.kind])
            sums["income"] += w * (earned + market.won[self.kind])
        sums["dollars_in_won"] += w * self.dollars * market.rate
        sums["core_dollars"] += w * self.dollars if self.kind == CORE else 0.0
        sums[f"use_{REGIONS[self.region]}"] += used
