"""What analyses of a sweep say, ready to be shown: figure, sentence, table; no dash here."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from dashboards.components import text
from dashboards.components.safe import plain
from dashboards.figures import sweeps as figures
from dashboards.pages.sweeps.view import FIFTH, SCENARIO, Sweep, SweepView, query
from dashboards.theme import Tokens
from model.errors import InputError
from scenarios.analysis.results import Results
from scenarios.analysis.sweeps.discovery import Discovery, discover
from scenarios.analysis.sweeps.frontier import CONSUMPTION, deterrence_of, frontier
from scenarios.analysis.sweeps.heat import heat
from scenarios.analysis.sweeps.morris import morris
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.analysis.sweeps.ranking import ranking
from scenarios.analysis.sweeps.responses import Responses, responses
from scenarios.analysis.sweeps.sobol import sobol

MOST_DRAWS = 4000
"""Draws that are searched for a box; of more, as many spread evenly are."""


@dataclass(frozen=True)
class Finding:
    """One chart with its words and its numbers."""

    title: str
    unit: str
    figure: dict[str, Any]
    said: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keep: str = ""
    """Address of the runs behind it."""


def heat_map(sweep: Sweep, view: SweepView, theme: Tokens) -> Finding:
    """The outcome over two factors."""
    table = heat(sweep.results, view.measured, view.x, view.y, view.statistic)
    for axis, name in ((0, view.y), (1, view.x)):
        order = sweep.names(name)
        if order:
            table = table.reindex([n for n in order if n in table.axes[axis]], axis=axis)
    across, down = sweep.axis(view.x), sweep.axis(view.y)
    digits = _digits(table.to_numpy(np.float64))
    mixed = SCENARIO not in (view.x, view.y) and len(sweep.scenarios) > 1
    of = f" of {len(sweep.scenarios)} scenarios together" if mixed else ""
    unit = f"{STATISTICS[view.statistic]}, {table.attrs['unit']}, {table.attrs['runs']:,} runs{of}"
    said = [_said(across, c) for c in table.columns]
    rows = tuple(
        (_said(down, index), *(text.number(v, digits) for v in row))
        for index, row in zip(table.index, table.to_numpy(np.float64), strict=True)
    )
    return Finding(
        f"{sweep.title(view.outcome)} over two factors",
        unit,
        figures.heat_spec(table, across, down, digits, theme),
        _extremes(sweep, view, table, digits),
        (f"{down.title} \\ {across.title}", *said),
        rows,
    )


STATISTICS = {"mean": "Mean", "median": "Median", "q05": "5 % quantile", "q95": "95 % quantile",
              "std": "Standard deviation"}  # fmt: skip


def _said(axis: Any, value: Any) -> str:
    return plain(value, 24) if axis.names else text.number(float(value), min(axis.digits, 3))


def _digits(values: np.ndarray) -> int:
    """Decimals that tell a tenth of what the values span."""
    known = values[np.isfinite(values)]
    reach = float(np.ptp(known)) if len(known) else 0.0
    return min(6, max(0, 1 - math.floor(math.log10(reach)))) if reach > 0 else 3


def _extremes(sweep: Sweep, view: SweepView, table: pd.DataFrame, digits: int) -> str:
    values = table.to_numpy(np.float64)
    if not np.isfinite(values).any():
        return "No cell has a run with this figure."
    across, down = sweep.axis(view.x), sweep.axis(view.y)

    def place(flat: int) -> str:
        r, c = np.unravel_index(flat, values.shape)
        at = f"{across.title} {_said(across, table.columns[c])}"
        return f"{text.number(values[r, c], digits)} at {at}, {down.title} " + _said(
            down, table.index[r]
        )

    what = f"{STATISTICS[view.statistic]} of {measured(sweep, view.measured)}"
    low, high = place(int(np.nanargmin(values))), place(int(np.nanargmax(values)))
    missing = table.attrs["missing"]
    gaps = f" {missing:,} runs have no figure." if missing else ""
    return f"{what}: from {low} to {high}.{gaps}"


@lru_cache(16)
def given(results: Results, outcome: Outcome, scenario: str) -> Responses:
    """The outcome of every run of one scenario, kept for all analyses that ask."""
    return responses(results, outcome, scenario)


def drivers(sweep: Sweep, view: SweepView, theme: Tokens) -> Finding:
    """What drives the outcome: Sobol indices, a Morris screen, or ranks, as the design allows."""
    known = given(sweep.results, view.measured, view.scenario)
    table, unit, what = _driving(known)
    table = table.assign(title=[sweep.title(name) for name in table["factor"]])
    top = table.iloc[0]
    ends = f" ({_short(top['low'])} to {_short(top['high'])})" if np.isfinite(top["low"]) else ""
    outcome = measured(sweep, view.measured)
    said = f"{what} {top['title']} drives {outcome} most: {_short(top['value'])}{ends}."
    rows = tuple(
        (row.title, *(_short(v) for v in (row.value, row.low, row.high, row.second)))
        for row in table.itertuples()
    )
    return Finding(
        f"What drives {lower(sweep.title(view.outcome))}",
        unit,
        figures.drivers_spec(table, unit, theme),
        said,
        ("Factor", unit.split(",")[0], "Low", "High", "Alone"),
        rows,
    )


def _driving(known: Responses) -> tuple[pd.DataFrame, str, str]:
    """factor, value, low, high, second; the unit; and what was done, in a sentence."""
    if known.method == "saltelli":
        found = sobol(known, leave_out=True)
        table = found.factors.rename(columns={"total": "value", "total_low": "low",
                                              "total_high": "high", "first": "second"})  # fmt: skip
        return table, "total share of variance, inner bar alone", "Sobol indices of variance:"
    if known.method == "morris":
        screen = morris(known, leave_out=True).factors
        table = screen.rename(columns={"mu_star": "value"}).assign(second=np.nan)
        return table, f"mean effect over the whole range, {known.unit}", "Morris screening:"
    ranked = ranking(_searched(known), trees=False).factors
    size = ranked["rank_correlation"].abs()
    flipped = ranked["rank_correlation"] < 0
    table = ranked.assign(
        value=size,
        low=ranked["low"].where(~flipped, -ranked["high"]).clip(lower=0),
        high=ranked["high"].where(~flipped, -ranked["low"]),
        second=np.nan,
    ).sort_values("value", ascending=False, ignore_index=True)
    return table, "size of the partial rank correlation", "Ranks of a plain sample:"


def _short(value: float) -> str:
    return _to_figures(value, 3) if np.isfinite(value) else "–"


def _to_figures(value: float, count: int) -> str:
    """A value to so many figures, never as a power of ten where it is large."""
    large = abs(value) >= 10**count
    return (f"{value:,.0f}" if large else f"{value:.{count}g}").replace("-", text.MINUS)


def measured(sweep: Sweep, outcome: Outcome) -> str:
    """An outcome within a sentence, its series by the name readers know."""
    return outcome.label.replace(outcome.series, lower(sweep.title(outcome.series)), 1)


def lower(words: str) -> str:
    """A title within a sentence; abbreviations stay as they are."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _searched(known: Responses) -> Responses:
    """Draws with a figure for every seed; of very many an even part, so that a reader waits less.

    Raises:
        InputError: there is none.
    """
    whole = np.flatnonzero(known.whole)
    if not len(whole):
        raise InputError("no draw has a figure for every seed yet")
    kept = whole[figures.sample(np.ones(len(whole), bool), MOST_DRAWS)]
    return replace(known, draws=known.draws.iloc[kept], values=known.values[kept])


@lru_cache(16)
def found(results: Results, outcome: Outcome, scenario: str, look: str) -> tuple[Any, ...]:
    """The box of an outcome's lowest or highest fifth, its threshold and the draws searched."""
    known = given(results, outcome, scenario)
    part, whole = _searched(known), int(known.whole.sum())
    threshold = float(np.percentile(part.of(), FIFTH if look == "low" else 100 - FIFTH))
    side = {"below": threshold} if look == "low" else {"above": threshold}
    return discover(part, **side), threshold, part, whole


def where(sweep: Sweep, view: SweepView, theme: Tokens) -> Finding:
    """Where among the factors the lowest or highest fifth of the outcome happens."""
    box, threshold, part, whole = found(sweep.results, view.measured, view.scenario, view.look)
    fifth = f"{'Lowest' if view.look == 'low' else 'Highest'} fifth"
    beyond = f"{'below' if view.look == 'low' else 'above'} {_to_figures(threshold, 4)} {part.unit}"
    told = box.box
    searched = (
        ""
        if len(part.values) == whole
        else f" {len(part.values):,} of {whole:,} draws are searched."
    )
    rows = tuple(_limit(sweep, row) for row in told.limits.itertuples())
    limits = "; ".join(f"{row[0]} {row[1]}" for row in rows)
    what = f"The {fifth.lower()} of {measured(sweep, view.measured)}, {beyond},"
    said = (
        f"{what} happens mostly where {limits}. The box holds {told.coverage:.0%} of it, and "
        f"{told.density:.0%} of the draws in the box belong to it.{searched}"
        if rows
        else f"{what} happens all over the space of the factors: no range of any of them, at least "
        f"none that luck does not explain, holds more of it than the rest.{searched}"
    )
    ranges = {row.factor: _range(sweep, row) for row in told.limits.itertuples()}
    kept = SweepView(**{**_fields(view), "ranges": ranges})
    return Finding(
        f"Where the {fifth.lower()} happens",
        f"{beyond}; the box is found by peeling (PRIM)",
        _drawn(sweep, box, part, theme),
        said,
        ("Factor", "Inside the box", "Chance by luck"),
        rows,
        query(kept) if rows else "",
    )


def _fields(view: SweepView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in SweepView.__dataclass_fields__}


def _limit(sweep: Sweep, row: Any) -> tuple[str, ...]:
    axis = sweep.axis(row.factor)
    low, high = _ends(row, axis)
    inside = (
        text.listed([plain(n, 24) for n in _inside(row, axis)])
        if axis.names
        else f"{axis.said(low)} to {axis.said(high)}"
    )
    return sweep.title(row.factor), inside, _short(row.quasi_p)


def _range(sweep: Sweep, row: Any) -> Any:
    axis = sweep.axis(row.factor)
    return tuple(_inside(row, axis)) if axis.names else _ends(row, axis)


def _ends(row: Any, axis: Any) -> tuple[float, float]:
    """Limits of a factor; a side without one ends where the axis does."""
    low = axis.low if row is None or not np.isfinite(row.low) else max(row.low, axis.low)
    high = axis.high if row is None or not np.isfinite(row.high) else min(row.high, axis.high)
    return float(low), float(high)


def _inside(row: Any, axis: Any) -> list[str]:
    """Names the box lets through, in the axis's order."""
    if row is None or not row.names:
        return list(axis.names)
    let = {n.strip() for n in row.names.split(",")} if isinstance(row.names, str) else row.names
    return [n for n in axis.names if n in let]


def _drawn(sweep: Sweep, box: Discovery, part: Responses, theme: Tokens) -> dict[str, Any]:
    limited = list(box.box.limits["factor"])
    names = [*limited, *(n for n in part.names if n not in limited)][:2]
    axes = [sweep.axis(name) for name in names]
    columns = [_numbers(part.draws[a.name], a.names) for a in axes] or [np.zeros(len(part.values))]
    if len(columns) == 1:
        columns.append(np.zeros(len(part.values)))
    rows = {row.factor: row for row in box.box.limits.itertuples()}
    sides = [_side(rows.get(axis.name), axis) for axis in axes]
    while len(sides) < 2:
        sides.append((-0.5, 0.5))
    return figures.box_spec(
        axes[0],
        axes[1] if len(axes) > 1 else None,
        np.stack(columns, axis=1),
        box.wanted,
        (sides[0], sides[1]),
        theme,
    )


def _numbers(column: pd.Series, names: tuple[str, ...]) -> np.ndarray:
    if not names:
        return column.to_numpy(np.float64)
    return column.astype(str).map({n: i for i, n in enumerate(names)}).to_numpy(np.float64)


def _side(row: Any, axis: Any) -> tuple[float, float]:
    if not axis.names:
        return _ends(row, axis)
    inside = [axis.names.index(n) for n in _inside(row, axis)]
    return min(inside) - 0.4, max(inside) + 0.4


def guns_and_butter(sweep: Sweep, view: SweepView, theme: Tokens) -> Finding:
    """What consumption costs in deterrence: the points no other beats in both."""
    results = sweep.results
    if CONSUMPTION not in results.units:
        raise InputError(f"needs {CONSUMPTION}, which this sweep does not keep")
    both = deterrence_of(results, at=view.at), Outcome(CONSUMPTION, view.at)
    made = frontier(results, *both, by=SCENARIO)
    titles = [f"{sweep.title(o.series)}, {u}" for o, u in zip(both, made.units, strict=True)]
    front = made.front
    rows = tuple(
        (str(row.point_id), plain(row.scenario, 30),
         *map(_short, (row.deterrence, row.consumption, row.cost)))
        for row in front.head(60).itertuples()
    )  # fmt: skip
    axes = [measured(sweep, outcome) for outcome in both]
    first, last = (_short(front["consumption"].iloc[end]) for end in (0, -1))
    said = (
        f"{len(front):,} of {len(made.points):,} points are beaten by no other in both "
        f"{axes[0]} and {axes[1]}. From the least to the most deterrence on the "
        f"frontier, consumption goes from {first} to {last}."
        if len(front) > 1
        else f"One point of {len(made.points):,} has most of both {axes[0]} and {axes[1]}: here "
        "neither is bought with the other."
    )
    return Finding(
        "Guns and butter",
        "means over seeds; upper right is better in both",
        figures.frontier_spec(made, (titles[0], titles[1]), theme),
        said,
        ("Point", "Scenario", "Deterrence", "Consumption", "Cost of one more"),
        rows,
    )
