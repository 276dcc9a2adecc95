"""Compile what is not kept yet, in several processes where that pays."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import numba
import numpy as np

from model import country, kernel_cache, month
from model.kernel_compiler import Mechanism
from model.kernel_key import reached
from model.population import Rows

MODULE = __spec__.name
"""What this module is called in the package it lies in, even where it is the program."""
A_PROCESS = 8
"""Mechanisms to be compiled for which another process pays: one takes a second to start."""
MOST_PROCESSES = 8
LONGEST_S = 900.0


@cache
def make_ready() -> None:
    """Compile the month's mechanisms if they are not kept yet, and say so; once in a process."""
    if numba.config.DISABLE_JIT or kernel_cache.FOLDER is None:
        return  # there is nothing to hand over by: each process compiles what it calls
    books, types = _types()
    if month._run_month._cache.held((books, types["rows"])):
        return
    steps = {name: step for name, step in mechanisms().items() if not _held(step)}
    processes = min(_cores(), MOST_PROCESSES, len(steps) // A_PROCESS)
    if processes > 1:
        _share_out(steps, processes)


def mechanisms() -> dict[str, Mechanism]:
    """What the month calls, the dearest to compile first."""
    found = {name: step for name, step in vars(month).items() if isinstance(step, Mechanism)}
    return dict(sorted(found.items(), key=lambda pair: -_size(pair[1])))


def _size(step: Mechanism) -> int:
    return sum(len(function.__code__.co_code) for function in reached(step.py_func))


@cache
def _types() -> tuple[Any, dict[str, Any]]:
    """Numba's types of the books, and of what mechanisms are called with by name."""
    flat = ("civil", "munitions")
    rows = Rows(**{
        name: np.zeros((1,) if name in flat else (1, 1), np.int64 if "kinds" in name else float)
        for name in Rows._fields
    })  # fmt: skip
    books = numba.typeof(country.blank().view(country.RECORD))
    blocks = dict.fromkeys(("first", "last"), numba.int64)
    return books, {"country": books.dtype, "rows": numba.typeof(rows), **blocks}


def _given(step: Mechanism) -> tuple[Any, ...]:
    _, types = _types()
    return tuple(types[name] for name in inspect.signature(step.py_func).parameters)


def _held(step: Mechanism) -> bool:
    return bool(step._cache.held(_given(step)))


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _share_out(steps: dict[str, Mechanism], processes: int) -> None:
    """Deal mechanisms out by size; this process takes a share, others are started for the rest."""
    shares: list[list[str]] = [[] for _ in range(processes)]
    for name in steps:
        min(shares, key=lambda share: sum(_size(steps[n]) for n in share)).append(name)
    done = _Count(len(steps))
    with ExitStack() as ended:
        ended.callback(done.finish)
        others = [ended.enter_context(_start(share)) for share in shares[1:]]
        for other in others:
            ended.callback(other.kill)  # they have come to their end, or this process has
        readers = [Thread(target=done.follow, args=(other.stdout,)) for other in others]
        for reader in readers:
            reader.start()
        done.follow(_compile(shares[0]))
        for reader in readers:
            reader.join(LONGEST_S)


def _start(share: Sequence[str]) -> subprocess.Popen[str]:
    """A process that compiles some mechanisms and names each when it is kept."""
    root = str(Path(__file__).resolve().parents[MODULE.count(".")])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-m", MODULE, *share],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what fails there is compiled here, and fails here
        text=True,
    )


def _compile(share: Sequence[str]) -> Iterator[str]:
    for name in share:
        step = getattr(month, name)
        step.compile(_given(step))
        yield name


class _Count:
    """A line on a terminal: mechanisms compiled, of how many."""

    def __init__(self, whole: int) -> None:
        self._whole, self._done, self._lock = whole, 0, Lock()
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._show()

    def follow(self, names: Iterable[str]) -> None:
        """Count what is done as its name comes in."""
        for _ in names:
            with self._lock:
                self._done += 1
                self._show()

    def _show(self) -> None:
        if self._shown:
            said = f"Compiling the model for this machine, once: {self._done} of {self._whole}"
            print(f"\r{said}", end="", file=sys.stderr, flush=True)

    def finish(self) -> None:
        if self._shown:
            print(file=sys.stderr)


def main(*names: str) -> None:
    """Compile some mechanisms for another process, and name each when it is kept."""
    for name in _compile(names):
        print(name, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
