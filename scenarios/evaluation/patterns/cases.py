"""The counterfactuals: trade frozen at its level of 2016, and the embargo beside the baseline."""

from __future__ import annotations

from model.case import Steps
from scenarios import history
from scenarios.definition.catalog import Scenario, load
from scenarios.history.paths import MONTHS, from_months, held

CONDITIONAL = "history-conditional"
FROZEN = "trade-frozen-2016"
FROZEN_YEAR, FROZEN_END = "2016", "2019-12"
"""Trade repeats the months of the first from the next year to the second."""
EMBARGO, EMBARGO_BASE = "full-embargo-to-2028", "baseline-to-2028"
EMBARGO_END = "2028-12"
"""End of the third year of an embargo that begins in January 2026."""


def trade_frozen() -> Scenario:
    """Mode A whose recorded trade of 2016 goes on: what sanctions since 2017 are measured from.

    Power stays as recorded; law, labour abroad and all else stay as they were.
    """
    paths = {name: _frozen(name, steps) for name, steps in history.drivers("trade").items()}
    return load(CONDITIONAL).with_(FROZEN, "Trade of 2016 goes on", paths=paths, end=FROZEN_END)


def _frozen(name: str, steps: Steps) -> Steps:
    monthly = {month: float(value) for month, value in held(steps).items() if value is not None}
    for month in MONTHS:
        if FROZEN_YEAR < month[:4] <= FROZEN_END[:4]:
            monthly[month] = monthly[f"{FROZEN_YEAR}{month[4:]}"]
    return from_months(name, monthly)


def embargo() -> list[Scenario]:
    """The full embargo and the baseline, to the end of its third year."""
    ends = {"full-embargo": EMBARGO, "baseline": EMBARGO_BASE}
    return [load(name).with_(label, end=EMBARGO_END) for name, label in ends.items()]


def counterfactuals() -> list[Scenario]:
    """Every scenario that patterns need beyond history."""
    return [trade_frozen(), *embargo()]
