"""The state's grain: rations from procured and imported stocks, stretched to the next harvest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.economy import Economy

MILLION = 1e6


def issue_rations(economy: Economy) -> None:
    """The state spreads its stock and what it expects over the months to the main harvest.

    At most the nominal ration; soldiers and the core come first by ``food.core_priority``.
    """
    n, p = economy.nation, economy.p.food
    claim = economy.opening.claims * n.members / MILLION
    left = economy.months_to_harvest
    coming = n.grain_due * p.procurement_share + n.grain_imports * (left - 1)
    planned = (n.state_grain + coming) / left * (1.0 + p.ration_front_load)
    issued = min(n.state_grain, planned, p.nominal_ration * claim)
    n.state_grain -= issued
    n.ration = issued / claim if claim > 0.0 else 0.0
    economy.accounts.grain.move("rations", "state", "households", issued)


def remember_food(economy: Economy) -> None:
    """Keep the last year of grain eaten, the measure of availability."""
    n = economy.nation
    n.available[economy.month % len(n.available)] = n.eaten
