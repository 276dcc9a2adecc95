"""Observations: what the record says of the figures that the model makes. Scored, never fed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.history import tables
from scenarios.history.paths import FIRST_YEAR

if TYPE_CHECKING:
    import pandas as pd

LAST_FIT_YEAR = 2019
"""No row of a later year reaches the fitting."""

TABLES = ("observations", "trade", "energy")
"""Tables read; trade and generation are fed in by mode A and scored in the others."""

GROWTH = {
    "gdp": "bok_real_gdp_growth",
    "output.agriculture": "bok_growth_agri_forestry_fishing",
    "output.mining": "bok_growth_mining",
    "output.manufacturing": "bok_growth_manufacturing",
    "output.construction": "bok_growth_construction",
    "output.services": "bok_growth_services",
    "output.utilities": "bok_growth_electricity_gas_water",
    "output.light": "bok_growth_light_industry",
    "output.heavy": "bok_growth_heavy_chemical",
}
"""Recorded growth in percent a year, by the model series it measures."""

LEVELS = {
    "exports.total": ("exports_ex_interkorean", 12.0),
    "imports.total": ("imports_ex_interkorean", 12.0),
    "exports.coal": ("export_coal_anthracite", 12.0),
    "coal.exports": ("export_coal_to_china_volume", 12.0),
    "coal.output": ("coal_output", 12.0),
    "grain.harvest": ("rda_food_crop_output", 12.0),
    "power.generation": ("electricity_generation_ember", 12.0),
    "rate.market": ("usd_rate_pyongyang_annual_mean", 1.0),
    "price.rice": ("rice_price_pyongyang_annual_mean", 1.0),
    "price.rice_usd": ("rice_price_usd_per_kg", 1.0),
}
"""Recorded level, by the model series it measures, and what a year's value is divided by."""

BURDEN = ("wmeat_milex_share_gdp_low", "wmeat_milex_share_gdp_high")
"""Low and high ends of the published defence burden, percent of GDP."""


def observations(until: str | None = None) -> pd.DataFrame:
    """Recorded yearly values: columns year, series, value, unit, source, grade.

    Rows over a span of years, a season or a part of a year are left out.

    Args:
        until: last month or year to return, ``YYYY`` or ``YYYY-MM``; None for all.
    """
    import pandas as pd

    rows = [row for table in TABLES for row in tables.read(table) if tables.is_year(row["date"])]
    if until is not None:
        rows = [row for row in rows if f"{row['date']}-12" <= f"{until}-12"[:7]]
    frame = pd.DataFrame(
        {
            "year": [int(row["date"]) for row in rows],
            "series": [row["series"] for row in rows],
            "value": [float(row["value"]) for row in rows],
            "unit": [row["unit"] for row in rows],
            "source": [row["source"] for row in rows],
            "grade": [row["grade"] for row in rows],
        }
    )
    return frame.sort_values(["series", "year"], ignore_index=True)


def yearly(frame: pd.DataFrame, series: str) -> dict[int, float]:
    """Values of one series by year, out of `observations`; none if it is not recorded."""
    part = frame[frame["series"] == series]
    return dict(zip(part["year"].astype(int), part["value"].astype(float), strict=True))


def fit_observations() -> pd.DataFrame:
    """The observations that fitting may see: none of a year after 2019, whatever the files hold."""
    frame = observations(until=f"{LAST_FIT_YEAR}-12")
    return frame[frame["year"] <= LAST_FIT_YEAR].reset_index(drop=True)


def events() -> pd.DataFrame:
    """The numbered events drawn on charts: number, date, label, about, source, grade."""
    import pandas as pd

    frame = pd.DataFrame(tables.read("events"))
    return frame.astype({"number": int})


def recorded_series() -> dict[str, pd.DataFrame]:
    """Recorded yearly values by model series, for drawing beside runs.

    Each frame has year, value, low, high, unit, source, grade. Output and GDP are indices
    chained from recorded growth with 2011 = 1; flows are monthly means; low and high differ from
    the value only where the record gives a range.
    """
    frame = observations()
    found = {name: _chained(_of(frame, series)) for name, series in GROWTH.items()}
    for name, (series, divisor) in LEVELS.items():
        found[name] = _level(_of(frame, series), divisor)
    found["defence.burden"] = _range(_of(frame, BURDEN[0]), _of(frame, BURDEN[1]))
    return found


def _of(frame: pd.DataFrame, series: str) -> pd.DataFrame:
    return frame[frame["series"] == series].drop(columns="series").reset_index(drop=True)


def _shaped(frame: pd.DataFrame) -> pd.DataFrame:
    for end in ("low", "high"):
        if end not in frame:
            frame[end] = frame["value"]
    return frame[["year", "value", "low", "high", "unit", "source", "grade"]]


def _chained(growth: pd.DataFrame) -> pd.DataFrame:
    """An index from growth in percent, its first model year 1."""
    later = growth[growth["year"] >= FIRST_YEAR].reset_index(drop=True)
    factors = (1 + later["value"] / 100).where(later["year"] > FIRST_YEAR, 1.0)
    return _shaped(later.assign(value=factors.cumprod(), unit="index, 2011 = 1"))


def _level(level: pd.DataFrame, divisor: float) -> pd.DataFrame:
    per_month = " a month" if divisor > 1 else ""
    return _shaped(level.assign(value=level["value"] / divisor, unit=level["unit"] + per_month))


def _range(low: pd.DataFrame, high: pd.DataFrame) -> pd.DataFrame:
    ends = low.assign(low=low["value"], high=high["value"])
    return _shaped(ends.assign(value=(ends["low"] + ends["high"]) / 2))
