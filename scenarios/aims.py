"""What was aimed at before the fit, and how far it was reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Card = dict[str, Any]
"""A scorecard as `scenarios.scorecard` makes it."""
Read = Callable[[Card], float | None]
"""Finds a figure on it; None where it is not there."""

PANEL = "panel"
"""Sector by year, all sectors together; a scorecard keeps it apart from the figures."""
WINDOWS = {"2012-2019": "fit", "2020-2024": "held_out"}
"""Keys of the windows by their years."""
LETTERS = {"A": "conditional", "B": "semi_endogenous", "C": "free"}
"""Modes by the letter they are known by."""
FIVE = ("agriculture", "mining", "manufacturing", "construction", "services")
"""Sectors scored in mode A."""
COVERAGES = {"": (), ", with error": ("with_error",)}
"""Words for a coverage, and where it stands beside that of the runs alone."""
READING = (
    "Errors: root mean squared, points of growth a year. In the band: the part of what is recorded "
    "(of GDP, or of all figures) that lies between the 5 % and 95 % of the runs; above 0.97 the "
    "bands are too wide. With error: the stated error of the record is added to the bands; a "
    "figure with none stated (trade, rice in won) counts as by the runs alone."
)
"""How the aims are to be read."""


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


def _covered(mode: str, figures: Sequence[str], windows: Iterable[str], *keys: str) -> Read:
    """Part of the observations of some figures and windows inside the 90 % bands.

    Args:
        mode: by its key on the scorecard.
        figures: names of figures; every one of the mode if empty.
        windows: keys of windows, taken together.
        keys: where the coverage stands beside that of the runs alone, which holds where it is not
            there: a sum over fewer figures could not be held against that of all.
    """

    def read(card: Card) -> float | None:
        inside = years = 0.0
        for name in figures or card["modes"].get(mode, {}):
            for window in windows:
                n, alone, share = (
                    _figure(mode, name, window, *place)(card)
                    for place in (["n"], ["coverage", "90"], ["coverage", *keys, "90"])
                )
                share = alone if share is None else share
                if n is not None and share is not None:
                    inside, years = inside + n * share, years + n
        return inside / years if years else None

    return read


def _least_sector(card: Card) -> float | None:
    """Correlation of the sector that turns least with the record in mode A; its power is fed in."""
    found = [_figure("conditional", sector, "fit", "correlation")(card) for sector in FIVE]
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
    **{
        f"mode {letter}, GDP in the 90 % band, 2012-2024{words}": (
            _covered(mode, ["gdp"], WINDOWS.values(), *keys), 0.8, 0.97)
        for letter, mode in LETTERS.items() for words, keys in COVERAGES.items()
    },
    **{
        f"mode {letter}, all in the 90 % band, {years}{words}": (
            _covered(mode, [], [window], *keys), 0.8, 0.97)
        for letter, mode in LETTERS.items()
        for years, window in WINDOWS.items()
        for words, keys in COVERAGES.items()
    },
}  # fmt: skip
"""Where each aim is read, and from what to what it is met. GDP alone has thirteen observations in
all; those of all figures say more, and those of years the sets never saw say most."""


def reached(card: Card) -> list[dict[str, Any]]:
    """Each aim with its value, its range and whether it was met (None = not there)."""
    told = []
    for name, (read, low, high) in AIMS.items():
        value = read(card)
        met = None if value is None else low <= value <= high
        told.append({"name": name, "value": value, "range": [low, high], "met": met})
    return told
