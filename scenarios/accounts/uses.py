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
from model.errors import InputError
from model.record_table import Record
from scenarios.analysis.sureness import Effect, effect
from scenarios.execution.run import Progress, design
from scenarios.storage import points

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.definition.catalog import Scenario
    from scenarios.storage.stored import Stored

Array = NDArray[np.float64]

MONTHS = 12
GIVEN = {
    "defence.services": "Services of the armed forces",
    "defence.acquisitions": "Arms and works, less arms sold",
}
TURNED_UP = {
    "output": "Output, lost",
    "imports": "Imports, fewer",
    "consumption.goods": "Goods of homes",
    "consumption.energy": "Power and coal of homes",
    "consumption.services": "Services homes buy",
    "consumption.imports": "Imported goods of homes",
    "investment.building": "Building for investment",
    "investment.machines": "Machines for investment",
    "services": "Civil services of the state",
    "stocks": "Stocks of plants and shops",
    "exports": "Exports",
}
"""Lines of the table; the first two count against the others."""
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
    mean: float
    """Mean over draws of what of it turned up, for defence of what was given up: means add up."""
    change: Effect
    """The same draw by draw."""
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
    whole: Line
    """All that defence gave up."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        lines = {k: [line.as_dict() for line in getattr(self, k)]
                 for k in ("given", "turned_up", "memo")}  # fmt: skip
        return {"year": self.year, "prices": self.prices, "unit": "trn KRW a year",
                "draws": self.draws, "gap": self.gap, "split": self.split,
                "whole": self.whole.as_dict(), **lines}  # fmt: skip


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


def of_results(
    results: Stored, pair: tuple[str, str], year: int | None = None, prices: str = "2015"
) -> Table:
    """The table of two stored scenarios, the second beside the first, over draws both ended.

    Args:
        results: where the runs are.
        pair: the scenarios.
        year: a whole year both have; their last if left out.
        prices: the year whose prices count.

    Raises:
        InputError: the store does not keep the uses, or not of that year.
    """
    names = [*MEMO, *series(prices).values()]
    if not set(names) <= set(results.units):
        raise InputError(
            "These runs do not keep what output was used for; "
            f"`byungjin run {' '.join(dict.fromkeys(pair))}` makes them again with every series"
        )
    first, second = (_by_year(results, scenario, names) for scenario in pair)
    shared = first.index.intersection(second.index)
    years = shared.get_level_values("year")
    year = max(years, default=0) if year is None else year
    if year not in years:
        raise InputError(f"{pair[0]} and {pair[1]} share no finished run of {year}")
    wanted = shared[years == year]
    a, b = (frame.loc[wanted].to_dict("records") for frame in (first, second))
    return table(a, b, year, prices)


def _by_year(results: Stored, scenario: str, names: list[str]) -> pd.DataFrame:
    """Sums over each stored year, a row a replication and year."""
    points.find(results, scenario)  # of a sweep one design point, never all of them as one
    frame = results.annual(names, [scenario])
    return frame.set_index(["replication", "year"])[names] * MONTHS


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

    def line(name: str, label: str, places: Sequence[str], change: Array) -> Line:
        both = [values(place) for place in places]
        first, second = (float(sum(one[side].mean() for one in both)) for side in (0, 1))
        part = float(change.mean()) / whole if whole else float("nan")
        return Line(name, label, first, second, float(change.mean()), effect(change), part)

    split = {
        name: float(sum(moved[n].mean() for n in parts)) / whole if whole else float("nan")
        for name, parts in SUMS.items()
    }
    memo = []
    for name, label in MEMO.items():
        first, second = values(name)
        memo.append(line(name, label, [name], first - second))
    return Table(
        year,
        prices,
        tuple(line(n, label, [places[n]], moved[n]) for n, label in GIVEN.items()),
        tuple(line(n, label, [places[n]], moved[n]) for n, label in TURNED_UP.items()),
        tuple(memo),
        split,
        float(np.abs(given - shown).max()),
        len(a),
        line("defence", "Given up in all", [places[n] for n in GIVEN], given),
    )
