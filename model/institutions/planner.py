"""The planner: shares of the two tracks, budgets and orders."""

from __future__ import annotations

from model.compiled import compiled, inner
from model.institution import Institution
from model.mechanisms.sanctions import opening_exports
from model.numerics import exp, power, total
from model.populations.layout import (
    ARMY,
    CONSTRUCTION,
    INVESTMENT,
    MACHINERY,
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
        orders for investment, goods for state shops, farm inputs, power and coal for homes and
        civil services, the men under arms, the licences of trading companies by patron.
    Rule: the share moves a part of the way each month towards what the line asks, more under
        threat, less in hardship, less where the deterrent stands in for soldiers. Every civil use
        follows what civil branches achieved; what defence gives up or takes beyond the opening,
        arms not ordered and the goods of soldiers sent home, is shared among them by weights.
        Sites and machine works are asked for more until they are as short as they used to be.
    Evidence: the official share of 16 % of the budget has been flat while output shifted, so it is
        not used; published burdens reach from 14 to 30 % of GDP; after 2013 investment rose.
    Nobody knows: the true share, how fast it moves, what threat and hardship do to it, or how
        what is freed is shared out: budgets name welfare and the economy, not what is within.
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
    _free_resources(country)
    _place_orders(country)
    _set_priorities(country)
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
    """Plan from the achieved level: what civil output and export earnings allow.

    Soldiers and munitions are left out: sending men home must not look like a loss of means.
    """
    p, n = country.p.plan, country.nation
    achieved = n.civil_smoothed - 1.0 + p.export_dependence * (n.export_index - 1.0)
    n.resources = max(p.least_resources, (1.0 + p.response * achieved))


@inner
def men_wanted(country):
    """Men under arms the line wants, beside the opening's."""
    p = country.p.doctrine
    return by_doctrine(
        country,
        p.songun_army,
        p.byungjin_army,
        p.economy_first_army,
        p.self_reliance_army,
        p.war_preparations_army,
    )


@inner
def arms_ordered(country):
    """Arms for the country's own forces, beside the opening."""
    n, p = country.nation, country.p.doctrine
    return n.resources * power(n.defence_share / p.opening_share, p.munitions_elasticity)


@inner
def _free_resources(country):
    """What defence gives up of its opening part, trn KRW a year; below nought what it takes.

    Arms and works not ordered, and the goods that soldiers sent home used; their pay goes with
    them.
    """
    n, o, recipe = country.nation, country.opening, country.recipe
    arms = recipe.military_capital * (n.resources - arms_ordered(country))
    gone = 1.0 - n.workers[MILITARY] / (o.workers[MILITARY] * n.grown)
    n.freed = arms + o.soldiers_goods * gone


@inner
def _place_orders(country):
    """E1b: each civil use follows the achieved level and takes its part of what is freed."""
    p, n, o = country.p.plan, country.nation, country.opening
    whole = p.to_investment + p.to_shops + p.to_farms + p.to_homes + p.to_services
    least = p.least_resources
    _hunger(country)
    built = n.resources + p.to_investment / whole * n.freed / o.plan_investment
    n.investment_orders = n.hunger * max(least, built)
    n.consumer_orders = max(least, n.resources + p.to_shops / whole * n.freed / o.plan_shops)
    n.farm_orders = max(least, n.resources + p.to_farms / whole * n.freed / o.plan_farms)
    n.energy_orders = max(least, n.resources + p.to_homes / whole * n.freed / o.plan_homes)
    served = n.resources + p.to_services / whole * n.freed / o.plan_services
    n.services_orders = max(p.protected_services, served)


@inner
def _hunger(country):
    """Investment hunger: sites and machines are asked for until they are as short as usual."""
    p, n, o = country.p.plan, country.nation, country.opening
    asked = n.target[CONSTRUCTION]
    sites = 1.0 - n.output[CONSTRUCTION] / asked if asked > 0.0 else 0.0
    asked = n.needs[INVESTMENT, MACHINERY]
    machines = 1.0 - n.delivered[INVESTMENT, MACHINERY] / asked if asked > 0.0 else 0.0
    gap = p.site_weight * (o.site_shortage - sites)
    gap += (1.0 - p.site_weight) * (o.machine_shortage - machines)
    if country.month > 0.0:
        moved = n.hunger * exp(p.hunger_pace * min(max(gap, 0.0 - p.hunger_step), p.hunger_step))
        n.hunger = min(max(moved, p.least_hunger), p.most_hunger)


@inner
def _issue_licences(country):
    """In January licences go to army and munitions with the defence share, others giving way."""
    n, p, held = country.nation, country.p, country.opening.licence
    if country.calendar_month != 0.0:
        return
    tilt = n.defence_share / p.doctrine.opening_share
    tilt = power(tilt, p.trade.licence_response)
    n.licences[:] = 0.0
    for channel in range(held.shape[1]):
        whole = 1.0 + (tilt - 1.0) * (held[ARMY, channel] + held[SECOND_ECONOMY, channel])
        usual = opening_exports(p.trade)[channel] / p.trade.opening_exports
        for patron in range(held.shape[0]):
            favoured = tilt if patron in (ARMY, SECOND_ECONOMY) else 1.0
            n.licence[patron, channel] = held[patron, channel] * favoured / whole
            n.licences[patron] += n.licence[patron, channel] * usual
    n.licences /= total(n.licences)


@inner
def _set_priorities(country):
    """Priority of every user in rationing: the doctrine's for defence, power stations their own."""
    priority, p = country.nation.priority, country.p.doctrine
    for user in range(priority.size):
        priority[user] = 1.0
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
