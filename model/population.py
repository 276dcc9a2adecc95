"""Population: one Mesa agent whose members are the rows of one array."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from model.figures import Array

Kinds = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """One figure that every member of a population carries."""

    name: str
    unit: str
    about: str


def positions(kind: str, columns: Sequence[Column]) -> Any:
    """A named tuple from column name to row of the array: kernels write ``h[H.cash, i]``."""
    names = [column.name for column in columns]
    return namedtuple(kind, names)(*range(len(names)))


class Member:
    """One row of a population, to look at: ``households[17].cash``."""

    __slots__ = ("_population", "row")

    def __init__(self, population: Population, row: int) -> None:
        self._population, self.row = population, row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._population, name)[self.row].item()

    def __repr__(self) -> str:
        kind = type(self._population).__name__
        facts = {c.name: getattr(self, c.name) for c in self._population.columns}
        return f"{kind}[{self.row}] " + ", ".join(f"{k}={v:.6g}" for k, v in facts.items())


class Population(mesa.Agent):  # type: ignore[misc]
    """Members as rows: figures in ``data[column, row]``, kinds in ``kinds[label, row]``.

    Row number is identity. Every row stands for ``weight`` real units; figures are per real
    unit, so a total is the sum of weight times figure.
    """

    columns: ClassVar[tuple[Column, ...]] = ()
    labels: ClassVar[tuple[Column, ...]] = ()

    def __init__(self, model: mesa.Model, size: int) -> None:
        super().__init__(model)
        self.data: NDArray[np.float64] = np.zeros((len(self.columns), size))
        self.kinds: NDArray[np.int64] = np.zeros((len(self.labels), size), dtype=np.int64)
        self._name_columns()

    def _name_columns(self) -> None:
        """Let people read columns by name: ``households.cash`` is a view of its row."""
        self.__dict__.update((c.name, self.data[i]) for i, c in enumerate(self.columns))
        self.__dict__.update((c.name, self.kinds[i]) for i, c in enumerate(self.labels))

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(self.__dict__.get(name), np.ndarray) and name not in ("data", "kinds"):
            self.__dict__[name][:] = value  # the name stays a view of what the kernels use
        else:
            super().__setattr__(name, value)

    def __getstate__(self) -> dict[str, Any]:
        views = {c.name for c in (*self.columns, *self.labels)}
        return {k: v for k, v in self.__dict__.items() if k not in views}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._name_columns()

    def __len__(self) -> int:
        return int(self.data.shape[1])

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> NDArray[Any]: ...

    def __getitem__(self, row: int) -> Member:
        if not -len(self) <= row < len(self):
            raise IndexError(f"{type(self).__name__} has {len(self)} rows, not {row}")
        return Member(self, row % len(self))

    def __iter__(self) -> Iterator[Member]:
        return (Member(self, row) for row in range(len(self)))

    def total(self, name: str) -> float:
        """Sum over real units of one column, in that column's unit."""
        return float(np.dot(self.weight, getattr(self, name)))


class Rows(NamedTuple):
    """What kernels see of all populations: figures and kinds of each."""

    households: Array
    household_kinds: Kinds
    decided: Array
    """Room for sums by block of households, in the order of DECIDED; the next of BOOKED."""
    booked: Array
    enterprises: Array
    enterprise_kinds: Kinds
    civil: Array
    """Weights of enterprises outside the munitions track, zero inside; the next the reverse."""
    munitions: Array
    farms: Array
    farm_kinds: Kinds
    traders: Array
    trader_kinds: Kinds
    companies: Array
    company_kinds: Kinds
