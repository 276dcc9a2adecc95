"""What the page of sweeps shows: its view in the address, its runs, and what the filters keep.

No dash here. Filters look at every run on the server; charts draw a part of them and say so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from dashboards.components import text
from dashboards.components.safe import choice, plain
from dashboards.data.charts import BY_NAME
from dashboards.view_state import fields
from model.errors import InputError
from scenarios.analysis.results import Results
from scenarios.analysis.sweeps import outcomes
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.definition.controls import dials
from scenarios.reference import provenance
from scenarios.storage import points

if TYPE_CHECKING:
    from numpy.typing import NDArray

STATISTICS = ("mean", "median", "q05", "q95", "std")
LOOK = ("low", "high")
"""Which fifth of the outcome is looked for."""
FIFTH = 20
MOST_AXES = 12
MOST_OUTCOMES = 5
SCENARIO = points.SCENARIO
FIRST = ("gdp", "consumption.civilian", "food.availability", "munitions.stock", "rate.market",
         "defence.burden", "imports.total")  # fmt: skip
"""Outcomes shown first, if they are stored."""
RANGE = "r."
"""What begins the name of a filter in an address."""

type Kept = tuple[float, float] | tuple[str, ...]
"""What a filter keeps of an axis: lower and upper end, or names."""


@dataclass(frozen=True)
class SweepView:
    """What the page shows."""

    store: str
    outcome: str
    x: str
    y: str
    at: str = ""
    statistic: str = "mean"
    scenario: str = ""
    look: str = "low"
    ranges: Mapping[str, Kept] = field(default_factory=dict)
    """Filters by axis."""
    run: int | None = None
    """The run that is looked at more closely."""

    @property
    def measured(self) -> Outcome:
        """The outcome as the analyses take it."""
        return Outcome(self.outcome, self.at)


@dataclass(frozen=True)
class Axis:
    """A factor or an outcome, as one axis of the parallel coordinates."""

    name: str
    title: str
    unit: str
    factor: bool
    low: float
    high: float
    names: tuple[str, ...] = ()
    """Of an axis of names, in order; a run's place is the name's number."""

    @property
    def counted(self) -> str:
        """Title and unit."""
        return f"{self.title}, {self.unit}" if self.unit else self.title

    def said(self, value: float) -> str:
        """A place on the axis as readers see it."""
        if self.names:
            return plain(self.names[int(value)], 24)
        return text.number(value, self.digits)

    @property
    def digits(self) -> int:
        """Decimals that tell a hundredth of the axis."""
        span = self.high - self.low
        return max(0, 2 - math.floor(math.log10(span))) if span > 0 else 2

    @property
    def step(self) -> float:
        """What one press of a key moves a filter by."""
        return 10.0**-self.digits


class Sweep:
    """The runs of one sweep with a figure for every axis.

    Args:
        results: of a sweep.

    Raises:
        InputError: it holds plain runs, or none has ended well.
    """

    def __init__(self, results: Results) -> None:
        if results.sweep is None:
            raise InputError(f"{results.path.name}: holds plain runs, no sweep")
        self.results = results
        self.runs = results.runs
        self.factors = points.factors(results)
        if not (self.runs.state == "ok").any():
            raise InputError(f"{results.path.name}: none of its {len(self.runs):,} runs has ended "
                             "well yet")  # fmt: skip
        self._places: dict[tuple[str, str], NDArray[np.float64]] = {}

    @cached_property
    def scenarios(self) -> list[str]:
        """Scenarios of which a run has ended well."""
        good = set(self.runs.scenario[self.runs.state == "ok"].unique())
        return [name for name in self.results.scenarios if name in good]

    @property
    def across(self) -> list[str]:
        """What may lie across or down a heat table."""
        return [*self.factors, *([SCENARIO] if len(self.scenarios) > 1 else [])]

    def places(self, name: str, at: str = "") -> NDArray[np.float64]:
        """Every run's place on an axis, NaN where it has none."""
        key = (name, "" if name in (*self.factors, SCENARIO) else at)
        if key not in self._places:
            self._places[key] = self._read(*key)
        return self._places[key]

    def _read(self, name: str, at: str) -> NDArray[np.float64]:
        if name in (*self.factors, SCENARIO):
            column = self.runs[name]
            if pd.api.types.is_numeric_dtype(column):
                return column.to_numpy(np.float64)
            names = list(self.names(name))
            return column.map({n: i for i, n in enumerate(names)}).to_numpy(np.float64)
        return outcomes.values(self.results, Outcome(name, at)).to_numpy(np.float64)

    def names(self, name: str) -> tuple[str, ...]:
        """The names on an axis, in the design's order; none of an axis of numbers."""
        if name == SCENARIO:
            return tuple(self.scenarios)
        if name not in self.factors or pd.api.types.is_numeric_dtype(self.runs[name]):
            return ()
        assert self.results.sweep is not None
        listed = self.results.sweep["design"]["factors"][name].get("values")
        return tuple(map(str, listed or self.runs[name].unique()))

    def title(self, name: str) -> str:
        """What an axis is called."""
        if name in BY_NAME and name not in self.factors:
            return BY_NAME[name].title
        dial = dials().get(name)
        return dial.title if dial else name.replace("_", " ").replace(".", " ").capitalize()

    def unit(self, name: str) -> str:
        """What an axis is counted in; nothing where a factor is a list, a scale or a shift."""
        if name not in self.across:
            return self.results.units[name]
        assert self.results.sweep is not None
        targets = self.results.sweep["design"]["factors"].get(name, {}).get("set", ())
        return "" if self.names(name) or not targets else provenance.unit_of(targets[0])

    def axes(self, view: SweepView) -> list[Axis]:
        """Factors, then the outcome looked at and the usual ones, at most twelve."""
        factors = self.across[: MOST_AXES - 3]
        others = [n for n in FIRST if n in self.results.units and n != view.outcome]
        room = min(MOST_OUTCOMES, MOST_AXES - len(factors))
        shown = [view.outcome, *others][:room]
        if not view.at:
            self.results.summaries(shown)  # one reading for all of them
        return [self.axis(n, view.at) for n in [*factors, *shown]]

    def axis(self, name: str, at: str = "") -> Axis:
        """One axis, from its least to its largest place."""
        found = self.places(name, at)
        known = found[np.isfinite(found)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        factor = name in self.across
        names = self.names(name)
        return Axis(name, self.title(name), self.unit(name), factor, low, high, names)

    def kept(self, view: SweepView) -> NDArray[np.bool_]:
        """Which runs ended well and fit every filter."""
        keep = (self.runs.state == "ok").to_numpy()
        for name, wanted in view.ranges.items():
            found, names = self.places(name, view.at), self.names(name)
            if names:
                keep = keep & np.isin(found, [names.index(str(n)) for n in wanted])
            else:
                low, high = (float(end) for end in wanted)
                slack = 1e-9 * max(1.0, abs(low), abs(high))
                keep = keep & (found >= low - slack) & (found <= high + slack)
        return keep


def parse(search: object, store: str, sweep: Sweep) -> tuple[SweepView, list[str]]:
    """The nearest valid view of an address and, in words, what of it could not be had."""
    asked = fields(search)
    notes: list[str] = []
    outcome_names = list(sweep.results.units)
    usual = next((n for n in FIRST if n in outcome_names), outcome_names[0])
    across = sweep.across

    def one_of(key: str, allowed: Sequence[str], default: str) -> str:
        got = choice(asked.get(key), allowed, default)
        if asked.get(key, got) != got:
            notes.append(f"{key}: {plain(asked[key], 30)} is not there; {got or 'none'} stands in.")
        return got

    x = one_of("x", across, across[0])
    y = one_of("y", [n for n in across if n != x] or across, next((n for n in across if n != x), x))
    view = SweepView(
        store=store,
        outcome=one_of("outcome", outcome_names, usual),
        x=x,
        y=y,
        at=_at(asked.get("at", ""), sweep, notes),
        statistic=one_of("statistic", STATISTICS, "mean"),
        scenario=one_of("scenario", sweep.scenarios, sweep.scenarios[0]),
        look=one_of("look", LOOK, "low"),
        ranges=_ranges(asked, sweep, notes),
        run=_run(asked.get("run"), sweep, notes),
    )
    return view, notes


def _at(asked: str, sweep: Sweep, notes: list[str]) -> str:
    """A year for the outcome, if the store holds it."""
    if not asked:
        return ""
    years = years_of(sweep)
    if asked in years:
        return asked
    notes.append(f"at: {plain(asked, 20)} is no whole year of these runs; the last stands in.")
    return ""


def years_of(sweep: Sweep) -> list[str]:
    """Whole years that are stored of every run; none where only summaries are."""
    if sweep.results.tier == "none":
        return []
    months = sweep.results.months
    if sweep.results.tier == "annual":
        return [month[:4] for month in months]
    years = sorted({month[:4] for month in months})
    return [y for y in years if f"{y}-01" in months and f"{y}-12" in months]


def ends(sweep: Sweep) -> dict[str, str]:
    """Last month of each scenario, the earliest first."""
    facts = sweep.results.manifest["scenarios"]
    found = {name: str(facts[name].get("end", "")) for name in sweep.scenarios}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def apart(sweep: Sweep, view: SweepView) -> str:
    """That the last twelve months are not one time in all runs, in words; empty if they are."""
    found = ends(sweep)
    if view.at or len(set(found.values())) < 2:
        return ""
    said = text.listed(
        [f"{plain(n, 40)} in {text.month(pd.Timestamp(m))}" for n, m in found.items()]
    )
    return (
        f"The scenarios of this sweep end at different times ({said}): their last twelve months "
        "are not the same twelve."
    )


def common_year(sweep: Sweep) -> str:
    """The last year that is stored of every scenario; empty if there is none."""
    last = next(iter(ends(sweep).values()))
    return max((year for year in years_of(sweep) if f"{year}-12" <= last), default="")


def _ranges(asked: Mapping[str, str], sweep: Sweep, notes: list[str]) -> dict[str, Kept]:
    found: dict[str, Kept] = {}
    for key, given in asked.items():
        if not key.startswith(RANGE):
            continue
        name = key.removeprefix(RANGE)
        if name not in (*sweep.across, *sweep.results.units):
            notes.append(f"There is no axis {plain(name, 30)}.")
            continue
        kept = _kept(given, sweep.names(name))
        if kept is None:
            notes.append(f"The filter of {plain(name, 30)} was not understood.")
        else:
            found[name] = kept
    return found


def _kept(given: str, names: Sequence[str]) -> Kept | None:
    if names:
        return tuple(n for n in given.split(",") if n in names) or None
    low, dots, high = given.partition("..")
    try:
        ends = float(low), float(high)
    except ValueError:
        return None
    return ends if dots and all(map(math.isfinite, ends)) and ends[0] <= ends[1] else None


def _run(given: str | None, sweep: Sweep, notes: list[str]) -> int | None:
    if given is None:
        return None
    if given.isascii() and given.isdigit() and int(given[:9]) < len(sweep.runs):
        return int(given[:9])
    notes.append(f"There is no run {plain(given, 20)}.")
    return None


def query(view: SweepView) -> str:
    """The address's query that gives this view again."""
    pairs = {"store": view.store, "outcome": view.outcome, "x": view.x, "y": view.y}
    pairs |= {"at": view.at} if view.at else {}
    pairs |= {"statistic": view.statistic, "scenario": view.scenario, "look": view.look}
    pairs |= {f"{RANGE}{name}": written(kept) for name, kept in view.ranges.items()}
    pairs |= {} if view.run is None else {"run": str(view.run)}
    return "?" + urlencode(pairs, safe=",")


def written(kept: Kept) -> str:
    """A filter as an address has it."""
    if isinstance(kept[0], str):
        return ",".join(map(str, kept))
    return "..".join(f"{float(end):.10g}" for end in kept)


def filtered(sweep: Sweep, view: SweepView, given: Any) -> dict[str, Kept]:
    """Filters from what the page's controls say; an end left where it was filters nothing."""
    found = dict(view.ranges)
    for name, value in given.items() if isinstance(given, dict) else ():
        if name not in (*sweep.across, *sweep.results.units) or not isinstance(value, list):
            continue
        names = sweep.names(name)
        if names:
            kept: Kept | None = tuple(n for n in names if n in value)
            whole = len(kept or ()) in (0, len(names))
        else:
            axis = sweep.axis(name, view.at)
            kept = _kept("..".join(map(str, value)), ())
            whole = kept is None or _all_of(axis, kept)
        found.pop(name, None)
        if not whole and kept:
            found[name] = kept
    return found


def _all_of(axis: Axis, kept: Kept) -> bool:
    low, high = (float(end) for end in kept)
    slack = axis.step / 2
    return low <= axis.low + slack and high >= axis.high - slack


def count(kept: NDArray[np.bool_], sweep: Sweep) -> str:
    """How many runs the filters keep, in words."""
    good = int((sweep.runs.state == "ok").sum())
    n = int(kept.sum())
    share = f" ({100 * n / good:.0f} %)" if n != good else ""
    if not n:
        return f"No run of {good:,} fits all filters. Widen one, or clear them."
    return f"{n:,} of {good:,} runs kept{share}."
