"""The Second Economic Commission's purse: what it buys abroad, what that costs, what it sells."""

from __future__ import annotations

from model.accounts import move
from model.chart import BY, DOLLARS
from model.compiled import inner
from model.drivers import COVERED, IMPORT_CHANNELS
from model.mechanisms.production import IMPORTED
from model.numerics import power, total
from model.populations.layout import ARMY_MACHINES, MUNITIONS, MUNITIONS_INPUTS, PARTS

MACHINERY = IMPORT_CHANNELS.index("machinery")
BAN_MACHINERY, BAN_FINANCE = COVERED.index("machinery"), COVERED.index("finance")


@inner
def want_for_munitions(country):
    """What the Commission would buy at the opening's worth of a dollar, mn USD a month.

    Parts follow the programme's effort, inputs what munitions plants are planned and hold,
    machines arms ordered. Where machines are banned, parts and machines come dearer.
    """
    n, o, p = country.nation, country.opening, country.p.commission
    banned = country.now.coverage[BAN_MACHINERY] * n.enforcement * (1.0 - n.evasion)
    n.payment_cost = cost_of_paying(country)
    inputs = n.plan_level[MUNITIONS] * n.input_use[IMPORTED, MUNITIONS]
    n.sec_planned[PARTS] = country.world.programme_cost / o.programme_usual
    n.sec_planned[MUNITIONS_INPUTS] = inputs * n.refill[IMPORTED, MUNITIONS]
    n.sec_planned[ARMY_MACHINES] = n.defence_orders
    for kind in range(n.sec_wanted.size):
        dearer = 1.0 if kind == MUNITIONS_INPUTS else 1.0 + p.dearer * banned
        n.sec_cost[kind] = dearer / (1.0 - n.payment_cost)
        spent = o.sec_usual[kind] * power(n.sec_cost[kind], 1.0 - p.replacement)
        n.sec_wanted[kind] = spent * n.sec_planned[kind] * country.now.border.openness


@inner
def cost_of_paying(country):
    """Part of a payment abroad lost to banks and middlemen where finance is watched."""
    watched = country.now.coverage[BAN_FINANCE] * country.nation.enforcement
    return country.p.rents.finance_cost * watched


@inner
def buy_for_munitions(country):
    """Spend the purse as long as a dollar is worth more in the track than sold.

    Marginal products are equal: what is bought of each kind is what is wanted times one ratio,
    lower the less there is to spend. A part of what it keeps beyond its usual holding is for sale.
    """
    n, p = country.nation, country.p.commission
    wanted, most = total(n.sec_wanted), power(p.worth, p.replacement)
    ratio = min(_purse(country) / wanted, most) if wanted > 0.0 else 0.0
    for kind in range(n.sec_wanted.size):
        n.sec_paid[kind] = n.sec_wanted[kind] * ratio * (1.0 - n.payment_cost)
        real = n.sec_wanted[kind] * ratio / n.sec_cost[kind]
        n.sec_bought[kind] = real / country.opening.sec_usual[kind]
    n.sec_worth = p.worth * power(max(ratio, p.least), -1.0 / p.replacement)
    _note_means(country)
    move(country.dollars, DOLLARS.cost_munitions, wanted * ratio * n.payment_cost)
    move(country.dollars, DOLLARS.imports_munitions, total(n.sec_paid))
    beyond = country.dollars.balance[BY.munitions] - country.opening.dollars[BY.munitions]
    n.sec_offer = p.sale_pace * max(0.0, beyond)


@inner
def _note_means(country):
    """What is bought beside what is planned, by value at the opening."""
    n, usual = country.nation, country.opening.sec_usual
    bought, planned = 0.0, 0.0
    for kind in range(usual.size):
        bought += usual[kind] * n.sec_bought[kind]
        planned += usual[kind] * n.sec_planned[kind]
    found = max(bought / planned, country.p.commission.least)
    n.sec_means += country.p.plan.smoothing * (found - n.sec_means)


@inner
def _purse(country):
    """Income, a part of the reserve above its floor, and all beyond the usual holding."""
    p, usual = country.p.imports, country.opening.dollars[BY.munitions]
    held = max(0.0, country.dollars.balance[BY.munitions])
    income = min(held, max(0.0, held - country.dollars.carried[BY.munitions]))
    spare = max(0.0, min(held - income, usual) - p.reserve_floor * usual)
    return income + p.reserve_release * spare + max(0.0, held - income - usual)


@inner
def parts_landed(country):
    """Imported parts that reached the programme this month, trn KRW at opening prices."""
    usual = country.opening.sec_usual[PARTS] * country.p.trade.krw_per_usd
    return usual * country.nation.sec_landed[PARTS]


@inner
def army_machines_landed(country):
    """Imported machines that reached the army this month, trn KRW at opening prices."""
    o, krw = country.opening, country.p.trade.krw_per_usd
    return o.imports[MACHINERY] * krw * o.army_machines * country.nation.sec_landed[ARMY_MACHINES]


@inner
def land_machines(country):
    """Machines landed for civil plants and for munitions plants; hand back both, trn KRW."""
    n, o = country.nation, country.opening
    plants = o.imports[MACHINERY] * (1.0 - o.army_machines) * country.p.trade.krw_per_usd
    civil = n.arrivals[MACHINERY] / o.civil[MACHINERY]
    n.machines_civil = plants * (1.0 - o.munitions_machines) * civil
    n.machines_arms = plants * o.munitions_machines * n.sec_landed[ARMY_MACHINES]
    return n.machines_civil + n.machines_arms
