"""The bench: processes that keep states and answer questions of What if, several at a time.

A question is worked out a few draws at a time: the first draws of every question go before the
rest of any, a newer question of a reader ends an older one of the same reader, and there is a bound
on how many wait and on how long.
"""

from __future__ import annotations

import heapq
import itertools
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from model.case import Case
from model.errors import InputError
from scenarios.execution import pool
from scenarios.what_if.answers import BASELINE, CHANGED, FIRST, Answer, Question, draws, joined
from scenarios.what_if.branches import Branches, go_on

PROCESSES = min(4, max(2, os.cpu_count() or 2))
"""More would wait for each other's memory, and a reader's machine has other work."""
MOST = 16
"""Questions that are worked out, and readers that wait, at a time."""
LONGEST_S = 180.0
"""Seconds until a reader who waits is told to ask again; compiling can take most of them."""
PART = 8
"""Draws worked out at once by all processes together: a fraction of a second, so that what is newer
does not wait long."""
ANSWERS = 64
"""Runs of cases that are kept, the last used: a megabyte each at most."""

Key = tuple[str, str]
"""Of a case's runs: the month of change and what names the case."""
type _Keyed = dict[Key, Case]


class SupersededError(InputError):
    """A newer question of the same reader took this one's place."""


@dataclass(eq=False)
class _Job:
    """A question that is being worked out."""

    origin: Case
    cases: _Keyed
    left: int = 0
    """Parts still to be done."""
    readers: set[str] = field(default_factory=set)
    error: InputError | None = None
    ended: bool = False


_Part = tuple[int, int, _Job, tuple[int, ...]]
"""Its turn among the parts of its question, the question's turn, the question, its draws."""


class Bench:
    """A few warm processes that keep states and answer questions; ends with its block.

    Args:
        series: what is recorded of every run.
        numbers: draws that answer, the first answer's first; those of `draws` if left out.
        processes: how many; each keeps the states of its own share of the draws.
    """

    def __init__(
        self,
        series: Sequence[str],
        numbers: Sequence[int] | None = None,
        processes: int = PROCESSES,
    ) -> None:
        self.series = tuple(series)
        self.numbers = draws() if numbers is None else tuple(numbers)
        self._processes = [_Process(self.series) for _ in range(processes)]
        self._parts: list[list[_Part]] = [[] for _ in range(processes)]
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._jobs: dict[tuple[Key, ...], _Job] = {}
        self._known: OrderedDict[Key, Branches] = OrderedDict()
        self._count, self._waiting, self._closed = itertools.count(), 0, False

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        for process in self._processes:
            process.close()

    @property
    def pids(self) -> list[int]:
        """Numbers of the processes that are up."""
        return [pid for process in self._processes for pid in process.pids]

    def warm(self, question: Question) -> None:
        """Begin what a question needs, without waiting; not if too many are asked already."""
        with suppress(InputError), self._changed:
            self._begun(question, _keyed(question))

    def known(self, question: Question) -> Answer | None:
        """The answer as far as it is there, if that is enough for a first one."""
        with self._changed:
            found = self._answer(question, _keyed(question))
        return found if self._has(found, FIRST) else None

    def _has(self, found: Answer, least: int) -> bool:
        """Whether the first draws are in: it is they that were tested to stand for all."""
        return found.tried.issuperset(self.numbers[:least])

    def ask(
        self, question: Question, reader: str = "", least: int | None = None, patience_s: float = 0
    ) -> Answer:
        """Run what is not known yet, the baseline too, and wait for it.

        Args:
            question: what is asked.
            reader: who asks; a newer question of the same one takes this one's place.
            least: draws that are waited for; all if left out.
            patience_s: seconds that all are waited for before ``least`` will do.

        Raises:
            InputError: the question is not as it should be, too many are asked at a time, it took
                too long, the processes died twice, or a newer question took its place.
        """
        cases, total = _keyed(question), len(self.numbers)
        enough, begun = total if least is None else least, time.monotonic()
        with self._changed, self._in_line():
            reader = reader or f"nobody {next(self._count)}"
            self._leave(reader, cases)
            job = self._begun(question, cases)
            if job is not None:
                job.readers.add(reader)
            while True:
                found, spent = self._answer(question, cases), time.monotonic() - begun
                if found.complete:
                    return found
                if self._has(found, enough) and spent >= patience_s:
                    # one process may be ahead; a first answer rests on the draws tested for it
                    return found if patience_s else found.of(self.numbers[:enough])
                if self._closed:
                    raise InputError("the model cannot be run now: this program is ending")
                _check(job, reader, spent)
                self._changed.wait((patience_s if self._has(found, enough) else LONGEST_S) - spent)

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        if self._waiting >= MOST:
            raise InputError(f"{MOST} readers wait for the model already; ask again in a moment")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    def _begun(self, question: Question, cases: _Keyed) -> _Job | None:
        """The question as it is worked out, begun if it is new; None if all is known."""
        if self._answer(question, cases).complete:
            return None
        if tuple(cases) in self._jobs:
            return self._jobs[tuple(cases)]
        if len(self._jobs) >= MOST:
            raise InputError(f"{MOST} questions are worked out already; ask again in a moment")
        job = self._jobs[tuple(cases)] = _Job(question.before, cases)
        turn, processes = next(self._count), len(self._processes)
        for place, first in enumerate(range(0, len(self.numbers), PART)):
            part = list(enumerate(self.numbers))[first : first + PART]
            for k in range(processes):
                if share := tuple(number for at, number in part if at % processes == k):
                    heapq.heappush(self._parts[k], (place, turn, job, share))
                    job.left += 1
        self._start()
        self._changed.notify_all()
        return job

    def _leave(self, reader: str, cases: _Keyed) -> None:
        """A reader asks something else: what only this one waited for ends."""
        for key, job in list(self._jobs.items()):
            if reader in job.readers and key != tuple(cases):
                job.readers.discard(reader)
                if not job.readers:
                    self._end(job)
        self._changed.notify_all()

    def _end(self, job: _Job) -> None:
        job.ended = True
        self._jobs.pop(tuple(job.cases), None)

    def _answer(self, question: Question, cases: _Keyed) -> Answer:
        base, *changed = (self._known.get(key, Branches({}, {})) for key in cases)
        pair = {BASELINE: base, CHANGED: changed[0] if changed else base}
        return joined(question, self.series, pair, len(self.numbers))

    def _start(self) -> None:
        for place in range(len(self._threads), len(self._processes)):
            thread = threading.Thread(target=self._work, args=(place,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self, place: int) -> None:
        """In a thread: give one process what comes next, part by part."""
        process, parts = self._processes[place], self._parts[place]
        while True:
            with self._changed:
                while not (parts or self._closed):
                    self._changed.wait()
                if self._closed:
                    return
                *_, job, numbers = heapq.heappop(parts)
                missing = (
                    {} if job.ended else {key: self._missing(key, numbers) for key in job.cases}
                )
            found, error = {}, None
            try:
                for key, left in missing.items():
                    if left:
                        found[key] = process.go_on(job.origin, job.cases[key], left)
            except InputError as trouble:
                error = trouble
            with self._changed:
                self._done(job, found, error)

    def _missing(self, key: Key, numbers: Sequence[int]) -> tuple[int, ...]:
        known = self._known.get(key, Branches({}, {}))
        return tuple(n for n in numbers if n not in known.values and n not in known.errors)

    def _done(self, job: _Job, found: Mapping[Key, Branches], error: InputError | None) -> None:
        for key, branches in found.items():
            known = self._known.setdefault(key, Branches({}, {}))
            known.values.update(branches.values)
            known.errors.update(branches.errors)
        for key in job.cases:
            if key in self._known:
                self._known.move_to_end(key)
        needed = {key for other in self._jobs.values() for key in other.cases} | set(job.cases)
        for key in [key for key in self._known if key not in needed][: -ANSWERS or None]:
            del self._known[key]
        job.left -= 1
        job.error = error or job.error
        if not job.left or error:
            self._end(job)
        self._changed.notify_all()


def _keyed(question: Question) -> _Keyed:
    """The baseline and, if it is another case, what is compared with it, by names of their runs."""
    return {(question.month, case.hash): case for case in question.cases()}


def _check(job: _Job | None, reader: str, spent: float) -> None:
    if job is None:
        return
    if job.error is not None:
        raise job.error
    if reader not in job.readers:
        raise SupersededError("a newer question took the place of this one")
    if spent >= LONGEST_S:
        raise InputError(f"the model has not answered within {LONGEST_S:.0f} s; ask again")


class _Process:
    """A process that keeps the states of its share of the draws; another one if it dies."""

    _submitting = threading.Lock()

    def __init__(self, series: tuple[str, ...]) -> None:
        self.series = series
        self._open = ExitStack()
        self._executor: ProcessPoolExecutor | None = None

    @property
    def pids(self) -> list[int]:
        """The number of the process, if it is up."""
        return list(self._executor._processes) if self._executor else []

    def close(self) -> None:
        """End the process."""
        self._executor = None
        self._open.close()

    def go_on(self, origin: Case, case: Case, numbers: tuple[int, ...]) -> Branches:
        """Draws of a case from its origin.

        Raises:
            InputError: the process died twice, or this program is ending.
        """
        for _ in range(2):
            try:
                return self._begin(origin, case, numbers).result()
            except BrokenProcessPool:
                self.close()
            except RuntimeError as error:
                raise InputError(f"the model cannot be run now ({error})") from None
        raise InputError("the processes that run the model died; ask again")

    def _begin(self, origin: Case, case: Case, numbers: tuple[int, ...]) -> Future[Branches]:
        with self._submitting:  # starting one hides this program's main module for a moment
            if self._executor is None:
                with pool.one_thread_each():
                    self._executor = self._open.enter_context(pool.processes(1))
                    return pool.handed_out(
                        self._executor, go_on, origin, case, numbers, self.series
                    )
            return pool.handed_out(self._executor, go_on, origin, case, numbers, self.series)
