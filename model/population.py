"""Population: one Mesa agent whose members are the rows of one array."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import mesa
import numpy as np
from numpy.typing import NDArray


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

    def __len__(self) -> int:
        return int(self.data.shape[1])

    def __getattr__(self, name: str) -> NDArray[Any]:
        for declared, array in ((type(self).columns, "data"), (type(self).labels, "kinds")):
            for i, column in enumerate(declared):
                if column.name == name:
                    return self.__dict__[array][i]  # type: ignore[no-any-return]
        raise AttributeError(f"{type(self).__name__} has no column {name!r}")

    def __getitem__(self, row: int) -> Member:
        if not -len(self) <= row < len(self):
            raise IndexError(f"{type(self).__name__} has {len(self)} rows, not {row}")
        return Member(self, row % len(self))

    def __iter__(self) -> Iterator[Member]:
        return (Member(self, row) for row in range(len(self)))

    def total(self, name: str) -> float:
        """Sum over real units of one column, in that column's unit."""
        return float(np.dot(self.weight, getattr(self, name)))
