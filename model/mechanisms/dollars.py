"""E9: foreign currency earned outside customs, shared among patrons, and kept in hand."""

from __future__ import annotations

from model.accounts import move
from model.chart import BY, DOLLARS
from model.compiled import inner, mechanism
from model.drivers import COVERED, IMPORT_CHANNELS
from model.matrix import MONTHS
from model.numerics import total
from model.populations.layout import ARMY, CABINET, PARTY, SECOND_ECONOMY

MILLION = 1e6
BAN_FINANCE, BAN_LABOUR = COVERED.index("finance"), COVERED.index("labour")
CONSUMER = IMPORT_CHANNELS.index("consumer")


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
    move(dollars, DOLLARS.thefts_munitions, thefts * p.thefts_to_munitions)
    move(dollars, DOLLARS.thefts_state, thefts * (1.0 - p.thefts_to_munitions))
    move(dollars, DOLLARS.tourism, tourism)
    move(dollars, DOLLARS.kaesong_state, kaesong * (1.0 - p.kaesong_kept))
    kept = move(dollars, DOLLARS.kaesong_households, kaesong * p.kaesong_kept)
    n.dollars_to_workers = kept
    move(dollars, DOLLARS.private, private)
    move(dollars, DOLLARS.aid, now.aid.funding)
    move(dollars, DOLLARS.aid_used, now.aid.funding)
    n.smuggling = move(dollars, DOLLARS.smuggled, total(n.smuggled) * clean)
    n.off_book = labour + thefts + private + kaesong + n.smuggling + tourism


@mechanism
def share_export_earnings(country):
    """Trading companies earn; each pays its patron for its licence, and private partners."""
    n, p, dollars = country.nation, country.p.trade, country.dollars
    earned = move(dollars, DOLLARS.exports, total(n.exports))
    scale = 1.0 / max(1.0, p.licence_fee + p.commission)
    fees = scale * p.licence_fee * (earned * n.licences + n.smuggling * n.evaders)
    move(dollars, DOLLARS.licences_state, fees[ARMY] + fees[CABINET])
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
    move(dollars, DOLLARS.to_court, min(p.to_court / MONTHS, held[BY.state]))
    move(dollars, DOLLARS.to_munitions, min(p.to_munitions / MONTHS * tilt, held[BY.state]))
    n.dollars_to_core = move(dollars, DOLLARS.gifts, min(n.gifts, held[BY.court]))
