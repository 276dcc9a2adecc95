"""Yardstick: figures of the opening that later months are measured against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.compiled import compiled
from model.drivers import IMPORT_CHANNELS
from model.matrix import MONTHS, cell, recipe, rows
from model.mechanisms.rationing import ration
from model.numerics import total
from model.populations import layout
from model.populations.trading_companies import licensed

if TYPE_CHECKING:
    from model.economy import Economy

Array = NDArray[np.float64]
DAYS, GRAMS = 365.25 / 12.0, 1000.0
MILLION = 1e6


@dataclass(slots=True)
class Yardstick:
    """Constants of a run, worked out once from the opening state."""

    workers: Array
    weights: Array
    """CES weights of materials, imported inputs, energy and fuel by branch, [input, branch]."""
    weights_gdp: Array
    capacity: Array
    """Capacity beside opening output that lets plants of uneven efficiency make that output."""
    equipment: Array
    stocks: Array
    """Normal stocks of home-made, imported and oil inputs, trn KRW, [input, branch]."""
    imports: Array
    """By channel, mn USD a month."""
    payer_shares: Array
    import_priority: Array
    licences: Array
    """Part of foreign trade licensed to each patron's companies."""
    priority: Array
    """Priority of each user in rationing."""
    power_need: Array
    """Use by branch and by homes, trn KRW a month."""
    power: Array
    """What rationing gave each user at the opening, with latent need counted."""
    building: dict[str, float]
    """Construction by purpose, trn KRW a month."""
    households: Array
    hours: Array
    ration_claim: Array
    """How each class counts in rations; farmers live on their share in kind."""
    claims: float
    """Households that draw rations, each class counted as it claims."""
    pay: Array
    effort: float
    rice: float
    other_farming: float
    civil_weight: Array
    munitions_weight: Array
    """Weights of enterprise rows outside and inside the munitions track, zero elsewhere."""
    exposure: Array
    """How far market pay in each region hangs on foreign trade."""
    work: Array
    """Part of each region's work in each branch, [region, branch]."""
    arms_scale: float
    investor_part: float
    """Part of trade in the hands of those who invest."""
    rate: float
    tightness: float
    autonomy: float
    market_hours: float
    grams_a_day: float
    dollars: dict[str, float] = field(default_factory=dict)
    """Foreign currency of each holder at the opening, mn USD."""
    consumption: dict[str, float] = field(default_factory=dict)
    """Sums over households in the first month, the base of the consumption indices."""


def measure(economy: Economy) -> Yardstick:
    """Take the measures once populations and aggregates stand."""
    p, n, base, people = economy.p, economy.nation, recipe(), economy.households
    counts = np.array([people.weight[people.kind == k].sum() for k in range(len(layout.CLASSES))])
    priority = np.array([p.food.core_priority, 1.0, 0.0, p.food.core_priority])
    hours = p.households
    effort = float(np.dot(people.weight, people.hours * people.skill))
    need, granted = _power(economy)
    return Yardstick(
        workers=n.workers.copy(),
        weights=_criticality(economy),
        weights_gdp=_gdp_weights(economy),
        capacity=_capacity(economy),
        equipment=_by_branch(economy, "equipment"),
        stocks=_normal_stocks(economy),
        imports=np.array([getattr(p.trade, c) for c in IMPORT_CHANNELS]) / MONTHS,
        payer_shares=_payers(economy),
        import_priority=np.array([getattr(p.imports, f"{c}_priority") for c in IMPORT_CHANNELS]),
        licences=licensed(p),
        priority=n.priority.copy(),
        power_need=need,
        power=granted,
        building={
            "investment": cell("CON", "CAPC") / MONTHS,
            "military": cell("CON", "MILK") / MONTHS,
            "other": sum(cell("CON", a) for a in ("HHE", "HHW", "HHF", "CIV")) / MONTHS,
        },
        households=counts,
        hours=np.array(
            [hours.core_hours, hours.worker_hours, hours.farmer_hours, hours.soldier_hours]
        ),
        ration_claim=priority,
        claims=float(np.dot(counts, priority)),
        pay=np.full(len(layout.REGIONS), n.base_pay / effort),
        effort=effort,
        rice=n.rice_price,
        other_farming=base.base[layout.FARMS] * (1.0 - p.food.grain_share),
        civil_weight=economy.enterprises.weight * (economy.enterprises.branch != layout.MUNITIONS),
        munitions_weight=economy.enterprises.weight
        * (economy.enterprises.branch == layout.MUNITIONS),
        exposure=np.array([getattr(p.market, f"exposure_{r}") for r in layout.REGIONS]),
        work=_work(economy),
        arms_scale=base.final[layout.MILITARY_STOCKS, layout.MUNITIONS]
        * p.arms.markup
        / p.trade.krw_per_usd,
        investor_part=float(
            np.dot(economy.traders.weight * economy.traders.investor, economy.traders.size)
        ),
        rate=n.rate,
        tightness=economy.now["market.tightness"],
        autonomy=economy.now["enterprise.autonomy"],
        market_hours=float(np.dot(people.weight, people.hours) / counts.sum()),
        grams_a_day=GRAMS / DAYS,
    )


def _work(economy: Economy) -> Array:
    """Part of each region's work in each branch: farmers by where they live, others by record."""
    n, people = economy.nation, economy.households
    lives = people.weight * (people.kind == layout.FARMER)
    spread = np.array([lives[people.region == r].sum() for r in range(len(layout.REGIONS))])
    shares = [spread / spread.sum()]
    shares += [np.array([float(row[r]) for r in layout.REGIONS]) for row in rows("branches.csv")]
    hands = np.array(shares).T * n.workers
    return np.asarray(hands / hands.sum(axis=1, keepdims=True))


def _by_branch(economy: Economy, column: str) -> Array:
    """Weighted sum of an enterprise column by branch; 1 where a branch has no rows."""
    plants = economy.enterprises
    values = plants.weight * getattr(plants, column)
    sums = np.bincount(plants.branch, values, minlength=len(layout.BRANCHES))
    return np.where(sums > 0.0, sums, 1.0)


def _normal_stocks(economy: Economy) -> Array:
    """Stocks of inputs left at the end of a month, the wanted cover less the month's use.

    1 where none is used.
    """
    p, base = economy.p.production, recipe()
    covers = [
        (p.materials_cover - 1.0) * base.materials,
        (p.imported_cover - 1.0) * base.imported,
        (p.fuel_cover - 1.0) * base.fuel,
    ]
    stocks = np.array(covers) * base.base
    return np.where(stocks > 0.0, stocks, 1.0)


def _criticality(economy: Economy) -> Array:
    """CES weights: cost shares times how critical each kind of input is, at most a cap."""
    p, base = economy.p.production, recipe()
    weights = np.array(
        [
            p.materials_criticality * base.materials,
            p.imported_criticality * base.imported,
            p.energy_criticality * base.power,
            p.fuel_criticality * base.fuel,
        ]
    )
    total = weights.sum(axis=0)
    capped: Array = weights * np.minimum(1.0, p.criticality_cap / np.maximum(total, 1e-12))
    return capped


def _gdp_weights(economy: Economy) -> Array:
    """2015 weights by branch; heavy industry split by output, state services by value added."""
    g, base = economy.p.gdp, recipe()
    heavy = base.base[[layout.METALS, layout.CHEMICALS, layout.MACHINERY]]
    added = base.value_added * base.base
    state = added[layout.CIVIL] + added[layout.MILITARY]
    weights: Array = np.array(
        [
            g.agriculture,
            g.mining,
            g.light,
            *(g.heavy * heavy / heavy.sum()),
            g.munitions,
            g.utilities,
            g.construction,
            g.government * added[layout.CIVIL] / state,
            g.government * added[layout.MILITARY] / state,
            g.market_services,
        ]
    )
    return np.divide(weights, weights.sum())


def _capacity(economy: Economy) -> Array:
    """Solve, branch by branch, for the capacity at which taut orders give the opening's output."""
    plants, taut = economy.enterprises, 1.0 + economy.p.plan.tautness
    capacity, size = np.ones(len(layout.BRANCHES)), plants.weight * plants.base_output
    for branch in range(1, len(layout.BRANCHES)):
        rows = plants.branch == branch
        capacity[branch] = _capacity_for(size[rows], plants.spread[rows], taut)
    return capacity


@compiled
def _capacity_for(size: Array, spread: Array, taut: float) -> float:
    """Capacity at which plants of uneven efficiency, ordered ``taut`` times it, make their size.

    A plant makes capacity times its spread, at most what is ordered; found by halving.
    """
    low, high, whole = 0.5, 3.0, total(size)
    for _ in range(60):
        middle, made = 0.5 * (low + high), 0.0
        for i in range(size.size):
            made += size[i] * min(middle * spread[i], taut)
        if made < whole:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _power(economy: Economy) -> tuple[Array, Array]:
    """Power use at the opening, and what priority rationing grants against latent need."""
    p, n, base = economy.p.power, economy.nation, recipe()
    homes = sum(cell("UTL", a) for a in ("HHE", "HHW", "HHF")) / MONTHS
    use = np.append(base.power * n.base, homes)
    priority = n.priority[: len(use)].copy()
    priority[layout.HOUSEHOLDS] = p.home_priority
    granted = np.zeros_like(use)
    ration(use * p.latent_need, priority, float(use.sum()), p.guarantee, granted)
    return use, granted


def _payers(economy: Economy) -> Array:
    """Part of imports each payer pays at the opening; traders pay what the others leave."""
    t = economy.p.trade
    named = np.array([t.company_share, t.state_share, t.court_share, t.munitions_share])
    shares = np.append(named, max(0.0, 1.0 - float(named.sum())))
    return np.divide(shares, shares.sum())
