"""Guns and butter: the points no other point beats in both, and how far the others lie behind.

A point is one combination of factors in one scenario, averaged over its seeds. Both outcomes are
wanted large. Distances and areas are counted in shares of the range that the points span.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError
from scenarios.analysis.sweeps import outcomes
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.analysis.sweeps.resampling import weights
from scenarios.storage import points

if TYPE_CHECKING:
    from scenarios.storage.stored import Stored

Values = NDArray[np.float64]

DETERRENCE = ("programme.progress", "munitions.stock", "defence.share")
"""What stands for deterrence if nothing is named; see `deterrence_of`."""
CONSUMPTION = "consumption.civilian"
RESAMPLES = 200


@dataclass(frozen=True)
class Frontier:
    """What `frontier` gives."""

    deterrence: Outcome
    consumption: Outcome
    units: tuple[str, str]
    points: pd.DataFrame
    """A row per point: point_id, scenario, group, the factors, deterrence, consumption (means over
    seeds), on_frontier, often (share of resamples of the seeds in which it is), distance (to the
    frontier, in shares of the ranges; 0 on it), beside (whether it comes from beside)."""
    front: pd.DataFrame
    """The rows on the frontier, deterrence rising, and "cost": consumption given up for one more
    unit of deterrence, from the point before; NaN for the first."""
    groups: pd.DataFrame
    """group, beside, points, on_frontier (of its points), nearest, middle (least and median
    distance); nearest first."""
    hypervolume: float
    """Share of the rectangle spanned by all points that the frontier dominates."""
    left_out: int
    """Points without a single whole figure."""
    missing: int
    """Runs without a figure; the means are over the other seeds."""
    seeds: int


def deterrence_of(
    results: Stored, name: str | None = None, at: str = "", figure: str = "mean"
) -> Outcome:
    """The outcome that stands for deterrence.

    Args:
        results: what is stored.
        name: a series; if left out the first of `DETERRENCE` that is stored and is not the same in
            every run (a programme may be complete everywhere).
        at: when; see `scenarios.analysis.sweeps.outcomes.Outcome`.
        figure: what of that span.

    Raises:
        InputError: none of them is stored.
    """
    names = [name] if name else [series for series in DETERRENCE if series in results.units]
    if not names:
        raise InputError(f"{results.path}: stores none of {', '.join(DETERRENCE)}; "
                         "name the deterrence outcome")  # fmt: skip
    found = [Outcome(series, at, figure) for series in names]
    varied = (one for one in found if name or outcomes.values(results, one).nunique() > 1)
    return next(varied, found[0])


def frontier(
    results: Stored,
    deterrence: Outcome,
    consumption: Outcome,
    by: str = points.SCENARIO,
    beside: Stored | None = None,
) -> Frontier:
    """The frontier of two outcomes over the points of a sweep, or over scenarios.

    Args:
        results: of a sweep or of plain runs.
        deterrence: an outcome wanted large.
        consumption: another.
        by: a factor, or "scenario": what the groups are.
        beside: further stored runs, say of named doctrines, put into the same picture. They do
            not shape the frontier.

    Raises:
        InputError: no such outcome, or no point has both.
    """
    points.check_factor(results, by)
    for outcome in (deterrence, consumption):
        outcomes.check_one_span(outcome, results, *([] if beside is None else [beside]))
    table, both = _points(results, deterrence, consumption, by)
    known = ~np.isnan(_means(both)).any(axis=1)
    if not known.any():
        raise InputError(
            f"{results.path}: no point has both {deterrence.label} and {consumption.label}"
        )
    front = pareto(_means(both)[known])
    on = np.zeros(len(known), bool)
    on[np.flatnonzero(known)[front]] = True
    edge, corner = _means(both)[on], _means(both)[known].min(axis=0)
    reach = _means(both)[known].max(axis=0) - corner
    reach = np.where(reach > 0, reach, 1)
    table = _placed(table, both, edge, reach).assign(on_frontier=on, often=_often(both, known))
    every = [table.assign(beside=False)]
    if beside is not None:
        named, theirs = _points(beside, deterrence, consumption, points.SCENARIO)
        every.append(_placed(named, theirs, edge, reach).assign(on_frontier=False, beside=True))
    together = pd.concat(every, ignore_index=True)
    return Frontier(
        deterrence,
        consumption,
        (deterrence.unit(results), consumption.unit(results)),
        together,
        _front(together),
        _groups(together),
        hypervolume((edge - corner) / reach, np.zeros(2)),
        int((~known).sum()),
        int(np.isnan(both).any(axis=0).sum()),
        both.shape[2],
    )


def pareto(values: Values) -> NDArray[np.bool_]:
    """Which rows no other row beats: at least as large in both columns and larger in one."""
    order = np.lexsort((-values[:, 1], -values[:, 0]))
    ranked = values[order]
    best_before = np.maximum.accumulate(np.concatenate([[-np.inf], ranked[:-1, 1]]))
    same = np.concatenate([[False], (ranked[1:] == ranked[:-1]).all(axis=1)])
    found = ranked[:, 1] > best_before
    for place in np.flatnonzero(same):  # a twin of a point is as good as the point
        found[place] = found[place - 1]
    kept = np.zeros(len(values), bool)
    kept[order] = found
    return kept


def hypervolume(values: Values, reference: Values) -> float:
    """Area that points dominate above a reference point; points below it count nothing."""
    above = values[(values >= reference).all(axis=1)]
    front = above[pareto(above)]
    front = front[np.argsort(front[:, 0])]
    widths = np.diff(np.concatenate([[reference[0]], front[:, 0]]))
    return float((widths * (front[:, 1] - reference[1])).sum())


def distance(values: Values, front: Values) -> Values:
    """Least improvement that would bring each row level with some point of the frontier."""
    found: Values = np.full(len(values), np.inf)
    for point in front:
        found = np.minimum(found, np.hypot(*np.maximum(point - values, 0).T))
    return found


def _points(
    results: Stored, deterrence: Outcome, consumption: Outcome, by: str
) -> tuple[pd.DataFrame, Values]:
    """The points, and both outcomes: shape (2, points, seeds)."""
    table = points.table(results).drop(columns="draw", errors="ignore")
    pair = (deterrence, consumption)
    both = [points.by_seed(results, outcomes.values(results, one)) for one in pair]
    return table.assign(group=table[by]).reset_index(), np.stack(both)


def _means(both: Values) -> Values:
    """Shape (points, 2); only seeds with both figures count."""
    known = ~np.isnan(both).any(axis=0)
    count = known.sum(axis=1)
    total = np.where(known, both, 0).sum(axis=2)
    means: Values = (total / np.where(count, count, np.nan)).T
    return means


def _often(both: Values, known: NDArray[np.bool_]) -> Values:
    """Share of resamples of the seeds in which a point is on the frontier; NaN for one seed."""
    often = np.full(len(known), np.nan)
    seeds = both.shape[2]
    if seeds < 2:
        return often
    whole = ~np.isnan(both).any(axis=0)
    filled = np.where(whole, both, 0)
    count = np.zeros(int(known.sum()))
    for weight in weights(seeds, RESAMPLES):
        share = whole @ weight
        means = (filled @ weight / np.where(share > 0, share, np.nan)).T[known]
        fine = ~np.isnan(means).any(axis=1)
        count[fine] += pareto(means[fine])
    often[known] = count / RESAMPLES
    return often


def _placed(table: pd.DataFrame, both: Values, edge: Values, reach: Values) -> pd.DataFrame:
    means = _means(both)
    behind = distance(means / reach, edge / reach)
    return table.assign(deterrence=means[:, 0], consumption=means[:, 1], distance=behind)


def _front(table: pd.DataFrame) -> pd.DataFrame:
    front = table[table.on_frontier].sort_values(["deterrence", "consumption"], ignore_index=True)
    more = front.deterrence.diff()
    return front.assign(cost=-front.consumption.diff() / more.where(more > 0))


def _groups(table: pd.DataFrame) -> pd.DataFrame:
    groups = table[table.distance.notna()].groupby(["group", "beside"], sort=False)
    frame = pd.DataFrame({
        "points": groups.size(), "on_frontier": groups["on_frontier"].sum(),
        "nearest": groups["distance"].min(), "middle": groups["distance"].median(),
    })  # fmt: skip
    return frame.sort_values(["nearest", "middle"]).reset_index()
