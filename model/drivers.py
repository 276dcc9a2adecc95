"""DRIVERS: every dated path that may be handed to the model from outside.

A driver with a default is always there (no border closure means an open border). A driver
without one is *free*: left out, the model makes the figure itself (mode B); handed in, the
recorded figure is imposed (mode A). A driver that names who decides it may be freed as well: the
actor then decides each month by its own rule, and a dated path switches that reaction off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.errors import InputError, unknown

DOCTRINES = ("songun", "byungjin", "economy_first", "self_reliance", "war_preparations")
OFFERS = ("none", "step", "grand")
COVERED = (
    "coal",
    "other_minerals",
    "textiles",
    "seafood",
    "other_exports",
    "labour",
    "arms",
    "machinery",
    "refined_oil",
    "crude_oil",
    "luxury",
    "finance",
)
EXPORT_CHANNELS = ("coal", "other_minerals", "textiles", "seafood", "other")
IMPORT_CHANNELS = ("oil", "intermediates", "machinery", "food", "consumer")
PARTNERS = ("china", "russia", "south_korea", "others")
PARTNER_WORDS = {"china": "China", "russia": "Russia", "south_korea": "South Korea",
                 "others": "every other partner"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Driver:
    """One path the model may be given."""

    name: str
    unit: str
    low: float
    high: float
    default: float | None
    """Value where nothing is handed in; None leaves the figure to the model."""
    about: str
    choices: tuple[str, ...] = ()
    """Names allowed in place of numbers, for a path of named states."""
    decided_by: str = ""
    """The institution that decides the figure where the path is free; may be none."""

    @property
    def may_be_free(self) -> bool:
        """Whether a path may hand the figure back to the model."""
        return self.default is None or bool(self.decided_by)

    def check(self, value: object, where: str = "") -> float:
        """The value as a float (named states by their number, None as "free")."""
        place = where or f"path {self.name}"
        if value is None and self.may_be_free:
            return math.nan
        if self.choices:
            if value not in self.choices:
                raise unknown(self.name, value, self.choices, where)
            return float(self.choices.index(str(value)))
        expected = f"expected a number from {self.low:g} to {self.high:g} ({self.unit})"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{place}: {str(value)[:60]!r} is not a number; {expected}")
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise InputError(f"{place}: {value:g} is out of range; {expected}")
        return float(value)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _world() -> list[Driver]:
    return [
        Driver(
            "weather.crop",
            "stress index, 0 = none, 1 = severe all season",
            0,
            3,
            0,
            "how far weather cut the growing crop this month",
        ),
        Driver(
            "weather.water",
            "reservoir index, 1 = normal",
            0,
            2,
            1,
            "water behind the dams, what hydropower can use",
        ),
        Driver("power.generation", "TWh a month", 0, 20, None, "electricity generated"),
        Driver("border.openness", "share", 0, 1, 1, "share of desired trade let through"),
        Driver(
            "aid.funding",
            "mn USD a month",
            0,
            500,
            4,
            "humanitarian aid in kind",
            decided_by="counterpart",
        ),
        Driver("labour.abroad", "workers", 0, 500_000, 50_000, "workers sent abroad by the state"),
        Driver("kaesong.workers", "workers", 0, 200_000, 0, "workers in the Kaesong zone"),
        Driver("thefts.proceeds", "mn USD a month", 0, 1000, 0, "value of currency stolen online"),
        Driver(
            "grants.munitions",
            "mn USD a month",
            0,
            500,
            0,
            "currency that reaches the munitions track from abroad beside what it earns",
        ),
        Driver("price.coal", "index, 2011 = 1", 0.05, 10, 1, "world price of the coal exported"),
        Driver("price.oil", "index, 2011 = 1", 0.05, 10, 1, "world price of crude oil"),
        Driver("price.grain", "index, 2011 = 1", 0.05, 10, 1, "world price of grain"),
        Driver(
            "oil.transfers",
            "thousand barrels a month",
            0,
            2000,
            0,
            "refined oil taken over at sea, outside customs",
        ),
        Driver("tourism.receipts", "mn USD a month", 0, 100, 1.7, "spending of visitors"),
    ]


def _powers() -> list[Driver]:
    return [
        Driver(
            "threat.level",
            "index 0-1",
            0,
            1,
            0.5,
            "outside threat as the leadership sees it",
            decided_by="counterpart",
        ),
        Driver(
            "arms.orders",
            "mn USD a month",
            0,
            2000,
            0,
            "foreign orders for munitions",
            decided_by="arms_buyer",
        ),
        Driver(
            "buyer.need",
            "index, 1 = 2023-24",
            0,
            3,
            0,
            "how much a buyer at war needs munitions",
        ),
        Driver(
            "council.veto",
            "probability",
            0,
            1,
            0,
            "that a member vetoes a new resolution, or a snapback",
        ),
        Driver(
            "pressure.coalition",
            "index 0-1",
            0,
            1,
            0.5,
            "pressure of the coalition on partners to enforce sanctions",
        ),
        Driver(
            "talks.offer",
            "name",
            0,
            len(OFFERS) - 1,
            0,
            "what the counterpart would discuss; free, whichever is worth more",
            OFFERS,
            decided_by="counterpart",
        ),
    ]


def _policy() -> list[Driver]:
    return [
        Driver(
            "doctrine",
            "name",
            0,
            len(DOCTRINES) - 1,
            0,
            "the leadership's line: weights between the two tracks",
            DOCTRINES,
            decided_by="leadership",
        ),
        Driver(
            "market.tightness",
            "index 0-1",
            0,
            1,
            0.3,
            "how hard private trade is pressed",
            decided_by="leadership",
        ),
        Driver(
            "enterprise.autonomy",
            "index 0-1",
            0,
            1,
            0.2,
            "share of plan, prices and pay that enterprises set themselves",
        ),
        Driver(
            "money.note_issue",
            "trn KPW a month",
            0,
            2,
            None,
            "won printed; free, it closes the state's cash gap",
        ),
        Driver(
            "housing.announced",
            "dwellings a month",
            0,
            20_000,
            0,
            "dwellings the state has announced to build",
        ),
        Driver("wages.state", "multiple of the 2011 wage", 0.1, 100, 1, "state-set money wage"),
    ]


def _politics() -> list[Driver]:
    return [
        Driver(
            "tests.moratorium",
            "0 or 1",
            0,
            1,
            0,
            "1 while the leadership holds back tests",
            decided_by="leadership",
        ),
        Driver(
            "court.protection",
            "share",
            0,
            1,
            0,
            "part of what the core has lost that state shops make good",
            decided_by="court",
        ),
    ]


def _trade_and_sanctions() -> list[Driver]:
    trade = [
        Driver(f"exports.{c}", "mn USD a month", 0, 2000, None, f"recorded exports: {_words(c)}")
        for c in EXPORT_CHANNELS
    ]
    trade += [
        Driver(f"imports.{c}", "mn USD a month", 0, 2000, None, f"recorded imports: {_words(c)}")
        for c in IMPORT_CHANNELS
    ]
    partners = [
        Driver(f"demand.{p}", "index, 2011 = 1", 0, 5, 1, f"import demand of {PARTNER_WORDS[p]}")
        for p in PARTNERS
    ]
    partners += [
        Driver(
            f"compliance.{p}",
            "share",
            0,
            1,
            0,
            f"how far {PARTNER_WORDS[p]} enforces sanctions",
            decided_by="partners",
        )
        for p in PARTNERS
    ]
    coverage = [
        Driver(
            f"coverage.{c}",
            "share",
            0,
            1,
            0,
            f"share of {_words(c)} under legal sanction",
            decided_by="security_council",
        )
        for c in COVERED
    ]
    return [*trade, *partners, *coverage]


_DECLARED = (*_world(), *_powers(), *_policy(), *_politics(), *_trade_and_sanctions())
DRIVERS: dict[str, Driver] = {driver.name: driver for driver in _DECLARED}


def get(name: str, where: str = "") -> Driver:
    """The driver of that name; an unknown one is refused with the nearest right name."""
    try:
        return DRIVERS[name]
    except KeyError:
        raise unknown("path", name, DRIVERS, where) from None
