"""The court fund: foreign currency and shops that keep the core loyal."""

from __future__ import annotations

from math import isnan

import mesa
import numpy as np

from model.compiled import compiled, inner
from model.drivers import DRIVERS
from model.institution import Institution
from model.matrix import MONTHS
from model.numerics import logistic
from model.populations.layout import B


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

    def decide(self) -> None:
        """Give, and claim goods for the core."""
        _keep_loyal(self.model.books)


@compiled
def _keep_loyal(books):
    _give(books[0])
    _protect(books[0])


@inner
def _give(country):
    """Give as usual, more if survival is feared for, at most what is left."""
    n, p = country.nation, country.p.politics
    fear = max(0.0, country.world.hazard / p.usual_hazard - 1.0)
    usual = country.p.fx.gifts / MONTHS * (1.0 + p.hazard_feedback * p.gift_response * fear)
    n.gifts = min(usual, max(0.0, n.court_dollars))


@inner
def _protect(country):
    """Claim goods for a part of what the core has lost on the market."""
    n, p, court, world = country.nation, country.p.politics, country.now.court, country.world
    own = n.booked[B.core] - n.core_supply
    if world.core_due == 0.0:
        world.core_due = world.core_own = own
    world.core_own += p.notice_pace * (own - world.core_own)
    gap = world.core_own - world.core_due
    world.core_due += (p.claim_rise if gap > 0.0 else p.claim_fall) * gap
    lost = max(0.0, world.core_due - world.core_own)
    if np.isnan(court.protection):
        due = world.core_due
        felt = (lost / due - p.loss_threshold) / p.loss_width if due else 0.0
        court.protection = p.protection * logistic(felt)
    n.core_claim = court.protection * lost
