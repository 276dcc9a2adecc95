"""The decorators for kernels: those Python calls, the month's mechanisms, and parts of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

from model.kernel_compiler import Kernel, Mechanism, Part

Function = Callable[..., Any]


def compiled(function: Function) -> Any:
    """A kernel that Python calls: compiled at its first call and kept (`model.kernel_cache`)."""
    return function if numba.config.DISABLE_JIT else Kernel(function)


def mechanism(function: Function) -> Any:
    """A step of the month, which hands nothing back: compiled and kept by itself.

    When its lines change, it alone is compiled again and the month linked to it.
    """
    return function if numba.config.DISABLE_JIT else Mechanism(function)


def inner(function: Function) -> Any:
    """A part of kernels: it is compiled within those that call it, not by itself."""
    return function if numba.config.DISABLE_JIT else Part(function)
