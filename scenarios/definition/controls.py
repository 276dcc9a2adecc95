"""Dials: what a what-if turns, from a month on: levers an actor chooses, and assumptions.

A dial sets a dated path, a parameter, or scales several together. What it is called, its unit,
range, source and grade come from where the path or the parameter is declared.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from model import drivers, parameters
from model.case import Case, Steps
from model.errors import InputError, unknown
from scenarios.definition.path_edits import Edit, edited

POLICY, ASSUMPTIONS = "policy", "assumptions"
LINES = tuple(f"doctrine.{line}_share" for line in drivers.DOCTRINES)
COVERAGE = tuple(f"coverage.{channel}" for channel in drivers.COVERED)
CHOSEN = "chosen by an actor; it starts where the scenario has it"

type Value = float | str
Settings = Mapping[str, Value]
"""Values of dials by name; what is not named stays where the scenario has it."""


@dataclass(frozen=True)
class Dial:
    """One thing to turn."""

    name: str
    """In addresses; of the path or parameter where it turns one."""
    title: str
    group: str
    """policy or assumptions."""
    low: float
    high: float
    unit: str
    about: str
    grade: str
    source: str
    targets: tuple[str, ...]
    """Parameters or paths it changes."""
    scales: bool = False
    """Whether its value multiplies them; else it replaces them."""
    choices: tuple[str, ...] = ()
    """Of a dial with names in place of numbers."""

    @property
    def step(self) -> float:
        """What one press of a key moves it by: a sixtieth of its range, rounded to 1, 2 or 5."""
        rough = (self.high - self.low) / 60
        power = 10.0 ** math.floor(math.log10(rough))
        return round(next(s * power for s in (1, 2, 5, 10) if s * power >= rough * (1 - 1e-9)), 12)

    def check(self, value: object) -> Value:
        """The value, refused if it is outside the range or no choice.

        Raises:
            InputError: it is not allowed; the sentence says what is.
        """
        if self.choices:
            if value not in self.choices:
                raise unknown(self.name, value, self.choices)
            return str(value)
        expected = f"expected a number from {self.low:g} to {self.high:g} ({self.unit})"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{self.name} = {str(value)[:40]!r} is not a number; {expected}")
        if not self.low <= value <= self.high:
            raise InputError(f"{self.name} = {value:g} is out of range; {expected}")
        return float(value)


@cache
def dials() -> dict[str, Dial]:
    """Every dial by name, levers first."""
    found = [
        _path("doctrine", "Doctrine"),
        _scaled("defence_share", "Defence share wanted", LINES,
                "times what the line wants", "Share of GDP wanted for defence, whatever the line."),
        _path("arms.orders", "Foreign arms orders", 0, 800),
        _lever("defence.new_enterprise_capacity", "New munitions plants"),
        _lever("defence.dual_use", "Idle munitions plants for civil use"),
        _lever("labour.army_share", "Soldiers at civilian work"),
        _path("market.tightness", "Pressure on private trade"),
        _path("enterprise.autonomy", "Autonomy of enterprises"),
        _lever("food.procurement_share", "Harvest the state takes"),
        _lever("capital.energy_weight", "Investment tilted to power"),
        _path("border.openness", "Openness of the border"),
        _path("compliance.china", "Enforcement by China", about="How far China enforces the law."),
        _path("compliance.russia", "Enforcement by Russia", about="How far Russia enforces it."),
        _scaled("sanctions", "Sanctions in force", COVERAGE, "times what the law covers",
                "Share of trade under legal sanction, all twelve channels together."),
        *(_lever(name, title, ASSUMPTIONS) for name, title in ASSUMED.items()),
    ]  # fmt: skip
    return {dial.name: dial for dial in found}


def find(name: str) -> Dial:
    """A dial by name.

    Raises:
        InputError: there is none; all are told where none is near.
    """
    if name in dials():
        return dials()[name]
    if get_close_matches(name, dials(), n=1, cutoff=0.5):
        raise unknown("dial", name, dials())
    raise InputError(f"unknown dial {name[:40]!r}; the dials are {', '.join(dials())}")


ASSUMED = {
    "sanctions.leak": "Banned trade that gets through",
    "sanctions.evasion_half_life": "Time to learn evasion",
    "production.substitution": "Substitution between inputs",
    "production.localisation": "Learning to replace imports",
    "production.equipment_elasticity": "Weight of equipment in output",
    "plan.export_dependence": "Plan's dependence on exports",
    "food.fertiliser_elasticity": "Weight of fertiliser in harvests",
    "market.tightness_cost": "Cost of pressure on trade",
    "households.hours_response": "Market work for higher pay",
    "technology.spin_off": "Spin-off from defence",
    "technology.talent_drain": "Talent drained by defence",
    "arms.paid_share": "Arms deliveries that are paid",
    "rents.private_trade": "Unrecorded private trade",
}
"""Uncertain numbers a reader may want to move, and what a page calls them."""


def _path(name: str, title: str, *ends: float, about: str = "") -> Dial:
    driver = drivers.get(name)
    low, high = map(float, ends or (driver.low, driver.high))
    about = about or f"{driver.about[:1].upper()}{driver.about[1:]}."
    return Dial(name, title, POLICY, low, high, driver.unit, about, "choice", CHOSEN, (name,),
                choices=driver.choices)  # fmt: skip


def _lever(name: str, title: str, group: str = POLICY) -> Dial:
    p = parameters.get(name)
    return Dial(name, title, group, p.low, p.high, p.unit, p.about, p.grade, p.source, (name,))


def _scaled(name: str, title: str, targets: Sequence[str], unit: str, about: str) -> Dial:
    """A dial that multiplies its targets, as far as the range of each allows."""
    low, high = 0.0, 1.0
    if targets[0] in parameters.shipped():
        known = [parameters.get(target) for target in targets]
        low = max(p.low / p.value for p in known)
        high = min(p.high / p.value for p in known)
    ends = (float(f"{low + 0.005:.2f}"), float(f"{high - 0.005:.2f}")) if low else (low, high)
    return Dial(name, title, POLICY, *ends, unit, about, "choice", CHOSEN, tuple(targets), True)


def starting(case: Case, month: str) -> dict[str, Value | None]:
    """Where each dial stands in a case in a month; None where the model decides by itself."""
    return {dial.name: _start(dial, case, month) for dial in dials().values()}


def _start(dial: Dial, case: Case, month: str) -> Value | None:
    held = _held(case, dial.targets[0], month)
    if dial.scales:
        free = all(_held(case, target, month) is None for target in dial.targets)
        return None if free else 1.0
    if held is None or dial.choices:
        return None if held is None else str(held)
    return min(max(float(held), dial.low), dial.high)


def _held(case: Case, target: str, month: str) -> Any:
    """The value of a path or parameter in force in a month; None if it is left to the model."""
    if target in drivers.DRIVERS:
        driver = drivers.get(target)
        first = driver.choices[0] if driver.choices else driver.default
        return _last(case.paths.get(target, ()), month, first)
    plain = case.parameters.get(target, parameters.get(target).value)
    return _last(case.dated.get(target, ()), month, plain)


def _last(steps: Steps, month: str, default: Any) -> Any:
    passed = [value for start, value in steps if start <= month]
    return passed[-1] if passed else default


def turned(case: Case, settings: Settings, month: str) -> Case:
    """A case with dials turned from a month on.

    Raises:
        InputError: no such dial, or a value it does not allow.
    """
    paths: dict[str, Steps] = {}
    dated: dict[str, Steps] = {}
    for name, value in settings.items():
        dial = find(name)
        checked = dial.check(value)
        for target in dial.targets:
            if target in drivers.DRIVERS:
                edit = Edit("scale" if dial.scales else "set", checked, first=month)
                if _held(case, target, month) is not None or not dial.scales:
                    paths[target] = edited(target, case.paths.get(target), edit)
            else:
                dated[target] = _redated(dial, case, target, month, checked)
    return case.with_(paths=paths, dated=dated)


def _redated(dial: Dial, case: Case, target: str, month: str, value: Value) -> Steps:
    before = [step for step in case.dated.get(target, ()) if step[0] < month]
    held = _held(case, target, month)
    now = float(value) * (float(held) if dial.scales else 1.0)
    return (*before, (month, now))


def written(case: Case, settings: Settings, month: str) -> str:
    """What a scenario file says for dials turned from a month on: its two tables."""
    lines: dict[str, list[str]] = {"parameters": [], "paths": []}
    changed = turned(case, settings, month)
    for name, value in settings.items():
        dial = dials()[name]
        for target in dial.targets:
            if target in drivers.DRIVERS:
                if _held(case, target, month) is not None or not dial.scales:
                    what = f"{'scale' if dial.scales else 'set'} = {json.dumps(value)}"
                    lines["paths"].append(f'"{target}" = {{ from = "{month}", {what} }}')
            else:
                number = json.dumps(changed.dated[target][-1][1])
                lines["parameters"].append(f'"{target}" = {{ from = "{month}", set = {number} }}')
    return "\n".join("\n".join([f"[{table}]", *rows, ""]) for table, rows in lines.items() if rows)
