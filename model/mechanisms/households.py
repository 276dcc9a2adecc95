"""E11: households divide their time, eat, spend, save and choose a currency.

Each household acts on last month's prices and its own smoothed income; the market answers in
one pass (`model.mechanisms.market`) and the second kernel books what came of it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from model import streams
from model.compiled import compiled
from model.numerics import UNIFORM_REACH, exp, log, normal, power
from model.populations.households import HK, H
from model.populations.layout import CORE, FARMER, REGIONS

if TYPE_CHECKING:
    from model.economy import Economy

MILLION = 1e6
BLOCK = 256
"""Rows summed together, always in the same order, so threads cannot change a total."""
THREAD_ROWS = 50_000
"""Rows below which a second thread costs more than it brings."""
DECIDED = (
    *(f"effort {r}" for r in REGIONS),
    "grain wanted",
    "goods spending",
    "dollars bought",
    "dollars sold",
)
BOOKED = (
    "cash",
    "dollars",
    "grain",
    "eaten",
    "hungry",
    "consumption",
    "poor",
    "core",
    "hours",
    "market income",
    "income",
    "dollars in won",
    "core dollars",
    *(f"use in {r}" for r in REGIONS),
)
"""What the month left in households; the two incomes are those of all but the core."""


def run_blocks(economy: Economy, kernel: Any, sums: np.ndarray, *args: Any) -> np.ndarray:
    """Run a household kernel over all blocks, on two threads when there are many rows.

    Returns:
        The kernel's sums over all rows, blocks added in order; shape (sums,).
    """
    data, kinds = economy.households.data, economy.households.kinds
    blocks, half = sums.shape[0], sums.shape[0] // 2
    if economy.threads > 1 and data.shape[1] > THREAD_ROWS:
        with ThreadPoolExecutor(1) as other:
            waiting = other.submit(kernel, data, kinds, sums, half, blocks, *args)
            kernel(data, kinds, sums, 0, half, *args)
            waiting.result()
    else:
        kernel(data, kinds, sums, 0, blocks, *args)
    return _add_blocks(sums)


def decide_household_month(economy: Economy) -> None:
    """Hours by market pay, spending by income and savings, dollars by trust in the won."""
    n, p, now = economy.nation, economy.p.households, economy.now
    tight = now["market.tightness"] - economy.opening.tightness
    pull = _pull(
        n.pay,
        economy.opening.pay,
        n.rice_price / economy.opening.rice,
        p.hours_response,
        p.hours_ceiling,
        1.0 - p.tightness_response * tight,
    )
    trust = exp(-p.rate_patience * log(n.real_rate / n.usual_real_rate))
    flight = p.flight * min(max(n.rate_trend, 0.0), p.flight_ceiling)
    key = streams.key(economy.case.seed, "households", economy.month)
    sums = run_blocks(
        economy,
        _decide,
        economy.blocks_decided,
        key,
        economy.opening.hours,
        pull,
        economy.opening.ration_claim * (n.members * n.ration),
        n.rate,
        n.rice_price,
        trust,
        flight,
        1.0 / economy.months_to_harvest,
        due_in_kind(economy),
        n.grain_in_kind * MILLION / economy.opening.households.item(FARMER),
        n.members * p.subsistence,
        n.members * p.need,
        p.grain_ceiling,
        p.food_share,
        p.cash_months,
        p.adjustment,
        p.hours_inertia,
        p.habit_pace,
        p.habit_forgetting,
        p.portfolio_pace,
        p.luck,
    )
    n.household_sums[: len(sums)] = sums


def book_household_month(
    economy: Economy, fills: tuple[float, float, float, float], pools: dict[str, float]
) -> None:
    """Pay, sell, eat and change money as the market allowed.

    Args:
        economy: the country.
        fills: part of wanted grain, goods, bought dollars and sold dollars that came through.
        pools: won paid to households by kind, mn KPW.
    """
    n, p, m = economy.nation, economy.p.households, economy.p.market
    won, dollars = _per_household(economy, pools)
    from_sales = pools["farm sales"] / economy.opening.households.item(FARMER)
    reach = p.intake_spread * UNIFORM_REACH
    sums = run_blocks(
        economy,
        _book,
        economy.blocks_booked,
        n.pay * MILLION,
        np.array([each * MILLION for each in won]),
        np.array([0.0, 0.0, from_sales * MILLION, 0.0]),
        np.array([each * MILLION for each in dollars]),
        n.household_dollars.get("spent_share", 0.0),
        economy.opening.ration_claim * (n.members * n.ration),
        np.array(fills),
        n.rate,
        n.rice_price,
        economy.opening.rice,
        1.0 / n.goods_price,
        1.0 / economy.months_to_harvest,
        due_in_kind(economy),
        n.core_supply / economy.opening.households.item(CORE),
        n.members * p.need,
        n.members * p.hunger_line,
        1.0 - reach,
        1.0 / (reach + reach),
        n.levy,
        m.tax_rate,
        p.income_pace,
    )
    n.booked = dict(zip(BOOKED, sums.tolist(), strict=True))
    n.eaten = economy.accounts.grain.move(
        "eaten", "households", "eaten", n.booked["eaten"] / MILLION
    )
    n.household_dollars.clear()


def due_in_kind(economy: Economy) -> float:
    """Grain a farm household still expects before the next main harvest, kg."""
    kind = economy.nation.grain_due * economy.p.food.kind_share
    return kind * MILLION / economy.opening.households.item(FARMER)


def _per_household(economy: Economy, pools: dict[str, float]) -> tuple[list[float], list[float]]:
    """Won and dollars paid to each household of a class, mn each, in the order of CLASSES."""
    paid, (core, worker, farmer, soldier) = (
        economy.nation.household_dollars,
        economy.opening.households.tolist(),
    )
    wage = pools["wages"] / (core + worker + soldier)
    staff = wage + pools["bonuses"] / (core + worker)
    won = [staff + pools["bribes"] / core, staff, pools["farm income"] / farmer, wage]
    return won, [paid.get("core", 0.0) / core, paid.get("worker", 0.0) / worker, 0.0, 0.0]


@compiled
def _pull(pay, opening_pay, prices, response, ceiling, cost):
    """Last month's real market pay beside the opening as a factor on hours, by region."""
    pull = np.zeros(pay.size)
    for r in range(pay.size):
        beside = max(pay[r] / (opening_pay[r] * prices), 1e-3)
        pull[r] = min(ceiling, power(beside, response)) * cost
    return pull


@compiled
def _own_grain(stock, kind, release, due, need):
    """Grain eaten at home: the stock, and what farmers expect, spread to the next harvest."""
    coming = due if kind == FARMER else 0.0
    return min(stock, (stock + coming) * release, need)


@compiled
def _decide(
    h, kinds, sums, first, last, key, hours, pull, ration, rate, rice, trust, flight, release,
    due, in_kind, subsistence, need, ceiling, food_share, cash_months, adjustment, hours_inertia,
    habit_pace, forgetting, portfolio_pace, luck,
):  # fmt: skip
    rows = h.shape[1]
    for block in range(first, last):
        for k in range(sums.shape[1]):
            sums[block, k] = 0.0
        for i in range(block * BLOCK, min(rows, (block + 1) * BLOCK)):
            kind, region = kinds[HK.kind, i], kinds[HK.region, i]
            w, cash, dollars = h[H.weight, i], h[H.cash, i], h[H.dollars, i]
            wanted_hours = min(1.0, hours[kind] * pull[region])
            h[H.hours, i] += hours_inertia * (wanted_hours - h[H.hours, i])
            shock = max(0.0, 1.0 + luck * normal(key, kinds[HK.identity, i]))
            h[H.effort, i] = h[H.hours, i] * h[H.skill, i] * shock
            income = h[H.income, i]
            spend = income + adjustment * (cash - cash_months * income)
            spend = min(max(spend, 0.0), cash)
            if kind == FARMER:
                h[H.grain, i] += in_kind
            at_home = ration[kind] + _own_grain(h[H.grain, i], kind, release, due, need)
            bare = max(0.0, subsistence - at_home)
            grain = bare + food_share * (spend / rice - bare)
            grain = min(grain, max(0.0, ceiling * need - at_home), spend / rice)
            goods = spend - grain * rice
            wealth = cash + rate * dollars
            wary = h[H.base_habit, i] + flight * (1.0 - h[H.base_habit, i])
            gap = wary - h[H.habit, i]
            h[H.habit, i] += habit_pace * (gap if gap > 0.0 else gap * forgetting)
            target = min(h[H.habit, i] * trust, 1.0) * wealth / rate
            trade = portfolio_pace * (target - dollars)
            trade = min(max(trade, -dollars), max(0.0, cash - spend) / rate)
            h[H.grain_wanted, i] = grain
            h[H.spending, i] = goods
            h[H.dollars_wanted, i] = trade
            sums[block, region] += w * h[H.effort, i]
            sums[block, 4] += w * grain
            sums[block, 5] += w * goods
            sums[block, 6] += w * max(trade, 0.0)
            sums[block, 7] += w * max(-trade, 0.0)


@compiled
def _book(
    h, kinds, sums, first, last, pay, won, from_sales, dollars_paid, spent_share, ration, fills,
    rate, rice, rice_opening, deflator, release, due, supplied, need, hunger_line,
    least_beside, steepness, levy, tax_rate, income_pace,
):  # fmt: skip
    rows = h.shape[1]
    for block in range(first, last):
        for k in range(sums.shape[1]):
            sums[block, k] = 0.0
        for i in range(block * BLOCK, min(rows, (block + 1) * BLOCK)):
            kind, w = kinds[HK.kind, i], h[H.weight, i]
            market = pay[kinds[HK.region, i]] * h[H.effort, i]
            income = market * (1.0 - levy) + won[kind]
            income *= 1.0 - tax_rate
            bought = h[H.grain_wanted, i] * fills[0]
            goods = h[H.spending, i] * fills[1]
            trade = h[H.dollars_wanted, i]
            trade *= fills[2] if trade > 0.0 else fills[3]
            in_dollars = spent_share * h[H.dollars, i]
            h[H.dollars, i] += trade + dollars_paid[kind] - in_dollars
            h[H.cash, i] += income - bought * rice - goods - trade * rate
            own = _own_grain(h[H.grain, i], kind, release, due, need)
            h[H.grain, i] -= own
            h[H.intake, i] = own + ration[kind] + bought
            use = (goods + in_dollars * rate) * deflator + h[H.intake, i] * rice_opening
            if kind == CORE:
                use += supplied
            h[H.consumption, i] = use
            below = (hunger_line / h[H.intake, i] - least_beside) * steepness
            h[H.hungry, i] = min(1.0, max(0.0, below))
            h[H.income, i] += income_pace * (income - h[H.income, i])
            sums[block, 0] += w * h[H.cash, i]
            sums[block, 1] += w * h[H.dollars, i]
            sums[block, 2] += w * h[H.grain, i]
            sums[block, 3] += w * h[H.intake, i]
            sums[block, 4] += w * h[H.hungry, i]
            sums[block, 5] += w * use
            sums[block, 6] += w * use * kinds[HK.poor, i]
            sums[block, 7] += w * use if kind == CORE else 0.0
            sums[block, 8] += w * h[H.hours, i]
            if kind != CORE:
                sums[block, 9] += w * (market + from_sales[kind])
                sums[block, 10] += w * (market + won[kind])
            sums[block, 11] += w * h[H.dollars, i] * rate
            sums[block, 12] += w * h[H.dollars, i] if kind == CORE else 0.0
            sums[block, 13 + kinds[HK.region, i]] += w * use


@compiled
def _add_blocks(sums):
    total = np.zeros(sums.shape[1])
    for block in range(sums.shape[0]):
        for k in range(sums.shape[1]):
            total[k] += sums[block, k]
    return total


@compiled
def deal_skill(h, kinds, spread, key):
    """Log-normal skill of mean one by identity."""
    centre = exp(0.5 * spread * spread)
    for i in range(h.shape[1]):
        h[H.skill, i] = exp(spread * normal(key, kinds[HK.identity, i])) / centre
