"""Paired differences: the same draw, the same luck, one thing changed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError
from model.series.units import unit as counted
from scenarios.analysis.measures import difference
from scenarios.analysis.sureness import Effect, effect, mc_error
from scenarios.analysis.sweeps import outcomes
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.storage import points

if TYPE_CHECKING:
    from scenarios.storage.stored import Stored

Values = NDArray[np.float64]
SAMPLED = ("lhs", "sobol")
"""Designs whose draws are a sample: the Monte Carlo error counts their number too."""


@dataclass(frozen=True)
class Differences:
    """What `paired` gives."""

    by: str
    baseline: str
    unit: str
    """Of the differences: "%", "points" or the unit of the outcome."""
    rows: pd.DataFrame
    """value (of ``by``), level, baseline (medians of both), then `sureness.Effect` of the pairs
    (median, q05, q25, q75, q95, share_same_sign, mc_error, n, word), words, missing (pairs without
    both figures)."""
    seeds: int


def paired(
    results: Stored,
    outcome: Outcome,
    by: str = points.SCENARIO,
    baseline: str | float | None = None,
    percent: bool = False,
) -> Differences:
    """Differences from a baseline, run by run of the same seed and otherwise the same draw.

    Args:
        results: of a sweep or of plain runs.
        outcome: what is compared.
        by: "scenario", or a factor whose values are compared.
        baseline: the scenario or value the others are compared with; the first if left out.
        percent: in per cent of the baseline; what is counted in per cent stays in points.

    Raises:
        InputError: no such factor or baseline, or nothing to compare.
    """
    points.check_factor(results, by)
    if by == points.SCENARIO:
        outcomes.check_one_span(outcome, results)
    table = points.table(results)
    values = points.by_seed(results, outcomes.values(results, outcome))
    levels = _levels(results, table, by)
    if len(levels) < 2:
        raise InputError(f"{results.path}: holds one {by}, {levels[0]}; a difference needs two")
    base = _baseline(results, by, levels, baseline)
    unit = outcome.unit(results)
    in_points = counted(unit).in_points
    rows = []
    for level in levels:
        if level != base:
            ours, others = _matched(results, table, by, level, base)
            gap = difference(values[ours], values[others], percent and not in_points)
            rows.append({"value": level, **_line(values[ours], values[others], gap,
                                                 _draws_are_sampled(results))})  # fmt: skip
    words = "points" if in_points else "%" if percent else unit
    return Differences(by, _shown(base), words, pd.DataFrame(rows), values.shape[1])


def _levels(results: Stored, table: pd.DataFrame, by: str) -> list[str | float]:
    """What is compared: numbers rising, names in the order they were given."""
    found = list(dict.fromkeys(table[by]))
    if by == points.SCENARIO:
        return found
    if all(isinstance(level, str) for level in found) and results.sweep is not None:
        return [name for name in results.sweep["design"]["factors"][by]["values"] if name in found]
    return sorted(found)


def _baseline(
    results: Stored, by: str, levels: list[str | float], wanted: str | float | None
) -> str | float:
    if wanted is None:
        return levels[0]
    for alike in (str, _number):  # as it stands, or else within rounding
        for level in levels:
            if alike(level) == alike(wanted):
                return level
    shown = ", ".join(map(_shown, levels[:12]))
    raise InputError(f"{results.path}: {by} is never {str(wanted)[:40]}; its values: {shown}"
                     f"{', …' if len(levels) > 12 else ''}")  # fmt: skip


def _shown(level: str | float) -> str:
    return f"{level:g}" if isinstance(level, float) else str(level)


def _number(value: str | float) -> float | str:
    try:
        return round(float(value), 9)
    except ValueError:
        return str(value)


def _matched(
    results: Stored, table: pd.DataFrame, by: str, level: str | float, base: str | float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places of points at a level and at the baseline that are alike in everything else."""
    rest = [c for c in (points.SCENARIO, *points.factors(results)) if c != by]
    place = np.arange(len(table))
    if by == points.SCENARIO and results.sweep:
        rest = ["draw"]
    if not rest:
        return place[table[by] == level], place[table[by] == base]
    flat = table.reset_index()[[by, *rest]].assign(**{_PLACE: place})
    both = flat[flat[by] == level].merge(flat[flat[by] == base], on=rest, suffixes=("", "_base"))
    if both.empty:
        raise InputError(f"{results.path}: no two draws differ in {by} alone; a difference by "
                         "factor needs a grid")  # fmt: skip
    return both[_PLACE].to_numpy(), both[f"{_PLACE}_base"].to_numpy()


_PLACE = "\0place"
"""A column no factor can be called like."""


def _draws_are_sampled(results: Stored) -> bool:
    return results.sweep is not None and results.sweep["design"]["method"] in SAMPLED


def _line(ours: Values, others: Values, gap: Values, draws_too: bool) -> dict[str, Any]:
    """Figures of one difference; shape of each (draws, seeds)."""
    known = ~np.isnan(gap)
    found = said(gap, draws_too)
    return {
        "level": _median(ours[known]),
        "baseline": _median(others[known]),
        **vars(found),
        "word": found.word,
        "words": found.words,
        "missing": int((~known).sum()),
    }


def _median(values: Values) -> float:
    return float(np.median(values)) if len(values) else math.nan


def said(gap: Values, draws_too: bool) -> Effect:
    """What all pairs say.

    All draws of a replication share its luck, so for the Monte Carlo error a replication counts
    once, with its median over draws. Where the draws are a sample too, so does a draw, and the two
    errors add as squares do.

    Args:
        gap: shape (draws, seeds); NaN is left out.
        draws_too: whether the draws are a sample.
    """
    errors = [mc_error(_medians(gap, axis)) for axis in ((0, 1) if draws_too else (0,))]
    known = [error for error in errors if not math.isnan(error)]
    return replace(effect(gap.ravel()), mc_error=math.hypot(*known) if known else math.nan)


def _medians(gap: Values, axis: int) -> Values:
    """Medians along an axis, of what has a figure."""
    known = ~np.isnan(gap).all(axis=axis)
    return np.asarray(np.nanmedian(np.compress(known, gap, axis=1 - axis), axis=axis))
