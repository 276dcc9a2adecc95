"""Income from abroad other than trade, and power: recorded years spread over months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.case import month_name, month_number
from scenarios.history import tables
from scenarios.history.paths import MONTHS, Fed, from_months, from_rows, held
from scenarios.history.trade import share_path

if TYPE_CHECKING:
    from collections.abc import Mapping

POWER_RULE = (
    "recorded yearly generation / 12 x a plain shape of the year: hydropower (its share of 2016) "
    "peaks in July to September, thermal power is flat"
)
ARMS_RULE = (
    "mean of the low and high published cumulative totals, even between their end dates; nought "
    "before September 2023; orders, not payments"
)
LABOUR_RULE = (
    "first recorded stock (at least 50,000 in 2016) in every month, because later figures are "
    "upper bounds of the same stock; the deadline of December 2019 acts through coverage.labour"
)
KAESONG_RULE = (
    "recorded yearly workers, nought while the zone is closed; a closure counts from its own month "
    "up to the 15th, else from the next"
)
TWELFTH_RULE = "recorded yearly value / 12; nought in years without a row"
TRANSFER_RULE = (
    "mean of the low and high estimate of the year's refined oil less the cap, which is taken as "
    "delivered through customs; / 12; nought before the cap"
)
TOURISM_RULE = (
    "the last recorded receipts of a year / 12 until foreign tourists are stopped, then nought"
)


def feed_power() -> list[Fed]:
    """Electricity generated, TWh a month."""
    rows = tables.of_series("energy", "electricity_generation_ember")
    monthly = power_generation(tables.annual("energy", "electricity_generation_ember"))
    steps = from_months("power.generation", monthly)
    return [Fed("power.generation", steps, "derived", tables.sources_of(rows), POWER_RULE)]


def power_generation(yearly: Mapping[int, float]) -> dict[str, float]:
    """TWh by month from TWh by year."""
    hydro = tables.annual("energy", "hydro_share_generation")[2016] / 100
    shape = {m: hydro * v + 1 - hydro for m, v in tables.rules_of("hydro_shape").items()}
    whole = sum(shape.values())
    return {month: yearly[int(month[:4])] * shape[month[5:]] / whole for month in MONTHS}


def feed_arms() -> list[Fed]:
    """Foreign orders for munitions, mn USD a month."""
    rows = _cumulative("low") + _cumulative("high")
    steps = from_months("arms.orders", arms_orders())
    return [Fed("arms.orders", steps, "derived", tables.sources_of(rows), ARMS_RULE)]


def arms_orders() -> dict[str, float]:
    """Orders by month, mn USD: the slope of the mean published cumulative total."""
    first = next(r["value"] for r in tables.read("rules") if r["series"] == "arms.first_month")
    before, total = month_number(first) - 1, 0.0
    orders = dict.fromkeys(MONTHS, 0.0)
    for low, high in zip(_cumulative("low"), _cumulative("high"), strict=True):
        end = month_number(low["date"].split("..")[1])
        mean = (float(low["value"]) + float(high["value"])) / 2
        for number in range(before + 1, end + 1):
            orders[month_name(number)] = (mean - total) / (end - before)
        before, total = end, mean
    return {month: orders[month] for month in MONTHS}


def _cumulative(bound: str) -> list[tables.Row]:
    rows = tables.of_series("rents", f"arms_to_russia_cumulative_{bound}")
    return sorted(rows, key=lambda row: row["date"].split("..")[1])


_OIL_SERIES = [
    "refined_oil_estimated_actual_low",
    "refined_oil_estimated_actual_high",
    "refined_oil_cap",
]


def oil_transfers() -> dict[str, float]:
    """Thousand barrels of refined oil a month beyond the cap."""
    low, high, cap = (tables.annual("energy", series) for series in _OIL_SERIES)
    beyond = {year: max(0.0, (low[year] + high[year]) / 2 - cap[year]) for year in cap}
    return {month: beyond.get(int(month[:4]), 0.0) / 12 for month in MONTHS}


def feed_rents() -> list[Fed]:
    """Workers abroad and in Kaesong, thefts, aid, oil taken over at sea and tourism."""
    return [
        _fed("labour.abroad", labour_abroad(), ["overseas_workers_stock"], LABOUR_RULE),
        _fed("kaesong.workers", kaesong_workers(), ["kaesong_dprk_workers"], KAESONG_RULE),
        _fed(
            "thefts.proceeds",
            twelfths("crypto_theft_attributed"),
            ["crypto_theft_attributed"],
            TWELFTH_RULE,
        ),
        _fed(
            "aid.funding",
            twelfths("humanitarian_funding_fts"),
            ["humanitarian_funding_fts"],
            TWELFTH_RULE,
        ),
        _fed("oil.transfers", oil_transfers(), _OIL_SERIES, TRANSFER_RULE, "energy"),
        _fed("tourism.receipts", tourism_receipts(), ["tourism_receipts"], TOURISM_RULE),
    ]


def _fed(
    name: str, monthly: Mapping[str, float], series: list[str], rule: str, table: str = "rents"
) -> Fed:
    rows = [row for s in series for row in tables.of_series(table, s)]
    grade = "assumption" if name in ("labour.abroad", "tourism.receipts") else "derived"
    return Fed(name, from_months(name, monthly), grade, tables.sources_of(rows), rule)


def twelfths(series: str) -> dict[str, float]:
    """A twelfth of the recorded yearly value in every month, nought without a record."""
    yearly = tables.annual("rents", series)
    return {month: yearly.get(int(month[:4]), 0.0) / 12 for month in MONTHS}


def labour_abroad() -> dict[str, float]:
    """Workers abroad by month; published figures are bounds, not estimates."""
    yearly = tables.annual("rents", "overseas_workers_stock")
    return dict.fromkeys(MONTHS, yearly[min(yearly)])


def kaesong_workers() -> dict[str, float]:
    """Workers in the Kaesong zone by month, nought while it is closed."""
    yearly = share_path(tables.annual("rents", "kaesong_dprk_workers"))
    state = held(from_rows(tables.of_series("coded", "kaesong.state")))
    return {m: yearly[int(m[:4])] if state[m] == "open" else 0.0 for m in MONTHS}


def tourism_receipts() -> dict[str, float]:
    """Spending of visitors by month, mn USD."""
    yearly = tables.annual("rents", "tourism_receipts")
    state = held(from_rows(tables.of_series("coded", "tourism.state")))
    last = {m: max(year for year in yearly if year <= int(m[:4])) for m in MONTHS}
    return {m: yearly[last[m]] / 12 if state[m] == "open" else 0.0 for m in MONTHS}
