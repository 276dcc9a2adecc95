"""From stored runs of history to the scores, the patterns and what was aimed at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from model.errors import InputError
from scenarios import ensemble, library
from scenarios.patterns import card as patterns
from scenarios.patterns import cases
from scenarios.patterns.evidence import Evidence
from scenarios.validation import TARGETS, validate

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.library import Scenario
    from scenarios.results import Results

MODES = {
    "conditional": "history-conditional",
    "semi_endogenous": "history-semi-endogenous",
    "free": "history-free",
}
"""Scenario that runs history in each mode."""
PANEL = "panel"
UNINFORMED = {mode: f"{name}-uninformed" for mode, name in MODES.items() if mode != "free"}
"""The same without what the parameters owe to years after 2019."""


def asked() -> list[Scenario]:
    """Every scenario a full scorecard needs: modes, their uninformed twins, counterfactuals."""
    names = [name for name in (*MODES.values(), *UNINFORMED.values()) if library.exists(name)]
    return [*map(library.load, names), *cases.counterfactuals()]


def scorecard(results: Results, held_out: bool = True) -> dict[str, Any]:
    """Score the runs of history in a store (`scenarios.validation.validate`).

    Args:
        results: a store with at least one mode of history.
        held_out: whether years after 2019 are scored.

    Returns:
        What `scenarios.validation.validate` says; ``scenarios``: what ran in each mode;
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
    card["targets"] = targets(card)
    return {**card, "seeds": results.manifest["replications"], "code": results.manifest["code"]}


def frozen() -> dict[str, Any]:
    """When and at which code the shipped parameters were fitted, and to which years."""
    from scenarios.calibration import fitted

    return dict(fitted()["provenance"])


def provenance(results: Results) -> dict[str, Any] | None:
    """Of the parameter sets the runs took: date, commit, size, tolerance; None of the best set."""
    if not results.manifest.get("ensemble"):
        return None
    facts = ensemble.provenance()
    keys = ("date", "commit", "years", "sets", "runs", "tolerance", "acceptance_rate", "sets_hash")
    return {key: facts[key] for key in keys} | {"ran": results.manifest["ensemble"]}


def unseen() -> dict[str, dict[str, dict[int, float]]]:
    """By way and mode, GDP growth of each fit year predicted by sets that did not see it."""
    from scenarios.calibration import SCENARIO, fitted

    facts = ensemble.provenance()
    ways = {
        way: {mode: _numbers(facts[way][mode]) for mode in facts[way]}
        for way in ("leave_one_out", "rolling_origin")
    }
    mode = next(mode for mode, name in MODES.items() if name == SCENARIO)
    single = {mode: _numbers(fitted()["leave_one_out"])}
    return {**ways, "leave_one_out_single": single}


def _numbers(table: dict[str, Any]) -> dict[int, float]:
    return {int(year): float(value) for year, value in table.items()}


def _cover(mode: str, *keys: str) -> Callable[[Any], float | None]:
    return lambda at: at(mode, "gdp", "fit", "coverage", *keys, "90")


def _overall(at: Any, mode: str) -> float | None:
    """Root mean square error of GDP growth over both windows together."""
    parts = [(at(mode, "gdp", window, "n"), at(mode, "gdp", window, "rmse"))
             for window in ("fit", "held_out")]  # fmt: skip
    if any(rmse is None for _, rmse in parts):
        return None
    squares, years = sum(n * rmse**2 for n, rmse in parts), sum(n for n, _ in parts)
    return float((squares / years) ** 0.5)


AIMS: dict[str, tuple[Callable[[Any], float | None], float, float]] = {
    "mode A, GDP, each year left out": (lambda m: m("conditional", "gdp", "fit", "leave_one_out"),
                                        0.0, 1.6),
    "mode A, GDP, 2020-2024": (lambda m: m("conditional", "gdp", "held_out", "rmse"), 0.0, 2.95),
    "mode B, GDP, 2012-2019": (lambda m: m("semi_endogenous", "gdp", "fit", "rmse"), 0.0, 2.2),
    "mode B, GDP, 2020-2024": (lambda m: m("semi_endogenous", "gdp", "held_out", "rmse"), 0.0, 2.2),
    "mode B, GDP, 2012-2024": (lambda m: _overall(m, "semi_endogenous"), 0.0, 2.2),
    "mode A, sectors, correlation": (lambda m: m("conditional", PANEL, "fit", "correlation"),
                                     0.7, 1.0),
    **{
        f"mode {letter}, inside the 90 % band{words}": (_cover(mode, *keys), 0.8, 0.97)
        for letter, mode in (("A", "conditional"), ("B", "semi_endogenous"), ("C", "free"))
        for words, keys in (("", ()), (", error of the record counted", ("with_error",)))
    },
}  # fmt: skip
"""What was aimed at before the fit: where it is read, and from what to what it is met."""


def targets(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Each aim with its value, its range and whether it was met (None = not there)."""

    def at(*keys: str) -> float | None:
        mode, *rest = keys
        found: Any = card["panel" if rest[0] == PANEL else "modes"].get(mode)
        for key in rest[1:] if rest[0] == PANEL else rest:
            found = found.get(key) if isinstance(found, dict) else None
        return None if found is None else float(found)

    told = []
    for name, (read, low, high) in AIMS.items():
        value = read(at)
        met = None if value is None else low <= value <= high
        told.append({"name": name, "value": value, "range": [low, high], "met": met})
    return told


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
