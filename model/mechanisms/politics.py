"""E19 and E20: mass legitimacy, loyalty of the core and the hazard to the leadership's survival.

All three are indices built of weights nobody can measure; they say what one would have to believe.
They move nothing, unless `politics.hazard_feedback` lets the court and the leadership answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.matrix import MONTHS
from model.numerics import log, logistic, total

if TYPE_CHECKING:
    from model.economy import Economy

MILLION = 1e6


def grant_legitimacy(economy: Economy) -> None:
    """E19: people grant legitimacy for daily life and sovereignty, less for hunger and inequality.

    Daily life is the consumption of the poorer three fifths; sovereignty is what is remembered of
    major events; hunger counts beyond the usual, inequality beyond that of the opening.
    """
    n, p, world, first = economy.nation, economy.p.politics, economy.world, economy.opening
    world.pride += world.major_events - p.pride_fading * world.pride
    hunger = n.booked["hungry"] / total(first.households) - p.usual_hunger
    core = n.booked["core"] / first.consumption["core"]
    appeal = p.living_weight * _log(n.living_smoothed) + p.sovereignty_weight * world.pride
    appeal -= p.hunger_weight * hunger + p.inequality_weight * (_log(core) - _log(n.living))
    world.legitimacy += p.legitimacy_pace * (logistic(appeal) - world.legitimacy)


def weigh_loyalty(economy: Economy) -> None:
    """E19: the core is loyal for gifts, for what it consumes and for the dollars it keeps."""
    n, p, world = economy.nation, economy.p.politics, economy.world
    gifts = MONTHS * n.gifts / max(economy.p.fx.gifts, 1e-3)
    use = n.booked["core"] / economy.opening.consumption["core"]
    held = n.booked["core dollars"] / MILLION / economy.p.fx.opening_core
    kept = p.gift_weight * _log(gifts) + p.luxury_weight * _log(use) + p.hoard_weight * _log(held)
    world.loyalty += p.loyalty_pace * (logistic(kept) - world.loyalty)


def gauge_survival(economy: Economy) -> None:
    """E20: the hazard falls with loyalty and legitimacy and rises with sudden hardship.

    Hardship is sudden where the poorer consume less than they have got used to.
    """
    n, p, world = economy.nation, economy.p.politics, economy.world
    sudden = max(0.0, 1.0 - n.living / n.living_smoothed)
    odds = _odds(p.usual_hazard) + p.crisis_weight * sudden
    odds -= p.loyalty_weight * _odds(world.loyalty) + p.legitimacy_weight * _odds(world.legitimacy)
    world.hazard = logistic(odds)


def _log(ratio: float) -> float:
    """Logarithm of a ratio to the opening; a ratio of nothing counts as a thousandth."""
    return float(log(max(ratio, 1e-3)))


def _odds(share: float) -> float:
    """Log-odds of a share inside 0 and 1."""
    inside = min(max(share, 1e-3), 1.0 - 1e-3)
    return float(log(inside / (1.0 - inside)))
