"""What each mechanism and institution costs in a month of a default run.

A mechanism is a part of one compiled month; it is timed by itself, less what it costs to call a
kernel that does nothing. What the compiler saves by having them all in one is not in these figures.
"""

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
NOTHING = "nothing"

Costs = dict[str, list[int]]


def measure() -> list[Figure]:
    """Microseconds a month by mechanism and institution, the dearest first, in both histories."""
    return [figure for scenario in (HISTORY, FREE) for figure in _of(scenario)]


def _of(scenario: str) -> list[Figure]:
    from scenarios.definition.catalog import load
    from tests.model.apply import sequence

    case = load(scenario).case
    costs = _whole(case) | _by_mechanism(case)
    months = len(costs["month"])
    call = median(costs.pop(NOTHING))
    each = {name: median(spent) * len(spent) / months / 1e3 for name, spent in costs.items()}
    alone = {"open_books", *sequence()}
    each |= {name: max(0.0, each[name] - call / 1e3) for name in alone}
    ranked = sorted(each.items(), key=lambda pair: -pair[1])
    return [
        Figure(f"{scenario}.{name}_us", cost, "us", f"a month of {scenario}")
        for name, cost in ranked
    ]


def _whole(case: Any) -> Costs:
    """Nanoseconds of institutions, of the compiled month and of keeping the record."""
    from model import Economy, month

    costs, plain = defaultdict[str, list[int]](list), month.run
    Economy(case).run()
    month.run = _clocked("month", plain, costs)
    try:
        for _ in range(ROUNDS):
            country = Economy(case)
            country.record.write = _clocked("record", country.record.write, costs)  # type: ignore[method-assign]
            for one in country.institutions:
                one.decide = _clocked(type(one).__name__, one.decide, costs)  # type: ignore[method-assign]
            country.run()
    finally:
        month.run = plain
    return costs


def _by_mechanism(case: Any) -> Costs:
    """Nanoseconds of every mechanism in its place in the month, and of a call that does nothing."""
    from model import Economy

    costs, doors = defaultdict[str, list[int]](list), _doors()
    for measured in range(ROUNDS + 1):
        country = Economy(case)
        for _ in country.months:
            country.turn_page()
            for one in country.institutions:
                one.decide()
            for name, door in doors.items():
                start = perf_counter_ns()
                door(country.books, country.rows)
                if measured:
                    costs[name].append(perf_counter_ns() - start)
            country.month += 1
    months = ROUNDS * len(country.months)
    assert all(len(spent) == months for spent in costs.values())
    return costs


def _doors() -> dict[str, Callable[..., Any]]:
    """A kernel for each mechanism alone, in the order of the month."""
    from model import month
    from model.compiled import compiled
    from tests.model.apply import door, sequence

    doors = {NOTHING: compiled(lambda books, rows: None)}
    return doors | {name: door(getattr(month, name)) for name in ("open_books", *sequence())}


def _clocked(name: str, call: Callable[..., Any], costs: Costs) -> Callable[..., Any]:
    def timed(*given: Any) -> Any:
        start = perf_counter_ns()
        answer = call(*given)
        costs[name].append(perf_counter_ns() - start)
        return answer

    return timed
