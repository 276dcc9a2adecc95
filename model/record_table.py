"""Record: what a run leaves behind, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from model.series import SERIES, flows

if TYPE_CHECKING:
    import mesa
    import pandas as pd

    from model.economy import Economy


class Record:
    """A table of figures, one row a month and one column a series; all series if none is named."""

    def __init__(self, months: list[str], names: Iterable[str] = SERIES) -> None:
        self.months = months
        self.names = list(names)
        self.values = np.full((len(months), len(self.names)), np.nan)
        self._single = [name for name in self.names if name not in flows.NAMES]
        order = [*self._single, *flows.NAMES]
        self._places = [order.index(name) for name in self.names]

    def write(self, row: int, economy: Economy) -> None:
        """Read every series off the country as it stands, flows all at once."""
        found = [SERIES[name].read(economy) for name in self._single]
        if len(self._single) < len(self.names):
            found += flows.read(economy)
        self.values[row] = [found[place] for place in self._places]

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
