"""Stored: what a store holds, read through DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from model.errors import InputError, unknown
from scenarios.integrity import digests
from scenarios.storage import parts, queries, store, tables
from scenarios.storage import points as points_
from scenarios.storage.matrices import Kept, Matrices, Matrix
from scenarios.storage.reader import NONE, Questions, number

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""Bands of every fan: a middle half and a nine-tenths band around the median."""


class Stored:
    """The finished runs of one store.

    Args:
        path: a store, or a folder of stores (its newest is taken).

    Raises:
        InputError: there is no store, it cannot be read, or it has another format.
    """

    def __init__(self, path: str | Path = store.DEFAULT) -> None:
        self.path = store.latest(Path(path))
        self.manifest: dict[str, Any] = store.manifest(self.path)
        self._questions = Questions(self.path, self.manifest)
        self._summaries: dict[str, pd.DataFrame] = {}

    @property
    def sweep(self) -> dict[str, Any] | None:
        """What the manifest says of a sweep (name, runs, series, design, …); None of other runs."""
        found: dict[str, Any] | None = self.manifest.get("sweep")
        return found

    @property
    def tier(self) -> str:
        """What is stored of a run beside its summary: monthly series, annual ones or none."""
        return self._questions.tier

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, in the order they were asked for."""
        return list(self.manifest["scenarios"])

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of every stored series, by its name."""
        return {s["name"]: s["unit"] for s in self.manifest["series"]}

    @property
    def series(self) -> list[str]:
        """Names of the stored series."""
        return list(self.units)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: the design beside how the run ended (state, error, wall_s, …).

        A run that has not ended has the state "pending".
        """
        asked = self._questions
        answer = asked.answer(f"""
            select d.*, coalesce(t.state, 'pending') as state, t.attempt, t.wall_s, t.error,
                   t.shard, t.host, t.t_end
            from {asked.table(store.DESIGN)} d left join {asked.last()} t using (run_id)
            order by run_id""")
        parts.check_runs(self.path, answer, self.manifest)
        return answer.to_pandas(date_as_object=False)

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per point (a scenario, in a sweep with its draw and factors), by point_id."""
        own = ("run_id", "replication", "seed", "state", "attempt", "wall_s", "error", "shard",
               "host", "t_end", "parameter_set", "case")  # fmt: skip
        rows = self.runs.drop_duplicates("point_id").set_index("point_id").sort_index()
        return rows.drop(columns=[name for name in own if name in rows])

    @property
    def failures(self) -> pd.DataFrame:
        """Runs that ended without a record: scenario, replication, state, error."""
        bad = self.runs[~self.runs.state.isin(["ok", "pending"])]
        return bad[["run_id", "scenario", "replication", "state", "error"]]

    @cached_property
    def months(self) -> list[str]:
        """Every month of the longest run, as YYYY-MM; of annual series the first of each year."""
        if self.tier != "none" and not store.has_part(self.path, "series"):
            return []
        frame = self._questions.query(
            f"select distinct month from {self._questions.table('series')} order by month"
        )
        return list(pd.DatetimeIndex(frame.month).strftime("%Y-%m"))

    def frame(
        self, series: str | Sequence[str], scenarios: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Series of the finished runs, one row per run and month.

        Args:
            series: one name or several.
            scenarios: which scenarios or design points of a sweep; all if left out.

        Returns:
            scenario, replication, month (first day), one float64 column per series; ordered by
            scenario as asked, replication, month. ``attrs["units"]`` holds the units. Of a sweep
            the draw stands before the replication; of annual series the month is January.

        Raises:
            InputError: no such series or scenario, or only summaries are stored.
        """
        names = [series] if isinstance(series, str) else list(series)
        for name in names:
            self._check("series", name, self.units)
        self._questions.check_ended("series")
        wanted = self.scenarios if scenarios is None else list(scenarios)
        points = [points_.find(self, n).point_id for n in wanted if n not in self.scenarios]
        columns = ", ".join(number(name, "double") for name in names)
        keys = ", ".join(f"d.{key}" for key in self._keys)
        asked = "list_contains($wanted, d.scenario) or list_contains($points, d.point_id)"
        rest = f"({asked}) order by d.run_id, s.month"
        sql = self._questions.of_ended("series", f"{keys}, s.month, {columns}", rest)
        frame = self._questions.query(sql, {"wanted": wanted, "points": points})
        frame["month"] = frame["month"].astype("datetime64[s]")
        frame.attrs["units"] = {name: self.units[name] for name in names}
        return frame

    def run(self, run_id: int) -> pd.DataFrame:
        """One finished run: a row per month, a column per series.

        Raises:
            InputError: there is no such run, or it has not ended well.
        """
        known = self.runs[self.runs.run_id == run_id]
        if known.empty:
            raise InputError(f"{self.path}: no run {run_id}; expected 0 to {len(self.runs) - 1}")
        if known.state.iloc[0] != "ok":
            raise InputError(f"{self.path}: run {run_id} is {known.state.iloc[0]}")
        columns = ", ".join(["s.month", *(number(name, "float") for name in self.series)])
        values: dict[str, Any] = {"id": run_id}
        own = [f for f in parts.listed(self.path, "series") if f.name == known.shard.iloc[0]]
        if own:
            digests.check(self.path, "series", own[0].name)
            where = f"{self._questions.table('series')} s where s.run_id = $id order by s.month"
            files = {"series": queries.patterns(own)}
            frame = self._questions.query(f"select {columns} from {where}", values | files)
        else:  # compaction has replaced it
            frame = self._questions.ended(
                "series", columns, "s.run_id = $id order by s.month", values
            )
        frame["month"] = frame["month"].astype("datetime64[s]")
        frame.attrs["units"] = self.units
        return frame

    def summary(self, series: str) -> pd.DataFrame:
        """Figures of whole runs: last12, mean, min, max, by run_id; finished runs only."""
        return self.summaries([series])[series]

    def summaries(self, series: Sequence[str]) -> dict[str, pd.DataFrame]:
        """What `summary` gives, of several series by one reading, and kept for whoever asks next.

        Finding out which shard counts for each run takes longer than reading its figures.
        """
        for name in series:
            self._check("series", name, self.units)
        new = [name for name in dict.fromkeys(series) if name not in self._summaries]
        if new:
            figures = [(name, f"{name}_{f}") for name in new for f in tables.INDICATORS]
            columns = ", ".join(number(stored, "double") for _, stored in figures)
            frame = self._questions.ended(
                "summary", f"s.run_id, {columns}", "true order by s.run_id"
            )
            frame = frame.set_index("run_id")
            for name in new:
                own = {f"{name}_{f}": f for f in tables.INDICATORS}
                self._summaries[name] = frame[list(own)].rename(columns=own)
        return {name: self._summaries[name].copy(deep=False) for name in series}

    def spans(self, series: str, first: str, last: str) -> pd.DataFrame:
        """A span of each finished run, worked out where it is stored.

        Args:
            series: name of a stored series.
            first: month, YYYY-MM.
            last: month, included.

        Returns:
            mean, min, max and n, the months counted, by run_id.
        """
        self._check("series", series, self.units)
        figures = ", ".join(f"{name}(s.{queries.name(series)}::double) as {kind}"
            for name, kind in (("avg", "mean"), ("min", "min"), ("max", "max"), ("count", "n"))
        )  # fmt: skip
        span = "s.month between $first::date and $last::date group by s.run_id"
        dates = {"first": f"{first}-01", "last": f"{last}-01"}
        return self._questions.ended("series", f"s.run_id, {figures}", span, dates).set_index(
            "run_id"
        )

    def fan(self, series: str, scenario: str | None = None) -> pd.DataFrame:
        """Bands over all runs of a scenario or design point, the first if left out.

        What `scenarios.analysis.measures.fan` gives, worked out where the runs are stored.
        """
        self._check("series", series, self.units)
        point = points_.find(self, scenario or points_.names(self)[0]).point_id
        value = f"s.{queries.name(series)}::double"
        cuts = f"quantile_cont({value}, {list(QUANTILES.values())}) filter (not isnan({value}))"
        rest = "d.point_id = $point group by s.month order by s.month"
        sql = self._questions.of_ended("series", f"s.month, {cuts} as cuts", rest)
        frame = self._questions.query(sql, {"point": point})
        rows = [np.full(len(QUANTILES), np.nan) if row is None else row for row in frame.cuts]
        bands = pd.DataFrame(rows, columns=list(QUANTILES))
        bands.insert(0, "month", frame.month.astype("datetime64[s]"))
        return bands

    def matrix(self, series: str, scenario: str) -> Matrix:
        """One series of one scenario as (months, replications, values[replication, month]).

        Of a sweep a design point takes the scenario's place: ``baseline:3`` is draw 3. Draws are
        never pooled under the scenario's name; `all_draws` gives all of them.

        Raises:
            InputError: no such series or scenario, none of its runs finished, or its name stands
                for several design points.
        """
        self._check("series", series, self.units)
        point = points_.find(self, scenario)
        return self._found(self._kept.at(point.point_id), series, point.scenario, scenario)

    def all_draws(self, series: str, scenario: str) -> Matrix:
        """What `matrix` gives, over every draw of a sweep's scenario.

        Draw d, replication r of R has the number d * R + r: the same draw and luck everywhere.
        """
        self._check("series", series, self.units)
        self._check("scenario", scenario, self.scenarios)
        return self._found(self._kept.whole, series, scenario, scenario)

    def _found(self, matrices: Matrices | None, series: str, scenario: str, name: str) -> Matrix:
        found = matrices.of(series).get(scenario) if matrices else None
        if found is None:
            bad = self.failures.query("scenario == @scenario")
            why = f"; the first error was: {bad.error.iloc[0]}" if len(bad) else ""
            raise InputError(f"{self.path}: no run of {name} finished{why}")
        return found

    def annual(
        self, series: str | Sequence[str], scenarios: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Whole calendar years: scenario, replication, year, the series.

        Means of the months; of series stored by the year what is stored (the manifest says of
        each whether that is a mean or the year's end).
        """
        names = [series] if isinstance(series, str) else list(series)
        frame = self.frame(names, scenarios)
        frame["year"] = frame.month.dt.year
        keys = [*self._keys, "year"]
        groups = frame.groupby(keys, sort=False)
        means = groups[names].mean()[groups.size() == (1 if self.tier == "annual" else 12)]
        means.attrs["units"] = frame.attrs["units"]
        return means.reset_index()

    @cached_property
    def _kept(self) -> Kept:
        return Kept(self)

    def figures(self, names: Sequence[str], point: int | None = None) -> pa.Table:
        """Series of the runs that ended well: run_id, month, a column each, in any order.

        Args:
            names: of the series.
            point: of which design point; of all if left out.
        """
        columns = ", ".join(number(name, "float") for name in names)
        rest = "true" if point is None else "d.point_id = $point"
        values = NONE if point is None else {"point": point}
        sql = self._questions.of_ended("series", f"s.run_id, s.month, {columns}", rest)
        return self._questions.answer(sql, values)

    def rows(self) -> int:
        """Months stored of all runs together; 0 before any has ended."""
        if self.tier != "none" and not store.has_part(self.path, "series"):
            return 0
        return int(
            self._questions.query(
                f"select count(*) as n from {self._questions.table('series')}"
            ).n.iloc[0]
        )

    @property
    def _keys(self) -> list[str]:
        """What tells the runs of a scenario apart, the scenario first."""
        return ["scenario", *(["draw"] if self.sweep else []), "replication"]

    def _check(self, kind: str, name: str, allowed: Any) -> None:
        if name not in allowed:
            raise unknown(kind, name, allowed, str(self.path))
