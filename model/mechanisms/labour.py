"""Work: who is employed where, soldiers called up and sent home, absence, soldiers on sites."""

from __future__ import annotations

import numpy as np

from model.compiled import inner, mechanism
from model.institutions.planner import men_wanted
from model.matrix import MONTHS
from model.numerics import power, total
from model.populations.layout import (
    CIVIL,
    CONSTRUCTION,
    FARMS,
    HEAVY,
    LIGHT,
    MILITARY,
    MINING,
    MUNITIONS,
    UTILITIES,
)

HARVEST_MONTHS = (9, 10)
"""October and November counted from 0 as 9 and 10: soldiers help with the main harvest."""


@mechanism
def employ_labour(country):
    """Workforces grow with population; hours on the market are hours away from the state job."""
    n, p, opening = country.nation, country.p.labour, country.opening
    n.men_before = total_staff(n.staff)
    for r in range(n.staff.shape[0]):
        for b in range(n.staff.shape[1]):
            n.staff[r, b] *= 1.0 + p.growth / MONTHS
    n.people *= 1.0 + p.growth / MONTHS
    n.grown *= 1.0 + p.growth / MONTHS
    n.members = n.people / total(opening.households)
    away = p.absence * (n.market_hours - opening.market_hours)
    for branch in range(n.attendance.size):
        n.attendance[branch] = 1.0 - min(max(away, 0.0 - p.absence), p.absence)
    for staffed in (CIVIL, MILITARY, UTILITIES):
        n.attendance[staffed] = 1.0


@inner
def total_staff(staff):
    """Everybody employed anywhere."""
    added = 0.0
    for r in range(staff.shape[0]):
        added += total(staff[r])
    return added


@mechanism
def move_men(country):
    """The army moves towards the men it is wanted to have; munitions plants towards their orders.

    Those discharged are placed in mines, on farms, on sites and in plants by the plan's weights;
    those called up leave the same, as far as men are left there. Munitions plants take hands from
    heavy industry and give them back. Nobody is lost on the way, which is checked.
    """
    n, p, usual = country.nation, country.p.labour, country.opening.workers
    army = _in_branch(n.staff, MILITARY)
    wanted = men_wanted(country) * usual[MILITARY] * n.grown
    pace = p.army_pace / MONTHS * army
    n.discharged = min(max(army - wanted, 0.0 - pace), pace)
    _move(n.staff, MILITARY, _placed(country, n.discharged < 0.0), n.discharged)
    makers = _in_branch(n.staff, MUNITIONS)
    wanted = usual[MUNITIONS] * n.grown * power(n.defence_orders, p.munitions_elasticity)
    heavy = 0.0
    for b in HEAVY:
        heavy += _in_branch(n.staff, b)
    pace = p.munitions_pace / MONTHS
    moved = min(max(makers - wanted, 0.0 - pace * min(makers, heavy)), pace * makers)
    _move(n.staff, MUNITIONS, _heavy(n.staff), moved)
    for b in range(n.workers.size):
        n.workers[b] = _in_branch(n.staff, b)


@inner
def _in_branch(staff, branch):
    """Men of a branch over all regions."""
    men = 0.0
    for r in range(staff.shape[0]):
        men += staff[r, branch]
    return men


@inner
def _placed(country, called):
    """Part of those discharged that each branch gets, of those called up that it gives, [branch].

    A branch gives by the men it has left of those it had at the opening.
    """
    p, usual = country.p.labour, country.opening.workers
    parts = np.zeros(usual.size)
    parts[MINING], parts[FARMS] = p.placed_mines, p.placed_farms
    parts[CONSTRUCTION] = p.placed_sites
    plants = usual[LIGHT]
    for b in HEAVY:
        plants += usual[b]
    parts[LIGHT] = p.placed_plants * usual[LIGHT] / plants
    for b in HEAVY:
        parts[b] = p.placed_plants * usual[b] / plants
    if called:
        for b in range(parts.size):
            parts[b] *= _in_branch(country.nation.staff, b) / usual[b]
    whole = total(parts)
    for b in range(parts.size):
        parts[b] /= whole
    return parts


@inner
def _heavy(staff):
    """Part of civil heavy industry's hands in each of its branches, [branch]."""
    parts = np.zeros(staff.shape[1])
    for b in HEAVY:
        parts[b] = _in_branch(staff, b)
    whole = total(parts)
    for b in HEAVY:
        parts[b] /= whole
    return parts


@inner
def _move(staff, source, parts, men):
    """Move men out of a branch into others by parts, or back if below nought, region by region."""
    _add(staff, source, 0.0 - men)
    for b in range(parts.size):
        if parts[b] > 0.0:
            _add(staff, b, men * parts[b])


@inner
def _add(staff, branch, men):
    """Add men to a branch where its men are."""
    there = _in_branch(staff, branch)
    for r in range(staff.shape[0]):
        staff[r, branch] *= 1.0 + men / there


@mechanism
def lend_soldiers(country):
    """Part of the army builds and, in harvest months, reaps; the doctrine sets how many.

    Soldiers for whom the deterrent stands in (Corrections 8) join them. Those at work are sent
    home last, so a smaller army lends a larger part of itself.
    """
    n, p = country.nation, country.p.labour
    tilt = n.defence_share / country.p.doctrine.opening_share
    freed = 1.0 - country.world.conventional_need
    usual = country.opening.workers[MILITARY] * n.grown
    soldiers = n.workers[MILITARY]
    lent = min(soldiers, (p.army_share / tilt + freed) * usual)
    n.army_labour = lent / soldiers
    change = lent - p.army_share * usual
    n.attendance[CONSTRUCTION] += change / n.workers[CONSTRUCTION]
    if int(country.calendar_month) in HARVEST_MONTHS:
        n.attendance[FARMS] += change / n.workers[FARMS]
