"""Munitions: the annual plan, foreign orders from stock first, dual use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.matrix import MONTHS
from model.mechanisms.imports import FOOD, OIL
from model.populations.layout import MUNITIONS

if TYPE_CHECKING:
    from model.economy import Economy


def run_munitions(economy: Economy) -> None:
    """Found new enterprises and turn idle capacity to civilian machines."""
    n, p = economy.nation, economy.p.defence
    founded = p.new_enterprise_capacity if economy.month >= p.new_enterprise_month else 0.0
    economy.nation.capacity[MUNITIONS] = economy.opening.capacity[MUNITIONS] * (1.0 + founded)
    spare = max(0.0, n.supply.item(MUNITIONS) - n.output.item(MUNITIONS))
    economy.nation.dual_use_machines = n.dual_use * spare


def count_munitions(economy: Economy) -> None:
    """Add the month's munitions to what the year's plan is measured by."""
    n = economy.nation
    before = n.munitions_made if economy.calendar_month else 0.0
    n.munitions_made = before + n.output.item(MUNITIONS)


def deliver_arms(economy: Economy) -> None:
    """Foreign orders are met from stock first, then from production of the months to come.

    Delivered from stock, arms are exports without value added. A share is paid, part in cash to
    the munitions track, part in oil and grain at the same price.
    """
    n, p, post = economy.nation, economy.p.arms, economy.accounts.dollars.move
    banned = economy.now["coverage.arms"] * economy.nation.enforcement
    n.arms_backlog += economy.now["arms.orders"] + p.old_customers / MONTHS * (1.0 - banned)
    price = economy.p.trade.krw_per_usd / p.markup
    available = max(0.0, n.munitions_stock - p.stock_floor * economy.p.defence.opening_stock)
    delivered = min(n.arms_backlog, available * p.release / price)
    n.munitions_stock -= delivered * price
    n.arms_backlog -= delivered
    n.arms_delivered = delivered
    paid = delivered * p.paid_share
    in_kind = paid * p.in_kind_share
    post("arms, cash", "world", "munitions", paid - in_kind)
    post("arms, in kind", "world", "munitions", in_kind)
    post("arms, goods received", "munitions", "world", in_kind)
    n.arrivals[OIL] += in_kind * p.oil_share
    n.arrivals[FOOD] += in_kind * (1.0 - p.oil_share)
    n.off_book += paid
