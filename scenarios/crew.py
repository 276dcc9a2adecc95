"""The runner: hands tasks out, watches them, and gets over what goes wrong.

A process that dies takes its whole pool with it: what was stored counts, the runs under way are
tried alone, the rest is handed out anew. A run that takes too long is ended from here, since no
signal reaches a compiled kernel.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import uuid4

from model.errors import InputError
from scenarios import store, tasks
from scenarios.plan import INFLIGHT, Line, Plan
from scenarios.pool import Outcome, handed_out
from scenarios.tasks import Done, Marker, Task

MOST, TARGET_S, LEAST_S, SLOW_S = 500, 10.0, 1.0, 0.7
"""A task has at most so many runs and about so many seconds of work; fewer near the end, but not
below the third. A run slower than the fourth is a task alone: an interruption need not wait."""
AHEAD = 2
"""Tasks handed out per process."""
LOOK_S = 0.2
"""Seconds between two looks at what the processes are at."""
PATIENCE_S = 1.2
"""Seconds that processes have to finish their run and store it after an interruption."""
TRIES = 2
"""Times a run is tried alone before it is held to kill its process."""

Processes = Callable[[int], AbstractContextManager[Executor]]


@dataclass
class Crew:
    """Runs of a sweep, handed out to processes.

    Args (fields):
        folder, plan: the sweep.
        lines: the runs to be made, in order; read as they are needed.
        count: how many they are.
        processes: gives an executor of so many processes.
        timeout: seconds a run may take.
        report: told how many ended and how many of them badly.
    """

    folder: Path
    plan: Plan
    lines: Iterator[Line]
    count: int
    code: str
    processes: Processes
    timeout: float
    report: Callable[[int, int], None]
    plan_hash: str | None = None
    session: str = field(default_factory=lambda: uuid4().hex[:12])
    redo: deque[Line] = field(default_factory=deque)
    done: int = 0
    bad: int = 0
    seconds: float = 0.0
    """A run takes, as last seen."""
    taken: int = 0
    """Runs handed out at least once."""
    barren: int = 0
    """Pools in a row that broke before any run began."""
    killed: dict[int, str] = field(default_factory=dict)
    """Process ids ended from here, and the shard each was at."""

    def work(self, workers: int) -> None:
        """Make every run.

        Raises:
            InputError: a shard cannot be written, or processes die before they begin.
        """
        try:
            while self.redo or self.taken < self.count:
                for suspect in self._pool(workers, self._next):
                    self._alone(suspect)
        finally:
            for file in (self.folder / INFLIGHT).glob(f"{self.session}*"):
                file.unlink(missing_ok=True)

    def _pool(self, workers: int, following: Callable[[int], Sequence[Line]]) -> list[Line]:
        """Work until nothing follows, or the pool breaks; the runs that may have broken it."""
        running: dict[Future[Done], Task] = {}
        self.killed.clear()
        with self.processes(workers) as executor:
            try:
                self._await(handed_out(executor, tasks.warm, self.plan.make))
                while True:
                    while len(running) < AHEAD * workers and (lines := following(workers)):
                        self._hand_out(executor, lines, running)
                    if not running:
                        return []
                    self._collect(running)
            except BrokenExecutor:
                executor.shutdown(wait=True)  # until then another process may still be storing
                return self._lost(running)
            except BaseException:
                self._stop(running)
                raise

    def _next(self, workers: int) -> list[Line]:
        """The lines of the next task."""
        left = self.count - self.taken + len(self.redo)
        size = 1
        if 0 < self.seconds <= SLOW_S:
            share = max(-(-left // (AHEAD * workers)), int(LEAST_S / self.seconds))
            size = max(1, min(MOST, int(TARGET_S / self.seconds), share))
        lines = [self.redo.popleft() for _ in range(min(size, len(self.redo)))]
        fresh = list(islice(self.lines, size - len(lines)))
        self.taken += len(fresh)
        return lines + fresh

    def _hand_out(
        self, executor: Executor, lines: Sequence[Line], running: dict[Future[Done], Task]
    ) -> None:
        ids = [line.run_id for line in lines]
        task = self._task(store.shard_name(min(ids), max(ids)), lines)
        try:
            running[handed_out(executor, tasks.perform, str(self.folder), task)] = task
        except BrokenExecutor:
            self.redo.extend(lines)
            raise

    def _task(self, shard: str, lines: Sequence[Line]) -> Task:
        return Task(self.session, shard, tuple(lines), self.code, self.plan_hash)

    def _collect(self, running: dict[Future[Done], Task]) -> None:
        """Wait a little, count what has ended, look for runs that take too long."""
        for future in wait(running, timeout=LOOK_S, return_when=FIRST_COMPLETED).done:
            ended = future.result()
            del running[future]
            self._count(ended.ok, ended.bad)
            ran = ended.ok + ended.bad
            if ran:
                self.seconds = ended.seconds / ran
        markers = self._markers(running)
        self._end_slow(markers)
        done, bad = sum(m.done for m in markers), sum(m.bad for m in markers)
        self.report(self.done + done, self.bad + bad)

    def _count(self, ok: int, bad: int) -> None:
        self.done, self.bad, self.barren = self.done + ok + bad, self.bad + bad, 0

    def _markers(self, running: dict[Future[Done], Task]) -> list[Marker]:
        shards = {task.shard for task in running.values()}
        return [m for m in tasks.markers(self.folder, self.session) if m.shard in shards]

    def _end_slow(self, markers: Sequence[Marker]) -> None:
        for marker in markers:
            slow = marker.run_id >= 0 and time.time() - marker.since > self.timeout
            if slow and marker.pid not in self.killed:
                self.killed[marker.pid] = marker.shard
                _kill(marker)

    def _await(self, future: Future[None]) -> None:
        """Wait in short steps: an interruption is noticed between them everywhere."""
        while not wait([future], timeout=LOOK_S).done:
            self.report(self.done, self.bad)
        future.result()

    def _lost(self, running: dict[Future[Done], Task]) -> list[Line]:
        """A pool is gone: count what it stored, hand the rest out anew, name the suspects."""
        at = {m.shard: m for m in self._markers(running)}
        suspects: list[Line] = []
        self.barren += 1
        for task in running.values():
            if self._stored(task):
                continue
            marker = at.get(task.shard)
            for line in task.lines:
                if marker is None or line.run_id != marker.run_id:
                    self.redo.append(line)
                elif self.killed.get(marker.pid) == task.shard:
                    self._record(line, "timeout", f"took longer than {self.timeout:g} s")
                elif self.killed:
                    self.redo.append(line)
                else:
                    suspects.append(line)
                    self.barren = 0
        for file in (self.folder / INFLIGHT).glob(f"{self.session}-*"):
            file.unlink(missing_ok=True)
        if self.barren > TRIES:
            raise InputError(f"{self.folder}: worker processes end before a run begins; is memory "
                             "short? try fewer with --workers")  # fmt: skip
        return suspects

    def _stored(self, task: Task) -> bool:
        """Whether a task that nobody answers for was stored all the same."""
        file = self.folder / "status" / task.shard
        if not file.exists():
            return False
        import pyarrow.parquet as pq

        table = pq.read_table(file, columns=["run_id", "state"])
        states = table["state"].to_pylist()
        self._count(states.count("ok"), len(states) - states.count("ok"))
        made = set(table["run_id"].to_pylist())
        self.redo.extend(line for line in task.lines if line.run_id not in made)
        return True

    def _alone(self, line: Line) -> None:
        """Try a run that may have killed its process, with nobody near."""
        for _ in range(TRIES):
            once = iter([[line]])

            def following(_: int, once: Iterator[list[Line]] = once) -> list[Line]:
                return next(once, [])

            if not self._pool(1, following):
                return
        self._record(line, "crashed", "its process died")

    def _record(self, line: Line, state: str, error: str) -> None:
        task = self._task(store.shard_name(line.run_id, line.run_id), [line])
        outcome = Outcome(state, 0.0, error=error, t_end=time.time())
        row = tasks.row_of(self.plan, line)
        tasks.commit(self.folder, self.plan, task, [(row, outcome)])
        self._count(0, 1)

    def _stop(self, running: dict[Future[Done], Task]) -> None:
        """Let processes store what they have, then end them."""
        (self.folder / INFLIGHT / f"{self.session}.stop").touch()
        under_way = [future for future in running if not future.cancel()]
        until = time.monotonic() + PATIENCE_S
        with suppress(KeyboardInterrupt):
            wait(under_way, timeout=max(0.0, until - time.monotonic()))
        for marker in self._markers(running):
            _kill(marker)


def _kill(marker: Marker) -> None:
    """End a worker of this machine, never this process itself."""
    if marker.host != socket.gethostname() or marker.pid == os.getpid():
        return
    with suppress(ProcessLookupError):
        os.kill(marker.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def processes_for(make: str) -> Processes:
    """The embedded default: processes of this machine, the model imported once for all."""
    from scenarios.pool import processes

    module = "model.economy" if make == tasks.MAKE else make.partition(":")[0]
    preload = ("scenarios.tasks", module)
    return lambda count: processes(count, preload)
