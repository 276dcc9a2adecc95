"""What happens outside a store while something works on it: looked for, and listened to.

On Linux the kernel tells of every opening, reading, writing, making and removing in a folder
(inotify), whichever library does it; everywhere the tree is compared before and after, and the
canary's text is looked for in whatever comes out.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
import threading
from contextlib import contextmanager

CANARY = "canary-5f2b9c71"
OPENED, READ, CHANGED, MADE = 0x20, 0x1, 0x2, 0x40 | 0x80 | 0x100 | 0x200
KINDS = {OPENED: "opened", READ: "read", CHANGED: "written"}
LONGEST_S = 90


class Hangs(BaseException):
    """It takes far too long; nothing that is tested may take this for an error of its own."""


class Outside:
    """A folder beside the store, of which nothing is to be touched."""

    def __init__(self, home):
        self.folder = home / "outside"
        (self.folder / "victims").mkdir(parents=True)
        for name in ("canary.txt", "victims/letter.txt"):
            (self.folder / name).write_text(f"{CANARY}\n")
        (self.folder / "canary.json").write_text(f'{{"{CANARY}": 1, "format": 1}}')
        self.canary = self.folder / "canary.txt"

    @contextmanager
    def watched(self):
        """What was done in the folder while the block ran, in words; a list that fills."""
        found = []
        before = self._tree()
        with _listening([self.folder, *(p for p in self.folder.rglob("*") if p.is_dir())]) as heard:
            yield found
            found += heard()
        found += sorted(f"changed {name}" for name in set(before) ^ set(self._tree()))

    def _tree(self):
        return [(str(p.relative_to(self.folder)), p.lstat().st_size, p.lstat().st_mtime_ns)
                for p in self.folder.rglob("*")]  # fmt: skip


@contextmanager
def _listening(folders):
    """Ask the kernel what is done in some folders."""
    if sys.platform != "linux":
        yield list
        return
    library = ctypes.CDLL(None, use_errno=True)
    handle = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    assert handle >= 0
    for folder in folders:
        wanted = OPENED | READ | CHANGED | MADE
        assert library.inotify_add_watch(handle, os.fsencode(folder), wanted) >= 0
    try:
        yield lambda: _events(handle)
    finally:
        os.close(handle)


def _events(handle):
    try:
        told = os.read(handle, 1_000_000)
    except BlockingIOError:
        return []
    found, place = [], 0
    while place < len(told):
        _, mask, _, length = struct.unpack_from("iIII", told, place)
        name = told[place + 16 : place + 16 + length].rstrip(b"\0").decode(errors="replace")
        kind = next((word for bit, word in KINDS.items() if mask & bit), "made or removed")
        found.append(f"{kind} {name or 'the folder'}")
        place += 16 + length
    return list(dict.fromkeys(found))


@contextmanager
def no_longer_than(tried, seconds=LONGEST_S):
    """End what hangs, and the whole process, after saying at what, where that does not help."""

    def stop(*_):
        raise Hangs(f"took longer than {seconds} s")

    def give_up():
        print(f"hangs for good: {tried}", file=sys.stderr, flush=True)
        os._exit(1)

    last = threading.Timer(3 * seconds, give_up)
    last.daemon = True
    last.start()
    if not hasattr(signal, "setitimer"):
        yield
        last.cancel()
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        last.cancel()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
