"""The leadership: it names the line the country follows."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import mesa

from model import streams
from model.compiled import compiled, inner
from model.drivers import DOCTRINES, DRIVERS
from model.institution import Institution
from model.institutions.planner import kept_share
from model.numerics import logistic, normal, uniform

DECIDES = ("doctrine", "market.tightness", "tests.moratorium")
"""Paths it decides where they are free; one free from the first month starts at its default."""


@dataclass(slots=True)
class Signals:
    """How far each thing that bears on the line has crossed its threshold, 0 to 1."""

    complete: float
    """The programme counts as completed."""
    armed: float
    """Threat from outside or orders from abroad call for arms."""
    strained: float
    """The poorer live worse and no talks promise relief."""
    opening: float
    """Talks are held, or a deal is."""
    hardship: float


class Leadership(Institution):
    """Names the line, presses or tolerates markets, holds back tests, drives the programme.

    Sees: outside threat, the programme's progress, living standards of the poorer three fifths,
        the part of munitions made for buyers abroad, talks and deals; with
        `politics.hazard_feedback`, the hazard to its own survival.
    Sets: the doctrine, how hard private trade is pressed, a moratorium on tests, the effort put
        into the programme. A dated path for any of the first three switches its own rule off.
    Rule: the five doctrines share one unit of appeal between them by smooth thresholds. With
        `leadership.rule` 0 the country is in a regime that it leaves for another with a monthly
        chance in proportion to the other's appeal; with 1 it takes the line of most appeal once
        that leads by a margin. Tightness follows the doctrine, its own shock, or both
        (`leadership.joint_tightening`). A moratorium is likelier while talks are held, or hardship
        meets a completed programme.
    Evidence: five lines declared at dated plenums since 2011; the moratorium of April 2018 fell
        together with talks and a declared completion; conservative economic policy has gone with
        a preference for defence (text [E]).
    Nobody knows: whether the hardening since 2019 is strategic (a regime) or tactical (a reaction);
        where the thresholds lie, since each was crossed once at most.
    """

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        for name in DECIDES:
            if isnan(model.now[name]):
                model.now[name] = DRIVERS[name].default
        self.doctrine = DOCTRINES[int(model.now["doctrine"])]
        self.tightness: float = model.now["market.tightness"]
        self.whim = 0.0
        """Its own shock to tightness, with no tie to the doctrine."""
        self.appeal: list[float] = []
        """Smoothed appeal of each doctrine; empty until the rule is asked."""

    def decide(self) -> None:
        """Name this month's line, press on markets, hold tests back or not, drive the programme."""
        self._name_line()
        self._press_markets()
        self._hold_back()
        self._drive_programme()

    def read_signals(self) -> Signals:
        """Threshold by threshold, what last month's figures say."""
        return Signals(*_read_signals(self.model.books))

    def _name_line(self) -> None:
        now = self.model.now
        if not isnan(now["doctrine"]):
            self.doctrine, self.appeal = DOCTRINES[int(now["doctrine"])], []
            return
        rule = RULES[round(self.model.p.leadership.rule)]
        self.doctrine = DOCTRINES[rule(self, appeals(self.read_signals()))]
        now["doctrine"] = float(DOCTRINES.index(self.doctrine))

    def _switch(self, wanted: list[float]) -> int:
        """Regime switch: stay, or go where a draw falls; each line's chance is its appeal's."""
        key = streams.key(self.model.case.seed, "leadership.doctrine", self.model.month)
        draw, reached = uniform(key, 0), 0.0
        held = DOCTRINES.index(self.doctrine)
        for line, appeal in enumerate(wanted):
            if line != held:
                reached += self.model.p.leadership.switch_hazard * appeal
                if draw < reached:
                    return line
        return held

    def _react(self, wanted: list[float]) -> int:
        """Reactive rule: the line of most appeal, once it leads the present one by a margin."""
        p, held = self.model.p.leadership, DOCTRINES.index(self.doctrine)
        before = self.appeal or wanted
        self.appeal = [a + p.appeal_pace * (w - a) for a, w in zip(before, wanted, strict=True)]
        best = max(range(len(wanted)), key=self.appeal.__getitem__)
        return best if self.appeal[best] - self.appeal[held] > p.margin else held

    def _press_markets(self) -> None:
        """Tightness moves towards what doctrine, its own shock and fear for survival ask."""
        now, p, politics = self.model.now, self.model.p.leadership, self.model.p.politics
        if isnan(now["market.tightness"]):
            key = streams.key(self.model.case.seed, "leadership.tightness", self.model.month)
            self.whim = p.whim_memory * self.whim + p.whim_size * normal(key, 0)
            common = getattr(p, f"{self.doctrine}_tightness")
            wanted = p.joint_tightening * common
            wanted += (1.0 - p.joint_tightening) * (p.usual_tightness + self.whim)
            fear = max(0.0, self.model.world.hazard - politics.usual_hazard)
            wanted += politics.hazard_feedback * politics.tightness_response * fear
            moved = self.tightness + p.tightness_pace * (wanted - self.tightness)
            now["market.tightness"] = min(max(moved, 0.0), 1.0)
        self.tightness = now["market.tightness"]

    def _hold_back(self) -> None:
        """A moratorium begins and ends by chance, likelier the more speaks for it or against."""
        now, p, world = self.model.now, self.model.p.leadership, self.model.world
        if isnan(now["tests.moratorium"]):
            signals = self.read_signals()
            content = signals.complete * signals.hardship
            reason = 1.0 - (1.0 - signals.opening) * (1.0 - content)
            key = streams.key(self.model.case.seed, "leadership.moratorium", self.model.month)
            held = world.moratorium > 0.0
            chance = p.moratorium_pace * (1.0 - reason if held else reason)
            changes = uniform(key, 0) < chance
            now["tests.moratorium"] = float(held != changes)
        world.moratorium = now["tests.moratorium"]

    def _drive_programme(self) -> None:
        """The programme gets the strategic part of the planner's share."""
        n, p, world = self.model.nation, self.model.p, self.model.world
        weight = getattr(p.doctrine, f"{self.doctrine}_strategic")
        world.strategic = p.programme.cost_share * weight
        whole = n.defence_share / kept_share(world.strategic, world.conventional_need)
        world.effort = whole / p.doctrine.opening_share * weight * n.resources


RULES = (Leadership._switch, Leadership._react)
"""What names the line, by `leadership.rule`."""


def appeals(signals: Signals) -> list[float]:
    """How far each line is called for, in the order of DOCTRINES; the five add up to 1.

    Before completion arms alone or two tracks; after it war preparations where arms are called
    for, else the economy, by its own forces where it is strained.
    """
    s = signals
    return [
        (1.0 - s.complete) * s.armed,
        (1.0 - s.complete) * (1.0 - s.armed),
        s.complete * (1.0 - s.armed) * (1.0 - s.strained),
        s.complete * (1.0 - s.armed) * s.strained,
        s.complete * s.armed,
    ]


@compiled
def _read_signals(books):
    """What `Signals` names, in its order."""
    n, world, p = books[0].nation, books[0].world, books[0].p.leadership
    threat = _crossed(books[0].now.threat.level, p.threat_threshold, p.threat_width)
    part = n.refill_orders / n.defence_orders if n.defence_orders > 0.0 else 0.0
    orders = _crossed(part, p.orders_threshold, p.orders_width)
    hardship = _crossed(1.0 - n.living_smoothed, p.hardship_threshold, p.hardship_width)
    complete = _crossed(world.progress, p.progress_threshold, p.progress_width)
    opening = min(1.0, world.talks)
    armed = 1.0 - (1.0 - threat) * (1.0 - orders)
    return complete, armed, hardship * (1.0 - opening), opening, hardship


@inner
def _crossed(figure, threshold, width):
    """How far a figure has crossed a threshold: one half at it, smooth to either side."""
    return logistic((figure - threshold) / width)
