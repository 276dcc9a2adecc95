"""Figures: named numbers that lie side by side in one block of memory.

People read and write attributes, ``nation.rate``; kernels read and write the same cells as a NumPy
record, ``country.nation.rate``. A block with a second axis holds the same figures month by month:
then an attribute gives all months at once, months along the last axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from inspect import get_annotations
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
type Default = float | NDArray[Any] | type["Figures"]


class Row(np.record):  # type: ignore[misc]
    """A record whose fields go before what NumPy calls by the same name, as ``base``."""

    def __getattribute__(self, name: str) -> Any:
        fields = np.void.__getattribute__(self, "dtype").fields
        return self[name] if name in fields else super().__getattribute__(name)


class Place(NamedTuple):
    """Where a figure lies in its block."""

    start: int
    stop: int
    shape: tuple[int, ...] = ()
    """Empty for a single figure."""
    part: type[Figures] | None = None
    """What lies there, if it is a group of figures."""
    kind: Any = np.float64
    """Type of a cell; eight bytes, like all."""


class Figures:
    """A group of figures; a subclass names them by annotated attributes with opening values."""

    places: ClassVar[Mapping[str, Place]] = {}
    defaults: ClassVar[Mapping[str, Default]] = {}
    size: ClassVar[int] = 0
    parts: ClassVar[list[tuple[str, type[Figures], slice]]] = []
    """Groups within the group, and their cells."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        names = [n for n in get_annotations(cls) if n in cls.__dict__]
        if taken := {*names} & {*dir(Figures), "block", "cells"}:
            raise TypeError(f"{cls.__name__}: {taken} means something else to every group")
        cls.defaults = {name: cls.__dict__[name] for name in names}
        places, at = dict[str, Place](), 0
        for name, value in cls.defaults.items():
            if isinstance(value, type):
                places[name] = Place(at, at + value.size, part=value)
                delattr(cls, name)
            else:
                cells = np.asarray(value, getattr(value, "dtype", np.float64))
                places[name] = Place(at, at + cells.size, cells.shape, kind=cells.dtype)
                setattr(cls, name, _attribute(places[name]))
            at = places[name].stop
        cls.places, cls.size = places, at
        cls.parts = [(name, place.part, slice(place.start, place.stop))
                     for name, place in places.items() if place.part]  # fmt: skip

    def __init__(self, block: Array) -> None:
        self.block = block
        self.cells: Any = memoryview(block) if block.ndim == 1 else block
        """Cell by cell; a memory view is several times as quick as an array."""
        for name, part, cells in self.parts:
            self.__dict__[name] = part(block[cells])

    @classmethod
    def dtype(cls) -> np.dtype[Any]:
        """The NumPy record that lies over a block."""
        fields = [
            (name, place.part.dtype() if place.part else np.dtype((place.kind, place.shape)))
            for name, place in cls.places.items()
        ]
        return np.dtype((Row, fields))

    @classmethod
    def opened(cls) -> Array:
        """A block of opening values."""
        block = np.empty(cls.size)
        for name, place in cls.places.items():
            value = cls.defaults[name]
            filled = value.opened() if isinstance(value, type) else np.ravel(value)
            block[place.start : place.stop].view(place.kind)[:] = filled
        return block

    @classmethod
    def cell(cls, name: str, row: int = 0) -> int:
        """Cell of a figure by its dotted name, of a row of it if it is several."""
        head, _, rest = name.partition(".")
        place = cls.places[head]
        return place.start + (place.part.cell(rest, row) if place.part else row)


def _attribute(place: Place) -> property:
    """Read a single figure as a number, and several as an array that is changed in place."""
    start, stop, shape, kind = place.start, place.stop, place.shape, place.kind
    if len(shape) == 1 and kind == np.float64:
        return property(lambda self: self.block[start:stop])
    if shape:
        return property(lambda self: _several(self.block, place))

    def put(self: Figures, value: float) -> None:
        self.cells[start] = value

    return property(lambda self: self.cells[start], put)


def _several(block: Array, place: Place) -> NDArray[Any]:
    cells: NDArray[Any] = block[place.start : place.stop].view(place.kind)
    return cells.reshape(place.shape + block.shape[1:])


def group(name: str, **opening: Default) -> type[Figures]:
    """A group of figures whose names are known only when the program runs."""
    return type(name, (Figures,), {"__annotations__": dict.fromkeys(opening, Any), **opening})


class Named(MutableMapping[str, Any]):
    """Single figures of a block by name: a number each, or one a month."""

    def __init__(self, figures: Figures, places: Mapping[str, int]) -> None:
        self._cells, self._places = figures.cells, places

    def __getitem__(self, name: str) -> Any:
        return self._cells[self._places[name]]

    def __setitem__(self, name: str, value: float) -> None:
        self._cells[self._places[name]] = value

    def __delitem__(self, name: str) -> None:
        raise TypeError(f"{name}: figures have their place and cannot be taken away")

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
