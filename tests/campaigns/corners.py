"""Corners: cases from all over the ranges of parameters and dated paths, run as a user's are.

One case again: `uv run python -m tests.campaigns.corners SEED NUMBER`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import numpy as np

from model import parameters
from model.case import Case, Steps, month_name, month_number
from model.drivers import DRIVERS, Driver
from model.series import SERIES
from scenarios.execution import pool
from scenarios.storage.rows import Outcome
from tests.campaigns import Trial

START, LAST, SCALE = month_number("2011-01"), ("2013-12", "2015-12", "2018-12"), 500
BENT = 0.3
"""Both parameters of a beta distribution that leans to the ends of a range."""
TENTH, SOME, STEPS = 0.1, 0.3, 4
ALLOWED = (
    "InputError: market sales at the opening",
    "InputError: coal mined at the opening",
    "LawError: prices ran away",
)
"""What a run may end with: two openings are refused, and prices may run away (docs/ODD.md)."""
CEILING, ROWS, FEW_ROWS = "money.runaway", "setting.", 0.05
"""Where a run ends is no property of the country and is not drawn; rows are few, for speed."""

type Draw = Callable[[np.random.Generator], float]


def _uniform(luck: np.random.Generator) -> float:
    return luck.random()


def _end(luck: np.random.Generator) -> float:
    return float(luck.integers(2))


def _bent(luck: np.random.Generator) -> float:
    return luck.beta(BENT, BENT)


KINDS: dict[str, tuple[Draw | None, float, Draw | None]] = {
    "uniform": (_uniform, 1.0, None),
    "corners": (_end, 1.0, None),
    "bent": (_bent, 1.0, None),
    "paths": (None, 0.0, _uniform),
    "ends of paths": (None, 0.0, _end),
    "uniform, paths": (_uniform, 1.0, _uniform),
    "corners, paths": (_end, 1.0, _end),
    "tenth": (_bent, TENTH, None),
    "tenth, paths": (_end, TENTH, _bent),
}
"""Where parameters are drawn, what part of them moves, where the values of paths are drawn."""


def run(n: int, seed: int) -> Iterator[Trial]:
    """Run cases; each ends in possible figures, or is refused by a rule the docs state."""
    for number in range(n):
        kind, case = drawn(seed, number)
        tried = f"python -m tests.campaigns.corners {seed} {number}  ({kind})"
        yield Trial(tried, failed(pool.make(case, list(SERIES))))


def failed(outcome: Outcome) -> str | None:
    """What is wrong with how a run ended."""
    if outcome.state != "ok":
        return None if outcome.error.startswith(ALLOWED) else outcome.error
    values = outcome.values
    assert values is not None
    for place, (name, series) in enumerate(SERIES.items()):
        low, high, one = *series.bounds, values[:, place]
        slack = 1e-6 * (1.0 + np.abs(one).max(initial=0.0))
        if not np.isfinite(one).all():
            return f"{name} is not finite, and the run is stored as ok"
        if one.min() < low - slack or one.max() > high + slack:
            return f"{name} from {one.min():g} to {one.max():g}, and the run is stored as ok"
    return None


def drawn(seed: int, number: int) -> tuple[str, Case]:
    """A case by number, and which kind it is."""
    luck = np.random.default_rng([seed, number])
    kind = [*KINDS][number % len(KINDS)]
    where, part, along = KINDS[kind]
    end = str(luck.choice(LAST))
    months = month_number(end) - START + 1
    values = {} if where is None else _parameters(luck, where, part)
    paths, dated = {}, {}
    if along is not None:
        paths = {name: _path(luck, driver, along, months) for name, driver in DRIVERS.items()
                 if luck.random() < SOME}  # fmt: skip
        dated = _dated(luck, along, months)
    return kind, Case(values, paths, end=end, seed=int(luck.integers(2**31)), scale=SCALE,
                      dated=dated)  # fmt: skip


def _parameters(luck: np.random.Generator, draw: Draw, part: float) -> dict[str, float]:
    return {
        name: _between(p, draw(luck) * (FEW_ROWS if name.startswith(ROWS) else 1.0))
        for name, p in parameters.shipped().items()
        if name != CEILING and luck.random() < part
    }


def _between(what: parameters.Parameter | Driver, part: float) -> float:
    return min(what.low + part * (what.high - what.low), what.high)


def _path(luck: np.random.Generator, driver: Driver, draw: Draw, months: int) -> Steps:
    return tuple((month, _value(luck, driver, draw)) for month in _dates(luck, months))


def _value(luck: np.random.Generator, driver: Driver, draw: Draw) -> float | str | None:
    if driver.may_be_free and luck.random() < SOME:
        return None
    if driver.choices:
        return str(luck.choice(driver.choices))
    return _between(driver, draw(luck))


def _dated(luck: np.random.Generator, draw: Draw, months: int) -> dict[str, Steps]:
    """Parameters that change on a date."""
    free = [p for p in parameters.shipped().values() if p.may_change]
    return {p.name: ((_dates(luck, months)[0], _between(p, draw(luck))),)
            for p in free if luck.random() < TENTH}  # fmt: skip


def _dates(luck: np.random.Generator, months: int) -> list[str]:
    found = luck.choice(months, size=int(luck.integers(1, STEPS + 1)), replace=False)
    return [month_name(START + int(month)) for month in sorted(found)]


if __name__ == "__main__":
    made = drawn(int(sys.argv[1]), int(sys.argv[2]))
    outcome = pool.make(made[1], list(SERIES))
    print(made[0], outcome.state, outcome.error, failed(outcome))
