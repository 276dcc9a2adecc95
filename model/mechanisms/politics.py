"""E19 and E20: mass legitimacy, loyalty of the core and the hazard to the leadership's survival.

All three are indices built of weights nobody can measure; they say what one would have to believe.
They move nothing, unless `politics.hazard_feedback` lets the court and the leadership answer.
"""

from __future__ import annotations

from model.compiled import inner, mechanism
from model.matrix import MONTHS
from model.numerics import log, logistic
from model.populations.layout import B

MILLION = 1e6


@mechanism
def grant_legitimacy(country):
    """E19: people grant legitimacy for daily life and sovereignty, less for hunger and inequality.

    Daily life is the consumption of the poorer three fifths; sovereignty is what is remembered of
    major events; hunger counts beyond the usual, inequality beyond that of the opening.
    """
    n, p, world, first = country.nation, country.p.politics, country.world, country.opening
    world.pride += world.major_events - p.pride_fading * world.pride
    world.legitimacy = _legitimacy(
        world.legitimacy,
        n.living_smoothed,
        n.booked[B.core] / first.consumption[B.core] / max(n.living, 1e-3),
        n.booked[B.hungry] / n.people * n.members - p.usual_hunger,
        world.pride,
        p.living_weight,
        p.inequality_weight,
        p.hunger_weight,
        p.sovereignty_weight,
        p.legitimacy_pace,
    )


@inner
def _legitimacy(
    held, living, unequal, hunger, pride, by_living, by_unequal, by_hunger, by_pride, pace
):
    """A step towards the appeal of daily life and pride, less inequality and hunger."""
    appeal = by_living * _log(living) - by_unequal * _log(unequal)
    appeal += by_pride * pride - by_hunger * hunger
    return held + pace * (logistic(appeal) - held)


@mechanism
def weigh_loyalty(country):
    """E19: the core is loyal for gifts, for what it consumes and for the dollars it keeps."""
    n, p, world, fx = country.nation, country.p.politics, country.world, country.p.fx
    world.loyalty = _loyalty(
        world.loyalty,
        MONTHS * n.gifts / max(fx.gifts, 1e-3),
        n.booked[B.core] / country.opening.consumption[B.core],
        n.booked[B.core_dollars] / MILLION / fx.opening_core,
        p.gift_weight,
        p.luxury_weight,
        p.hoard_weight,
        p.loyalty_pace,
    )


@inner
def _loyalty(held, gifts, use, hoard, by_gifts, by_use, by_hoard, pace):
    """A step towards what gifts, consumption and dollars beside the opening are worth."""
    kept = by_gifts * _log(gifts) + by_use * _log(use) + by_hoard * _log(hoard)
    return held + pace * (logistic(kept) - held)


@mechanism
def gauge_survival(country):
    """E20: the hazard falls with loyalty and legitimacy and rises with sudden hardship.

    Hardship is sudden where the poorer consume less than they have got used to.
    """
    n, p, world = country.nation, country.p.politics, country.world
    world.hazard = _hazard(
        p.usual_hazard,
        world.loyalty,
        world.legitimacy,
        max(0.0, 1.0 - n.living / n.living_smoothed),
        p.loyalty_weight,
        p.legitimacy_weight,
        p.crisis_weight,
    )


@inner
def _hazard(usual, loyalty, legitimacy, sudden, by_loyalty, by_legitimacy, by_sudden):
    """Hazard a year: the usual log-odds, moved by those of loyalty and legitimacy and by shock."""
    odds = _odds(usual) + by_sudden * sudden
    return logistic(odds - by_loyalty * _odds(loyalty) - by_legitimacy * _odds(legitimacy))


@inner
def _log(ratio):
    """Logarithm of a ratio to the opening; a ratio of nothing counts as a thousandth."""
    return log(max(ratio, 1e-3))


@inner
def _odds(share):
    """Log-odds of a share inside 0 and 1."""
    inside = min(max(share, 1e-3), 1.0 - 1e-3)
    return log(inside / (1.0 - inside))
