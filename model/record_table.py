"""Record: what a run leaves behind, month by month.

Every month the published figures are copied as they stand; series are read off the copies when
somebody asks, all months at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from model import country
from model.figures import Array
from model.past import Past
from model.series import SERIES, flows

if TYPE_CHECKING:
    import mesa
    import pandas as pd


FLOWS = {name: place for place, name in enumerate(flows.NAMES)}
"""Place of each flow among those read at once."""


def cell(place: str) -> int:
    """Cell of a dotted place, with the row of what it holds if one is named."""
    name, _, row = place.rstrip("]").partition("[")
    return country.COUNTRY.cell(name, int(row or 0))


class Record:
    """A table of figures, one row a month and one column a series; all series if none is named."""

    def __init__(self, months: list[str], names: Iterable[str] = SERIES) -> None:
        self.months = months
        self.names = list(names)
        self._values = np.full((len(months), len(self.names)), np.nan)
        self._kept = np.empty((len(months), country.KEPT))
        self._books: Array | None = None
        self._unread: list[int] = []
        """Rows kept and not yet read, one after the other."""
        self._rows = slice(0, 0)
        """Rows kept so far."""

    def __getstate__(self) -> tuple[list[str], list[str], Array]:
        return self.months, self.names, self.values

    def __setstate__(self, state: tuple[list[str], list[str], Array]) -> None:
        self.__init__(*state[:2])  # type: ignore[misc]
        self._values = state[2]

    def write(self, row: int, books: Array) -> None:
        """Keep the country's published figures as they stand."""
        self._kept[row] = books.view(np.float64)[: country.KEPT]
        self._books = books
        self._unread.append(row)
        self._rows = slice(self._rows.start if self._rows.stop else row, row + 1)

    @property
    def values(self) -> Array:
        """Every figure, shape (months, series); NaN in months not written."""
        if self._unread and self._books is not None:
            rows = slice(self._unread[0], self._unread[-1] + 1)
            self._unread = []
            self._values[rows] = _read(self.names, self._kept[rows], self._books).T
        return self._values

    def everything(self) -> tuple[int, Array]:
        """The first month written here, and every series from it on, shape (months, SERIES)."""
        rows = self._rows
        if self.names == [*SERIES] or self._books is None:
            return rows.start, self.values[rows]
        return rows.start, _read([*SERIES], self._kept[rows], self._books).T

    def __getitem__(self, name: str) -> Array:
        """One series, shape (months,)."""
        return self.values[:, self.names.index(name)]

    def collector(self, months: int) -> mesa.DataCollector:
        """Mesa's data collector filled with the first months of the record."""
        import mesa

        collector = mesa.DataCollector(model_reporters={name: name for name in self.names})
        for name in self.names:
            collector.model_vars[name] = self[name][:months].tolist()
        collector._collection_steps = list(range(1, months + 1))
        return collector

    def to_frame(self) -> pd.DataFrame:
        """The record as a pandas table, units in ``attrs["units"]``."""
        import pandas as pd

        index = pd.PeriodIndex(self.months, freq="M", name="month")
        frame = pd.DataFrame(self.values, index=index, columns=self.names)
        frame.attrs["units"] = {name: SERIES[name].unit for name in self.names}
        return frame


def _read(names: list[str], kept: Array, books: Array) -> Array:
    """Series off some months' figures, shape (series, months)."""
    past, found = Past(kept, books), np.empty((len(names), len(kept)))
    published, posted = dict[int, int](), dict[int, int]()
    with np.errstate(all="ignore"):  # what comes out as no number is found by the laws
        for column, name in enumerate(names):
            source = SERIES[name].source
            if name in FLOWS:
                posted[column] = FLOWS[name]
            elif callable(source):
                found[column] = source(past)
            else:
                published[column] = cell(source)
        if posted:
            found[[*posted]] = flows.read(past)[[*posted.values()]]
    found[[*published]] = kept.T[[*published.values()]]
    return found
