"""E11: households divide their time, eat, spend, save and choose a currency.

Each household acts on last month's prices and its own smoothed income; the market answers in
one pass (`model.mechanisms.market`) and the second kernel books what came of it.
"""

from __future__ import annotations

import numpy as np

from model import streams
from model.accounts import move
from model.chart import GRAIN
from model.compiled import compiled, inner, mechanism
from model.mechanisms.farming import months_to_harvest
from model.numerics import UNIFORM_REACH, clear, exp, log, normal, power
from model.populations.households import HK, H
from model.populations.layout import CLASSES, CORE, FARMER, SOLDIER, WORKER, B

MILLION = 1e6
BLOCK = 256
"""Rows summed together, always in the same order, so threads cannot change a total."""


@inner
def decide_household_month(country, rows):
    """Hours by market pay, spending by income and savings, dollars by trust in the won."""
    decide_blocks(country, rows, 0, rows.decided.shape[0])
    add_decisions(country, rows)


@mechanism
def decide_blocks(country, rows, first, last):
    """Let the households of some blocks decide; the sums of each block wait to be added up."""
    n, p, opening = country.nation, country.p.households, country.opening
    tight = country.now.market.tightness - opening.tightness
    pull = _pull(
        n.pay,
        opening.pay,
        n.rice_price / opening.rice,
        p.hours_response,
        p.hours_ceiling,
        max(0.0, 1.0 - p.tightness_response * tight),
    )
    _decide(
        rows.households,
        rows.household_kinds,
        rows.decided,
        first,
        last,
        streams.monthly(country, streams.S.households),
        opening.hours,
        pull,
        opening.ration_claim * (n.members * n.ration),
        n.rate,
        n.rice_price,
        exp(-p.rate_patience * log(n.real_rate / n.usual_real_rate)),
        p.flight * min(max(n.rate_trend, 0.0), p.flight_ceiling),
        1.0 / months_to_harvest(country.calendar_month),
        _due_in_kind(country),
        n.grain_in_kind * MILLION / opening.households[FARMER],
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


@mechanism
def add_decisions(country, rows):
    """Add up what households decided, block by block."""
    _add_blocks(rows.decided, country.nation.decided)


@inner
def book_household_month(country, rows):
    """Pay, sell, eat and change money as the market allowed."""
    book_blocks(country, rows, 0, rows.booked.shape[0])
    add_bookings(country, rows)


@mechanism
def book_blocks(country, rows, first, last):
    """Book the month of some blocks of households; sums wait to be added up."""
    n, p, m = country.nation, country.p.households, country.p.market
    opening, reach = country.opening, p.intake_spread * UNIFORM_REACH
    won, from_sales, dollars = _per_household(n, opening.households)
    _book(
        rows.households,
        rows.household_kinds,
        rows.booked,
        first,
        last,
        n.pay * MILLION,
        won,
        from_sales,
        dollars,
        n.dollars_spent,
        opening.ration_claim * (n.members * n.ration),
        n.fills,
        n.rate,
        n.rice_price,
        opening.rice,
        1.0 / n.goods_price,
        1.0 / months_to_harvest(country.calendar_month),
        _due_in_kind(country),
        n.core_supply / opening.households[CORE],
        n.members * p.need,
        n.members * p.hunger_line,
        1.0 - reach,
        1.0 / (reach + reach),
        n.levy,
        m.tax_rate,
        p.income_pace,
    )


@mechanism
def add_bookings(country, rows):
    """Add up what the month left in households, and take what they ate off the ledger."""
    n = country.nation
    _add_blocks(rows.booked, n.booked)
    n.eaten = move(country.grain, GRAIN.eaten, n.booked[B.eaten] / MILLION)


@inner
def _due_in_kind(country):
    """Grain a farm household still expects before the next main harvest, kg."""
    kind = country.nation.grain_due * country.p.food.kind_share
    return kind * MILLION / country.opening.households[FARMER]


@inner
def _per_household(n, households):
    """Won, won from farm sales and dollars paid to each household, by class."""
    won, sales, dollars = np.zeros(len(CLASSES)), np.zeros(len(CLASSES)), np.zeros(len(CLASSES))
    wage = n.wages / (households[CORE] + households[WORKER] + households[SOLDIER])
    staff = wage + n.bonuses / (households[CORE] + households[WORKER])
    won[CORE] = (staff + n.bribes / households[CORE]) * MILLION
    won[WORKER], won[SOLDIER] = staff * MILLION, wage * MILLION
    won[FARMER] = n.farm_income / households[FARMER] * MILLION
    sales[FARMER] = n.farm_sales / households[FARMER] * MILLION
    dollars[CORE] = n.dollars_to_core / households[CORE] * MILLION
    dollars[WORKER] = n.dollars_to_workers / households[WORKER] * MILLION
    return won, sales, dollars


@inner
def _pull(pay, opening_pay, prices, response, ceiling, cost):
    """Last month's real market pay beside the opening as a factor on hours, by region."""
    pull = np.zeros(pay.size)
    for r in range(pay.size):
        beside = max(pay[r] / (opening_pay[r] * prices), 1e-3)
        pull[r] = min(ceiling, power(beside, response)) * cost
    return pull


@inner
def _own_grain(stock, kind, release, due, need):
    """Grain eaten at home: the stock, and what farmers expect, spread to the next harvest."""
    coming = due if kind == FARMER else 0.0
    return min(stock, (stock + coming) * release, need)


@inner
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


@inner
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


@inner
def _add_blocks(sums, total):
    clear(total)
    for block in range(sums.shape[0]):
        for k in range(sums.shape[1]):
            total[k] += sums[block, k]


@compiled
def deal_skill(h, kinds, spread, key):
    """Log-normal skill of mean one by identity."""
    centre = exp(0.5 * spread * spread)
    for i in range(h.shape[1]):
        h[H.skill, i] = exp(spread * normal(key, kinds[HK.identity, i])) / centre
