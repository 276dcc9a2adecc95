"""E9: imports within the dollars at hand; what is bought this month arrives next month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.compiled import compiled
from model.drivers import IMPORT_CHANNELS
from model.matrix import MONTHS
from model.mechanisms.production import FUEL, IMPORTED, land_inputs
from model.mechanisms.rationing import ration
from model.numerics import mean, ratio_of_sums, total
from model.populations import layout

if TYPE_CHECKING:
    from model.economy import Economy

THOUSAND = 1e3
PAYERS = ("trading companies", "state", "court", "munitions", "traders")
OIL, INTERMEDIATES, MACHINERY, FOOD, CONSUMER = range(len(IMPORT_CHANNELS))


RECORDED = tuple(f"imports.{channel}" for channel in IMPORT_CHANNELS)
"""Drivers that impose a channel's imports."""


def want_imports(economy: Economy) -> None:
    """Imports the country would buy if dollars, law and border allowed, mn USD a month."""
    n, t, now, p = economy.nation, economy.p.trade, economy.now, economy.p.imports
    strict, border = n.enforcement, now["border.openness"]
    oil, inputs, machines, food, goods = economy.opening.imports.tolist()
    activity = ratio_of_sums(n.target, n.base, 1, layout.UTILITIES)
    refined = t.refined_share * now["coverage.refined_oil"]
    crude = (1.0 - t.refined_share) * now["coverage.crude_oil"]
    oil *= now["price.oil"] * activity * mean(n.refill[FUEL]) * (1.0 - (refined + crude) * strict)
    inputs *= activity * mean(n.refill[IMPORTED])
    machines *= n.investment_orders * (1.0 - now["coverage.machinery"] * strict)
    food *= 1.0 + p.food_response * max(0.0, 1.0 - _food_balance(economy))
    goods *= n.living_smoothed * (1.0 - p.luxury_share * now["coverage.luxury"] * strict)
    n.imports_wanted[:] = [wanted * border for wanted in (oil, inputs, machines, food, goods)]


def _food_balance(economy: Economy) -> float:
    """Grain made available over the last year beside the opening's."""
    return float(total(economy.nation.available) / economy.p.food.opening_eaten)


def buy_imports(economy: Economy) -> None:
    """Pay for imports: recorded ones in full, others rationed by priority within the budgets."""
    n, now = economy.nation, economy.now
    budgets = [_budget(economy, payer) for payer in PAYERS]
    bought = _grant(
        np.array([now[name] for name in RECORDED]),
        n.imports_wanted,
        economy.opening.import_priority,
        sum(budgets),
        economy.p.imports.guarantee,
        n.imports,
    )
    _pay(economy, budgets, bought)


@compiled
def _grant(recorded, wanted, priority, funds, guarantee, imports):
    """Fill imports: what is recorded, and the rest rationed within the funds; hand back all."""
    asked, spent = np.zeros(wanted.size), 0.0
    for c in range(wanted.size):
        if np.isnan(recorded[c]):
            asked[c] = wanted[c]
        else:
            spent += recorded[c]
    ration(asked, priority, max(0.0, funds - spent), guarantee, imports)
    for c in range(wanted.size):
        if not np.isnan(recorded[c]):
            imports[c] = recorded[c]
    return total(imports)


def _budget(economy: Economy, payer: str) -> float:
    """This month's income and a part of what lies above the reserve the payer will not touch."""
    held, p = economy.accounts.dollars.balance[payer], economy.p.imports
    income = max(0.0, held - economy.nation.dollars_at_start[payer])
    spare = max(0.0, held - income - p.reserve_floor * economy.opening.dollars[payer])
    return income + p.reserve_release * spare


def _pay(economy: Economy, budgets: list[float], bought: float) -> None:
    """Bill the payers by budget; what recorded imports cost beyond all budgets is unexplained.

    That line is errors and omissions: it can arise only where recorded imports are fed in.
    """
    post, funds = economy.accounts.dollars.move, sum(budgets)
    usual = economy.opening.payer_shares
    shares = [budget / funds for budget in budgets] if funds > 0.0 else usual.tolist()
    unexplained = economy.nation.errors_omissions = max(0.0, bought - funds)
    for payer, share in zip(PAYERS, shares, strict=True):
        post("errors and omissions", "world", payer, unexplained * share)
        post("recorded imports", payer, "world", bought * share)


def land_imports(economy: Economy) -> None:
    """Goods bought last month arrive: fuel and intermediates to plants, grain to the state."""
    n, p, base = economy.nation, economy.p.trade, economy.opening.imports
    bought = n.arrivals.item(OIL) / base.item(OIL) / economy.now["price.oil"]
    inputs = n.arrivals.item(INTERMEDIATES) / base.item(INTERMEDIATES)
    at_sea = _take_over_oil(economy)
    oil = p.gift_crude + (1.0 - p.gift_crude) * bought + at_sea
    land_inputs(economy, oil, inputs)
    price = p.grain_price * economy.now["price.grain"]
    grain = n.arrivals.item(FOOD) * p.grain_share_of_food / price
    aid = economy.now["aid.funding"] * economy.p.food.aid_grain_share / price
    n.grain_imports = grain + aid
    economy.accounts.grain.move("commercial imports", "world", "state", grain)
    economy.accounts.grain.move("aid", "world", "state", aid)
    n.state_grain += grain + aid


def _take_over_oil(economy: Economy) -> float:
    """Refined oil taken over at sea, beside a month's fuel at the opening; the state pays."""
    p, now = economy.p.trade, economy.now
    barrels = now["oil.transfers"] / THOUSAND
    price = p.oil_price * now["price.oil"]
    payable = min(barrels, max(0.0, economy.accounts.dollars.balance["state"]) / price)
    economy.accounts.dollars.move("oil taken over at sea", "state", "world", payable * price)
    return payable * THOUSAND / (p.oil_barrels / MONTHS)


def order_arrivals(economy: Economy) -> None:
    """What was paid for this month is on its way."""
    economy.nation.arrivals[:] = economy.nation.imports
