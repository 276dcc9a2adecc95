"""The runner: hands tasks out, watches them, and gets over what goes wrong.

A process that dies takes its whole pool with it: what was stored counts, the runs under way are
tried alone, the rest is handed out anew. On a cluster it takes its own task only. A run that takes
too long is ended from here, since no signal reaches a compiled kernel.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from model.errors import InputError
from scenarios.definition.sweep_design import LEAST_S, MOST, SLOW_S, TARGET_S
from scenarios.execution import pool, worker
from scenarios.execution.cluster import OnCluster
from scenarios.execution.plan import INFLIGHT, Line, Plan
from scenarios.execution.pool import handed_out
from scenarios.execution.worker import Done, LostError, Marker, Task
from scenarios.integrity import digests, disk
from scenarios.storage import store
from scenarios.storage.rows import Outcome

AHEAD = 2
"""Tasks handed out per process."""
LOOK_S = 0.2
"""Seconds between two looks at what the processes are at."""
PATIENCE_S = 1.0
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
        session: names this runner among all there ever were.
        most_bad: runs that may end badly before no more are made; any number if None.
        memory: bytes each process may take; any number if None.
    """

    folder: Path
    plan: Plan
    lines: Iterator[Line]
    count: int
    code: str
    processes: Processes
    timeout: float
    report: Callable[[int, int], None]
    plan_hash: str | None
    session: str
    most_bad: int | None = None
    memory: int | None = None
    enough: bool = False
    """Too many have ended badly."""
    redo: deque[Line] = field(default_factory=deque)
    lone: deque[Line] = field(default_factory=deque)
    """Runs a worker of a cluster died at, each to be a task of its own."""
    deaths: Counter[int] = field(default_factory=Counter)
    """How often that happened, by run."""
    done: int = 0
    bad: int = 0
    seconds: float = 0.0
    """A run takes, as last seen."""
    taken: int = 0
    """Runs handed out at least once."""
    barren: int = 0
    """Deaths of processes in a row before any run began."""
    killed: set[str] = field(default_factory=set)
    """Shards whose process was ended from here."""

    def work(self, workers: int) -> None:
        """Make every run.

        Raises:
            InputError: a shard cannot be written, or processes die before they begin.
        """
        with self._wanted():
            while not self.enough and (self.redo or self.taken < self.count):
                for suspect in self._pool(workers, self._next):
                    self._alone(suspect)

    @contextmanager
    def _wanted(self) -> Iterator[None]:
        """Say that results are wanted while the block runs."""
        sign = self.folder / INFLIGHT / f"{self.session}{worker.RUN}"
        try:
            with store.writing(sign):
                disk.touch(sign)
            yield
        finally:
            with store.writing(sign):
                disk.unlink(sign)  # first of all: from here on nobody stores anything
            for file in (self.folder / INFLIGHT).glob(f"{self.session}*"):
                with suppress(OSError):  # the next runner removes it
                    disk.unlink(file)

    def _pool(self, workers: int, following: Callable[[int], Sequence[Line]]) -> list[Line]:
        """Work until nothing follows, or the pool breaks; the runs that may have broken it."""
        running: dict[Future[Done], Task] = {}
        self.killed.clear()
        with self.processes(workers) as executor:
            try:
                self._await(executor, handed_out(executor, worker.warm, self.plan.make))
                while True:
                    wide = executor.width() if isinstance(executor, OnCluster) else workers
                    while len(running) < AHEAD * wide and (lines := following(wide)):
                        self._hand_out(executor, lines, running)
                    if not running:
                        return []
                    self._collect(executor, running)
            except BrokenExecutor:
                executor.shutdown(wait=True)  # until then another process may still be storing
                return self._pool_lost(running)
            except BaseException:
                self._stop(executor, running)
                raise

    def _next(self, workers: int) -> list[Line]:
        """The lines of the next task; none if all are handed out or enough went wrong."""
        if self.enough:
            return []
        if self.lone:
            return [self.lone.popleft()]
        left = self.count - self.taken + len(self.redo)
        size = 1
        if 0 < self.seconds <= SLOW_S:
            share = max(-(-left // (AHEAD * workers)), int(LEAST_S / self.seconds))
            size = max(1, min(MOST, int(TARGET_S / self.seconds), share))
        lines = [self.redo.popleft() for _ in range(min(size, len(self.redo)))]
        fresh = list(islice(self.lines, size - len(lines)))
        self.taken += len(fresh)
        return sorted(lines + fresh, key=lambda line: line.run_id)  # as a shard is kept

    def _hand_out(
        self, executor: Executor, lines: Sequence[Line], running: dict[Future[Done], Task]
    ) -> None:
        ids = [line.run_id for line in lines]
        task = self._task(store.shard_name(min(ids), max(ids)), lines)
        try:
            running[handed_out(executor, worker.perform, str(self.folder.absolute()), task)] = task
        except BrokenExecutor:
            self.redo.extend(lines)
            raise

    def _task(self, shard: str, lines: Sequence[Line]) -> Task:
        most_bad = None if self.most_bad is None else max(0, self.most_bad - self.bad)
        return Task(self.session, shard, tuple(lines), self.code, self.plan_hash, most_bad,
                    self.memory)  # fmt: skip

    def _collect(self, executor: Executor, running: dict[Future[Done], Task]) -> None:
        """Wait a little, count what has ended, look for runs that take too long."""
        for future in wait(running, timeout=LOOK_S, return_when=FIRST_COMPLETED).done:
            try:
                ended = future.result()
            except LostError:
                self._task_lost(running.pop(future), AHEAD * len(running))
                continue
            del running[future]
            self._count(ended.ok, ended.bad)
            ran = ended.ok + ended.bad
            if ran:
                self.seconds = ended.seconds / ran
        markers = self._markers(running.values())
        self._end_slow(executor, markers, running)
        done, bad = sum(m.done for m in markers), sum(m.bad for m in markers)
        self._check_bad(bad)
        self.report(self.done + done, self.bad + bad)

    def _count(self, ok: int, bad: int) -> None:
        self.done, self.bad, self.barren = self.done + ok + bad, self.bad + bad, 0
        self._check_bad()

    def _check_bad(self, not_stored: int = 0) -> None:
        """Stop early, and keep what is finished, once more ended badly than may."""
        if self.most_bad is not None and self.bad + not_stored > self.most_bad:
            self.enough = True
            self._ask_to_stop()

    def _markers(self, of: Iterable[Task]) -> list[Marker]:
        shards = {task.shard for task in of}
        return [m for m in worker.markers(self.folder, self.session) if m.shard in shards]

    def _end_slow(
        self, executor: Executor, markers: Sequence[Marker], running: dict[Future[Done], Task]
    ) -> None:
        distant = isinstance(executor, OnCluster)
        end = executor.end if isinstance(executor, OnCluster) else worker.end_process
        for marker in markers:
            slow = marker.run_id >= 0 and time.time() - marker.since > self.timeout
            if not slow or marker.shard in self.killed:
                continue
            if end(marker):
                self.killed.add(marker.shard)
            if distant:  # a pool breaks by itself; a cluster would hand the task out again
                (future,) = (f for f, task in running.items() if task.shard == marker.shard)
                future.cancel()
                self._task_lost(running.pop(future), AHEAD * len(running))

    def _await(self, executor: Executor, future: Future[None]) -> None:
        """Wait in short steps: an interruption is noticed between them everywhere."""
        while not wait([future], timeout=LOOK_S).done:
            self.report(self.done, self.bad)
            if isinstance(executor, OnCluster):
                executor.width()  # tells of a cluster without workers
        future.result()

    def _pool_lost(self, running: dict[Future[Done], Task]) -> list[Line]:
        """A pool is gone: the runs that may have broken it; none if it was broken from here."""
        ended, suspects = bool(self.killed), self._lost(running.values(), TRIES)
        if not ended:
            return suspects
        self.redo.extend(suspects)
        return []

    def _task_lost(self, task: Task, barren: int) -> None:
        """A worker of a cluster is gone: try its run as a task alone, a few times."""
        for line in self._lost([task], barren):
            self.deaths[line.run_id] += 1
            if self.deaths[line.run_id] > TRIES:
                self._record(line, "crashed", "its process died")
            else:
                self.lone.append(line)

    def _lost(self, lost: Collection[Task], barren: int) -> list[Line]:
        """Count what lost tasks stored, hand the rest out anew; the runs that may be to blame."""
        at = {m.shard: m for m in self._markers(lost)}
        suspects: list[Line] = []
        self.barren += 1
        for task in lost:
            if self._stored(task):
                continue
            marker = at.get(task.shard)
            for line in task.lines:
                if marker is None or line.run_id != marker.run_id:
                    self.redo.append(line)
                elif task.shard in self.killed:
                    self._record(line, "timeout", f"took longer than {self.timeout:g} s")
                else:
                    suspects.append(line)
                    self.barren = 0
            with suppress(OSError):
                disk.unlink(self.folder / INFLIGHT / f"{self.session}-{task.shard}")
        if self.barren > barren:
            raise InputError(f"{self.folder}: worker processes end before a run begins; is memory "
                             "short? try fewer with --workers")  # fmt: skip
        return suspects

    def _stored(self, task: Task) -> bool:
        """Whether a task that nobody answers for was stored all the same."""
        file = self.folder / "status" / task.shard
        if not file.exists():
            return False
        table = digests.status(file, ["run_id", "state"])
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
        row = worker.row_of(self.plan, line)
        worker.commit(self.folder, self.plan, task, [(row, outcome)], lambda: True)
        self._count(0, 1)

    def _stop(self, executor: Executor, running: dict[Future[Done], Task]) -> None:
        """Let processes store what they have, then end them."""
        self._ask_to_stop()
        begun = {marker.shard for marker in self._markers(running.values())}
        under_way = [f for f, task in running.items() if task.shard in begun or not f.cancel()]
        until = time.monotonic() + PATIENCE_S
        with suppress(KeyboardInterrupt):
            wait(under_way, timeout=max(0.0, until - time.monotonic()))
        if not isinstance(executor, OnCluster):  # whose workers are not ours to end
            for marker in self._markers(running.values()):
                worker.end_process(marker)

    def _ask_to_stop(self) -> None:
        with suppress(OSError):  # on a full disk they finish their task instead
            disk.touch(self.folder / INFLIGHT / f"{self.session}{worker.STOP}")


def processes_for(make: str) -> Processes:
    """The embedded default: processes of this machine, the model imported once for all."""
    module = pool.ECONOMY if make == worker.MAKE else make.partition(":")[0]
    preload = (worker.__name__, module)
    return lambda count: pool.processes(count, preload)
