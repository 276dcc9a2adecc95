"""Trade partners: what each would buy and how far each enforces sanctions."""

from __future__ import annotations

import mesa

from model.drivers import PARTNERS
from model.institution import Institution


class Partner(Institution):
    """China, Russia, South Korea or the others.

    Sees its own interest only through dated paths for now; sets its demand for the country's
    exports and its compliance with the sanctions in force.
    """

    def __init__(self, model: mesa.Model, name: str, share: float) -> None:
        super().__init__(model)
        self.name, self.share = name, share
        """Part of trade at the opening."""
        self.demand, self.compliance = 1.0, 0.0

    def decide(self) -> None:
        """Take this month's demand and compliance from their paths."""
        self.demand = self.model.now[f"demand.{self.name}"]
        self.compliance = self.model.now[f"compliance.{self.name}"]


def partners(model: mesa.Model) -> list[Partner]:
    """Every partner with its part of trade at the opening; the others take what is left."""
    t = model.p.trade
    shares = [t.china_share, t.russia_share, t.south_korea_share]
    shares.append(max(0.0, 1.0 - sum(shares)))
    return [Partner(model, n, s / sum(shares)) for n, s in zip(PARTNERS, shares, strict=True)]
