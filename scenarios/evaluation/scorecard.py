"""From stored runs of history to the scores, the patterns and what was aimed at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.errors import InputError
from scenarios.definition import catalog, parameter_sets
from scenarios.evaluation import acceptance_criteria
from scenarios.evaluation.patterns import card as patterns
from scenarios.evaluation.patterns import cases
from scenarios.evaluation.patterns.evidence import Evidence
from scenarios.evaluation.validation import TARGETS, validate

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.analysis.results import Results
    from scenarios.definition.catalog import Scenario

MODES = {
    "conditional": "history-conditional",
    "semi_endogenous": "history-semi-endogenous",
    "free": "history-free",
}
"""Scenario that runs history in each mode."""
UNINFORMED = {mode: f"{name}-uninformed" for mode, name in MODES.items() if mode != "free"}
"""The same without what the parameters owe to years after 2019."""


def asked() -> list[Scenario]:
    """Every scenario a full scorecard needs: modes, their uninformed twins, counterfactuals."""
    names = [name for name in (*MODES.values(), *UNINFORMED.values()) if catalog.exists(name)]
    return [*map(catalog.load, names), *cases.counterfactuals()]


def scorecard(results: Results, held_out: bool = True) -> dict[str, Any]:
    """Score the runs of history in a store (`scenarios.evaluation.validation.validate`).

    Args:
        results: a store with at least one mode of history.
        held_out: whether years after 2019 are scored.

    Returns:
        What `scenarios.evaluation.validation.validate` says; ``scenarios``: what ran in each mode;
        ``patterns``, ``pattern_counts`` and ``checks`` if the store holds the counterfactuals;
        ``targets``: what was aimed at and whether it was met; ``frozen``: when parameters were
        fixed; ``ensemble``; ``seeds``; ``code``.

    Raises:
        InputError: the store holds no mode of history.
    """
    held = {mode: name for mode, name in MODES.items() if name in results.scenarios}
    if not held:
        raise InputError(
            f"{results.path}: holds none of {', '.join(MODES.values())}; nothing to score"
        )
    runs = {mode: yearly(results, name) for mode, name in held.items()}
    card = validate(runs, held_out=held_out, **unseen())
    card["scenarios"] = held
    card["frozen"] = frozen()
    card["ensemble"] = provenance(results)
    plain = {mode: name for mode, name in UNINFORMED.items() if name in results.scenarios}
    if plain and held_out:
        runs = {mode: yearly(results, name) for mode, name in plain.items()}
        card["without_held_out_parameters"] = validate(runs)["modes"]
    if cases.FROZEN in results.scenarios:
        evidence = Evidence(results, held, card)
        card["patterns"] = patterns.patterns(evidence, held_out)
        card["pattern_counts"] = patterns.counts(card["patterns"])
        card["checks"] = patterns.checks(evidence)
    card["targets"] = acceptance_criteria.reached(card)
    return {**card, "seeds": results.manifest["replications"], "code": results.manifest["code"]}


def frozen() -> dict[str, Any]:
    """When and at which code the shipped parameters were fitted, and to which years."""
    from scenarios.estimation.calibration import fitted

    return dict(fitted()["provenance"])


def provenance(results: Results) -> dict[str, Any] | None:
    """Of the parameter sets the runs took: date, commit, size, tolerance; None of the best set."""
    if not results.manifest.get("ensemble"):
        return None
    facts = parameter_sets.provenance()
    keys = ("date", "commit", "years", "sets", "runs", "tolerance", "acceptance_rate", "sets_hash")
    return {key: facts[key] for key in keys} | {"ran": results.manifest["ensemble"]}


def unseen() -> dict[str, dict[str, dict[int, float]]]:
    """By way and mode, GDP growth of each fit year predicted by sets that did not see it."""
    from scenarios.estimation.calibration import SCENARIO, fitted

    facts = parameter_sets.provenance()
    ways = {
        way: {mode: _numbers(facts[way][mode]) for mode in facts[way]}
        for way in ("leave_one_out", "rolling_origin")
    }
    mode = next(mode for mode, name in MODES.items() if name == SCENARIO)
    single = {mode: _numbers(fitted()["leave_one_out"])}
    return {**ways, "leave_one_out_single": single}


def _numbers(table: dict[str, Any]) -> dict[int, float]:
    return {int(year): float(value) for year, value in table.items()}


def yearly(results: Results, scenario: str) -> pd.DataFrame:
    """Annual means of the scored series: year, series, replication, value."""
    names = sorted({target.series for target in TARGETS.values()} & set(results.units))
    frame = results.annual(names, [scenario])
    if frame.empty:
        results.matrix(names[0], scenario)  # says which run failed, and why
    if "draw" in frame:
        frame["replication"] += frame.pop("draw") * results.manifest["replications"]
    return frame.drop(columns="scenario").melt(
        id_vars=["year", "replication"], var_name="series", value_name="value"
    )
