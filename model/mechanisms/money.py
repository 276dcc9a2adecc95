"""Cash won and plan won: who is paid out of market sales, budgets and the printing press."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.compiled import compiled
from model.matrix import MONTHS
from model.numerics import power, total
from model.populations.layout import MUNITIONS

if TYPE_CHECKING:
    from model.economy import Economy

MILLION = 1e6


def share_sales(economy: Economy) -> dict[str, float]:
    """Split market sales among farms, enterprises, the state, officials and those who did the work.

    Returns:
        Won paid to households by kind, mn KPW: market pay, bribes, wages, bonuses, farm income, and
        of the last what farms took on markets.
    """
    n, p, pay = economy.nation, economy.p.market, economy.accounts.cash.move
    tight = economy.now["market.tightness"] - economy.opening.tightness
    burden = max(0.0, 1.0 + p.tightness_cost * tight)
    pay("farm sales to market", "traders", "farms", n.sales * p.farm_share)
    pay("above-plan sales", "traders", "enterprises", n.sales * p.enterprise_share)
    fees = pay("stall fees", "traders", "state", n.sales * p.fee_share * burden)
    bribes = pay("bribes", "traders", "households", n.sales * p.bribe_share * burden)
    rest = n.sales * (1.0 - p.farm_share - p.enterprise_share) - fees - bribes
    till = economy.accounts.cash.balance["traders"]
    kept = p.trader_cash_pace * (p.trader_cash_months * n.sales - (till - rest))
    pool = pay("market pay", "traders", "households", max(0.0, min(rest - kept, till)))
    publish_pay(economy, pool)
    pools = {"market": pool, "bribes": bribes}
    return pools | _pay_wages(economy, pool, bribes, burden)


def _pay_wages(economy: Economy, pool: float, bribes: float, burden: float) -> dict[str, float]:
    """State-set wages, August-3rd payments, bonuses from what plants have left, farm income."""
    p, pay = economy.p.market, economy.accounts.cash.move
    balance = economy.accounts.cash.balance
    multiple = economy.now["wages.state"] / MONTHS
    wages = pay("state-set wages", "state", "households", p.wages_by_state * multiple)
    owed = min(p.wages_by_enterprises * multiple, max(0.0, balance["enterprises"]))
    wages += pay("state-set wages", "enterprises", "households", owed)
    economy.nation.levy = min(p.absence_payment * burden, 1.0)
    pay("August-3rd payments", "households", "enterprises", economy.nation.levy * pool)
    sales = economy.nation.sales
    pay(
        "taxes in cash",
        "enterprises",
        "state",
        min(p.enterprise_tax * sales * p.enterprise_share, max(0.0, balance["enterprises"])),
    )
    pay("taxes in cash", "farms", "state", p.farm_tax * sales * p.farm_share)
    procured = economy.nation.procured * p.plan_grain_price
    pay("procurement", "state", "farms", procured)
    target = p.enterprise_cash_months * sales * p.enterprise_share
    bonuses = pay("bonuses", "enterprises", "households", max(0.0, balance["enterprises"] - target))
    kept = p.farm_cash_months * sales * p.farm_share
    farm = pay("farm income", "farms", "households", max(0.0, balance["farms"] - kept))
    taxed = (pool * (1.0 - economy.nation.levy) + bribes + wages + bonuses + farm) * p.tax_rate
    pay("taxes in cash", "households", "state", taxed)
    sold = sales * p.farm_share
    from_sales = farm * sold / (sold + procured) if sold > 0.0 else 0.0
    return {"wages": wages, "bonuses": bonuses, "farm income": farm, "farm sales": from_sales}


def publish_pay(economy: Economy, pool: float) -> None:
    """Pay per unit of effort by region, mn KPW: the pool, tilted to where trade and work go on.

    A town whose mines and plants stand idle buys little at its market.
    """
    n, opening, demand = economy.nation, economy.opening, economy.p.market.local_demand
    trade = total(n.arrivals) / total(opening.imports)
    _spread_pay(
        pool,
        trade,
        opening.exposure,
        opening.work,
        n.output,
        n.base,
        demand,
        n.household_sums,
        n.pay,
    )


@compiled
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


def close_cash_gap(economy: Economy) -> None:
    """E10: the state subsidises, and the press closes what is left open, either way.

    While the issue of notes is a dated path, whatever it brings beyond the gap is spent on
    subsidies; freed, subsidies follow sales and notes are issued or withdrawn to close the gap.
    """
    n, pay, balance = economy.nation, economy.accounts.cash.move, economy.accounts.cash.balance
    issue = n.prescribed_issue
    if math.isnan(issue):
        subsidy = economy.p.market.subsidy_share * n.sales
    else:
        pay("note issue", "central bank", "state", issue)
        subsidy = max(0.0, balance["state"])
    pay("cash subsidies", "state", "enterprises", subsidy)
    n.cash_gap = -balance["state"]
    pay("note issue", "central bank", "state", n.cash_gap)
    n.state_cash = balance["state"]


def settle_plan_accounts(economy: Economy) -> None:
    """Clearing at plan prices: turnover tax in, budgets out, credit to the munitions track."""
    n, p, post = economy.nation, economy.p.plan, economy.accounts.plan.move
    arms = n.output.item(MUNITIONS) / n.base.item(MUNITIONS)
    tilt = n.defence_share / economy.p.doctrine.opening_share
    tax = post("turnover tax", "enterprises", "state", p.turnover_tax / MONTHS * n.gdp)
    tax += post("turnover tax", "munitions", "state", p.munitions_tax / MONTHS * arms)
    budget = min(p.munitions_budget / MONTHS * tilt, tax)
    post("budget", "state", "munitions", budget)
    post("budget", "state", "enterprises", tax - budget)
    post("inputs", "munitions", "enterprises", p.munitions_inputs / MONTHS * arms)
    gap = (p.munitions_tax * arms + p.munitions_inputs * arms) / MONTHS - budget
    post("credit", "central bank", "munitions", gap)
    excess = p.turnover_tax / MONTHS * n.gdp - (tax - budget) - p.munitions_inputs / MONTHS * arms
    post("credit", "central bank", "enterprises", excess)
