"""The bootstrap of what is no mean: seeded, so the same runs always give the same interval.

It resamples trajectories, base points and draws. What a difference over draws says is
`scenarios.analysis.sureness`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

RESAMPLES = 1000
INTERVAL = (2.5, 97.5)
"""Percentiles: a 95 % interval."""


def weights(count: int, resamples: int = RESAMPLES, seed: int = 0) -> Values:
    """Share of each of ``count`` members in resamples of them: shape (resamples, count)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(count, np.full(count, 1 / count), resamples) / count


def interval(samples: Values) -> tuple[Values, Values]:
    """Lower and upper end of the 95 % interval along the first axis; NaN for a single member."""
    low, high = np.percentile(samples, INTERVAL, axis=0)
    return low, high
