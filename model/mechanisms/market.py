"""E10: one clearing pass for grain, goods and currency, then prices move on what was unmet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.matrix import MONTHS
from model.mechanisms.households import book_household_month
from model.mechanisms.imports import CONSUMER
from model.mechanisms.money import share_sales
from model.numerics import exp, log, total
from model.populations.layout import FARMS, LIGHT, REGIONS

if TYPE_CHECKING:
    from model.economy import Economy

MILLION = 1e6


def clear_markets(economy: Economy) -> None:
    """Trade at last month's prices, the long side rationed; book it; then move prices and rate."""
    n = economy.nation
    grain, goods, bought, sold = (wanted / MILLION for wanted in n.household_sums[4:8].tolist())
    offered_grain = offer_grain(economy)
    offered_goods = offer_goods(economy)
    set_aside = supply_core(economy, offered_goods)
    offered_goods -= set_aside
    fill_grain = min(1.0, offered_grain / grain) if grain > 0.0 else 1.0
    in_dollars = n.booked["dollars"] / MILLION * economy.p.fx.dollar_purchases / MONTHS
    goods_wanted = goods + in_dollars * n.rate
    fill_goods = min(1.0, offered_goods / goods_wanted) if goods_wanted > 0.0 else 1.0
    buy, sell = _currency_trade(economy, bought, sold)
    _sell(economy, grain * fill_grain, goods * fill_goods)
    _sell_for_dollars(economy, in_dollars, fill_goods)
    n.goods_bought += set_aside / (n.base_goods_price * n.goods_price)
    pools = share_sales(economy)
    book_household_month(economy, (fill_grain, fill_goods, buy, sell), pools)
    n.rice_price *= _step(grain, offered_grain, economy.p.market.grain_speed, economy)
    n.goods_price *= _step(goods_wanted, offered_goods, economy.p.market.goods_speed, economy)


def _step(demand: float, supply: float, speed: float, economy: Economy) -> float:
    """Factor by which a price moves on excess demand, at most ``market.price_limit`` in log."""
    limit = economy.p.market.price_limit
    if demand <= 0.0 or supply <= 0.0:
        return exp(limit if demand > supply else -limit)
    return exp(min(max(speed * log(demand / supply), -limit), limit))


def offer_grain(economy: Economy) -> float:
    """Grain traders bring to market, kt: what farms sold them, and what they held, spread out."""
    stock, bought = economy.accounts.grain.balance["traders"], economy.nation.farm_grain
    released = min(1.0, 1.0 / economy.months_to_harvest + economy.p.market.grain_front)
    return max(0.0, bought + (stock - bought) * released)


def offer_goods(economy: Economy) -> float:
    """Goods for sale at last month's price, mn KPW: home-made, grown, imported, served."""
    n, p = economy.nation, economy.p.market
    freed = economy.now["enterprise.autonomy"] - economy.opening.autonomy
    light = n.output.item(LIGHT) / n.base.item(LIGHT) * (1.0 + p.autonomy_supply * freed)
    farm = n.output.item(FARMS) / n.base.item(FARMS)
    imported = n.arrivals.item(CONSUMER) / economy.opening.imports.item(CONSUMER)
    served = total(n.household_sums[: len(REGIONS)]) / economy.opening.effort
    n.goods_supply = (
        p.light_share * light
        + p.farm_share_of_goods * farm
        + p.import_share * imported
        + (1.0 - p.light_share - p.farm_share_of_goods - p.import_share) * served
    )
    return n.goods_supply * n.base_goods_price * n.goods_price


def supply_core(economy: Economy, offered: float) -> float:
    """State shops take goods off the market for the core, at most a ceiling of what is on offer.

    They are handed over in kind at plan prices, which cash won does not see.

    Returns:
        What they took, mn KPW at last month's price.
    """
    n = economy.nation
    asked = n.core_claim * n.goods_price / MILLION
    taken = min(asked, economy.p.politics.core_ceiling * offered)
    n.core_supply = taken * MILLION / n.goods_price
    return taken


def _sell(economy: Economy, grain: float, goods: float) -> None:
    """Households pay traders for grain (kt) and goods (mn KPW)."""
    n = economy.nation
    n.grain_sold = grain
    n.sales = grain * n.rice_price + goods
    n.goods_bought = goods / (n.base_goods_price * n.goods_price)
    economy.accounts.cash.move("market purchases", "households", "traders", n.sales)
    economy.accounts.grain.move("market sales", "traders", "households", grain)


def _sell_for_dollars(economy: Economy, wanted: float, fill: float) -> None:
    """Households also buy goods in foreign currency, a share of last month's holdings, mn USD."""
    n = economy.nation
    paid = economy.accounts.dollars.move(
        "household purchases in dollars", "households", "traders", wanted * fill
    )
    n.household_dollars["spent_share"] = economy.p.fx.dollar_purchases / MONTHS * fill
    n.goods_bought += paid * n.rate / (n.base_goods_price * n.goods_price)


def _currency_trade(economy: Economy, bought: float, sold: float) -> tuple[float, float]:
    """Match buyers and sellers of dollars, traders on either side; then the rate moves.

    Args:
        economy: the country.
        bought: dollars households want, mn USD.
        sold: dollars households offer, mn USD.

    Returns:
        Part of purchases and part of sales that households get through.
    """
    n, p = economy.nation, economy.p.market
    traders = trader_dollar_need(economy)
    demand, supply = bought + max(traders, 0.0), sold + max(-traders, 0.0)
    volume = min(demand, supply)
    buy = volume / demand if demand > 0.0 else 0.0
    sell = volume / supply if supply > 0.0 else 0.0
    through = traders * (buy if traders > 0.0 else sell)
    economy.accounts.dollars.move("currency market", "households", "traders", through)
    economy.accounts.cash.move("currency market", "traders", "households", through * n.rate)
    depth = demand + supply + p.rate_depth * private_dollars(economy)
    economy.nation.next_rate = n.rate * exp(p.rate_elasticity * (demand - supply) / depth)
    return buy, sell


def private_dollars(economy: Economy) -> float:
    """Dollars in private hands, mn USD."""
    balance = economy.accounts.dollars.balance
    return balance["households"] + balance["traders"]


def trader_dollar_need(economy: Economy) -> float:
    """Dollars traders want for coming imports beyond what they hold; may be negative."""
    n, p = economy.nation, economy.p.market
    monthly = total(n.imports_wanted) * economy.opening.payer_shares.item(-1)
    dear = exp(-p.trader_patience * log(n.real_rate / n.usual_real_rate))
    wanted = p.trader_cover * monthly * dear
    gap = p.trader_pace * (wanted - economy.accounts.dollars.balance["traders"])
    affordable = max(0.0, economy.accounts.cash.balance["traders"]) / n.rate
    return min(gap, affordable)


def fetch_grain(economy: Economy) -> None:
    """Traders bring grain over the border when it sells dear at home, in dollars.

    Quantity rises with the premium over the landed price and with the border's openness; it is
    paid in traders' dollars and is for sale next month. Not in customs figures.
    """
    n, p, balance = economy.nation, economy.p.market, economy.accounts.dollars.balance
    landed = p.landed_grain_price * economy.now["price.grain"]
    premium = max(0.0, log(n.rice_price / n.rate / landed))
    wanted = p.border_grain * premium * economy.now["border.openness"]
    payable = max(0.0, balance["traders"]) / landed
    n.grain_fetched = economy.accounts.grain.move(
        "private grain imports", "world", "traders", min(wanted, payable)
    )
    economy.accounts.dollars.move(
        "private grain imports", "traders", "world", n.grain_fetched * landed
    )


def move_rate(economy: Economy) -> None:
    """Publish the rate, its trend, what a dollar buys at home and what people are used to."""
    n, p = economy.nation, economy.p.market
    change = log(economy.nation.next_rate / n.rate)
    n.rate_trend += p.trend_pace * (change - n.rate_trend)
    n.rate = economy.nation.next_rate
    price = p.grain_weight * n.rice_price / economy.opening.rice
    price += (1.0 - p.grain_weight) * n.goods_price
    n.real_rate = n.rate / economy.opening.rate / price
    n.usual_real_rate *= exp(p.anchor_pace * log(n.real_rate / n.usual_real_rate))
