"""A factor: one thing a design varies, and how a value of it changes a case.

A factor sets, scales or shifts parameters and dated paths, one or several together; a path may be
left alone before a month and from another on, so that history stays what it was.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import drivers, parameters
from model.case import FIRST_MONTH, Case, Steps, month_number
from model.errors import InputError, unknown
from scenarios.definition.path_edits import OPERATIONS, Edit, edited, operand

KEYS = ("range", "n", "values", *OPERATIONS, "from", "until")
MOST_LEVELS = 1_000_000
RESERVED = ("run_id", "point_id", "draw", "block", "scenario", "replication", "seed",
            "parameter_set", "state", "attempt", "wall_s", "error", "shard", "host",
            "t_end")  # fmt: skip
"""Columns a design table has anyway; no factor may be called so."""
SHOWN = ("group", "deterrence", "consumption", "on_frontier", "often", "distance", "beside",
         "cost", "month", "year", "policy", "model")  # fmt: skip
"""Columns of analyses and exports; a new design's factors may not take their place."""

type Value = float | str


@dataclass(frozen=True)
class Factor:
    """One varied thing: a range of numbers, or a list of values.

    Raises:
        InputError: a target that does not exist, a range that is none, a value out of range.
    """

    name: str
    targets: tuple[str, ...]
    """Parameters and paths that are changed together."""
    operation: str = "set"
    low: float = math.nan
    high: float = math.nan
    n: int = 0
    """Values of a range in a grid, ends included."""
    values: tuple[Value, ...] = ()
    """Instead of a range."""
    first: str = FIRST_MONTH
    until: str | None = None
    """Paths only: first month changed, first month no longer changed."""

    def __post_init__(self) -> None:
        where = f"factor {self.name}"
        if self.name in RESERVED or not self.name or '"' in self.name:
            raise InputError(f"{where}: is no name for a factor; choose another")
        if len(set(self.targets)) < len(self.targets):
            raise InputError(f"{where}: {self.operation} = {list(self.targets)} names one twice")
        for target in self.targets:
            if target not in drivers.DRIVERS and target not in parameters.shipped():
                raise unknown("parameter or path", target, _targets(), where)
        if not self.values:
            self._check_range(where)
        if len(set(self.values)) < len(self.values):
            raise InputError(f"{where}: values = {list(self.values)} holds a value twice")
        if self.dated and any(t not in drivers.DRIVERS for t in self.targets):
            raise InputError(f"{where}: a parameter holds for the whole run; drop from and until")
        begin = month_number(self.first, f"{where}: from")
        if self.until is not None and month_number(self.until, f"{where}: until") <= begin:
            raise InputError(f"{where}: until = {self.until} does not come after {self.first}")

    def _check_range(self, where: str) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise InputError(f"{where}: range [{self.low}, {self.high}] is not finite")
        if not self.low < self.high:
            raise InputError(
                f"{where}: range [{self.low:g}, {self.high:g}] is reversed or empty; "
                "expected the lower end first"
            )
        if not 0 <= self.n <= MOST_LEVELS:
            raise InputError(
                f"{where}: n = {str(self.n)[:40]}; expected a whole number to {MOST_LEVELS:,}"
            )

    @property
    def dated(self) -> bool:
        """Whether it leaves a part of a path alone."""
        return self.first != FIRST_MONTH or self.until is not None

    @property
    def levels(self) -> list[Value]:
        """Its values in a grid.

        Raises:
            InputError: it is a range without a count.
        """
        if self.values:
            return list(self.values)
        if self.n < 2:
            raise InputError(f"factor {self.name}: a grid needs n, the number of values, 2 or more")
        return [float(v) for v in np.linspace(self.low, self.high, self.n)]

    @property
    def extremes(self) -> tuple[Value, ...]:
        """Values to check: what holds for them holds for all between."""
        numbers = [v for v in self.values if not isinstance(v, str)]
        if len(numbers) == len(self.values) and numbers:
            return min(numbers), max(numbers)
        return self.values or (self.low, self.high)

    def at(self, unit: NDArray[np.float64]) -> NDArray[Any]:
        """Values at places of the unit interval, shape kept; a list is cut in equal parts."""
        if not self.values:
            return self.low + unit * (self.high - self.low)
        places = np.minimum((unit * len(self.values)).astype(int), len(self.values) - 1)
        chosen: NDArray[Any] = column(self.values)[places]
        return chosen

    def facts(self) -> dict[str, Any]:
        """What a file would say of it; `factor` reads it back."""
        given: dict[str, Any] = {self.operation: list(self.targets)}
        if self.values:
            given["values"] = list(self.values)
        else:
            given |= {"range": [self.low, self.high], "n": self.n}
        return given | ({"from": self.first, "until": self.until} if self.dated else {})


def factor(name: str, given: Mapping[str, Any]) -> Factor:
    """A factor as a file or a call gives it.

    Args:
        name: of a parameter or path; or any name, if ``set``, ``scale`` or ``shift`` lists
            what is changed.
        given: ``range`` (two numbers) and ``n``, or ``values``; the whole range of ``name`` if
            neither; one operation at most; for paths ``from`` and ``until``, months.
    """
    where = f"factor {name}"
    if not isinstance(given, Mapping):
        raise InputError(f"{where}: found {given!r:.60}; expected a table with range or values")
    for key in given:
        if key not in KEYS:
            raise unknown("key", key, KEYS, where)
    found = [key for key in OPERATIONS if key in given]
    if not found and not {"range", "values"} & set(given):
        given = {**given, "range": _whole_range(name, where)}
    if len(found) > 1 or ("range" in given) == ("values" in given):
        raise InputError(f"{where}: expected range or values, and one of {', '.join(OPERATIONS)}")
    if "n" in given and "values" in given:
        raise InputError(f"{where}: n is for a range; values are taken as they are")
    operation = found[0] if found else "set"
    asked = given.get(operation, [name])
    targets = [asked] if isinstance(asked, str) else asked
    if not isinstance(targets, list | tuple) or not targets:
        raise InputError(f"{where}: {operation} = {asked!r:.60}; expected a name or several")
    low, high = _ends(where, given["range"]) if "range" in given else (math.nan, math.nan)
    values = _values(where, given["values"]) if "values" in given else ()
    n = given.get("n", 0)
    if isinstance(n, bool) or not isinstance(n, int):
        raise InputError(f"{where}: n = {n!r:.40}; expected a whole number")
    dates = given.get("from", FIRST_MONTH), given.get("until")
    return Factor(name, tuple(map(str, targets)), operation, low, high, n, values, *dates)


def varied(text: str) -> Factor:
    """A factor from ``NAME=a..b:n`` or ``NAME=a,b,c``.

    ``NAME*=`` scales, ``NAME+=`` shifts; ``NAME@2026-01=`` changes a path from that month on.
    """
    name, equals, given = (part.strip() for part in text.partition("="))
    where = f"--vary {text[:60]}"
    if not equals or not name or not given:
        raise InputError(f"{where}: expected NAME=a..b:n or NAME=a,b,c")
    operation = {"*": "scale", "+": "shift"}.get(name[-1], "set")
    name, at, month = name.rstrip("*+").partition("@")
    table: dict[str, Any] = {operation: name} | ({"from": month} if at else {})
    ends, colon, count = given.partition(":")
    if ".." in ends:
        low, _, high = ends.partition("..")
        table["range"] = [_number(where, low), _number(where, high)]
        table["n"] = _whole(where, count) if colon else 0
    else:
        table["values"] = [_word_or_number(word.strip()) for word in given.split(",")]
    return factor(name, table)


def column(values: Sequence[Value]) -> NDArray[Any]:
    """Values as an array: float64, or names as objects."""
    numbers = all(isinstance(v, int | float) for v in values)
    return np.array(values, np.float64 if numbers else object)


def check_together(factors: Sequence[Factor]) -> None:
    """Refuse factors that cannot be told apart in a table, or of which one does nothing.

    Raises:
        InputError: names that SQL takes for one, or a factor that a later one undoes.
    """
    taken = dict.fromkeys((*RESERVED, *SHOWN), "a column that tables have anyway")
    for one in factors:
        name = one.name.casefold()
        if name in taken:
            raise InputError(f"factor {one.name}: is {taken[name]}; choose another name")
        taken[name] = f"the same name as {one.name} in SQL, which knows no capitals"
    for place, one in enumerate(factors):
        for later in factors[place + 1 :]:
            if _undoes(later, one):
                raise InputError(f"factor {one.name}: does nothing, for {later.name} sets the same "
                                 "after it; drop one of them")  # fmt: skip


def _undoes(later: Factor, one: Factor) -> bool:
    edits = [Edit(f.operation, None, f.first, f.until) for f in (later, one)]
    return set(one.targets) <= set(later.targets) and edits[0].undoes(edits[1])


def check(case: Case, factors: Sequence[Factor], scenario: str) -> None:
    """Try the ends of every factor on a case.

    Raises:
        InputError: one of them is refused, or changes nothing before the end of the run.
    """
    for one in factors:
        where = f"factor {one.name} of scenario {scenario}"
        if one.first > case.end:
            raise InputError(f"{where}: from = {one.first} comes after the end, {case.end}")
        for value in one.extremes:
            try:
                applied(case, [one], [value], case.seed)
            except InputError as error:
                raise InputError(f"{where}: {error}") from None


def applied(case: Case, factors: Sequence[Factor], values: Sequence[Value], seed: int) -> Case:
    """A case with a value of each factor laid over it, in the order of the factors.

    Only what is changed is checked again: a case has hundreds of dated values, and this is done
    for every run.
    """
    numbers: dict[str, float] = dict(case.parameters)
    paths: dict[str, Steps] = dict(case.paths)
    for one, value in zip(factors, values, strict=True):
        for target in one.targets:
            if target in drivers.DRIVERS:
                edit = _edit(one, target, value)
                paths[target] = edited(target, paths.get(target), edit)
            else:
                numbers[target] = _changed(one, target, numbers, value)
    return _unchecked(case, numbers, paths, seed)


def _unchecked(
    case: Case, numbers: Mapping[str, float], paths: Mapping[str, Steps], seed: int
) -> Case:
    made = object.__new__(Case)
    made.__dict__.update(
        parameters=MappingProxyType(dict(sorted(numbers.items()))),
        paths=MappingProxyType(dict(sorted(paths.items()))),
        start=case.start,
        end=case.end,
        seed=seed,
        scale=case.scale,
        dated=case.dated,
    )
    return made


def _edit(one: Factor, target: str, value: Value) -> Edit:
    given = operand(drivers.get(target), one.operation, value)
    return Edit(one.operation, given, one.first, one.until)


def _changed(one: Factor, target: str, numbers: Mapping[str, float], value: Value) -> float:
    parameter = parameters.get(target)
    if one.operation == "set":
        return parameter.check(value)
    if isinstance(value, str):
        raise InputError(f"{target}: {value!r:.40} is not a number")
    now = numbers.get(target, parameter.value)
    return parameter.check(now * value if one.operation == "scale" else now + value)


def _targets() -> list[str]:
    return [*drivers.DRIVERS, *parameters.shipped()]


def _whole_range(name: str, where: str) -> list[float]:
    known = drivers.DRIVERS.get(name) or parameters.shipped().get(name)
    if known is None:
        raise unknown("parameter or path", name, _targets(), where)
    if name in drivers.DRIVERS and drivers.DRIVERS[name].choices:
        raise InputError(f"{where}: is a path of names; expected values")
    return [known.low, known.high]


def _ends(where: str, given: Any) -> tuple[float, float]:
    pair = isinstance(given, list | tuple) and len(given) == 2
    if not pair or not all(_is_number(end) for end in given):
        raise InputError(f"{where}: range = {given!r:.60}; expected two numbers")
    return float(given[0]), float(given[1])


def _values(where: str, given: Any) -> tuple[Value, ...]:
    if not isinstance(given, list | tuple) or not given:
        raise InputError(f"{where}: values = {given!r:.60}; expected a list, not empty")
    names = all(isinstance(v, str) for v in given)
    if not names and not all(_is_number(v) and math.isfinite(v) for v in given):
        raise InputError(f"{where}: values = {given!r:.60}; expected finite numbers, or names")
    return tuple(v if isinstance(v, str) else float(v) for v in given)


def _is_number(value: Any) -> bool:
    """Whether it is a number that fits the computer's; an endless row of digits does not."""
    if isinstance(value, int) and abs(value) > sys.float_info.max:
        return False
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(where: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{where}: {text[:40]!r} is not a number") from None


def _whole(where: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InputError(f"{where}: {text[:40]!r} is not a whole number")
    return int(text)


def _word_or_number(text: str) -> Value:
    try:
        return float(text)
    except ValueError:
        return text
