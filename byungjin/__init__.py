"""Byungjin: a country that pursues deterrence and development at once, as a simulation.

The one import that the guide teaches:

    from byungjin import load, run, compare

    results = run(["baseline", "full-embargo"], seeds=20)

Everything here is made in a room of its own (`model`, `scenarios`) and named here; what is not
named here may move from one version to the next.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model import BASELINE, SERIES, Case, Economy, InputError
    from scenarios import analyses, design, export, flows, measures
    from scenarios import dials as controls
    from scenarios import ensemble as parameter_sets
    from scenarios.bench import Bench as WhatIf
    from scenarios.library import Scenario, load, names
    from scenarios.results import Results
    from scenarios.run import run
    from scenarios.sweep import run as sweep
    from scenarios.whatif import Question

__all__ = [
    "BASELINE",
    "SERIES",
    "Case",
    "Economy",
    "InputError",
    "Question",
    "Results",
    "Scenario",
    "WhatIf",
    "analyses",
    "controls",
    "design",
    "export",
    "flows",
    "load",
    "measures",
    "names",
    "parameter_sets",
    "run",
    "sweep",
]

_HOMES = {
    "BASELINE": "model.case:BASELINE",
    "Case": "model.case:Case",
    "Economy": "model.economy:Economy",
    "InputError": "model.errors:InputError",
    "Question": "scenarios.whatif:Question",
    "Results": "scenarios.results:Results",
    "SERIES": "model.series:SERIES",
    "Scenario": "scenarios.library:Scenario",
    "WhatIf": "scenarios.bench:Bench",
    "analyses": "scenarios.analyses",
    "controls": "scenarios.dials",
    "design": "scenarios.design",
    "export": "scenarios.export",
    "flows": "scenarios.flows",
    "load": "scenarios.library:load",
    "measures": "scenarios.measures",
    "names": "scenarios.library:names",
    "parameter_sets": "scenarios.ensemble",
    "run": "scenarios.run:run",
    "sweep": "scenarios.sweep:run",
}
_INSTALLED = (Path(__file__).parent / "model").is_dir()
"""Installed, the rooms lie inside this package; in a clone they lie beside it."""


def __getattr__(name: str) -> Any:
    # Mesa, numba and pandas take seconds to import; the command line's help must not wait for them.
    if name not in _HOMES:
        raise AttributeError(f"module 'byungjin' has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    found = import_module(f"{__name__}.{module}" if _INSTALLED else module)
    return getattr(found, attribute) if attribute else found


def __dir__() -> list[str]:
    return sorted(__all__)
