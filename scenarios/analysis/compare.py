"""Two scenarios side by side: what each gives, and by how much they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.errors import InputError, unknown
from scenarios.analysis.measures import Difference, difference_in_year
from scenarios.analysis.worlds import Worlds, parameters, worlds

if TYPE_CHECKING:
    from scenarios.definition.catalog import Scenario
    from scenarios.storage.stored import Stored

MEASURES = (
    "gdp", "output.manufacturing", "output.munitions", "output.agriculture", "defence.burden",
    "consumption.civilian", "consumption.bottom60", "consumption.core", "food.availability",
    "food.insecure", "exports.total", "imports.total", "fx.total", "rate.market", "price.rice",
    "power.shortage", "informal.income_share",
)  # fmt: skip
"""Series compared where none are named."""


@dataclass(frozen=True)
class Line:
    """One measure of a comparison."""

    label: str
    difference: Difference
    worlds: Worlds | None = None
    """The two worlds that its draws fall into, if they do."""

    @property
    def unit(self) -> str:
        """Of the median and all that stands with it: "%", "points" or the unit of the levels."""
        return self.difference.difference_unit

    def as_dict(self) -> dict[str, Any]:
        """For JSON: what the draws say, then the levels, which are medians."""
        d = self.difference
        return {
            "label": self.label,
            "series": d.series,
            "year": d.year,
            "unit": self.unit,
            **d.effect.as_dict(),
            "level_unit": d.unit,
            "scenario": d.scenario,
            "baseline": d.baseline,
            "worlds": None if self.worlds is None else self.worlds.as_dict(),
        }


def label(series: str) -> str:
    """What a series is called; one that this version does not know goes by its name."""
    from model.series import SERIES

    return SERIES[series].label if series in SERIES else series


def check(a: Scenario, b: Scenario, series: Sequence[str], year: int | None) -> None:
    """Refuse what cannot be compared before anything is run.

    Raises:
        InputError: an unknown series, or a year that is not whole in both scenarios.
    """
    from model.series import SERIES

    for name in series:
        if name not in SERIES:
            raise unknown("series", name, SERIES)
    starts, ends = zip(*map(_whole_years, (a, b)), strict=True)
    first, last = max(starts), min(ends)
    if first > last:
        raise InputError(f"{a.name} and {b.name} share no whole year")
    if year is not None and not first <= year <= last:
        raise InputError(
            f"year {year} is not in both {a.name} and {b.name}; expected {first} to {last}"
        )


def _whole_years(scenario: Scenario) -> tuple[int, int]:
    """The first and the last whole year of a scenario."""
    begins, ends = scenario.case.start, scenario.case.end
    return int(begins[:4]) + (begins[5:] != "01"), int(ends[:4]) - (ends[5:] != "12")


def comparison(
    results: Stored,
    scenario: str,
    baseline: str,
    series: Sequence[str] | None = None,
    year: int | None = None,
) -> list[Line]:
    """Compare a year draw by draw, levels in per cent and shares in points.

    Args:
        results: plain runs of both scenarios.
        scenario: the scenario looked at.
        baseline: what it is compared with.
        series: which series; those of `MEASURES` that are stored if left out.
        year: the last whole year if left out.
    """
    asked = series or [name for name in MEASURES if name in results.units]
    return [_line(results, name, scenario, baseline, year) for name in asked]


def _line(results: Stored, series: str, scenario: str, baseline: str, year: int | None) -> Line:
    found = difference_in_year(results, series, scenario, baseline, year, percent=True)
    table = parameters(results, baseline, found.replications)
    return Line(label(series), found, worlds(found.figures, table))
