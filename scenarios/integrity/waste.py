"""What killed runners leave: parts that no status names, files half written, names at locks."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from scenarios.execution import plan
from scenarios.integrity import copies, disk, lock
from scenarios.storage import store

AGE_S = 60.0
"""Seconds a file must have lain there, where the process of a killed runner may be about it."""
FOREIGN_S = 3600.0
"""The same where another runner may be about it: one that makes another part."""
_FIRST = re.compile(r"\.?part-([0-9]+)-[0-9]+-")


def remove(folder: Path, part: lock.Part = None, age: float = AGE_S) -> int:
    """Remove what killed runners left in a sweep; how many files.

    Asked of who holds the lock of the folder, so that no other runner is at work; where a part is
    held, what is not of its runs must be an hour old.

    Args:
        folder: of the sweep.
        part: (k, K) if only the k-th of K parts is held.
        age: seconds a file must have lain there.
    """
    now, count = time.time(), 0
    for file in _left(folder):
        mine = part is None or within(file, part)
        with suppress(OSError):  # what cannot be removed now can be by the next
            if now - file.stat().st_mtime >= (age if mine else FOREIGN_S):
                disk.unlink(file)
                count += 1
    for file in lock.stale(folder) if part is None else ():
        with suppress(OSError):
            disk.unlink(file)
            count += 1
    return count


def _left(folder: Path) -> Iterator[Path]:
    """Temporary files, and parts without a status."""
    for inside in ("", copies.FOLDER, plan.INFLIGHT, *store.PARTS):
        yield from (folder / inside).glob(".*.tmp")
    last = store.PARTS[-1]
    for part in store.PARTS[:-1]:
        for file in (folder / part).glob("part-*.parquet"):
            if not (folder / last / file.name).exists():
                yield file


def within(file: Path, part: tuple[int, int]) -> bool:
    """Whether a shard is of the k-th of K parts; all its runs leave one rest, its first tells."""
    first = _FIRST.match(file.name)
    return first is not None and int(first[1]) % part[1] == part[0] - 1
