"""From stored runs of history to the scores: annual means over seeds, mode by mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.errors import InputError
from scenarios.validation import TARGETS, validate

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.results import Results

MODES = {
    "conditional": "history-conditional",
    "semi_endogenous": "history-semi-endogenous",
}
"""Scenario that runs history in each mode."""
UNINFORMED = {mode: f"{name}-uninformed" for mode, name in MODES.items()}
"""The same without what the parameters owe to years after 2019."""


def scorecard(results: Results, held_out: bool = True) -> dict[str, Any]:
    """Score the runs of history in a store (`scenarios.validation.validate`).

    Args:
        results: a store with at least one mode of history.
        held_out: whether years after 2019 are scored.

    Raises:
        InputError: the store holds no mode of history.
    """
    held = {mode: name for mode, name in MODES.items() if name in results.scenarios}
    if not held:
        raise InputError(
            f"{results.path}: holds none of {', '.join(MODES.values())}; nothing to score"
        )
    tables = {mode: yearly(results, name) for mode, name in held.items()}
    card = validate(tables, held_out=held_out, leave_one_out=left_out())
    card["frozen"] = frozen()
    plain = {mode: name for mode, name in UNINFORMED.items() if name in results.scenarios}
    if plain and held_out:
        tables = {mode: yearly(results, name) for mode, name in plain.items()}
        card["without_held_out_parameters"] = validate(tables)["modes"]
    return {**card, "seeds": results.manifest["replications"], "code": results.manifest["code"]}


def frozen() -> dict[str, Any]:
    """When and at which code the shipped parameters were fitted, and to which years."""
    from scenarios.calibration import fitted

    return dict(fitted()["provenance"])


def left_out() -> dict[str, dict[int, float]]:
    """By mode, GDP growth of each fit year predicted by the stored fit to the other years."""
    from scenarios.calibration import SCENARIO, fitted

    mode = next(mode for mode, name in MODES.items() if name == SCENARIO)
    return {mode: {int(year): float(v) for year, v in fitted()["leave_one_out"].items()}}


def yearly(results: Results, scenario: str) -> pd.DataFrame:
    """Annual means over seeds of the scored series: year, series, value."""
    names = sorted({target.series for target in TARGETS.values()} & set(results.units))
    frame = results.annual(names, [scenario])
    if frame.empty:
        results.matrix(names[0], scenario)  # says which run failed, and why
    means = frame.groupby("year")[names].mean().reset_index()
    return means.melt(id_vars="year", var_name="series", value_name="value")
