"""Libraries that come with an extra of the package: there, or one line that names the extra."""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from model.errors import InputError

HOMES = {
    "SALib": "sensitivity",
    "ema_workbench": "sensitivity",
    "sklearn": "sensitivity",
    "xarray": "export",
}
"""Which extra a library comes with."""


def has(library: str) -> bool:
    """Whether a library is installed; it is not imported."""
    return find_spec(library) is not None


def need(module: str, what: str) -> Any:
    """Import a module of a library that comes with an extra.

    Args:
        module: dotted name.
        what: what needs it, for the message.

    Raises:
        InputError: the library is not installed.
    """
    library = module.split(".", maxsplit=1)[0]
    extra = HOMES[library]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they tell of libraries of their own they miss
            return import_module(module)
    except ImportError:
        raise InputError(
            f"{what} needs {library}, which is in the extra `{extra}`: "
            f"uv sync --extra {extra}, or pip install 'byungjin[{extra}]'"
        ) from None
