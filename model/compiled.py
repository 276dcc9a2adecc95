"""The one decorator for kernels.

Numba's own cache does not notice when a kernel called by another kernel changes, so the cache
folder is named by a hash of all model sources and of numba's version. Where no folder can be
written the kernels compile in memory.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba


def _fingerprint() -> str:
    root = Path(__file__).parent
    digest = hashlib.sha256(numba.__version__.encode())
    for file in sorted(root.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path | None:
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


_FOLDER = _cache_folder()
if _FOLDER is not None:
    numba.config.CACHE_DIR = str(_FOLDER)


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a kernel on first use: no fastmath, no threads of its own, GIL released."""
    return numba.njit(error_model="numpy", nogil=True, cache=_FOLDER is not None)(function)
