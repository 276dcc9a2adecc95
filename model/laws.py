"""Laws: bounds that every recorded figure keeps; a run that leaves them is no result."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model import parameters
from model.drivers import DRIVERS
from model.figures import Array
from model.series import SERIES, Series

if TYPE_CHECKING:
    from model.case import Case
    from model.state import State

Found = NDArray[np.bool_]
NAMES = list(SERIES)
LARGEST = float(np.finfo(np.float32).max)
"""Stores keep single precision."""
LOW, HIGH = np.array([series.bounds for series in SERIES.values()]).clip(-LARGEST, LARGEST).T
ROUNDING = 1e-9
"""Part of a series' largest figure by which rounding may carry it over a bound."""
PRICES = [NAMES.index(name) for name in ("price.rice", "price.goods", "rate.market")]
HERE, ACTING = Path(__file__).parent, ("mechanisms", "institutions")
BALANCE = "balance"
"""Of a ledger, which every mechanism posts to."""
FEW = 3
"""Settings told as the nearest cause."""


class LawError(RuntimeError):
    """A run left what is possible: a figure out of its bounds, or prices without end."""


def hold(economy: State) -> None:
    """Hold what a run has recorded to the laws.

    Raises:
        LawError: a figure is out of its bounds or not finite, or prices ran away; it names
            the figure, the first month of that kind and the nearest cause.
    """
    first, values = economy.record.everything()
    runaway, broken = _runaway(economy, values), _broken(values)
    months = (runaway | broken).any(axis=1)
    if not months.any():
        return
    month = int(np.argmax(months))
    ends = bool(runaway[month].any())
    place = int(np.argmax((runaway if ends else broken)[month]))
    series, name = SERIES[NAMES[place]], economy.months[first + month]
    figure = f"{series.name} = {values[month, place]:.4g} {series.unit} in {name}"
    if ends:
        ceiling = f"{economy.p.money.runaway:g} times (money.runaway)"
        said = f"prices ran away: {figure}, beyond {ceiling} its opening, up or down"
    else:
        said = f"{figure} is impossible; it is always {series.allowed}"
    raise LawError(f"{said}; {nearest_cause(economy.case, first + month, series)}")


def _runaway(economy: State, values: Array) -> Found:
    """Where a price is beyond the ceiling beside its opening, [month, series]."""
    opening, ceiling = economy.opening, economy.p.money.runaway
    beside = values[:, PRICES] / np.array([opening.rice, 1.0, opening.rate])
    found = np.zeros(values.shape, np.bool_)
    found[:, PRICES] = (beside > ceiling) | (beside * ceiling < 1.0)
    return found


def _broken(values: Array) -> Found:
    """Where a figure is out of its bounds, but for rounding, or no number; [month, series]."""
    broken: Found = ~((values >= LOW) & (values <= HIGH))
    if broken.any():
        slack = ROUNDING * (1.0 + np.abs(values).max(axis=0, initial=0.0, where=~broken))
        broken = ~((values >= LOW - slack) & (values <= HIGH + slack))
    return broken


def nearest_cause(case: Case, month: int, series: Series) -> str:
    """What to look at first: who publishes a figure, and what the case has moved farthest.

    Settings that the publishing module reads come before others moved as far. That one of them is
    the cause is likely, not certain.
    """
    name, read = _publisher(series)
    moved = sorted(_moved(case, month), key=lambda m: (m[0], m[1] in read), reverse=True)
    told = ", ".join(f"{setting} = {value:g}" for _, setting, value in moved[:FEW])
    by = f"it is published by {name}; " if name else ""
    return by + (f"nearest to an end of its range: {told}" if told else "the case moves nothing")


@cache
def _publisher(series: Series) -> tuple[str, frozenset[str]]:
    """The module that writes a figure and the parameters it reads; none where several write it."""
    source = series.source
    cells = [source] if isinstance(source, str) else source.__code__.co_names
    names = "|".join(cell.split(".")[-1].split("[")[0] for cell in cells if cell != BALANCE)
    writes = re.compile(rf"\.(?:{names})\b(?:\[.*\])? [-+*/]?= ")
    files = [file for folder in ACTING for file in (HERE / folder).glob("*.py")]
    texts = {f"model/{f.parent.name}/{f.name}": f.read_text(encoding="utf-8") for f in files}
    found = {name: text for name, text in texts.items() if writes.search(text)}
    if len(found) != 1:
        return "", frozenset()
    ((name, text),) = found.items()
    words = set(re.findall(r"\.(\w+)", text))
    tables = set(re.findall(r"\bp\.(\w+)", text))
    parts = [parameter.split(".") for parameter in parameters.shipped()]
    return name, frozenset(f"{t}.{key}" for t, key in parts if t in tables and key in words)


def _moved(case: Case, month: int) -> list[tuple[float, str, float]]:
    """Part of the way from shipped to the end of its range, name and value of every setting."""
    values, found = dict(case.parameters), []
    for before in range(month + 1):
        values |= case.changes().get(before, {})
    for name, value in values.items():
        known = parameters.get(name)
        found.append((name, value, known.value, known.low, known.high))
    paths = case.drivers()
    for name in case.paths:
        driver, value = DRIVERS[name], float(paths[name][month])
        usual = driver.low if driver.default is None else driver.default
        if not driver.choices and not np.isnan(value):
            found.append((name, value, usual, driver.low, driver.high))
    return [
        (abs(value - usual) / abs((high if value > usual else low) - usual), name, value)
        for name, value, usual, low, high in found if value != usual
    ]  # fmt: skip
