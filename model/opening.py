"""The opening state of January 2011: the matrix and the balance sheet, dealt out to rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model import base_year, numerics, opening_limits, streams
from model.drivers import EXPORT_CHANNELS
from model.institutions.planner import set_priorities
from model.matrix import MONTHS, cell, recipe, rows
from model.mechanisms.farming import DUE
from model.mechanisms.goods import open_orders
from model.mechanisms.households import deal_skill
from model.populations import layout
from model.populations.enterprises import Enterprises
from model.populations.farms import Farms
from model.populations.households import Households
from model.populations.layout import B
from model.populations.traders import Traders
from model.populations.trading_companies import TradingCompanies, licensed, reach

if TYPE_CHECKING:
    from model.state import State

Array = NDArray[np.float64]
MILLION = 1e6
POOR_SHARE = 0.6
"""The poorer part of households the figures for `bottom60` speak of: a definition."""


def _draws(economy: State, stream: str, count: int) -> Array:
    """Draws of mean 0 and variance 1 by row number, the same for every run of a seed."""
    key = streams.key(economy.case.seed, f"opening.{stream}", 0)
    draws: Array = numerics.normals(key, count)
    return draws


def _split(total: int, shares: Array, least: int = 1) -> NDArray[np.int64]:
    """Whole numbers that add up to total, near the shares, none below ``least``."""
    counts = np.maximum(least, np.floor(total * shares / shares.sum())).astype(np.int64)
    counts[np.argmax(shares)] += total - counts.sum()
    return counts


def deal_enterprises(economy: State) -> Enterprises:
    """Rows of every branch but farms, by region, with the opening's capital and stocks."""
    p, record, base = economy.p, rows("branches.csv"), recipe()
    per_branch = int(p.setting.enterprise_rows)
    population = Enterprises(economy, per_branch * len(record))
    branch = np.repeat([layout.BRANCHES.index(row["branch"]) for row in record], per_branch)
    population.branch[:] = branch
    population.identity[:] = np.arange(len(population))
    regions, weights = [], []
    for row in record:
        shares = np.array([float(row[r]) for r in layout.REGIONS])
        regions.append(np.repeat(np.arange(len(shares)), _split(per_branch, shares, 0)))
        weights.append(np.full(per_branch, float(row["enterprises"]) / per_branch))
    population.region[:], population.weight[:] = np.concatenate(regions), np.concatenate(weights)
    spread = p.production.spread * _draws(economy, "enterprises", len(population))
    population.spread[:] = numerics.exps(spread)
    output = base.base[branch] / per_branch / population.weight
    population.base_output[:] = population.output[:] = output
    population.productivity[:] = 1.0
    _give_capital(economy, population)
    _give_stocks(economy, population)
    return population


def _give_capital(economy: State, population: Enterprises) -> None:
    """Fixed capital in proportion to value added; housing and farms' capital lie outside."""
    added = recipe().value_added[population.branch] * population.base_output
    share = added / np.dot(population.weight, added)
    structures, equipment = _kept_up(economy)
    population.structures[:] = population.base_structures[:] = structures * share
    population.equipment[:] = population.base_equipment[:] = equipment * share


def _kept_up(economy: State) -> tuple[float, float]:
    """Structures and equipment that the opening's investment just keeps up, trn KRW."""
    p, base = economy.p.capital, recipe()
    built = p.structures_kept * cell("CON", "CAPC")
    home = MONTHS * base.final[layout.INVESTMENT, layout.MACHINERY] / p.domestic_machinery_cost
    abroad = economy.p.trade.machinery * economy.p.trade.krw_per_usd
    machines = float(home) + abroad * (1.0 - base_year.army_machines())
    return built / p.structures_wear, machines / p.equipment_wear


def _give_stocks(economy: State, population: Enterprises) -> None:
    """Input stocks in months of use, finished goods in months of output, money by size.

    Inputs are those left at a month's end: with the next deliveries they make the normal cover.
    """
    p, base, branch = economy.p, recipe(), population.branch
    output, weight = population.base_output, population.weight
    population.materials[:] = (p.production.materials_cover - 1.0) * base.materials[branch] * output
    population.imported[:] = (p.production.imported_cover - 1.0) * base.imported[branch] * output
    population.fuel[:] = (p.production.fuel_cover - 1.0) * base.fuel[branch] * output
    population.stock[:] = p.production.goods_cover * output * (branch < layout.N_GOODS)
    size, munitions = output / np.dot(weight, output), branch == layout.MUNITIONS
    m = economy.p.money
    population.cash[:] = m.opening_enterprise_cash * m.opening_price_level * MILLION * size
    civil = np.where(munitions, 0.0, output)
    defence = np.where(munitions, output, 0.0)
    for amount_dollars, amount_plan, part in (
        (p.fx.opening_enterprises, m.opening_enterprise_deposits, civil),
        (p.fx.opening_munitions, m.opening_munitions_deposits, defence),
    ):
        share = part / np.dot(weight, part)
        population.dollars[:] += amount_dollars * MILLION * share
        population.deposits[:] += amount_plan * MILLION * share


def deal_farms(economy: State) -> Farms:
    """Farm rows with the opening year's harvest, stores and inputs."""
    p, count = economy.p, int(economy.p.setting.farm_rows)
    population, base = Farms(economy, count), recipe()
    population.identity[:] = np.arange(count)
    population.region[:] = np.arange(count) % len(layout.REGIONS)
    population.weight[:] = p.food.farms / count
    per_farm = 1.0 / p.food.farms
    population.base_harvest[:] = population.expected[:] = p.food.opening_harvest * per_farm
    other = base.base[layout.FARMS] * (1.0 - p.food.grain_share)
    population.base_other[:] = other * per_farm
    population.exposure[:] = numerics.exps(p.food.exposure_spread * _draws(economy, "farms", count))
    population.exposure[:] /= population.exposure.mean()
    population.condition[:] = population.productivity[:] = 1.0
    use = base.base[layout.FARMS] * per_farm
    chemicals = base.goods[layout.FARMS, layout.CHEMICALS] + base.imported[layout.FARMS]
    population.fertiliser[:] = (p.food.input_cover - 1.0) * chemicals * use
    population.fuel[:] = (p.production.fuel_cover - 1.0) * base.fuel[layout.FARMS] * use
    population.grain[:] = p.food.opening_farm_grain * per_farm
    population.cash[:] = (
        p.money.opening_farm_cash * p.money.opening_price_level * MILLION * per_farm
    )
    return population


def deal_households(economy: State) -> Households:
    """Household rows by region and class, with skill, notes, dollars and grain."""
    p, cells = economy.p, rows("households.csv")
    numbers = np.array([float(row["households"]) for row in cells])
    counts = _split(economy.case.scale, numbers)
    population = Households(economy, economy.case.scale)
    population.identity[:] = np.arange(len(population))
    population.weight[:] = np.repeat(numbers / counts, counts)
    population.region[:] = np.repeat([layout.REGIONS.index(r["region"]) for r in cells], counts)
    population.kind[:] = np.repeat([layout.CLASSES.index(r["class"]) for r in cells], counts)
    deal_skill(
        population.data,
        population.kinds,
        p.households.skill_spread,
        streams.key(economy.case.seed, "opening.households", 0),
    )
    by_class = [p.households.core_skill, 1.0, p.households.farmer_skill, p.households.soldier_skill]
    population.skill[:] *= np.array(by_class)[population.kind]
    population.hours[:] = np.array(
        [
            p.households.core_hours,
            p.households.worker_hours,
            p.households.farmer_hours,
            p.households.soldier_hours,
        ]
    )[population.kind]
    _give_dollars(economy, population)
    return population


def _give_dollars(economy: State, population: Households) -> None:
    """Opening dollars and grain of each class, in proportion to skill within it."""
    fx, food, weight = economy.p.fx, economy.p.food, population.weight
    for kind, dollars, grain in (
        (layout.CORE, fx.opening_core, food.opening_core_grain),
        (layout.WORKER, fx.opening_workers, food.opening_worker_grain),
        (layout.FARMER, fx.opening_farmers, food.opening_farmer_grain),
    ):
        member = np.where(population.kind == kind, population.skill, 0.0)
        share = member / max(float(np.dot(weight, member)), 1e-12)
        population.dollars[:] += dollars * MILLION * share
        population.grain[:] += grain * MILLION * share


def give_won(economy: State) -> None:
    """Households start with the won they mean to keep; the rest of their wealth set their habit."""
    people, p = economy.households, economy.p
    people.cash[:] = p.households.cash_months * p.money.opening_scale * people.income
    in_dollars = people.dollars * economy.nation.rate
    wealth = in_dollars + people.cash
    habit = np.divide(in_dollars, wealth, out=np.zeros_like(wealth), where=wealth > 0.0)
    people.habit[:] = people.base_habit[:] = habit


def deal_traders(economy: State) -> Traders:
    """Traders and investors, sizes by a power law."""
    p, count = economy.p, int(economy.p.setting.trader_rows)
    population = Traders(economy, count)
    population.identity[:] = np.arange(count)
    population.investor[:] = (np.arange(count) % 5 == 0).astype(np.int64)
    population.weight[:] = p.traders.number / count
    rank = numerics.exps(p.traders.size_spread * _draws(economy, "traders", count))
    population.size[:] = rank / np.dot(population.weight, rank)
    m = p.money
    population.cash[:] = m.opening_trader_cash * m.opening_price_level * MILLION * population.size
    population.dollars[:] = p.fx.opening_traders * MILLION * population.size
    population.grain[:] = p.food.opening_trader_grain * MILLION * population.size
    population.memory[:] = base_year.remembered(economy) * population.investor
    return population


def deal_companies(economy: State) -> TradingCompanies:
    """Trading companies by patron, licences by size."""
    p, count = economy.p, int(economy.p.setting.company_rows)
    population = TradingCompanies(economy, count)
    population.identity[:] = np.arange(count)
    population.patron[:] = np.arange(count) % len(layout.PATRONS)
    population.weight[:] = p.trade.companies / count
    rank = numerics.exps(_draws(economy, "companies", count))
    patrons = np.bincount(population.patron, population.weight * rank)
    population.size[:] = rank / patrons[population.patron]
    n, held = economy.nation, licensed(p)
    value = np.array([getattr(p.trade, f"export_{c}") for c in EXPORT_CHANNELS])
    n.licence[:], n.licences[:] = held, held @ value / value.sum()
    population.licence[:] = population.size * economy.nation.licences[population.patron]
    population.dollars[:] = p.fx.opening_companies * MILLION * population.licence
    start, cabinet = p.sanctions.evasion_start, economy.nation.licences.item(layout.CABINET)
    population.skill[:] = reach(start, p.sanctions.patron_edge, cabinet)[population.patron]
    return population


def open_accounts(economy: State) -> None:
    """Open the four ledgers with what rows and institutions hold."""
    p, plants, books = economy.p, economy.enterprises, economy.accounts
    people, defence = economy.households, economy.enterprises.branch == layout.MUNITIONS
    books.cash.open(
        {
            "households": people.total("cash") / MILLION,
            "farms": economy.farms.total("cash") / MILLION,
            "enterprises": plants.total("cash") / MILLION,
            "traders": economy.traders.total("cash") / MILLION,
        }
    )
    in_plants = plants.weight * plants.dollars / MILLION
    books.dollars.open(
        {
            "households": people.total("dollars") / MILLION,
            "enterprises": float(in_plants[~defence].sum()),
            "munitions": float(in_plants[defence].sum()),
            "traders": economy.traders.total("dollars") / MILLION,
            "trading companies": economy.companies.total("dollars") / MILLION,
            "state": p.fx.opening_state,
            "court": p.fx.opening_court,
        }
    )
    books.grain.open(
        {
            "households": people.total("grain") / MILLION,
            "farms": economy.farms.total("grain"),
            "traders": economy.traders.total("grain") / MILLION,
            "state": p.food.opening_state_grain,
        }
    )
    deposits = plants.weight * plants.deposits / MILLION
    books.plan.open(
        {
            "enterprises": float(deposits[~defence].sum()),
            "munitions": float(deposits[defence].sum()),
        }
    )


def expect_income(economy: State) -> None:
    """Each household starts from the income its class and skill earned at the opening."""
    p, people, n = economy.p.market, economy.households, economy.nation
    counts = economy.opening.households
    won = {
        layout.CORE: (p.bribe_share * n.sales / counts[layout.CORE]),
        layout.FARMER: p.farm_share * n.sales / counts[layout.FARMER],
    }
    paid = p.enterprise_share * n.sales + (p.wages_by_state + p.wages_by_enterprises) / MONTHS
    for kind in (layout.CORE, layout.WORKER):
        won[kind] = won.get(kind, 0.0) + paid / counts[[layout.CORE, layout.WORKER]].sum()
    market = economy.opening.pay[0] * people.hours * people.skill * (1.0 - p.absence_payment)
    flat = np.array([won.get(k, 0.0) for k in range(len(layout.CLASSES))])
    people.income[:] = (market + flat[people.kind]) * MILLION * (1.0 - p.tax_rate)
    _mark_poor(people)


def _mark_poor(people: Households) -> None:
    """Mark the households that make up the poorer three fifths by opening income."""
    order = np.argsort(people.income, kind="stable")
    reached = np.cumsum(people.weight[order])
    people.poor[order] = reached <= POOR_SHARE * reached[-1]


def _open_plan(economy: State) -> None:
    """Orders, shops, stocks of inputs and capacity as they rest at the opening."""
    n, plants, final = economy.nation, economy.enterprises, economy.opening.final
    for kind, column in enumerate(("materials", "imported", "fuel")):
        held = plants.weight * getattr(plants, column)
        n.branch_sums[3 + kind] = np.bincount(plants.branch, held, minlength=len(layout.BRANCHES))
    acquired = final[layout.MILITARY_STOCKS, layout.MUNITIONS] * MONTHS
    n.munitions_stock = n.munitions_opening = economy.p.defence.stock_cover * acquired
    for good in (layout.LIGHT, layout.FARMS):
        n.shops[good] = economy.p.market.shop_cover * final[layout.HOUSEHOLDS, good]
    open_orders(economy.books)
    base_year.fit_capacity(economy)
    n.capacity[:] = economy.opening.capacity


def publish(economy: State) -> None:
    """The aggregates every mechanism reads, as they stood at the opening."""
    n, p, base = economy.nation, economy.p, recipe()
    n.base[:] = n.output[:] = n.supply[:] = n.target[:] = n.orders[:] = base.base
    n.workers[1:] = [float(row["workers"]) for row in rows("branches.csv")]
    n.workers[layout.FARMS] = p.food.farm_workers
    n.defence_share = p.doctrine.opening_share
    n.generation, n.power_need = p.power.opening_generation / MONTHS, 1.0
    set_priorities(economy.books)
    n.dual_use = p.defence.dual_use
    n.state_dollars, n.court_dollars = p.fx.opening_state, p.fx.opening_court
    n.rate, n.rice_price = p.money.opening_rate, p.money.opening_rice_price
    n.sales = p.money.opening_sales * p.money.opening_price_level / MONTHS
    n.grain_sold = p.food.opening_market_grain / MONTHS
    in_dollars = (
        p.fx.dollar_purchases
        / MONTHS
        * (p.fx.opening_core + p.fx.opening_workers + p.fx.opening_farmers)
    )
    opening_limits.check(economy)
    n.base_goods_price = n.sales - n.grain_sold * n.rice_price + in_dollars * n.rate
    n.people, n.members = p.households.people, p.households.members
    n.base_pay = p.market.labour_share * n.sales
    n.state_grain = p.food.opening_state_grain
    n.available[:] = p.food.opening_eaten / MONTHS
    n.ration = p.food.opening_ration
    n.grain_due = p.food.opening_harvest * DUE[-1]
    n.munitions_plan = base.base[layout.MUNITIONS] * MONTHS
    n.evasion = p.sanctions.evasion_start
    n.exports[:] = [getattr(p.trade, f"export_{c}") / MONTHS for c in EXPORT_CHANNELS]
    n.stocks[:] = p.production.goods_cover * base.base[: layout.N_GOODS]
    n.attendance[:] = 1.0
    n.investment_orders = n.defence_orders = 1.0
    people, traders = economy.households, economy.traders
    base_year.measure(economy)
    n.trade_debt, n.imports_usual = p.credit.opening_debt, float(economy.opening.imports.sum())
    n.arrivals[:], n.imports_wanted[:] = economy.opening.civil, economy.opening.imports
    n.private_capital = economy.opening.private_capital
    traders.capital[:] = n.private_capital * traders.size * traders.investor
    traders.capital[:] /= economy.opening.investor_part
    _open_plan(economy)
    n.pay[:] = economy.opening.pay
    n.booked[B.dollars] = people.total("dollars")
    for r in range(len(layout.REGIONS)):
        there = people.region == r
        n.decided[r] = np.dot(people.weight[there], (people.hours * people.skill)[there])
    n.market_hours = economy.opening.market_hours
    expect_income(economy)
    give_won(economy)
    open_accounts(economy)
    economy.opening.dollars[:] = economy.figures.dollars.balance
