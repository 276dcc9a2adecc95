"""Series of a store as matrices of replications and months, read several at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from threading import Lock
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from scenarios.storage import points

TOGETHER = 8_000_000
"""Figures read by one question: all series of a few scenarios, one series of a large sweep."""
KEPT = 50_000_000
"""Figures kept in memory; above that the series read longest ago go first."""

POINTS = 16
"""Design points of a sweep whose runs are kept in memory."""

type Matrix = tuple[pd.DatetimeIndex, NDArray[np.int64], NDArray[np.float64]]
"""Months, replications and values[replication, month], NaN where a run has no such month."""


class Matrices:
    """Every series of a store by scenario, read when first asked for and then kept.

    A question to the store takes longer than most series are long, so what is likely to be asked
    for next, the series that follow, comes with it.

    Args:
        series: names of the stored series.
        scenarios: the scenario of every run, by run_id.
        numbers: what counts as its replication, by run_id.
        read: series of the runs that ended well, as run_id, month and a column each.
        figures: how many figures one series has, more or less.
    """

    def __init__(
        self,
        series: Sequence[str],
        scenarios: NDArray[np.object_],
        numbers: NDArray[np.int64],
        read: Callable[[Sequence[str]], pa.Table],
        figures: int,
    ) -> None:
        self._series, self._numbers = list(series), numbers
        self._scenarios = pd.Categorical(scenarios)
        self._read, self._figures = read, max(1, figures)
        self._known: dict[str, dict[str, Matrix]] = {}
        self._lock = Lock()

    def of(self, series: str) -> dict[str, Matrix]:
        """One series, by the scenarios of which a run has ended well."""
        with self._lock:
            found = self._known.get(series)
            if found is None:
                self._known |= self._fetched(self._wanted(series))
                found = self._known[series]
                self._forget()
            return found

    def _wanted(self, series: str) -> list[str]:
        """A series and those after it that are not known, as many as are read together."""
        place = self._series.index(series)
        following = [*self._series[place:], *self._series[:place]]
        unknown = [name for name in following if name not in self._known]
        return unknown[: max(1, TOGETHER // self._figures)]

    def _fetched(self, names: Sequence[str]) -> dict[str, dict[str, Matrix]]:
        table = self._read(names)
        found: dict[str, dict[str, Matrix]] = {name: {} for name in names}
        ids = table["run_id"].to_numpy()
        codes = np.asarray(self._scenarios.codes)[ids]
        for code, scenario in enumerate(self._scenarios.categories):
            mine = np.flatnonzero(codes == code)
            if not len(mine):
                continue
            row, numbers = pd.factorize(self._numbers[ids[mine]], sort=True)
            column, days = pd.factorize(table["month"].to_numpy()[mine], sort=True)
            months = pd.DatetimeIndex(days.astype("datetime64[s]"), name="month")
            for name in names:
                values = np.full((len(numbers), len(months)), np.nan)
                values[row, column] = table[name].to_numpy()[mine]
                values.setflags(write=False)
                found[name][str(scenario)] = months, numbers, values
        return found

    def _forget(self) -> None:
        while len(self._known) > 1 and len(self._known) * self._figures > KEPT:
            del self._known[next(iter(self._known))]


class Figures(points.Runs, Protocol):
    """What is asked of a store here (`scenarios.storage.stored.Stored`)."""

    manifest: dict[str, Any]

    @property
    def series(self) -> list[str]:
        """As `Stored.series`."""

    def rows(self) -> Any:
        """As `Stored.rows`."""

    def figures(self, *arguments: Any, **options: Any) -> Any:
        """As `Stored.figures`."""


class Kept:
    """The matrices of one store: all scenarios together, or one design point of a sweep.

    Args:
        results: where the runs are.
    """

    def __init__(self, results: Figures) -> None:
        self._results = results
        self._at: dict[int, Matrices | None] = {}

    @cached_property
    def whole(self) -> Matrices | None:
        """Every run, numbered over all draws of a sweep; None before any has ended."""
        runs, numbers = self._results.runs, self._replications
        if "draw" in runs:
            draws = runs.draw.to_numpy(np.int64)
            numbers = numbers + draws * self._results.manifest["replications"]
        return self._numbered(numbers, self._results.figures)

    def at(self, point: int) -> Matrices | None:
        """Those of one design point; of plain runs of every scenario, which are read together."""
        if not points.varies(self._results):
            return self.whole
        if point not in self._at:
            while len(self._at) >= POINTS:
                self._at.pop(next(iter(self._at)), None)
            read = partial(self._results.figures, point=point)
            self._at[point] = self._numbered(self._replications, read, len(self._results.points))
        return self._at[point]

    @property
    def _replications(self) -> NDArray[np.int64]:
        found: NDArray[np.int64] = self._results.runs.replication.to_numpy(np.int64)
        return found

    def _numbered(
        self,
        numbers: NDArray[np.int64],
        read: Callable[[Sequence[str]], pa.Table],
        parts: int = 1,
    ) -> Matrices | None:
        rows, names = self._results.rows(), self._results.runs.scenario.to_numpy(object)
        series = self._results.series
        return Matrices(series, names, numbers, read, rows // parts) if rows else None
