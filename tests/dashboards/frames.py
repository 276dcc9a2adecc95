"""Hand-made tables for tests of pure functions."""

from base64 import b64decode

import numpy as np
import pandas as pd

from dashboards.data.charts import CHARTS, Chart
from dashboards.data.comparison import QUANTILES, Comparison, Dot, Event, Line, Scenario

PLAIN = Chart(
    series="gdp", title="GDP", unit="index", difference_unit="index points", digits=1, zero=False,
    about="Output.", publisher="Bank of Korea", feed="trade",
)  # fmt: skip
EVENTS = tuple(
    Event(pd.Timestamp(month), title)
    for month, title in [("2013-03-01", "Plenum"), ("2016-03-01", "Resolution"),
                         ("2016-09-01", "Second"), ("2020-01-01", "Border shut")]
)  # fmt: skip
DOTS = tuple(
    Dot(pd.Timestamp(f"{year}-07-01"), 100.0 + year - 2011, str(year), "a table", "verified")
    for year in range(2011, 2016)
)


def scenario(place: int, title: str | None = None, **facts: object) -> Scenario:
    return Scenario(f"s{place}", title or f"Scenario {place}", place, place, **facts)


def frame(level: float = 100.0, width: float = 5.0, months: int = 168) -> pd.DataFrame:
    """Bands that widen evenly around a slowly rising median."""
    middle = level + np.linspace(0, 4, months)
    spread = np.linspace(0.1, width, months)
    steps = {"q05": -2, "q25": -1, "q50": 0, "q75": 1, "q95": 2}
    columns = {name: middle + step * spread for name, step in steps.items()}
    return pd.DataFrame(
        {"month": pd.date_range("2011-01-01", periods=months, freq="MS"), **columns}
    )


def unpacked(numbers: dict[str, str]) -> np.ndarray:
    """What the charts read of numbers that were sent packed."""
    return np.frombuffer(b64decode(numbers["bdata"]), numbers["dtype"])


def line(who: Scenario, table: pd.DataFrame, **facts: object) -> Line:
    """A scenario's line from a table of its bands."""
    months = pd.DatetimeIndex(table["month"])
    return Line(who, months, {name: table[name].to_numpy() for name in QUANTILES}, **facts)


def comparison(*levels: float, values: str = "level", bands: str = "90", chart: Chart = PLAIN,
               **facts: object) -> Comparison:  # fmt: skip
    """A baseline and scenarios at the levels given; the first level is the baseline's."""
    lines = tuple(
        line(scenario(i), frame(level), baseline=i == 0, banded=bands != "none" and 0 < i < 3)
        for i, level in enumerate(levels or (100.0, 90.0, 110.0))
    )
    return Comparison(chart=chart, values=values, bands=bands, lines=lines, runs=20, **facts)


CHART_NAMES = [chart.series for chart in CHARTS]
