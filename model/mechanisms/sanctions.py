"""Sanction channels: law, enforcement and evasion that learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.compiled import compiled
from model.drivers import EXPORT_CHANNELS
from model.matrix import MONTHS
from model.numerics import exp, log, total
from model.populations.layout import CABINET
from model.populations.trading_companies import C, reach

if TYPE_CHECKING:
    from model.economy import Economy

COVERAGE = ("coal", "other_minerals", "textiles", "seafood", "other_exports")
"""Law that bears on each export channel, in the order of EXPORT_CHANNELS."""
LAWS = tuple(f"coverage.{covered}" for covered in COVERAGE)
WANTED = tuple(f"export_{channel}" for channel in EXPORT_CHANNELS)
"""Names of the drivers and parameters read here, channel by channel."""


def note_enforcement(economy: Economy) -> None:
    """Compliance of the partners this month, weighted by their part of trade."""
    economy.nation.enforcement = sum([p.share * p.compliance for p in economy.partners])


def open_share(economy: Economy, channel: int) -> float:
    """Part of opening demand that partners buy within the law they enforce.

    Share-weighted demand times (1 - coverage x compliance); what one partner refuses the
    others do not take up.
    """
    law = economy.now[LAWS[channel]]
    return sum([p.share * p.demand * (1.0 - law * p.compliance) for p in economy.partners])


def learn_evasion(economy: Economy) -> None:
    """Trading companies learn to move what is banned, up to a long-run leak set by their patron.

    The gap to the leak halves every ``evasion_half_life`` months while anything is banned
    (procurement networks improved under sanctions: Park and Walsh). Companies of party, army and
    munitions learn to move more than the cabinet's, and trade as far as they are licensed.
    """
    p, now = economy.p.sanctions, economy.now
    banned = max([now[law] for law in LAWS]) * economy.nation.enforcement
    rate = banned * (1.0 - exp(-log(2.0) / p.evasion_half_life))
    n, companies = economy.nation, economy.companies
    leaks = reach(p.leak, p.patron_edge, economy.opening.licences.item(CABINET))
    n.evasion = _learn(companies.data, companies.patron, n.licences, leaks, rate, n.evaders)


def smuggle(economy: Economy) -> None:
    """Banned goods moved all the same: what law and partners stop, times the skill learnt."""
    n, now = economy.nation, economy.now
    moved = n.enforcement * n.evasion * now["border.openness"]
    n.smuggled[:] = [normal_exports(economy, i) * now[law] * moved for i, law in enumerate(LAWS)]


def normal_exports(economy: Economy, channel: int) -> float:
    """Exports of one channel at opening volumes and this month's price, mn USD a month."""
    price = economy.now["price.coal"] if EXPORT_CHANNELS[channel] == "coal" else 1.0
    return float(getattr(economy.p.trade, WANTED[channel])) / MONTHS * price


@compiled
def _learn(c, patron, licences, leaks, rate, evaders):
    """Skill and licence of every company; hand back mean skill and who moves what is banned."""
    evaders[:] = 0.0
    for i in range(c.shape[1]):
        k = patron[i]
        c[C.skill, i] += rate * (leaks[k] - c[C.skill, i])
        c[C.licence, i] = c[C.size, i] * licences[k]
        evaders[k] += c[C.weight, i] * c[C.licence, i] * c[C.skill, i]
    mean = total(evaders)
    for k in range(evaders.size):
        evaders[k] = evaders[k] / mean if mean > 0.0 else licences[k]
    return mean
