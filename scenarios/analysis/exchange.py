"""Sweeps as other programs take them: xarray, SALib, the EMA Workbench."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model.errors import InputError
from scenarios.analysis.sweeps import outcomes
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.analysis.sweeps.responses import Responses
from scenarios.storage import extras, points

if TYPE_CHECKING:
    from scenarios.storage.stored import Stored


def dataset(results: Stored, series: Sequence[str] = ()) -> Any:
    """Stored series as one `xarray.Dataset`.

    Args:
        results: of a sweep or of plain runs.
        series: names; all if empty.

    Returns:
        float32 over (scenario, draw, replication, month), without the draw in plain runs; NaN
        where a run has no figure. Factors are coordinates along the draw, "factor.NAME" where a
        series is called NAME too; ``state`` says how each run ended.

    Raises:
        InputError: xarray is not installed, or no such series is stored.
    """
    xarray = extras.need("xarray", "a dataset")
    frame = results.frame(list(dict.fromkeys(series)) or results.series)
    runs, names = results.runs, results.scenarios
    dims = ["scenario", *(["draw"] if results.sweep else []), "replication"]
    coords: dict[str, Any] = {"scenario": names, "month": np.unique(frame.month.to_numpy())}
    coords |= {dim: np.unique(runs[dim]).astype(np.int32) for dim in dims[1:]}
    shape = [len(coords[dim]) for dim in dims]
    place = _places(frame, coords, [*dims, "month"])
    figures = {}
    for name, unit in frame.attrs["units"].items():
        cube = np.full([*shape, len(coords["month"])], np.nan, np.float32)
        cube[place] = frame[name]
        figures[name] = ([*dims, "month"], cube, {"units": unit})
    state = np.full(shape, "pending", object)
    state[_places(runs, coords, dims)] = runs.state
    figures["state"] = (dims, state.astype(str), {})
    draws = runs.drop_duplicates("draw").sort_values("draw") if results.sweep else runs
    taken = {*figures, *coords}  # a path that is varied may also be a series
    for name in points.factors(results):
        coords[f"factor.{name}" if name in taken else name] = ("draw", _plain(draws[name]))
    about = (results.sweep or {}).get("title", "")
    return xarray.Dataset(figures, coords, {"title": about, "source": str(results.path.name)})


def salib(given: Responses, statistic: str = "mean") -> dict[str, Any]:
    """A design as SALib takes it: problem, X and Y, rows in SALib's order.

    Args:
        given: what the design gave.
        statistic: of the seeds of a draw: "mean" or "spread".

    Returns:
        For JSON: ``problem`` (num_vars, names, bounds), ``X``, ``Y``, ``outcome``, ``method``,
        ``num_levels`` (of a Morris design), ``calc_second_order`` (of a Saltelli design: false),
        ``values`` (names by place, of factors that are lists of names; X holds the places).

    Raises:
        InputError: a run has no figure; SALib tells rows by their place.
    """
    if not given.whole.all():
        raise InputError(f"{given.path}: {len(given.missing):,} of {given.values.size:,} runs have "
            f"no figure: {given.why_missing()}. SALib tells rows by their place and needs every "
            f"one: byungjin sweep run {given.path}{given.retry} makes them")  # fmt: skip
    order = np.arange(len(given.values))
    if given.method == "saltelli":  # SALib goes point by point: A, A with columns of B, B
        blocks = order.reshape(len(given.names) + 2, -1)
        order = np.concatenate([blocks[:1], blocks[2:], blocks[1:2]]).T.ravel()
    columns, bounds, values = [], [], {}
    for one in given.factors:
        drawn = given.draws[one.name]
        if one.values and isinstance(one.values[0], str):
            values[one.name] = list(one.values)
            columns.append(drawn.map(values[one.name].index).to_numpy(np.float64))
            bounds.append([0.0, float(len(one.values) - 1)])
        else:
            columns.append(drawn.to_numpy(np.float64))
            ends = (min(one.values), max(one.values)) if one.values else (one.low, one.high)
            bounds.append([float(end) for end in ends])
    facts: dict[str, Any] = {
        "problem": {"num_vars": len(bounds), "names": given.names, "bounds": bounds},
        "X": np.stack(columns, axis=1)[order].tolist(),
        "Y": given.of(statistic)[order].tolist(),
        "outcome": given.outcome.label,
        "unit": given.unit,
        "statistic": statistic,
        "method": given.method,
    }
    facts |= {"num_levels": given.design["levels"]} if given.method == "morris" else {}
    facts |= {"calc_second_order": False} if given.method == "saltelli" else {}
    return facts | ({"values": values} if values else {})


def write_salib(given: Responses, statistic: str, file: Path) -> None:
    """Write what `salib` gives as JSON."""
    file.write_text(json.dumps(salib(given, statistic), allow_nan=False), encoding="utf-8")


def ema(results: Stored, series: Sequence[str] = ()) -> tuple[Any, dict[str, Any]]:
    """Finished runs as the EMA Workbench takes them: (experiments, outcomes).

    Args:
        results: of a sweep or of plain runs.
        series: names kept as time series beside ``TIME``; if empty every series is a scalar, the
            mean of its last twelve months.

    Returns:
        A row per finished run: the factors, ``scenario`` (the draw), ``policy`` (the scenario),
        ``replication``, ``model``; and arrays by outcome (``gdp_last12``, or ``gdp`` and ``TIME``).
        Dots in names become underscores.
    """
    kept = results.runs[results.runs.state == "ok"]
    if kept.empty:
        raise InputError(f"{results.path}: no run has ended well; an archive needs one")
    names = points.factors(results)
    experiments = kept[names].rename(columns=_identifier).reset_index(drop=True)
    experiments = experiments.assign(
        scenario=kept["draw" if results.sweep else "point_id"].to_numpy(),
        policy=kept.scenario.to_numpy(str),
        replication=kept.replication.to_numpy(),
        model="byungjin",
    )
    for column in experiments.columns[experiments.dtypes == "str"]:
        experiments[column] = experiments[column].astype("object").astype("category")
    if not series:
        figures = {name: outcomes.values(results, Outcome(name))[kept.run_id]
                   for name in results.series}  # fmt: skip
        return experiments, {f"{_identifier(n)}_last12": v.to_numpy() for n, v in figures.items()}
    frame = results.frame(list(dict.fromkeys(series)))
    keys = [c for c in ("scenario", "draw", "replication") if c in frame]
    wide = frame.pivot(index=keys, columns="month", values=list(frame.attrs["units"]))
    wide = wide.reindex(kept[keys].itertuples(index=False, name=None))
    months = wide[next(iter(frame.attrs["units"]))].columns
    time = np.tile(months.year + (months.month - 1) / 12, (len(kept), 1))
    arrays = {_identifier(name): wide[name].to_numpy() for name in frame.attrs["units"]}
    return experiments, {"TIME": time, **arrays}


def write_ema(results: Stored, series: Sequence[str], file: Path) -> None:
    """Write the archive that `ema_workbench.load_results` opens (a .tar.gz).

    Raises:
        InputError: the EMA Workbench is not installed.
    """
    library = extras.need("ema_workbench", "an archive of the EMA Workbench")
    experiments, figures = ema(results, series)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that series are little tested
        for name, values in figures.items():
            (library.ScalarOutcome if values.ndim == 1 else library.TimeSeriesOutcome)(name)
        library.save_results((experiments, figures), str(file))


def _identifier(name: str) -> str:
    """A name the EMA Workbench takes."""
    return re.sub(r"\W", "_", name)


def _places(frame: Any, coords: dict[str, Any], dims: Sequence[str]) -> tuple[Any, ...]:
    """Where the rows of a table stand in an array over some dimensions."""
    scenario = frame.scenario.map({name: i for i, name in enumerate(coords["scenario"])})
    rest = (np.searchsorted(coords[dim], frame[dim].to_numpy()) for dim in dims[1:])
    return scenario.to_numpy(np.int64), *rest


def _plain(values: Any) -> Any:
    """A column as an array NetCDF can hold."""
    return values.to_numpy(str) if values.dtype == "str" else values.to_numpy()
