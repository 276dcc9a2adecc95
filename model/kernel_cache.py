"""Where compiled kernels are kept.

Numba's own cache does not notice when a kernel called by another kernel changes, so the folder is
named by a hash of all model sources, of the recorded opening, parts of which kernels hold as
constants, and of numba's version. What numba keeps are pickles, which run as whoever reads them:
the folder is the user's own and closed to others, and where there is no such folder kernels compile
in memory.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from importlib.metadata import version
from pathlib import Path


def _fingerprint() -> str:
    root = Path(__file__).parent
    digest = hashlib.sha256(version("numba").encode())
    for file in sorted((*root.rglob("*.py"), *root.rglob("*.csv"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _folder() -> Path | None:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    own = home / "byungjin"
    folder = own / f"kernels-{_fingerprint()}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not all(_is_mine(place) for place in (own, folder)) or _is_open(home):
            return None
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
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


def holds_the_month() -> bool:
    """Whether this version's month has been compiled here before."""
    return FOLDER is not None and any(FOLDER.rglob("month._run_month-*.nbi"))
