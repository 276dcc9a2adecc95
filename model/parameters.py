"""Every number of the model: value, unit, range, kind, grade, source, about.

The numbers live in ``values/*.toml``, one file per subject; the file's name is the first part
of each parameter's name, so ``[leak]`` in ``sanctions.toml`` is ``sanctions.leak``.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from model.errors import InputError, unknown

VALUES = Path(__file__).parent / "values"
KINDS = ("uncertainty", "lever", "setting")
GRADES = ("verified", "recalled", "derived", "assumption", "fitted")
AT_OPENING = frozenset(
    f"{subject}.{key}"
    for subject, keys in {
        "food": ("core_priority", "exposure_spread"),
        "households": ("core_hours", "core_skill", "farmer_hours", "farmer_skill", "skill_spread",
                       "soldier_hours", "soldier_skill", "worker_hours"),
        "imports": ("consumer_priority", "food_priority", "intermediates_priority",
                    "machinery_priority", "oil_priority"),
        "market": ("exposure_border", "exposure_countryside", "exposure_industrial",
                   "exposure_pyongyang", "labour_share"),
        "plan": ("hoarding", "site_shortage"),
        "production": ("energy_criticality", "fuel_criticality", "imported_criticality",
                       "materials_criticality", "spread"),
        "sanctions": ("evasion_start",),
        "traders": ("size_spread",),
    }.items()
    for key in keys
)  # fmt: skip
"""Beside the settings and what is called ``opening_…``, what only the opening reads."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model and what it rests on."""

    name: str
    """Dotted name, subject first: ``sanctions.leak``."""
    value: float
    """Shipped value, in ``unit``."""
    unit: str
    low: float
    high: float
    """Ends of the range outside which a value is refused; sweeps draw inside it."""
    kind: str
    """``uncertainty`` (nobody knows), ``lever`` (an actor chooses) or ``setting``."""
    grade: str
    """How well it is known: verified, recalled, derived, assumption or fitted."""
    source: str
    """Where the value and the range come from."""
    about: str
    """What it means, in a sentence."""
    informed_by_held_out: bool = False
    """Whether the shipped value rests on a year after 2019."""

    @property
    def may_change(self) -> bool:
        """Whether another value from a month on would change anything."""
        fixed = self.kind == "setting" or self.name.split(".")[1].startswith("opening_")
        return not fixed and self.name not in AT_OPENING

    def check(self, value: object, where: str = "") -> float:
        """The value as a float, refused if it is no finite number or outside the range."""
        place = f"{where}: " if where else ""
        expected = f"expected a number from {self.low:g} to {self.high:g} ({self.unit})"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(
                f"{place}{self.name} = {str(value)[:60]!r} is not a number; {expected}"
            )
        number = float(value)
        if not math.isfinite(number):
            raise InputError(f"{place}{self.name} = {number} is not finite; {expected}")
        if not self.low <= number <= self.high:
            raise InputError(f"{place}{self.name} = {number:g} is out of range; {expected}")
        return number


def _parameter(subject: str, key: str, table: Mapping[str, Any]) -> Parameter:
    name, where = f"{subject}.{key}", f"values/{subject}.toml [{key}]"
    allowed = {f.name for f in fields(Parameter)} - {"name", "low", "high"} | {"range"}
    for found in table:
        if found not in allowed:
            raise unknown("key", found, allowed, where)
    for needed in allowed - {"informed_by_held_out"}:
        if needed not in table or table[needed] == "":
            raise InputError(
                f"{where}: {needed} is missing; every parameter needs {sorted(allowed)}"
            )
    low, high = (float(end) for end in table["range"])
    if not low <= high:
        raise InputError(f"{where}: range [{low:g}, {high:g}] is reversed")
    if table["kind"] not in KINDS:
        raise unknown("kind", table["kind"], KINDS, where)
    if table["grade"] not in GRADES:
        raise unknown("grade", table["grade"], GRADES, where)
    rest = {k: v for k, v in table.items() if k != "range"}
    parameter = Parameter(name=name, low=low, high=high, **rest)
    parameter.check(parameter.value, where)
    return parameter


def load(folder: Path = VALUES) -> dict[str, Parameter]:
    """Read every parameter under a folder of TOML files, sorted by name."""
    found: dict[str, Parameter] = {}
    for file in sorted(folder.glob("*.toml")):
        for key, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            parameter = _parameter(file.stem, key, table)
            found[parameter.name] = parameter
    return dict(sorted(found.items()))


@cache
def shipped() -> Mapping[str, Parameter]:
    """The parameters that travel with the program, read once."""
    return MappingProxyType(load())


def get(name: str, where: str = "") -> Parameter:
    """The parameter of that name; an unknown one is refused with the nearest right name."""
    try:
        return shipped()[name]
    except KeyError:
        raise unknown("parameter", name, shipped(), where) from None


def put(values: Any, name: str, value: float) -> None:
    """Give a parameter another value, by attributes, refused if it is not allowed."""
    checked = get(name).check(value)
    subject, key = name.split(".", 1)
    setattr(getattr(values, subject), key, checked)


@cache
def by_subject() -> dict[str, dict[str, float]]:
    """Shipped values by subject and key."""
    subjects: dict[str, dict[str, float]] = {}
    for name, parameter in shipped().items():
        subject, key = name.split(".", 1)
        subjects.setdefault(subject, {})[key] = parameter.value
    return subjects
