"""The Security Council: resolutions after major events, and the law channel by channel."""

from __future__ import annotations

import mesa
import numpy as np

from model import streams
from model.compiled import compiled, inner
from model.institution import Institution
from model.mechanisms.sanctions import opening_exports
from model.numerics import exp, normal, uniform


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
        (scenarios.estimation.event_rates); none since the veto of May 2022.
    Nobody knows: whether a member would veto the next one, and how far a resolution would go.
    """

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.due: list[tuple[int, float]] = []
        """Month of each coming vote, and whether it answers a nuclear test (1) or not (0)."""
        _open_law(self.model.books)

    def decide(self) -> None:
        """Take up last month's events, hold the votes that are due, put the law in force."""
        world, books = self.model.world, self.model.books
        _hear(books)
        if world.major_events:
            self._take_up()
        passed = self._vote() if self.due else []
        world.resolutions = float(len(passed))
        if world.violation:
            self._snap_back()
        _pass_law(books, np.array(passed) if passed else NONE)

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
        if uniform(self._votes(), 0) >= world.veto:
            world.relief = 0.0
        world.violation = 0.0


NONE = np.zeros(0)
"""No resolutions."""


@compiled
def _open_law(books):
    """Coverage by the law of the opening."""
    world = books[0].world
    for channel in range(world.law.size):
        world.law[channel] = _reached(books[0], channel, world.law_level)


@compiled
def _hear(books):
    """Take note of who would veto and of last month's events."""
    world, memory = books[0].world, books[0].p.council.memory
    world.veto = books[0].now.council.veto
    world.provocation = world.provocation * exp(-1.0 / memory) + world.major_events


@compiled
def _pass_law(books, passed):
    """Raise the law by what passed, write it where the path is free, and publish its bearing.

    Args:
        books: the country.
        passed: resolutions, 1 each that answers a nuclear test and 0 each that does not.
    """
    country = books[0]
    world, given, free = country.world, country.now.coverage, False
    for channel in range(given.size):
        free = free or np.isnan(given[channel])
    if free:
        _find_level(country)
        for nuclear in passed:
            _raise(country, nuclear)
    for channel in range(given.size):
        if np.isnan(given[channel]):
            given[channel] = _unsuspended(country, channel)
        else:
            world.law[channel] = given[channel]
    _publish(country)


@inner
def _unsuspended(country, channel):
    """Coverage less the part of it that a deal suspends: of what was added after 2015."""
    p, world = country.p.council, country.world
    kept = _reached(country, channel, p.law_of_2015)
    return world.law[channel] - world.relief * max(0.0, world.law[channel] - kept)


@inner
def _find_level(country):
    """The level that the law in force speaks of; what was voted before may be beyond it."""
    p, world = country.p.council, country.world
    for channel in range(world.law.size):
        if world.law[channel] > 0.0:
            spoken = _from(p, channel) + p.span * world.law[channel]
            world.law_level = max(world.law_level, spoken)


@inner
def _raise(country, nuclear):
    """One resolution: a step of the level, larger at high severity and progress."""
    p, world = country.p.council, country.world
    world.law_level += p.step + p.progress_step * world.progress + p.test_step * nuclear
    for channel in range(world.law.size):
        reached = _reached(country, channel, world.law_level)
        world.law[channel] = max(world.law[channel], reached)


@inner
def _reached(country, channel, level):
    """Coverage of a channel at a level of the law, 0 to 1."""
    p = country.p.council
    return min(max((level - _from(p, channel)) / p.span, 0.0), 1.0)


@inner
def _from(p, channel):
    """Level of the law from which a channel is covered, in the order of COVERED."""
    levels = (
        p.coal_from,
        p.other_minerals_from,
        p.textiles_from,
        p.seafood_from,
        p.other_exports_from,
        p.labour_from,
        p.arms_from,
        p.machinery_from,
        p.refined_oil_from,
        p.crude_oil_from,
        p.luxury_from,
        p.finance_from,
    )
    return levels[channel]


@inner
def _publish(country):
    """Part of opening exports that the law in force bears on."""
    worth, law = opening_exports(country.p.trade), country.now.coverage
    covered, whole = 0.0, 0.0
    for channel in range(len(worth)):
        covered += worth[channel] * law[channel]
        whole += worth[channel]
    country.world.restriction = covered / whole
