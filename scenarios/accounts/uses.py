"""What changed in defence, and where it turned up: two scenarios' uses of everything made.

Read from the flows that `model.mechanisms.uses` posts product by product. No line is what the
others leave: defence given up equals the sum of where it turned up only if every flow is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.case import Case
from model.economy import Economy
from model.record_table import Record
from scenarios.analysis.sureness import Effect, effect
from scenarios.execution.run import Progress, design

if TYPE_CHECKING:
    from scenarios.definition.catalog import Scenario

Array = NDArray[np.float64]

MONTHS = 12
GIVEN = {
    "defence.services": "Services of the armed forces",
    "defence.acquisitions": "Arms, works and machines, less arms sold",
}
TURNED_UP = {
    "consumption.goods": "Goods of homes",
    "consumption.energy": "Power and coal of homes",
    "consumption.services": "Services homes buy",
    "consumption.imports": "Imported goods of homes",
    "investment.building": "Building for investment",
    "investment.machines": "Machines for investment",
    "services": "Civil services of the state",
    "stocks": "Stocks of plants and shops",
    "exports": "Exports",
    "imports": "Imports, fewer",
    "output": "Output, lost",
}
"""Lines of the table; the last two count against the others."""
AGAINST = ("imports", "output")
SUMS = {
    "consumption": ("consumption.goods", "consumption.energy", "consumption.services",
                    "consumption.imports"),
    "investment": ("investment.building", "investment.machines"),
    "services": ("services",),
    "stocks": ("stocks",),
    "exports less imports": ("exports", "imports"),
    "output lost": ("output",),
}  # fmt: skip
"""Where a unit of defence given up can turn up, each a sum of lines."""
PRICES = {"2015": "_2015", "2011": ""}
"""Year whose prices count, and the end of the series' names; imports are at 2011's in both."""
MEMO = {"programme.cost": "of defence: for the programme"}


@dataclass(frozen=True)
class Line:
    """One line: levels and change, trn KRW a year."""

    name: str
    label: str
    a: float
    b: float
    """Mean over draws of either scenario."""
    change: Effect
    """What of it turned up, draw by draw: for defence what was given up."""
    per_unit: float
    """Part of a unit of defence given up, ratio of means over draws."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"change": self.change.as_dict()}


@dataclass(frozen=True)
class Table:
    """The table at one year's prices."""

    year: int
    prices: str
    given: tuple[Line, ...]
    turned_up: tuple[Line, ...]
    memo: tuple[Line, ...]
    split: dict[str, float]
    """Part of a unit of defence given up by `SUMS`; adds up to 1 if nothing vanishes."""
    gap: float
    """Largest difference over draws of defence given up and all it turned up as, trn KRW a year."""
    draws: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        lines = {k: [line.as_dict() for line in getattr(self, k)]
                 for k in ("given", "turned_up", "memo")}  # fmt: skip
        return {"year": self.year, "prices": self.prices, "unit": "trn KRW a year",
                "draws": self.draws, "gap": self.gap, "split": self.split, **lines}  # fmt: skip


def series(prices: str) -> dict[str, str]:
    """Line to the series that holds it."""
    end = PRICES[prices]
    return {n: f"uses.{n}{'' if n == 'imports' else end}" for n in (*GIVEN, *TURNED_UP)}


def year_of(case: Case, names: Sequence[str], year: int) -> dict[str, float]:
    """Sums over the months of a year of a run of its own, in full precision."""
    economy = Economy(case.with_(end=f"{year}-12"))
    economy.record = Record(economy.months, names)
    record = economy.run()
    return {name: float(record[name][-MONTHS:].sum()) for name in names}


def tables(
    pair: tuple[Scenario, Scenario],
    seeds: int,
    year: int,
    progress: Callable[[Progress], None] = lambda _: None,
) -> list[Table]:
    """The table of two scenarios, B beside A paired by seed, at each year's prices."""
    rows = design(pair, seeds)
    names = list(dict.fromkeys([*MEMO, *(s for p in PRICES for s in series(p).values())]))
    found = []
    for row in rows:
        found.append(year_of(row.case, names, year))
        progress(Progress(len(found), len(rows), 0, row.scenario))
    a, b = found[:seeds], found[seeds:]
    return [table(a, b, year, prices) for prices in PRICES]


def table(
    a: Sequence[dict[str, float]], b: Sequence[dict[str, float]], year: int, prices: str
) -> Table:
    """The table of paired draws from their yearly sums."""
    places = series(prices)

    def values(name: str) -> tuple[Array, Array]:
        first, second = ([one[name] for one in runs] for runs in (a, b))
        return np.array(first), np.array(second)

    moved = {}
    for name, place in places.items():
        first, second = values(place)
        against = name in AGAINST or name in GIVEN
        moved[name] = first - second if against else second - first
    given: Array = np.sum([moved[name] for name in GIVEN], axis=0)
    shown: Array = np.sum([moved[name] for name in TURNED_UP], axis=0)
    whole = float(given.mean())

    def line(name: str, label: str, place: str, change: Array) -> Line:
        first, second = (float(v.mean()) for v in values(place))
        part = float(change.mean()) / whole if whole else float("nan")
        return Line(name, label, first, second, effect(change), part)

    split = {
        name: float(sum(moved[n].mean() for n in parts)) / whole if whole else float("nan")
        for name, parts in SUMS.items()
    }
    memo = []
    for name, label in MEMO.items():
        first, second = values(name)
        memo.append(line(name, label, name, first - second))
    return Table(
        year,
        prices,
        tuple(line(n, label, places[n], moved[n]) for n, label in GIVEN.items()),
        tuple(line(n, label, places[n], moved[n]) for n, label in TURNED_UP.items()),
        tuple(memo),
        split,
        float(np.abs(given - shown).max()),
        len(a),
    )
