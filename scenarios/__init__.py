"""What to run, running it, and what the runs say."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.library import Scenario, load, names
    from scenarios.results import Results
    from scenarios.run import run

__all__ = ["Results", "Scenario", "load", "names", "run"]

_HOMES = {"Scenario": "library", "load": "library", "names": "library", "Results": "results"}


def __getattr__(name: str) -> Any:
    # Tables and the model take seconds to import; listing scenarios must not wait for them.
    if name == "run":
        return import_module(f"{__name__}.run")  # the module can be called like its function
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'scenarios' has no attribute {name!r}")
