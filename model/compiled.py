"""The decorators for kernels: one for those Python calls, one for their parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

from model.kernel_cache import FOLDER

if FOLDER is not None:
    numba.config.CACHE_DIR = str(FOLDER)
_OPTIONS = {"error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a kernel on first use: no fastmath, no threads of its own, GIL released."""
    return numba.njit(**_OPTIONS, cache=FOLDER is not None)(function)


def inner(function: Callable[..., Any]) -> Any:
    """Compile a part of a kernel: it is kept within those that call it, not by itself."""
    return numba.njit(**_OPTIONS)(function)
