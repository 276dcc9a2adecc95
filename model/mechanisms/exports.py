"""E8: exports from opening stocks, and the dollars they bring."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.drivers import EXPORT_CHANNELS
from model.matrix import MONTHS, rows
from model.mechanisms.sanctions import COVERAGE, open_share
from model.populations.layout import BRANCHES, EXPORTS, N_GOODS

if TYPE_CHECKING:
    from model.economy import Economy

GOODS = np.array([[float(row[b]) for b in BRANCHES[:N_GOODS]] for row in rows("export_goods.csv")])
"""What each export channel is made of, [channel, good]."""


def export_goods(economy: Economy) -> None:
    """Partners take what law, border and stocks let through; recorded exports are met in full."""
    n, now, t = economy.nation, economy.now, economy.p.trade
    for i, (channel, covered) in enumerate(zip(EXPORT_CHANNELS, COVERAGE, strict=True)):
        recorded = now[f"exports.{channel}"]
        if not math.isnan(recorded):
            n.exports[i] = recorded
            continue
        wanted = getattr(t, f"export_{channel}") / MONTHS
        price = now["price.coal"] if channel == "coal" else 1.0
        n.exports[i] = (
            wanted
            * price
            * open_share(economy, covered)
            * now["border.openness"]
            * _in_stock(economy, i)
        )
    _ship(economy)


def _in_stock(economy: Economy, channel: int) -> float:
    """Part of normal exports that the goods in stock can cover, at most all."""
    n, cover = economy.nation, economy.p.production.goods_cover
    normal = cover * n.base[:N_GOODS]
    return float(GOODS[channel] @ np.minimum(1.0, n.stocks / normal))


def _ship(economy: Economy) -> None:
    """Move the goods out of stock (in volumes) and note the tonnes of coal."""
    n, p = economy.nation, economy.p
    prices = np.ones(len(EXPORT_CHANNELS))
    prices[0] = economy.now["price.coal"]
    volumes = (n.exports + n.smuggled) / prices
    goods = volumes @ GOODS * p.trade.krw_per_usd
    n.needs[EXPORTS, :] = goods
    n.delivered[EXPORTS, :] = np.minimum(goods, n.stocks)
    n.stocks -= n.delivered[EXPORTS, :]
    n.coal_exports = volumes[0] / p.trade.coal_price
    opening = p.trade.opening_exports / MONTHS
    pace = p.plan.smoothing
    n.export_index += pace * (float(n.exports.sum() + n.smuggled.sum()) / opening - n.export_index)
