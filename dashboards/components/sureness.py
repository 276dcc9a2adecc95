"""How sure charts are of a difference: the draws kept, the word, the ring and the two worlds."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboards.components.safe import plain
from model.errors import InputError
from scenarios.analysis.given import BETWEEN, Given, given, parse
from scenarios.analysis.results import Results
from scenarios.analysis.worlds import Table, Worlds, parameters, varying, worlds

LONGEST = 400
"""Letters of the conditions in an address that are read at most."""


def conditions(asked: str | None) -> tuple[str, list[str]]:
    """The conditions of an address as they are written, and what of them was not understood."""
    found, notes = [], []
    for text in (asked or "")[:LONGEST].split(BETWEEN):
        try:
            found += [str(one) for one in parse([text])] if text.strip() else []
        except InputError as error:
            notes.append(f"{plain(error, 200)}; the condition is left out.")
    return BETWEEN.join(dict.fromkeys(found)), notes


def kept(results: Results, asked: str, baseline: str) -> tuple[Results, list[str]]:
    """The draws in which conditions hold in the baseline, and what to say of them.

    Where a condition cannot be looked up, or none is left, all draws are shown and it is said.
    """
    if not asked:
        return results, []
    try:
        some = given(results, parse(asked.split(BETWEEN)), baseline)
    except InputError as error:
        return results, [f"{plain(error, 200)}; all draws are shown."]
    return some, [some.said] if isinstance(some, Given) else []


def of_draws(
    results: Results, figures: NDArray[np.float64], replications: NDArray[np.int64], baseline: str
) -> Worlds | None:
    """The two worlds of a difference; None where the runs are no plain ones with parameters."""
    plain_runs = results.results if isinstance(results, Given) else results
    if not isinstance(plain_runs, Results) or plain_runs.sweep is not None:
        return None
    numbers, table = _table(plain_runs, baseline)
    rows = np.searchsorted(numbers, replications)
    return worlds(figures, varying(table.names, table.values[rows]))


@lru_cache(16)
def _table(results: Results, scenario: str) -> tuple[NDArray[np.int64], Table]:
    """Replications of a scenario that ended well, rising, and their parameters."""
    numbers = results.matrix(results.series[0], scenario)[1]
    return numbers, parameters(results, scenario, numbers)
