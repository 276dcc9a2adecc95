"""E12: private investors put money to work unless they expect to lose it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model import streams
from model.compiled import compiled
from model.matrix import MONTHS
from model.numerics import uniform
from model.populations.traders import TK, T

if TYPE_CHECKING:
    from model.economy import Economy

MILLION = 1e6


def invest_privately(economy: Economy) -> None:
    """Investors buy materials from enterprises; expropriation takes cash and is remembered."""
    n, p = economy.nation, economy.p.traders
    hazard = p.expropriation * economy.now["market.tightness"] / MONTHS
    per_unit = n.base_goods_price * n.goods_price / economy.p.market.goods_real
    key = streams.key(economy.case.seed, "traders", economy.month)
    budget = min(p.invested_share * n.sales, max(0.0, economy.accounts.cash.balance["traders"]))
    spent, taken, capital = _invest(
        economy.traders.data,
        economy.traders.kinds,
        key,
        hazard,
        p.seized_share,
        p.forgetting,
        budget * MILLION / economy.opening.investor_part,
        per_unit * MILLION,
        p.wear / MONTHS,
    )
    pay = economy.accounts.cash.move
    pay("private investment", "traders", "enterprises", spent / MILLION)
    pay("expropriation", "traders", "state", taken / MILLION)
    economy.accounts.cash.moved_by_members("traders", -(spent + taken) / MILLION)
    n.private_capital = capital


def trader_capital_ratio(economy: Economy) -> float:
    """Traders' fixed capital beside the opening's."""
    return economy.nation.private_capital / economy.p.traders.opening_capital


@compiled
def _invest(t, kinds, key, hazard, seized_share, forgetting, invested, price, wear):
    spent, taken, capital = 0.0, 0.0, 0.0
    for i in range(t.shape[1]):
        w = t[T.weight, i]
        t[T.memory, i] *= 1.0 - forgetting
        cash = max(0.0, t[T.cash, i])
        if uniform(key, kinds[TK.identity, i]) < hazard:
            t[T.memory, i] = 1.0
            t[T.cash, i] -= seized_share * cash
            taken += w * seized_share * cash
            cash -= seized_share * cash
        put = invested * t[T.size, i] * kinds[TK.investor, i] * (1.0 - t[T.memory, i])
        put = min(put, cash)
        t[T.cash, i] -= put
        t[T.capital, i] += put / price - wear * t[T.capital, i]
        spent += w * put
        capital += w * t[T.capital, i]
    return spent, taken, capital
