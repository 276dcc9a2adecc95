"""E21: output at constant 2015 weights, comparable with the Bank of Korea, and living standards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.compiled import compiled
from model.matrix import MONTHS, cell, recipe
from model.numerics import total
from model.populations.layout import MILITARY, MILITARY_STOCKS, MUNITIONS, REGIONS

if TYPE_CHECKING:
    from model.economy import Economy

USES = ("consumption", "poor", "core", *(f"use in {region}" for region in REGIONS))
"""Sums of consumption whose first month is the base of an index."""


def measure_output(economy: Economy) -> None:
    """Publish GDP by fixed weights, the defence burden and living standards."""
    n, pace = economy.nation, economy.p.plan.smoothing
    n.gdp, added = _weigh(n.output, n.base, economy.opening.weights_gdp, recipe().value_added)
    n.index = (n.output / n.base).tolist()
    n.gdp_smoothed += pace * (n.gdp - n.gdp_smoothed)
    n.value_added = added * MONTHS
    n.burden = defence_spending(economy) / n.value_added
    if not economy.opening.consumption:
        economy.opening.consumption = {k: n.booked[k] for k in USES}
    n.living = n.booked["poor"] / economy.opening.consumption["poor"]
    n.living_smoothed += pace * (n.living - n.living_smoothed)
    n.goods_demand += pace * (n.goods_bought - n.goods_demand)
    n.market_hours = n.booked["hours"] / total(economy.opening.households)


@compiled
def _weigh(output, base, weights, value_added):
    """GDP by fixed weights on output beside the opening, and value added at opening prices."""
    gdp, added = 0.0, 0.0
    for b in range(output.size):
        gdp += weights[b] * (output[b] / base[b])
        added += value_added[b] * output[b]
    return gdp, added


def defence_spending(economy: Economy) -> float:
    """Military services and acquisitions net of what is made for sale, trn KRW a year of 2011.

    Arms sold out of the old stock were acquired in earlier years; what is ordered to replace
    them is made for the buyer abroad.
    """
    n, final = economy.nation, recipe().final
    services = cell("MIL", "STATE") * n.output.item(MILITARY) / n.base.item(MILITARY)
    usual = final.item(MILITARY_STOCKS, MUNITIONS)
    bought = n.delivered.item(MILITARY_STOCKS, MUNITIONS) / usual
    own = 1.0 - n.refill_orders / n.defence_orders if n.defence_orders > 0.0 else 1.0
    return services + cell("MILK", "STATE") * bought * own
