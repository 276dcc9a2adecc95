"""FEEDS: groups of recorded driver paths that a scenario may impose."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from model.errors import unknown
from scenarios.history import coded, rents, trade, weather

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.case import Steps
    from scenarios.history.paths import Fed

FEEDS: dict[str, Callable[[], list[Fed]]] = {
    "weather": weather.feed,
    "power": rents.feed_power,
    "trade": trade.feed,
    "partners": coded.feed_partners,
    "sanctions": coded.feed_sanctions,
    "border": coded.feed_border,
    "arms": rents.feed_arms,
    "threat": coded.feed_threat,
    "outside": coded.feed_outside,
    "doctrine": coded.feed_doctrine,
    "court": coded.feed_court,
    "rents": rents.feed_rents,
    "money": coded.feed_money,
    "wages": coded.feed_wages,
}
"""What builds each feed, by name."""


class Source(NamedTuple):
    """What one driver path rests on."""

    driver: str
    grade: str
    source: str
    rule: str


@cache
def _built(feed: str) -> tuple[Fed, ...]:
    if feed not in FEEDS:
        raise unknown("feed", feed, FEEDS)
    return tuple(FEEDS[feed]())


def drivers(feed: str) -> dict[str, Steps]:
    """The dated paths of one feed by driver name, as `model.case.Case` takes them.

    Raises:
        InputError: there is no such feed.
    """
    return {fed.driver: fed.steps for fed in _built(feed)}


def sources(feed: str) -> list[Source]:
    """Grade, source and rule of every driver of one feed.

    Raises:
        InputError: there is no such feed.
    """
    return [Source(fed.driver, fed.grade, fed.source, fed.rule) for fed in _built(feed)]
