"""What each mechanism and institution costs in a month of a default run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from statistics import median
from time import perf_counter_ns
from typing import Any

from tests.speed.figures import Figure

ROUNDS = 5
HISTORY, FREE = "history-conditional", "history-free"
"""Every path handed in, and every path left to the actors."""

Costs = dict[str, list[int]]


def measure() -> list[Figure]:
    """Microseconds a month by mechanism and institution, the dearest first, in both histories."""
    return [figure for scenario in (HISTORY, FREE) for figure in _of(scenario)]


def _of(scenario: str) -> list[Figure]:
    costs = _timed(scenario)
    months = len(costs["measure_output"])
    each = {name: median(spent) * len(spent) / months / 1e3 for name, spent in costs.items()}
    ranked = sorted(each.items(), key=lambda pair: -pair[1])
    return [
        Figure(f"{scenario}.{name}_us", cost, "us", f"a month of {scenario}")
        for name, cost in ranked
    ]


def _timed(scenario: str) -> Costs:
    """Nanoseconds of every call, by name, over a few warm runs."""
    from model import Economy, economy, record_table
    from scenarios import load

    case, costs = load(scenario).case, defaultdict[str, list[int]](list)
    Economy(case).run()
    plain, write = economy.MONTH, record_table.Record.write
    economy.MONTH = tuple(_clocked(m.__name__, m, costs) for m in plain)
    record_table.Record.write = _clocked("record", write, costs)  # type: ignore[method-assign]
    try:
        for _ in range(ROUNDS):
            country = Economy(case)
            for one in country.institutions:
                one.decide = _clocked(type(one).__name__, one.decide, costs)  # type: ignore[method-assign]
            country.run()
    finally:
        economy.MONTH, record_table.Record.write = plain, write  # type: ignore[method-assign]
    return costs


def _clocked(name: str, call: Callable[..., Any], costs: Costs) -> Callable[..., Any]:
    def timed(*given: Any) -> Any:
        start = perf_counter_ns()
        answer = call(*given)
        costs[name].append(perf_counter_ns() - start)
        return answer

    return timed
