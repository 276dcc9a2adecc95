"""Case: everything that decides a run, frozen and hashed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import drivers, parameters
from model.errors import InputError

FIRST_MONTH = "2011-01"
"""The opening state is that of this month; no run starts earlier."""
LAST_MONTH = "2060-12"
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")

Steps = tuple[tuple[str, float | str | None], ...]
"""A dated path: each value holds from its month until the next; None hands back to the model."""


def month_number(month: str, where: str = "") -> int:
    """Months since January of year 0, from ``YYYY-MM``."""
    match = _MONTH.fullmatch(month) if isinstance(month, str) else None
    if match is None:
        place = f"{where}: " if where else ""
        raise InputError(f"{place}{str(month)[:40]!r} is not a month; expected YYYY-MM")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_name(number: int) -> str:
    """``YYYY-MM`` of a month number."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


class Path(tuple[tuple[str, float | str | None], ...]):
    """A driver's dated path that has been checked once: its steps, and what they come to."""

    driver: str
    starts: tuple[int, ...]
    """Month number from which each value holds."""
    values: tuple[float, ...]
    """Values as numbers; NaN hands back to the model."""

    def monthly(self, first: int, length: int, default: float) -> NDArray[np.float64]:
        """The value in force month by month, the default before the first step."""
        reached = np.searchsorted(self.starts, np.arange(first, first + length), side="right")
        return np.array([default, *self.values], dtype=np.float64)[reached]


@dataclass(frozen=True)
class Case:
    """A run to be made: parameters, dated paths, span, seed and scale.

    Raises:
        InputError: anything in it is unknown, out of range or out of order.
    """

    parameters: Mapping[str, float] = field(default_factory=dict)
    """Values laid over the shipped ones, by dotted name."""
    paths: Mapping[str, Steps] = field(default_factory=dict)
    """Dated paths by driver name (`model.drivers.DRIVERS`)."""
    start: str = FIRST_MONTH
    end: str = "2024-12"
    seed: int = 0
    scale: int = 2000
    """Household rows; the real households are dealt out over them by weight."""
    dated: Mapping[str, Steps] = field(default_factory=dict)
    """Parameters that take other values on a date, by dotted name."""

    def __post_init__(self) -> None:
        checked = {n: parameters.get(n).check(v) for n, v in sorted(self.parameters.items())}
        object.__setattr__(self, "parameters", MappingProxyType(checked))
        paths = {n: checked_path(n, s) for n, s in sorted(self.paths.items())}
        object.__setattr__(self, "paths", MappingProxyType(paths))
        dated = {n: checked_dates(n, s) for n, s in sorted(self.dated.items())}
        object.__setattr__(self, "dated", MappingProxyType(dated))
        _check_span(self.start, self.end)
        _check_count("seed", self.seed, 0, 2**63 - 1)
        _check_count("scale", self.scale, 500, 8_000_000)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Case, self._facts())

    def _facts(self) -> tuple[Any, ...]:
        plain = (dict(self.parameters), dict(self.paths))
        facts = (*plain, self.start, self.end, self.seed, self.scale)
        return (*facts, dict(self.dated)) if self.dated else facts

    def __hash__(self) -> int:
        return int(self.hash, 16)

    @cached_property
    def hash(self) -> str:
        """Sixteen hexadecimal digits that name the run."""
        text = json.dumps(self._facts(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def months(self) -> list[str]:
        """Every month of the run, first to last, as ``YYYY-MM``."""
        return list(_months(self.start, self.end))

    def with_(self, **changes: Any) -> Case:
        """A copy with some fields replaced; parameters, paths, dates are merged, not replaced."""
        for name in ("parameters", "paths", "dated"):
            if name in changes:
                changes[name] = {**getattr(self, name), **changes[name]}
        return replace(self, **changes)

    def changes(self) -> dict[int, dict[str, float]]:
        """Dated parameters: name and value by months from the start."""
        first, found = month_number(self.start), dict[int, dict[str, float]]()
        for name, steps in self.dated.items():
            for month, value in steps:
                found.setdefault(max(0, month_number(month) - first), {})[name] = float(value or 0)
        return found

    def drivers(self) -> dict[str, NDArray[np.float64]]:
        """Every driver month by month, shape (months,), to be read; NaN where the model decides."""
        return dict(_monthly(tuple(self.paths.items()), month_number(self.start), len(self.months)))


@lru_cache(maxsize=64)
def _monthly(
    paths: tuple[tuple[str, Steps], ...], first: int, length: int
) -> dict[str, NDArray[np.float64]]:
    """Drivers month by month, once for all seeds of a scenario."""
    given, table = dict(paths), {}
    for name, driver in drivers.DRIVERS.items():
        default = np.nan if driver.default is None else driver.default
        path = checked_path(name, given.get(name, ()))
        table[name] = path.monthly(first, length, default)
        table[name].flags.writeable = False
    return table


@cache
def _months(start: str, end: str) -> tuple[str, ...]:
    return tuple(map(month_name, range(month_number(start), month_number(end) + 1)))


def checked_path(name: str, steps: Sequence[Any]) -> Path:
    """A driver's path, refused if anything in it is wrong; one checked before is taken as it is."""
    if isinstance(steps, Path) and steps.driver == name:
        return steps
    driver = drivers.get(name)
    checked: list[tuple[str, float | str | None]] = []
    starts, values = [], []
    for month, number, value in _dates(f"path {name}", steps):
        starts.append(number)
        # 0.0 is added so that equal paths are equal to the last bit, the sign of nought included
        values.append(driver.check(value, f"path {name} at {month}") + 0.0)
        checked.append((month, value if value is None or driver.choices else float(value) + 0.0))
    path = Path(checked)
    path.driver, path.starts, path.values = name, tuple(starts), tuple(values)
    return path


def checked_dates(name: str, steps: Sequence[Any]) -> Steps:
    """The values a parameter takes on dates, refused if anything in them is wrong."""
    parameter, where = parameters.get(name), f"parameter {name}"
    if not parameter.may_change:
        raise InputError(f"{where}: is read at the opening alone; give one value for the whole run")
    return tuple((m, parameter.check(v, f"{where} at {m}")) for m, _, v in _dates(where, steps))


def _dates(where: str, steps: Sequence[Any]) -> Iterator[tuple[str, int, Any]]:
    """Month, its number and value of every step; dates must rise."""
    if isinstance(steps, str) or not isinstance(steps, Sequence):
        raise InputError(f"{where}: expected a list of [month, value] pairs, found {steps!r:.60}")
    previous = -1
    for step in steps:
        if isinstance(step, str) or not isinstance(step, Sequence) or len(step) != 2:
            raise InputError(f"{where}: {step!r:.60} is not a [month, value] pair")
        month, value = step
        number = month_number(month, where)
        if number <= previous:
            raise InputError(
                f"{where}: {month} does not come after {month_name(previous)}; dates must rise"
            )
        previous = number
        yield month, number, value


def _check_span(start: str, end: str) -> None:
    first, last = month_number(start, "start"), month_number(end, "end")
    if first != month_number(FIRST_MONTH):
        raise InputError(f"start = {start}: a run opens with the accounts of {FIRST_MONTH}")
    if not first <= last <= month_number(LAST_MONTH):
        raise InputError(f"end = {end} is out of range; expected {start} to {LAST_MONTH}")


def _check_count(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(
            f"{name} = {str(value)[:40]} is out of range; expected a whole number "
            f"from {low} to {high}"
        )


BASELINE = Case()
