"""Figures of analyses in words: what the tables of `byungjin analyse` are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from commands.terminal import counted, number

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.analysis.sweeps.responses import Responses

SHOWN = 20
"""Rows a table shows; --json has all."""


def titled(given: Responses, statistic: str) -> str:
    """What is looked at, and in which scenario."""
    spread = "spread over seeds of " if statistic == "spread" else ""
    return f"{spread}{given.outcome.label}, {given.scenario}"


def between(low: float, high: float, words: Callable[[float], str] | None = None) -> str:
    """An interval; a dash if there is none."""
    words = words or figured
    return f"{words(low)} … {words(high)}" if isfinite(low) and isfinite(high) else "–"


def plus(share: float) -> str:
    """A share or a score, three places."""
    return f"{round(share, 3) + 0:.3f}".replace("-", "−") if isfinite(share) else "–"


def per_cent(share: float) -> str:
    """A share in per cent."""
    return f"{100 * share:.0f} %".replace("-", "−") if isfinite(share) else "–"


def signed(value: float) -> str:
    """A difference."""
    return f"{'+' if value > 0 else ''}{figured(value)}"


def figured(value: float) -> str:
    """Four figures that matter; a dash where there is none."""
    if not isfinite(value):
        return "–"
    return f"{value:.4g}".replace("-", "−") if abs(value) < 1000 else number(value)


def cell(value: Any) -> str:
    """A value of a factor, or a name; a dash where a store has no such factor."""
    if isinstance(value, float):
        return f"{value:g}" if isfinite(value) else "–"
    return str(value)


def seeded(seeds: int, share: float) -> str:
    """How many seeds, and what they make of the variance."""
    if seeds == 1:
        return "one seed, so the seed's share is not known"
    return f"{seeds} seeds, which make {per_cent(share)} of the variance over all runs"


def left_out(count: int) -> str:
    """How many more were left out for want of a figure, in brackets."""
    return f" ({count:,} more left out: a run without a figure)" if count else ""


def lost_pairs(count: int) -> str:
    """Pairs left out for want of a figure."""
    verb = "is" if count == 1 else "are"
    return f" {counted(count, 'pair')} {verb} left out: a run without a figure." if count else ""


def limits(low: float, high: float) -> str:
    """A side of a box, which may be open."""
    parts = [f"above {low:.4g}"] if isfinite(low) else []
    return " and ".join([*parts, *([f"below {high:.4g}"] if isfinite(high) else [])])


def thinned(rows: list[list[str]], chosen: int) -> list[list[str]]:
    """Every so many steps, the chosen one and the last."""
    every = -(-len(rows) // 12)
    return [row for i, row in enumerate(rows) if not i % every or i in (chosen, len(rows) - 1)]


def without_figure(runs: int, points: int) -> str:
    """Runs without a figure, and points that have none at all."""
    if not runs:
        return ""
    said = f" {counted(runs, 'run')} {'has' if runs == 1 else 'have'} no figure; "
    verbs = ("has", "is") if points == 1 else ("have", "are")
    return f"{said}{counted(points, 'point')} {verbs[0]} none at all and {verbs[1]} left out."


def more(rows: pd.DataFrame | Sequence[Any]) -> str:
    """That a table is longer than what is shown of it."""
    beyond = len(rows) - SHOWN
    return f" {counted(beyond, 'more row')} with --json." if beyond > 0 else ""
