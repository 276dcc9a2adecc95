"""What was aimed at before the fit, and how far it was reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scenarios.evaluation.validation import SECTORS

Card = dict[str, Any]
"""A scorecard as `scenarios.evaluation.scorecard` makes it."""
Read = Callable[[Card], float | None]
"""Finds a figure on it; None where it is not there."""

PANEL = "panel"
"""Sector by year, all sectors together; a scorecard keeps it apart from the figures."""
WINDOWS = {"2012-2019": "fit", "2020-2024": "held_out"}
"""Keys of the windows by their years."""
LETTERS = {"A": "conditional", "B": "semi_endogenous", "C": "free"}
"""Modes by the letter they are known by."""
FED = "utilities"
"""The sector that mode A is not scored on: its power is fed in."""


@dataclass(frozen=True)
class Band:
    """Observations aimed to lie inside the 90 % band of the runs.

    Args (fields):
        letter: of the mode.
        figures: those counted, in words.
        years: those counted.
        error: whether the stated error of the record is added to the band.
    """

    letter: str
    figures: str
    years: str
    error: bool

    @property
    def name(self) -> str:
        """What is aimed at, in words."""
        counted = ", with error" if self.error else ""
        return f"mode {self.letter}, {self.figures} in the 90 % band, {self.years}{counted}"

    @property
    def facts(self) -> dict[str, Any]:
        """The same, for a table."""
        return {"mode": self.letter, "figures": self.figures, "years": self.years,
                "error_counted": self.error}  # fmt: skip

    def read(self, card: Card) -> float | None:
        """Part of the observations that is inside; None where some of the years are not scored."""
        windows = WINDOWS.values() if self.years == ALL_YEARS else [WINDOWS[self.years]]
        seen = [self._seen(card, window) for window in windows]
        if not all(count for _, count in seen):
            return None
        return sum(inside for inside, _ in seen) / sum(count for _, count in seen)

    def _seen(self, card: Card, window: str) -> tuple[float, float]:
        """Observations inside, and all, of one window.

        A figure without a stated error counts as by the runs alone: a sum over fewer figures could
        not be held against that of all.
        """
        mode, inside, count = LETTERS[self.letter], 0.0, 0.0
        for name in COUNTED[self.figures] or card["modes"].get(mode, {}):
            n = _figure(mode, name, window, "n")(card)
            share = _figure(mode, name, window, "coverage", "90")(card)
            if self.error:
                wider = _figure(mode, name, window, "coverage", "with_error", "90")(card)
                share = share if wider is None else wider
            if n is not None and share is not None:
                inside, count = inside + n * share, count + n
        return inside, count


ALL_YEARS = "2012-2024"
READING = (
    "The part of what is recorded that lies between the 5 % and 95 % of the runs; above 0.97 the "
    "bands are too wide. With error: the stated error of the record is added to the bands; a "
    "figure with none stated (trade, rice in won) counts as by the runs alone."
)
"""How coverage is to be read."""
COUNTED = {"GDP": ("gdp",), "all figures": ()}
"""Figures by the words for them; nothing names all of a mode."""


def _figure(mode: str, *keys: str) -> Read:
    """A number of one mode's scores."""

    def read(card: Card) -> float | None:
        found: Any = card["panel" if PANEL in keys else "modes"].get(mode)
        for key in keys:
            if key != PANEL:
                found = found.get(key) if isinstance(found, dict) else None
        return None if found is None else float(found)

    return read


def _overall(mode: str) -> Read:
    """Root mean square error of GDP growth over fitted and held-out years together."""

    def read(card: Card) -> float | None:
        squares = years = 0.0
        for window in WINDOWS.values():
            n, rmse = (_figure(mode, "gdp", window, key)(card) for key in ("n", "rmse"))
            if n is None or rmse is None:
                return None
            squares, years = squares + n * rmse**2, years + n
        return float((squares / years) ** 0.5)

    return read


def _least_sector(card: Card) -> float | None:
    """Correlation of the sector that turns least with the record in mode A; its power is fed in."""
    scored = [sector for sector in SECTORS if sector != FED]
    found = [_figure("conditional", sector, "fit", "correlation")(card) for sector in scored]
    return min((value for value in found if value is not None), default=None)


AIMS: dict[str, tuple[Read, float, float]] = {
    "mode A, GDP, each year left out": (
        _figure("conditional", "gdp", "fit", "leave_one_out"), 0.0, 1.6),
    "mode A, GDP, 2020-2024": (_figure("conditional", "gdp", "held_out", "rmse"), 0.0, 2.95),
    "mode B, GDP, 2012-2019": (_figure("semi_endogenous", "gdp", "fit", "rmse"), 0.0, 2.2),
    "mode B, GDP, 2020-2024": (_figure("semi_endogenous", "gdp", "held_out", "rmse"), 0.0, 2.2),
    "mode B, GDP, 2012-2024": (_overall("semi_endogenous"), 0.0, 2.2),
    "mode A, sectors, correlation": (
        _figure("conditional", PANEL, "fit", "correlation"), 0.7, 1.0),
    "mode A, least correlation of five sectors": (_least_sector, 0.7, 1.0),
}  # fmt: skip
"""Where each aim is read, and from what to what it is met."""
BANDS = [
    Band(letter, figures, years, error)
    for letter in LETTERS
    for figures, years in [("GDP", ALL_YEARS), *(("all figures", years) for years in WINDOWS)]
    for error in (False, True)
]
"""GDP alone has thirteen observations in all; those of every figure say more, and those of years
the sets never saw say most."""
INSIDE = (0.8, 0.97)
"""From what to what part of observations is to lie inside a 90 % band."""


def reached(card: Card) -> list[dict[str, Any]]:
    """Each aim with its value, its range and whether it was met (None = not there)."""
    told = [_told(name, read(card), low, high) for name, (read, low, high) in AIMS.items()]
    return [*told, *({**_told(b.name, b.read(card), *INSIDE), "band": b.facts} for b in BANDS)]


def _told(name: str, value: float | None, low: float, high: float) -> dict[str, Any]:
    met = None if value is None else low <= value <= high
    return {"name": name, "value": value, "range": [low, high], "met": met}
