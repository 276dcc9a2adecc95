"""What if: paired runs branched from a stored state, answered while somebody turns a dial.

    with Bench() as bench:
        answer = bench.ask(Question("baseline", "2026-01", 120, {"market.tightness": 0.8}))

Sixteen runs of a scenario go up to the month of change once and are kept there; a question then
costs the months after it alone. The runs share their luck with stored runs of the same number.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.case import FIRST_MONTH, LAST_MONTH, Case, month_name, month_number
from model.errors import InputError
from scenarios import library, pool
from scenarios.dials import ASSUMPTIONS, Settings, dials, turned, written
from scenarios.run import ENTROPY, seed

if TYPE_CHECKING:
    import pandas as pd

RUNS = 16
PROCESSES = min(4, max(2, os.cpu_count() or 2))
"""More would wait for each other's memory, and a reader's machine has other work."""
LONGEST = 120
"""Months that are run on from the date of change, at most."""
SHORTEST = 12
KEPT = 12
"""Dates of change whose states a process keeps: about 70 MB where there are two processes."""
ANSWERS = 64
BASELINE, CHANGED = "baseline", "what-if"

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """Which scenario, changed how, from when, for how long.

    Raises:
        InputError: a month or a number of months that is not allowed.
    """

    scenario: str = "baseline"
    month: str = "2026-01"
    """Date of change, YYYY-MM."""
    months: int = LONGEST
    settings: Settings = field(default_factory=dict)
    """Dials that are turned, by name."""
    both: bool = False
    """Whether assumptions are turned in the baseline too."""

    def __post_init__(self) -> None:
        first = month_number(FIRST_MONTH) + SHORTEST
        last = month_number(LAST_MONTH) - SHORTEST + 1
        if not first <= month_number(self.month, "date of change") <= last:
            raise InputError(f"date of change = {self.month}; expected {month_name(first)} to "
                             f"{month_name(last)}")  # fmt: skip
        if not SHORTEST <= self.months <= LONGEST:
            raise InputError(f"months = {self.months}; expected {SHORTEST} to {LONGEST}")

    @property
    def branch(self) -> int:
        """Months that are run before the date of change."""
        return month_number(self.month) - month_number(FIRST_MONTH)

    @property
    def origin(self) -> Case:
        """The scenario's own case, up to where the question looks."""
        last = min(month_number(self.month) + self.months - 1, month_number(LAST_MONTH))
        return _case(self.scenario).with_(end=month_name(last))

    @property
    def assumed(self) -> Settings:
        """The assumptions among the settings."""
        known = dials()
        return {n: v for n, v in self.settings.items() if known[n].group == ASSUMPTIONS}

    def cases(self) -> tuple[Case, Case]:
        """The baseline, and what is compared with it."""
        base = turned(self.origin, self.assumed if self.both else {}, self.month)
        return base, turned(self.origin, self.settings, self.month)

    def file(self) -> str:
        """The scenario file that `byungjin run` makes the same runs from."""
        found = library.load(self.scenario)
        head = [
            f"# {found.title}, but for what is changed below from {self.month} on.",
            "# Run it beside what it extends, with paired luck:",
            f"#   byungjin run {self.scenario} FILE.toml --seeds {RUNS}",
            f"title = {json.dumps(f'{found.title}, what if', ensure_ascii=False)}",
            f'about = "Turned on the What if page from {self.month} on."',
            'group = "own"',
            'expectation = ""',
            f'extends = "{self.scenario}"',
            f'end = "{self.origin.end}"',
        ]
        if self.both and self.assumed:
            head.insert(1, "# The assumptions under [parameters] were changed in the baseline too.")
        tables = written(self.origin, self.settings, self.month)
        return "\n".join([*head, "", tables])


@cache
def titles() -> dict[str, str]:
    """The shipped scenarios by name, those of the future first."""
    found = {name: library.load(name) for name in library.names()}
    future = sorted(found, key=lambda n: (found[n].case.end <= "2025", found[n].title))
    return {name: found[name].title for name in future}


@lru_cache(32)
def _case(name: str) -> Case:
    return library.load(name).case


class Branches(NamedTuple):
    """Some runs of one case."""

    values: dict[int, Values]
    """By replication: values[month, series] from the opening on."""
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Runs of the baseline and of what is compared with it; read as `Results` are."""

    question: Question
    series: tuple[str, ...]
    branches: Mapping[str, Branches]
    again: bool
    """Whether the baseline was run again for this answer."""
    tier: str = "monthly"
    """What is kept, as of `Results`."""

    @property
    def units(self) -> dict[str, str]:
        """Unit of every series."""
        from model.series import SERIES

        return {name: SERIES[name].unit for name in self.series}

    @property
    def failed(self) -> tuple[str, ...]:
        """What went wrong in runs that did not end, a line each."""
        return tuple(error for found in self.branches.values() for error in found.errors)

    def matrix(
        self, series: str, scenario: str
    ) -> tuple[pd.DatetimeIndex, NDArray[np.int64], Values]:
        """Months, replications and values[replication, month], as `Results.matrix` gives them.

        Raises:
            InputError: none of the runs ended.
        """
        found = self.branches[scenario]
        if not found.values:
            raise InputError(f"none of the {RUNS} runs ended; the first error: {found.errors[0]}")
        place = self.series.index(series)
        replications = sorted(found.values)
        values = np.stack([found.values[r][:, place] for r in replications])
        months = _months(values.shape[1])
        return months, np.array(replications), values


@lru_cache(32)
def _months(count: int) -> pd.DatetimeIndex:
    import pandas as pd

    return pd.date_range(f"{FIRST_MONTH}-01", periods=count, freq="MS", unit="s", name="month")


class Bench:
    """A few warm processes that keep states and answer questions; ends with its block.

    Args:
        series: what is recorded of every run.
        runs: paired runs of each case.
        processes: how many; each keeps the states of its own share of the runs.
    """

    def __init__(self, series: Sequence[str], runs: int = RUNS, processes: int = PROCESSES) -> None:
        self.series, self.runs = tuple(series), runs
        self._shares = [range(k, runs, processes) for k in range(processes)]
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._executors: list[ProcessPoolExecutor] = []
        self._known: dict[tuple[str, str], Branches] = {}

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            self._stop()

    def warm(self, question: Question) -> None:
        """Begin what a question needs, without waiting for it."""
        threading.Thread(target=self._quietly, args=(question,), daemon=True).start()

    def _quietly(self, question: Question) -> None:
        try:
            self.ask(question)
        except InputError:
            return  # whoever asks in earnest is told

    def ask(self, question: Question) -> Answer:
        """Run what is not known yet, the baseline too.

        Raises:
            InputError: the question is not as it should be, or the processes died twice.
        """
        cases = dict(zip((BASELINE, CHANGED), question.cases(), strict=True))
        with self._lock:
            again = self._key(question, cases[BASELINE]) not in self._known
            try:
                found = self._found(question, cases)
            except BrokenProcessPool:
                self._stop()
                found = self._second_try(question, cases)
        return Answer(question, self.series, found, again)

    def _second_try(self, question: Question, cases: Mapping[str, Case]) -> dict[str, Branches]:
        try:
            return self._found(question, cases)
        except BrokenProcessPool:
            self._stop()
            raise InputError("the processes that run the model died; ask again") from None

    def known(self, question: Question) -> Answer | None:
        """The answer, if nothing has to be run for it."""
        cases = zip((BASELINE, CHANGED), question.cases(), strict=True)
        found = {n: self._known.get(self._key(question, case)) for n, case in cases}
        there = {name: branches for name, branches in found.items() if branches}
        return Answer(question, self.series, there, again=False) if len(there) == 2 else None

    def _key(self, question: Question, case: Case) -> tuple[str, str]:
        return question.month, case.hash

    def _stop(self) -> None:
        self._executors = []
        self._open.close()

    def _found(self, question: Question, cases: Mapping[str, Case]) -> dict[str, Branches]:
        keys = {name: self._key(question, case) for name, case in cases.items()}
        new = {keys[name]: case for name, case in cases.items() if keys[name] not in self._known}
        origin = replace(_case(question.scenario), end=month_name(month_number(question.month) - 1))
        try:
            begun = {key: self._begin(origin, case) for key, case in new.items()}
        except BrokenProcessPool:
            raise
        except RuntimeError as error:  # this program is ending
            raise InputError(f"the model cannot be run now ({error})") from None
        for key, futures in begun.items():
            self._known[key] = _joined([future.result() for future in futures])
        found = {name: self._known[key] for name, key in keys.items()}
        while len(self._known) > ANSWERS:
            self._known.pop(next(iter(set(self._known) - set(keys.values()))))
        return found

    def _begin(self, origin: Case, case: Case) -> list[Future[Branches]]:
        if not self._executors:
            with pool.one_thread_each():
                self._executors = [
                    self._open.enter_context(pool.processes(1)) for _ in self._shares
                ]
        return [
            pool.handed_out(executor, go_on, origin, case, tuple(share), self.series)
            for executor, share in zip(self._executors, self._shares, strict=True)
        ]


def _joined(parts: Sequence[Branches]) -> Branches:
    values = {r: v for part in parts for r, v in part.values.items()}
    return Branches(values, tuple(error for part in parts for error in part.errors))


def go_on(origin: Case, case: Case, replications: Sequence[int], series: Sequence[str]) -> Branches:
    """In a process: a case's runs from the states that another case left behind.

    Args:
        origin: what is run up to its last month, and kept.
        case: what is followed from there.
        replications: which runs.
        series: names of what is recorded.
    """
    from model.fork import resume

    values, errors, kept = {}, [], _kept(origin, tuple(series))
    for replication in replications:
        drawn = seed(ENTROPY, replication)
        try:
            if replication not in kept:
                kept[replication] = _run_up(origin.with_(seed=drawn), series)
            state, past = kept[replication]
            record = resume(state, case.with_(seed=drawn), series).run()
        except Exception as error:
            errors.append(f"run {replication}: {type(error).__name__}: {error}"[:300])
            continue
        values[replication] = np.concatenate([past, record.values[len(past) :]])
    return Branches(values, tuple(errors))


@lru_cache(KEPT)
def _kept(_origin: Case, _series: tuple[str, ...]) -> dict[int, tuple[bytes, Values]]:
    """What a case's runs left behind, by replication: to look each up by its case takes longer."""
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
