"""What is believed of every uncertain number before the record is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.parameters import Parameter, shipped
from scenarios.calibration import FITTED

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """A triangle over the range with its peak at the shipped value.

    Two kinds differ: a parameter of the single fit has the normal prior that fit started from, cut
    at the range, for its shipped value has seen the record; one whose value rests on a year after
    2019 is flat.
    """

    parameter: Parameter

    @property
    def name(self) -> str:
        """Dotted name of the parameter."""
        return self.parameter.name

    @cached_property
    def _distribution(self) -> Any:
        from scipy import stats

        p, width = self.parameter, self.parameter.high - self.parameter.low
        if p.name in FITTED:
            mean, spread = FITTED[p.name]
            ends = (p.low - mean) / spread, (p.high - mean) / spread
            return stats.truncnorm(*ends, loc=mean, scale=spread)
        if p.informed_by_held_out:
            return stats.uniform(p.low, width)
        return stats.triang((p.value - p.low) / width, loc=p.low, scale=width)

    def at(self, unit: Array) -> Array:
        """Values at places of the unit interval, to four figures."""
        values = np.clip(self._distribution.ppf(unit), self.parameter.low, self.parameter.high)
        rounded = np.array([float(f"{v:.4g}") for v in np.ravel(values)]).reshape(values.shape)
        return np.clip(rounded, self.parameter.low, self.parameter.high)

    def place(self, values: Array) -> Array:
        """Places of values in the unit interval."""
        return np.asarray(self._distribution.cdf(values), dtype=np.float64)

    def middle(self, share: float) -> tuple[float, float]:
        """Ends of the middle part of the prior that holds a share of it."""
        low, high = self._distribution.ppf([(1 - share) / 2, (1 + share) / 2])
        return float(low), float(high)


def priors() -> list[Prior]:
    """The prior of every number of the kind *uncertainty*, by name."""
    return [Prior(p) for p in shipped().values() if p.kind == "uncertainty"]


def drawn(known: Sequence[Prior], places: Array) -> dict[str, Array]:
    """Values by name at places of the unit cube, shape (draws, priors)."""
    return {prior.name: prior.at(places[:, i]) for i, prior in enumerate(known)}
