"""What one chart holds: scenarios' bands beside a baseline, the record and the events.

Nothing is drawn here and nothing is measured here: bands and paired differences come from
`scenarios.analysis.measures`. This module puts them together for a view.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dashboards.components.sureness import of_draws
from dashboards.data.charts import Chart
from dashboards.data.trailing import Since, Trailing
from dashboards.theme import letter
from scenarios.analysis.sureness import Effect, effect

if TYPE_CHECKING:
    from dashboards.view_state import ScenariosView
    from scenarios.analysis.results import Results
    from scenarios.analysis.worlds import Worlds

QUANTILES = ["q05", "q25", "q50", "q75", "q95"]
MOST_BANDS = 2
"""Scenarios that keep their bands; more would hide each other."""
EYE, MOST_DIGITS = 2, 9
"""Figures of the chart's reach that heights are drawn to, and decimals at most."""
MOST_RUNS = 30
"""Single runs drawn of a scenario."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario of a store; letter and look never depend on what is selected."""

    name: str
    title: str
    place: int
    """Its place in the store, which decides its letter."""
    hue: int
    """Its place among the scenarios that are not the usual baseline, which decides its look."""
    feeds: tuple[str, ...] = ()
    """Recorded tables that are imposed on it."""
    of: str = ""
    """The scenario that a design point of a sweep belongs to; its own name in plain runs."""

    @property
    def letter(self) -> str:
        """The code that stands for it in charts."""
        return letter(self.place)


@dataclass(frozen=True)
class Line:
    """One scenario in one chart."""

    scenario: Scenario
    months: pd.DatetimeIndex
    """The first day of every month."""
    heights: Mapping[str, np.ndarray]
    """q05, q25, q50, q75 and q95 of every month, in the chart's shown unit; no table, which takes
    longer to make and to ask than to draw."""
    baseline: bool = False
    banded: bool = False
    runs: np.ndarray | None = None
    """Single runs, [run, month], where they are drawn in place of bands."""
    differences: np.ndarray | None = None
    """Of each draw, [draw, month], in the shown unit; none for levels."""
    worlds: Worlds | None = None
    """The two worlds that the last month's differences fall into, if they do."""

    @cached_property
    def _end(self) -> int:
        """Row of the last month that has a median; the last row if none has."""
        known = np.flatnonzero(~np.isnan(self.heights["q50"]))
        return int(known[-1]) if len(known) else len(self.months) - 1

    @cached_property
    def effect(self) -> Effect | None:
        """What the draws say of the last month's difference; none for levels and the baseline."""
        return None if self.differences is None else effect(self.at_end)

    @property
    def at_end(self) -> np.ndarray:
        """The last month's difference of each draw."""
        return np.empty(0) if self.differences is None else self.differences[:, self._end]

    @cached_property
    def end(self) -> pd.Timestamp:
        """The last month that has a figure."""
        return self.months[self._end]

    @cached_property
    def last(self) -> dict[str, float]:
        """Quantiles of the last month that has a figure; NaN if none has."""
        return {name: float(values[self._end]) for name, values in self.heights.items()}


@dataclass(frozen=True, slots=True)
class Dot:
    """One recorded figure."""

    month: pd.Timestamp
    value: float
    period: str
    """What it covers, as readers say it: "2016" or "March 2016"."""
    source: str
    grade: str = ""
    low: float | None = None
    high: float | None = None
    """Ends of the published range, where the record gives one."""
    own: bool = False
    """Whether it is the reader's own figure rather than the record's."""


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event that charts mark with a number."""

    month: pd.Timestamp
    title: str
    about: str = ""


@dataclass(frozen=True)
class Comparison:
    """Everything one chart shows."""

    chart: Chart
    values: str
    """level, difference or percent."""
    bands: str
    """none, 50, 90 or runs."""
    lines: tuple[Line, ...]
    """The baseline first."""
    runs: int
    """Runs behind each median: the fewest of any scenario shown."""
    dots: tuple[Dot, ...] = ()
    events: tuple[Event, ...] = ()

    @cached_property
    def months(self) -> pd.DatetimeIndex:
        """The months of the longest line that says something."""
        return max((line.months for line in self.compared or self.lines), key=len)

    @cached_property
    def first(self) -> pd.Timestamp:
        """The first month shown."""
        return self.months[0]

    @cached_property
    def limits(self) -> tuple[float, float]:
        """The first month's begin and the last one's end, in milliseconds since 1970."""
        until = self.months[-1] + pd.offsets.MonthBegin(1)
        return self.first.timestamp() * 1000, until.timestamp() * 1000

    @cached_property
    def compared(self) -> tuple[Line, ...]:
        """The lines that say something: without the baseline where it is zero throughout."""
        keep = self.values == "level"
        return tuple(line for line in self.lines if keep or not line.baseline)

    @cached_property
    def digits(self) -> int:
        """Decimals heights are drawn with: finer than shown, and than the eye sees in the chart."""
        values = np.concatenate([v for line in self.lines for v in line.heights.values()])
        known = values[np.isfinite(values)]
        reach = float(np.ptp(known)) if len(known) else 0.0
        eye = EYE - math.floor(math.log10(reach)) if reach > 0 else 0
        return min(MOST_DIGITS, max(self.chart.shown_digits(self.values) + 1, eye))

    @cached_property
    def end(self) -> pd.Timestamp | None:
        """The month all compared lines end in; None if they end in different months."""
        ends = {line.end for line in self.compared}
        return ends.pop() if len(ends) == 1 else None

    @property
    def baseline(self) -> Scenario:
        """The scenario all others are compared with."""
        return next(line.scenario for line in self.lines if line.baseline)


def comparison(
    results: Results,
    scenarios: Mapping[str, Scenario],
    chart: Chart,
    view: ScenariosView,
    dots: Sequence[Dot] = (),
    events: Sequence[Event] = (),
    since: pd.Timestamp | None = None,
) -> Comparison:
    """What a chart shows of a store in a view, from a month on if one is given.

    Raises:
        InputError: the store cannot be read, or a scenario of the view has no finished run.
    """
    from scenarios.analysis import measures

    monthly = results.tier == "monthly"
    source = Trailing(results, chart.trailing) if monthly and chart.trailing > 1 else results
    source = source if since is None else Since(source, since)
    factor = _factor(results, chart, view.baseline)
    scale = 1.0 if view.values == "percent" and not chart.in_percent else factor
    names = (view.baseline, *view.chosen)
    lines = []
    for name in names:
        base = name == view.baseline
        months, values = _values(source, chart, view, name)
        heights = dict(zip(QUANTILES, measures.cuts(values * scale), strict=True))
        draws = None if base or view.values == "level" else values * scale
        line = Line(scenarios[name], months, heights, baseline=base, differences=draws)
        lines.append(_with_worlds(line, results, chart, view))
    banded = _with_bands(lines, view)
    if view.bands == "runs":
        banded = tuple(_with_runs(line, source, chart, view, scale) for line in banded)
    return Comparison(
        chart=chart,
        values=view.values,
        bands=view.bands,
        lines=banded,
        runs=min(len(results.matrix(chart.series, name)[1]) for name in names),
        dots=_dots(chart, dots, lines, factor) if view.values == "level" else (),
        events=tuple(events),
    )


def _values(
    source: Results | Trailing | Since, chart: Chart, view: ScenariosView, name: str
) -> tuple[pd.DatetimeIndex, np.ndarray]:
    """Month by month what each draw of a line shows."""
    from scenarios.analysis import measures

    if view.values == "level":
        months, _, values = source.matrix(chart.series, name)
        return months, values
    percent = view.values == "percent"
    return measures.paired(source, chart.series, name, view.baseline, percent)


def _with_worlds(line: Line, results: Results, chart: Chart, view: ScenariosView) -> Line:
    """A line with the two worlds of its last month, if it has them."""
    if line.differences is None:
        return line
    both = (results.matrix(chart.series, name)[1] for name in (line.scenario.name, view.baseline))
    found = of_draws(results, line.at_end, np.intersect1d(*both), view.baseline)
    return replace(line, worlds=found)


def _factor(results: Results, chart: Chart, baseline: str) -> float:
    """What a level is multiplied by: for an index, the baseline's base year becomes 100."""
    if chart.base_year is None:
        return 1.0
    from scenarios.analysis import measures

    months, _, values = results.matrix(chart.series, baseline)
    medians = measures.cuts(values[:, months.year == chart.base_year])[QUANTILES.index("q50")]
    base = pd.Series(medians).mean()
    return 100.0 / base if base > 0 else 1.0


def _with_bands(lines: Sequence[Line], view: ScenariosView) -> tuple[Line, ...]:
    """Bands for the first scenarios chosen; for the baseline only where there is room."""
    if view.bands == "none":
        return tuple(lines)
    base, others = lines[0], lines[1:]
    shown = [replace(line, banded=i < MOST_BANDS) for i, line in enumerate(others)]
    room = len(others) < MOST_BANDS and view.values == "level"
    return (replace(base, banded=room), *shown)


def _with_runs(
    line: Line, source: Results | Trailing, chart: Chart, view: ScenariosView, scale: float
) -> Line:
    """A line with its first single runs, if it would have bands."""
    from scenarios.analysis import measures

    if not line.banded:
        return line
    name, percent = line.scenario.name, view.values == "percent"
    if view.values == "level":
        runs = source.matrix(chart.series, name)[2]
    else:
        runs = measures.paired(source, chart.series, name, view.baseline, percent)[1]
    return replace(line, runs=runs[:MOST_RUNS] * scale)


def _dots(
    chart: Chart, dots: Sequence[Dot], lines: Sequence[Line], factor: float
) -> tuple[Dot, ...]:
    """Figures of the months shown, own ones in the unit of the series.

    The record's index is set to 100 in its own base year, an own one by the model's.
    """
    first = min(line.months[0] for line in lines)
    end = max(line.months[-1] for line in lines)
    inside = [d for d in dots if first <= d.month <= end]
    if chart.base_year is None:
        return tuple(inside)
    base = [d.value for d in dots if d.month.year == chart.base_year and not d.own]
    own = [_scaled(d, factor) for d in inside if d.own]
    if not base:
        return tuple(own)
    by = 100.0 * len(base) / sum(base)
    return (*(_scaled(d, by) for d in inside if not d.own), *own)


def _scaled(dot: Dot, by: float) -> Dot:
    low, high = (None if end is None else end * by for end in (dot.low, dot.high))
    return replace(dot, value=dot.value * by, low=low, high=high)
