"""What a chart of a series shows: all of it follows from what the model declares of the series."""

from __future__ import annotations

from dataclasses import dataclass

from model.series import SERIES
from model.series.declare import INDEX
from model.series.units import PERCENT


@dataclass(frozen=True, slots=True)
class Chart:
    """One small chart of one series."""

    series: str
    """Name in `model.series.SERIES`; also the chart's name in addresses and files."""
    title: str
    unit: str
    difference_unit: str
    digits: int
    """Decimals shown."""
    zero: bool
    """Whether levels include zero: rates, shares and balances do, indices need not."""
    about: str
    """One sentence that says what the figure is."""
    base_year: int | None = None
    """Year whose mean in the baseline is drawn as 100, for an index."""
    trailing: int = 1
    """Months averaged; twelve where the seasons would hide everything else."""
    publisher: str = ""
    """Who published the recorded figures."""
    feed: str = ""
    """The recorded table that imposes this series on a scenario which is fed it."""
    in_percent: bool = False
    """Counted in per cent already: compared in percentage points, never in % of %."""

    def shown_unit(self, values: str, baseline: str = "the baseline") -> str:
        """The unit under the title, for levels, differences or per cent differences."""
        if values == "level":
            return self.unit
        unit = "%" if values == "percent" and not self.in_percent else self.difference_unit
        return f"{unit}, difference from {baseline}"

    def shown_digits(self, values: str) -> int:
        """Decimals for a way of counting; per cent differences always have one."""
        return 1 if values == "percent" and not self.in_percent else self.digits


BASE_YEAR = 2011
"""Year whose mean in the baseline is drawn as 100."""
SEASONS = 12
"""Months averaged where the seasons would hide everything else."""


def chart(name: str) -> Chart:
    """The chart of a series."""
    series = SERIES[name]
    unit, difference, base = series.counted.written or series.unit, "", None
    if series.unit == INDEX:
        unit, difference, base = f"index, {BASE_YEAR} = 100", "index points", BASE_YEAR
    elif series.counted.kind == PERCENT:
        difference = "percentage points"
    return Chart(
        name,
        series.label,
        f"{unit}, last {SEASONS} months" if series.seasonal else unit,
        difference or unit,
        series.counted.digits,
        series.counted.zero,
        series.about,
        base,
        SEASONS if series.seasonal else 1,
        series.publisher,
        series.feed,
        series.counted.in_points,
    )


BY_NAME = {name: chart(name) for name in SERIES}
"""The chart of every series."""
GROUPS = {
    "Output and defence": ("gdp", "defence.burden", "output.munitions"),
    "Households": ("consumption.civilian", "consumption.bottom60", "food.availability"),
    "Trade and dollars": ("imports.total", "exports.total", "fx.total"),
    "Markets": ("rate.market", "price.rice", "informal.income_share"),
}
"""Charts that a page shows of itself, three to a group."""
MAIN = (
    "gdp", "defence.burden", "consumption.civilian", "imports.total", "food.availability",
    "rate.market",
)  # fmt: skip
"""Those it shows first."""
CHARTS = tuple(BY_NAME[name] for name in MAIN)
