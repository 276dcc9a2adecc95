"""E8: exports from opening stocks, and the dollars they bring."""

from __future__ import annotations

import numpy as np

from model.compiled import inner, mechanism
from model.matrix import MONTHS, rows
from model.mechanisms.sanctions import CHANNELS, COAL, normal_exports, open_share
from model.numerics import clear, total
from model.populations.layout import BRANCHES, EXPORTS, N_GOODS

GOODS = np.array([[float(row[b]) for b in BRANCHES[:N_GOODS]] for row in rows("export_goods.csv")])
"""What each export channel is made of, [channel, good]."""


@mechanism
def export_goods(country):
    """Partners take what law, border and stocks let through; recorded exports are met in full."""
    n, recorded = country.nation, country.now.exports
    for channel in range(CHANNELS):
        free = np.isnan(recorded[channel])
        n.exports[channel] = _taken(country, channel) if free else recorded[channel]
    _ship(country)


@inner
def _taken(country, channel):
    """Exports of one channel that law, border and stocks let through, mn USD a month."""
    n, border = country.nation, country.now.border.openness
    stocked = _in_stock(GOODS[channel], n.stocks, n.base, country.p.production.goods_cover)
    lawful = open_share(country, channel)
    return normal_exports(country, channel) * lawful * border * stocked


@inner
def _in_stock(goods, stocks, base, cover):
    """Part of normal exports that the goods in stock can cover, at most all.

    Goods are what is home-made of it: most of what is sewn on commission is the buyer's cloth.
    """
    covered = 0.0
    for g in range(goods.size):
        covered += goods[g] * min(1.0, stocks[g] / (cover * base[g]))
    return covered / total(goods)


@inner
def _ship(country):
    """Move the goods out of stock (in volumes) and note the tonnes of coal."""
    n, t = country.nation, country.p.trade
    coal, earned = _load(
        n.exports,
        n.smuggled,
        country.now.price.coal,
        GOODS,
        t.krw_per_usd,
        n.needs,
        n.delivered,
        n.stocks,
    )
    n.coal_exports = coal / t.coal_price
    gap = earned / (t.opening_exports / MONTHS) - n.export_index
    n.export_index += country.p.plan.smoothing * gap


@inner
def _load(exports, smuggled, coal_price, made_of, krw_per_usd, needs, delivered, stocks):
    """Take the goods of all channels out of stock; hand back the volume of coal and the value."""
    coal, value = (exports[COAL] + smuggled[COAL]) / coal_price, 0.0
    clear(needs[EXPORTS])
    for channel in range(exports.size):
        value += exports[channel] + smuggled[channel]
        volume = coal if channel == COAL else exports[channel] + smuggled[channel]
        for g in range(stocks.size):
            needs[EXPORTS, g] += volume * made_of[channel, g] * krw_per_usd
    for g in range(stocks.size):
        delivered[EXPORTS, g] = min(needs[EXPORTS, g], stocks[g])
        stocks[g] -= delivered[EXPORTS, g]
    return coal, value
