"""How much memory a run's process may take.

On Linux the system itself refuses a process more than its bound, so that a run over it fails like
any other and its process goes on. Elsewhere no such bound exists that compiled code keeps to: there
the estimate is all there is, and asking for a bound is refused.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import InputError

if TYPE_CHECKING:
    from scenarios.storage.rows import Outcome

BASE, ROW = 650e6, 250.0
"""Bytes that a process needs for itself, once the model is compiled, and for each household row;
as measured."""
SPARE = 2.0
"""A bound that nobody chose is at least so many times what is needed."""
SHARE = 0.9
"""Of what is free, all processes together take so much, unless the user says otherwise."""
UNITS = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3, "T": 1000**4,
         "KI": 1024, "MI": 1024**2, "GI": 1024**3, "TI": 1024**4}  # fmt: skip
AMOUNT = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*(%|([KMGT]?I?)B?)")
CGROUP = Path("/sys/fs/cgroup")


def needed(rows: int) -> int:
    """Bytes a process needs for runs of so many household rows, roughly."""
    return int(BASE + ROW * rows)


def bound(asked: str | None, processes: int, rows: int) -> int | None:
    """Bytes that each of some processes may take; None for any number.

    Args:
        asked: "2GiB" or "500MB" for each, or "50%" of what is free for all together; most of what
            is free if None.
        processes: how many there are.
        rows: household rows of the largest run.

    Raises:
        InputError: no amount, more than there is, less than a process needs, or no bound is kept
            by this system.
    """
    least, there = needed(rows), free()
    if asked is None:
        if there is None or sys.platform != "linux":
            return None
        return max(int(SPARE * least), int(SHARE * there / processes))
    if sys.platform != "linux":
        raise InputError("memory: only Linux keeps a process to a bound; leave it out, and see the "
                         "estimate")  # fmt: skip
    amount = _bytes(asked, there, processes)
    if amount < least:
        raise InputError(f"memory = {asked}: gives a process {amount // 10**6:,} MB; for {rows:,} "
                         f"household rows it needs about {-(-least // 10**6):,} MB")  # fmt: skip
    return amount


def short(processes: int, rows: int) -> str:
    """A line for the user if there is less memory free than runs are likely to need; else empty."""
    there, least = free(), needed(rows) * processes
    if there is None or there > least:
        return ""
    return (
        f"Memory is short: {processes} process{'' if processes == 1 else 'es'} need about "
        f"{least / 1e9:,.1f} GB and {there / 1e9:,.1f} GB is free; try fewer with --workers"
    )


def _bytes(text: str, there: int | None, processes: int) -> int:
    found = AMOUNT.fullmatch(text.strip().upper())
    if found is None or (found[2] != "%" and found[3] not in UNITS):
        raise InputError(f"memory = {text[:20]!r}; expected bytes like 2GiB or 500MB, or a share "
                         "of what is free like 50%")  # fmt: skip
    if found[2] != "%":
        return int(float(found[1]) * UNITS[found[3]])
    if there is None or not 0 < float(found[1]) <= 100:
        raise InputError(f"memory = {text[:20]}; expected a share from 1% to 100%")
    return int(float(found[1]) / 100 * there / processes)


def free() -> int | None:
    """Bytes that are free on this machine, or in the control group this runs in; None if unknown.

    Linux alone tells without another library.
    """
    found = []
    with suppress(OSError, ValueError, IndexError):
        facts = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        found.append(int(facts["MemAvailable"].split()[0]) * 1024)
    with suppress(OSError, ValueError):
        most, taken = (int((CGROUP / f"memory.{n}").read_text()) for n in ("max", "current"))
        found.append(max(0, most - taken))
    return min(found, default=None)


@contextmanager
def bounded(most: int | None) -> Iterator[None]:
    """Let this process take no more than so many bytes while the block runs.

    The system counts what is mapped, not what is used: what was mapped before and lies unused is
    let be, so that the bound is on what is used.
    """
    if most is None or sys.platform != "linux":
        yield
        return
    import resource

    before, hard = resource.getrlimit(resource.RLIMIT_DATA)
    page = os.sysconf("SC_PAGESIZE")
    pages = Path("/proc/self/statm").read_text().split()
    used, mapped = int(pages[1]) * page, int(pages[5]) * page
    limit = max(mapped, most - used + mapped)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, hard))


def within(most: int | None, make: Callable[[], Outcome]) -> Outcome:
    """Make a run that may take so much memory; one that wants more fails and says so."""
    from scenarios.storage.rows import Outcome

    try:
        with bounded(most):
            outcome = make()
    except MemoryError as error:
        outcome = Outcome("failed", 0.0, error=f"MemoryError: {error}")
    kind = outcome.error.partition(":")[0]
    if most is None or outcome.state != "failed" or not kind.endswith("MemoryError"):
        return outcome
    return replace(outcome, error=f"needs more memory than the {most / 1e9:,.1f} GB its process "
                   "may take; --memory gives more, fewer --workers leave more")  # fmt: skip
