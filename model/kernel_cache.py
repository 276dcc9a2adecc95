"""Where machine code of kernels is kept: with the package, or in a folder that is the user's alone.

A file is named by what its code follows from (`model.kernel_key`) and begins with the digest of
the rest of it. Machine code is as powerful as a program: what comes with the package is trusted as
its sources are, and anything else must lie in a folder that is the user's own and closed to others.
Where there is no such folder, kernels are compiled in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

SHIPPED = Path(__file__).parent / "kernels"
"""Kernels that came with the package; a source tree has none."""
ENDING = ".kernel"
MOST_BYTES = 200_000_000
"""Kept for one user; what has not been used for longest goes first."""
DAY_S = 86_400.0


class Code(NamedTuple):
    """Machine code of one kernel."""

    function: str
    """Names within the code: of the function, and of its place for constants."""
    place: str
    constants: tuple[str, ...]
    """Types of the arrays it hands to Python, as NumPy spells them."""
    linked: tuple[str, ...]
    """Keys of the kernels it calls that are compiled by themselves."""
    machine_code: bytes


def _folder() -> Path | None:
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        own, folder = home / "byungjin", home / "byungjin" / "kernels"
        home.mkdir(parents=True, exist_ok=True)
        if not all(_is_mine(place) for place in (own, folder)) or _is_open(home):
            return None
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # a user whom the machine does not know has no home
        return None


def _is_mine(place: Path) -> bool:
    """Make a folder that nobody else may enter; whether it is one, and always was this user's."""
    place.mkdir(mode=0o700, exist_ok=True)
    if os.name == "nt":  # a profile's folders are its user's own
        return True
    found = place.lstat()
    others_may_write = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or others_may_write:
        return False
    place.chmod(0o700)
    return True


def _is_open(place: Path) -> bool:
    """Whether others may put another folder in the place of one that is in there."""
    mode = place.stat().st_mode
    return os.name != "nt" and bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


FOLDER = _folder()


def held(key: str) -> bool:
    """Whether a kernel is kept."""
    return any(path.is_file() for path in _places(key))


def read(key: str) -> Code | None:
    """A kernel that is kept whole, None if there is none."""
    for path in _places(key):
        with contextlib.suppress(OSError):
            digest, _, rest = path.read_bytes().partition(b"\n")
            if hashlib.sha256(rest).hexdigest().encode() == digest:
                _note_use(path)
                head, _, machine_code = rest.partition(b"\n")
                function, place, constants, linked = json.loads(head)
                return Code(function, place, tuple(constants), tuple(linked), machine_code)
    return None


def _places(key: str) -> list[Path]:
    return [folder / f"{key}{ENDING}" for folder in (SHIPPED, FOLDER) if folder is not None]


def _note_use(path: Path) -> None:
    if path.parent == FOLDER and time.time() - path.stat().st_mtime > DAY_S:
        path.touch()


def keep(key: str, code: Code) -> None:
    """Keep a kernel for this user; where that cannot be, it is compiled again next time."""
    if FOLDER is None:
        return
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=FOLDER)
        try:
            with open(handle, "wb") as file:
                file.write(packed(code))
            Path(name).replace(FOLDER / f"{key}{ENDING}")  # whole or not at all
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _make_room(FOLDER.iterdir())


def packed(code: Code) -> bytes:
    """What a file holds: a digest, what is to be known of the code, and the code."""
    rest = json.dumps(code[:-1]).encode() + b"\n" + code.machine_code
    return hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def _make_room(files: Iterable[Path]) -> None:
    """Remove what has not been used for longest, temporary files of the killed among it."""
    found = sorted((s.st_mtime, s.st_size, path) for path in files for s in [path.lstat()])
    over = sum(size for _, size, _ in found) - MOST_BYTES
    for _, size, path in found:
        if over <= 0:
            break
        path.unlink(missing_ok=True)
        over -= size
