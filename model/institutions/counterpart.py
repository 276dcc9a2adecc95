"""The counterpart: the powers on the other side, their threat, and talks with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan

import mesa

from model import streams
from model.compiled import compiled
from model.drivers import OFFERS
from model.institution import Institution
from model.numerics import exp, logistic, uniform

STATES = ("none", "talks", "step deal", "grand bargain")
NONE, TALKS, STEP, GRAND = range(len(STATES))
"""States of talks, as published."""
DRAWS = ("approach", "offer", "answer", "cheat", "alarm")
APPROACH, OFFER, ANSWER, CHEAT, ALARM = range(len(DRAWS))
"""Draws of a month."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What lies on the table."""

    kind: int
    """STEP or GRAND."""
    relief: float
    """Part of the law added after 2015 to be suspended."""
    rollback: float
    """Part of progress to be given up."""
    months: float
    """Time over which it is."""


class Counterpart(Institution):
    """The coalition facing the country: threat (E16), and bargaining with it (E17).

    Sees progress, last month's events, exports lost to sanctions, what a deal's monitors report.
    Sets the threat the country feels, where that is free, offers, a deal's relief, and aid; it
        calls a deal broken when it believes so. The country's answers at the table stand here too.
    Rule: the risk of attack falls with progress, h0 exp(-k P), with a window of preventive war in
        the middle in a crisis; threat follows risk, recent events and exercises, less under talks.
        Talks start when both sides expect more than their threshold and there is something to
        trade: progress or lost exports. Offers come now and then, each side in turn asking for
        more; the other accepts by its surplus, which distrust discounts. What can still be rolled
        back shrinks with progress. A deal gives relief and aid for a halt of tests and rollback, at
        once or step by step. The country may cheat; monitors see that, or what is not so; then the
        deal ends, the Council votes on snapback and distrust grows, as it does when talks fail.
    Source: E16, E17 of docs/ODD.md; Fearon 1995 on commitment; Haggard and Noland on
        steps; text [B], "concessions on weapons programs for sanctions relief".
    Evidence: one cycle of 2018-19 with a halt of tests and no deal; exercises predict few events.
    Nobody knows: risk, k, distrust, either side's values; only "if you believe" statements follow.
    """

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.model.world.distrust = self.model.p.diplomacy.opening_distrust
        self.terms: Terms | None = None
        """The deal in force."""
        self.cheating = False
        self.since = 0
        """Month in which talks or the deal began."""
        self.rest_until = 0
        """No talks before this month."""
        self.country_asks = False
        """Whose turn it is to propose."""

    def decide(self) -> None:
        """Weigh the threat, then talk."""
        now, world = self.model.now, self.model.world
        _weigh_risk(self.model.books)
        if isnan(now["threat.level"]):
            now["threat.level"] = self._threat()
        self._talk(self._offered())
        if isnan(now["aid.funding"]):
            p, held = self.model.p.diplomacy, float(world.talks >= STEP)
            now["aid.funding"] = p.usual_aid + p.deal_aid * held

    def _threat(self) -> float:
        """Threat as the country feels it, 0 to 1: risk, events, exercises, less under talks."""
        p, world = self.model.p.diplomacy, self.model.world
        talking = float(world.talks > NONE)
        level = self.model.p.doctrine.threat_normal
        usual = _deterred(p.opening_risk, p.deterrence, self.model.p.programme.opening_progress)
        level += p.risk_weight * (world.risk / usual - 1.0)
        level += p.tension_weight * world.tension - p.talks_easing * talking
        if self.model.calendar_month + 1 in (p.spring_exercise, p.autumn_exercise):
            level += p.exercise_weight * (1.0 - talking)
        return float(min(max(level, 0.0), 1.0))

    def _offered(self) -> list[Terms]:
        """Terms the counterpart would discuss this month."""
        p, offer = self.model.p.diplomacy, self.model.now["talks.offer"]
        if offer == 0.0:
            return []
        step = Terms(STEP, p.step_relief, p.step_rollback, p.step_months)
        grand = Terms(GRAND, p.grand_relief, p.grand_rollback, p.grand_months)
        if isnan(offer):
            return [step, grand]
        return [step] if OFFERS[int(offer)] == "step" else [grand]

    def _talk(self, offered: list[Terms]) -> None:
        """Keep a deal, go on bargaining, or see whether to meet at all."""
        world = self.model.world
        if self.terms is not None:
            self._hold(self.terms, offered)
        elif world.talks > NONE:
            self._bargain(offered)
        elif offered and self.model.month >= self.rest_until:
            self._approach(offered)

    def country_surplus(self, terms: Terms) -> float:
        """What the country expects of a deal: relief it believes in, less progress given up."""
        p, world = self.model.p.diplomacy, self.model.world
        gain = (1.0 - world.distrust) * p.relief_value * self._pain() * terms.relief
        return float(gain - p.progress_value * world.progress * terms.rollback - p.home_cost)

    def counterpart_surplus(self, terms: Terms) -> float:
        """What the counterpart expects: rollback it believes in, less the lever it lets go."""
        p, world = self.model.p.diplomacy, self.model.world
        open_to_rollback = world.progress * (1.0 - p.irreversible * world.progress)
        gain = (1.0 - world.distrust) * p.rollback_value * open_to_rollback * terms.rollback
        return float(gain - p.relief_cost * terms.relief)

    def _pain(self) -> float:
        """Part of opening exports lost."""
        return max(0.0, 1.0 - self.model.nation.export_index)

    def _worth(self, terms: Terms) -> float:
        """Surplus of the side that gains less."""
        return min(self.country_surplus(terms), self.counterpart_surplus(terms))

    def _approach(self, offered: list[Terms]) -> None:
        """Talks may start when both gain and there is something to trade."""
        p, world = self.model.p.diplomacy, self.model.world
        ripe = world.progress >= p.ripe_progress or self._pain() >= p.ripe_pain
        if not ripe or max(self._worth(t) for t in offered) <= p.threshold:
            return
        if self._draw(APPROACH) < p.approach:
            world.talks, self.since, self.country_asks = float(TALKS), self.model.month, False

    def _bargain(self, offered: list[Terms]) -> None:
        """At times an offer; the other side takes it or not."""
        p, world = self.model.p.diplomacy, self.model.world
        late = self.model.month - self.since >= p.patience
        if not offered or late or world.major_events > 0.0:
            self._part()
            return
        if self._draw(OFFER) >= p.offer_pace:
            return
        best = max(offered, key=self._worth)
        share = 1.0 if self.country_asks else p.stinginess
        terms = replace(best, relief=share * best.relief)
        judge = self.counterpart_surplus if self.country_asks else self.country_surplus
        self.country_asks = not self.country_asks
        if self._draw(ANSWER) < logistic(p.steepness * (judge(terms) - p.threshold)):
            self._agree(terms)

    def _agree(self, terms: Terms) -> None:
        """Relief at once, rollback month by month, and a country that may cheat."""
        p, world = self.model.p.diplomacy, self.model.world
        self.terms, self.since = terms, self.model.month
        world.talks, world.relief = float(terms.kind), max(world.relief, terms.relief)
        world.deals += 1.0
        self.cheating = self._draw(CHEAT) < p.cheating
        world.kept = 0.0 if self.cheating else 1.0

    def _hold(self, terms: Terms, offered: list[Terms]) -> None:
        """Monitor the deal; roll back while that is due, then take the next step if there is one.

        An alarm or an open breach ends it.
        """
        p, world = self.model.p.diplomacy, self.model.world
        alarm = p.detection if self.cheating else p.false_alarm
        if world.major_events > 0.0 or self._draw(ALARM) < alarm:
            world.violation = 1.0
            self._part()
            return
        world.distrust *= 1.0 - p.trust_gain
        due = self.model.month - self.since <= terms.months
        world.rollback = world.kept * terms.rollback / terms.months if due else 0.0
        following = [o for o in offered if o.kind == terms.kind == STEP]
        if not due and following and world.relief < 1.0:
            self._agree(replace(following[0], relief=min(1.0, world.relief + p.step_relief)))

    def _part(self) -> None:
        """Talks or a deal end in blame, and neither side meets again for a while."""
        p, world = self.model.p.diplomacy, self.model.world
        world.distrust += p.blame * (1.0 - world.distrust)
        world.talks, world.kept, world.rollback = float(NONE), 0.0, 0.0
        self.terms, self.rest_until = None, self.model.month + int(p.rest)

    def _draw(self, what: int) -> float:
        key = streams.key(self.model.case.seed, "counterpart", self.model.month)
        return float(uniform(key, what))


@compiled
def _weigh_risk(books):
    """E16: risk of attack a year, falling with progress but for a window in a crisis."""
    p, world = books[0].p.diplomacy, books[0].world
    felt = world.major_events + p.minor_weight * world.minor_events
    world.tension += (1.0 - world.tension) * (1.0 - exp(-p.event_alarm * felt))
    world.tension *= exp(-1.0 / p.tension_memory)
    window = p.window * world.progress * (1.0 - world.progress) * world.tension
    world.risk = min(1.0, _deterred(p.opening_risk, p.deterrence, world.progress) * (1.0 + window))


@compiled
def _deterred(opening_risk, deterrence, progress):
    """Risk of attack a year that the programme's progress leaves."""
    return opening_risk * exp(-deterrence * progress)
