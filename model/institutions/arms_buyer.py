"""The arms buyer: a state at war that orders munitions."""

from __future__ import annotations

from math import isnan

from model.institution import Institution
from model.numerics import power


class ArmsBuyer(Institution):
    """A buyer of munitions at war (E18).

    Sees its own need (a dated path), the price asked, what it has ordered and not yet received, and
        the law on arms with its own compliance.
    Sets foreign orders, where their path is free. Deliveries, from stock first and then from
        production, and what is paid in cash and in kind are the mechanism's (deliver_arms).
    Rule: need x usual volume, less where the price is above what the buyer pays elsewhere, where
        the backlog is long, and as far as it minds the ban. No need, no orders.
    Source: E18 of docs/ODD.md; text [E], "possible connection to North Korea's weapons exports".
    Evidence: 5.6 to 9.8 bn USD delivered since 2023 in rival estimates; the volume is taken from
        them, so it rests on years after 2019.
    Nobody knows: prices, what is paid, and how long the need lasts.
    """

    def decide(self) -> None:
        """Place this month's orders."""
        now = self.model.now
        if isnan(now["arms.orders"]):
            wanted = now["buyer.need"] * self.model.p.arms.buyer_volume
            now["arms.orders"] = self._orders() if wanted > 0.0 else 0.0

    def _orders(self) -> float:
        """Orders of a month, mn USD."""
        p, now = self.model.p.arms, self.model.now
        waiting = self.model.nation.arms_backlog / (p.buyer_volume * p.buyer_patience)
        dearness = p.markup / p.price_elsewhere
        obeyed = p.buyer_scruple * now["coverage.arms"] * now["compliance.russia"]
        wanted = now["buyer.need"] * p.buyer_volume * power(dearness, -p.buyer_elasticity)
        return float(wanted * (1.0 - obeyed) / (1.0 + waiting))
