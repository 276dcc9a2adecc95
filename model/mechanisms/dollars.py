"""E9: foreign currency earned outside customs, shared among patrons, and kept in hand."""

from __future__ import annotations

import numpy as np

from model.accounts import move
from model.chart import BY, DOLLARS
from model.compiled import inner, mechanism
from model.drivers import COVERED, IMPORT_CHANNELS
from model.matrix import MONTHS
from model.numerics import total
from model.populations.layout import ARMY, CABINET, PARTY, PROVINCES, SECOND_ECONOMY

MILLION = 1e6
BAN_FINANCE, BAN_LABOUR = COVERED.index("finance"), COVERED.index("labour")
BAN_SEAFOOD = COVERED.index("seafood")
OIL, CONSUMER = IMPORT_CHANNELS.index("oil"), IMPORT_CHANNELS.index("consumer")


@mechanism
def receive_rents(country):
    """Off-book currency as named flows by rule: workers x net wage, thefts x cash-out."""
    n, now, p, dollars = country.nation, country.now, country.p.rents, country.dollars
    clean = 1.0 - p.finance_cost * now.coverage[BAN_FINANCE] * n.enforcement
    banned = now.coverage[BAN_LABOUR] * n.enforcement * (1.0 - p.labour_leak)
    labour = now.labour.abroad * p.net_wage / MONTHS / MILLION * clean * (1.0 - banned)
    thefts, tourism = now.thefts.proceeds * p.cash_out, now.tourism.receipts
    private = p.private_trade / MONTHS * now.border.openness
    kaesong = now.kaesong.workers * p.kaesong_wage / MILLION
    move(dollars, DOLLARS.labour, labour)
    _share_thefts(country, thefts)
    work = _earn_by_computers(country, clean)
    rights = p.fishing / MONTHS * now.coverage[BAN_SEAFOOD] * n.enforcement * now.border.openness
    move(dollars, DOLLARS.fishing, rights)
    granted = move(dollars, DOLLARS.grants, now.grants.munitions)
    move(dollars, DOLLARS.tourism, tourism)
    move(dollars, DOLLARS.kaesong_state, kaesong * (1.0 - p.kaesong_kept))
    kept = move(dollars, DOLLARS.kaesong_households, kaesong * p.kaesong_kept)
    n.dollars_to_workers = kept
    move(dollars, DOLLARS.private, private)
    move(dollars, DOLLARS.aid, now.aid.funding)
    move(dollars, DOLLARS.aid_used, now.aid.funding)
    n.smuggling = move(dollars, DOLLARS.smuggled, total(n.smuggled) * clean)
    _take_crude(country)
    n.off_book = (
        labour + thefts + work + rights + granted + private + kaesong + n.smuggling + tourism
    )


@inner
def _share_thefts(country, thefts):
    """What is stolen goes to the munitions track and the court; operators keep what these leave."""
    n, p, dollars = country.nation, country.p.rents, country.dollars
    named = max(1.0, p.thefts_to_munitions + p.thefts_to_court)
    munitions = move(dollars, DOLLARS.thefts_munitions, thefts * p.thefts_to_munitions / named)
    court = move(dollars, DOLLARS.thefts_court, thefts * p.thefts_to_court / named)
    n.dollars_to_operators = move(
        dollars, DOLLARS.thefts_operators, max(0.0, thefts - munitions - court)
    )


@inner
def _earn_by_computers(country, clean):
    """Computer work abroad pays the munitions track and the court."""
    p = country.p.rents
    work = p.it_revenue / MONTHS * clean
    move(country.dollars, DOLLARS.it_munitions, work * p.it_to_munitions)
    move(country.dollars, DOLLARS.it_court, work * (1.0 - p.it_to_munitions))
    return work


@inner
def _take_crude(country):
    """Crude comes as a grant of constant volume at the world's price, paid in part if at all."""
    n, now = country.nation, country.now
    n.crude_grant = country.opening.imports[OIL] - country.opening.civil[OIL]
    n.crude_grant *= now.price.oil
    if not np.isnan(now.imports[OIL]):
        n.crude_grant = min(n.crude_grant, now.imports[OIL])  # what is recorded contains it
    granted = n.crude_grant * (1.0 - country.p.trade.crude_paid)
    paid = min(n.crude_grant - granted, max(0.0, country.dollars.balance[BY.state]))
    n.crude_grant = granted + paid
    move(country.dollars, DOLLARS.crude, granted)
    move(country.dollars, DOLLARS.crude_used, n.crude_grant)


@mechanism
def share_export_earnings(country):
    """Trading companies earn; each pays its patron for its licence, and private partners."""
    n, p, dollars = country.nation, country.p.trade, country.dollars
    earned = move(dollars, DOLLARS.exports, total(n.exports))
    scale = 1.0 / max(1.0, p.licence_fee + p.commission)
    for patron in range(n.received.size):
        n.received[patron] = n.smuggling * n.evaders[patron]
        for channel in range(n.exports.size):
            n.received[patron] += n.exports[channel] * n.licence[patron, channel]
    fees = scale * p.licence_fee * n.received
    move(dollars, DOLLARS.licences_state, fees[ARMY] + fees[CABINET] + fees[PROVINCES])
    move(dollars, DOLLARS.licences_court, fees[PARTY])
    move(dollars, DOLLARS.licences_munitions, fees[SECOND_ECONOMY])
    move(dollars, DOLLARS.commissions, scale * p.commission * (earned + n.smuggling))
    due = p.trader_fees / MONTHS * n.imports_wanted[CONSUMER] / (p.consumer / MONTHS)
    move(dollars, DOLLARS.fees, min(due, dollars.balance[BY.traders]))
    _pass_on(country)


@inner
def _pass_on(country):
    """The state feeds the court and the munitions track; the court gives to the core."""
    n, p, dollars = country.nation, country.p.fx, country.dollars
    tilt, held = n.defence_share / country.p.doctrine.opening_share, dollars.balance
    move(dollars, DOLLARS.to_court, max(0.0, min(p.to_court / MONTHS, held[BY.state])))
    usual = p.to_munitions / MONTHS * tilt
    earned = held[BY.munitions] - dollars.carried[BY.munitions]
    lacking = max(0.0, total(n.sec_wanted) - earned - usual)
    passed = usual + country.p.commission.made_good * lacking
    move(dollars, DOLLARS.to_munitions, max(0.0, min(passed, held[BY.state])))
    gifts = move(dollars, DOLLARS.gifts, min(n.gifts, held[BY.court]))
    n.dollars_to_core = gifts + n.dollars_to_operators
