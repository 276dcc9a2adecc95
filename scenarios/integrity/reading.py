"""Files that a user names, read with care: regular ones, below a size, as text or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from model.errors import InputError

FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""How a file is opened: without waiting for whoever may write into a pipe, byte for byte."""


def text(path: Path, largest: int, kind: str) -> str:
    """A file as text, ends of lines as they are; a mark of its encoding falls away.

    Args:
        path: the file; it may be a link, for whoever names a file may link it.
        largest: bytes it may have.
        kind: what was expected, for messages: "scenario file", "table of draws".

    Raises:
        InputError: no file, no regular one (a folder, a pipe, a device), too large, not UTF-8.
    """
    try:
        return data(path, largest, kind).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text (byte {error.start})") from None


def data(path: Path, largest: int, kind: str) -> bytes:
    """A file as bytes; refused as `text` is."""
    try:
        _check_regular(path, os.stat(path), kind)  # before it is opened: a device may feel that
        handle = os.open(path, os.O_RDONLY | FLAGS)
        with os.fdopen(handle, "rb") as opened:
            facts = os.fstat(handle)
            _check_regular(path, facts, kind)
            found = opened.read(largest + 1)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError as error:  # a null character in the name
        raise error if isinstance(error, InputError) else InputError(f"{path}: {error}") from None
    if len(found) > largest:
        size = max(facts.st_size, len(found))
        raise InputError(f"{path}: has {size:,} bytes; a {kind} has at most {largest:,}")
    return found


def _check_regular(path: Path, facts: os.stat_result, kind: str) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise InputError(f"{path}: is no file; expected a {kind}")
