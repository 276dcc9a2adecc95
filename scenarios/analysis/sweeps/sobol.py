"""Sobol indices: how much of an outcome's variance each factor makes, alone and with others.

First-order indices after Saltelli and others (2010), total indices after Jansen (1999); for two
factors together everything that has both in it (superset importance, Liu and Owen 2006), which
the same runs give. Intervals resample base points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError
from scenarios.analysis.sweeps.resampling import RESAMPLES, interval, weights
from scenarios.analysis.sweeps.responses import Basis, Responses, check_method, whole_groups

Values = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Indices(Basis):
    """What `sobol` gives."""

    factors: pd.DataFrame
    """factor, first, first_low, first_high, total, total_low, total_high; largest total first."""
    pairs: pd.DataFrame
    """factor, other, share, low, high: variance with both in it; largest first."""
    base_points: int
    half_gap: float
    """Largest difference of a total index between the halves of the seeds; NaN for one seed."""
    deviation: float
    """Standard deviation of the analysed figure over the factors, in the outcome's unit."""


def sobol(
    given: Responses,
    statistic: str = "mean",
    leave_out: bool = False,
    resamples: int = RESAMPLES,
) -> Indices:
    """Indices of a saltelli design.

    Args:
        given: what the design gave.
        statistic: of the seeds of a draw: "mean" or "spread".
        leave_out: leave out base points with a missing run; else refuse.
        resamples: of the bootstrap.

    Raises:
        InputError: another design, missing runs, or an outcome that never changes.
    """
    check_method(given, "saltelli", "sobol")
    n = int(given.design["n"])
    points = np.arange(len(given.values)) % n
    kept = whole_groups(given, points, leave_out, "base point")

    def stacked(values: Values) -> Values:
        return values.reshape(-1, n)[:, kept]

    y = stacked(given.of(statistic))
    first, total, pairs = estimate(y, np.full((1, len(kept)), 1 / len(kept)))
    if not np.isfinite(first).all():
        raise InputError(f"{given.path}: {given.outcome.label} is the same in every run")
    drawn = estimate(y, weights(len(kept), resamples))
    return Indices(
        factors=_factors(given.names, first[0], total[0], drawn[0], drawn[1]),
        pairs=_pairs(given.names, pairs[0], drawn[2]),
        base_points=len(kept),
        left_out=n - len(kept),
        seeds=given.seeds,
        seed_share=given.seed_share,
        half_gap=_half_gap(given, stacked),
        deviation=float(y[:2].std()),
    )


def estimate(y: Values, weight: Values) -> tuple[Values, Values, Values]:
    """Indices by weighted sums over base points, one set for every row of weights.

    Args:
        y: shape (factors + 2, points): the outcome at A, at B, at A with each column of B.
        weight: shape (sets, points), rows summing to one.

    Returns:
        First and total indices, shape (sets, factors); for every two factors the share of
        everything with both in it, shape (sets, factors, factors). Equal figures give NaN.
    """
    y = y - y[:2].mean()
    a, b, mixed = y[0], y[1], y[2:]
    mean = weight @ (a + b) / 2
    variance = weight @ (a**2 + b**2) / 2 - mean**2
    variance = np.where(variance > 1e-12 * np.abs(y).max() ** 2, variance, np.nan)[:, None]
    first = (weight @ (b * (mixed - a)).T - mean[:, None] * (weight @ (mixed - a).T)) / variance
    total = weight @ ((mixed - a) ** 2).T / 2 / variance
    together = np.empty((len(weight), len(mixed), len(mixed)))
    for i, row in enumerate(mixed):
        either = weight @ ((mixed - row) ** 2).T / 2 / variance  # total index of the two as one
        together[:, i] = total[:, [i]] + total - either
    return first, total, together


def _half_gap(given: Responses, stacked: Callable[[Values], Values]) -> float:
    if given.seeds < 2:
        return float("nan")
    halves = given.values[:, ::2], given.values[:, 1::2]
    totals = []
    for half in halves:
        y = stacked(half.mean(axis=1))
        totals.append(estimate(y, np.full((1, y.shape[1]), 1 / y.shape[1]))[1][0])
    return float(np.abs(totals[0] - totals[1]).max())


def _factors(
    names: list[str], first: Values, total: Values, firsts: Values, totals: Values
) -> pd.DataFrame:
    (first_low, first_high), (total_low, total_high) = interval(firsts), interval(totals)
    frame = pd.DataFrame({
        "factor": names, "first": first, "first_low": first_low, "first_high": first_high,
        "total": total, "total_low": total_low, "total_high": total_high,
    })  # fmt: skip
    return frame.sort_values("total", ascending=False, ignore_index=True)


def _pairs(names: list[str], share: Values, drawn: Values) -> pd.DataFrame:
    low, high = interval(drawn)
    rows = [(names[i], names[j], share[i, j], low[i, j], high[i, j])
            for i in range(len(names)) for j in range(i + 1, len(names))]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["factor", "other", "share", "low", "high"])
    return frame.sort_values("share", ascending=False, ignore_index=True)
