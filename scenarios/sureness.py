"""How sure a difference is: one definition and one table of words for every place that shows one.

A difference of two scenarios is a figure a draw: one parameter draw with its luck, the same in
both. What is said of it is about those draws, never about their mean, whose interval shrinks with
computing time alone (docs/decisions/0018).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isnan, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

SURE, LIKELY = 0.9, 0.8
"""Least shares of draws with the median's sign for the words "sure" and "likely"."""
WORDS = {
    "in every draw": "every draw has the sign of the median",
    "sure": "at least 90 % of draws do, and the median is beyond its Monte Carlo error",
    "likely": "at least 80 % of draws do",
    "open": "fewer do: the sign is not known",
}
"""The words for sureness, the surest first, and what each asks of the draws."""


@dataclass(frozen=True)
class Effect:
    """A difference over draws, in the unit of the figures given."""

    median: float
    q05: float
    q25: float
    q75: float
    q95: float
    share_same_sign: float
    """Share of draws that have the median's sign, 0 to 1."""
    mc_error: float
    """Standard error of the median from the number of draws alone; NaN for a single draw."""
    n: int
    """Draws with a figure."""

    @property
    def word(self) -> str:
        """The word of `WORDS` that the draws earn; a single draw is sure of nothing."""
        if self.n < 2 or isnan(self.share_same_sign):
            return "open"
        if self.share_same_sign == 1:
            return "in every draw"
        if self.share_same_sign >= SURE and abs(self.median) > self.mc_error:
            return "sure"
        return "likely" if self.share_same_sign >= LIKELY else "open"

    @property
    def filled(self) -> bool:
        """Whether charts fill the ring: at least `LIKELY` of the draws agree."""
        return self.word != "open"

    def as_dict(self) -> dict[str, Any]:
        """For JSON: every figure and the word; NaN as None."""
        facts = asdict(self) | {"word": self.word}
        lost = [key for key, value in facts.items() if isinstance(value, float) and isnan(value)]
        return facts | dict.fromkeys(lost)


def effect(figures: Values) -> Effect:
    """What paired differences say.

    Args:
        figures: one a draw; NaN is left out.
    """
    known = np.asarray(figures, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return Effect(*[nan] * 7, n=0)
    q05, q25, median, q75, q95 = map(float, np.quantile(known, (0.05, 0.25, 0.5, 0.75, 0.95)))
    same = float(np.mean(np.sign(known) == np.sign(median)))
    return Effect(median, q05, q25, q75, q95, same, mc_error(known), len(known))


def mc_error(known: Values) -> float:
    """Monte Carlo standard error of the median of independent draws (Maritz and Jarrett 1978)."""
    if len(known) < 2:
        return nan
    from scipy.stats.mstats import mjci  # slow to import, and wanted here alone

    return float(mjci(known, [0.5])[0])
