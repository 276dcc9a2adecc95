"""E21: output at constant 2015 weights, comparable with the Bank of Korea, and living standards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.matrix import MONTHS, cell, recipe
from model.populations.layout import MILITARY, MILITARY_STOCKS, MUNITIONS

if TYPE_CHECKING:
    from model.economy import Economy


def measure_output(economy: Economy) -> None:
    """Publish GDP by fixed weights, the defence burden and living standards."""
    n, pace = economy.nation, economy.p.plan.smoothing
    n.gdp = float(np.dot(economy.opening.weights_gdp, n.output / n.base))
    n.gdp_smoothed += pace * (n.gdp - n.gdp_smoothed)
    n.value_added = float(np.dot(recipe().value_added, n.output)) * MONTHS
    n.burden = defence_spending(economy) / n.value_added
    if not economy.opening.consumption:
        economy.opening.consumption = {k: n.booked[k] for k in ("consumption", "poor", "core")}
    n.living = n.booked["poor"] / economy.opening.consumption["poor"]
    n.living_smoothed += pace * (n.living - n.living_smoothed)
    n.goods_demand += pace * (n.goods_bought - n.goods_demand)
    n.market_hours = n.booked["hours"] / economy.opening.households.sum()


def defence_spending(economy: Economy) -> float:
    """Military services and acquisitions net of arms sold, 2011 prices, trn KRW a year."""
    n, final = economy.nation, recipe().final
    services = cell("MIL", "STATE") * n.output[MILITARY] / n.base[MILITARY]
    bought = n.delivered[MILITARY_STOCKS, MUNITIONS] / final[MILITARY_STOCKS, MUNITIONS]
    sold = n.arms_delivered * economy.p.trade.krw_per_usd / economy.p.arms.markup * MONTHS
    return services + max(0.0, cell("MILK", "STATE") * bought - sold)
