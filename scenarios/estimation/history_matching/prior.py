"""What is believed of every uncertain number before the record is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.parameters import Parameter, shipped
from scenarios.estimation import event_rates
from scenarios.estimation.calibration import FITTED

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Cut:
    """A distribution cut at both ends of a range.

    Args (fields):
        whole: a distribution with ``cdf`` and ``ppf``.
        low, high: the range.
    """

    whole: Any
    low: float
    high: float

    @cached_property
    def _ends(self) -> tuple[float, float]:
        return float(self.whole.cdf(self.low)), float(self.whole.cdf(self.high))

    def ppf(self, unit: Any) -> Any:
        """Values below which these parts of the cut distribution lie."""
        low, high = self._ends
        return self.whole.ppf(low + np.asarray(unit) * (high - low))

    def cdf(self, values: Any) -> Any:
        """Parts of the cut distribution that lie below values."""
        low, high = self._ends
        return (self.whole.cdf(np.clip(values, self.low, self.high)) - low) / (high - low)


@dataclass(frozen=True)
class Prior:
    """A triangle over the range with its peak at the shipped value.

    Three kinds differ, all cut at the range: a parameter of the single fit has the normal prior
    that fit started from, for its shipped value has seen the record; a rate of events is log-normal
    about its estimate with the standard error of that; one whose value rests on a year after 2019
    is flat. The rates are drawn each by itself, which spreads events a little wider than their
    joint likelihood would.
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
            return Cut(stats.norm(*FITTED[p.name]), p.low, p.high)
        if p.name in event_rates.ERRORS:
            return Cut(stats.lognorm(event_rates.ERRORS[p.name], scale=p.value), p.low, p.high)
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
