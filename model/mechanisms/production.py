"""E3 and E4: inputs are gathered into stocks, bottlenecks bind in part, output meets orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model import streams
from model.compiled import compiled
from model.matrix import recipe
from model.mechanisms.traders import trader_capital_ratio
from model.numerics import normal, power
from model.populations.enterprises import EK, E
from model.populations.layout import (
    CIVIL,
    FARMS,
    MACHINERY,
    MILITARY,
    N_GOODS,
    TRADE,
    UTILITIES,
)

if TYPE_CHECKING:
    from model.economy import Economy

SUMS = (
    "supply",
    "output",
    "stock",
    "materials",
    "imported",
    "fuel",
    "structures",
    "equipment",
    "technology",
)
"""Sums over rows by branch that one kernel publishes each month."""
MATERIALS, IMPORTED, FUEL = range(3)
"""Kinds of input stock, in the order they stand in SUMS."""


def produce(economy: Economy) -> None:
    """Plants make the lesser of what they can and what is ordered; offices serve as staffed."""
    n, p, base = economy.nation, economy.p, recipe()
    labour = n.workers / economy.opening.workers * n.attendance
    energy = _energy(n.power_ratio, n.coal_ratio, p.production.coal_share)
    arrived = n.delivered[: len(n.base), :N_GOODS].sum(axis=1)
    before = economy.nation.stocks_before
    left = np.divide(n.stocks, before, out=np.zeros_like(before), where=before > 0.0)
    key = streams.key(economy.case.seed, "production", economy.month)
    _produce(
        economy.enterprises.data,
        economy.enterprises.kinds,
        economy.branch_sums,
        key,
        n.target / n.base,
        labour,
        energy,
        arrived,
        left,
        economy.nation.capacity,
        base.materials,
        base.imported,
        base.fuel,
        economy.opening.weights,
        p.production.substitution,
        p.production.materials_cover,
        p.production.imported_cover,
        p.production.fuel_cover,
        p.production.structures_elasticity,
        p.production.equipment_elasticity,
        p.production.labour_elasticity,
        p.production.shock_size,
        p.production.shock_memory,
    )
    _publish(economy)


def _publish(economy: Economy) -> None:
    """Branch totals; staffed branches follow employment, trade follows the goods it moves."""
    n, p, sums = economy.nation, economy.p, dict(zip(SUMS, economy.branch_sums, strict=True))
    made = [b for b in range(len(n.base)) if b not in (FARMS, UTILITIES, CIVIL, MILITARY, TRADE)]
    n.output[made] = sums["output"][made]
    n.supply[made] = sums["supply"][made]
    n.stocks[1:] = sums["stock"][1:N_GOODS]
    n.structures, n.equipment = sums["structures"].sum(), sums["equipment"].sum()
    n.technology[1:] = sums["technology"][1:] / n.base[1:]
    n.equipment_ratio = sums["equipment"] / economy.opening.equipment
    n.fuel_ratio = sums["fuel"] / economy.opening.stocks[FUEL]
    covers = economy.branch_sums[3:6] / economy.opening.stocks
    n.refill = 1.0 + p.plan.refill_pace * np.minimum(np.maximum(1.0 - covers, -1.0), 1.0)
    n.imported_cover = float(
        sums["imported"][MACHINERY] / economy.opening.stocks[IMPORTED, MACHINERY]
    )
    staff = n.workers / economy.opening.workers
    n.output[CIVIL] = n.base[CIVIL] * staff[CIVIL] * n.services_orders**p.plan.services_elasticity
    n.output[MILITARY] = n.base[MILITARY] * staff[MILITARY]
    n.output[FARMS] = n.base[FARMS] * n.farm_output
    n.stocks[FARMS] += n.output[FARMS]
    _move_goods(economy)


def _move_goods(economy: Economy) -> None:
    """Trade and transport: goods carried, goods sold on markets, and the fuel to do it."""
    n, p = economy.nation, economy.p.market
    goods = float(n.output[:N_GOODS].sum() / n.base[:N_GOODS].sum())
    fuel = n.fuel_ratio[TRADE]
    freight = power(goods, 1.0 - p.fuel_elasticity) * power(fuel, p.fuel_elasticity)
    retail = n.goods_bought
    n.freight = freight
    volume = power(freight, 1.0 - p.retail_share) * power(max(retail, 1e-6), p.retail_share)
    n.output[TRADE] = (
        n.base[TRADE] * volume * power(trader_capital_ratio(economy), p.capital_elasticity)
    )


@compiled
def _energy(power_ratio, coal_ratio, coal_share):
    """Energy by branch beside the opening: power and coal, geometric mean by coal's share."""
    coal, energy = power(coal_ratio, coal_share), np.zeros(power_ratio.size)
    for b in range(power_ratio.size):
        energy[b] = coal * power(power_ratio[b], 1.0 - coal_share)
    return energy


@compiled
def _bottleneck(materials, imported, fuel, lit, weights, branch, p):
    """CES mean of input ratios, 1 when all stand as at the opening; p is (s - 1) / s.

    ``lit`` is the energy term, weight times ratio to the p, the same for a whole branch.
    """
    wm, wi, wf = weights[0, branch], weights[1, branch], weights[3, branch]
    total = 1.0 - wm - wi - wf - weights[2, branch] + lit
    total += wm * power(max(materials, 1e-3), p) + wi * power(max(imported, 1e-3), p)
    total += wf * power(max(fuel, 1e-3), p)
    return power(total, 1.0 / p)


@compiled
def _produce(
    e, kinds, sums, key, target, labour, energy, arrived, left, capacity, per_materials,
    per_imported, per_fuel, weights, substitution, cover_m, cover_i, cover_f, a_structures,
    a_equipment, a_labour, shock_size, shock_memory,
):  # fmt: skip
    branches = target.size
    sums[:, :] = 0.0
    share = np.zeros(branches)
    p = (substitution - 1.0) / substitution
    hands, lit = np.zeros(branches), np.zeros(branches)
    for b in range(branches):
        hands[b] = power(labour[b], a_labour)
        lit[b] = weights[2, b] * power(max(energy[b], 1e-3), p)
    for i in range(e.shape[1]):
        share[kinds[EK.branch, i]] += e[E.weight, i] * e[E.base_output, i] * e[E.spread, i]
    for i in range(e.shape[1]):
        b, w, base = kinds[EK.branch, i], e[E.weight, i], e[E.base_output, i]
        part = base * e[E.spread, i] / share[b]  # of the branch, per enterprise
        e[E.materials, i] += arrived[b] * part
        need_m, need_i, need_f = per_materials[b] * base, per_imported[b] * base, per_fuel[b] * base
        m = e[E.materials, i] / (cover_m * need_m) if need_m > 0.0 else 1.0
        im = e[E.imported, i] / (cover_i * need_i) if need_i > 0.0 else 1.0
        f = e[E.fuel, i] / (cover_f * need_f) if need_f > 0.0 else 1.0
        draw = normal(key, kinds[EK.identity, i])
        e[E.shock, i] = shock_memory * e[E.shock, i] + shock_size * draw
        capital = power(e[E.structures, i] / e[E.base_structures, i], a_structures)
        capital *= power(e[E.equipment, i] / e[E.base_equipment, i], a_equipment)
        able = base * capacity[b] * e[E.spread, i] * e[E.productivity, i] * capital
        able *= hands[b] * (1.0 + e[E.shock, i])
        able *= _bottleneck(m, im, f, lit[b], weights, b, p)
        made = min(able, target[b] * base)
        e[E.supply, i], e[E.output, i] = able, made
        use = made / able if able > 0.0 else 0.0
        e[E.materials, i] -= use * e[E.materials, i] / cover_m
        e[E.imported, i] -= use * e[E.imported, i] / cover_i
        e[E.fuel, i] -= use * e[E.fuel, i] / cover_f
        if b < left.size:
            e[E.stock, i] = e[E.stock, i] * left[b] + made
        sums[0, b] += w * able
        sums[1, b] += w * made
        sums[2, b] += w * e[E.stock, i]
        sums[3, b] += w * e[E.materials, i]
        sums[4, b] += w * e[E.imported, i]
        sums[5, b] += w * e[E.fuel, i]
        sums[6, b] += w * e[E.structures, i]
        sums[7, b] += w * e[E.equipment, i]
        sums[8, b] += w * base * e[E.productivity, i]


def land_inputs(economy: Economy, oil: float, intermediates: float) -> None:
    """Imported fuel and intermediates reach plants and farms by need and priority.

    Args:
        economy: the country.
        oil: arrivals of oil beside the opening's.
        intermediates: arrivals of intermediates beside the opening's.
    """
    n, base = economy.nation, recipe()
    fuel = n.base * base.fuel * oil
    imported = n.base * base.imported * intermediates
    for flow in (fuel, imported):
        # Priority moves the shares; the total that has landed is fully handed out.
        tilted = flow * n.priority[: len(flow)]
        if tilted.sum() > 0.0:
            flow[:] = tilted * flow.sum() / tilted.sum()
    _land(economy.enterprises.data, economy.enterprises.kinds, fuel / n.base, imported / n.base)
    economy.nation.farm_inputs = (float(fuel[FARMS]), float(imported[FARMS]))


@compiled
def _land(e, kinds, fuel, imported):
    for i in range(e.shape[1]):
        b = kinds[EK.branch, i]
        e[E.fuel, i] += fuel[b] * e[E.base_output, i]
        e[E.imported, i] += imported[b] * e[E.base_output, i]
