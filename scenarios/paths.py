"""Dated paths laid over what they inherit.

A list of [month, value] pairs replaces the inherited path. A table edits it: ``set`` a value,
``scale`` by a factor or ``shift`` by an amount, ``from`` a month on, ``until`` another (which is
no longer touched). So a counterfactual keeps history up to its date without repeating it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model import drivers
from model.case import FIRST_MONTH, Steps, month_number
from model.errors import InputError

Value = float | str | None


def edited(name: str, inherited: Steps | None, edit: Mapping[str, Any]) -> Steps:
    """The inherited path with an edit applied.

    Args:
        name: the driver.
        inherited: its path so far; None if it has none, so that its default holds.
        edit: a table with one of set, scale, shift, and from, until as wanted.

    Raises:
        InputError: a figure that is left to the model is scaled or shifted.
    """
    driver = drivers.get(name)
    steps = dict(inherited or ())
    first = str(edit.get("from", FIRST_MONTH))
    until = edit.get("until")
    months = sorted(
        {*steps, FIRST_MONTH, first, *([str(until)] if until else [])}, key=month_number
    )
    found: list[tuple[str, Value]] = []
    value: Value = driver.choices[int(driver.default or 0)] if driver.choices else driver.default
    for month in months:
        value = steps.get(month, value)
        inside = first <= month and (until is None or month < until)
        new = _applied(name, value, edit) if inside else value
        if not found or found[-1][1] != new:
            found.append((month, new))
    return tuple(found)


def _applied(name: str, value: Value, edit: Mapping[str, Any]) -> Value:
    if "set" in edit:
        return edit["set"]  # type: ignore[no-any-return]
    if value is None:
        raise InputError(
            f"path {name}: is left to the model here, there is nothing to scale or "
            "shift; give it a path or use set"
        )
    assert not isinstance(value, str)
    return value * edit["scale"] if "scale" in edit else value + edit["shift"]
