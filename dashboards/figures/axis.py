"""Axes: ranges that hide nothing, round ticks, and labels that do not lie on each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from dashboards.text import number

STEPS = (1, 2, 2.5, 5, 10)
MOST_TICKS = 5


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
    """Tick texts with as many decimals as the step needs, true minus and, for differences, sign."""
    step = min((b - a for a, b in pairwise(values)), default=1.0)
    digits = next((d for d in range(6) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 6)
    return [number(v, digits, signed=signed) for v in values]


def apart(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The positions moved as little as needed so that none are nearer than a gap.

    Order is kept; the result stays between the ends where there is room for all.
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    placed = [min(max(positions[i], low), high) for i in order]
    for _ in range(50):
        for a in range(len(placed) - 1):
            short = gap - (placed[a + 1] - placed[a])
            if short > 1e-9:
                placed[a] -= short / 2
                placed[a + 1] += short / 2
        shift = max(0.0, low - placed[0]) - max(0.0, placed[-1] - high) if placed else 0.0
        placed = [p + shift for p in placed]
    result = [0.0] * len(positions)
    for place, index in zip(placed, order, strict=True):
        result[index] = place
    return result
