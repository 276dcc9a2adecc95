"""Weather, coded from the dates and words of reports alone, never from output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.case import month_name, month_number
from model.errors import unknown
from scenarios.history import tables
from scenarios.history.paths import AFTER, MONTHS, Fed, from_months

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenarios.history.tables import Row

CROP_RULE = (
    "severity (mild 1/3, moderate 2/3, severe 1) x place (grain belt 1, local 1/2, outside 1/4) in "
    "the months a hazard covers, overlaps combined as 1-(1-a)(1-b), x crop calendar of mean 1 over "
    "April to October"
)
WATER_RULE = (
    "the word for the reservoirs (very low .55, low .8, normal 1, full 1.1) while the event lasts, "
    "from the season it names, and after it until the rains: July ends what is above normal, and "
    "of what is missing July closes half and August the rest"
)


def feed() -> list[Fed]:
    """Crop stress and reservoir level, monthly."""
    events = tables.read("weather_events")
    source = tables.sources_of(events)
    crop = {**crop_stress(events), AFTER: 0.0}
    water = {**water_index(events), AFTER: 1.0}
    return [
        Fed("weather.crop", from_months("weather.crop", crop), "assumption", source, CROP_RULE),
        Fed("weather.water", from_months("weather.water", water), "assumption", source, WATER_RULE),
    ]


def crop_stress(events: Sequence[Row], months: Iterable[str] = MONTHS) -> dict[str, float]:
    """How far weather cut the growing crop, by month.

    The mean over April to October is the loss index of the season: 1 is a severe hazard in the
    grain belt all season. A month may pass 1, because the crop is most easily hurt in July and
    August.

    Args:
        events: rows with date, until (months), severity and place.
        months: months wanted, ``YYYY-MM``.
    """
    calendar = tables.rules_of("crop_calendar")
    stress = {}
    for month in months:
        spared = 1.0
        for event in events:
            if event["date"] <= month <= event["until"]:
                spared *= 1 - tables.rule(f"severity.{event['severity']}") * place_factor(event)
        stress[month] = (1 - spared) * calendar[month[5:]]
    return stress


def place_factor(event: Row) -> float:
    """Share of the grain crop in reach, from the first known word in the place of an event."""
    for word, factor in tables.rules_of("place").items():
        if word in event["place"]:
            return factor
    raise unknown(
        "place of a hazard", event["place"], tables.rules_of("place"), "record/weather_events.csv"
    )


def water_index(events: Sequence[Row], months: Iterable[str] = MONTHS) -> dict[str, float]:
    """Water behind the dams by month, 1 = normal.

    A dam keeps what the last season left in it until the rains of July and August.

    Args:
        events: rows with date, until (months) and reservoirs.
        months: consecutive months, ``YYYY-MM``.
    """
    said = _levels_said(events)
    index, level = {}, tables.rule("reservoirs.normal")
    for month in months:
        level = said.get(month, _after_rain(level, month[5:]))
        index[month] = level
    return index


def _after_rain(level: float, month: str) -> float:
    """What the rains of July and August leave of a level."""
    normal = tables.rule("reservoirs.normal")
    if month == "07":
        closed = tables.rule("reservoirs.july_recovery")
        return normal if level > normal else level + (normal - level) * closed
    return max(level, normal) if month == "08" else level


def _levels_said(events: Sequence[Row]) -> dict[str, float]:
    """Level that reports state, by month; of two events the one that began later stands."""
    said = {}
    for event in sorted(events, key=lambda e: (e["date"], e["until"])):
        for clause in event["reservoirs"].split(","):
            start = event["date"]
            for season, first in tables.rules_of("season").items():
                if season in clause:
                    start = max(start, f"{start[:4]}-{first:02.0f}")
            end = max(start, event["until"])
            for number in range(month_number(start), month_number(end) + 1):
                said[month_name(number)] = _level(clause.strip())
    return said


def _level(words: str) -> float:
    """The index of a clause such as ``very low`` or ``low in spring``."""
    levels = {k: v for k, v in tables.rules_of("reservoirs").items() if k != "july_recovery"}
    for word, level in levels.items():
        if words.startswith(word):
            return level
    raise unknown("word for the reservoirs", words, levels, "record/weather_events.csv")
