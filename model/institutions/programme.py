"""The programme: an index of progress, its cost, and dated events."""

from __future__ import annotations

import mesa

from model import streams
from model.compiled import compiled
from model.institution import Institution
from model.matrix import MONTHS, cell
from model.numerics import exp, power, uniform

DAYS = 30
"""Days in a month, for events that may come close together."""


class Programme(Institution):
    """An abstract index of progress with milestones, costs and events (E14); nothing technical.

    Sees the effort the leadership wants, a halt of tests and what talks ask of it.
    Sets the part of defence demand it takes, its progress, and this month's events, which others
    see next month.

    Rule: progress moves by spending over the cost of the step to the next milestone, with
    diminishing returns to effort; behind a target date effort rises. No money is added: the cost is
    a part of what defence already buys. Launch days are a self-exciting (Hawkes) process, base +
    slope x progress + the pull of recent events; nuclear tests have a hazard of their own; a
    halt of tests cuts both to a few per cent and slows progress; a deal rolls progress back.

    Source: E14 of docs/ODD.md; text [B] "technological deadlines and milestones for weaponization
    and delivery systems".

    Evidence: the rates of events are maximum likelihood or counts on the dated record of
    2006-2017, nothing later (scenarios.events); the cost share is a published estimate. Past
    provocations predict the next ones better than exercises do.

    Nobody knows: progress itself, the costs and dates of milestones, and what a halt slows.
    """

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.model.world.progress = self.model.p.programme.opening_progress
        self.pull = 0.0
        """What recent events add to the rate of launches."""

    def decide(self) -> None:
        """Take this month's resources, make progress, and launch or hold back."""
        p, world = self.model.p.programme, self.model.world
        levels = (p.milestone_1, p.milestone_2, p.milestone_3, p.completion)
        world.milestones = float(sum([level <= world.progress for level in levels]))
        held = max(world.moratorium, float(world.talks > 0.0))  # a halt is the price of talks
        self._spend()
        self._progress(levels, held)
        self._act(held)

    def _spend(self) -> None:
        """What the effort the leadership wants takes of defence demand."""
        p, world = self.model.p, self.model.world
        world.delay = self._months_late()
        drive = 1.0 + p.programme.urgency * min(1.0, world.delay / MONTHS)
        world.programme_cost = self._usual() * world.effort * drive
        world.programme_share = world.strategic * drive

    def _usual(self) -> float:
        """Spending at the opening, trn KRW a month."""
        demand = cell("MILK", "STATE") + cell("MIL", "STATE")
        return float(self.model.p.programme.cost_share * demand / MONTHS)

    def _months_late(self) -> float:
        p, reached = self.model.p.programme, int(self.model.world.milestones)
        targets = (p.target_1, p.target_2, p.target_3, p.target_4, self.model.month)
        return float(max(0.0, self.model.month - targets[reached]))

    def _progress(self, levels: tuple[float, ...], held: float) -> None:
        """Move the index by spending over the cost of the step, or roll it back under a deal."""
        p, world = self.model.p.programme, self.model.world
        if world.kept:
            world.progress *= 1.0 - world.rollback
            return
        step, usual = int(world.milestones), self._usual()
        marks = (min(p.opening_progress, levels[0]), *levels, 1.0)
        costs = (p.cost_1, p.cost_2, p.cost_3, p.cost_4, p.cost_beyond)
        worth = (marks[step + 1] - marks[step]) / costs[step]
        pace = usual * power(world.programme_cost / usual, p.returns)
        self._gain(worth * pace * (1.0 - p.slowed * held))

    def _gain(self, amount: float) -> None:
        """Add to the index; beyond completion ever less is left to gain, so it never ends."""
        p, world = self.model.p.programme, self.model.world
        left = min(1.0, (1.0 - world.progress) / (1.0 - min(p.completion, world.progress)))
        world.progress += left * amount

    def _act(self, held: float) -> None:
        """Draw the month's launch days, the major ones among them, and nuclear tests."""
        p, world = self.model.p.programme, self.model.world
        free = 1.0 - held * (1.0 - p.restrained)
        hazard = p.test_hazard
        if world.progress >= p.completion:
            hazard *= p.test_hazard_after
        launches, majors, tests, self.pull = _month_of_events(
            streams.key(self.model.case.seed, "programme", self.model.month),
            free * (p.event_base + p.event_progress * world.progress) / DAYS,
            free * p.excitation / DAYS,
            free * hazard / DAYS,
            p.major_share,
            exp(-1.0 / (p.event_memory * DAYS)),
            self.pull,
        )
        world.minor_events, world.nuclear_tests = launches - majors, tests
        world.major_events = majors + tests
        self._gain(p.test_gain * tests)


@compiled
def _month_of_events(key, base, excitation, hazard, major_share, kept, pull):
    """Launch days, major ones among them, nuclear tests, and the pull left at the month's end."""
    launches, majors, tests = 0.0, 0.0, 0.0
    daily_test, gain = 1.0 - exp(-hazard), (1.0 - kept) * DAYS
    for day in range(DAYS):
        events = 0.0
        if uniform(key, day) < 1.0 - exp(-(base + excitation * pull)):
            events += 1.0
            if uniform(key, DAYS + day) < major_share:
                majors += 1.0
        launches += events
        if uniform(key, DAYS + DAYS + day) < daily_test:
            tests += 1.0
            events += 1.0
        pull = kept * pull + gain * events
    return launches, majors, tests, pull
