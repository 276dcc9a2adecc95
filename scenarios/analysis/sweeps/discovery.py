"""Scenario discovery: where among the factors an outcome happens.

The patient rule induction method (Friedman and Fisher 1999) peels away a twentieth of the draws at
a time, wherever that leaves the largest share of those looked for; every step is kept, from all
draws to a few, so that coverage can be weighed against density (Bryant and Lempert 2010).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from model.errors import InputError
from scenarios.analysis.sweeps.responses import Responses

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
Side = tuple[float, float] | frozenset[str]
"""What a box lets through of a factor: lower and upper limit, or names."""

PEEL = 0.05
"""Share of the draws in the box that a step takes away."""
LEAST = 0.05
"""Share of all draws the last box still holds."""
DOUBT = 0.05
"""A limit whose quasi-p-value is above this is dropped from the box that is told."""


@dataclass(frozen=True)
class Box:
    """A region of the factors."""

    limits: pd.DataFrame
    """factor, low, high, names (where a list of names is limited), quasi_p; limited factors only.
    quasi_p: how likely as many as are inside would be, were the limit of no use."""
    coverage: float
    """Share of the draws looked for that are inside."""
    density: float
    """Share of the draws inside that are looked for."""
    mass: float
    """Share of all draws inside."""
    mean: float
    """Mean of the outcome inside."""


@dataclass(frozen=True)
class Discovery:
    """What `discover` gives."""

    wanted: Flags
    """Which of the whole draws are looked for."""
    box: Box
    """The box told: the chosen step, without limits that are in doubt."""
    chosen: int
    """Its step on the trajectory."""
    trajectory: pd.DataFrame
    """step, coverage, density, mass, mean, dimensions (limited factors), one row a step."""
    boxes: tuple[Box, ...]
    """The box of each step."""
    left_out: int
    """Draws left out because a run of theirs has no figure."""


def discover(
    given: Responses,
    above: float | None = None,
    below: float | None = None,
    density: float | None = None,
) -> Discovery:
    """Find a box in which the mean over seeds lies above or below a threshold.

    Args:
        given: what any design gave.
        above: look for outcomes above this,
        below: or below this; one of the two.
        density: choose the widest box at least this dense; the best balance (harmonic mean of
            coverage and density) if left out.

    Raises:
        InputError: not one threshold, or a threshold all draws or none lie beyond.
    """
    if density is not None and not 0 <= density <= 1:
        raise InputError(f"density = {density:g}; expected a share from 0 to 1")
    kept = given.whole
    y = given.of()[kept]
    wanted = _wanted(given, y, above, below)
    columns = [given.draws[name][kept].to_numpy() for name in given.names]
    steps = list(peel(columns, wanted))
    boxes = tuple(_box(given.names, columns, sides, wanted, y) for sides in steps)
    table = pd.DataFrame({
        "step": range(len(boxes)), "coverage": [b.coverage for b in boxes],
        "density": [b.density for b in boxes], "mass": [b.mass for b in boxes],
        "mean": [b.mean for b in boxes], "dimensions": [len(b.limits) for b in boxes],
    })  # fmt: skip
    chosen = _chosen(table, density)
    return Discovery(
        wanted,
        _without_doubt(given.names, columns, steps[chosen], wanted, y),
        chosen,
        table,
        boxes,
        int((~kept).sum()),
    )


def peel(columns: list[NDArray[Any]], wanted: Flags) -> Iterator[dict[int, Side]]:
    """The boxes of the peeling trajectory, from all draws on.

    Args:
        columns: values of each factor, numbers or names, one a draw.
        wanted: which draws are looked for.

    Yields:
        Limited factors by number, and what the box lets through of each.
    """
    sides: dict[int, Side] = {}
    inside = np.ones(len(wanted), bool)
    yield {}
    while wanted[inside].mean() < 1:
        best: tuple[float, int, Side, Flags] | None = None
        count, share = inside.sum(), wanted[inside].mean()
        for number, column in enumerate(columns):
            for side in _narrower(column[inside], sides.get(number)):
                rest = inside & _lets_through(column, side)
                left = rest.sum()
                if left == count or left < max(1, LEAST * len(wanted)):
                    continue
                gain = (wanted[rest].mean() - share) / (count - left)
                if best is None or gain > best[0]:
                    best = gain, number, side, rest
        if best is None:
            return
        _, number, sides[number], inside = best
        yield dict(sides)


def quasi_p(columns: list[NDArray[Any]], sides: dict[int, Side], wanted: Flags) -> dict[int, float]:
    """How likely a box of as many would hold as many of those looked for without each limit.

    A binomial test, one-sided, against the share in the box without that limit.
    """
    found, inside = {}, _inside(columns, sides)
    for number in sides:
        wider = _inside(columns, {i: side for i, side in sides.items() if i != number})
        share = wanted[wider].mean()
        found[number] = float(stats.binom.sf(wanted[inside].sum() - 1, inside.sum(), share))
    return found


def _wanted(given: Responses, y: Values, above: float | None, below: float | None) -> Flags:
    if len(y) == 0:
        raise InputError(f"{given.path}: no draw has every figure: {given.why_missing()}")
    span = f"{given.outcome.label} runs from {y.min():.4g} to {y.max():.4g} {given.unit}"
    limit = above if below is None else below
    if above is not None and below is not None:
        raise InputError("--above and --below were both given; say one of them")
    if limit is None:
        raise InputError(f"say what is looked for, --above or --below a threshold; {span}, its "
                         f"lowest tenth is below {np.quantile(y, 0.1):.4g}")  # fmt: skip
    wanted: Flags = y > limit if below is None else y < limit
    if wanted.all() or not wanted.any():
        side = f"{'above' if below is None else 'below'} {limit:g}"
        raise InputError(f"{'all' if wanted.any() else 'no'} draws are {side}; {span}")
    return wanted


def _narrower(inside: NDArray[Any], side: Side | None) -> Iterator[Side]:
    """Sides a step narrower: a twentieth less below or above, or one name less."""
    if not np.issubdtype(inside.dtype, np.number):
        names = frozenset(map(str, inside))
        yield from (names - {name} for name in sorted(names) if len(names) > 1)
        return
    values = np.sort(inside.astype(np.float64))
    low, high = side if isinstance(side, tuple) else (-np.inf, np.inf)
    away = max(1, round(PEEL * len(values)))
    up = np.searchsorted(values, values[min(away, len(values) - 1)])
    up = up or np.searchsorted(values, values[0], side="right")
    if up < len(values):
        yield (values[up - 1] + values[up]) / 2, high
    down = np.searchsorted(values, values[max(len(values) - 1 - away, 0)], side="right")
    down = down if down < len(values) else np.searchsorted(values, values[-1])
    if down > 0:
        yield low, (values[down - 1] + values[down]) / 2


def _lets_through(column: NDArray[Any], side: Side) -> Flags:
    if isinstance(side, frozenset):
        return np.isin(column.astype(str), list(side))
    found: Flags = (column >= side[0]) & (column <= side[1])
    return found


def _inside(columns: list[NDArray[Any]], sides: dict[int, Side]) -> Flags:
    inside = np.ones(len(columns[0]), bool)
    for number, side in sides.items():
        inside &= _lets_through(columns[number], side)
    return inside


def _box(
    names: list[str],
    columns: list[NDArray[Any]],
    sides: dict[int, Side],
    wanted: Flags,
    y: Values,
) -> Box:
    inside, doubt = _inside(columns, sides), quasi_p(columns, sides, wanted)
    rows = [(names[i], *(side if isinstance(side, tuple) else (np.nan, np.nan)),
             ", ".join(sorted(side)) if isinstance(side, frozenset) else "", doubt[i])
            for i, side in sorted(sides.items(), key=lambda item: doubt[item[0]])]  # fmt: skip
    limits = pd.DataFrame(rows, columns=["factor", "low", "high", "names", "quasi_p"])
    return Box(
        limits.replace([np.inf, -np.inf], np.nan),
        float(wanted[inside].sum() / wanted.sum()),
        float(wanted[inside].mean()),
        float(inside.mean()),
        float(y[inside].mean()),
    )


def _chosen(table: pd.DataFrame, density: float | None) -> int:
    if density is None:
        balance = 2 / (1 / table.coverage + 1 / table.density.clip(lower=1e-9))
        return int(balance.idxmax())
    dense = table[table.density >= density]
    return int(dense.coverage.idxmax() if len(dense) else table.density.idxmax())


def _without_doubt(
    names: list[str],
    columns: list[NDArray[Any]],
    sides: dict[int, Side],
    wanted: Flags,
    y: Values,
) -> Box:
    """The box without the limits that may be there by chance, the most doubtful first."""
    sides = dict(sides)
    while sides:
        doubt = quasi_p(columns, sides, wanted)
        worst = max(doubt, key=lambda number: doubt[number])
        if doubt[worst] <= DOUBT:
            break
        del sides[worst]
    return _box(names, columns, sides, wanted, y)
