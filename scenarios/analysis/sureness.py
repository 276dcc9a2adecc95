"""How sure a difference is: one definition and one table of words for every place that shows one.

A difference of two scenarios is a figure a draw: one parameter draw with its luck, the same in
both. What is said of it is about those draws, never about their mean, whose interval shrinks with
computing time alone (docs/decisions/0018).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from math import isnan, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

SURE, LIKELY = 0.9, 0.8
"""Least shares of draws with the median's sign for the words "sure" and "likely"."""
EVERY, OPEN, NONE = "in every draw", "open", "no difference"
WORDS = {
    EVERY: "every draw has the sign of the median",
    "sure": "at least 90 % of draws do, and the median is beyond its Monte Carlo error",
    "likely": "at least 80 % of draws do",
    OPEN: "fewer do: the sign is not known",
    NONE: "no draw differs at all",
}
"""The words for sureness, the surest first, and what each asks of the draws."""
RINGS = {True: "●", False: "○"}
"""A ring says the same where there is no room for a word: filled if `Effect.filled`."""


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
            return OPEN
        if self.median == 0:
            return NONE if self.share_same_sign == 1 else OPEN
        if self.share_same_sign == 1:
            return EVERY
        if self.share_same_sign >= SURE and abs(self.median) > self.mc_error:
            return "sure"
        return "likely" if self.share_same_sign >= LIKELY else OPEN

    @property
    def words(self) -> str:
        """The word with the share of draws behind it, where the word does not say it."""
        if self.word in (EVERY, NONE) or isnan(self.share_same_sign):
            return self.word
        return f"{self.word}, {100 * self.share_same_sign:.0f} %"

    @property
    def filled(self) -> bool:
        """Whether charts fill the ring: at least `LIKELY` of the draws agree on a sign."""
        return self.word not in (OPEN, NONE)

    @property
    def error_share(self) -> float:
        """Monte Carlo error of the median as a share of the 5 to 95 % width; 0 without a width."""
        width = self.q95 - self.q05
        return self.mc_error / width if width > 0 else 0.0 if self.n > 1 else nan

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
        return Effect(nan, nan, nan, nan, nan, nan, nan, 0)
    q05, q25, median, q75, q95 = map(float, np.quantile(known, (0.05, 0.25, 0.5, 0.75, 0.95)))
    same = float(np.mean(np.sign(known) == np.sign(median)))
    return Effect(median, q05, q25, q75, q95, same, mc_error(known), len(known))


def mc_error(known: Values) -> float:
    """Monte Carlo standard error of the median of independent draws (Maritz and Jarrett 1978).

    The median of n draws falls on each of them with a known chance; the error is the spread of the
    sorted draws under these chances. `scipy.stats` has it too, and takes a second to import.
    """
    if len(known) < 2:
        return nan
    draws, chance = np.sort(known), _falls_on(len(known))
    return float(np.sqrt(chance @ (draws - chance @ draws) ** 2))


@lru_cache(64)
def _falls_on(n: int) -> Values:
    """The chance that the median of n draws is about the i-th of them."""
    from scipy.special import betainc  # slow to import, and wanted here alone

    middle = (n + 1) / 2
    return np.asarray(np.diff(betainc(middle, middle, np.arange(n + 1) / n)), dtype=np.float64)
