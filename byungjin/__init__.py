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
    from model.case import BASELINE as BASELINE
    from model.case import Case as Case
    from model.economy import Economy as Economy
    from model.errors import InputError as InputError
    from model.series import SERIES as SERIES
    from scenarios.accounts import flows as flows
    from scenarios.analysis import export as export
    from scenarios.analysis import measures as measures
    from scenarios.analysis import sweeps as analyses
    from scenarios.analysis.compare import comparison as compare
    from scenarios.analysis.measures import difference_in_year as difference_in_year
    from scenarios.analysis.measures import paired_difference as paired_difference
    from scenarios.analysis.results import Results as Results
    from scenarios.analysis.sweeps.outcomes import Outcome as Outcome
    from scenarios.analysis.sweeps.responses import responses as responses
    from scenarios.analysis.sweeps.sobol import sobol as sobol
    from scenarios.definition import controls as controls
    from scenarios.definition import parameter_sets as parameter_sets
    from scenarios.definition import sweep_design as design
    from scenarios.definition.catalog import Scenario as Scenario
    from scenarios.definition.catalog import load as load
    from scenarios.definition.catalog import names as names
    from scenarios.execution.run import run as run
    from scenarios.execution.sweep import run as sweep
    from scenarios.what_if.answers import Question as Question
    from scenarios.what_if.bench import Bench as WhatIf

__all__ = [
    "BASELINE",
    "SERIES",
    "Case",
    "Economy",
    "InputError",
    "Outcome",
    "Question",
    "Results",
    "Scenario",
    "WhatIf",
    "analyses",
    "compare",
    "controls",
    "design",
    "difference_in_year",
    "export",
    "flows",
    "load",
    "measures",
    "names",
    "paired_difference",
    "parameter_sets",
    "responses",
    "run",
    "sobol",
    "sweep",
]

_HOMES = {
    "BASELINE": "model.case:BASELINE",
    "Case": "model.case:Case",
    "Economy": "model.economy:Economy",
    "InputError": "model.errors:InputError",
    "SERIES": "model.series:SERIES",
    "Outcome": "scenarios.analysis.sweeps.outcomes:Outcome",
    "Question": "scenarios.what_if.answers:Question",
    "Results": "scenarios.analysis.results:Results",
    "Scenario": "scenarios.definition.catalog:Scenario",
    "WhatIf": "scenarios.what_if.bench:Bench",
    "analyses": "scenarios.analysis.sweeps",
    "compare": "scenarios.analysis.compare:comparison",
    "controls": "scenarios.definition.controls",
    "design": "scenarios.definition.sweep_design",
    "difference_in_year": "scenarios.analysis.measures:difference_in_year",
    "export": "scenarios.analysis.export",
    "flows": "scenarios.accounts.flows",
    "load": "scenarios.definition.catalog:load",
    "measures": "scenarios.analysis.measures",
    "names": "scenarios.definition.catalog:names",
    "paired_difference": "scenarios.analysis.measures:paired_difference",
    "parameter_sets": "scenarios.definition.parameter_sets",
    "responses": "scenarios.analysis.sweeps.responses:responses",
    "run": "scenarios.execution.run:run",
    "sobol": "scenarios.analysis.sweeps.sobol:sobol",
    "sweep": "scenarios.execution.sweep:run",
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
