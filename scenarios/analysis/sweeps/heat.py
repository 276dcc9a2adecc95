"""Heat tables: one figure of an outcome over two factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import InputError, unknown
from scenarios.analysis.sweeps import outcomes
from scenarios.analysis.sweeps.outcomes import Outcome
from scenarios.storage import points

if TYPE_CHECKING:
    from scenarios.storage.stored import Stored

STATISTICS = ("mean", "median", "std", "min", "max", "q05", "q95", "share", "count")
"""Over the runs of a cell; "share" is that of runs above a threshold."""
MOST_LEVELS = 40
BINS = 10
"""A factor with more values than `MOST_LEVELS` is cut into this many equal parts."""


def heat(
    results: Stored,
    outcome: Outcome,
    x: str,
    y: str,
    statistic: str = "mean",
    threshold: float | None = None,
) -> pd.DataFrame:
    """A table with the values of y down and of x across.

    Args:
        results: of a sweep.
        outcome: what is shown.
        x: a factor, or "scenario".
        y: another.
        statistic: one of `STATISTICS`, over all runs of a cell: seeds and the other factors.
        threshold: of "share".

    Returns:
        Rows by y, columns by x (middles of the parts of a cut factor), NaN where no run has a
        figure; ``attrs``: unit, outcome, statistic, runs and missing (runs without a figure).

    Raises:
        InputError: no such factor, outcome or statistic.
    """
    for name in (x, y):
        points.check_factor(results, name)
    if x == y:
        raise InputError(f"x and y are both {x}; a heat table needs two")
    if statistic not in STATISTICS:
        raise unknown("statistic", statistic, STATISTICS)
    if (statistic == "share") != (threshold is not None):
        raise InputError("statistic share needs a threshold, and no other takes one")
    values = outcomes.values(results, outcome).to_numpy()
    known = ~np.isnan(values)
    cells = {name: _levels(results.runs[name]) for name in (x, y)}
    frame = pd.DataFrame({"x": cells[x], "y": cells[y], "value": values})[known]
    table = _figure(frame.groupby(["y", "x"], observed=True)["value"], statistic, threshold)
    table = table.unstack("x").sort_index(axis=0).sort_index(axis=1)
    table.index.name, table.columns.name = y, x
    table.attrs = {
        "unit": {"share": "share of runs", "count": "runs"}.get(statistic, outcome.unit(results)),
        "outcome": outcome.label,
        "statistic": statistic,
        "runs": int(known.sum()),
        "missing": int((~known).sum()),
    }
    return table


def _figure(cells: Any, statistic: str, threshold: float | None) -> pd.Series:
    if statistic == "share":
        return cells.agg(lambda values: float((values > threshold).mean()))
    if statistic.startswith("q"):
        return cells.quantile(int(statistic[1:]) / 100)
    return cells.agg(statistic)


def _levels(values: pd.Series) -> NDArray[Any]:
    """The values of a factor, or the middles of equal parts of its range if they are many."""
    if not pd.api.types.is_numeric_dtype(values) or values.nunique() <= MOST_LEVELS:
        found: NDArray[Any] = values.to_numpy()
        return found
    edges = np.linspace(values.min(), values.max(), BINS + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    place = np.clip(np.searchsorted(edges, values.to_numpy(), side="right") - 1, 0, BINS - 1)
    chosen: NDArray[Any] = middles[place]
    return chosen
