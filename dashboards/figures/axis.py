"""Axes: ranges that hide nothing, round ticks, and labels that do not lie on each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean

from dashboards.components.text import number

STEPS = (1, 2, 2.5, 5, 10)
MOST_TICKS = 5
UNITS = ((1e8, "m"), (1e5, "k"))
"""From which size on ticks are cut, and the letter that says so."""
SIGN = 10
"""So many times sooner if a sign takes its place beside the figures."""


def span(values: Iterable[float], *, zero: bool, margin: float = 0.06) -> tuple[float, float]:
    """Ends of an axis that holds every finite value, zero where asked, and some air."""
    finite = [v for v in values if math.isfinite(v)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9 * max(1.0, abs(high)):
        low, high = low - max(1.0, abs(low) * 0.05), high + max(1.0, abs(high) * 0.05)
    air = margin * (high - low)
    # An axis that starts at zero stands on it; air below would look like a negative value.
    bottom = low if zero and low == 0 else low - air
    top = high if zero and high == 0 else high + air
    return bottom, top


def ticks(low: float, high: float) -> list[float]:
    """Round numbers between the ends, at most six and at least two."""
    rough = max((high - low) / MOST_TICKS, 1e-12)
    power = 10 ** math.floor(math.log10(rough))
    step = next(s * power for s in STEPS if s * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def tick_labels(values: Sequence[float], *, signed: bool) -> list[str]:
    """Tick texts with as many decimals as the step needs, true minus and, for differences, sign.

    Large numbers are cut to thousands or millions, so that labels never outgrow their margin.
    """
    largest = max((abs(v) for v in values), default=0.0)
    mark = next((m for size, m in UNITS if largest >= (size / SIGN if signed else size)), "")
    small = [v / {"m": 1e6, "k": 1e3, "": 1}[mark] for v in values]
    step = min((b - a for a, b in pairwise(small)), default=1.0)
    digits = next((d for d in range(6) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 6)
    return [number(v, digits, signed=signed) + (mark if v else "") for v in small]


def apart(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The positions moved as little as needed so that none are nearer than a gap.

    Order is kept; the result stays between the ends where there is room for all. With the gaps
    taken out, this is the rising sequence nearest to the positions: neighbours out of order are
    pooled at their mean.
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    pools: list[list[float]] = []
    for place, index in enumerate(order):
        pools.append([positions[index] - place * gap])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    level = [fmean(pool) for pool in pools for _ in pool]
    top = max(low, high - (len(order) - 1) * gap)
    result = [0.0] * len(positions)
    for place, index in enumerate(order):
        result[index] = min(max(level[place], low), top) + place * gap
    return result
