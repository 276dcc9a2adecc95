"""The Security Council: resolutions after major events, and the law channel by channel."""

from __future__ import annotations

from math import isnan

import mesa
import numpy as np

from model import streams
from model.drivers import COVERED
from model.institution import Institution
from model.mechanisms.sanctions import COVERAGE, WANTED
from model.numerics import exp, normal, uniform

LAWS = tuple(f"coverage.{channel}" for channel in COVERED)
EXPORT_LAWS = tuple(COVERED.index(channel) for channel in COVERAGE)
"""Where the law on each export channel stands in LAWS, in the order of EXPORT_CHANNELS."""


class SecurityCouncil(Institution):
    """Answers major events by resolutions, unless they are vetoed (E15).

    Sees last month's major events, the programme's progress, a veto, a deal's relief and whether
        the other side calls a deal broken.
    Sets the legal coverage of every channel whose path is free; a dated path stands.
    Rule: a major event is taken up with a probability and a log-normal lag, at least to the next
        month; when the vote comes a veto may stop it. Each resolution raises the level of the law,
        by more after a nuclear test and at high progress; channels join in the order of the dated
        texts, each over the same span: arms, luxury and finance, then coal and other minerals,
        other goods and seafood, textiles and labour, refined oil, machinery, last crude oil. A deal
        suspends part of what was added after 2015; the same vote may bring it back (snapback).
    Source: E15 of docs/ODD.md; texts of the resolutions. Lesser events are not answered: none
        was by law.
    Evidence: 10 resolutions after 14 major events of 2006-2017 and their lags, by counts
        (scenarios.events); none since the veto of May 2022.
    Nobody knows: whether a member would veto the next one, and how far a resolution would go.
    """

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.due: list[tuple[int, float]] = []
        """Month of each coming vote, and whether it answers a nuclear test (1) or not (0)."""
        self.level = 0.0
        """How far the law has gone: 0 at the opening, about 1 at the end of 2017."""
        self.law = [self._reached(channel) for channel in COVERED]
        """Coverage in force, suspended parts included."""
        self.given: list[float] = []
        """Last month's paths of coverage; NaN where the Council decided."""

    def decide(self) -> None:
        """Take up last month's events, hold the votes that are due, put the law in force."""
        now, world, p = self.model.now, self.model.world, self.model.p.council
        world.veto = now["council.veto"]
        world.provocation = world.provocation * exp(-1.0 / p.memory) + world.major_events
        if world.major_events:
            self._take_up()
        passed = self._vote() if self.due else []
        world.resolutions = float(len(passed))
        self._snap_back()
        given = [now[name] for name in LAWS]
        if given != self.given or isnan(sum(given)):
            self._put_in_force(given, passed)
            self._publish()
        self.given = given

    def _take_up(self) -> None:
        """Draw for each of last month's major events whether and when it comes to a vote."""
        p, world, month = self.model.p.council, self.model.world, self.model.month
        answers = streams.key(self.model.case.seed, "council.answers", month)
        lags = streams.key(self.model.case.seed, "council.lags", month)
        for event in range(int(world.major_events)):
            if uniform(answers, event) < p.resolution_share:
                lag = p.lag_median * exp(p.lag_spread * normal(lags, event))
                nuclear = float(event < world.nuclear_tests)
                self.due.append((month - 1 + max(1, round(lag)), nuclear))

    def _vote(self) -> list[float]:
        """Those of the resolutions due this month that no member vetoes."""
        month, votes = self.model.month, self._votes()
        coming = [nuclear for when, nuclear in self.due if when == month]
        self.due = [later for later in self.due if later[0] != month]
        veto = self.model.world.veto
        return [nuclear for i, nuclear in enumerate(coming) if uniform(votes, i + 1) >= veto]

    def _votes(self) -> np.uint64:
        return streams.key(self.model.case.seed, "council.votes", self.model.month)

    def _snap_back(self) -> None:
        """Suspended law returns when a deal is called broken, unless that is vetoed."""
        world = self.model.world
        if world.violation and uniform(self._votes(), 0) >= world.veto:
            world.relief = 0.0
        world.violation = 0.0

    def _put_in_force(self, given: list[float], passed: list[float]) -> None:
        """Raise the law by what passed, and write it where the path is free."""
        now, world = self.model.now, self.model.world
        free = [i for i, law in enumerate(given) if isnan(law)]
        if not free:
            self.law = given
            return
        self._find_level()
        for nuclear in passed:
            self._raise(nuclear)
        self.law = [self.law[i] if isnan(law) else law for i, law in enumerate(given)]
        before = self.model.p.council.law_of_2015
        for i in free:
            kept = self._reached(COVERED[i], before)
            suspended = world.relief * max(0.0, self.law[i] - kept)
            now[LAWS[i]] = self.law[i] - suspended

    def _find_level(self) -> None:
        """The level that the law in force speaks of; what was voted before may be beyond it."""
        p = self.model.p.council
        spoken = [getattr(p, f"{channel}_from") + p.span * law
                  for channel, law in zip(COVERED, self.law, strict=True) if law > 0.0]  # fmt: skip
        self.level = max([self.level, *spoken])

    def _raise(self, nuclear: float) -> None:
        """One resolution: a step of the level, larger at high severity and progress."""
        p, world = self.model.p.council, self.model.world
        self.level += p.step + p.progress_step * world.progress + p.test_step * nuclear
        self.law = [max(law, self._reached(c)) for law, c in zip(self.law, COVERED, strict=True)]

    def _reached(self, channel: str, level: float | None = None) -> float:
        """Coverage of a channel at a level of the law, 0 to 1."""
        p = self.model.p.council
        beyond = (self.level if level is None else level) - getattr(p, f"{channel}_from")
        return float(min(max(beyond / p.span, 0.0), 1.0))

    def _publish(self) -> None:
        """Part of opening exports that the law in force bears on."""
        now, t = self.model.now, self.model.p.trade
        worth = [getattr(t, name) for name in WANTED]
        bans = [now[LAWS[place]] for place in EXPORT_LAWS]
        covered = sum([w * ban for w, ban in zip(worth, bans, strict=True)])
        self.model.world.restriction = covered / sum(worth)
