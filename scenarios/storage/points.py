"""Points of a store: what is the same but for the seed, in plain runs and in sweeps alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError, unknown

SCENARIO = "scenario"
PART = ":"
"""Stands between scenario and draw in the name of a design point: ``baseline:3``."""


class Runs(Protocol):
    """What is asked of a store here (`scenarios.storage.stored.Stored`)."""

    path: Path

    @property
    def scenarios(self) -> list[str]:
        """As `Stored.scenarios`."""

    @property
    def sweep(self) -> dict[str, Any] | None:
        """As `Stored.sweep`."""

    @property
    def points(self) -> pd.DataFrame:
        """As `Stored.points`."""

    @property
    def runs(self) -> pd.DataFrame:
        """As `Stored.runs`."""


@dataclass(frozen=True)
class Point:
    """A scenario of plain runs, or one design point of a sweep."""

    name: str
    scenario: str
    point_id: int
    values: dict[str, float | str]
    """What the factors are there, by name; empty of plain runs."""


def varies(results: Runs) -> bool:
    """Whether a scenario's name stands for several design points."""
    known = results.points
    return "draw" in known and len(known) > known[SCENARIO].nunique()


def names(results: Runs, scenario: str | None = None) -> list[str]:
    """Names of the points in order, of one scenario if one is given."""
    known = results.points
    known = known if scenario is None else known[known[SCENARIO] == scenario]
    if not varies(results):
        return list(known[SCENARIO])
    return [f"{s}{PART}{d}" for s, d in zip(known[SCENARIO], known["draw"], strict=True)]


def find(results: Runs, name: str) -> Point:
    """The point of a name.

    Raises:
        InputError: there is none, or a scenario's name stands for several; it says what to ask for.
    """
    scenario, _, draw = (name, "", "") if name in results.scenarios else name.rpartition(PART)
    if scenario not in results.scenarios or (draw and not varies(results)):
        raise unknown(SCENARIO, name, results.scenarios, str(results.path))
    mine = results.points[results.points[SCENARIO] == scenario]
    if varies(results):
        mine = _drawn(results, mine, scenario, draw)
    return at(results, int(mine.index[0]))


def at(results: Runs, point_id: int) -> Point:
    """The point of a number."""
    row = results.points.loc[point_id]
    scenario = str(row[SCENARIO])
    name = f"{scenario}{PART}{row['draw']}" if varies(results) else scenario
    return Point(name, scenario, point_id, {f: row[f] for f in factors(results)})


def _drawn(results: Runs, mine: pd.DataFrame, scenario: str, draw: str) -> pd.DataFrame:
    """The row of one draw."""
    ends = f"{scenario}{PART}{mine['draw'].iloc[0]} to {scenario}{PART}{mine['draw'].iloc[-1]}"
    if not draw:
        raise InputError(
            f"{results.path}: {scenario} stands for {len(mine):,} design points of this sweep, "
            f"which are no one scenario; ask for one of them, {ends}"
        )
    found = mine[mine["draw"] == int(draw)] if draw.isascii() and draw.isdigit() else mine[:0]
    if found.empty:
        raise InputError(f"{results.path}: no design point {draw[:20]} of {scenario}; expected "
                         f"{ends}")  # fmt: skip
    return found


def factors(results: Runs) -> list[str]:
    """Names of the factors; none of plain runs."""
    return list(results.sweep["design"]["factors"]) if results.sweep else []


def check_factor(results: Runs, name: str) -> None:
    """Refuse what is neither a factor of the sweep nor "scenario"."""
    allowed = [*factors(results), SCENARIO]
    if name not in allowed:
        raise unknown("factor", name, allowed, str(results.path))


def table(results: Runs) -> pd.DataFrame:
    """A row per point, by point_id: scenario, draw in a sweep, and a column per factor."""
    keys = [SCENARIO, *(["draw"] if results.sweep else []), *factors(results)]
    return results.points[keys]


def by_seed(results: Runs, values: pd.Series) -> NDArray[np.float64]:
    """A figure of every run as (points, replications), points in the order of `table`."""
    runs = results.runs[["point_id", "replication"]].assign(value=values.to_numpy())
    wide = runs.pivot(index="point_id", columns="replication", values="value").sort_index()
    found: NDArray[np.float64] = wide.to_numpy(np.float64)
    return found
