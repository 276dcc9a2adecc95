"""Signs and orderings that were expected of the model, and what came out.

The expectations stand in ``signs.toml``. Each is measured against another scenario with the same
seeds, after one year and after five; every run may take a parameter set of the ensemble.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial, reduce
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from model.case import month_number
from scenarios.analysis import sureness
from scenarios.analysis.given import Kept
from scenarios.analysis.measures import paired
from scenarios.definition.catalog import Scenario, load, varied

if TYPE_CHECKING:
    from scenarios.analysis.results import Results

FILE = Path(__file__).with_suffix(".toml")
BEGINS = "2026-01"
YEAR = 12
LAGS = (1 * YEAR, 5 * YEAR)
"""Months after which the two columns of expected signs speak; means of the year that ends there."""
ABSOLUTE = ("programme.progress",)
"""Measures compared in their own unit; all others in per cent, or in points if in per cent."""


@dataclass(frozen=True)
class Effect:
    """One expected sign."""

    scenario: str
    against: str
    begins: str
    series: str
    lag: int
    sign: str
    """``+``, ``-``, ``0`` (within the floor) or ``?`` (none asserted)."""
    confidence: str
    """H, M, L or nothing."""
    because: str = ""
    """Why the model says otherwise, where it does."""


@dataclass(frozen=True)
class Outcome:
    """What came out of one expectation."""

    said: sureness.Effect
    """Paired differences over draws, in per cent, points or the unit of an index."""
    sign: str
    """``+``, ``-`` or ``0``: of the median, by the floor of the measure."""

    def agrees(self, effect: Effect) -> bool:
        """Whether the sign is the one expected; always where none was asserted."""
        return effect.sign in ("?", self.sign)


@dataclass(frozen=True)
class Ordering:
    """An ordering of scenarios: stronger than a sign."""

    name: str
    words: str
    confidence: str
    because: str = ""

    def margin(self, look: Look) -> float:
        """By how much it holds; not above 0 where it does not."""
        return MARGINS[self.name](look)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def effects() -> tuple[Effect, ...]:
    """Every expected sign, in the order of the file."""
    found = []
    for row in _table()["effect"]:
        against, begins = row.get("against", "baseline"), row.get("begins", BEGINS)
        reasons = row.get("because", {})
        for series, *signs in row["signs"]:
            for lag, said in zip(LAGS, signs, strict=True):
                why = reasons.get(f"{series} {lag // YEAR}", "")
                fixed = (row["scenario"], against, begins, series, lag)
                found.append(Effect(*fixed, said[0], said[1:], why))
    return tuple(found)


@cache
def orderings() -> tuple[Ordering, ...]:
    """Every expected ordering, in the order of the file."""
    return tuple(Ordering(name, **row) for name, row in _table()["ordering"].items())


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Every scenario that is run for it, variants included."""
    names = dict.fromkeys(n for e in effects() for n in (e.against, e.scenario))
    named = [load(name) for name in dict.fromkeys([*names, *ORDERED])]
    return (
        *named,
        *(varied(load(row["extends"]), n, row) for n, row in _table()["variant"].items()),
    )


class Look:
    """Paired differences read off a set of runs: of the draws that ended in every scenario."""

    def __init__(self, results: Results) -> None:
        ended = [results.matrix(results.series[0], name)[1] for name in results.scenarios]
        self.results = cast("Results", Kept(results, reduce(np.intersect1d, ended)))

    def moves(
        self,
        series: str,
        scenario: str,
        against: str = "baseline",
        lag: int = YEAR,
        begins: str = BEGINS,
    ) -> np.ndarray:
        """Draw by draw, the mean difference over the twelve months that end at a lag.

        In per cent of the other figure; in points where the series is counted in per cent, in its
        unit where it is an index from 0 to 1.
        """
        relative = series not in ABSOLUTE
        months, gaps = paired(self.results, series, scenario, against, percent=relative)
        first = month_number(begins) - month_number(months[0].strftime("%Y-%m"))
        return np.asarray(gaps[:, first + lag - YEAR : first + lag].mean(axis=1))

    def year(self, series: str, scenario: str, lag: int) -> float:
        """Median level of the twelve months that end at a lag from 2026."""
        months, _, values = self.results.matrix(series, scenario)
        first = month_number(BEGINS) - month_number(months[0].strftime("%Y-%m"))
        return float(np.median(values[:, first + lag - YEAR : first + lag].mean(axis=1)))

    def outcome(self, effect: Effect) -> Outcome:
        """What came out of an expected sign."""
        fixed = (effect.series, effect.scenario, effect.against, effect.lag, effect.begins)
        said, floor = sureness.effect(self.moves(*fixed)), _table()["floors"][effect.series]
        own_unit = effect.series in ABSOLUTE or effect.series == "defence.burden"
        floor *= 1 if own_unit else 100
        sign = "0" if abs(said.median) < floor else "+" if said.median > 0 else "-"
        return Outcome(said, sign)


LONG = (YEAR, 2 * YEAR, 5 * YEAR)


def _ladder(look: Look) -> float:
    """Smallest step between embargo, tight sanctions, baseline and relief, at every lag."""
    steps = []
    for lag in LONG:
        rungs = [look.moves("gdp", name, lag=lag) for name in ("full-embargo", "tight-sanctions")]
        rungs += [np.zeros(len(rungs[0])), look.moves("gdp", "sanctions-relief", lag=lag)]
        steps += [float(np.median(high - low)) for low, high in pairwise(rungs)]
    return min(steps)


def _shielded(look: Look) -> float:
    """How much less of its consumption the core loses than the poorer three fifths."""
    both = ("consumption.core", "consumption.bottom60")
    gaps = [[look.moves(series, "full-embargo", lag=lag) for series in both] for lag in LONG]
    return min(float(np.median(core - poorer)) for core, poorer in gaps)


def _deepens(look: Look) -> float:
    """How much more output is lost in the third year of an embargo than in the first."""
    first, third = (look.moves("gdp", "full-embargo", lag=lag) for lag in (YEAR, 3 * YEAR))
    return float(np.median(first - third))


def _buffers(look: Look) -> float:
    """How much more opening gives the poorer under an embargo than without one."""
    shocked = look.moves("consumption.bottom60", "full-embargo-open-markets", "full-embargo")
    calm = look.moves("consumption.bottom60", "market-opening")
    return float(np.median(shocked - calm))


def _worse_together(look: Look) -> float:
    """How far drought behind a closed border costs more food than both apart."""
    names = ("drought", "border-closure", "drought-closed-border")
    one, other, both = (look.moves("food.availability", name, lag=2 * YEAR) for name in names)
    return float(np.median(one + other - both))


def _loss_within_half(variant: str, look: Look) -> float:
    """How far the loss of foreign orders stays within half a per cent of output."""
    scenarios = (f"bust-{variant}", f"baseline-{variant}")
    lags = (YEAR, 2 * YEAR, 3 * YEAR)
    return 0.5 - max(abs(float(np.median(look.moves("gdp", *scenarios, lag)))) for lag in lags)


def _coal_stays(look: Look) -> float:
    """Whether domestic coal and power hold up in the first year of a coal ban."""
    fixed = ("coal-banned", "coal-enforced", YEAR, "2013-01")
    coal, power = (
        float(np.median(look.moves(series, *fixed)))
        for series in ("coal.domestic", "power.generation")
    )
    return min(coal, power)


def _below_peak(look: Look) -> float:
    """How far, five years on, the poorer are below their best year under a bargain that broke."""
    years = [look.year("consumption.bottom60", "bargain-snapback", n * YEAR) for n in range(1, 6)]
    return 100 * (max(years) / years[-1] - 1)


MARGINS: dict[str, Callable[[Look], float]] = {
    "sanctions ladder": _ladder,
    "core shielded": _shielded,
    "embargo deepens": _deepens,
    "opening buffers": _buffers,
    "blows add up to more": _worse_together,
    "badly paid arms hardly matter": partial(_loss_within_half, "first-totals"),
    "badly paid arms hardly matter, latest totals": partial(_loss_within_half, "badly-paid"),
    "coal stays at home": _coal_stays,
    "a broken bargain leaves a scar": _below_peak,
}
"""By how much each ordering of ``signs.toml`` holds; not above 0 where it does not."""
ORDERED = (
    "tight-sanctions", "full-embargo-open-markets", "drought", "border-closure",
    "drought-closed-border", "bargain-snapback",
)  # fmt: skip
"""Scenarios that only the orderings look at."""


def measured(results: Results) -> tuple[list[tuple[Effect, Outcome]], list[tuple[Ordering, float]]]:
    """What came out of every sign and of every ordering."""
    look = Look(results)
    signs = [(effect, look.outcome(effect)) for effect in effects()]
    return signs, [(ordering, ordering.margin(look)) for ordering in orderings()]


def facts(results: Results) -> dict[str, Any]:
    """The same for a program."""
    from dataclasses import asdict

    signs, orders = measured(results)
    return {
        "seeds": results.manifest["replications"],
        "signs": [
            asdict(e) | {"came_out": o.said.as_dict() | {"sign": o.sign}, "agrees": o.agrees(e)}
            for e, o in signs
        ],
        "orderings": [asdict(o) | {"margin": m, "holds": m > 0} for o, m in orders],
    }


def series_needed() -> Sequence[str]:
    """Series the measures read; a run for them alone keeps no others."""
    floors = list(_table()["floors"])
    return [*floors, "coal.domestic", "power.generation"]
