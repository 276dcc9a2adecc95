"""Trade partners: what each would buy and how far each enforces sanctions."""

from __future__ import annotations

from math import isnan

import mesa

from model.drivers import PARTNERS
from model.institution import Institution
from model.numerics import log, logistic

VETO = ("china", "russia")
"""Members of the Council whose rift with the coalition a veto shows."""
BUYER = "russia"
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
    Evidence: recorded exports of 2016 and 2018 imply about 0.89 for China by 2018 and little
        before 2016; every other level is coded by judgement.
    Nobody knows: the weights; how much of 2017 was pressure and how much the tests.
    """

    def __init__(self, model: mesa.Model, name: str, share: float) -> None:
        super().__init__(model)
        self.name, self.share = name, share
        """Part of trade at the opening."""
        self.demand = 1.0
        self.compliance: float = getattr(self.model.p.partners, f"{name}_opening")
        self.habit: float | None = None
        """Log-odds apart from all that moves them; None while compliance is handed in."""
        self._demand, self._compliance = f"demand.{name}", f"compliance.{name}"

    def decide(self) -> None:
        """Take demand and compliance from their paths, or decide how far to comply."""
        now = self.model.now
        self.demand = now[self._demand]
        if isnan(now[self._compliance]):
            now[self._compliance] = self._decided()
        else:
            self.habit = None
        self.compliance = now[self._compliance]

    def _decided(self) -> float:
        """A step from last month's compliance towards what interest and pressure ask for."""
        p, moved = self.model.p.partners, self._moved()
        if self.habit is None:
            level = min(max(self.compliance, p.least), 1.0 - p.least)
            self.habit = log(level / (1.0 - level)) - moved * float(self.model.month > 0)
        return float(self.compliance + p.pace * (logistic(self.habit + moved) - self.compliance))

    def _moved(self) -> float:
        """Log-odds that pressure, provocations, interest and trade add to the habit."""
        p, now, world = self.model.p.partners, self.model.now, self.model.world
        odds = p.pressure_weight * (now["pressure.coalition"] - p.usual_pressure)
        odds += p.provocation_weight * world.provocation
        odds -= p.value_weight * self._strategic_value()
        return float(odds - p.profit_weight * self.demand * world.restriction)

    def _strategic_value(self) -> float:
        """What the country is worth to the partner beyond trade, 0 at the opening."""
        rift = self.model.world.veto if self.name in VETO else 0.0
        return float(rift + (self.model.now["buyer.need"] if self.name == BUYER else 0.0))


def partners(model: mesa.Model) -> list[Partner]:
    """Every partner with its part of trade at the opening; the others take what is left."""
    t = model.p.trade
    shares = [t.china_share, t.russia_share, t.south_korea_share]
    shares.append(max(0.0, 1.0 - sum(shares)))
    return [Partner(model, n, s / sum(shares)) for n, s in zip(PARTNERS, shares, strict=True)]
