"""Points of a store: what is the same but for the seed, in plain runs and in sweeps alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import unknown

if TYPE_CHECKING:
    from scenarios.results import Results

SCENARIO = "scenario"


def factors(results: Results) -> list[str]:
    """Names of the factors; none of plain runs."""
    return list(results.sweep["design"]["factors"]) if results.sweep else []


def check_factor(results: Results, name: str) -> None:
    """Refuse what is neither a factor of the sweep nor "scenario"."""
    allowed = [*factors(results), SCENARIO]
    if name not in allowed:
        raise unknown("factor", name, allowed, str(results.path))


def table(results: Results) -> pd.DataFrame:
    """A row per point, by point_id: scenario, draw in a sweep, and a column per factor."""
    keys = [SCENARIO, *(["draw"] if results.sweep else []), *factors(results)]
    return results.runs.drop_duplicates("point_id").set_index("point_id")[keys].sort_index()


def by_seed(results: Results, values: pd.Series) -> NDArray[np.float64]:
    """A figure of every run as (points, replications), points in the order of `table`."""
    runs = results.runs[["point_id", "replication"]].assign(value=values.to_numpy())
    wide = runs.pivot(index="point_id", columns="replication", values="value").sort_index()
    found: NDArray[np.float64] = wide.to_numpy(np.float64)
    return found
