"""Make runs, here or in several processes; what goes wrong in a run is its outcome."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import multiprocessing.forkserver
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cache, partial
from types import FrameType

import numpy as np

import model
from model.case import Case
from model.errors import InputError
from scenarios.execution.memory import bound, within
from scenarios.storage.rows import Outcome, Row

START_S = 5.0
"""Seconds of work left below which starting processes does not pay."""
AHEAD = 3
"""Runs handed out per process before one has come back."""
A_CORE = 4
"""Processes a core that may be asked for; more only cost memory."""
LONGEST_ERROR = 2000
ECONOMY = f"{model.__name__}.economy"
"""What a process that makes runs imports first."""


def outcomes(
    rows: Sequence[Row],
    series: Sequence[str],
    workers: int | None = None,
    memory: str | None = None,
) -> Iterator[tuple[Row, Outcome]]:
    """Make every run; rows come back as they finish.

    The first two are made here: the first compiles, the second tells what a run costs. Each
    process may take ``memory``, as `scenarios.execution.memory.bound` reads it.
    """
    check_workers(workers)
    most = bound(memory, workers or cores(), max((row.case.scale for row in rows), default=0))
    warm = 0.0
    for row in rows[:2]:
        outcome = make(row.case, series, most)
        warm = outcome.wall_s
        yield row, outcome
    rest = rows[2:]
    count = _processes(len(rest), warm) if workers is None else min(workers, len(rest))
    if count > 1:
        yield from _in_processes(rest, series, count, most)
    else:
        for row in rest:
            yield row, make(row.case, series, most)


def cores() -> int:
    """Processes that pay on this machine."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def check_workers(workers: int | None) -> None:
    """Refuse a number of processes that cannot be meant.

    Raises:
        InputError: fewer than one, or far more than there are cores.
    """
    most = A_CORE * cores()
    if workers is not None and (isinstance(workers, bool) or not 1 <= workers <= most):
        raise InputError(
            f"workers = {workers}; expected a whole number from 1 to {most} on this machine of "
            f"{cores()} core{'' if cores() == 1 else 's'}; every process needs memory of its own"
        )


def make(case: Case, series: Sequence[str], most: int | None = None) -> Outcome:
    """One run, in at most so many bytes; an error in it is an outcome, an interruption is not."""
    if most is not None:
        with suppress(Exception):  # what is wrong with the model its runs will tell
            warm()  # a compiler that is refused memory takes its process with it
    return within(most, partial(_made, case, series))


@cache
def warm() -> None:
    """Compile before the first run is timed; does nothing the second time."""
    from model import Economy

    Economy(Case(end="2011-02", scale=500)).run()


def _made(case: Case, series: Sequence[str]) -> Outcome:
    from model import Economy
    from model.record_table import Record

    begun = time.perf_counter()
    try:
        economy = Economy(case)
        economy.record = Record(economy.months, series)  # the others are not worked out
        values = economy.run().values.astype(np.float32)
        return Outcome("ok", time.perf_counter() - begun, values, t_end=time.time())
    except Exception as error:
        text = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        return Outcome("failed", time.perf_counter() - begun, error=text, t_end=time.time())


def _processes(left: int, seconds_each: float) -> int:
    return min(cores(), left) if left * seconds_each > START_S else 1


def _in_processes(
    rows: Sequence[Row],
    series: Sequence[str],
    count: int,
    most: int | None,
) -> Iterator[tuple[Row, Outcome]]:
    """Make runs in several processes; a process that dies costs its own run at most."""
    left = deque(rows)
    with one_thread_each():
        while left:
            running: dict[Future[Outcome], Row] = {}
            try:
                yield from _until_one_dies(left, running, series, count, most)
            except BrokenProcessPool:
                # Any of the runs under way may be the one that kills: each gets a process alone.
                for row in running.values():
                    yield row, _alone(row, series, most)


def _until_one_dies(
    left: deque[Row],
    running: dict[Future[Outcome], Row],
    series: Sequence[str],
    count: int,
    most: int | None,
) -> Iterator[tuple[Row, Outcome]]:
    with processes(count) as executor:
        while left or running:
            while left and len(running) < AHEAD * count:
                running[handed_out(executor, make, left[0].case, series, most)] = left[0]
                left.popleft()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                outcome = future.result()
                yield running.pop(future), outcome


def _alone(row: Row, series: Sequence[str], most: int | None) -> Outcome:
    with processes(1) as executor:
        try:
            return handed_out(executor, make, row.case, series, most).result()
        except BrokenProcessPool:
            return Outcome("crashed", 0.0, error="its process died", t_end=time.time())


@contextmanager
def processes(
    count: int, preload: Sequence[str] = (__name__, ECONOMY)
) -> Iterator[ProcessPoolExecutor]:
    """Processes that leave Ctrl-C to this one and end when it does.

    Args:
        count: how many.
        preload: modules imported once for all of them, where the system can.
    """
    windows = sys.platform == "win32"
    context = multiprocessing.get_context("spawn" if windows else "forkserver")
    if not windows:
        context.set_forkserver_preload(list(preload))
        with _ctrl_c_ignored():  # what is started here inherits that
            multiprocessing.forkserver.ensure_running()
    executor = ProcessPoolExecutor(count, context, initializer=_begin)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _ctrl_c_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _ctrl_c_kept() -> Iterator[None]:
    """Let Ctrl-C act after the block: a process half started would be nobody's to end."""
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda *what: came.append(what))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            before(*came[0])


def handed_out[**P, T](
    executor: Executor, function: Callable[P, T], *arguments: P.args, **options: P.kwargs
) -> Future[T]:
    """Submit work; a process that this starts does not run the user's script again."""
    main = sys.modules["__main__"].__dict__
    hidden = {name: main.get(name) for name in ("__spec__", "__file__")}
    main["__spec__"] = None
    main.pop("__file__", None)
    try:
        with _ctrl_c_kept():
            return executor.submit(function, *arguments, **options)
    finally:
        main.update({name: value for name, value in hidden.items() if value is not None})


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Processes share the cores; algebra libraries in them must not each take them all."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _begin() -> None:
    """In a new process: leave Ctrl-C to the parent, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def end_with_parent() -> None:
            multiprocessing.connection.wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=end_with_parent, daemon=True).start()
