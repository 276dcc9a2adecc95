"""Trade partners: what each would buy and how far each enforces sanctions."""

from __future__ import annotations

import mesa
import numpy as np

from model.compiled import compiled, inner
from model.drivers import PARTNERS
from model.institution import Institution
from model.numerics import log, logistic

VETO = (PARTNERS.index("china"), PARTNERS.index("russia"))
"""Members of the Council whose rift with the coalition a veto shows."""
BUYER = PARTNERS.index("russia")
"""Who buys the arms."""


class Partner(Institution):
    """China, Russia, South Korea or the others: demand, and compliance with sanctions (E8b).

    Sees the coalition's pressure, major events remembered, the law that bears on exports, a veto
        and the arms buyer's need.
    Sets its demand for the country's exports, from its path, and its compliance, where free.
    Rule: the log-odds of compliance are a habit, plus pressure and provocations, less the
        country's strategic value to the partner (a rift among the powers, arms it needs) and the
        trade that compliance would cost it; compliance moves there with inertia. The habit is that
        of the opening, or, where a path was handed in before, what the last level on record says.
    Source: E8b of docs/ODD.md, "comp_p = sigma(k0 + k1 pressure - k2 value - k3 profit + k4
        severity)". Weights are the same for all partners: they cannot be told apart.
    Evidence: recorded exports of 2016 and 2018 imply all but full compliance at the customs by
        2018 and little before 2016; what goes past them is smuggling, and levels between are
        coded by judgement.
    Nobody knows: the weights; how much of 2017 was pressure and how much the tests.
    """

    def __init__(self, model: mesa.Model, name: str, share: float) -> None:
        super().__init__(model)
        self.name, self.place = name, PARTNERS.index(name)
        self.model.world.partner_share[self.place] = share
        self.compliance = getattr(self.model.p.partners, f"{name}_opening")

    @property
    def demand(self) -> float:
        """Demand for the country's exports beside the opening."""
        return float(self.model.world.partner_demand[self.place])

    @property
    def compliance(self) -> float:
        """How far it enforces sanctions, 0 to 1."""
        return float(self.model.world.partner_compliance[self.place])

    @compliance.setter
    def compliance(self, share: float) -> None:
        self.model.world.partner_compliance[self.place] = share

    def decide(self) -> None:
        """Take demand and compliance from their paths, or decide how far to comply."""
        _comply(self.model.books, self.place)


@compiled
def _comply(books, partner):
    country = books[0]
    world, now = country.world, country.now
    world.partner_demand[partner] = now.demand[partner]
    if np.isnan(now.compliance[partner]):
        now.compliance[partner] = _decided(country, partner)
    else:
        world.partner_habit[partner] = np.nan
    world.partner_compliance[partner] = now.compliance[partner]


@inner
def _decided(country, partner):
    """A step from last month's compliance towards what interest and pressure ask for."""
    p, world, moved = country.p.partners, country.world, _moved(country, partner)
    before = world.partner_compliance[partner]
    if np.isnan(world.partner_habit[partner]):
        level = min(max(before, p.least), 1.0 - p.least)
        since = moved if country.month > 0.0 else 0.0
        world.partner_habit[partner] = log(level / (1.0 - level)) - since
    return before + p.pace * (logistic(world.partner_habit[partner] + moved) - before)


@inner
def _moved(country, partner):
    """Log-odds that pressure, provocations, interest and trade add to the habit."""
    p, world, now = country.p.partners, country.world, country.now
    odds = p.pressure_weight * (now.pressure.coalition - p.usual_pressure)
    odds += p.provocation_weight * world.provocation
    odds -= p.value_weight * _strategic_value(country, partner)
    return odds - p.profit_weight * world.partner_demand[partner] * world.restriction


@inner
def _strategic_value(country, partner):
    """What the country is worth to the partner beyond trade, 0 at the opening."""
    rift = country.world.veto if partner in VETO else 0.0
    return rift + (country.now.buyer.need if partner == BUYER else 0.0)


def partners(model: mesa.Model) -> list[Partner]:
    """Every partner with its part of trade at the opening; the others take what is left."""
    t = model.p.trade
    shares = [t.china_share, t.russia_share, t.south_korea_share]
    shares.append(max(0.0, 1.0 - sum(shares)))
    return [Partner(model, n, s / sum(shares)) for n, s in zip(PARTNERS, shares, strict=True)]
