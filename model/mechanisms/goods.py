"""E2 and E4: home-made goods from producers' stocks to users' input stocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.compiled import compiled
from model.matrix import recipe
from model.mechanisms.production import MATERIALS
from model.mechanisms.rationing import ration
from model.populations.layout import (
    CIVIL,
    CONSTRUCTION,
    EXPORTS,
    HOUSEHOLDS,
    INVESTMENT,
    MILITARY,
    MILITARY_STOCKS,
    MINING,
    MUNITIONS,
    N_GOODS,
    TRADE,
    UTILITIES,
)

if TYPE_CHECKING:
    from model.economy import Economy


def order_goods(economy: Economy) -> None:
    """Every user asks for what its plan needs and to refill its stocks."""
    n, final, base = economy.nation, recipe().final, recipe()
    branches = len(n.base)
    wanted = n.output * n.refill[MATERIALS]
    n.needs[:branches] = base.goods * wanted[:, None]
    n.needs[HOUSEHOLDS] = final[HOUSEHOLDS] * n.goods_demand
    n.needs[INVESTMENT] = final[INVESTMENT] * n.investment_orders
    n.needs[MILITARY_STOCKS] = final[MILITARY_STOCKS] * n.defence_orders
    _burn_spare_coal(economy)
    _receive_orders(economy)


def _burn_spare_coal(economy: Economy) -> None:
    """Coal piling up unsold is taken by boilers, up to what they can burn."""
    n, p = economy.nation, economy.p
    normal = p.production.goods_cover * n.base[MINING]
    spare = min(max(n.stocks[MINING] / normal - 1.0, 0.0), 1.0)
    n.needs[:HOUSEHOLDS, MINING] *= 1.0 + (p.power.boiler_limit - 1.0) * spare


def _receive_orders(economy: Economy) -> None:
    """Producers see orders smoothed, and aim to refill their own stocks of finished goods."""
    n, p = economy.nation, economy.p
    asked = n.needs.sum(axis=0)
    n.orders[:N_GOODS] += p.plan.order_smoothing * (asked - n.orders[:N_GOODS])
    shortfall = p.production.goods_cover * n.orders[:N_GOODS] - n.stocks
    refill = p.plan.order_smoothing * shortfall
    n.target[:N_GOODS] = np.maximum(0.0, n.orders[:N_GOODS] + refill) * (1.0 + p.plan.tautness)
    sites = (
        economy.opening.building["investment"] * n.investment_orders
        + economy.opening.building["military"] * n.defence_orders
        + economy.opening.building["other"]
        + economy.now["housing.announced"] * p.capital.dwelling_cost
    )
    n.target[CONSTRUCTION] = sites * (1.0 + p.plan.tautness)
    served = [UTILITIES, CIVIL, MILITARY, TRADE]
    n.target[served] = n.output[served]


def ration_goods(economy: Economy) -> None:
    """Divide each good's stock among users by priority with a guaranteed minimum."""
    n = economy.nation
    users = EXPORTS
    _divide(
        n.needs[:users], n.priority[:users], n.stocks, economy.p.plan.guarantee, n.delivered[:users]
    )


@compiled
def _divide(needs, priority, stocks, guarantee, delivered):
    users, goods = needs.shape
    need, granted = np.zeros(users), np.zeros(users)
    for g in range(goods):
        for u in range(users):
            need[u] = needs[u, g]
        ration(need, priority, stocks[g], guarantee, granted)
        for u in range(users):
            delivered[u, g] = granted[u]
            stocks[g] -= granted[u]
        stocks[g] = max(stocks[g], 0.0)


def stock_munitions(economy: Economy) -> None:
    """Munitions delivered to the army join its stock; a part wears out or is used."""
    n, p = economy.nation, economy.p.defence
    n.munitions_stock += n.delivered[MILITARY_STOCKS, MUNITIONS] - p.stock_wear * n.munitions_stock
