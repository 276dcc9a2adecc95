"""The programme: an index of progress, its cost, and dated events."""

from __future__ import annotations

import mesa

from model import streams
from model.compiled import compiled, inner
from model.institution import Institution
from model.matrix import MONTHS
from model.numerics import exp, power, uniform
from model.populations.layout import PARTS

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
    2006-2017, nothing later (scenarios.estimation.event_rates); the cost share is a published
    estimate. Past provocations predict the next ones better than exercises do.

    Nobody knows: progress itself, the costs and dates of milestones, and what a halt slows.
    """

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.model.world.progress = self.model.p.programme.opening_progress

    def decide(self) -> None:
        """Take this month's resources, make progress, and launch or hold back."""
        _go_on(self.model.books)


@compiled
def _go_on(books):
    country = books[0]
    world = country.world
    world.milestones = _reached(country)
    held = max(world.moratorium, 1.0 if world.talks > 0.0 else 0.0)  # a halt is the price of talks
    _spend(country)
    _progress(country, held)
    _act(country, held)


@inner
def _reached(country):
    """Milestones behind the index, a count."""
    p, progress = country.p.programme, country.world.progress
    count = 0.0
    for level in (p.milestone_1, p.milestone_2, p.milestone_3, p.completion):
        if level <= progress:
            count += 1.0
    return count


@inner
def _spend(country):
    """What the effort the leadership wants takes of defence demand."""
    p, world = country.p.programme, country.world
    world.delay = _months_late(country)
    # defence buys nothing beyond what goes to the programme, however late that is
    drive = min(1.0 + p.urgency * min(1.0, world.delay / MONTHS), 1.0 / world.strategic)
    world.programme_cost = country.opening.programme_usual * world.effort * drive
    world.programme_share = world.strategic * drive
    world.programme_output = _made_of(country, world.effort * drive)


@inner
def _made_of(country, effort):
    """What effort at home and imported parts make together, opening = 1.

    Parts are hard to do without: a constant elasticity of substitution below one.
    """
    part, p = country.p.programme.import_content, country.p.commission
    bend = 1.0 - 1.0 / p.replacement
    home = power(max(effort, p.least), bend)
    abroad = power(max(country.nation.sec_landed[PARTS], p.least), bend)
    return power((1.0 - part) * home + part * abroad, 1.0 / bend)


@inner
def _months_late(country):
    """Months since the date at which the next milestone was due."""
    p, month = country.p.programme, country.month
    targets = (p.target_1, p.target_2, p.target_3, p.target_4, month)
    return max(0.0, month - targets[int(country.world.milestones)])


@inner
def _progress(country, held):
    """Move the index by spending over the cost of the step, or roll it back under a deal."""
    p, world = country.p.programme, country.world
    if world.kept > 0.0:
        world.progress *= 1.0 - world.rollback
        return
    step, usual = int(world.milestones), country.opening.programme_usual
    first = min(p.opening_progress, p.milestone_1)
    marks = (first, p.milestone_1, p.milestone_2, p.milestone_3, p.completion, 1.0)
    costs = (p.cost_1, p.cost_2, p.cost_3, p.cost_4, p.cost_beyond)
    worth = (marks[step + 1] - marks[step]) / costs[step]
    pace = usual * power(world.programme_output, p.returns)
    _gain(country, worth * pace * (1.0 - p.slowed * held))


@inner
def _gain(country, amount):
    """Add to the index; beyond completion ever less is left to gain, so it never ends."""
    p, world = country.p.programme, country.world
    left = min(1.0, (1.0 - world.progress) / (1.0 - min(p.completion, world.progress)))
    world.progress = min(1.0, world.progress + left * amount)


@inner
def _act(country, held):
    """Draw the month's launch days, the major ones among them, and nuclear tests."""
    p, world = country.p.programme, country.world
    free = 1.0 - held * (1.0 - p.restrained)
    hazard = p.test_hazard
    if world.progress >= p.completion:
        hazard *= p.test_hazard_after
    launches, majors, tests, world.pull = _month_of_events(
        streams.monthly(country, streams.S.programme),
        free * (p.event_base + p.event_progress * world.progress) / DAYS,
        free * p.excitation / DAYS,
        free * hazard / DAYS,
        p.major_share,
        exp(-1.0 / (p.event_memory * DAYS)),
        world.pull,
    )
    world.minor_events, world.nuclear_tests = launches - majors, tests
    world.major_events = majors + tests
    _gain(country, p.test_gain * tests)


@inner
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
