"""Munitions: the annual plan, foreign orders from stock first, dual use."""

from __future__ import annotations

from model.accounts import move
from model.chart import DOLLARS
from model.compiled import inner
from model.drivers import COVERED
from model.matrix import MONTHS
from model.mechanisms.imports import FOOD, OIL
from model.populations.layout import MUNITIONS

BAN_ARMS = COVERED.index("arms")


@inner
def run_munitions(country):
    """Found new enterprises and turn idle capacity to civilian machines."""
    n, p = country.nation, country.p.defence
    founded = p.new_enterprise_capacity if country.month >= p.new_enterprise_month else 0.0
    n.capacity[MUNITIONS] = country.opening.capacity[MUNITIONS] * (1.0 + founded)
    n.dual_use_machines = n.dual_use * max(0.0, n.supply[MUNITIONS] - n.output[MUNITIONS])


@inner
def count_munitions(country):
    """Add the month's munitions to what the year's plan is measured by."""
    n = country.nation
    before = n.munitions_made if country.calendar_month > 0.0 else 0.0
    n.munitions_made = before + n.output[MUNITIONS]


@inner
def deliver_arms(country):
    """Foreign orders are met from stock first, then from production of the months to come.

    Delivered from stock, arms are exports without value added. A share is paid, part in cash to
    the munitions track, part in oil and grain at the same price.
    """
    n, p, now = country.nation, country.p.arms, country.now
    banned = now.coverage[BAN_ARMS] * n.enforcement
    n.arms_backlog += now.arms.orders + p.old_customers / MONTHS * (1.0 - banned)
    price = country.p.trade.krw_per_usd / p.markup
    available = max(0.0, n.munitions_stock - p.stock_floor * country.p.defence.opening_stock)
    delivered = min(n.arms_backlog, available * p.release / price)
    n.munitions_stock -= delivered * price
    n.arms_backlog -= delivered
    n.arms_delivered = delivered
    paid = delivered * p.paid_share
    in_kind = paid * p.in_kind_share
    move(country.dollars, DOLLARS.arms_cash, paid - in_kind)
    move(country.dollars, DOLLARS.arms_in_kind, in_kind)
    move(country.dollars, DOLLARS.arms_goods, in_kind)
    n.arrivals[OIL] += in_kind * p.oil_share
    n.arrivals[FOOD] += in_kind * (1.0 - p.oil_share)
    n.off_book += paid
