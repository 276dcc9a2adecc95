"""E8: exports from opening stocks, and the dollars they bring."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.compiled import compiled
from model.drivers import EXPORT_CHANNELS
from model.matrix import MONTHS, rows
from model.mechanisms.sanctions import normal_exports, open_share
from model.numerics import total
from model.populations.layout import BRANCHES, EXPORTS, N_GOODS

if TYPE_CHECKING:
    from model.economy import Economy

GOODS = np.array([[float(row[b]) for b in BRANCHES[:N_GOODS]] for row in rows("export_goods.csv")])
"""What each export channel is made of, [channel, good]."""


RECORDED = tuple(f"exports.{channel}" for channel in EXPORT_CHANNELS)
"""Drivers that impose a channel's exports."""


def export_goods(economy: Economy) -> None:
    """Partners take what law, border and stocks let through; recorded exports are met in full."""
    n, now = economy.nation, economy.now
    for channel, name in enumerate(RECORDED):
        recorded = now[name]
        n.exports[channel] = _taken(economy, channel) if math.isnan(recorded) else recorded
    _ship(economy)


def _taken(economy: Economy, channel: int) -> float:
    """Exports of one channel that law, border and stocks let through, mn USD a month."""
    n, border = economy.nation, economy.now["border.openness"]
    stocked = _in_stock(GOODS[channel], n.stocks, n.base, economy.p.production.goods_cover)
    lawful = open_share(economy, channel)
    return normal_exports(economy, channel) * lawful * border * stocked


@compiled
def _in_stock(goods, stocks, base, cover):
    """Part of normal exports that the goods in stock can cover, at most all.

    Goods are what is home-made of it: most of what is sewn on commission is the buyer's cloth.
    """
    covered = 0.0
    for g in range(goods.size):
        covered += goods[g] * min(1.0, stocks[g] / (cover * base[g]))
    return covered / total(goods)


def _ship(economy: Economy) -> None:
    """Move the goods out of stock (in volumes) and note the tonnes of coal."""
    n, t = economy.nation, economy.p.trade
    coal, earned = _load(
        n.exports,
        n.smuggled,
        economy.now["price.coal"],
        GOODS,
        t.krw_per_usd,
        n.needs,
        n.delivered,
        n.stocks,
    )
    n.coal_exports = coal / t.coal_price
    gap = earned / (t.opening_exports / MONTHS) - n.export_index
    n.export_index += economy.p.plan.smoothing * gap


@compiled
def _load(exports, smuggled, coal_price, made_of, krw_per_usd, needs, delivered, stocks):
    """Take the goods of all channels out of stock; hand back the volume of coal and the value."""
    coal, value = (exports[0] + smuggled[0]) / coal_price, 0.0
    needs[EXPORTS, :] = 0.0
    for channel in range(exports.size):
        value += exports[channel] + smuggled[channel]
        volume = coal if channel == 0 else exports[channel] + smuggled[channel]
        for g in range(stocks.size):
            needs[EXPORTS, g] += volume * made_of[channel, g] * krw_per_usd
    for g in range(stocks.size):
        delivered[EXPORTS, g] = min(needs[EXPORTS, g], stocks[g])
        stocks[g] -= delivered[EXPORTS, g]
    return coal, value
