"""The Second Economic Commission: plans, makes, distributes and sells abroad what is military."""

from __future__ import annotations

from model.compiled import compiled
from model.institution import Institution
from model.institutions.planner import arms_ordered
from model.matrix import MONTHS
from model.numerics import power
from model.populations.layout import MUNITIONS


class SecondEconomicCommission(Institution):
    """Text [E], note 1: an institution apart from the cabinet economy, with plants of its own.

    Sees: the planner's defence share and resources, its own backlog of foreign orders, and how
        much conventional force is still wanted.
    Sets: the munitions ordered, in January the plan of the year, and the part of idle plants that
        makes civilian machines.
    Rule: orders follow the share more than in proportion, and refill what was sold abroad from
        stock; idle plants turn to civil machines as the share shrinks.
    Evidence: plants were told to make farm and building machinery in 2018 and to keep to munitions
        since 2023 (text [E]); workers number 0.3 to 0.6 million.
    Nobody knows: capacity, stocks, costs, or what of the arms sold abroad was paid.
    """

    def decide(self) -> None:
        """Order munitions by the share and the backlog, and set plan and dual use."""
        _order(self.model.books)


@compiled
def _order(books):
    country = books[0]
    n, p = country.nation, country.p
    tilt = n.defence_share / p.doctrine.opening_share
    own = arms_ordered(country) * power(n.sec_means, p.commission.response)
    waiting = max(0.0, n.arms_backlog - n.arms_usual)
    n.refill_orders = p.plan.arms_refill * waiting / country.opening.arms_scale
    n.defence_orders = own + n.refill_orders
    freed = 1.0 - country.world.conventional_need
    n.dual_use = min(1.0, p.defence.dual_use / tilt + freed)
    if country.calendar_month == 0.0:
        n.munitions_plan = country.recipe.base[MUNITIONS] * MONTHS * n.defence_orders
