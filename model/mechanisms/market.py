"""E10: one clearing pass for grain, goods and currency, then prices move on what was unmet."""

from __future__ import annotations

from model.accounts import move
from model.chart import BY, CASH, DOLLARS, GRAIN
from model.compiled import inner, mechanism
from model.matrix import MONTHS
from model.mechanisms.farming import months_to_harvest
from model.mechanisms.goods import stock_shops
from model.mechanisms.imports import CONSUMER
from model.mechanisms.production import LEAST_RATIO
from model.numerics import exp, log, logistic, total
from model.populations.layout import FARMS, HOUSEHOLDS, LIGHT, REGIONS, B, D

MILLION = 1e6
OF_GRAIN, OF_GOODS = range(2)
"""Places in what is asked for and offered."""
GRAIN_FILLED, GOODS_FILLED, BOUGHT, SOLD = range(4)
"""Places in the fills."""


@mechanism
def clear_markets(country):
    """Trade at last month's prices, the long side rationed."""
    n, share = country.nation, country.p.fx.dollar_purchases / MONTHS
    n.lent_part = _put_into_imports(country) / MONTHS
    share += n.lent_part
    grain, goods = n.decided[D.grain_wanted] / MILLION, n.decided[D.goods_spending] / MILLION
    stock_shops(country)
    offered_grain, offered_goods = _offer_grain(country), _offer_goods(country)
    on_offer = offered_goods
    set_aside = supply_core(country, offered_goods)
    offered_goods -= set_aside
    in_dollars = n.booked[B.dollars] / MILLION * share
    goods_wanted = goods + in_dollars * n.rate
    n.asked[OF_GRAIN], n.asked[OF_GOODS] = grain, goods_wanted
    n.offered[OF_GRAIN], n.offered[OF_GOODS] = offered_grain, offered_goods
    fill_grain, fill_goods = _filled(grain, offered_grain), _filled(goods_wanted, offered_goods)
    n.fills[GRAIN_FILLED], n.fills[GOODS_FILLED] = fill_grain, fill_goods
    _trade_currency(country)
    _sell(country, grain * fill_grain, goods * fill_goods)
    paid = move(country.dollars, DOLLARS.purchases, in_dollars * fill_goods)
    n.dollars_spent, n.paid_in_dollars = share * fill_goods, paid
    n.lent = paid * n.lent_part / share if share > 0.0 else 0.0
    unit = n.base_goods_price * n.goods_price
    n.goods_bought += paid * n.rate / unit
    n.goods_bought += set_aside / unit
    _clear_shops(country, (goods_wanted * fill_goods + set_aside) / on_offer)


@inner
def _put_into_imports(country):
    """Part of their currency that households put into imports a year beyond the opening's habit.

    What importers could not bring in sells dearer; the more it does beyond risk and the rent of a
    lent licence, the more people give their dollars for goods brought in for them.
    """
    p = country.p.fx
    dearer = country.nation.short_imports / country.p.imports.demand_elasticity
    spare = p.lent * (1.0 - p.transaction_part)
    gain = _willing(country, p.lending_margin + dearer) - _willing(country, p.lending_margin)
    return spare * gain * country.now.border.openness


@inner
def _willing(country, margin):
    """Part of owners of currency to whom a margin is worth the risk, which grows with tightness."""
    p, now = country.p.fx, country.now.market
    risk = p.lending_risk + p.lending_risk * (now.tightness - country.opening.tightness)
    return logistic((margin * (1.0 - p.licence_rent) - risk) / p.lending_spread)


@inner
def _clear_shops(country, sold):
    """Take what was sold out of shops: light and farm goods as the market took them.

    Coal and what else homes are given reaches them as it is delivered.
    """
    n, cover = country.nation, country.p.market.shop_cover
    for g in range(n.shops.size):
        part = min(1.0, sold) / (1.0 + cover) if g in (LIGHT, FARMS) else 1.0
        n.sold_from_shops[g] = n.shops[g] * part
        n.shops[g] -= n.sold_from_shops[g]


@inner
def _filled(wanted, offered):
    """Part of what is wanted that is on offer, at most all."""
    return min(1.0, offered / wanted) if wanted > 0.0 else 1.0


@mechanism
def move_prices(country):
    """Prices move on what was asked for beyond what was offered."""
    n, p = country.nation, country.p.market
    limit = p.price_limit
    n.rice_price *= _step(n.asked[OF_GRAIN], n.offered[OF_GRAIN], p.grain_speed, limit)
    n.goods_price *= _step(n.asked[OF_GOODS], n.offered[OF_GOODS], p.goods_speed, limit)
    earned = total(n.pay) / total(country.opening.pay)
    n.real_price = n.goods_price / max(earned, LEAST_RATIO)


@inner
def _step(demand, supply, speed, limit):
    """Factor by which a price moves on excess demand, at most ``market.price_limit`` in log."""
    if demand <= 0.0 or supply <= 0.0:
        return exp(limit if demand > supply else -limit)
    return exp(min(max(speed * log(demand / supply), -limit), limit))


@inner
def _offer_grain(country):
    """Grain traders bring to market, kt: what farms sold them, and what they held, spread out."""
    stock, bought = country.grain.balance[BY.traders], country.nation.farm_grain
    left = months_to_harvest(country.calendar_month)
    released = min(1.0, 1.0 / left + country.p.market.grain_front)
    return max(0.0, bought + (stock - bought) * released)


@inner
def _offer_goods(country):
    """Goods for sale at last month's price, mn KPW: home-made, grown, imported, served.

    Of what stands in shops the part is shown that leaves the normal cover when all of it is sold.
    """
    n, p, opening = country.nation, country.p.market, country.opening
    usual, cover = opening.final[HOUSEHOLDS], 1.0 + p.shop_cover
    light, farm = n.shops[LIGHT] / usual[LIGHT] / cover, n.shops[FARMS] / usual[FARMS] / cover
    imported = n.arrivals[CONSUMER] / opening.civil[CONSUMER]
    served = total(n.decided[: len(REGIONS)]) / opening.effort
    supply = (
        p.light_share * light
        + p.farm_share_of_goods * farm
        + p.import_share * imported
        + (1.0 - p.light_share - p.farm_share_of_goods - p.import_share) * served
    )
    # the three shares may exceed one, so that services count against them
    n.goods_supply = max(0.0, supply)
    return n.goods_supply * n.base_goods_price * n.goods_price


@inner
def supply_core(country, offered):
    """State shops take goods off the market for the core, at most a ceiling of what is on offer.

    They are handed over in kind at plan prices, which cash won does not see.

    Returns:
        What they took, mn KPW at last month's price.
    """
    n = country.nation
    asked = n.core_claim * n.goods_price / MILLION
    taken = min(asked, country.p.politics.core_ceiling * offered)
    n.core_supply = taken * MILLION / n.goods_price
    return taken


@inner
def _sell(country, grain, goods):
    """Households pay traders for grain (kt) and goods (mn KPW)."""
    n = country.nation
    n.grain_sold = grain
    n.sales = grain * n.rice_price + goods
    n.goods_bought = goods / (n.base_goods_price * n.goods_price)
    move(country.cash, CASH.purchases, n.sales)
    move(country.grain, GRAIN.market_sales, grain)


@inner
def _trade_currency(country):
    """Match buyers and sellers of dollars, traders on either side; then the rate moves."""
    n, p = country.nation, country.p.market
    bought, sold = n.decided[D.dollars_bought] / MILLION, n.decided[D.dollars_sold] / MILLION
    traders = _dollar_need(country)
    demand, supply = bought + max(traders, 0.0), sold + max(-traders, 0.0)
    n.sec_offer = min(n.sec_offer, max(0.0, demand - supply))  # it does not spoil its own price
    supply += n.sec_offer
    volume = min(demand, supply)
    n.fills[BOUGHT] = volume / demand if demand > 0.0 else 0.0
    n.fills[SOLD] = volume / supply if supply > 0.0 else 0.0
    through = traders * (n.fills[BOUGHT] if traders > 0.0 else n.fills[SOLD])
    n.sec_sold = move(country.dollars, DOLLARS.sold_munitions, n.sec_offer * n.fills[SOLD])
    move(country.cash, CASH.currency_state, n.sec_sold * n.rate)
    move(country.dollars, DOLLARS.currency, through - n.sec_sold)
    move(country.cash, CASH.currency, (through - n.sec_sold) * n.rate)
    in_hand = country.dollars.balance[BY.households] + country.dollars.balance[BY.traders]
    depth = demand + supply + p.rate_depth * in_hand
    n.next_rate = n.rate * exp(p.rate_elasticity * (demand - supply) / depth)


@inner
def _dollar_need(country):
    """Dollars traders want for coming imports beyond what they hold; may be negative."""
    n, p = country.nation, country.p.market
    monthly = total(n.imports_wanted) * country.opening.payer_shares[-1]
    dear = exp(-p.trader_patience * log(n.real_rate / n.usual_real_rate))
    wanted = p.trader_cover * monthly * dear
    gap = p.trader_pace * (wanted - country.dollars.balance[BY.traders])
    affordable = max(0.0, country.cash.balance[BY.traders]) / n.rate
    return min(gap, affordable)


@mechanism
def fetch_grain(country):
    """Traders bring grain over the border when it sells dear at home, in dollars.

    Quantity rises with the premium over the landed price and with the border's openness; it is
    paid in traders' dollars and is for sale next month. Not in customs figures.
    """
    n, p, now = country.nation, country.p.market, country.now
    landed = p.landed_grain_price * now.price.grain
    premium = max(0.0, log(n.rice_price / n.rate / landed))
    wanted = p.border_grain * premium * now.border.openness
    payable = max(0.0, country.dollars.balance[BY.traders]) / landed
    n.grain_fetched = move(country.grain, GRAIN.fetched, min(wanted, payable))
    move(country.dollars, DOLLARS.grain_fetched, n.grain_fetched * landed)


@mechanism
def move_rate(country):
    """Publish the rate, its trend, what a dollar buys at home and what people are used to."""
    n, p, opening = country.nation, country.p.market, country.opening
    change = log(n.next_rate / n.rate)
    n.rate_trend += p.trend_pace * (change - n.rate_trend)
    n.rate = n.next_rate
    price = p.grain_weight * n.rice_price / opening.rice
    price += (1.0 - p.grain_weight) * n.goods_price
    n.real_rate = n.rate / opening.rate / price
    n.usual_real_rate *= exp(p.anchor_pace * log(n.real_rate / n.usual_real_rate))
