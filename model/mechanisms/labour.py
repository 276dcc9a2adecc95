"""Work: population growth, absence for market work, soldiers on sites and in fields."""

from __future__ import annotations

from model.compiled import inner
from model.matrix import MONTHS
from model.numerics import total
from model.populations.layout import CIVIL, CONSTRUCTION, FARMS, MILITARY, UTILITIES

HARVEST_MONTHS = (9, 10)
"""October and November counted from 0 as 9 and 10: soldiers help with the main harvest."""


@inner
def employ_labour(country):
    """Workforces grow with population; hours on the market are hours away from the state job."""
    n, p, opening = country.nation, country.p.labour, country.opening
    for branch in range(n.workers.size):
        n.workers[branch] *= 1.0 + p.growth / MONTHS
    n.people *= 1.0 + p.growth / MONTHS
    n.members = n.people / total(opening.households)
    away = p.absence * (n.market_hours - opening.market_hours)
    n.attendance[:] = 1.0 - min(max(away, 0.0 - p.absence), p.absence)
    for staffed in (CIVIL, MILITARY, UTILITIES):
        n.attendance[staffed] = 1.0


@inner
def lend_soldiers(country):
    """Part of the army builds and, in harvest months, reaps; the doctrine sets how much.

    Soldiers for whom the deterrent stands in (Corrections 8) join them.
    """
    n, p = country.nation, country.p.labour
    tilt = n.defence_share / country.p.doctrine.opening_share
    freed = 1.0 - country.world.conventional_need
    n.army_labour = min(1.0, p.army_share / tilt + freed)
    change = n.army_labour - p.army_share
    soldiers = n.workers[MILITARY]
    n.attendance[CONSTRUCTION] += change * soldiers / n.workers[CONSTRUCTION]
    if int(country.calendar_month) in HARVEST_MONTHS:
        n.attendance[FARMS] += change * soldiers / n.workers[FARMS]
