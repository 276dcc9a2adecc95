"""The state's grain: rations from procured and imported stocks, stretched to the next harvest."""

from __future__ import annotations

from model.accounts import move
from model.chart import GRAIN
from model.compiled import mechanism
from model.matrix import MONTHS
from model.mechanisms.farming import months_to_harvest

MILLION = 1e6


@mechanism
def issue_rations(country):
    """The state spreads its stock and what it expects over the months to the main harvest.

    At most the nominal ration; soldiers and the core come first by ``food.core_priority``.
    """
    n, p = country.nation, country.p.food
    claim = country.opening.claims * n.members / MILLION
    left = months_to_harvest(country.calendar_month)
    coming = n.grain_due * p.procurement_share + n.grain_imports * (left - 1)
    planned = (n.state_grain + coming) / left * (1.0 + p.ration_front_load)
    issued = min(n.state_grain, planned, p.nominal_ration * claim)
    n.state_grain -= issued
    n.ration = issued / claim if claim > 0.0 else 0.0
    move(country.grain, GRAIN.rations, issued)


@mechanism
def remember_food(country):
    """Keep the last year of grain eaten, the measure of availability."""
    country.nation.available[int(country.month) % MONTHS] = country.nation.eaten
