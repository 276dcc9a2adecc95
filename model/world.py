"""World: what is published of the programme, the outside powers and politics at home."""

from __future__ import annotations

import numpy as np

from model.drivers import COVERED, PARTNERS
from model.figures import Array, Figures


class World(Figures):
    """Last published state of affairs; an institution overwrites what it has just decided.

    Where a path is handed in (`model.drivers`), it stands and the decision is not used.
    """

    # the programme (nothing technical: an index, costs and dates)
    progress: float = 0.0
    """Programme progress P, 0 to 1."""
    strategic: float = 0.0
    """Part of the defence share that goes to the programme."""
    effort: float = 1.0
    """Resources the programme gets beside the opening."""
    programme_cost: float = 0.0
    """What the programme takes of defence demand, trn KRW a month at 2011 prices."""
    programme_share: float = 0.0
    """The same as a share of defence demand."""
    programme_output: float = 1.0
    """What the programme makes of effort and parts, opening = 1."""
    milestones: float = 0.0
    """Milestones reached, a count."""
    delay: float = 0.0
    """Months by which the next milestone is behind its target date."""
    rollback: float = 0.0
    """Part of progress given up a month under a deal that is kept."""
    minor_events: float = 0.0
    """Launches and lesser provocations this month, a count."""
    major_events: float = 0.0
    """Events this month that may reach the Council: nuclear tests and the like, a count."""
    nuclear_tests: float = 0.0
    """Of the major events this month, nuclear tests."""
    pull: float = 0.0
    """What recent events add to the rate of launches."""
    moratorium: float = 0.0
    """1 while the leadership holds back tests, else 0."""
    # the outside
    risk: float = 0.0
    """Hazard of attack a year: a belief, not a measurement."""
    tension: float = 0.0
    """Alarm over recent events, 0 to 1."""
    provocation: float = 0.0
    """Major events remembered abroad; the memory fades over years."""
    resolutions: float = 0.0
    """Resolutions passed this month, a count."""
    law: Array = np.zeros(len(COVERED))
    """Coverage in force by channel, suspended parts included."""
    law_level: float = 0.0
    """How far the law has gone: 0 at the opening, about 1 at the end of 2017."""
    restriction: float = 0.0
    """Part of opening exports that the law in force bears on, 0 to 1."""
    veto: float = 0.0
    """Probability that a new resolution, or a snapback, is vetoed."""
    relief: float = 0.0
    """Part of the 2016-17 sanctions suspended under a deal, 0 to 1."""
    talks: float = 0.0
    """0 none, 1 talks, 2 a step deal held, 3 a grand bargain held."""
    deals: float = 0.0
    """Deals struck so far, a count."""
    kept: float = 0.0
    """1 while the country keeps a deal, 0 without one or while it cheats."""
    violation: float = 0.0
    """1 in the month after a deal is called broken, until the Council has voted."""
    distrust: float = 0.5
    """Belief of either side that the other defects, 0 to 1."""
    partner_share: Array = np.zeros(len(PARTNERS))
    """Part of trade with each partner at the opening."""
    partner_demand: Array = np.ones(len(PARTNERS))
    """Demand of each partner for the country's exports beside the opening."""
    partner_compliance: Array = np.zeros(len(PARTNERS))
    """How far each partner enforces sanctions, 0 to 1."""
    partner_habit: Array = np.full(len(PARTNERS), np.nan)
    """Log-odds of compliance apart from all that moves them; NaN while it is handed in."""
    # politics at home
    legitimacy: float = 0.5
    """Mass legitimacy, 0 to 1, opening 0.5."""
    pride: float = 0.0
    """Major events remembered as proofs of sovereignty; the memory fades."""
    loyalty: float = 0.5
    """Loyalty of the core elite, 0 to 1, opening 0.5."""
    core_due: float = 0.0
    """What the core claims to consume, KPW a month at opening prices; it hardly ever falls."""
    core_own: float = 0.0
    """What it consumes but for state shops, smoothed."""
    hazard: float = 0.0
    """Survival hazard of the leadership: an index, 0 to 1 a year."""
    conventional_need: float = 1.0
    """Conventional force wanted beside the opening; a deterrent may substitute for part."""
