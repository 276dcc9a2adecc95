"""A sweep is killed, or refused by the disk, at every moment; then it goes on.

Promised: every run once, with the figures of an undisturbed sweep bit for bit; a full or failing
disk ends in one line; nothing of what was under way is left behind.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from scenarios.integrity import disk
from tests.campaigns import Trial
from tests.campaigns._sweeps import HUNG_S, Hung, ending, gone_on_with, refused, whole, wrong
from tests.scenarios.sweeps import (
    MANY,
    ROOT,
    Here,
    alive,
    begun,
    committed,
    family,
    figures,
    made,
    swept,
    wait_for,
    workers_of,
)

ONCE, HALF, FULL, DEAD, DEAD_HALF = "fails once", "half", "full from", "killed", "killed half-way"
"""What happens at a call: it fails; it writes half and fails; it fails and so does whatever takes
room from then on; nothing reaches the disk from then on, as after a kill; nor does half of it."""
TAKES_ROOM = ("create", "write", "mkdir", "lock")
RARE = 40
"""One attempt in so many kills a real process, at a call or a random moment; it takes seconds."""

Calls = list[tuple[str, str]]


def run(n: int, seed: int) -> Iterator[Trial]:
    """So many attempts: all calls and all ways if n is large enough, else evenly some."""
    plan = moments()
    luck = random.Random(seed)
    count = n - n // RARE
    first = luck.randrange(len(plan))
    for number in range(count):
        place, how = plan[(first + number * len(plan) // count) % len(plan)]
        yield at(place, how)
    changes = len(calls())
    for number in range(n // RARE):
        if number % 2:
            yield sometime(luck.random(), luck.random() < 0.5)
        else:
            yield struck(luck.randrange(changes))


def moments() -> list[tuple[int, str]]:
    """Every call of the disk by its number, with everything that may happen there."""
    found = []
    for place, (kind, _) in enumerate(calls()):
        ways = [ONCE, DEAD, *([HALF, DEAD_HALF] if kind == "write" else []),
                *([FULL] if kind in TAKES_ROOM else [])]  # fmt: skip
        found += [(place, how) for how in ways]
    return found


def calls() -> Calls:
    """Every call of the disk that a sweep makes, by kind and file, in order."""
    found: Calls = []

    def seen(kind: str, path: Path) -> None:
        found.append((kind, path.name))

    with TemporaryDirectory() as place, _door(seen):
        whole(Path(place) / "s")
    return found


def at(place: int, how: str) -> Trial:
    """Disturb the call of that number, go on undisturbed, and look."""
    tried = f"at({place}, {how!r})"
    with TemporaryDirectory() as home:
        folder = Path(home) / "s"
        try:
            with ending():
                if (ended := _disturbed(folder, place, how)) is not None:
                    return Trial(tried, ended)
                gone_on_with(folder)
                return Trial(tried, wrong(folder))
        except (Exception, Hung) as error:
            return Trial(tried, f"then {refused(error) or error}")


class Dead(BaseException):
    """The process was killed: from here on nothing it does reaches the disk."""


def _disturbed(folder: Path, place: int, how: str) -> str | None:
    """Run a sweep that is disturbed at a call; what is wrong with how it says so."""
    passed = [0]

    def disturb(kind: str, path: Path) -> BaseException | None:
        number, passed[0] = passed[0], passed[0] + 1
        dead = how in (DEAD, DEAD_HALF)
        later = number > place and (dead or (how == FULL and kind in TAKES_ROOM))
        if number != place and not later:
            return None
        code = errno.EIO if how == ONCE else errno.ENOSPC
        error = Dead() if dead else OSError(code, os.strerror(code), str(path))
        if how in (HALF, DEAD_HALF) and not later:
            return error
        raise error

    try:
        with _door(disturb):
            whole(folder)
    except Dead:
        return None
    except (Exception, Hung) as error:
        return refused(error)
    return None


@contextmanager
def _door(before: Callable[[str, Path], BaseException | None]) -> Iterator[None]:
    """Ask before every call of the disk: raise to refuse it, return to refuse it half-way."""
    change = disk.call

    def asked(kind: str, path: Path, function: Any, *given: Any, **options: Any) -> Any:
        if (error := before(kind, path)) is not None:
            function(given[0][: len(given[0]) // 2])
            raise error
        return change(kind, path, function, *given, **options)

    disk.call = asked
    try:
        yield
    finally:
        disk.call = change


def struck(place: int) -> Trial:
    """Kill a process at a call of the disk, go on, and look."""
    tried = f"struck({place})"
    script = "import sys; from tests.campaigns import kills; kills.doomed(sys.argv[1], sys.argv[2])"
    with TemporaryDirectory() as home:
        folder = Path(home) / "s"
        done = subprocess.run([sys.executable, "-c", script, folder, str(place)], cwd=ROOT,
                              capture_output=True, text=True, timeout=2 * HUNG_S,
                              check=False)  # fmt: skip
        if done.returncode != -signal.SIGKILL:
            return Trial(tried, f"was not killed: {done.returncode} {done.stderr[-200:]}")
        try:
            with ending():
                gone_on_with(folder)
                return Trial(tried, wrong(folder))
        except (Exception, Hung) as error:
            return Trial(tried, f"then {refused(error) or error}")


def doomed(folder: str, place: str) -> None:
    """Run a sweep in this process, which kills itself at the call of that number."""
    passed = [0]

    def kill(kind: str, path: Path) -> None:
        passed[0] += 1
        if passed[0] > int(place):
            os.kill(os.getpid(), signal.SIGKILL)

    with _door(kill):
        whole(Path(folder))


def sometime(seconds: float, worker: bool) -> Trial:
    """Kill a runner with real processes, or one of these, some seconds after it begins to work."""
    tried = f"sometime({seconds:.4f}, {worker})"
    with TemporaryDirectory() as home:
        folder = Path(home) / "s"
        try:
            true = _many()
            with ending(4 * HUNG_S):  # of processes that start, on a busy machine
                _kill_sometime(folder, seconds, worker)
                swept(made(**MANY), folder)
                same = figures(folder).equals(true)
            return Trial(tried, None if same else "figures are lost, doubled or different")
        except (Exception, Hung) as error:
            return Trial(tried, f"then {refused(error) or error}")


@cache
def _many() -> pd.DataFrame:
    """The figures of the larger sweep when nothing disturbs it."""
    with TemporaryDirectory() as home:
        swept(made(**MANY), Path(home) / "s", processes=Here)
        return figures(Path(home) / "s")


def _kill_sometime(folder: Path, seconds: float, worker: bool) -> None:
    running = begun(folder, MANY)
    wait_for(lambda: committed(folder) or running.poll() is not None)
    with suppress(subprocess.TimeoutExpired):
        running.wait(seconds)
    pids = family(running.pid)
    with suppress(ProcessLookupError):
        for pid in workers_of(folder)[:1] if worker else [running.pid]:
            os.kill(pid, signal.SIGKILL)
    if worker:
        running.communicate(timeout=HUNG_S)
    running.communicate()
    wait_for(lambda: not any(map(alive, pids)), seconds=10)
