"""Dated paths laid over what they inherit.

A list of [month, value] pairs takes the place of the inherited path from its first month on. A
table edits it: ``set`` a value, ``scale`` by a factor or ``shift`` by an amount, ``from`` a month
on, ``until`` another (which is no longer touched); a list of tables edits it several times. So a
counterfactual keeps history up to its date without repeating it; a list that begins with the run
replaces the whole of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model import drivers
from model.case import FIRST_MONTH, Case, Steps, month_number
from model.errors import InputError, unknown

OPERATIONS = ("set", "scale", "shift")
EDIT_KEYS = ("from", "until", *OPERATIONS)
FREE = "free"
"""TOML has no empty value: this word hands a path back to the model."""

type Value = float | str | None


@dataclass(frozen=True)
class Edit:
    """One change of an inherited path."""

    operation: str
    value: Value
    first: str = FIRST_MONTH
    until: str | None = None
    """First month no longer touched; None for the end of the run."""

    def covers(self, month: str) -> bool:
        """Whether a month (YYYY-MM) is changed."""
        return self.first <= month and (self.until is None or month < self.until)

    def undoes(self, other: Edit) -> bool:
        """Whether nothing is left of another edit made before this one."""
        longer = self.until is None or (other.until is not None and other.until <= self.until)
        return self.operation == "set" and self.first <= other.first and longer


def steps_from(name: str, pairs: Any) -> Steps:
    """A whole path as a file gives it.

    Raises:
        InputError: no such driver, or a month or value it does not allow.
    """
    driver = drivers.get(name)
    if pairs == []:
        raise InputError(f"path {name}: the list is empty; expected [month, value] pairs")
    if isinstance(pairs, list):
        pairs = [_freed(driver, pair) for pair in pairs]
    return Case(paths={name: pairs}).paths[name]


def edits_from(name: str, tables: Sequence[Mapping[str, Any]]) -> list[Edit]:
    """Edits as a file gives them, each made on what the one before leaves.

    Raises:
        InputError: a key, month or value that is not allowed, or an edit that a later one undoes.
    """
    edits = [_edit(name, table) for table in tables]
    for place, edit in enumerate(edits):
        for later in edits[place + 1 :]:
            if later.undoes(edit):
                raise InputError(
                    f"path {name}: the change from {edit.first} is undone by the one from "
                    f"{later.first} below it; put them in order, or say until when each holds"
                )
    return edits


def _edit(name: str, table: Mapping[str, Any]) -> Edit:
    driver, where = drivers.get(name), f"path {name}"
    for key in table:
        if key not in EDIT_KEYS:
            raise unknown("key", key, EDIT_KEYS, where)
    found = [key for key in OPERATIONS if key in table]
    if len(found) != 1:
        raise InputError(
            f"{where}: found {' and '.join(found) or 'no operation'}; "
            f"expected one of {', '.join(OPERATIONS)}"
        )
    first, until = table.get("from", FIRST_MONTH), table.get("until")
    begin = month_number(first, f"{where}: from")
    if until is not None and month_number(until, f"{where}: until") <= begin:
        raise InputError(f"{where}: until = {until} does not come after from = {first}")
    return Edit(found[0], operand(driver, found[0], table[found[0]]), first, until)


def first_dates(change: Steps | list[Edit]) -> list[str]:
    """Months from which the parts of a change hold, as ``YYYY-MM``."""
    return [part.first if isinstance(part, Edit) else part[0] for part in change]


def put_over(name: str, inherited: Steps | None, steps: Steps) -> Steps:
    """The inherited path until the first month of a list, from there on the list."""
    kept = tuple(step for step in inherited or () if step[0] < steps[0][0])
    return Case(paths={name: (*kept, *steps)}).paths[name]


def edited(name: str, inherited: Steps | None, edit: Edit) -> Steps:
    """Apply one edit to a path.

    Args:
        name: the driver.
        inherited: its path so far; None if it has none, so that its default holds.
        edit: the change.

    Raises:
        InputError: a figure that is left to the model is scaled or shifted, or the result is
            out of the driver's range.
    """
    driver, steps = drivers.get(name), dict(inherited or ())
    months = {*steps, FIRST_MONTH, edit.first} | ({edit.until} if edit.until else set())
    value: Value = driver.choices[0] if driver.choices else driver.default
    found: list[tuple[str, Value]] = []
    for month in sorted(months):
        value = steps.get(month, value)
        new = _applied(name, value, edit) if edit.covers(month) else value
        if not found or found[-1][1] != new:
            found.append((month, new))
    return Case(paths={name: tuple(found)}).paths[name]


def laid(name: str, inherited: Steps | None, change: Steps | list[Edit]) -> Steps | None:
    """A path with a change as a file gives it, a list or edits, laid over what it inherits."""
    if isinstance(change, tuple):
        return put_over(name, inherited, change)
    for edit in change:
        inherited = edited(name, inherited, edit)
    return inherited


def operand(driver: drivers.Driver, operation: str, value: Any) -> Value:
    """The value of an edit, checked; "free" as None.

    Raises:
        InputError: not a value of the path, or nothing it can be scaled or shifted by.
    """
    where = f"path {driver.name}"
    if operation == "set":
        if value == FREE and driver.may_be_free:
            return None
        value = _spelt(driver, value)
        driver.check(value, where)
        return str(value) if driver.choices else float(value)
    if driver.choices:
        raise InputError(f"{where}: {value!r:.40} cannot {operation} a path of names; use set")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value):
        raise InputError(f"{where}: {operation} = {value!r:.60}; expected a finite number")
    return float(value)


def _applied(name: str, value: Value, edit: Edit) -> Value:
    if edit.operation == "set":
        return edit.value
    if value is None:
        raise InputError(
            f"path {name}: is left to the model here, so there is nothing to "
            f"{edit.operation}; give it a path or use set"
        )
    number, operand = float(value), float(edit.value or 0)
    return number * operand if edit.operation == "scale" else number + operand


def _freed(driver: drivers.Driver, pair: Any) -> Any:
    if isinstance(pair, list) and len(pair) == 2:
        free = driver.may_be_free and pair[1] == FREE
        return [pair[0], None if free else _spelt(driver, pair[1])]
    return pair


def _spelt(driver: drivers.Driver, value: Any) -> Any:
    """A name as the model spells it: economy-first, as scenarios are called, is economy_first."""
    if driver.choices and isinstance(value, str):
        return value.strip().replace("-", "_")
    return value
