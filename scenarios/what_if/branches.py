"""Runs from a state that was kept: what the processes behind What if do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.case import Case
from scenarios.definition import parameter_sets
from scenarios.execution.run import ENTROPY, seed

KEPT = 4
"""Dates of change whose states a process keeps: some 20 MB each for forty draws together."""
Values = NDArray[np.float64]


class Branches(NamedTuple):
    """Some runs of one case."""

    values: dict[int, Values]
    """By draw: values[month, series] from the opening on."""
    errors: dict[int, str]
    """What went wrong, by draw, in runs that did not end."""


def drawn(case: Case, draw: int) -> Case:
    """The case of a draw: set and luck of the replication of that number of `byungjin run`."""
    sets = parameter_sets.shipped()
    return sets.laid_under(case, sets.number(draw)).with_(seed=seed(ENTROPY, draw))


def go_on(origin: Case, case: Case, draws: Sequence[int], series: Sequence[str]) -> Branches:
    """In a process: a case's runs from the states that another case left behind.

    Args:
        origin: what is run up to its last month, and kept.
        case: what is followed from there.
        draws: which runs, by the number of their replication.
        series: names of what is recorded.
    """
    from model.fork import resume

    kept = _kept(origin, tuple(series))
    found = Branches({}, {})
    for draw in draws:
        try:
            if draw not in kept:
                kept[draw] = _run_up(drawn(origin, draw), series)
            state, past = kept[draw]
            record = resume(state, drawn(case, draw), series).run()
        except Exception as error:
            found.errors[draw] = f"draw {draw}: {type(error).__name__}: {error}"[:300]
            continue
        found.values[draw] = np.concatenate([past, record.values[len(past) :]])
    return found


@lru_cache(KEPT)
def _kept(_origin: Case, _series: tuple[str, ...]) -> dict[int, tuple[bytes, Values]]:
    """What a case's runs left behind, by draw: to look each up by its case takes longer."""
    return {}


def _run_up(origin: Case, series: Sequence[str]) -> tuple[bytes, Values]:
    """The state a case leaves behind, and what was recorded on the way."""
    from model import Economy
    from model.fork import keep
    from model.record_table import Record

    economy = Economy(origin)
    economy.record = Record(economy.months, series)
    past = economy.run().values
    economy.record = Record([], series)
    return keep(economy), past
