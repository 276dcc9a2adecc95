"""The tables of a store: the design, and what one shard holds."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from model.case import Case, month_number

if TYPE_CHECKING:
    from scenarios.storage.rows import Outcome, Row

TIERS = ("monthly", "annual", "none")
"""What may be stored of a run beside its summary."""
INDICATORS = ("last12", "mean", "min", "max")
"""Figures of each series in the summary: mean of the last twelve months, of all, the extremes."""


def design(rows: Sequence[Row]) -> pa.Table:
    """One row per run: what it is, and every parameter any run overrides, each its own column."""
    from model.parameters import get

    changed = sorted({name for row in rows for name in row.case.parameters})
    columns: dict[str, Any] = {
        "run_id": pa.array([r.run_id for r in rows], pa.int32()),
        "point_id": pa.array([r.point_id for r in rows], pa.int32()),
        "scenario": [r.scenario for r in rows],
        "replication": pa.array([r.replication for r in rows], pa.int32()),
        "seed": pa.array([r.case.seed for r in rows], pa.int64()),
        "parameter_set": pa.array([r.parameter_set for r in rows], pa.int32()),
        "case_hash": [r.case.hash for r in rows],
        **{name: [r.case.parameters.get(name, get(name).value) for r in rows] for name in changed},
        "case": _texts(rows),
    }
    return pa.table(columns)


def _texts(rows: Sequence[Row]) -> list[str]:
    """The case of each run as JSON; runs of one scenario and parameter set share it."""
    known: dict[tuple[int, int], str] = {}
    for row in rows:
        key = row.point_id, row.parameter_set
        if key not in known:
            known[key] = case_text(row.case)
    return [known[row.point_id, row.parameter_set] for row in rows]


def case_text(case: Case) -> str:
    """A case but for its seed, as JSON."""
    facts = {
        "parameters": dict(case.parameters),
        "paths": dict(case.paths),
        "start": case.start,
        "end": case.end,
        "scale": case.scale,
    }
    return json.dumps(facts | ({"dated": dict(case.dated)} if case.dated else {}))


def case_from(text: str, seed: int) -> Case:
    """The case of a design row, to make its run again exactly."""
    return Case(seed=seed, **json.loads(text))


def described(series: Sequence[str]) -> list[dict[str, str]]:
    """Name, unit, group and meaning of series and what a year's figure is, for the manifest."""
    from model.series import SERIES

    return [
        {
            "name": n,
            "unit": SERIES[n].unit,
            "group": SERIES[n].group,
            "about": SERIES[n].about,
            "annual": "at the year's end" if n in _at_end(series) else "mean of the year",
        }
        for n in series
    ]


def _at_end(series: Sequence[str]) -> list[str]:
    from model.series import SERIES

    return [name for name in series if SERIES[name].counted.at_end]


def years(case: Case) -> list[int]:
    """The whole calendar years of a run."""
    first, end = month_number(case.start), month_number(case.end) + 1
    return list(range(-(-first // 12), end // 12))


def periods(case: Case, tier: str) -> int:
    """Rows a run has in the series."""
    counts = {"monthly": len(case.months), "annual": len(years(case)), "none": 0}
    return counts[tier]


def parts(
    finished: Sequence[tuple[Row, Outcome]],
    series: Sequence[str],
    shard: str,
    tier: str = "monthly",
) -> dict[str, pa.Table]:
    """The tables of one shard; runs in rising order of run_id.

    Args:
        finished: the runs and how they ended.
        series: names of the columns of their figures.
        shard: file name.
        tier: "annual" stores whole calendar years instead of months, "none" the summary alone.
    """
    good = [(row, outcome.values) for row, outcome in finished if outcome.values is not None]
    tables = {"status": _status(finished, shard)}
    if good:
        tables["summary"] = _summary(good, series)
    if good and tier == "monthly":
        tables["series"] = _series(good, series)
    if good and tier == "annual":
        tables["series"] = _annual(good, series)
    return tables


def _series(good: Sequence[tuple[Row, Any]], series: Sequence[str]) -> pa.Table:
    lengths = [len(values) for _, values in good]
    ids = np.repeat(np.array([row.run_id for row, _ in good], np.int32), lengths)
    months = np.concatenate([_days(row.case) for row, _ in good])
    stacked = np.concatenate([values for _, values in good])
    keys = {"run_id": ids, "month": pa.array(months, pa.date32())}
    return _table(keys, series, stacked.T)


def _annual(good: Sequence[tuple[Row, Any]], series: Sequence[str]) -> pa.Table:
    ids = np.repeat(np.array([row.run_id for row, _ in good], np.int32),
                    [periods(row.case, "annual") for row, _ in good])  # fmt: skip
    whole = np.concatenate([np.array(years(row.case), np.int16) for row, _ in good])
    ends = [place for place, name in enumerate(series) if name in _at_end(series)]
    stacked = np.concatenate([_by_year(row.case, values, ends) for row, values in good])
    return _table({"run_id": ids, "year": whole}, series, stacked.T)


def _by_year(case: Case, values: Any, ends: Sequence[int]) -> Any:
    """Shape (years, series): means of the months, the last month of the columns in ``ends``."""
    first = -month_number(case.start) % 12
    count = len(years(case))
    months = values[first : first + 12 * count].reshape(count, 12, values.shape[1])
    figures = months.mean(axis=1, dtype=np.float64).astype(np.float32)
    figures[:, ends] = months[:, -1, ends]
    return figures


def _days(case: Case) -> Any:
    """First day of every month, in days since 1970."""
    first, count = month_number(case.start), month_number(case.end) - month_number(case.start) + 1
    months = np.datetime64(date(first // 12, first % 12 + 1, 1), "M") + np.arange(count)
    return months.astype("datetime64[D]").astype(np.int32)


def _summary(good: Sequence[tuple[Row, Any]], series: Sequence[str]) -> pa.Table:
    figures = np.empty((len(series), len(INDICATORS), len(good)), np.float32)
    for place, (_, values) in enumerate(good):
        figures[:, :, place] = _figures(values)
    names = [f"{name}_{indicator}" for name in series for indicator in INDICATORS]
    ids = np.array([row.run_id for row, _ in good], np.int32)
    return _table({"run_id": ids}, names, figures.reshape(len(names), len(good)))


def _figures(values: Any) -> Any:
    """Shape (series, indicators)."""
    wide = values.astype(np.float64)
    kinds = (wide[-12:].mean(axis=0), wide.mean(axis=0), wide.min(axis=0), wide.max(axis=0))
    return np.array(kinds).T


def _table(keys: Mapping[str, Any], names: Sequence[str], figures: Any) -> pa.Table:
    """The keys, then a column for each row of the figures."""
    columns = [*map(pa.array, keys.values()), *map(pa.array, np.ascontiguousarray(figures))]
    return pa.Table.from_arrays(columns, names=[*keys, *names])


def _status(finished: Sequence[tuple[Row, Outcome]], shard: str) -> pa.Table:
    outcomes = [outcome for _, outcome in finished]
    return pa.table(
        {
            "run_id": pa.array([row.run_id for row, _ in finished], pa.int32()),
            "state": [o.state for o in outcomes],
            "attempt": pa.array([1] * len(outcomes), pa.int16()),
            "wall_s": pa.array([o.wall_s for o in outcomes], pa.float32()),
            "error": [o.error for o in outcomes],
            "shard": [shard] * len(outcomes),
            "host": [socket.gethostname()] * len(outcomes),
            "t_end": pa.array(
                [datetime.fromtimestamp(o.t_end, UTC) for o in outcomes],
                pa.timestamp("ms", tz="UTC"),
            ),
        }
    )
