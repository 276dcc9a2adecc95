"""Units of published figures, each declared once: what kind of figure, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

FLOW, STOCK, INDEX, PRICE = "flow", "stock", "index", "price"
PERCENT, SHARE, NUMBER, CODE = "per cent", "share", "number", "code"
KINDS = (FLOW, STOCK, INDEX, PRICE, PERCENT, SHARE, NUMBER, CODE)
"""A year of a stock or a code is its figure at the end; of any other kind, the mean of months."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What figures of a series are counted in."""

    text: str
    """As tables, files and stores give it."""
    kind: str
    digits: int
    """Decimals that charts and tables show."""
    written: str = ""
    """As a sentence or an axis says it, where that differs."""
    most: float = inf
    """Highest possible figure."""

    @property
    def in_points(self) -> bool:
        """Counted in per cent already: two such figures differ in points, never in % of %."""
        return self.kind == PERCENT

    @property
    def at_end(self) -> bool:
        """Whether a year's figure is the one at its end."""
        return self.kind in (STOCK, CODE)

    @property
    def zero(self) -> bool:
        """Whether an axis of levels begins at nought: amounts, prices and parts do, indices not."""
        return self.kind not in (INDEX, CODE)


def _declared() -> list[Unit]:
    return [
        Unit("mn USD a month", FLOW, 0, "mn US dollars a month"),
        Unit("trn KPW a month", FLOW, 2, "trn won a month"),
        Unit("mn KPW a month", FLOW, 0, "mn won a month"),
        Unit("mn KPW a month, opening prices", FLOW, 0, "mn won a month, prices of 2011"),
        Unit("trn KRW a month", FLOW, 3, "trn South Korean won a month"),
        Unit("trn KRW a month at prices of 2011", FLOW, 3),
        Unit("trn KRW a month at prices of 2015", FLOW, 3),
        Unit("trn KRW a year", FLOW, 2, "trn South Korean won a year"),
        Unit("kt a month", FLOW, 0, "thousand tonnes a month"),
        Unit("Mt a month", FLOW, 2, "mn tonnes a month"),
        Unit("TWh a month", FLOW, 2),
        Unit("men a month", FLOW, 0),
        Unit("events a month", FLOW, 2),
        Unit("launch days a month", FLOW, 2),
        Unit("tests a month", FLOW, 2),
        Unit("count a month", FLOW, 2),
        Unit("mn USD", STOCK, 0, "mn US dollars"),
        Unit("trn KRW", STOCK, 1, "trn South Korean won"),
        Unit("trn KPW", STOCK, 2, "trn won"),
        Unit("kt", STOCK, 0, "thousand tonnes"),
        Unit("count", STOCK, 0),
        Unit("index, opening = 1", INDEX, 1),
        Unit("ratio, opening = 1", INDEX, 2),
        Unit("index 0-1", INDEX, 2, most=1.0),
        Unit("index 0-1, opening = 0.5", INDEX, 2, most=1.0),
        Unit("index 0-1, opening = 1", INDEX, 2, most=1.0),
        Unit("ratio", INDEX, 2),
        Unit("KPW per kg", PRICE, 0, "won a kg"),
        Unit("USD per kg", PRICE, 2, "US dollars a kg"),
        Unit("KPW per USD", PRICE, 0, "won to the US dollar"),
        Unit("%", PERCENT, 1, most=100.0),
        Unit("% of GDP", PERCENT, 1, most=100.0),
        Unit("% of people", PERCENT, 1, most=100.0),
        Unit("% a year", PERCENT, 2, most=100.0),
        Unit("% for 1 %", PERCENT, 2, most=100.0),
        Unit("% of defence demand", PERCENT, 1, most=100.0),
        Unit("% of opening exports", PERCENT, 1, most=100.0),
        Unit("share", SHARE, 2, most=1.0),
        Unit("share a month", SHARE, 3, most=1.0),
        Unit("share of GDP", SHARE, 3, most=1.0),
        Unit("share of capacity", SHARE, 2, most=1.0),
        Unit("share of working time", SHARE, 2, most=1.0),
        Unit("share of plants, by size", SHARE, 2, most=1.0),
        Unit("share of the opening's imported inputs", SHARE, 2, most=1.0),
        Unit("share of the army", SHARE, 2, most=1.0),
        Unit("probability", SHARE, 2, most=1.0),
        Unit("0 or 1", SHARE, 0, most=1.0),
        Unit("mn people", NUMBER, 2),
        Unit("people", NUMBER, 0),
        Unit("months", NUMBER, 0),
        Unit("kg cereal a head and year", NUMBER, 0, "kg of cereal a head and year"),
        Unit("kg cereal a head and month", NUMBER, 1, "kg of cereal a head and month"),
        Unit("g a head and day", NUMBER, 0),
        Unit("hours a day", NUMBER, 1),
        Unit("code", CODE, 0),
        Unit("number of a name", CODE, 0),
        Unit("0 none, 1 talks, 2 step deal, 3 grand bargain", CODE, 0),
    ]


UNITS = {unit.text: unit for unit in _declared()}
"""By text."""


def unit(text: str) -> Unit:
    """A unit by its text; of a stored series that this version does not know, an amount."""
    return UNITS.get(text) or Unit(text, NUMBER, 2)
