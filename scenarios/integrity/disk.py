"""Every change of a store goes through here: make, write, flush, rename, remove, lock.

One door, so that tests can refuse each call once, or end the process at it, and look at what is
left (`tests/campaigns`).
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import uuid4

from model.errors import InputError

TOGETHER = 1 << 20
"""Bytes handed to the system at a time."""


def call[**P, T](
    kind: str, path: Path, change: Callable[P, T], *given: P.args, **options: P.kwargs
) -> T:
    """Make one change; ``kind`` and ``path`` say which, to tests that refuse it."""
    return change(*given, **options)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into one message for the user."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"{path}: cannot be written; {gone(path.parent)}") from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(
            f"{path}: cannot be written ({reason}); make room, or choose another place"
        ) from error


def gone(folder: Path) -> str:
    """What to say of a folder that somebody may have taken away, or a file in it."""
    there = "something in it is" if folder.is_dir() else "it is"
    return f"{folder}: {there} not there; was it removed or moved?"


class Written(io.RawIOBase):
    """A file that is written; its SHA-256 is taken on the way."""

    def __init__(self, path: Path, mode: str = "xb") -> None:
        self.path = path
        opened: Callable[[], Any] = partial(open, path, mode, buffering=0)
        self._file = call("create", path, opened)
        self._hash = hashlib.sha256()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]
        """Hand bytes to the system; how many it took."""
        taken: int = call("write", self.path, self._file.write, data)
        self._hash.update(memoryview(data)[:taken])
        return taken

    def rewind(self) -> None:
        """Write over what is there from the beginning."""
        self._file.seek(0)

    def close(self) -> None:
        """Give the file back to the system."""
        if "_file" in self.__dict__:
            self._file.close()
        super().close()

    @property
    def digest(self) -> str:
        """SHA-256 of what was written."""
        return self._hash.hexdigest()


def always() -> bool:
    """What is written is wanted, whatever happens meanwhile."""
    return True


def replace(
    file: Path, write: Callable[[BinaryIO], object], wanted: Callable[[], bool] = always
) -> str:
    """Write a file by a function of its open handle, whole or not at all; its SHA-256."""
    digest = ""

    def fill(path: Path) -> None:
        nonlocal digest
        with Written(path) as raw:
            buffer = io.BufferedWriter(cast(io.RawIOBase, raw), TOGETHER)
            write(buffer)
            buffer.flush()
            digest = raw.digest

    replace_file(file, fill, wanted)
    return digest


def replace_file(
    file: Path, write: Callable[[Path], object], wanted: Callable[[], bool] = always
) -> None:
    """Write a file beside its place, flush it and rename it: whole or not at all."""
    temporary = file.with_name(f".{file.name}.{uuid4().hex[:8]}.tmp")
    with writing(file):
        try:
            write(temporary)
            _flush(temporary)
            if wanted():
                call("rename", file, os.replace, temporary, file)
                _flush(file.parent)
                return
        except BaseException:
            with suppress(OSError):
                unlink(temporary)
            raise
        unlink(temporary)


def unlink(file: Path) -> None:
    """Remove a file that may be gone already."""
    call("unlink", file, file.unlink, missing_ok=True)


def discard(folder: Path) -> None:
    """Remove a folder and what is in it, as far as that can be done."""
    with suppress(OSError):
        call("unlink", folder, shutil.rmtree, folder, ignore_errors=True)


def make_folder(folder: Path, parents: bool = False, exist_ok: bool = True) -> None:
    """Make a folder that may be there already."""
    call("mkdir", folder, folder.mkdir, parents=parents, exist_ok=exist_ok)


def touch(file: Path) -> None:
    """Make an empty file."""
    call("create", file, file.touch)


def append(file: Path, line: str) -> None:
    """Add a line to a text file and flush it."""
    with writing(file), Written(file, "ab") as handle:
        handle.write(line.encode() + b"\n")
    with writing(file):
        _flush(file)


def _flush(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders; its rename is durable once the file is
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        call("flush", path, os.fsync, handle)
    finally:
        os.close(handle)
