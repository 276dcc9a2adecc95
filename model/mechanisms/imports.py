"""E9: imports within the dollars at hand; what is bought this month arrives next month."""

from __future__ import annotations

import numpy as np

from model.accounts import move
from model.chart import BY, DOLLARS, GRAIN
from model.compiled import inner, mechanism
from model.drivers import COVERED, IMPORT_CHANNELS
from model.matrix import MONTHS
from model.mechanisms.production import FUEL, IMPORTED, land_inputs
from model.mechanisms.rationing import ration
from model.numerics import fill, total
from model.populations import layout

THOUSAND = 1e3
PAYERS = (BY.trading_companies, BY.state, BY.court, BY.munitions, BY.traders)
"""Who pays, in the order of IMPORTERS; what they pay, and what nothing named explains."""
PAID = (
    DOLLARS.imports_trading_companies,
    DOLLARS.imports_state,
    DOLLARS.imports_court,
    DOLLARS.imports_munitions,
    DOLLARS.imports_traders,
)
UNEXPLAINED = (
    DOLLARS.unexplained_trading_companies,
    DOLLARS.unexplained_state,
    DOLLARS.unexplained_court,
    DOLLARS.unexplained_munitions,
    DOLLARS.unexplained_traders,
)
OIL, INTERMEDIATES, MACHINERY, FOOD, CONSUMER = range(len(IMPORT_CHANNELS))
BAN_MACHINERY, BAN_REFINED, BAN_CRUDE, BAN_LUXURY = (
    COVERED.index(name) for name in ("machinery", "refined_oil", "crude_oil", "luxury")
)


@mechanism
def want_imports(country):
    """Imports the country would buy if dollars, law and border allowed, mn USD a month."""
    n, t, now, p = country.nation, country.p.trade, country.now, country.p.imports
    strict, border, usual = n.enforcement, now.border.openness, country.opening.imports
    activity = _planned(n.plan_level, n.base)
    fuel = _beside_use(n.refill[FUEL], country.recipe.fuel, n.base)
    imported = _beside_use(n.refill[IMPORTED], country.recipe.imported, n.base)
    refined = t.refined_share * now.coverage[BAN_REFINED]
    crude = (1.0 - t.refined_share) * now.coverage[BAN_CRUDE]
    lawful = 1.0 - (refined + crude) * strict
    oil = usual[OIL] * (now.price.oil * activity * fuel * lawful)
    inputs = usual[INTERMEDIATES] * (activity * imported * (1.0 - n.localised))
    machines = n.investment_orders * (1.0 - now.coverage[BAN_MACHINERY] * strict)
    food = 1.0 + p.food_response * max(0.0, 1.0 - _food_balance(country))
    goods = n.living_smoothed * (1.0 - p.luxury_share * now.coverage[BAN_LUXURY] * strict)
    n.imports_wanted[OIL] = oil * border
    n.imports_wanted[INTERMEDIATES] = inputs * border
    n.imports_wanted[MACHINERY] = usual[MACHINERY] * machines * border
    n.imports_wanted[FOOD] = usual[FOOD] * food * border
    n.imports_wanted[CONSUMER] = usual[CONSUMER] * goods * border


@inner
def _planned(level, base):
    """Plan of mines and plants beside the opening."""
    planned, whole = 0.0, 0.0
    for b in range(layout.MINING, layout.UTILITIES):
        planned += level[b] * base[b]
        whole += base[b]
    return planned / whole


@inner
def _beside_use(refill, per_unit, base):
    """Orders beside use, branches counted by what they use of an input."""
    asked, used = 0.0, 0.0
    for b in range(base.size):
        asked += refill[b] * per_unit[b] * base[b]
        used += per_unit[b] * base[b]
    return asked / used


@inner
def _food_balance(country):
    """Grain made available over the last year beside the opening's."""
    return total(country.nation.available) / country.p.food.opening_eaten


@mechanism
def buy_imports(country):
    """Pay for imports: recorded ones in full, others rationed by priority within the budgets."""
    n = country.nation
    for i in range(len(PAYERS)):
        n.budgets[i] = _budget(country, PAYERS[i])
    bought = _grant(
        country.now.imports,
        n.imports_wanted,
        country.opening.import_priority,
        total(n.budgets),
        country.p.imports.guarantee,
        n.imports,
    )
    _pay(country, bought)


@inner
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


@inner
def _budget(country, payer):
    """This month's income and a part of what lies above the reserve the payer will not touch."""
    held, p = country.dollars.balance[payer], country.p.imports
    income = max(0.0, held - country.dollars.carried[payer])
    spare = max(0.0, held - income - p.reserve_floor * country.opening.dollars[payer])
    return income + p.reserve_release * spare


@inner
def _pay(country, bought):
    """Bill the payers by budget; what recorded imports cost beyond all budgets is unexplained.

    That line is errors and omissions: it can arise only where recorded imports are fed in.
    """
    n, usual = country.nation, country.opening.payer_shares
    funds = total(n.budgets)
    n.errors_omissions = max(0.0, bought - funds)
    for i in range(len(PAYERS)):
        share = n.budgets[i] / funds if funds > 0.0 else usual[i]
        move(country.dollars, UNEXPLAINED[i], n.errors_omissions * share)
        move(country.dollars, PAID[i], bought * share)


@mechanism
def land_imports(country, rows):
    """Goods bought last month arrive: fuel and intermediates to plants, grain to the state."""
    n, p, base = country.nation, country.p.trade, country.opening.imports
    bought = n.arrivals[OIL] / base[OIL] / country.now.price.oil
    inputs = n.arrivals[INTERMEDIATES] / base[INTERMEDIATES]
    at_sea = _take_over_oil(country)
    oil = p.gift_crude + (1.0 - p.gift_crude) * bought + at_sea
    land_inputs(country, rows, oil, inputs)
    n.landed[MACHINERY] = n.arrivals[MACHINERY] * p.krw_per_usd
    n.landed[FOOD] = n.arrivals[FOOD] * p.krw_per_usd / country.now.price.grain
    n.landed[CONSUMER] = n.arrivals[CONSUMER] * p.krw_per_usd
    price = p.grain_price * country.now.price.grain
    grain = n.arrivals[FOOD] * p.grain_share_of_food / price
    aid = country.now.aid.funding * country.p.food.aid_grain_share / price
    n.grain_imports = grain + aid
    move(country.grain, GRAIN.commercial, grain)
    move(country.grain, GRAIN.aid, aid)
    n.state_grain += grain + aid


@inner
def _take_over_oil(country):
    """Refined oil taken over at sea, beside a month's fuel at the opening; the state pays."""
    p, now = country.p.trade, country.now
    barrels = now.oil.transfers / THOUSAND
    price = p.oil_price * now.price.oil
    payable = min(barrels, max(0.0, country.dollars.balance[BY.state]) / price)
    move(country.dollars, DOLLARS.oil_at_sea, payable * price)
    return payable * THOUSAND / (p.oil_barrels / MONTHS)


@mechanism
def order_arrivals(country):
    """What was paid for this month is on its way."""
    fill(country.nation.arrivals, country.nation.imports)
