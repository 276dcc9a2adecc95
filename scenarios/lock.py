"""One runner a folder: the second is told who the first is.

The lock is the system's (flock), so it ends with its process however that ends. Runners of parts
share the folder, each with a lock on its part.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from model.errors import InputError
from scenarios.store import writing

NAME, BEGIN = ".lock", ".begin"

Part = tuple[int, int] | None
"""(k, K) for the k-th of K parts; None for the whole."""


@contextmanager
def held(folder: Path, part: Part = None) -> Iterator[None]:
    """Hold a folder, or a part of it, while the block runs.

    Raises:
        InputError: another process holds it.
    """
    with ExitStack() as files:
        whole = files.enter_context(_opened(folder / NAME))
        if not _patiently(whole, shared=part is not None):
            raise _taken(folder)
        mine = whole
        if part is not None:
            _refuse_other_counts(folder, part)
            mine = files.enter_context(_opened(folder / _name(part)))
            if not _patiently(mine):
                raise _taken(folder, _name(part))
        _sign(mine, part)
        yield
        mine.truncate(0)


@contextmanager
def beginning(folder: Path) -> Iterator[None]:
    """Let runners of parts that start together make or check the folder one after the other."""
    with _opened(folder / BEGIN) as file:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def holders(folder: Path) -> list[dict[str, Any]]:
    """Who runs in a folder now: pid, host, since, part."""
    found = []
    for file in sorted(folder.glob(f"{NAME}*")):
        with suppress(OSError, InputError), _opened(file, new=False) as handle:
            if not _lock(handle, shared=file.name == NAME) and (identity := _identity(file)):
                found.append(identity)
    return found


@contextmanager
def _opened(file: Path, new: bool = True) -> Iterator[BinaryIO]:
    """A file of the folder itself: what a link leads to is not ours to write on."""
    flags = os.O_RDWR | (os.O_CREAT if new else 0) | getattr(os, "O_NOFOLLOW", 0)
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise InputError(f"{file}: is a link or no file; a stored run holds its own files")
    with writing(file):
        handle = os.fdopen(os.open(file, flags, 0o644), "rb+", buffering=0)
    with handle:
        yield handle


def _patiently(handle: Any, shared: bool = False) -> bool:
    """Try a few times: whoever asks for the status holds a lock for an instant."""
    for _ in range(4):
        if _lock(handle, shared):
            return True
        time.sleep(0.05)
    return False


def _lock(handle: Any, shared: bool = False) -> bool:
    """Take a lock that is not waited for; whether it was free."""
    try:
        if sys.platform == "win32":
            import msvcrt

            if not shared:
                handle.seek(1_000_000)
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
                handle.seek(0)
        else:
            import fcntl

            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _name(part: tuple[int, int]) -> str:
    return f"{NAME}-{part[0]}-of-{part[1]}"


def _refuse_other_counts(folder: Path, part: tuple[int, int]) -> None:
    for other in holders(folder):
        found = other.get("part")
        if found and found[1] != part[1]:
            raise InputError(f"{folder}: process {other['pid']} on {other['host']} runs part "
                             f"{found[0]}/{found[1]}; all parts must be of one count")  # fmt: skip


def _sign(handle: BinaryIO, part: Part) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    facts = {"pid": os.getpid(), "host": socket.gethostname(), "since": now, "part": part}
    handle.truncate(0)
    handle.seek(0)
    handle.write(json.dumps(facts).encode())


def _identity(file: Path) -> dict[str, Any]:
    from scenarios import schema

    try:
        facts = schema.read(file, schema.Runner, "the lock of a runner")
        return {"part": None, **facts}
    except InputError:  # just being written, or nobody's
        return {}


def _taken(folder: Path, name: str = NAME) -> InputError:
    identity = _identity(folder / name) or next(iter(holders(folder)), {})
    who = "another process"
    if identity:
        who = f"process {identity['pid']} on {identity['host']}, since {identity['since']}"
        if identity.get("part"):
            who += f", part {identity['part'][0]}/{identity['part'][1]}"
    return InputError(f"{folder}: {who}, is running this sweep; wait for it or stop it first")
