"""Fork: a copy of an economy that goes on by itself, under the same case or another.

    state = keep(economy)                 # bytes, once
    twin = resume(state, case)            # as often as wanted; a millisecond each

A copy under the same case ends bit for bit as the original does. Under another case the past stays
what it was and the rest follows the other case, so a case that differs from a month on, forked at
that month, is the run of that case.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from typing import TYPE_CHECKING

from model.case import Case
from model.errors import InputError
from model.record_table import Record

if TYPE_CHECKING:
    from model.state import State

FIXED = ("start", "seed", "scale")
"""What a case cannot change half-way."""


def keep(economy: State) -> bytes:
    """Everything that decides how an economy goes on, its record so far included."""
    return pickle.dumps(economy, protocol=5)


def resume(state: bytes, case: Case | None = None, series: Iterable[str] | None = None) -> State:
    """An economy as it was kept, ready for its next month.

    Args:
        state: what `keep` gave, in this version of the program.
        case: what it follows from here on; the same start, seed and scale.
        series: if given, only these are recorded from here on, and months before stay empty.

    Raises:
        InputError: the case begins elsewhere, or ends before the month that comes next.
    """
    economy: State = pickle.loads(state)
    if case is not None:
        _check(economy, case)
        economy.follow(case)
    if case is not None or series is not None:
        before = economy.record
        economy.record = Record(economy.months, before.names if series is None else series)
        if series is None:
            done = economy.month
            economy.record.values[:done] = before.values[:done]
    economy.running = economy.month < len(economy.months)
    return economy


def _check(economy: State, case: Case) -> None:
    for name in FIXED:
        mine, other = getattr(economy.case, name), getattr(case, name)
        if mine != other:
            raise InputError(f"{name} = {other}: cannot change half-way; expected {mine}")
    if len(case.months) < economy.month:
        raise InputError(
            f"end = {case.end}: lies before the month that comes next, {economy.month_name}"
        )
