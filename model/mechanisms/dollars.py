"""E9: foreign currency earned outside customs, shared among patrons, and kept in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.matrix import MONTHS
from model.numerics import total
from model.populations.layout import ARMY, CABINET, PARTY, SECOND_ECONOMY

if TYPE_CHECKING:
    from model.economy import Economy

MILLION = 1e6


def receive_rents(economy: Economy) -> None:
    """Off-book currency as named flows by rule: workers x net wage, thefts x cash-out."""
    n, now, p, post = economy.nation, economy.now, economy.p.rents, economy.accounts.dollars.move
    clean = 1.0 - p.finance_cost * now["coverage.finance"] * economy.nation.enforcement
    openness = now["border.openness"]
    banned = now["coverage.labour"] * economy.nation.enforcement * (1.0 - p.labour_leak)
    labour = now["labour.abroad"] * p.net_wage / MONTHS / MILLION * clean * (1.0 - banned)
    thefts = now["thefts.proceeds"] * p.cash_out
    private = p.private_trade / MONTHS * openness
    kaesong = now["kaesong.workers"] * p.kaesong_wage / MILLION
    post("labour abroad", "world", "state", labour)
    post("thefts", "world", "munitions", thefts * p.thefts_to_munitions)
    post("thefts", "world", "state", thefts * (1.0 - p.thefts_to_munitions))
    post("tourism", "world", "state", now["tourism.receipts"])
    post("Kaesong wages", "world", "state", kaesong * (1.0 - p.kaesong_kept))
    post("Kaesong wages", "world", "households", kaesong * p.kaesong_kept)
    economy.nation.household_dollars["worker"] = kaesong * p.kaesong_kept
    post("unrecorded private trade", "world", "traders", private)
    post("aid in kind, receipt", "world", "state", now["aid.funding"])
    post("aid in kind, use", "state", "world", now["aid.funding"])
    n.smuggling = post("smuggled exports", "world", "trading companies", total(n.smuggled) * clean)
    n.off_book = labour + thefts + private + kaesong + n.smuggling + now["tourism.receipts"]


def share_export_earnings(economy: Economy) -> None:
    """Trading companies earn; each pays its patron for its licence, and private partners."""
    n, p, post = economy.nation, economy.p.trade, economy.accounts.dollars.move
    earned = post("recorded exports", "world", "trading companies", total(n.exports))
    scale = 1.0 / max(1.0, p.licence_fee + p.commission)
    fees = [
        scale * p.licence_fee * (earned * licensed + n.smuggling * moved)
        for licensed, moved in zip(n.licences.tolist(), n.evaders.tolist(), strict=True)
    ]
    post("licences", "trading companies", "state", fees[ARMY] + fees[CABINET])
    post("licences", "trading companies", "court", fees[PARTY])
    post("licences", "trading companies", "munitions", fees[SECOND_ECONOMY])
    commission = scale * p.commission * (earned + n.smuggling)
    post("commissions", "trading companies", "traders", commission)
    fees = p.trader_fees / MONTHS * n.imports_wanted.item(-1) / (p.consumer / MONTHS)
    post(
        "fees on traders",
        "traders",
        "state",
        min(fees, economy.accounts.dollars.balance["traders"]),
    )
    _pass_on(economy)


def _pass_on(economy: Economy) -> None:
    """The state feeds the court and the munitions track; the court gives to the core."""
    p, post = economy.p.fx, economy.accounts.dollars.move
    held = economy.accounts.dollars.balance
    tilt = economy.nation.defence_share / economy.p.doctrine.opening_share
    post("state to court", "state", "court", min(p.to_court / MONTHS, held["state"]))
    post(
        "state to munitions",
        "state",
        "munitions",
        min(p.to_munitions / MONTHS * tilt, held["state"]),
    )
    gifts = post(
        "gifts to the core", "court", "households", min(economy.nation.gifts, held["court"])
    )
    economy.nation.household_dollars["core"] = gifts
