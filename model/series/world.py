"""The programme, what it does, and how the outside answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.drivers import PARTNER_WORDS, PARTNERS
from model.series.declare import INDEX, PER_CENT, Series

if TYPE_CHECKING:
    pass


def _programme() -> list[Series]:
    rows = (
        ("programme.progress", "Progress of the programme", "index 0-1",
         "Progress of the programme; an index nobody measures.",
         "world.progress"),
        ("programme.effort", "Resources of the programme", INDEX,
         "Resources the programme gets beside the opening.",
         "world.effort"),
        ("programme.cost", "Cost of the programme", "trn KRW a month",
         "What the programme takes of defence demand.",
         "world.programme_cost"),
        ("programme.output", "Output of the programme", INDEX,
         "What the programme makes of effort and imported parts.", "world.programme_output"),
        ("programme.milestones", "Milestones reached", "count", "Milestones reached.",
         "world.milestones"),
        ("programme.delay", "Delay of the programme", "months",
         "How far the next milestone is behind its target date.",
         "world.delay"),
        ("programme.moratorium", "Moratorium on tests", "0 or 1",
         "1 while the leadership holds tests back.",
         "world.moratorium"),
        ("events.minor", "Launch days", "launch days a month",
         "Launches that do not reach the Council.",
         "world.minor_events"),
        ("events.major", "Tests and long launches", "events a month",
         "Nuclear tests, satellite and long-range launches.",
         "world.major_events"),
        ("events.nuclear_tests", "Nuclear tests", "tests a month", "Nuclear tests.",
         "world.nuclear_tests"),
    )  # fmt: skip
    return [
        Series(name, unit, "programme", about, read, label=label)
        for name, label, unit, about, read in rows
    ]


def _outside() -> list[Series]:
    rows = (
        ("world.risk", "Risk of attack", "% a year",
         "Hazard of attack: a belief of the model, no measurement.",
         lambda e: PER_CENT * e.world.risk),
        ("world.threat", "Outside threat", "index 0-1", "Outside threat as the leadership sees it.",
         "now.threat.level"),
        ("world.tension", "Tension abroad", "index 0-1", "Alarm abroad over recent events.",
         "world.tension"),
        ("council.resolutions", "Resolutions of the Council", "count a month",
         "Resolutions passed by the Council's rule; where the law is handed in, it stands instead.",
         "world.resolutions"),
        ("council.veto", "Chance of a veto", "probability",
         "That a new resolution, or a snapback, is vetoed.",
         "world.veto"),
        ("sanctions.restriction", "Exports under sanctions", "% of opening exports",
         "Exports that the law in force bears on.",
         lambda e: PER_CENT * e.world.restriction),
        ("sanctions.enforcement", "Enforcement of sanctions", "share",
         "Compliance of all partners, weighted by trade.",
         "nation.enforcement"),
        ("sanctions.relief", "Sanctions suspended", "share",
         "Part of the law added after 2015 suspended under a deal.",
         "world.relief"),
        ("talks.state", "State of talks", "0 none, 1 talks, 2 step deal, 3 grand bargain",
         "Where talks stand.",
         "world.talks"),
        ("talks.deals", "Deals struck", "count", "Deals struck so far.", "world.deals"),
        ("talks.distrust", "Distrust in talks", "probability",
         "Belief of either side that the other defects.",
         "world.distrust"),
        ("arms.orders", "Arms ordered from abroad", "mn USD a month",
         "Foreign orders for munitions, old customers apart.",
         "now.arms.orders"),
        ("aid.funding", "Humanitarian aid", "mn USD a month", "Humanitarian aid in kind.",
         "now.aid.funding"),
    )  # fmt: skip
    return [
        Series(name, unit, "world", about, read, label=label)
        for name, label, unit, about, read in rows
    ]


def declared() -> list[Series]:
    """Every series about the programme and the outside powers."""
    share = Series(
        "programme.share",
        "% of defence demand",
        "programme",
        "Part of what defence buys that goes to the programme.",
        lambda e: PER_CENT * e.world.programme_share,
        label="Programme in what defence buys",
    )
    comply = [Series(f"compliance.{name}", "share", "world",
                     f"How far {name.replace('_', ' ')} enforces sanctions.",
                     f"world.partner_compliance[{i}]",
                     label=f"Enforcement by {PARTNER_WORDS[name]}")
              for i, name in enumerate(PARTNERS)]  # fmt: skip
    return [*_programme(), share, *_outside(), *comply]
