"""What a worker does: a list of runs, made one by one and stored as one shard.

A task is a shard is a unit of commit: nothing large goes back to whoever handed it out. While it
works, a small file of its own, its marker, says which run it is at, so that a run that hangs or
kills can be named, and that a scheduler which hands a task out again is told so.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib import import_module
from inspect import isfunction, signature
from pathlib import Path
from typing import Any

import pyarrow as pa

from model.case import Case
from model.errors import InputError
from scenarios.definition import parameter_sets
from scenarios.definition.factors import applied
from scenarios.execution import manifest, pool
from scenarios.execution import plan as plans
from scenarios.execution.memory import within
from scenarios.execution.plan import INFLIGHT, Line, Plan
from scenarios.execution.pool import LONGEST_ERROR
from scenarios.integrity import disk
from scenarios.storage import store, tables
from scenarios.storage.rows import Outcome, Row

MAKE = "scenarios.pool:make"
"""The model itself, by the name that stores hold, in a clone and installed."""
STORING = -1
"""Instead of a run: all are made, they are being stored."""
WIDTH = 300
"""Bytes of a marker, always all written, so that a reader never sees two mixed."""

RUN, STOP = ".run", ".stop"
"""Files named by a session: results are wanted while the first is there; the second asks for what
is finished so far."""

Maker = Callable[[Case, Sequence[str]], Outcome]


class LostError(RuntimeError):
    """The process at a task died; nobody knows yet at which run."""


@dataclass(frozen=True)
class Task:
    """A list of runs and the shard they are stored in."""

    session: str
    """Names the runner that hands out."""
    shard: str
    lines: tuple[Line, ...]
    code: str
    """Head of the hash of the model's sources; kept with every run."""
    plan: str | None
    """Hash of the plan: a worker that lives long reads it again if it is another."""
    most_bad: int | None = None
    """Runs that may end badly before it stops."""
    memory: int | None = None
    """Bytes its process may take; any number if None."""


@dataclass(frozen=True)
class Done:
    """How a task ended."""

    shard: str
    ok: int
    bad: int
    seconds: float
    """Spent in the runs."""


@dataclass(frozen=True)
class Marker:
    """What a worker is at: a run of a task, or storing it."""

    pid: int
    shard: str
    run_id: int
    since: float
    """Seconds since 1970."""
    done: int
    bad: int
    host: str


def perform(folder: str, task: Task) -> Done:
    """Make the runs of a task and store them; stop early if the runner asks for it.

    A runner that has gone is not waited for and gets nothing stored: its successor makes the runs.

    Raises:
        InputError: the shard cannot be written, or these are other sources than the runner's.
        LostError: the task was begun before, so whoever did so has died.
    """
    home = Path(folder)
    if not home.is_dir():
        raise InputError(disk.gone(home))
    _check_sources(task.code)
    plan = _plan(folder, task.plan)
    make = maker(plan.make)
    warm(plan.make)
    wanted, stop = (home / INFLIGHT / f"{task.session}{kind}" for kind in (RUN, STOP))
    finished: list[tuple[Row, Outcome]] = []
    bad, begun = 0, time.perf_counter()
    with _claimed(home, task) as marker:
        for line in task.lines:
            if stop.exists() or not wanted.exists():
                break
            if task.most_bad is not None and bad > task.most_bad:
                break
            mark(marker, task.shard, line.run_id, len(finished), bad)
            finished.append(_made(plan, line, make, task.memory))
            bad += finished[-1][1].state != "ok"
        spent = time.perf_counter() - begun
        mark(marker, task.shard, STORING, len(finished), bad)
        commit(home, plan, task, finished, wanted.exists)
    return Done(task.shard, len(finished) - bad, bad, spent)


@contextmanager
def _claimed(home: Path, task: Task) -> Iterator[Any]:
    """The marker of a task, there until the task has ended or its process is killed."""
    file = home / INFLIGHT / f"{task.session}-{task.shard}"
    if file.exists() or (home / "status" / task.shard).exists():
        raise LostError(task.shard)
    with store.writing(file), disk.Written(file) as handle:
        try:
            yield handle
        finally:
            handle.close()
            with suppress(OSError):
                disk.unlink(file)


def _check_sources(code: str) -> None:
    """Refuse to make runs by other sources than their rows will name."""
    found = manifest.sources_hash()[: len(code)]
    if found != code:
        raise InputError(f"a worker on {socket.gethostname()} has other sources of the model "
            f"({found}) than the runner ({code}); bring both to one version")  # fmt: skip


@cache
def warm(make: str) -> None:
    """Compile before the first run is timed; does nothing the second time."""
    if make == MAKE:
        pool.warm()
    else:
        maker(make)


OURS = ("tests.",)
"""Packages whose functions may make runs, beside the model itself."""
MADE_FROM = ("case", "series")
"""What a function that makes a run takes; nothing else may be called by name."""


@cache
def maker(name: str) -> Maker:
    """The function behind "module:function".

    Raises:
        InputError: it is none of this project's; a folder from a stranger may name anything.
    """
    if name == MAKE:
        return pool.make
    module, _, function = name.partition(":")
    found: Any = None
    if module.startswith(OURS):
        with suppress(ImportError, ValueError):
            found = getattr(import_module(module), function, None)
    ours = isfunction(found) and found.__module__ == module
    if not ours or tuple(signature(found).parameters) != MADE_FROM:
        raise InputError(f"a sweep may not be made with {name[:60]!r}; only with a function of "
            "this project")  # fmt: skip
    made: Maker = found
    return made


def commit(
    folder: Path,
    plan: Plan,
    task: Task,
    finished: Sequence[tuple[Row, Outcome]],
    wanted: Callable[[], bool],
) -> None:
    """Store what is finished of a task; its status comes last and makes it count."""
    if not finished:
        return
    parts = tables.parts(finished, plan.series, task.shard, plan.tier)
    attempts = {line.run_id: line.attempt for line in task.lines}
    status = parts["status"]
    made = pa.array([attempts[row.run_id] for row, _ in finished], pa.int16())
    status = status.set_column(status.column_names.index("attempt"), "attempt", made)
    parts["status"] = status.append_column("code", pa.array([task.code] * len(finished)))
    store.write_part(folder, parts, task.shard, wanted)


def case_of(plan: Plan, line: Line) -> Case:
    """The case of a design row."""
    case = plan.cases[line.scenario]
    if plan.sets:
        sets = parameter_sets.shipped()
        case = sets.laid_under(case, sets.number(line.replication))
    return applied(case, plan.factors, line.values, line.seed)


def row_of(plan: Plan, line: Line, case: Case | None = None) -> Row:
    """The row as the tables of a store take it."""
    case = case or plan.cases[line.scenario]
    number = parameter_sets.shipped().number(line.replication) if plan.sets else parameter_sets.BEST
    return Row(line.run_id, line.point_id, line.scenario, line.replication, case, number)


def _made(plan: Plan, line: Line, make: Maker, memory: int | None = None) -> tuple[Row, Outcome]:
    try:
        case = case_of(plan, line)
    except Exception as error:  # values that are each in range and together out of it
        text = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        return row_of(plan, line), Outcome("failed", 0.0, error=text, t_end=time.time())
    return row_of(plan, line, case), within(memory, partial(make, case, plan.series))


def mark(handle: Any, shard: str, run_id: int, done: int, bad: int) -> None:
    """Say which run is begun."""
    facts = [os.getpid(), shard, run_id, time.time(), done, bad, socket.gethostname()]
    handle.rewind()
    handle.write(json.dumps(facts).encode().ljust(WIDTH))


def markers(folder: Path, session: str) -> list[Marker]:
    """What the workers of a runner are at."""
    found = []
    for file in (folder / INFLIGHT).glob(f"{session}-*"):
        try:
            found.append(Marker(*json.loads(file.read_bytes())))
        except (OSError, ValueError, TypeError):
            continue  # just being written
    return found


@lru_cache(4)
def _plan(folder: str, plan_hash: str | None) -> Plan:
    return plans.read(Path(folder))


def end_process(marker: Marker) -> bool:
    """End the process of a marker if it is of this machine; never this process itself.

    Returns:
        Whether it was there to be ended.
    """
    if marker.host != socket.gethostname() or marker.pid == os.getpid():
        return False
    try:
        os.kill(marker.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    except ProcessLookupError:
        return False
    return True
