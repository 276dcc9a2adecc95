"""Where compiled kernels are kept.

Numba's own cache does not notice when a kernel called by another kernel changes, so the folder is
named by a hash of all model sources, of the recorded opening, parts of which kernels hold as
constants, and of numba's version. Where no folder can be written kernels compile in memory.
"""

from __future__ import annotations

import hashlib
import os
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
    for root in (home, Path(tempfile.gettempdir())):
        folder = root / "byungjin" / f"kernels-{_fingerprint()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


FOLDER = _folder()


def holds_the_month() -> bool:
    """Whether this version's month has been compiled here before."""
    return FOLDER is not None and any(FOLDER.rglob("month._run_month-*.nbi"))
