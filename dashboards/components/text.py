"""Numbers as readers write them, and the sentence that says what a chart shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scenarios.analysis.sureness import RINGS

if TYPE_CHECKING:
    from dashboards.data.comparison import Comparison, Dot, Line

MINUS = "−"
GAP = "no figure"
MORE = 2
"""Decimals added to a difference that would vanish without them."""
NEAR = 0.01
"""Medians nearer than this share of what the chart spans cannot be told apart by eye."""
BAND_WORDS = {"50": "the middle 50 %", "90": "the middle 50 % and 90 %"}


def number(value: float, digits: int, *, signed: bool = False) -> str:
    """A number with true minus, thousands separated, and no sign on zero."""
    if not math.isfinite(value):
        return GAP
    rounded = round(value, digits)
    if rounded == 0:
        return f"{0:.{digits}f}"
    sign = MINUS if rounded < 0 else "+" if signed else ""
    return f"{sign}{abs(rounded):,.{digits}f}"


def month(stamp: pd.Timestamp) -> str:
    """A month as readers say it."""
    return f"{stamp:%B %Y}"


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def shown(c: Comparison, value: float) -> str:
    """A figure of a chart as it is shown: its decimals, a sign if it is a difference.

    A difference that would vanish at these decimals gets one or two more.
    """
    digits, differs = c.chart.shown_digits(c.values), c.values != "level"
    finer = range(digits, digits + MORE + 1) if differs else ()
    digits = next((d for d in finer if round(value, d) != 0), digits)
    return number(value, digits, signed=differs)


def unit(c: Comparison) -> str:
    """What a chart's figures are counted in and, for differences, from what."""
    return c.chart.shown_unit(c.values, f"{c.baseline.letter} {c.baseline.title}")


def meaning(c: Comparison) -> str:
    """What the figure is and, for an index, whose year is 100."""
    base = c.chart.base_year
    hundred = f" 100 is the mean of {base} in {c.baseline.letter} {c.baseline.title}."
    return c.chart.about + (hundred if base else "")


def describe(c: Comparison) -> str:
    """The chart in words: what, over which months, where each scenario ends, and the record."""
    if not c.compared:
        return f"{c.chart.title}: no scenario is chosen beside the baseline."
    first, end = c.months[0], c.months[-1]
    parts = [
        f"{c.chart.title}, {unit(c)}, {month(first)} to {month(end)}.",
        f"Medians of {c.runs} runs and the middle 90 % of them in the last month: "
        f"{'; '.join(_ending(c, line) for line in c.compared)}.",
        remark(c),
        _recorded(c),
    ]
    return " ".join(part for part in parts if part)


def recorded(c: Comparison, dot: Dot) -> str:
    """A recorded figure, or its range where the record gives one."""
    if dot.low is not None and dot.high is not None and dot.low < dot.high:
        return f"{shown(c, dot.low)} to {shown(c, dot.high)}"
    return shown(c, dot.value)


def remark(c: Comparison) -> str:
    """What a reader of this chart must not miss: imposed series, lines on each other."""
    imposed = [line.scenario.letter for line in c.lines if c.chart.feed in line.scenario.feeds]
    fed = f"Imposed from the record in {listed(imposed)}." if imposed else ""
    return " ".join(part for part in (fed, together(c)) if part)


def sure(c: Comparison) -> str:
    """How sure the last month's differences are, and the two worlds they fall into, if they do."""
    known = [(line, line.effect) for line in c.compared if line.effect is not None]
    rings = [f"{RINGS[e.filled]} {line.scenario.letter} {e.words}" for line, e in known]
    if not rings:
        return ""
    worlds = [f"{line.scenario.letter}: {line.worlds.said(partial(shown, c))}"
              for line, _ in known if line.worlds is not None]  # fmt: skip
    return " ".join([f"{'; '.join(rings)}.", *worlds])


def together(c: Comparison) -> str:
    """Names the scenarios whose medians lie on each other all the way; empty if none do."""
    medians = {line.scenario.letter: line.heights["q50"] for line in c.lines}
    ends = [v for line in c.compared for v in line.last.values() if math.isfinite(v)]
    shown_values = np.concatenate([ends, *medians.values()])
    known = shown_values[np.isfinite(shown_values)]
    tolerance = NEAR * np.ptp(known) if len(known) else 0.0
    groups: list[set[str]] = []
    for (a, one), (b, other) in combinations(medians.items(), 2):
        if len(one) == len(other) and _near(one, other, tolerance):
            pair = {a, b}
            home = next((g for g in groups if g & pair), None)
            home.update(pair) if home else groups.append(pair)
    said = [f"{listed(sorted(g, key=lambda x: (len(x), x)))} run together" for g in groups]
    return f"{'; '.join(said)}." if said else ""


def _near(one: np.ndarray, other: np.ndarray, tolerance: float) -> bool:
    gaps = np.abs(one - other)
    known = gaps[np.isfinite(gaps)]
    return bool(len(known)) and bool(known.max() <= tolerance)


def band_note(c: Comparison) -> str:
    """What the bands are, said on the page and in every file."""
    kind = "runs" if c.values == "level" else "differences between paired runs"
    lines = f"Lines are medians{_bands(c, kind)}."
    bars = f"Bars at the right show the middle 50 % and 90 % of {kind} in the last month."
    return f"{lines} {bars} These are model runs under stated assumptions, not forecasts."


def _bands(c: Comparison, kind: str) -> str:
    if c.bands in BAND_WORDS:
        return f"; bands hold {BAND_WORDS[c.bands]} of {kind}, for at most two scenarios"
    if c.bands == "none":
        return ""
    drawn = max((len(line.runs) for line in c.lines if line.runs is not None), default=0)
    which = f"{drawn} single {kind}" if drawn < c.runs else f"all {drawn} {kind}"
    return f"; thin lines are {which}, for at most two scenarios"


def pairing_note(c: Comparison) -> str:
    """How differences are taken; empty for levels."""
    if c.values == "level":
        return ""
    return (
        "Differences are taken run by run between runs that share their luck, and only then "
        "summarised. Shares are compared in percentage points. Beside a ring stands the share of "
        "runs that have the sign of the median in the last month: all of them, from 90 % sure, "
        "from 80 % likely (a filled ring), fewer open (a hollow one)."
    )


def _ending(c: Comparison, line: Line) -> str:
    row = line.last
    role = " (baseline)" if line.baseline else ""
    low, high = (shown(c, row[q]) for q in ("q05", "q95"))
    name = f"{line.scenario.letter} {line.scenario.title}{role}"
    when = "" if c.end is not None else f" in {month(line.end)}"
    how = f", {line.effect.words}" if line.effect is not None else ""
    return f"{name} {shown(c, row['q50'])} ({low} to {high}{how}){when}"


def _recorded(c: Comparison) -> str:
    """The last figure of the record and the reader's last own one."""
    said = []
    for own, kind in ((False, "recorded"), (True, "own")):
        dot = max((d for d in c.dots if d.own == own), key=lambda d: d.month, default=None)
        if dot is not None:
            said.append(f"Last {kind} figure: {recorded(c, dot)} for {dot.period} ({by(c, dot)}).")
    return " ".join(said)


def by(c: Comparison, dot: Dot) -> str:
    """Who says so: publisher and grade of the record, or the reader's own source."""
    named = (dot.source,) if dot.own else (c.chart.publisher, dot.grade)
    return ", ".join(part for part in named if part)
