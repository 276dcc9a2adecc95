"""Who gets what in a year: flows from results to tables that balance.

Values are means over runs, for only means of balanced flows balance. Differences are taken
between runs of the same replication, as everywhere.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError
from scenarios.accounts.flow_layouts import ADDED, DRAWN, KINDS, Kind, Link
from scenarios.analysis.measures import MONTHS
from scenarios.storage import points

if TYPE_CHECKING:
    from scenarios.storage.stored import Stored

Values = NDArray[np.float64]
RANGE = (0.05, 0.95)
COLUMNS = ["source", "target", "about", "value", "low", "high"]
COMPARED = ["baseline", "difference", "difference_low", "difference_high"]


def held(results: Stored, kind: Kind) -> bool:
    """Whether a store keeps every series that a kind of flow is made of."""
    return all(series in results.units for link in kind.links for series, _ in link.parts)


def years(results: Stored, *scenarios: str) -> list[int]:
    """Whole years that all these scenarios have."""
    found = [set(_annual(results, name).index.get_level_values("year")) for name in scenarios]
    return sorted(int(year) for year in set.intersection(*found))


def flows(
    results: Stored, kind: str, scenario: str, year: int, baseline: str | None = None
) -> pd.DataFrame:
    """Every flow of a year, net; a negative one goes the other way.

    Args:
        results: where the runs are.
        kind: a name in `scenarios.accounts.flow_layouts.KINDS`.
        scenario: the scenario looked at.
        year: a whole year.
        baseline: what it is compared with, if anything.

    Returns:
        source, target (names of nodes), about, value (mean over runs), low, high (the middle 90 %
        of runs), in the unit of the kind. With a baseline also its value over the shared
        replications, and difference, difference_low, difference_high of the paired differences.
        What a holder keeps is a flow to the node "added". ``attrs["runs"]`` counts the runs.

    Raises:
        InputError: the store lacks a series or the year.
    """
    found = KINDS[kind]
    replications, values = _values(results, found, scenario, year)
    links = [*found.links, *_kept(found)]
    frame = pd.DataFrame(
        {
            "source": [link.source for link in links],
            "target": [link.target for link in links],
            "about": [link.about for link in links],
            "value": values.mean(axis=1),
            "low": np.quantile(values, RANGE[0], axis=1),
            "high": np.quantile(values, RANGE[1], axis=1),
        }
    )
    frame.attrs["runs"] = len(replications)
    if baseline is None:
        return frame
    others, base = _values(results, found, baseline, year)
    shared = np.intersect1d(replications, others)
    if not len(shared):
        raise InputError(f"{scenario} and {baseline} share no finished replication")
    base = base[:, np.searchsorted(others, shared)]
    gaps = values[:, np.searchsorted(replications, shared)] - base
    low, high = np.quantile(gaps, RANGE, axis=1)
    columns = (base.mean(axis=1), gaps.mean(axis=1), low, high)
    return frame.assign(**dict(zip(COMPARED, columns, strict=True)))


def drawn(kind: str, table: pd.DataFrame, column: str = "value") -> pd.DataFrame:
    """Flows as they are drawn: source, target, about, value, none negative, none empty.

    What flows backwards is turned round, and what is taken from holdings becomes a source.
    """
    turned = {(link.source, link.target, link.about): link.back for link in KINDS[kind].links}
    rows = []
    for row in table.itertuples(index=False):
        source, target, value = row.source, row.target, float(getattr(row, column))
        if value < 0:
            back = turned.get((source, target, row.about))
            source, target = back or ((DRAWN, source) if target == ADDED else (target, source))
        rows.append((source, target, row.about, abs(value)))
    frame = pd.DataFrame(rows, columns=["source", "target", "about", "value"])
    return frame[frame["value"] > 0].reset_index(drop=True)


def balance(table: pd.DataFrame) -> pd.DataFrame:
    """What comes into and what leaves every node of a drawn table: node, received, passed_on."""
    received, passed = (table.groupby(side)["value"].sum() for side in ("target", "source"))
    frame = pd.DataFrame({"received": received, "passed_on": passed}).fillna(0.0)
    return frame.rename_axis("node").reset_index()


def defence_parts(
    results: Stored, scenario: str, year: int, baseline: str | None = None
) -> pd.DataFrame:
    """The defence track's part of each kind of flow, per cent of the whole.

    Returns:
        kind, value, and with a baseline its value and the paired difference in points, with the
        middle 90 % of runs; kinds without a defence track, or not stored, are left out.
    """
    rows = []
    for name, kind in KINDS.items():
        if not kind.defence or not held(results, kind):
            continue
        mine, parts = _part(results, kind, scenario, year)
        row = {"kind": name, "value": parts.mean()}
        if baseline is not None:
            others, base = _part(results, kind, baseline, year)
            shared = np.intersect1d(mine, others)
            base = base[np.searchsorted(others, shared)]
            gaps = parts[np.searchsorted(mine, shared)] - base
            low, high = np.quantile(gaps, RANGE)
            row |= dict(zip(COMPARED, (base.mean(), gaps.mean(), low, high), strict=True))
        rows.append(row)
    return pd.DataFrame(rows)


def _part(
    results: Stored, kind: Kind, scenario: str, year: int
) -> tuple[NDArray[np.int64], Values]:
    replications, values = _values(results, kind, scenario, year)
    ends = [(link.source, link.target) for link in kind.links]
    armed = values[[place for place, end in enumerate(ends) if end in kind.defence]].sum(axis=0)
    whole = values[[place for place, end in enumerate(ends) if end in kind.whole]].sum(axis=0)
    return replications, 100 * armed / whole


def _values(
    results: Stored, kind: Kind, scenario: str, year: int
) -> tuple[NDArray[np.int64], Values]:
    """Replications, and the year's net flow of every link and holder, [flow, replication]."""
    if not held(results, kind):
        raise InputError(
            f"{results.path}: does not keep the flows of {kind.title.lower()}; "
            "run the scenarios again with all series"
        )
    means = _annual(results, scenario)
    if year not in means.index.get_level_values("year"):
        raise InputError(f"{scenario}: {year} is not among its whole years")
    found = means.xs(year, level="year")
    links = [sum(factor * found[series] for series, factor in link.parts) for link in kind.links]
    values = kind.scale * MONTHS * np.array(links)
    kept = [_left(kind, values, holder) for holder in kind.holders]
    return found.index.to_numpy(), np.vstack([values, *kept]) if kept else values


@lru_cache(16)
def _annual(results: Stored, scenario: str) -> pd.DataFrame:
    """Annual means of every series a flow is made of, by replication and year.

    Read at once: a question for each series would take seconds.
    """
    wanted = {series for kind in KINDS.values() for link in kind.links for series, _ in link.parts}
    points.find(results, scenario)  # of a sweep one design point, never all of them as one
    frame = results.annual(sorted(wanted & set(results.units)), [scenario])
    return frame.drop(columns=["scenario", "draw"], errors="ignore").set_index(
        ["replication", "year"]
    )


def _left(kind: Kind, values: Values, holder: str) -> Values:
    """What a holder received and did not pass on."""
    signs = [(link.target == holder) - (link.source == holder) for link in kind.links]
    return np.array(signs, dtype=np.float64) @ values


def _kept(kind: Kind) -> list[Link]:
    return [Link(holder, ADDED, "kept", ()) for holder in kind.holders]
