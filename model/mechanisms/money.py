"""Cash won and plan won: who is paid out of market sales, budgets and the printing press."""

from __future__ import annotations

import numpy as np

from model.accounts import move
from model.chart import BY, CASH, PLAN
from model.compiled import inner, mechanism
from model.matrix import MONTHS
from model.numerics import power, total
from model.populations.layout import MUNITIONS


@mechanism
def share_sales(country):
    """Split market sales among farms, enterprises, the state, officials and those who did the work.

    What households are paid, by kind, is published for `book_household_month`.
    """
    n, p, cash = country.nation, country.p.market, country.cash
    tight = country.now.market.tightness - country.opening.tightness
    burden = max(0.0, 1.0 + p.tightness_cost * tight)
    move(cash, CASH.to_farms, n.sales * p.farm_share)
    move(cash, CASH.above_plan, n.sales * p.enterprise_share)
    # fees and bribes take at most what traders have left
    left, asked = 1.0 - p.farm_share - p.enterprise_share, (p.fee_share + p.bribe_share) * burden
    part = left / asked if asked > left else 1.0
    fees = move(cash, CASH.stall_fees, n.sales * p.fee_share * burden * part)
    n.bribes = move(cash, CASH.bribes, n.sales * p.bribe_share * burden * part)
    rest = n.sales * (1.0 - p.farm_share - p.enterprise_share) - fees - n.bribes
    till = cash.balance[BY.traders]
    kept = p.trader_cash_pace * (p.trader_cash_months * n.sales - (till - rest))
    n.market_pay = move(cash, CASH.market_pay, max(0.0, min(rest - kept, till)))
    publish_pay(country)
    _pay_wages(country, burden)
    _pay_farms(country)
    earned = n.market_pay * (1.0 - n.levy) + n.bribes + n.wages + n.bonuses + n.farm_income
    move(cash, CASH.taxes_households, earned * p.tax_rate)


@inner
def _pay_wages(country, burden):
    """State-set wages, August-3rd payments, taxes, and bonuses from what plants have left."""
    n, p, cash = country.nation, country.p.market, country.cash
    multiple, sold = country.now.wages.state / MONTHS, n.sales * p.enterprise_share
    wages = move(cash, CASH.wages_state, p.wages_by_state * multiple)
    owed = min(p.wages_by_enterprises * multiple, max(0.0, cash.balance[BY.enterprises]))
    n.wages = wages + move(cash, CASH.wages_enterprises, owed)
    n.levy = min(p.absence_payment * burden, 1.0)
    move(cash, CASH.absence, n.levy * n.market_pay)
    tax = min(p.enterprise_tax * sold, max(0.0, cash.balance[BY.enterprises]))
    move(cash, CASH.taxes_enterprises, tax)
    spare = cash.balance[BY.enterprises] - p.enterprise_cash_months * sold
    n.bonuses = move(cash, CASH.bonuses, max(0.0, spare))


@inner
def _pay_farms(country):
    """Farms are paid for procured grain, pay taxes, and pay out what they do not keep."""
    n, p, cash = country.nation, country.p.market, country.cash
    sold = n.sales * p.farm_share
    move(cash, CASH.taxes_farms, p.farm_tax * sold)
    procured = move(cash, CASH.procurement, n.procured * p.plan_grain_price)
    spare = cash.balance[BY.farms] - p.farm_cash_months * sold
    n.farm_income = move(cash, CASH.farm_income, max(0.0, spare))
    n.farm_sales = n.farm_income * sold / (sold + procured) if sold > 0.0 else 0.0


@inner
def publish_pay(country):
    """Pay per unit of effort by region, mn KPW: the pool, tilted to where trade and work go on.

    A town whose mines and plants stand idle buys little at its market.
    """
    n, opening = country.nation, country.opening
    _spread_pay(
        n.market_pay,
        total(n.arrivals) / total(opening.imports),
        opening.exposure,
        opening.work,
        n.output,
        n.base,
        country.p.market.local_demand,
        n.decided,
        n.pay,
    )


@inner
def _spread_pay(pool, trade, exposure, work, output, base, local_demand, effort, pay):
    """Pay by region: it moves with trade by exposure, and with what the region's work makes."""
    weighted = 0.0
    for r in range(pay.size):
        busy = 0.0
        for b in range(base.size):
            busy += work[r, b] * output[b] / base[b]
        pay[r] = (1.0 + exposure[r] * (trade - 1.0)) * power(busy, local_demand)
        weighted += pay[r] * effort[r]
    for r in range(pay.size):
        pay[r] *= pool / weighted if weighted > 0.0 else 0.0


@mechanism
def close_cash_gap(country):
    """E10: the state subsidises, and the press closes what is left open, either way.

    While the issue of notes is a dated path, whatever it brings beyond the gap is spent on
    subsidies; freed, subsidies follow sales and notes are issued or withdrawn to close the gap.
    """
    n, cash = country.nation, country.cash
    if np.isnan(n.prescribed_issue):
        subsidy = country.p.market.subsidy_share * n.sales
    else:
        move(cash, CASH.notes, n.prescribed_issue)
        subsidy = max(0.0, cash.balance[BY.state])
    move(cash, CASH.subsidies, subsidy)
    n.cash_gap = -cash.balance[BY.state]
    move(cash, CASH.notes, n.cash_gap)
    n.state_cash = cash.balance[BY.state]


@mechanism
def settle_plan_accounts(country):
    """Clearing at plan prices: turnover tax in, budgets out, credit to the munitions track."""
    n, p, plan = country.nation, country.p.plan, country.plan
    arms = n.output[MUNITIONS] / n.base[MUNITIONS]
    tilt = n.defence_share / country.p.doctrine.opening_share
    tax = move(plan, PLAN.tax_civil, p.turnover_tax / MONTHS * n.gdp)
    tax += move(plan, PLAN.tax_munitions, p.munitions_tax / MONTHS * arms)
    budget = min(p.munitions_budget / MONTHS * tilt, tax)
    move(plan, PLAN.budget_munitions, budget)
    move(plan, PLAN.budget_civil, tax - budget)
    move(plan, PLAN.inputs, p.munitions_inputs / MONTHS * arms)
    gap = (p.munitions_tax * arms + p.munitions_inputs * arms) / MONTHS - budget
    move(plan, PLAN.credit_munitions, gap)
    excess = p.turnover_tax / MONTHS * n.gdp - (tax - budget) - p.munitions_inputs / MONTHS * arms
    move(plan, PLAN.credit_civil, excess)
