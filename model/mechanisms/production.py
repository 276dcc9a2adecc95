"""E3 and E4: inputs are gathered into stocks, bottlenecks bind in part, output meets orders."""

from __future__ import annotations

import numpy as np

from model import streams
from model.compiled import inner, mechanism
from model.mechanisms.traders import trader_capital_ratio
from model.numerics import clear, exp, log, normal, power, ratio_of_sums
from model.populations.enterprises import EK, E
from model.populations.layout import (
    CIVIL,
    FARMS,
    MACHINERY,
    MILITARY,
    MUNITIONS,
    MUNITIONS_INPUTS,
    N_GOODS,
    PLANTS,
    TRADE,
)

MATERIALS, IMPORTED, FUEL = range(3)
"""Kinds of input stock, in the order they stand in `SUMS`."""
FUEL_LANDED, INPUTS_LANDED = 0, 1
"""Places of both among what lands."""
LEAST_RATIO = 1e-3
"""Inputs below this part of normal count as this much, so that the mean stays finite."""


@mechanism
def produce(country, rows):
    """Plants make the lesser of what they can and what is ordered; offices serve as staffed."""
    n, p, base, opening = country.nation, country.p.production, country.recipe, country.opening
    _conditions(
        n.workers,
        opening.workers,
        n.attendance,
        n.power_ratio,
        n.coal_ratio,
        p.coal_share,
        n.delivered,
        n.stocks,
        n.stocks_before,
        n.labour,
        n.energy,
        n.arrived,
        n.stocks_left,
    )
    _produce(
        rows.enterprises,
        rows.enterprise_kinds,
        n.branch_sums,
        streams.monthly(country, streams.S.production),
        n.target / n.base,
        n.labour,
        n.energy,
        n.arrived,
        n.stocks_left,
        n.capacity,
        base.materials * n.input_use[MATERIALS],
        base.imported * n.input_use[IMPORTED],
        base.fuel,
        _weights(opening.weights, n.input_use[IMPORTED]),
        p.substitution,
        p.materials_cover,
        p.imported_cover,
        p.fuel_cover,
        p.structures_elasticity,
        p.equipment_elasticity,
        p.labour_elasticity,
        p.shock_size,
        p.shock_memory,
    )
    _publish(country)


@inner
def _weights(opening, imported_use):
    """CES weights: what home-made inputs stand in for is as critical as it was when imported."""
    weights = opening.copy()
    for b in range(imported_use.size):
        weights[IMPORTED, b] *= imported_use[b]
        weights[MATERIALS, b] += opening[IMPORTED, b] * (1.0 - imported_use[b])
    return weights


@inner
def _publish(country):
    """Branch totals; staffed branches follow employment, trade follows the goods it moves."""
    n, p, opening = country.nation, country.p.plan, country.opening
    n.structures, n.equipment = _publish_branches(
        n.branch_sums,
        n.base,
        opening.equipment,
        opening.structures,
        opening.stocks * n.input_use,
        p.refill_pace,
        n.output,
        n.supply,
        n.stocks,
        n.technology,
        n.equipment_ratio,
        n.structures_ratio,
        n.refill,
        n.input_cover,
    )
    n.imported_cover = n.input_cover[IMPORTED, MACHINERY]
    served = power(n.services_orders, p.services_elasticity)
    staff = country.p.labour.offices_elasticity
    n.output[CIVIL] = n.base[CIVIL] * hands(country, CIVIL, staff) * served
    n.output[MILITARY] = n.base[MILITARY] * n.workers[MILITARY] / opening.workers[MILITARY]
    n.output[FARMS] = n.base[FARMS] * n.farm_output
    n.stocks[FARMS] += n.output[FARMS]
    _move_goods(country)


@inner
def _move_goods(country):
    """Trade and transport by goods carried, goods sold and fuel; other services by people."""
    n, p = country.nation, country.p.market
    goods = ratio_of_sums(n.output, n.base, 0, N_GOODS)
    fuel = n.input_cover[FUEL, TRADE]
    n.freight = power(goods, 1.0 - p.fuel_elasticity) * power(fuel, p.fuel_elasticity)
    retail = power(max(n.goods_bought, 1e-6), p.retail_share)
    volume = power(n.freight, 1.0 - p.retail_share) * retail
    capital = power(trader_capital_ratio(country), p.capital_elasticity)
    staff = hands(country, TRADE, country.p.labour.trade_elasticity)
    n.output[TRADE] = n.base[TRADE] * power(volume, p.turnover_elasticity) * capital * staff


@inner
def hands(country, branch, elasticity):
    """What a branch's staff beside the opening's does to its output."""
    there = country.nation.workers[branch] / country.opening.workers[branch]
    return power(there, elasticity)


@inner
def _conditions(
    workers, opening_workers, attendance, power_ratio, coal_ratio, coal_share, delivered, stocks,
    before, labour, energy, arrived, left,
):  # fmt: skip
    """Fill work and energy beside the opening, goods arrived by branch, part of each stock left.

    Energy is power and coal, a geometric mean by coal's share.
    """
    coal = power(coal_ratio, coal_share)
    for b in range(workers.size):
        labour[b] = workers[b] / opening_workers[b] * attendance[b]
        energy[b] = coal * power(power_ratio[b], 1.0 - coal_share)
        arrived[b] = 0.0
        for g in range(stocks.size):
            arrived[b] += delivered[b, g]
    for g in range(stocks.size):
        left[g] = stocks[g] / before[g] if before[g] > 0.0 else 0.0


@inner
def _produce(
    e, kinds, sums, key, target, labour, energy, arrived, left, capacity, per_materials,
    per_imported, per_fuel, weights, substitution, cover_m, cover_i, cover_f, a_structures,
    a_equipment, a_labour, shock_size, shock_memory,
):  # fmt: skip
    # One short loop a step: the compiler works on several rows at once, which it cannot in one
    # long loop. Capital and bottleneck meet as logarithms, so that one exponential does for all.
    rows, branch, base, p = e.shape[1], kinds[EK.branch], e[E.base_output], 1.0 - 1.0 / substitution
    able, made, work = e[E.supply], e[E.output], np.zeros((3, rows))
    inputs, scratch, logs = work[0], work[1], work[2]
    used = np.zeros(work.shape)
    lasting, lit = np.zeros(target.size), np.zeros(target.size)
    for b in range(target.size):
        lasting[b] = capacity[b] * power(labour[b], a_labour)
        lit[b] = 1.0 - weights[0, b] - weights[1, b] - weights[2, b] - weights[3, b]
        lit[b] += weights[2, b] * power(max(energy[b], LEAST_RATIO), p)
    _deliver(e, branch, arrived, scratch)
    for i in range(rows):
        inputs[i] = lit[branch[i]]
    _add_input(inputs, scratch, e[E.materials], base, branch, per_materials, cover_m, weights[0], p)
    _add_input(inputs, scratch, e[E.imported], base, branch, per_imported, cover_i, weights[1], p)
    _add_input(inputs, scratch, e[E.fuel], base, branch, per_fuel, cover_f, weights[3], p)
    for i in range(rows):
        logs[i] = log(inputs[i]) / p
    _add_log(logs, scratch, e[E.structures], e[E.base_structures], a_structures)
    _add_log(logs, scratch, e[E.equipment], e[E.base_equipment], a_equipment)
    for i in range(rows):
        draw = normal(key, kinds[EK.identity, i])
        e[E.shock, i] = shock_memory * e[E.shock, i] + shock_size * draw
    for i in range(rows):
        able[i] = exp(logs[i]) * base[i] * e[E.spread, i] * e[E.productivity, i]
    for i in range(rows):
        able[i] *= lasting[branch[i]] * max(0.0, 1.0 + e[E.shock, i])
        made[i] = min(able[i], target[branch[i]] * base[i])
    _use_up(e[E.materials], used[0], made, base, branch, per_materials, cover_m)
    _use_up(e[E.imported], used[1], made, base, branch, per_imported, cover_i)
    _use_up(e[E.fuel], used[2], made, base, branch, per_fuel, cover_f)
    for i in range(rows):
        if branch[i] < left.size:
            e[E.stock, i] = e[E.stock, i] * left[branch[i]] + made[i]
    _add_up(e, branch, target, used, sums)


@inner
def _use_up(stock, used, made, base, branch, per_unit, cover):
    """What is made takes inputs by the recipe, sparingly where the stock is below normal."""
    for i in range(stock.size):
        usual = cover * per_unit[branch[i]] * base[i]
        ratio = min(1.0, stock[i] / usual) if usual > 0.0 else 0.0
        used[i] = min(stock[i], per_unit[branch[i]] * made[i] * ratio)
        stock[i] -= used[i]


@inner
def _deliver(e, branch, arrived, size):
    """What has arrived for a branch goes to its plants by size."""
    claims = np.zeros(arrived.size)
    for i in range(size.size):
        size[i] = e[E.base_output, i]
        claims[branch[i]] += e[E.weight, i] * size[i]
    for i in range(size.size):
        e[E.materials, i] += arrived[branch[i]] * size[i] / claims[branch[i]]


@inner
def _add_input(inputs, ratio, stock, base, branch, per_unit, cover, weight, p):
    """Add one input's term of the CES mean: weight times (stock beside normal) to the p."""
    for i in range(stock.size):
        usual = cover * per_unit[branch[i]] * base[i]
        ratio[i] = max(stock[i] / usual, LEAST_RATIO) if usual > 0.0 else 1.0
    for i in range(stock.size):
        ratio[i] = exp(p * log(ratio[i]))
    for i in range(stock.size):
        inputs[i] += weight[branch[i]] * ratio[i]


@inner
def _add_log(logs, ratio, now, opening, elasticity):
    """Add the logarithm of (now beside the opening) to the elasticity."""
    for i in range(now.size):
        ratio[i] = now[i] / opening[i]
    for i in range(now.size):
        logs[i] += elasticity * log(ratio[i])


@inner
def _add_up(e, branch, target, used, sums):
    """Weighted sums by branch, in the order of SUMS."""
    for kind in range(sums.shape[0]):
        clear(sums[kind])
    for i in range(e.shape[1]):
        b, w = branch[i], e[E.weight, i]
        sums[0, b] += w * e[E.supply, i]
        sums[1, b] += w * e[E.output, i]
        sums[2, b] += w * e[E.stock, i]
        sums[3, b] += w * e[E.materials, i]
        sums[4, b] += w * e[E.imported, i]
        sums[5, b] += w * e[E.fuel, i]
        sums[6, b] += w * e[E.structures, i]
        sums[7, b] += w * e[E.equipment, i]
        sums[8, b] += w * e[E.base_output, i] * e[E.productivity, i]
        sums[9, b] += w * used[0, i]
        sums[10, b] += w * used[1, i]
        sums[11, b] += w * used[2, i]
        if e[E.supply, i] < target[b] * e[E.base_output, i]:
            sums[12, b] += w * e[E.base_output, i]


@inner
def _publish_branches(
    sums, base, opening_equipment, opening_structures, usual_stocks, refill_pace, output, supply,
    stocks, technology, equipment_ratio, structures_ratio, refill, cover,
):  # fmt: skip
    """Fill the branch figures others read; hand back all structures and all equipment."""
    structures, equipment = 0.0, 0.0
    for b in PLANTS:
        supply[b], output[b] = sums[0, b], sums[1, b]
    for g in range(1, stocks.size):
        stocks[g] = sums[2, g]
    for b in range(base.size):
        for k in range(cover.shape[0]):
            kept = b != FARMS and usual_stocks[k, b] > 0.0  # farms keep their stocks themselves
            cover[k, b] = sums[3 + k, b] / usual_stocks[k, b] if kept else 1.0
            refill[k, b] = 1.0 + refill_pace * min(max(1.0 - cover[k, b], -1.0), 1.0)
        equipment_ratio[b] = sums[7, b] / opening_equipment[b]
        structures_ratio[b] = sums[6, b] / opening_structures[b]
        structures += sums[6, b]
        equipment += sums[7, b]
        if b != FARMS:
            technology[b] = sums[8, b] / base[b]
    return structures, equipment


@inner
def land_inputs(country, rows, oil, intermediates):
    """Imported fuel and intermediates reach plants and farms by need and priority.

    Args:
        country: the country.
        rows: its populations.
        oil: arrivals of oil beside the opening's.
        intermediates: arrivals of intermediates beside the opening's.
    """
    n, base = country.nation, country.recipe
    n.farm_oil, n.farm_intermediates, n.landed[FUEL_LANDED], n.landed[INPUTS_LANDED] = _land(
        rows.enterprises,
        rows.enterprise_kinds,
        n.base,
        base.fuel,
        base.imported,
        oil,
        intermediates,
        n.input_use,
        n.priority,
        country.opening.priority,
        n.sec_landed[MUNITIONS_INPUTS],
    )


@inner
def _land(
    e, kinds, base, per_fuel, per_imported, oil, intermediates, use, priority, usual, munitions
):  # fmt: skip
    """Hand both flows to branches and their plants; hand back farms' part, and all, of each."""
    fuel = _by_priority(per_fuel, oil, base, use[FUEL], priority, usual)
    civil = per_imported.copy()
    civil[MUNITIONS] = 0.0  # its inputs are bought by the Commission
    imported = _by_priority(civil, intermediates, base, use[IMPORTED], priority, usual)
    imported[MUNITIONS] = per_imported[MUNITIONS] * munitions
    for i in range(e.shape[1]):
        b = kinds[EK.branch, i]
        e[E.fuel, i] += fuel[b] * e[E.base_output, i]
        e[E.imported, i] += imported[b] * e[E.base_output, i]
    farms = fuel[FARMS] * base[FARMS], imported[FARMS] * base[FARMS]
    return farms[0], farms[1], _handed(fuel, base), _handed(imported, base)


@inner
def _handed(flow, base):
    """What all branches get of a flow per unit of opening output."""
    added = 0.0
    for b in range(base.size):
        added += flow[b] * base[b]
    return added


@inner
def _by_priority(per_unit, arrived, base, use, priority, usual):
    """Arrivals per unit of opening output; all that landed is handed out.

    The opening's uses are those its own priorities gave; shares move as priorities, and what a
    unit of output takes, leave these.
    """
    flow, total, claims = np.zeros(base.size), 0.0, 0.0
    for b in range(base.size):
        flow[b] = per_unit[b] * arrived
        total += flow[b] * base[b]
        claims += flow[b] * base[b] * use[b] * priority[b] / usual[b]
    for b in range(base.size):
        flow[b] *= use[b] * priority[b] / usual[b] * total / claims if claims > 0.0 else 1.0
    return flow
