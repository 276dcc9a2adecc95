"""What trading companies do with dollars beyond their usual reserve: each row chooses."""

from __future__ import annotations

import numpy as np

from model.accounts import move
from model.chart import BY, DOLLARS
from model.compiled import inner, mechanism
from model.drivers import IMPORT_CHANNELS
from model.mechanisms.production import IMPORTED, LEAST_RATIO
from model.numerics import exp, log, total
from model.populations.layout import (
    FOR_CURRENCY,
    FOR_GOODS,
    FOR_INPUTS,
    FOR_MACHINES,
    FOR_PATRON,
    PARTY,
    SECOND_ECONOMY,
)
from model.populations.trading_companies import CK, C

MILLION = 1e6
OIL, INTERMEDIATES, MACHINERY, FOOD, CONSUMER = range(len(IMPORT_CHANNELS))


@mechanism
def choose_for_patrons(country, rows):
    """Every company puts spare dollars where they pay: a logit over the returns it can see.

    It may buy inputs or machines for plants of its patron, goods for sale, hand dollars to its
    patron, or keep them. Returns are nought at the opening, so that shares are as they were.
    """
    n, p = country.nation, country.p.companies
    returns, usual = np.zeros(n.company_uses.size), _usual_shares(country)
    n.company_uses[:] = 0.0
    n.handed[:] = 0.0
    c, patron = rows.companies, rows.company_kinds[CK.patron]
    for i in range(c.shape[1]):
        reserve = country.opening.dollars[BY.trading_companies] * c[C.licence, i]
        spare = country.p.imports.spend_pace * max(0.0, c[C.dollars, i] / MILLION - reserve)
        if spare > 0.0:
            _see_returns(country, patron[i], c[C.skill, i], returns)
            whole = 0.0
            for use in range(returns.size):
                returns[use] = usual[use] * exp(p.response * returns[use])
                whole += returns[use]
            for use in range(returns.size):
                n.company_uses[use] += c[C.weight, i] * spare * returns[use] / whole
            n.handed[patron[i]] += c[C.weight, i] * spare * returns[FOR_PATRON] / whole
    _hand_to_patrons(country)


@inner
def _usual_shares(country):
    """Weight of each use at the opening: what companies import, and judgement for the rest."""
    owned, p = country.opening.owned[0], country.p.companies
    whole = total(owned)
    inputs = (owned[OIL] + owned[INTERMEDIATES]) / whole
    goods = (owned[FOOD] + owned[CONSUMER]) / whole
    return inputs, owned[MACHINERY] / whole, goods, p.for_patron, p.currency


@inner
def _see_returns(country, patron, skill, returns):
    """Log returns of each use beside the opening, for a company of this patron and skill."""
    n, lawful = country.nation, country.nation.lawful
    through = log(max(country.now.border.openness, LEAST_RATIO))
    short, plants = 0.0, country.opening.patron_plants
    for b in range(plants.shape[1]):
        short += plants[patron, b] * min(n.input_cover[IMPORTED, b], 1.0)
    goods = log(n.usual_real_rate / n.real_rate)
    machines = lawful[MACHINERY] + (1.0 - lawful[MACHINERY]) * skill
    returns[FOR_INPUTS] = through - log(max(short, LEAST_RATIO))
    returns[FOR_MACHINES] = through + log(max(machines * n.investment_orders, LEAST_RATIO))
    returns[FOR_GOODS] = through + goods + log(lawful[CONSUMER])
    returns[FOR_PATRON] = _patrons_need(country, patron)
    returns[FOR_CURRENCY] = n.rate_trend


@inner
def _patrons_need(country, patron):
    """How short of dollars the patron's purse is beside the opening, in logs."""
    if patron == SECOND_ECONOMY:
        return log(country.nation.sec_worth / country.p.commission.worth)
    purse = BY.court if patron == PARTY else BY.state
    usual = country.opening.dollars[purse]
    return log((usual + 1.0) / (max(country.dollars.balance[purse], 0.0) + 1.0))


@inner
def _hand_to_patrons(country):
    """What companies give their patrons beyond fees and quotas."""
    n, held = country.nation, country.dollars.balance
    asked = total(n.handed)
    part = min(1.0, max(0.0, held[BY.trading_companies]) / asked) if asked > 0.0 else 0.0
    court, munitions = part * n.handed[PARTY], part * n.handed[SECOND_ECONOMY]
    state = part * asked - court - munitions
    move(country.dollars, DOLLARS.patrons_court, court)
    move(country.dollars, DOLLARS.patrons_munitions, munitions)
    move(country.dollars, DOLLARS.patrons_state, max(0.0, state))


@inner
def spend_for_patrons(country, basket):
    """Companies' spare purchases by channel, mn USD: uses turned into what is imported."""
    owned, uses = country.opening.owned[0], country.nation.company_uses
    inputs, goods = owned[OIL] + owned[INTERMEDIATES], owned[FOOD] + owned[CONSUMER]
    basket[OIL] = uses[FOR_INPUTS] * owned[OIL] / inputs * country.nation.lawful[OIL]
    basket[INTERMEDIATES] = uses[FOR_INPUTS] * owned[INTERMEDIATES] / inputs
    basket[MACHINERY] = uses[FOR_MACHINES] * country.nation.lawful[MACHINERY]
    basket[FOOD] = uses[FOR_GOODS] * owned[FOOD] / goods
    basket[CONSUMER] = uses[FOR_GOODS] * owned[CONSUMER] / goods
