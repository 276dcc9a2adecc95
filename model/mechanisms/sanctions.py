"""Sanction channels: law, enforcement and evasion that learns."""

from __future__ import annotations

from model.compiled import inner, mechanism
from model.drivers import EXPORT_CHANNELS
from model.matrix import MONTHS
from model.numerics import clear, exp, log, power, total
from model.populations.layout import CABINET
from model.populations.trading_companies import CK, C, reach

COVERAGE = ("coal", "other_minerals", "textiles", "seafood", "other_exports")
"""Law that bears on each export channel, in the order of EXPORT_CHANNELS; the first covered."""
COAL, CHANNELS = EXPORT_CHANNELS.index("coal"), len(EXPORT_CHANNELS)
TEXTILES = EXPORT_CHANNELS.index("textiles")


@mechanism
def note_enforcement(country):
    """Compliance of the partners this month, weighted by their part of trade."""
    world, strict = country.world, 0.0
    for partner in range(world.partner_share.size):
        strict += world.partner_share[partner] * world.partner_compliance[partner]
    country.nation.enforcement = strict


@inner
def open_share(country, channel):
    """Part of opening demand that partners buy within the law they enforce.

    Share-weighted demand times (1 - coverage x compliance); what one partner refuses the
    others do not take up.
    """
    world, law, part = country.world, country.now.coverage[channel], 0.0
    for partner in range(world.partner_share.size):
        bought = world.partner_share[partner] * world.partner_demand[partner]
        part += bought * (1.0 - law * world.partner_compliance[partner])
    return part


@mechanism
def learn_evasion(country, rows):
    """Trading companies learn to move what is banned, up to a long-run leak set by their patron.

    The gap to the leak halves every ``evasion_half_life`` months while anything is banned
    (procurement networks improved under sanctions: Park and Walsh). Companies of party, army and
    munitions learn to move more than the cabinet's, and trade as far as they are licensed.
    """
    n, p, strictest = country.nation, country.p.sanctions, 0.0
    for channel in range(CHANNELS):
        strictest = max(strictest, country.now.coverage[channel])
    rate = strictest * n.enforcement * (1.0 - exp(-log(2.0) / p.evasion_half_life))
    leaks = reach(p.leak, p.patron_edge, country.opening.licences[CABINET])
    patron = rows.company_kinds[CK.patron]
    n.evasion = _learn(rows.companies, patron, n.licences, leaks, rate, n.evaders)


@mechanism
def smuggle(country):
    """Banned goods moved all the same: what law and partners stop, times the skill learnt."""
    n, now = country.nation, country.now
    moved = n.enforcement * n.evasion * now.border.openness
    for channel in range(CHANNELS):
        n.smuggled[channel] = normal_exports(country, channel) * now.coverage[channel] * moved


@inner
def normal_exports(country, channel):
    """Exports of one channel where nothing stands in the way, mn USD a month.

    Companies owe dollars, not tonnes: what coal loses in price they make up by volume, as far as
    mines and ports can. Orders for clothing move in from dearer countries.
    """
    t, worth = country.p.trade, 1.0
    if channel == COAL:
        price = country.now.price.coal
        worth = power(price, 1.0 - t.quota_response)
        worth = min(worth, price * t.coal_ceiling * t.coal_price / t.export_coal)
    elif channel == TEXTILES:
        come = 1.0 - exp(-country.month / t.textile_time)
        worth += (t.textile_ceiling - 1.0) * come
    return opening_exports(t)[channel] / MONTHS * worth


@inner
def opening_exports(t):
    """Exports of the opening year by channel, mn USD."""
    return (
        t.export_coal,
        t.export_other_minerals,
        t.export_textiles,
        t.export_seafood,
        t.export_other,
    )


@inner
def _learn(c, patron, licences, leaks, rate, evaders):
    """Skill and licence of every company; hand back mean skill and who moves what is banned."""
    clear(evaders)
    for i in range(c.shape[1]):
        k = patron[i]
        c[C.skill, i] += rate * (leaks[k] - c[C.skill, i])
        c[C.licence, i] = c[C.size, i] * licences[k]
        evaders[k] += c[C.weight, i] * c[C.licence, i] * c[C.skill, i]
    mean = total(evaders)
    for k in range(evaders.size):
        evaders[k] = evaders[k] / mean if mean > 0.0 else licences[k]
    return mean
