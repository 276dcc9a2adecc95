"""E9: imports within the dollars at hand; what is bought this month arrives next month."""

from __future__ import annotations

import numpy as np

from model.accounts import move
from model.chart import BY, DOLLARS, GRAIN
from model.compiled import inner, mechanism
from model.drivers import COVERED, IMPORT_CHANNELS
from model.matrix import MONTHS
from model.mechanisms.commission import (
    army_machines_landed,
    buy_for_munitions,
    land_machines,
    parts_landed,
    want_for_munitions,
)
from model.mechanisms.companies import spend_for_patrons
from model.mechanisms.production import FUEL, IMPORTED, land_inputs
from model.mechanisms.rationing import ration
from model.numerics import fill, power, total
from model.populations import layout
from model.populations.layout import ARMY_MACHINES, MUNITIONS_INPUTS, PARTS

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
    """Imports each owner of dollars would buy, law and border considered, mn USD a month.

    All but the Commission want their opening basket as activity, prices and the table move it.
    """
    n, now, p, border = country.nation, country.now, country.p.imports, country.now.border.openness
    _note_law(country)
    activity = _planned(n.plan_level, n.base)
    fuel = _beside_use(n.refill[FUEL], country.recipe.fuel, n.base)
    imported = _beside_use(n.refill[IMPORTED], country.recipe.imported, n.base)
    food = 1.0 + p.food_response * max(0.0, 1.0 - _food_balance(country))
    needs = (
        now.price.oil * activity * fuel,
        activity * imported * (1.0 - n.localised),
        n.investment_orders,
        food,
        n.living_smoothed,
    )
    fill(n.imports_wanted, country.opening.civil)
    for c in range(n.lawful.size):
        n.imports_wanted[c] *= needs[c] * n.lawful[c] * border
        for payer in range(n.wanted.shape[0]):
            n.wanted[payer, c] = country.opening.owned[payer, c] * needs[c] * n.lawful[c] * border
    want_for_munitions(country)
    n.imports_wanted[OIL] += n.crude_grant
    n.imports_wanted[INTERMEDIATES] += n.sec_wanted[PARTS] + n.sec_wanted[MUNITIONS_INPUTS]
    n.imports_wanted[MACHINERY] += n.sec_wanted[ARMY_MACHINES]


@inner
def _note_law(country):
    """Part of each channel that the law, as far as it is enforced, lets through."""
    n, now, strict = country.nation, country.now, country.nation.enforcement
    p = country.p.imports
    n.lawful[:] = 1.0
    n.lawful[OIL] -= country.p.trade.refined_share * now.coverage[BAN_REFINED] * strict
    n.lawful[OIL] -= (1.0 - country.p.trade.refined_share) * now.coverage[BAN_CRUDE] * strict
    n.lawful[MACHINERY] -= now.coverage[BAN_MACHINERY] * strict
    n.lawful[CONSUMER] -= p.luxury_share * now.coverage[BAN_LUXURY] * strict


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
    """Each owner of dollars buys within its own purse; recorded imports are paid in full."""
    n = country.nation
    buy_for_munitions(country)
    for payer in range(len(PAYERS)):
        n.budgets[payer] = 0.0
        if PAYERS[payer] != BY.munitions:
            n.budgets[payer] = _budget(country, PAYERS[payer])
            ration(
                n.wanted[payer],
                country.opening.import_priority,
                n.budgets[payer],
                country.p.imports.guarantee,
                n.bought[payer],
            )
    _spend_spare(country)
    _note_short(country)
    _follow_record(country)
    _pay(country)


@inner
def _note_short(country):
    """Part of what owners wanted that none of them paid for; what importers live by."""
    n, wanted = country.nation, 0.0
    for payer in range(len(PAYERS)):
        wanted += total(n.wanted[payer])
    bought = total(n.bills)
    n.short_imports = max(0.0, 1.0 - bought / wanted) if wanted > 0.0 else 0.0


@inner
def _budget(country, payer):
    """This month's income and a part of what lies above the reserve the payer will not touch."""
    held, p = country.dollars.balance[payer], country.p.imports
    income = max(0.0, held - country.dollars.carried[payer])
    if payer == BY.traders:
        income = min(held, income + country.nation.paid_in_dollars)
    spare = max(0.0, held - income - p.reserve_floor * country.opening.dollars[payer])
    return max(0.0, min(held, income + p.reserve_release * spare))


@inner
def _spend_spare(country):
    """What an owner holds beyond its usual reserve buys what margin and unmet wants call for.

    Dollars that law keeps from machines thus buy goods and food: importers live by the margin,
    which is what a dollar's worth of goods fetches at home beside what people are used to.
    Traders bring in what others want and cannot pay, for currency households gave for it.
    """
    n = country.nation
    basket = np.zeros(n.lawful.size)
    for payer in range(len(PAYERS)):
        n.bills[payer] = total(n.bought[payer])
        left = country.dollars.balance[PAYERS[payer]] - n.bills[payer]
        if PAYERS[payer] == BY.munitions or left <= 0.0:
            continue
        spare = _fill_basket(country, payer, left, basket)
        if spare > 0.0:
            for c in range(basket.size):
                n.bought[payer, c] += spare * basket[c]
            n.bills[payer] += spare
        n.budgets[payer] = max(n.budgets[payer], n.bills[payer])


@inner
def _fill_basket(country, payer, left, basket):
    """Fill the parts of what an owner's spare dollars buy; hand back how many it spends."""
    n, o, p, border = country.nation, country.opening, country.p.imports, country.now.border
    spare = p.spend_pace * max(0.0, left - o.dollars[PAYERS[payer]]) * border.openness
    if PAYERS[payer] == BY.trading_companies:
        spend_for_patrons(country, basket)
        spare = min(total(basket), left)
    else:
        margin = power(n.usual_real_rate / n.real_rate, p.margin_response)
        for c in range(basket.size):
            sold = margin if c in (FOOD, CONSUMER) else 1.0
            basket[c] = o.owned[payer, c] * n.lawful[c] * sold
        if PAYERS[payer] == BY.traders:
            own = n.lent_part * left * (1.0 - country.p.fx.transaction_part)
            spare = max(spare, min(n.lent + own, left) * border.openness)
            for c in range(basket.size):
                basket[c] += max(0.0, total(n.wanted[:, c]) - total(n.bought[:, c]))
    whole = total(basket)
    for c in range(basket.size):
        basket[c] = basket[c] / whole if whole > 0.0 else 0.0
    return spare if whole > 0.0 else 0.0


@inner
def _follow_record(country):
    """Bring purchases to what is recorded of a channel, each owner in the part it would buy.

    What the Commission buys and crude granted are within the record.
    """
    n, owned = country.nation, country.opening.owned
    for c in range(n.imports.size):
        apart = _apart(country, c)
        bought, usual = total(n.bought[:, c]), total(owned[:, c])
        recorded = country.now.imports[c]
        if not np.isnan(recorded):
            due = max(0.0, recorded - apart)
            for payer in range(len(PAYERS)):
                part = n.bought[payer, c] / bought if bought > 0.0 else owned[payer, c] / usual
                n.bought[payer, c] = due * part
            bought = due
        n.arrivals_paid[c] = bought
        n.imports[c] = bought + apart


@inner
def _apart(country, channel):
    """Imports of a channel that other owners do not pay: the Commission's, and crude granted."""
    n = country.nation
    if channel == OIL:
        return n.crude_grant
    if channel == INTERMEDIATES:
        return n.sec_paid[PARTS] + n.sec_paid[MUNITIONS_INPUTS]
    return n.sec_paid[ARMY_MACHINES] if channel == MACHINERY else 0.0


@inner
def _pay(country):
    """Bill each owner; those with room help out where the record exceeds a purse.

    What is then left is errors and omissions: it can arise only where recorded imports are fed in.
    """
    n, excess, room = country.nation, 0.0, 0.0
    for payer in range(len(PAYERS)):
        n.bills[payer] = total(n.bought[payer])
        excess += max(0.0, n.bills[payer] - n.budgets[payer])
        room += max(0.0, n.budgets[payer] - n.bills[payer])
    helped = min(excess, room)
    n.errors_omissions = excess - helped
    for payer in range(len(PAYERS)):
        if PAYERS[payer] != BY.munitions:
            gap = n.bills[payer] - n.budgets[payer]
            own = n.errors_omissions * gap / excess if gap > 0.0 else 0.0
            paid = n.budgets[payer] if gap > 0.0 else n.bills[payer]
            paid -= gap * helped / room if gap < 0.0 and room > 0.0 else 0.0
            move(country.dollars, UNEXPLAINED[payer], own)
            move(country.dollars, PAID[payer], paid + own)


@mechanism
def land_imports(country, rows):
    """Goods bought last month arrive: fuel and intermediates to plants, grain to the state."""
    n, p, base = country.nation, country.p.trade, country.opening.civil
    bought = n.arrivals[OIL] / base[OIL] / country.now.price.oil
    inputs = n.arrivals[INTERMEDIATES] / base[INTERMEDIATES]
    fill(n.sec_landed, n.sec_bought)
    at_sea = _take_over_oil(country)
    oil = p.gift_crude + (1.0 - p.gift_crude) * bought + at_sea
    land_inputs(country, rows, oil, inputs)
    n.landed[INTERMEDIATES] += parts_landed(country)
    install = land_machines(country)
    n.landed[MACHINERY] = install + army_machines_landed(country)
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
    n = country.nation
    fill(n.arrivals, n.arrivals_paid)
    n.imports_usual += (total(n.imports) - n.imports_usual) / MONTHS
