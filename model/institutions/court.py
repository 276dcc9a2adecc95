"""The court fund: foreign currency that keeps the core loyal."""

from __future__ import annotations

from model.institution import Institution
from model.matrix import MONTHS


class Court(Institution):
    """Sees its own currency; sets the gifts to the core class, as usual while the till lasts."""

    def decide(self) -> None:
        """Give as usual, or what is left."""
        n, usual = self.model.nation, self.model.p.fx.gifts / MONTHS
        n.gifts = min(usual, max(0.0, n.court_dollars))
