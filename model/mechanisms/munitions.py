"""Munitions: the annual plan, foreign orders from stock first, dual use."""

from __future__ import annotations

from model.accounts import move
from model.chart import DOLLARS
from model.compiled import inner, mechanism
from model.drivers import COVERED
from model.matrix import MONTHS
from model.mechanisms.imports import FOOD, OIL
from model.populations.layout import MILITARY_STOCKS, MUNITIONS

BAN_ARMS = COVERED.index("arms")


@mechanism
def run_munitions(country):
    """Found new enterprises and turn idle capacity to civilian machines."""
    n, p = country.nation, country.p.defence
    founded = p.new_enterprise_capacity if country.month >= p.new_enterprise_month else 0.0
    n.capacity[MUNITIONS] = country.opening.capacity[MUNITIONS] * (1.0 + founded)
    n.dual_use_machines = n.dual_use * max(0.0, n.supply[MUNITIONS] - n.output[MUNITIONS])


@mechanism
def count_munitions(country):
    """Add the month's munitions to what the year's plan is measured by."""
    n = country.nation
    before = n.munitions_made if country.calendar_month > 0.0 else 0.0
    n.munitions_made = before + n.output[MUNITIONS]


@mechanism
def deliver_arms(country):
    """Foreign orders are met out of the month's munitions and of stock above the army's reserve.

    What is not delivered lapses in time. Delivered from stock, arms are exports without value
    added. A share is paid, part in cash to the munitions track, part in oil and grain at the same
    price.
    """
    n, p, now = country.nation, country.p.arms, country.now
    banned = now.coverage[BAN_ARMS] * n.enforcement
    customers = p.old_customers / MONTHS * (1.0 - banned)
    leaving = 1.0 / p.order_time + 1.0 / p.order_lapse
    if country.month == 0.0:
        n.arms_usual = customers * (1.0 / leaving - 1.0)
        n.arms_backlog = n.arms_usual
    n.arms_backlog += now.arms.orders + customers
    price = country.p.trade.krw_per_usd / p.markup
    delivered = min(n.arms_backlog / p.order_time, arms_for_sale(country) / price)
    n.munitions_stock -= delivered * price
    n.arms_backlog -= delivered + n.arms_backlog / p.order_lapse
    n.arms_delivered, n.arms_shipped = delivered, delivered * price
    paid = delivered * p.paid_share
    in_kind = paid * p.in_kind_share
    cash = move(country.dollars, DOLLARS.arms_cash, paid - in_kind)
    move(country.dollars, DOLLARS.arms_court, cash * p.court_part)
    move(country.dollars, DOLLARS.arms_in_kind, in_kind)
    move(country.dollars, DOLLARS.arms_goods, in_kind)
    n.arrivals[OIL] += in_kind * p.oil_share
    n.arrivals[FOOD] += in_kind * (1.0 - p.oil_share)
    n.off_book += paid


@inner
def arms_for_sale(country):
    """Munitions that can leave the country this month, at cost, trn KRW.

    A part of what was made, and of what is held beyond the army's reserve; never more than is held.
    """
    n, p = country.nation, country.p.arms
    beyond = max(0.0, n.munitions_stock - p.stock_floor * n.munitions_opening)
    made = n.delivered[MILITARY_STOCKS, MUNITIONS]
    return min(n.munitions_stock, p.output_part * made + p.release * beyond)
