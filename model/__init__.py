"""The world: populations, institutions and the month. Knows nothing of files of runs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.case import BASELINE, Case
    from model.economy import Economy
    from model.errors import InputError
    from model.series import SERIES

__all__ = ["BASELINE", "SERIES", "Case", "Economy", "InputError"]

_HOMES = {
    "Economy": "economy",
    "Case": "case",
    "BASELINE": "case",
    "SERIES": "series",
    "InputError": "errors",
}


def __getattr__(name: str) -> Any:
    # Mesa and numba take seconds to import; the command line's help must not wait for them.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'model' has no attribute {name!r}")
