"""What held each branch of plants, month by month, in a run of history by the best single set."""

from __future__ import annotations

from collections import Counter

from model.economy import Economy
from model.populations.layout import BOTTLENECKS, BRANCHES, PLANTS
from model.record_table import Record
from scenarios.definition.catalog import load

SCENARIO = "history-semi-endogenous"


def by_month(scenario: str = SCENARIO) -> dict[str, dict[str, list[str] | list[float]]]:
    """Branch to the names of what held it and their shadow values; "months" to the months."""
    names = [f"{kind}.{BRANCHES[b]}" for kind in ("bottleneck", "shadow") for b in PLANTS]
    economy = Economy(load(scenario).case)
    economy.record = Record(economy.months, names)
    record = economy.run()
    return {
        BRANCHES[b]: {
            "held_by": [BOTTLENECKS[int(c)] for c in record[f"bottleneck.{BRANCHES[b]}"]],
            "shadow": record[f"shadow.{BRANCHES[b]}"].tolist(),
        }
        for b in PLANTS
    }


def by_year(held_by: list[str], first: int = 2011) -> dict[int, tuple[str, int]]:
    """Year to what held a branch most often in it, and in how many months."""
    years = range(len(held_by) // 12)
    most = {y: Counter(held_by[12 * y : 12 * y + 12]).most_common(1)[0] for y in years}
    return {first + y: found for y, found in most.items()}
