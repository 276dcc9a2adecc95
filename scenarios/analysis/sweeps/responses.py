"""What one scenario of a sweep gave: an outcome by draw and seed, and which runs have none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError, unknown
from scenarios.analysis.sweeps import outcomes
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.definition.factors import Factor, factor

if TYPE_CHECKING:
    from scenarios.storage.stored import Stored

Values = NDArray[np.float64]

STATISTICS = ("mean", "spread")
"""What of the seeds of a draw is analysed: their mean, or their standard deviation."""


@dataclass(frozen=True)
class Responses:
    """One outcome of one scenario; `responses` makes it."""

    path: str
    outcome: Outcome
    unit: str
    scenario: str
    design: dict[str, Any]
    """The design's facts, as the manifest has them."""
    draws: pd.DataFrame
    """A row per draw, a column per factor, and "block"."""
    values: Values
    """Shape (draws, seeds); NaN where a run has no figure."""
    missing: pd.DataFrame
    """Runs without a figure: run_id, draw, replication, state, error."""

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of the design."""
        return tuple(factor(name, given) for name, given in self.design["factors"].items())

    @property
    def names(self) -> list[str]:
        """Names of the factors."""
        return list(self.design["factors"])

    @property
    def method(self) -> str:
        """How the draws were placed; see `scenarios.definition.sampling.METHODS`."""
        return str(self.design["method"])

    @property
    def seeds(self) -> int:
        """Replications of each draw."""
        return int(self.values.shape[1])

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which draws have a figure for every seed."""
        return ~np.isnan(self.values).any(axis=1)

    @cached_property
    def places(self) -> Values:
        """Places of the draws in the unit cube: shape (draws, factors)."""
        return np.stack([_place(f, self.draws[f.name]) for f in self.factors], axis=1)

    def of(self, statistic: str = "mean") -> Values:
        """One figure a draw: the mean or the spread of its seeds.

        Raises:
            InputError: no such statistic, or a spread of fewer than two seeds.
        """
        if statistic not in STATISTICS:
            raise unknown("statistic", statistic, STATISTICS)
        if statistic == "mean":
            return self.values.mean(axis=1)
        if self.seeds < 2:
            raise InputError(f"{self.path}: has one seed a draw; a spread needs two or more")
        return self.values.std(axis=1, ddof=1)

    @property
    def seed_share(self) -> float:
        """Share of the variance over all runs that is due to the seed; NaN for one seed."""
        known = self.values[self.whole]
        if self.seeds < 2 or len(known) < 2:
            return float("nan")
        within = float(known.var(axis=1, ddof=1).mean())
        between = max(0.0, float(known.mean(axis=1).var(ddof=1)) - within / self.seeds)
        return within / (within + between) if within + between > 0 else 0.0

    @property
    def retry(self) -> str:
        """The option that makes the missing runs again; none is needed for those to come."""
        return "" if self.missing.state.isin(["pending", "ok"]).all() else " --retry-failed"

    def why_missing(self) -> str:
        """The runs without a figure, counted by what became of them."""
        counts = self.missing.state.replace("ok", "without the figure").value_counts()
        parts = [f"{n:,} {state}" for state, n in counts.items()]
        errors = self.missing.error.dropna()
        first = f"; the first error: {str(errors.iloc[0])[:120]}" if len(errors) else ""
        ids = ", ".join(str(i) for i in self.missing.run_id.head(5))
        more = ", …" if len(self.missing) > 5 else ""
        return f"runs {ids}{more} ({', '.join(parts)}){first}"


def responses(results: Stored, outcome: Outcome, scenario: str | None = None) -> Responses:
    """The outcome of every run of one scenario of a sweep.

    Args:
        results: of a sweep.
        outcome: what is looked at.
        scenario: which; the only one if left out.

    Raises:
        InputError: no sweep, several scenarios and none named, no such outcome or date.
    """
    if results.sweep is None:
        raise InputError(f"{results.path}: holds plain runs; expected the folder of a sweep")
    name = _scenario(results, scenario)
    found = outcomes.values(results, outcome).to_numpy()
    runs = results.runs.assign(**{_VALUE: found})
    runs = runs[runs.scenario == name]
    table = runs.pivot(index="draw", columns="replication", values=_VALUE)
    design = results.sweep["design"]
    draws = runs.drop_duplicates("draw").set_index("draw")[[*design["factors"], "block"]]
    missing = runs[runs[_VALUE].isna()][["run_id", "draw", "replication", "state", "error"]]
    return Responses(str(results.path), outcome, outcome.unit(results), name, design, draws,
                     table.to_numpy(np.float64), missing)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What the figures of an analysis rest on."""

    left_out: int
    """Groups of draws (trajectories, base points) left out because a run has no figure."""
    seeds: int
    seed_share: float
    """Share of the variance over all runs due to the seed; NaN for one seed."""


def check_method(given: Responses, method: str, what: str) -> None:
    """Refuse a design the analysis is not made for."""
    if given.method != method:
        raise InputError(f"{given.path}: a {given.method} design; {what} needs a {method} design; "
                         "`byungjin sweep designs` lists those shipped")  # fmt: skip


def whole_groups(
    given: Responses, groups: NDArray[np.int64], leave_out: bool, group: str
) -> NDArray[np.int64]:
    """The groups of draws in which no figure is missing; a lone draw is never dropped.

    Args:
        given: what the design gave.
        groups: which group each draw belongs to.
        leave_out: leave a group out whole if a figure of it is missing; else refuse.
        group: what a group is called.

    Raises:
        InputError: a figure is missing and may not be, or fewer than two groups are whole.
    """
    every, broken = np.unique(groups), np.unique(groups[~given.whole])
    if len(broken) and not leave_out:
        raise InputError(f"{given.path}: {len(given.missing):,} of {given.values.size:,} runs have "
            f"no figure: {given.why_missing()}. A {given.method} design needs every one: "
            f"byungjin sweep run {given.path}{given.retry} makes them, --leave-out-failed "
            f"leaves out each {group} they stand in ({len(broken)} of {len(every)})")  # fmt: skip
    kept = np.setdiff1d(every, broken)
    if len(kept) < 2:
        raise InputError(f"{given.path}: {len(kept)} of {len(every)} {group}s have every figure; "
                         "expected two or more")  # fmt: skip
    return kept


_VALUE = "\0value"
"""A column no factor can be called like."""


def _scenario(results: Stored, scenario: str | None) -> str:
    known = results.scenarios
    if scenario is None and len(known) > 1:
        raise InputError(f"{results.path}: holds {len(known)} scenarios ({', '.join(known)}); "
                         "name one with --scenario")  # fmt: skip
    if scenario is not None and scenario not in known:
        raise unknown("scenario", scenario, known, str(results.path))
    return scenario or known[0]


def _place(one: Factor, values: pd.Series) -> Values:
    """Places in the unit interval: of numbers by value, of names by their rank in the list."""
    if not one.values or not isinstance(one.values[0], str):
        numbers: Values = values.to_numpy(np.float64)
        low, high = (numbers.min(), numbers.max()) if one.values else (one.low, one.high)
        return (numbers - low) / (high - low or 1)
    rank = {value: i / max(1, len(one.values) - 1) for i, value in enumerate(one.values)}
    ranks: Values = values.map(rank).to_numpy(np.float64)
    return ranks
