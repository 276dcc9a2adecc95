"""Whether draws fall into two groups: on either side of nought, or of a gap between two modes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

LEAST_SIDE = 0.2
"""Share of the draws that must lie on either side."""
WIDE = 1 / 3
"""Gap that parts draws by its width alone, as a share of their 5 to 95 % width."""
SIZES = (60, 100, 200, 400, 1000)
POINTS = (0.575, 0.586, 0.603, 0.609, 0.622)
"""Dip that one uniform sample in a hundred exceeds, times the root of its size (40,000 samples of
each size): the 1 % point of the dip test, whose null is the uniform distribution."""


def partings(figures: Values) -> Iterator[tuple[str, float, NDArray[np.bool_]]]:
    """Ways to part draws in two, each with a fifth of them at least on either side.

    Args:
        figures: one a draw, none NaN.

    Yields:
        "nought" or "gap", where it lies, and which draws lie above. A draw at nought lies below if
        the others rise, above if they fall: it is one that the choice does not move.
    """
    above, at_least = figures > 0, figures >= 0
    ways = [above] if np.array_equal(above, at_least) else [above, at_least]
    yield from (("nought", 0.0, way) for way in ways if _shared(way))
    gap = _gap(figures)
    if gap is not None:
        yield "gap", gap, figures > gap


def _shared(above: NDArray[np.bool_]) -> bool:
    return bool(LEAST_SIDE <= above.mean() <= 1 - LEAST_SIDE)


def _gap(figures: Values) -> float | None:
    """The middle of the widest gap that leaves a fifth on either side; None if it parts nothing."""
    draws = np.sort(figures)
    least = int(np.ceil(LEAST_SIDE * len(draws)))
    gaps = np.diff(draws)[least - 1 : len(draws) - least]
    if not len(gaps) or gaps.max() == 0:
        return None
    low, high = np.quantile(draws, (0.05, 0.95))
    if gaps.max() <= WIDE * (high - low) and not has_modes(draws):
        return None
    place = least - 1 + int(gaps.argmax())
    return float(draws[place : place + 2].mean())


def has_modes(figures: Values) -> bool:
    """Whether the dip test finds more than one mode, at 1 %; never of fewer draws than tabled."""
    n = len(figures)
    if n < SIZES[0]:
        return False
    return bool(dip(figures) * n**0.5 > np.interp(np.log(n), np.log(SIZES), POINTS))


def dip(figures: Values) -> float:
    """How far draws are from the nearest distribution with one mode (Hartigan and Hartigan 1985).

    The interval that holds the mode shrinks to where the greatest convex function below the
    distribution and the least concave one above it are farthest apart, until they part no more than
    they do from the distribution outside it. Ties are drawn apart by less than counts, so that a
    mode may be an atom. Our own, for the library that has it (`diptest`) is under another licence
    (docs/decisions/0018).
    """
    n = len(figures)
    x = np.sort(figures) + np.linspace(0, 1e-9 * np.ptp(figures), n)
    upper, found = np.arange(1, n + 1) / n, 0.0
    lower = upper - 1 / n
    while True:
        below, above = _minorant(x, lower), len(x) - 1 - _minorant(-x[::-1], -upper[::-1])[::-1]
        convex, concave = np.interp(x, x[below], lower[below]), np.interp(x, x[above], upper[above])
        touched = np.union1d(below, above)
        farthest = int(touched[np.argmax((concave - convex)[touched])])
        if concave[farthest] - convex[farthest] <= found:
            return found / 2
        first = int(below[below <= farthest][-1])
        last = int(above[above >= farthest][0])
        outside = np.concatenate(((upper - convex)[: first + 1], (concave - lower)[last:]))
        found = max(found, float(outside.max()))
        if (first, last) == (0, len(x) - 1):
            return found / 2
        x, lower, upper = (part[first : last + 1] for part in (x, lower, upper))


def _minorant(x: Values, y: Values) -> NDArray[np.intp]:
    """Places of the points that the greatest convex function below (x, y) touches."""
    hull = [0]
    for place in range(1, len(x)):
        while len(hull) > 1:
            run, rise = x[hull[-1]] - x[hull[-2]], y[hull[-1]] - y[hull[-2]]
            if rise * (x[place] - x[hull[-1]]) < (y[place] - y[hull[-1]]) * run:
                break
            hull.pop()
        hull.append(place)
    return np.array(hull)
