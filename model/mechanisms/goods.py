"""E2 and E4: home-made goods from producers' stocks to users' input stocks."""

from __future__ import annotations

import numpy as np

from model.compiled import inner
from model.matrix import MONTHS
from model.mechanisms.production import MATERIALS
from model.mechanisms.rationing import ration
from model.populations.layout import (
    BRANCHES,
    CIVIL,
    CONSTRUCTION,
    EXPORTS,
    HOUSEHOLDS,
    INVESTMENT,
    MILITARY,
    MILITARY_STOCKS,
    MINING,
    MUNITIONS,
    TRADE,
    UTILITIES,
)


@inner
def order_goods(country):
    """Every user asks for what its plan needs and to refill its stocks."""
    n, base = country.nation, country.recipe
    _ask(
        n.needs,
        n.output,
        base.goods,
        n.input_use[MATERIALS] * n.refill[MATERIALS],
        base.final,
        n.goods_demand,
        n.investment_orders,
        n.defence_orders,
    )
    _assign_unsold_coal(country)
    _receive_orders(country)


@inner
def _ask(needs, output, goods, want, final, households, investment, defence):
    """Needs of every user but exports: branches by recipe, final users by their orders."""
    for g in range(goods.shape[1]):
        for b in range(output.size):
            needs[b, g] = goods[b, g] * output[b] * want[b]
        needs[HOUSEHOLDS, g] = final[HOUSEHOLDS, g] * households
        needs[INVESTMENT, g] = final[INVESTMENT, g] * investment
        needs[MILITARY_STOCKS, g] = final[MILITARY_STOCKS, g] * defence


@inner
def _assign_unsold_coal(country):
    """Coal that is no longer exported is assigned to boilers at home, as far as they can burn it.

    At the opening exports had taken coal from users at home; what exports fall short of that goes
    back to them as boilers are fitted for it, up to ``power.boiler_limit`` times what they used.
    """
    n, p = country.nation, country.p
    usual = p.trade.export_coal / p.trade.coal_price / MONTHS
    freed = min(max(1.0 - n.coal_exports / usual, 0.0), 1.0)
    n.coal_assigned += p.power.boiler_pace * (freed - n.coal_assigned)
    for branch in range(len(BRANCHES)):
        n.needs[branch, MINING] *= 1.0 + (p.power.boiler_limit - 1.0) * n.coal_assigned


@inner
def _receive_orders(country):
    """Producers see orders smoothed, and aim to refill their own stocks of finished goods."""
    n, p = country.nation, country.p
    taut = 1.0 + p.plan.tautness
    _aim(
        n.needs,
        n.stocks,
        n.output,
        p.plan.order_smoothing,
        p.production.goods_cover,
        taut,
        n.orders,
        n.target,
    )
    n.target[CONSTRUCTION] = asked_of_sites(country) * taut


@inner
def asked_of_sites(country):
    """Building work ordered this month, trn KRW."""
    n, o = country.nation, country.opening
    sites = o.building_investment * n.investment_orders + o.building_military * n.defence_orders
    dwellings = country.now.housing.announced * country.p.capital.dwelling_cost
    return sites + o.building_other + dwellings


@inner
def _aim(needs, stocks, output, smoothing, cover, taut, orders, target):
    """Targets of producers of goods from orders and stocks; others are to serve as they do."""
    for g in range(stocks.size):
        asked = 0.0
        for user in range(needs.shape[0]):
            asked += needs[user, g]
        orders[g] += smoothing * (asked - orders[g])
        refill = smoothing * (cover * orders[g] - stocks[g])
        target[g] = max(0.0, orders[g] + refill) * taut
    for b in (UTILITIES, CIVIL, MILITARY, TRADE):
        target[b] = output[b]


@inner
def ration_goods(country):
    """Divide each good's stock among users by priority with a guaranteed minimum."""
    n, users = country.nation, EXPORTS
    _divide(
        n.needs[:users], n.priority[:users], n.stocks, country.p.plan.guarantee, n.delivered[:users]
    )


@inner
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


@inner
def stock_munitions(country):
    """Munitions delivered to the army join its stock; a part wears out or is used."""
    n, p = country.nation, country.p.defence
    n.munitions_stock += n.delivered[MILITARY_STOCKS, MUNITIONS] - p.stock_wear * n.munitions_stock
