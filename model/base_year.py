"""The base year: what later figures stand beside, measured once from the opening state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.chart import IMPORTERS
from model.compiled import compiled
from model.drivers import EXPORT_CHANNELS, IMPORT_CHANNELS
from model.figures import Array
from model.matrix import MONTHS, cell, recipe, rows
from model.mechanisms.exports import GOODS
from model.mechanisms.rationing import ration
from model.numerics import total
from model.populations import layout
from model.populations.households import Households
from model.populations.trading_companies import licensed

if TYPE_CHECKING:
    from model.state import State

DAYS, GRAMS = 365.25 / 12.0, 1000.0
MILLION = 1e6


def measure(economy: State) -> None:
    """Take the measures once populations and aggregates stand."""
    p, n, base, people, o = (
        economy.p, economy.nation, recipe(), economy.households, economy.opening,
    )  # fmt: skip
    o.workers[:], o.priority[:] = n.workers, n.priority
    o.weights[:], o.weights_gdp[:] = _criticality(economy), _gdp_weights(economy)
    o.equipment[:] = _by_branch(economy, "equipment")
    o.structures[:] = _by_branch(economy, "structures")
    _measure_plan(economy)
    o.stocks[:] = _normal_stocks(economy)
    o.imports[:] = np.array([getattr(p.trade, c) for c in IMPORT_CHANNELS]) / MONTHS
    _measure_owners(economy)
    o.import_priority[:] = [getattr(p.imports, f"{c}_priority") for c in IMPORT_CHANNELS]
    o.licence[:], o.licences[:] = licensed(p), n.licences
    o.power_need[:], o.power[:] = _power(economy)
    o.building_investment = cell("CON", "CAPC") / MONTHS
    o.building_military = cell("CON", "MILK") / MONTHS
    o.building_other = sum(cell("CON", a) for a in ("HHE", "HHW", "HHF", "CIV")) / MONTHS
    o.building_offices = cell("CON", "CIV") / MONTHS
    o.trade_homes = _trade_homes()
    o.rate, o.rice = n.rate, n.rice_price
    o.tightness = economy.now["market.tightness"]
    o.autonomy = economy.now["enterprise.autonomy"]
    o.other_farming = base.base[layout.FARMS] * (1.0 - p.food.grain_share)
    o.arms_scale = o.final[layout.MILITARY_STOCKS, layout.MUNITIONS]
    o.arms_scale *= p.arms.markup / p.trade.krw_per_usd
    o.exposure[:] = [getattr(p.market, f"exposure_{r}") for r in layout.REGIONS]
    n.staff[:] = staff(economy)
    o.work[:] = n.staff / n.staff.sum(axis=1, keepdims=True)
    traders = economy.traders
    o.investor_part = float(np.dot(traders.weight * traders.investor, traders.size))
    put = p.traders.invested_share * n.sales * (1.0 - remembered(economy))
    unit = n.base_goods_price / p.market.goods_real
    o.private_capital = put / unit * MONTHS / p.traders.wear
    o.grams_a_day = GRAMS / DAYS
    _measure_people(economy, people)


def _measure_plan(economy: State) -> None:
    """What is asked for, uses of the plan, and the capacity at which orders give the output."""
    p, n, base, o = economy.p, economy.nation, recipe(), economy.opening
    o.final[:], o.asking[:] = _final(economy), _asking(economy)
    o.army_machines = army_machines()
    o.site_pressure = 1.0 / (1.0 - p.plan.site_shortage)
    o.site_shortage = p.plan.site_shortage
    o.machine_shortage = 1.0 - 1.0 / o.asking[layout.INVESTMENT, layout.MACHINERY]
    army = base.materials + base.imported + base.fuel + base.power
    o.soldiers_goods = MONTHS * float(army[layout.MILITARY] * n.base[layout.MILITARY])
    homes = o.final[layout.HOUSEHOLDS]
    shops = float(homes.sum() - homes[layout.MINING] - homes[layout.FARMS])
    o.plan_shops = MONTHS * (1.0 - p.plan.market_part) * shops
    farms = base.goods[layout.FARMS].sum() - base.goods[layout.FARMS, layout.FARMS]
    o.plan_farms = MONTHS * float(farms * n.base[layout.FARMS])
    power = sum(cell("UTL", a) for a in ("HHE", "HHW", "HHF"))
    o.plan_homes = MONTHS * float(homes[layout.MINING]) + power
    o.plan_investment, o.plan_services = base.civil_investment, base.civil_services


def remembered(economy: State) -> float:
    """Mean memory of expropriation once it neither grows nor fades."""
    p = economy.p.traders
    hazard = p.expropriation * economy.now["market.tightness"] / MONTHS
    return float(hazard / (1.0 - (1.0 - hazard) * (1.0 - p.forgetting)))


def army_machines() -> float:
    """Part of imported machines that the army gets, by the matrix."""
    return cell("M_CAP", "MILK") / cell("M_CAP", "total")


def _final(economy: State) -> Array:
    """Final uses of the matrix, exports as trade by channel moves them.

    The matrix counts clothing sewn on commission in full and the channel its home-made part. What
    the matrix has beyond the channels stays with homes, arms with the army.
    """
    t, final = economy.p.trade, recipe().final.copy()
    worth = [getattr(t, f"export_{c}") * t.krw_per_usd / MONTHS for c in EXPORT_CHANNELS]
    shipped = np.array(worth) @ GOODS
    kept = final[layout.EXPORTS] - shipped
    final[layout.MILITARY_STOCKS, layout.MUNITIONS] += max(float(kept[layout.MUNITIONS]), 0.0)
    homes = final[layout.HOUSEHOLDS, : layout.MUNITIONS] + kept[: layout.MUNITIONS]
    final[layout.HOUSEHOLDS, : layout.MUNITIONS] = np.maximum(homes, 0.0)
    final[layout.EXPORTS] = shipped
    return final


def _asking(economy: State) -> Array:
    """What each user asks for beside use, so that rationing at the opening grants just the use.

    Users without priority ask for ``plan.hoarding`` more than they mean to use and are granted a
    part; those with priority are granted more of what they ask, so they ask for less.
    """
    p, priority = economy.p.plan, economy.nation.priority
    rate = (1.0 / (1.0 + p.hoarding) - p.guarantee) / (1.0 - p.guarantee)
    granted = p.guarantee + (1.0 - p.guarantee) * np.minimum(1.0, rate * priority)
    asking: Array = np.repeat(1.0 / granted[:, None], layout.N_GOODS, axis=1)
    asking[:, layout.MINING] = asking[layout.EXPORTS] = 1.0  # coal is left over, if anything
    return asking


def _measure_people(economy: State, people: Households) -> None:
    """Households by class, their hours, claims and pay."""
    p, o = economy.p, economy.opening
    o.households[:] = np.bincount(people.kind, people.weight, minlength=len(layout.CLASSES))
    o.hours[:] = [getattr(p.households, f"{c}_hours") for c in layout.CLASSES]
    o.ration_claim[:] = [p.food.core_priority, 1.0, 0.0, p.food.core_priority]
    o.claims = float(np.dot(o.households, o.ration_claim))
    o.effort = float(np.dot(people.weight, people.hours * people.skill))
    o.pay[:] = economy.nation.base_pay / o.effort
    o.market_hours = float(np.dot(people.weight, people.hours) / o.households.sum())


def _trade_homes() -> float:
    """Part of trade, transport and market services bought by those who do not produce."""
    final = ("HHE", "HHW", "HHF", "SOL", "ROW")
    return sum(cell("SRV", a) for a in final) / cell("SRV", "total")


def staff(economy: State) -> Array:
    """People by region and branch: farmers by where they live, others by record."""
    n, people = economy.nation, economy.households
    lives = people.weight * (people.kind == layout.FARMER)
    spread = np.array([lives[people.region == r].sum() for r in range(len(layout.REGIONS))])
    shares = [spread / spread.sum()]
    shares += [np.array([float(row[r]) for r in layout.REGIONS]) for row in rows("branches.csv")]
    return np.asarray(np.array(shares).T * n.workers)


def _by_branch(economy: State, column: str) -> Array:
    """Weighted sum of an enterprise column by branch; 1 where a branch has no rows."""
    plants = economy.enterprises
    values = plants.weight * getattr(plants, column)
    sums = np.bincount(plants.branch, values, minlength=len(layout.BRANCHES))
    return np.where(sums > 0.0, sums, 1.0)


def _normal_stocks(economy: State) -> Array:
    """Stocks of inputs left at the end of a month, the wanted cover less the month's use."""
    p, base = economy.p.production, recipe()
    covers = [
        (p.materials_cover - 1.0) * base.materials,
        (p.imported_cover - 1.0) * base.imported,
        (p.fuel_cover - 1.0) * base.fuel,
    ]
    return np.asarray(np.array(covers) * base.base)


def _criticality(economy: State) -> Array:
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


def _gdp_weights(economy: State) -> Array:
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


def fit_capacity(economy: State) -> None:
    """Solve, branch by branch, for the capacity at which taut orders give the opening's output."""
    plants, n = economy.enterprises, economy.nation
    size = plants.weight * plants.base_output
    for branch in range(1, len(layout.BRANCHES)):
        rows, taut = plants.branch == branch, n.target[branch] / n.base[branch]
        economy.opening.capacity[branch] = _capacity_for(size[rows], plants.spread[rows], taut)


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


def _power(economy: State) -> tuple[Array, Array]:
    """Power use at the opening, and what priority rationing grants against latent need."""
    p, n, base = economy.p.power, economy.nation, recipe()
    homes = sum(cell("UTL", a) for a in ("HHE", "HHW", "HHF")) / MONTHS
    use = np.append(base.power * n.base, homes)
    priority = n.priority[: len(use)].copy()
    priority[layout.HOUSEHOLDS] = p.home_priority
    granted = np.zeros_like(use)
    ration(use * p.latent_need, priority, float(use.sum()), p.guarantee, granted)
    return use, granted


def _measure_owners(economy: State) -> None:
    """Who buys what at the opening: the Commission by recipe, others what it leaves, by record.

    Crude oil granted is nobody's purchase.
    """
    p, o, t, base = economy.p, economy.opening, economy.p.trade, recipe()
    o.programme_usual = p.programme.cost_share / MONTHS
    o.programme_usual *= base.military_capital + base.military_services
    o.munitions_machines = _munitions_machines(economy)
    inputs = base.imported[layout.MUNITIONS] * economy.nation.base[layout.MUNITIONS]
    machines = o.army_machines + (1.0 - o.army_machines) * o.munitions_machines
    o.sec_usual[layout.PARTS] = p.programme.import_content * o.programme_usual / t.krw_per_usd
    o.sec_usual[layout.MUNITIONS_INPUTS] = float(inputs) / t.krw_per_usd
    o.sec_usual[layout.ARMY_MACHINES] = machines * t.machinery / MONTHS
    o.civil[:] = o.imports
    o.civil[IMPORT_CHANNELS.index("oil")] *= 1.0 - t.gift_crude
    inputs = o.sec_usual[layout.PARTS] + o.sec_usual[layout.MUNITIONS_INPUTS]
    o.civil[IMPORT_CHANNELS.index("intermediates")] = t.intermediates / MONTHS - inputs
    machines = t.machinery / MONTHS - o.sec_usual[layout.ARMY_MACHINES]
    o.civil[IMPORT_CHANNELS.index("machinery")] = machines
    for row in rows("import_owners.csv"):
        parts = [float(row[c]) for c in IMPORT_CHANNELS]
        o.owned[IMPORTERS.index(row["payer"])] = parts
    for row in rows("patron_plants.csv"):
        for branch in row.keys() - {"patron", "source", "grade"}:
            place = layout.PATRONS.index(row["patron"]), layout.BRANCHES.index(branch)
            o.patron_plants[place] = float(row[branch])
    o.owned[:] *= o.civil / o.owned.sum(axis=0)
    o.payer_shares[:] = o.owned.sum(axis=1)
    o.payer_shares[IMPORTERS.index("munitions")] = o.sec_usual.sum()
    o.payer_shares[:] /= o.payer_shares.sum()


def _munitions_machines(economy: State) -> float:
    """Part of new machines that munitions plants install, by capital and the weights of others."""
    p, plants = economy.p.capital, economy.enterprises
    tilt = np.ones(len(layout.BRANCHES))
    tilt[layout.UTILITIES], tilt[layout.LIGHT] = p.energy_weight, p.light_weight
    installed = plants.weight * plants.base_equipment * tilt[plants.branch]
    return float(installed[plants.branch == layout.MUNITIONS].sum() / installed.sum())
