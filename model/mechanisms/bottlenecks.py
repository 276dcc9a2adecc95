"""E3 told: which input held each branch this month, and what a little more of it is worth."""

from __future__ import annotations

import numpy as np

from model.compiled import inner, mechanism
from model.mechanisms.production import FUEL, IMPORTED, LEAST_RATIO, MATERIALS
from model.numerics import power
from model.populations.layout import BOTTLENECKS, PLANTS, SUMS

KINDS = len(BOTTLENECKS)
ORDERS, CAPACITY, HANDS, MACHINES, BUILDINGS, OF_MATERIALS, OF_IMPORTED, ENERGY, OF_FUEL = range(
    KINDS
)
"""Places in BOTTLENECKS."""
HELD, USED, UNHELD = SUMS.index("materials"), SUMS.index("used_materials"), SUMS.index("unheld")
"""Places in SUMS: the first of stocks of inputs and of their use, and plants orders do not hold."""


@mechanism
def name_bottlenecks(country):
    """Say of each branch of plants what held it, and how much of what plants can do is in use.

    Orders, if it could have made clearly more. Else, of what stands below normal by enough to
    matter, that of which a little more would have made most more; capital and hands if nothing
    does. The shadow value is per cent of output for one per cent more.
    """
    n, p = country.nation, country.p.plan
    made, able, held, size = 0.0, 0.0, 0.0, 0.0
    for b in PLANTS:
        made += n.output[b]
        able += n.supply[b]
        held += n.branch_sums[UNHELD, b]
        size += n.base[b]
        if n.output[b] < (1.0 - p.slack_named) * n.supply[b]:
            n.bottleneck[b], n.shadow[b] = ORDERS, 0.0
        else:
            n.bottleneck[b], n.shadow[b] = _scarcest(country, b)
    n.capacity_use = made / able if able > 0.0 else 0.0
    n.unheld = held / size


@inner
def _scarcest(country, b):
    """Place in BOTTLENECKS of what is scarcest in a branch, and its shadow value."""
    n, p, shown = country.nation, country.p.production, country.p.plan.shadow_named
    level, gain, worth = np.ones(KINDS), np.zeros(KINDS), np.zeros(KINDS)
    level[HANDS], worth[HANDS] = n.labour[b], p.labour_elasticity
    level[MACHINES], worth[MACHINES] = n.equipment_ratio[b], p.equipment_elasticity
    level[BUILDINGS], worth[BUILDINGS] = n.structures_ratio[b], p.structures_elasticity
    for i in (HANDS, MACHINES, BUILDINGS):
        gain[i] = power(1.0 / max(level[i], LEAST_RATIO), worth[i]) - 1.0
    _weigh_inputs(country, b, level, gain, worth)
    found, best = CAPACITY, 0.0
    for i in range(HANDS, KINDS):
        if level[i] < 1.0 and gain[i] >= shown and worth[i] > best:
            found, best = i, worth[i]
    if found == CAPACITY:
        best = p.labour_elasticity + p.equipment_elasticity + p.structures_elasticity
    return float(found), best


@inner
def _weigh_inputs(country, b, level, gain, worth):
    """Level beside normal, gain at the normal level and elasticity of the four stocked inputs."""
    n, p, o = country.nation, country.p.production, country.opening
    places = (OF_MATERIALS, OF_IMPORTED, ENERGY, OF_FUEL)
    weights, covers = o.weights, (p.materials_cover, p.imported_cover, p.fuel_cover)
    level[OF_MATERIALS] = _beside(country, b, MATERIALS, covers[0])
    level[OF_IMPORTED] = _beside(country, b, IMPORTED, covers[1])
    level[OF_FUEL] = _beside(country, b, FUEL, covers[2])
    level[ENERGY] = n.energy[b]
    q, whole = 1.0 - 1.0 / p.substitution, 1.0
    for k in range(len(places)):
        whole += weights[k, b] * (power(max(level[places[k]], LEAST_RATIO), q) - 1.0)
    for k in range(len(places)):
        now = weights[k, b] * power(max(level[places[k]], LEAST_RATIO), q)
        worth[places[k]] = now / whole
        gain[places[k]] = power((whole - now + weights[k, b]) / whole, 1.0 / q) - 1.0


@inner
def _beside(country, b, kind, cover):
    """A branch's stock of an input before the month's use, beside normal."""
    n, usual = country.nation, country.opening.stocks[kind, b] * country.nation.input_use[kind, b]
    if usual <= 0.0:
        return 1.0
    left = n.branch_sums[HELD + kind, b] + n.branch_sums[USED + kind, b]
    return left * (cover - 1.0) / cover / usual
