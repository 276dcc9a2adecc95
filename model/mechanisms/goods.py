"""E2 and E4: home-made goods from producers' stocks to users' input stocks."""

from __future__ import annotations

import numpy as np

from model.compiled import compiled, inner, mechanism
from model.matrix import MONTHS
from model.mechanisms.production import MATERIALS
from model.mechanisms.rationing import ration
from model.numerics import fill, power
from model.populations.layout import (
    BRANCHES,
    CIVIL,
    CONSTRUCTION,
    EXPORTS,
    FARMS,
    HOUSEHOLDS,
    INVESTMENT,
    MILITARY,
    MILITARY_STOCKS,
    MINING,
    MUNITIONS,
    PLANTS,
    TRADE,
    UTILITIES,
)


@mechanism
def order_goods(country):
    """Branches ask by recipe for what the plan wants of them, homes by plan and by price."""
    _move_plan(country)
    _order_for_homes(country)
    _ask(country)
    _assign_unsold_coal(country)
    _receive_orders(country)


@inner
def _move_plan(country):
    """Plan from the achieved level: it follows output up quickly and down slowly (the ratchet).

    Farms are planned by the inputs the plan gives them; staffed branches by what they do.
    """
    n, p = country.nation, country.p.plan
    for b in range(n.output.size):
        gap = n.output[b] / n.base[b] - n.plan_level[b]
        pace = p.ratchet_up if gap > 0.0 else p.ratchet_down
        n.plan_level[b] += gap * (pace if b in PLANTS else 1.0)
    n.plan_level[FARMS] = n.farm_orders


@inner
def _order_for_homes(country):
    """Goods for homes: the plan's part for state shops, and what plants sell above plan.

    The second answers to what goods fetch beside what market work earns, and to autonomy; never to
    what was bought, so that a fall of sales does not feed on itself.
    """
    n, p = country.nation, country.p
    autonomy = country.now.enterprise.autonomy - country.opening.autonomy
    freed = max(0.0, 1.0 + p.market.autonomy_supply * autonomy)
    n.market_orders = freed * power(n.real_price, p.plan.price_response)
    n.home_orders = p.plan.market_part * n.market_orders
    n.home_orders += (1.0 - p.plan.market_part) * n.consumer_orders


@inner
def _ask(country):
    """Needs of every user but exports, hoarding included: branches by recipe, others by orders."""
    n, base, asking = country.nation, country.recipe, country.opening.asking
    final = country.opening.final
    for g in range(n.stocks.size):
        for b in range(n.base.size):
            use = base.goods[b, g] * n.base[b] * n.plan_level[b] * n.input_use[MATERIALS, b]
            n.needs[b, g] = use * n.refill[MATERIALS, b] * asking[b, g]
        homes = n.home_orders
        if g == MINING:
            homes = n.energy_orders
        elif g == FARMS:
            homes = 1.0
        n.needs[HOUSEHOLDS, g] = final[HOUSEHOLDS, g] * homes * asking[HOUSEHOLDS, g]
        sites = final[INVESTMENT, g] * n.investment_orders
        n.needs[INVESTMENT, g] = sites * asking[INVESTMENT, g]
        arms = final[MILITARY_STOCKS, g] * n.defence_orders
        n.needs[MILITARY_STOCKS, g] = arms * asking[MILITARY_STOCKS, g]


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
    _aim(
        n.needs,
        n.stocks,
        n.output,
        p.plan.order_smoothing,
        p.production.goods_cover,
        1.0 + p.plan.tautness,
        n.orders,
        n.target,
    )
    n.target[CONSTRUCTION] = asked_of_sites(country) * country.opening.site_pressure


@inner
def asked_of_sites(country):
    """Building work ordered this month, trn KRW."""
    n, o = country.nation, country.opening
    sites = o.building_investment * n.investment_orders + o.building_military * n.defence_orders
    return sites + o.building_other + dwellings(country)


@inner
def dwellings(country):
    """Announced dwellings, trn KRW of building work a month."""
    return country.now.housing.announced * country.p.capital.dwelling_cost


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


@compiled
def open_orders(books):
    """Orders of the opening as they rest: plan, prices and exports are those of the matrix."""
    country = books[0]
    n = country.nation
    for g in range(n.stocks.size):
        n.needs[EXPORTS, g] = country.opening.final[EXPORTS, g]
    _order_for_homes(country)
    _ask(country)
    for g in range(n.stocks.size):
        n.orders[g] = 0.0
        for user in range(n.needs.shape[0]):
            n.orders[g] += n.needs[user, g]
    _receive_orders(country)


@mechanism
def ration_goods(country):
    """Divide each good's stock among users by priority with a guaranteed minimum.

    What farms then hold beyond their normal stock they sell to homes.
    """
    n, users = country.nation, EXPORTS
    _divide(
        n.needs[:users], n.priority[:users], n.stocks, country.p.plan.guarantee, n.delivered[:users]
    )
    kept = (country.p.production.goods_cover - 1.0) * n.base[FARMS]
    sold = max(0.0, n.stocks[FARMS] - max(kept, 0.0))
    n.delivered[HOUSEHOLDS, FARMS] += sold
    n.stocks[FARMS] -= sold


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


@mechanism
def note_shortages(country):
    """Part of each good's need by recipe that was not met, orders beyond need left out.

    A branch needs what its plan takes, as far as it could make that; final users what is ordered
    for them. Nothing is done with the figure: it is there to be seen.
    """
    n, asking = country.nation, country.opening.asking
    for g in range(n.stocks.size):
        needed, unmet = 0.0, 0.0
        for u in range(EXPORTS):
            need = n.needs[u, g] / asking[u, g]
            if u < n.base.size and n.plan_level[u] > 0.0:
                able = n.supply[u] / n.base[u] if u in PLANTS else n.plan_level[u]
                need *= min(1.0, able / n.plan_level[u]) / max(1.0, n.refill[MATERIALS, u])
            needed += need
            unmet += max(0.0, need - n.delivered[u, g])
        n.short[g] = unmet / needed if needed > 0.0 else 0.0


@mechanism
def stock_munitions(country):
    """Munitions delivered to the army join its stock; a part wears out or is used."""
    n, p = country.nation, country.p.defence
    worn = n.munitions_stock / (MONTHS * p.stock_cover)
    n.munitions_stock += n.delivered[MILITARY_STOCKS, MUNITIONS] - worn


@inner
def stock_shops(country):
    """What is delivered for homes stands in shops and with wholesalers until it is sold."""
    n = country.nation
    fill(n.shops_before, n.shops)
    for g in range(n.shops.size):
        n.shops[g] += n.delivered[HOUSEHOLDS, g]
