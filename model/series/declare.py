"""Series: one recorded figure with unit, group, meaning and where it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.economy import Economy

MILLION, PER_CENT, MONTHS = 1e6, 100.0, 12
"""Conversions of units, no parameters."""
INDEX = "index, opening = 1"


@dataclass(frozen=True, slots=True)
class Series:
    """One recorded figure."""

    name: str
    unit: str
    group: str
    about: str
    source: str | Callable[[Any], float]
    """Where an `Economy` publishes the figure, or the function that works it out.

    A place is a dotted name, ``nation.gdp``, with a row of what it holds, ``nation.index[3]``.
    """

    def read(self, economy: Economy) -> float:
        """The figure at the end of a month, in ``unit``."""
        return float(Reader([self]).read(economy)[0])


class Reader:
    """Reads many series in one pass; a record has nearly two hundred to read every month."""

    def __init__(self, series: Iterable[Series]) -> None:
        published, rows, worked_out = {}, dict[str, dict[str, int]](), {}
        for one in series:
            if callable(one.source):
                worked_out[one.name] = one.source
            elif one.source.endswith("]"):
                place, row = one.source[:-1].split("[")
                rows.setdefault(place, {})[one.name] = int(row)
            else:
                published[one.name] = one.source
        several = (name for names in rows.values() for name in names)
        self.names = [*published, *several, *worked_out]
        """The series in the order they are read."""
        self._published = _all_of(attrgetter, [*published.values()])
        self._tables = _all_of(attrgetter, [*rows])
        self._rows = [_all_of(itemgetter, [*places.values()]) for places in rows.values()]
        self._worked_out = [*worked_out.values()]

    def read(self, economy: Economy) -> list[float]:
        """Every figure at the end of a month, in the order of ``names``."""
        found = [*self._published(economy)]
        for pick, table in zip(self._rows, self._tables(economy), strict=True):
            found += pick(table)
        found += [work_out(economy) for work_out in self._worked_out]
        return found


def _all_of(getter: Callable[..., Any], places: list[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What `operator` gives for several places; it hands one back bare, and wants at least one."""
    if len(places) > 1:
        return getter(*places)  # type: ignore[no-any-return]
    return lambda held: tuple(getter(place)(held) for place in places)
