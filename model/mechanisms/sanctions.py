"""Sanction channels: law, enforcement and evasion that learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.compiled import compiled
from model.drivers import EXPORT_CHANNELS, PARTNERS
from model.matrix import MONTHS
from model.numerics import exp, log
from model.populations.trading_companies import C

if TYPE_CHECKING:
    from model.economy import Economy

COVERAGE = ("coal", "other_minerals", "textiles", "seafood", "other_exports")
"""Law that bears on each export channel, in the order of EXPORT_CHANNELS."""


def partner_shares(economy: Economy) -> list[float]:
    """Each partner's part of trade at the opening, in the order of PARTNERS."""
    t = economy.p.trade
    return [
        t.china_share,
        t.russia_share,
        t.south_korea_share,
        1.0 - t.china_share - t.russia_share - t.south_korea_share,
    ]


def note_enforcement(economy: Economy) -> None:
    """Compliance of the partners this month, weighted by their part of trade."""
    shares = zip(partner_shares(economy), PARTNERS, strict=True)
    economy.nation.enforcement = sum(s * economy.now[f"compliance.{p}"] for s, p in shares)


def open_share(economy: Economy, covered: str) -> float:
    """Part of opening demand that partners buy within the law they enforce.

    Share-weighted demand times (1 - coverage x compliance); what one partner refuses the
    others do not take up.
    """
    now, law = economy.now, economy.now[f"coverage.{covered}"]
    shares = zip(partner_shares(economy), PARTNERS, strict=True)
    return sum(s * now[f"demand.{p}"] * (1.0 - law * now[f"compliance.{p}"]) for s, p in shares)


def learn_evasion(economy: Economy) -> None:
    """Trading companies learn to move what is banned, up to a long-run leak.

    The gap to the leak halves every ``evasion_half_life`` months while anything is banned
    (procurement networks improved under sanctions: Park and Walsh).
    """
    p, now = economy.p.sanctions, economy.now
    banned = max(now[f"coverage.{c}"] for c in COVERAGE) * economy.nation.enforcement
    rate = banned * (1.0 - exp(-log(2.0) / p.evasion_half_life))
    economy.nation.evasion = _learn(economy.companies.data, p.leak, rate)


def smuggle(economy: Economy) -> None:
    """Banned goods moved all the same: what law and partners stop, times the skill learnt."""
    n, now, t = economy.nation, economy.now, economy.p.trade
    for i, (channel, covered) in enumerate(zip(EXPORT_CHANNELS, COVERAGE, strict=True)):
        wanted = getattr(t, f"export_{channel}") / MONTHS
        stopped = now[f"coverage.{covered}"] * economy.nation.enforcement
        price = now["price.coal"] if channel == "coal" else 1.0
        n.smuggled[i] = wanted * price * stopped * n.evasion * now["border.openness"]


@compiled
def _learn(c, leak, rate):
    total = 0.0
    for i in range(c.shape[1]):
        c[C.skill, i] += rate * (leak - c[C.skill, i])
        total += c[C.weight, i] * c[C.licence, i] * c[C.skill, i]
    return total
