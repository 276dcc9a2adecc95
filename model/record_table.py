"""Record: what a run leaves behind, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from model.series import SERIES, flows
from model.series.declare import Reader

if TYPE_CHECKING:
    import mesa
    import pandas as pd

    from model.economy import Economy

FLOWS = {name: place for place, name in enumerate(flows.NAMES)}
"""Place of each flow among those read at once."""


class Record:
    """A table of figures, one row a month and one column a series; all series if none is named."""

    def __init__(self, months: list[str], names: Iterable[str] = SERIES) -> None:
        self.months = months
        self.names = list(names)
        self.values = np.full((len(months), len(self.names)), np.nan)
        self._prepare()

    def _prepare(self) -> None:
        """Find out how every series is read and where it goes."""
        self._reader = Reader(SERIES[name] for name in self.names if name not in FLOWS)
        self._flows = [FLOWS[name] for name in self.names if name in FLOWS]
        order = [*self._reader.names, *(flows.NAMES[place] for place in self._flows)]
        columns = {name: column for column, name in enumerate(self.names)}
        self._columns = np.array([columns[name] for name in order], dtype=np.int64)

    def __getstate__(self) -> tuple[list[str], list[str], np.ndarray]:
        return self.months, self.names, self.values

    def __setstate__(self, state: tuple[list[str], list[str], np.ndarray]) -> None:
        self.months, self.names, self.values = state
        self._prepare()

    def write(self, row: int, economy: Economy) -> None:
        """Read every series off the country as it stands, flows all at once."""
        found = self._reader.read(economy)
        if self._flows:
            amounts = flows.read(economy)
            found += [amounts[place] for place in self._flows]
        self.values[row, self._columns] = found

    def __getitem__(self, name: str) -> np.ndarray:
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
