"""E12: private investors put money to work unless they expect to lose it."""

from __future__ import annotations

from model import streams
from model.accounts import move
from model.chart import BY, CASH
from model.compiled import inner, mechanism
from model.matrix import MONTHS
from model.numerics import uniform
from model.populations.traders import TK, T

MILLION = 1e6


@mechanism
def invest_privately(country, rows):
    """Investors buy materials from enterprises; expropriation takes cash and is remembered."""
    n, p, cash = country.nation, country.p.traders, country.cash
    hazard = p.expropriation * country.now.market.tightness / MONTHS
    per_unit = n.base_goods_price * n.goods_price / country.p.market.goods_real
    budget = min(p.invested_share * n.sales, max(0.0, cash.balance[BY.traders]))
    spent, taken, capital = _invest(
        rows.traders,
        rows.trader_kinds,
        streams.monthly(country, streams.S.traders),
        hazard,
        p.seized_share,
        p.forgetting,
        budget * MILLION / country.opening.investor_part,
        per_unit * MILLION,
        p.wear / MONTHS,
    )
    move(cash, CASH.private_investment, spent / MILLION)
    move(cash, CASH.expropriation, taken / MILLION)
    cash.carried[BY.traders] -= (spent + taken) / MILLION  # its members have moved it themselves
    n.private_capital = capital


@inner
def trader_capital_ratio(country):
    """Traders' fixed capital beside the opening's; one where nobody invests, then as later."""
    before = country.opening.private_capital
    return country.nation.private_capital / before if before > 0.0 else 1.0


@inner
def _invest(t, kinds, key, hazard, seized_share, forgetting, invested, price, wear):
    spent, taken, capital = 0.0, 0.0, 0.0
    _even_out(t)
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


@inner
def _even_out(t):
    """Traders settle among themselves, so that each holds notes by the size of its trade."""
    held = 0.0
    for i in range(t.shape[1]):
        held += t[T.weight, i] * t[T.cash, i]
    for i in range(t.shape[1]):
        t[T.cash, i] = held * t[T.size, i]
