"""The programme, what it does, and how the outside answers."""

from __future__ import annotations

from operator import attrgetter

from model.series.declare import INDEX, PER_CENT, Series


def _programme() -> list[Series]:
    rows = (
        ("programme.progress", "index 0-1", "Progress of the programme; an index nobody measures.",
         "world.progress"),
        ("programme.effort", INDEX, "Resources the programme gets beside the opening.",
         "world.effort"),
        ("programme.cost", "trn KRW a month", "What the programme takes of defence demand.",
         "world.programme_cost"),
        ("programme.milestones", "count", "Milestones reached.", "world.milestones"),
        ("programme.delay", "months", "How far the next milestone is behind its target date.",
         "world.delay"),
        ("programme.moratorium", "0 or 1", "1 while the leadership holds tests back.",
         "world.moratorium"),
        ("events.minor", "launch days a month", "Launches that do not reach the Council.",
         "world.minor_events"),
        ("events.major", "events a month", "Nuclear tests, satellite and long-range launches.",
         "world.major_events"),
        ("events.nuclear_tests", "tests a month", "Nuclear tests.", "world.nuclear_tests"),
    )  # fmt: skip
    return [Series(n, unit, "programme", about, attrgetter(at)) for n, unit, about, at in rows]


def declared() -> list[Series]:
    """Every series about the programme and the outside powers."""
    share = Series(
        "programme.share",
        "% of defence demand",
        "programme",
        "Part of what defence buys that goes to the programme.",
        lambda e: PER_CENT * e.world.programme_share,
    )
    return [*_programme(), share]
