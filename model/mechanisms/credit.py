"""Suppliers' credit: what Chinese suppliers lend to trading companies, and what becomes of it."""

from __future__ import annotations

from model.accounts import move
from model.chart import BY, DOLLARS
from model.compiled import inner, mechanism
from model.numerics import total


@mechanism
def borrow_from_suppliers(country):
    """Goods on credit are a receipt, an import and a debt of the companies in the same month.

    Suppliers lend by what is bought, by trust, and by how far law is enforced; debt beyond that
    falls due. What stays unpaid costs trust, and a part of it is given up in the end: a
    revaluation, never income.
    """
    n, p, dollars = country.nation, country.p.credit, country.dollars
    beyond = max(0.0, n.trade_debt - _limit(country))
    due = beyond / p.repay_time
    n.credit_repaid = min(due, max(0.0, dollars.balance[BY.trading_companies]))
    n.credit_lost = p.lapse * max(0.0, beyond - n.credit_repaid)
    paid = n.credit_repaid / due if due > 0.0 else 1.0
    n.trust += p.trust_pace * (paid * country.now.border.openness - n.trust)
    room = max(0.0, _limit(country) - n.trade_debt) / p.repay_time
    wanted = max(0.0, total(n.wanted[0]) - dollars.balance[BY.trading_companies])
    n.credit_drawn = min(room, wanted)
    n.trade_debt += n.credit_drawn - n.credit_repaid - n.credit_lost
    move(dollars, DOLLARS.credit, n.credit_drawn)
    move(dollars, DOLLARS.credit_repaid, n.credit_repaid)


@inner
def _limit(country):
    """What suppliers will lend, mn USD: as at the opening for the same trade, trust and law."""
    n, p = country.nation, country.p.credit
    bought = n.imports_usual / total(country.opening.imports)
    feared = p.law_weight * country.world.restriction * n.enforcement
    return p.opening_debt * bought * n.trust * (1.0 - feared)
