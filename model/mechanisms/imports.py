"""E9: imports within the dollars at hand; what is bought this month arrives next month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.drivers import IMPORT_CHANNELS
from model.matrix import MONTHS
from model.mechanisms.production import FUEL, IMPORTED, land_inputs
from model.mechanisms.rationing import ration
from model.populations import layout

if TYPE_CHECKING:
    from model.economy import Economy

THOUSAND = 1e3
PAYERS = ("trading companies", "state", "court", "munitions", "traders")
OIL, INTERMEDIATES, MACHINERY, FOOD, CONSUMER = range(len(IMPORT_CHANNELS))


def want_imports(economy: Economy) -> None:
    """Imports the country would buy if dollars, law and border allowed, mn USD a month."""
    n, t, now, p = economy.nation, economy.p.trade, economy.now, economy.p.imports
    base = economy.opening.imports
    activity = float(n.target[1 : layout.UTILITIES].sum() / n.base[1 : layout.UTILITIES].sum())
    wanted = n.imports_wanted
    wanted[OIL] = base[OIL] * now["price.oil"] * activity * float(n.refill[FUEL].mean())
    wanted[INTERMEDIATES] = base[INTERMEDIATES] * activity * float(n.refill[IMPORTED].mean())
    wanted[MACHINERY] = base[MACHINERY] * n.investment_orders
    wanted[FOOD] = base[FOOD] * (1.0 + p.food_response * max(0.0, 1.0 - _food_balance(economy)))
    wanted[CONSUMER] = base[CONSUMER] * n.living_smoothed
    strict = economy.nation.enforcement
    wanted[MACHINERY] *= 1.0 - now["coverage.machinery"] * strict
    wanted[CONSUMER] *= 1.0 - p.luxury_share * now["coverage.luxury"] * strict
    refined = t.refined_share * now["coverage.refined_oil"]
    wanted[OIL] *= 1.0 - (refined + (1.0 - t.refined_share) * now["coverage.crude_oil"]) * strict
    wanted *= now["border.openness"]


def _food_balance(economy: Economy) -> float:
    """Grain made available over the last year beside the opening's."""
    n, food = economy.nation, economy.p.food
    return float(n.available.sum()) / food.opening_eaten


def buy_imports(economy: Economy) -> None:
    """Pay for imports: recorded ones in full, others rationed by priority within the budgets."""
    n, now = economy.nation, economy.now
    budgets = np.array([_budget(economy, payer) for payer in PAYERS])
    recorded = np.array([now[f"imports.{c}"] for c in IMPORT_CHANNELS])
    free = np.isnan(recorded)
    wanted = np.where(free, n.imports_wanted, 0.0)
    left = max(0.0, float(budgets.sum()) - float(recorded[~free].sum()))
    granted = np.zeros_like(wanted)
    ration(wanted, economy.opening.import_priority, left, economy.p.imports.guarantee, granted)
    n.imports[:] = np.where(free, granted, recorded)
    _pay(economy, budgets, float(n.imports.sum()))


def _budget(economy: Economy, payer: str) -> float:
    """This month's income and a part of what lies above the reserve the payer will not touch."""
    held, p = economy.accounts.dollars.balance[payer], economy.p.imports
    income = max(0.0, held - economy.nation.dollars_at_start[payer])
    spare = max(0.0, held - income - p.reserve_floor * economy.opening.dollars[payer])
    return income + p.reserve_release * spare


def _pay(economy: Economy, budgets: np.ndarray, total: float) -> None:
    """Bill the payers by budget; what recorded imports cost beyond all budgets is unexplained.

    That line is errors and omissions: it can arise only where recorded imports are fed in.
    """
    post, funds = economy.accounts.dollars.move, float(budgets.sum())
    shares = budgets / funds if funds > 0.0 else economy.opening.payer_shares
    economy.nation.errors_omissions = max(0.0, total - funds)
    for payer, share in zip(PAYERS, shares, strict=True):
        unexplained = economy.nation.errors_omissions * float(share)
        post("errors and omissions", "world", payer, unexplained)
        post("recorded imports", payer, "world", total * float(share))


def land_imports(economy: Economy) -> None:
    """Goods bought last month arrive: fuel and intermediates to plants, grain to the state."""
    n, p, base = economy.nation, economy.p.trade, economy.opening.imports
    arrived = n.arrivals / base
    bought = arrived[OIL] / economy.now["price.oil"]
    at_sea = _take_over_oil(economy)
    oil = p.gift_crude + (1.0 - p.gift_crude) * bought + at_sea
    land_inputs(economy, oil, arrived[INTERMEDIATES])
    grain = n.arrivals[FOOD] * p.grain_share_of_food / p.grain_price
    aid = economy.now["aid.funding"] * economy.p.food.aid_grain_share / p.grain_price
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
