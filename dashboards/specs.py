"""What each chart shows: title, unit, decimals, zero or not, whose record it meets."""

from __future__ import annotations

from dataclasses import dataclass


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


MAIN = (
    "gdp",
    "defence.burden",
    "consumption.civilian",
    "imports.total",
    "food.availability",
    "rate.market",
)
"""What a page shows first."""
ALL = (
    Chart(
        series="gdp",
        title="GDP",
        unit="index, 2011 = 100",
        difference_unit="index points",
        digits=1,
        zero=False,
        base_year=2011,
        publisher="Bank of Korea",
        about="Output of all activities at constant 2015 weights, comparable with the Bank of "
        "Korea's estimate.",
    ),
    Chart(
        series="defence.burden",
        title="Defence share",
        unit="% of GDP",
        difference_unit="percentage points",
        digits=1,
        zero=True,
        in_percent=True,
        publisher="US State Department, WMEAT",
        about="Military services and acquisitions as a share of GDP, whoever pays for them.",
    ),
    Chart(
        series="consumption.civilian",
        title="Civilian consumption",
        unit="index, 2011 = 100, last 12 months",
        difference_unit="index points",
        digits=1,
        zero=False,
        base_year=2011,
        trailing=12,
        about="What households consume of all goods and services, at constant prices.",
    ),
    Chart(
        series="imports.total",
        title="Imports",
        unit="mn USD a month",
        difference_unit="mn USD a month",
        digits=0,
        zero=True,
        publisher="KOTRA, trade with the South apart",
        feed="trade",
        about="Goods bought abroad through every channel that is counted.",
    ),
    Chart(
        series="food.availability",
        title="Food",
        unit="kg of cereal a head, last 12 months",
        difference_unit="kg of cereal a head",
        digits=0,
        zero=False,
        about="Cereal harvested, imported and drawn from stocks for people, over twelve months.",
    ),
    Chart(
        series="rate.market",
        title="Exchange rate",
        unit="won to the US dollar, on markets",
        difference_unit="won to the dollar",
        digits=0,
        zero=True,
        publisher="Daily NK, mean of the year",
        about="What a dollar costs on markets; a rise means the won has lost value.",
    ),
    Chart(
        series="output.munitions",
        title="Munitions output",
        unit="index, 2011 = 100",
        difference_unit="index points",
        digits=1,
        zero=False,
        base_year=2011,
        about="What plants of the Second Economic Commission make, whoever it is for.",
    ),
    Chart(
        series="consumption.bottom60",
        title="Consumption of the poorer 60 %",
        unit="index, 2011 = 100, last 12 months",
        difference_unit="index points",
        digits=1,
        zero=False,
        base_year=2011,
        trailing=12,
        about="What the poorer three fifths of households consume, at constant prices.",
    ),
    Chart(
        series="exports.total",
        title="Exports",
        unit="mn USD a month",
        difference_unit="mn USD a month",
        digits=0,
        zero=True,
        publisher="KOTRA, trade with the South apart",
        feed="trade",
        about="Goods sold abroad through customs.",
    ),
    Chart(
        series="fx.total",
        title="Foreign currency held",
        unit="mn USD",
        difference_unit="mn USD",
        digits=0,
        zero=True,
        about="Foreign currency in all hands in the country: state, court, munitions track, "
        "companies, traders and households.",
    ),
    Chart(
        series="price.rice",
        title="Rice price",
        unit="won a kg, on markets",
        difference_unit="won a kg",
        digits=0,
        zero=True,
        publisher="Daily NK, mean of the year",
        about="What a kilogram of rice costs on markets.",
    ),
    Chart(
        series="informal.income_share",
        title="Informal income",
        unit="% of money income",
        difference_unit="percentage points",
        digits=1,
        zero=True,
        in_percent=True,
        about="What households earn on markets, as a part of their money income.",
    ),
)
BY_NAME = {chart.series: chart for chart in ALL}
CHARTS = tuple(BY_NAME[series] for series in MAIN)
GROUPS = {
    "Output and defence": ("gdp", "defence.burden", "output.munitions"),
    "Households": ("consumption.civilian", "consumption.bottom60", "food.availability"),
    "Trade and dollars": ("imports.total", "exports.total", "fx.total"),
    "Markets": ("rate.market", "price.rice", "informal.income_share"),
}
"""All charts, three to a group."""
