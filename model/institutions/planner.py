"""The planner: shares of the two tracks, budgets and orders."""

from __future__ import annotations

from model.compiled import compiled, inner
from model.institution import Institution
from model.numerics import fill, power, total
from model.populations.layout import (
    ARMY,
    MILITARY,
    MILITARY_STOCKS,
    MUNITIONS,
    SECOND_ECONOMY,
    UTILITIES,
)


class Planner(Institution):
    """Follows the doctrine with inertia and splits the plan's resources (E1, E1b).

    Sees: the line in force, outside threat, last month's output and exports, living standards of
        the poorer three fifths, the programme's progress.
    Sets: the defence share and the need for conventional force, the priorities of rationing, the
        orders for investment and civil services, the licences of trading companies by patron.
    Rule: the share moves a part of the way each month towards what the line asks, more under
        threat, less in hardship, less where the deterrent stands in for soldiers. Resources follow
        what was achieved; civil services have a floor and investment takes what is left.
    Evidence: the official share of 16 % of the budget has been flat while output shifted, so it is
        not used; published burdens reach from 14 to 30 % of GDP; after 2013 investment rose.
    Nobody knows: the true share, how fast it moves, or what threat and hardship do to it.
    """

    def decide(self) -> None:
        """Move the defence share, then turn shares into orders and priorities."""
        _plan(self.model.books)


@compiled
def _plan(books):
    country = books[0]
    _judge_need(country)
    _move_share(country)
    _size_plan(country)
    _place_orders(country)
    _issue_licences(country)


@inner
def _judge_need(country):
    """Corrections 8: the deterrent may stand in for part of the conventional force."""
    world = country.world
    world.conventional_need = 1.0 - country.p.defence.substitution * world.progress


@inner
def _move_share(country):
    """E1: the share follows doctrine, threat and living standards, slowly.

    What the deterrent stands in for is no longer asked; the strategic part is not touched.
    """
    p, n, world = country.p.doctrine, country.nation, country.world
    wanted = by_doctrine(
        country,
        p.songun_share,
        p.byungjin_share,
        p.economy_first_share,
        p.self_reliance_share,
        p.war_preparations_share,
    )
    wanted += p.threat_response * (country.now.threat.level - p.threat_normal)
    wanted -= p.hardship_response * max(0.0, 1.0 - n.living_smoothed)
    wanted *= kept_share(world.strategic, world.conventional_need)
    share = n.defence_share + p.inertia * (wanted - n.defence_share)
    n.defence_share = min(max(share, p.least_share), p.largest_share)


@compiled
def kept_share(strategic, need):
    """Part of the defence share still wanted when the need for conventional force has changed.

    Args:
        strategic: part of the share that goes to the programme.
        need: conventional force wanted beside the opening.
    """
    return 1.0 - (1.0 - strategic) * (1.0 - need)


@inner
def by_doctrine(country, songun, byungjin, economy_first, self_reliance, war_preparations):
    """The one of five figures that belongs to the line in force."""
    figures = (songun, byungjin, economy_first, self_reliance, war_preparations)
    return figures[int(country.now.doctrine)]


@inner
def _size_plan(country):
    """Plan from the achieved level: what output and export earnings allow."""
    p, n = country.p.plan, country.nation
    achieved = n.gdp_smoothed - 1.0 + p.export_dependence * (n.export_index - 1.0)
    n.resources = max(p.least_resources, (1.0 + p.response * achieved))


@inner
def _place_orders(country):
    """E1b: defence by its share, protected services first, investment what remains."""
    p, n, recipe = country.p.plan, country.nation, country.recipe
    tilt = n.defence_share / country.p.doctrine.opening_share
    defence = recipe.military_capital + recipe.military_services
    services, investment = recipe.civil_services, recipe.civil_investment
    budget = n.resources * (defence + services + investment) - n.resources * tilt * defence
    floor = p.protected_services * services
    free = max(0.0, budget - floor) / (services + investment - floor)
    n.services_orders = p.protected_services + (1.0 - p.protected_services) * free
    n.investment_orders = free * (1.0 + p.tautness)
    _set_priorities(country)


@inner
def _issue_licences(country):
    """Licences to trade go to army and munitions with the defence share, others giving way."""
    n, p, held = country.nation, country.p, country.opening.licences
    tilt = n.defence_share / p.doctrine.opening_share
    tilt = power(tilt, p.trade.licence_response)
    fill(n.licences, held)
    n.licences[ARMY] *= tilt
    n.licences[SECOND_ECONOMY] *= tilt
    whole = total(n.licences)
    for patron in range(held.size):
        n.licences[patron] /= whole


@inner
def _set_priorities(country):
    """Priority of every user in rationing: the doctrine's for defence, power stations their own."""
    priority, p = country.nation.priority, country.p.doctrine
    priority[:] = 1.0
    for user in (MUNITIONS, MILITARY, MILITARY_STOCKS):
        priority[user] = by_doctrine(
            country,
            p.songun_priority,
            p.byungjin_priority,
            p.economy_first_priority,
            p.self_reliance_priority,
            p.war_preparations_priority,
        )
    priority[UTILITIES] = country.p.plan.energy_priority


@compiled
def set_priorities(books):
    """Set the opening's priorities."""
    _set_priorities(books[0])
