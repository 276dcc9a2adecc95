"""The leadership's line, the two parts of defence, and politics at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.drivers import DOCTRINES
from model.populations.layout import MILITARY
from model.series.declare import MILLION, PER_CENT, Series

if TYPE_CHECKING:
    from model.figures import Array
    from model.past import Past


def _line() -> list[Series]:
    named = ", ".join(f"{i} {name.replace('_', ' ')}" for i, name in enumerate(DOCTRINES))
    return [
        Series(
            "politics.doctrine",
            "number of a name",
            "politics",
            f"The line in force: {named}.",
            "now.doctrine",
            label="Line in force",
            words=("byungjin", "songun", "policy"),
        ),
        Series(
            "politics.tightness",
            "index 0-1",
            "politics",
            "How hard private trade is pressed.",
            "now.market.tightness",
        ),
    ]


def _rule() -> list[Series]:
    return [
        Series(
            "politics.legitimacy",
            "index 0-1, opening = 0.5",
            "politics",
            "Mass legitimacy: daily life and sovereignty, less hunger and inequality (E19).",
            "world.legitimacy",
        ),
        Series(
            "politics.loyalty",
            "index 0-1, opening = 0.5",
            "politics",
            "Loyalty of the core: gifts, consumption and dollars (E19).",
            "world.loyalty",
        ),
        Series(
            "politics.hazard",
            "% a year",
            "politics",
            "Hazard to the leadership's survival: an index, not a forecast (E20).",
            lambda e: PER_CENT * e.world.hazard,
            label="Hazard to the leadership",
            words=("coup", "regime survival"),
        ),
        Series(
            "politics.gifts",
            "mn USD a month",
            "politics",
            "Dollars the court gives to the core.",
            "nation.gifts",
            label="Gifts to the core",
        ),
        Series(
            "politics.core_supply",
            "mn KPW a month, opening prices",
            "politics",
            "Goods state shops hand to the core in kind.",
            lambda e: e.nation.core_supply / MILLION,
            label="Goods handed to the core",
        ),
    ]


def _soldiers(e: Past) -> Array:
    """Soldiers for whom the deterrent stands in."""
    return (1.0 - e.world.conventional_need) * e.nation.workers[MILITARY]


def _parts() -> list[Series]:
    return [
        Series(
            "defence.strategic",
            "share of GDP",
            "defence",
            "Part of the planner's share that goes to the programme.",
            lambda e: e.nation.defence_share * e.world.strategic,
            label="Share planned for the programme",
        ),
        Series(
            "defence.conventional_need",
            "ratio, opening = 1",
            "defence",
            "Conventional force wanted; a deterrent may substitute for part of it.",
            "world.conventional_need",
        ),
        Series(
            "defence.freed_soldiers",
            "people",
            "defence",
            "Soldiers freed by the deterrent for building sites and harvests.",
            _soldiers,
            label="Soldiers freed by the deterrent",
        ),
    ]


def declared() -> list[Series]:
    """Every series about politics at home."""
    return [*_line(), *_rule(), *_parts()]
