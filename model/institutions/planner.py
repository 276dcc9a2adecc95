"""The planner: shares of the two tracks, budgets and orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.institution import Institution
from model.institutions.leadership import kept_share
from model.matrix import cell
from model.populations import layout

if TYPE_CHECKING:
    from model.economy import Economy


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
        self._judge_need()
        self._move_share()
        self._size_plan()
        self._place_orders()
        self._issue_licences()

    def _judge_need(self) -> None:
        """Corrections 8: the deterrent may stand in for part of the conventional force."""
        world = self.model.world
        world.conventional_need = 1.0 - self.model.p.defence.substitution * world.progress

    def _move_share(self) -> None:
        """E1: the share follows doctrine, threat and living standards, slowly.

        What the deterrent stands in for is no longer asked; the strategic part is not touched.
        """
        p, n, now = self.model.p.doctrine, self.model.nation, self.model.now
        wanted = getattr(p, f"{self.model.leadership.doctrine}_share")
        wanted += p.threat_response * (now["threat.level"] - p.threat_normal)
        wanted -= p.hardship_response * max(0.0, 1.0 - n.living_smoothed)
        world = self.model.world
        wanted *= kept_share(world.strategic, world.conventional_need)
        share = n.defence_share + p.inertia * (wanted - n.defence_share)
        n.defence_share = min(max(share, p.least_share), p.largest_share)

    def _size_plan(self) -> None:
        """Plan from the achieved level: what output and export earnings allow."""
        p, n = self.model.p.plan, self.model.nation
        achieved = n.gdp_smoothed - 1.0 + p.export_dependence * (n.export_index - 1.0)
        n.resources = max(p.least_resources, (1.0 + p.response * achieved))

    def _place_orders(self) -> None:
        """E1b: defence by its share, protected services first, investment what remains."""
        p, n, d = self.model.p.plan, self.model.nation, self.model.p.doctrine
        tilt = n.defence_share / d.opening_share
        defence = cell("MILK", "STATE") + cell("MIL", "STATE")
        services, investment = cell("CIV", "STATE"), cell("CAPC", "total")
        budget = n.resources * (defence + services + investment) - n.resources * tilt * defence
        floor = p.protected_services * services
        free = max(0.0, budget - floor) / (services + investment - floor)
        n.services_orders = p.protected_services + (1.0 - p.protected_services) * free
        n.investment_orders = free * (1.0 + p.tautness)
        set_priorities(self.model)

    def _issue_licences(self) -> None:
        """Licences to trade go to army and munitions with the defence share, others giving way."""
        n, p = self.model.nation, self.model.p
        held = self.model.opening.licences.tolist()
        tilt = (n.defence_share / p.doctrine.opening_share) ** p.trade.licence_response
        held[layout.ARMY] *= tilt
        held[layout.SECOND_ECONOMY] *= tilt
        whole = sum(held)
        n.licences[:] = [part / whole for part in held]


def set_priorities(economy: Economy) -> None:
    """Priority of every user in rationing: the doctrine's for defence, power stations their own."""
    priority, p = economy.nation.priority, economy.p
    priority[:] = 1.0
    for user in (layout.MUNITIONS, layout.MILITARY, layout.MILITARY_STOCKS):
        priority[user] = getattr(p.doctrine, f"{economy.leadership.doctrine}_priority")
    priority[layout.UTILITIES] = p.plan.energy_priority
