"""The court fund: foreign currency and shops that keep the core loyal."""

from __future__ import annotations

from math import isnan

import mesa

from model.drivers import DRIVERS
from model.institution import Institution
from model.matrix import MONTHS
from model.numerics import logistic


class Court(Institution):
    """Gives dollars to the core class, and goods when markets no longer give them.

    Sees: its own currency, what the core consumes and what it has come to claim; with
        `politics.hazard_feedback`, the hazard to the leadership's survival.
    Sets: gifts in dollars, and the part of the core's loss that state shops make good in kind.
    Rule: gifts as usual while the till lasts. The core's claim rises with its consumption and
        hardly ever falls; the part of a loss made good rises smoothly with the loss. The path
        `court.protection` switches that off; history holds it at none.
    Evidence: luxury imports of 640 to 800 mn USD a year were kept up under sanctions; studies with
        selectorate theory find that more sanctions send a larger part to those who keep the leader
        in power.
    Nobody knows: how much of the core's table comes from state shops, and how soon they answer.
    """

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        if isnan(model.now["court.protection"]):
            model.now["court.protection"] = DRIVERS["court.protection"].default
        self.claim, self.earned = 0.0, 0.0
        """What the core claims and what markets give it, smoothed, KPW a month, opening prices."""

    def decide(self) -> None:
        """Give, and claim goods for the core."""
        self._give()
        self._protect()

    def _give(self) -> None:
        """Give as usual, more if survival is feared for, at most what is left."""
        n, p = self.model.nation, self.model.p
        fear = max(0.0, self.model.world.hazard / p.politics.usual_hazard - 1.0)
        usual = p.fx.gifts / MONTHS
        usual *= 1.0 + p.politics.hazard_feedback * p.politics.gift_response * fear
        n.gifts = min(usual, max(0.0, n.court_dollars))

    def _protect(self) -> None:
        """Claim goods for a part of what the core has lost on the market."""
        n, p, now = self.model.nation, self.model.p.politics, self.model.now
        own = n.booked.get("core", 0.0) - n.core_supply
        if not self.claim:
            self.claim = self.earned = own
        self.earned += p.notice_pace * (own - self.earned)
        gap = self.earned - self.claim
        self.claim += (p.claim_rise if gap > 0.0 else p.claim_fall) * gap
        lost = max(0.0, self.claim - self.earned)
        if isnan(now["court.protection"]):
            felt = (lost / self.claim - p.loss_threshold) / p.loss_width if self.claim else 0.0
            now["court.protection"] = p.protection * float(logistic(felt))
        n.core_claim = now["court.protection"] * lost
