"""One runner a folder: the second is told who the first is.

The locks are the system's, taken by filelock, so they end with their process however that ends.
There are exclusive ones only, which every system has: the whole has a lock and so has each part,
and whoever takes one looks at the others meanwhile, behind a gate that one passes at a time.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from model.errors import InputError
from scenarios.integrity import disk

NAME, BEGIN, GATE, WHO = ".lock", ".begin", ".gate", ".json"
"""Files of the locks; beside each lock that is held, with the last ending, is who holds it."""
PATIENCE_S = 0.3
"""Seconds a lock is tried for: whoever asks for the status holds it for an instant."""
GLANCE_S = 0.02
"""Seconds a lock is tried for to find out whether it is held."""
GATE_S = 10.0
"""Seconds a runner may take to pass the gate."""

Part = tuple[int, int] | None
"""(k, K) for the k-th of K parts; None for the whole."""


@contextmanager
def held(folder: Path, part: Part = None) -> Iterator[None]:
    """Hold a folder, or a part of it, while the block runs.

    Raises:
        InputError: another process holds it.
    """
    mine = folder / _name(part)
    gate = _taken(folder / GATE, GATE_S)
    if gate is None:
        raise _refusal(folder, mine, part)
    try:
        for other in _locks(folder):
            if other != mine and _forbids(other, part):
                raise _refusal(folder, other, part)
        lock = _taken(mine, PATIENCE_S)
        if lock is None:
            raise _refusal(folder, mine, part)
    finally:
        gate.release()
    with ExitStack() as after:
        after.callback(lock.release)  # last of all, and whatever fails before
        after.callback(_unsign, mine)
        _sign(mine, part)
        yield


@contextmanager
def beginning(folder: Path) -> Iterator[None]:
    """Let runners of parts that start together make or check the folder one after the other."""
    lock = _taken(folder / BEGIN, -1)
    assert lock is not None
    try:
        yield
    finally:
        lock.release()


def holders(folder: Path) -> list[dict[str, Any]]:
    """Who runs in a folder now: pid, host, since, part."""
    found = (_identity(file) for file in _locks(folder) if _is_held(file))
    return [identity for identity in found if identity]


def _taken(file: Path, seconds: float) -> FileLock | None:
    """A lock, once it is free; None if it is not within so many seconds (-1: wait for ever)."""
    lock = FileLock(file, timeout=seconds, mode=0o644, thread_local=False)
    with disk.writing(file):
        try:
            disk.call("lock", file, lock.acquire, poll_interval=GLANCE_S / 2)
        except Timeout:
            return None
    return lock


def _locks(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob(f"{NAME}*") if file.suffix != WHO)


def _is_held(file: Path) -> bool:
    lock = FileLock(file, timeout=GLANCE_S, mode=0o644, thread_local=False)
    try:
        lock.acquire(poll_interval=GLANCE_S / 2)
    except Timeout:
        return True
    except OSError:  # of a folder that may only be read nobody asks
        return False
    lock.release()
    return False


def _forbids(other: Path, part: Part) -> bool:
    """Whether a lock is held with which this part, or the whole, cannot run."""
    counted = part is not None and other.name.endswith(f"-of-{part[1]}")
    return not counted and _is_held(other)


def _name(part: Part) -> str:
    return NAME if part is None else f"{NAME}-{part[0]}-of-{part[1]}"


def _who(lock: Path) -> Path:
    return lock.with_name(lock.name + WHO)


def _sign(lock: Path, part: Part) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    facts = {"pid": os.getpid(), "host": socket.gethostname(), "since": now, "part": part}
    disk.replace(_who(lock), lambda handle: handle.write(json.dumps(facts).encode()))


def _unsign(lock: Path) -> None:
    with suppress(OSError):  # whoever holds the whole removes it: see `stale`
        disk.unlink(_who(lock))


def stale(folder: Path) -> Iterator[Path]:
    """Who is said to hold a part, asked of who holds the whole: nobody can."""
    yield from folder.glob(f"{NAME}-*{WHO}")


def _identity(lock: Path) -> dict[str, Any]:
    from scenarios.storage import schema

    try:
        return {"part": None, **schema.read(_who(lock), schema.Runner, "the lock of a runner")}
    except InputError:  # just being written, or nobody's
        return {}


def _refusal(folder: Path, lock: Path, part: Part) -> InputError:
    identity = _identity(lock) or next(iter(holders(folder)), {})
    who = "another process"
    if identity:
        who = f"process {identity['pid']} on {identity['host']}, since {identity['since']}"
        if other := identity.get("part"):
            who += f", part {other[0]}/{other[1]}"
            if part is not None and other[1] != part[1]:
                return InputError(f"{folder}: {who}, is running this sweep; all parts must be of "
                                  "one count")  # fmt: skip
    return InputError(f"{folder}: {who}, is running this sweep; wait for it or stop it first")
