"""VALUES: how each figure that a pattern speaks of is read off runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.matrix import cell
from scenarios.evaluation.acceptance_criteria import FED
from scenarios.evaluation.patterns import cases
from scenarios.evaluation.patterns.evidence import Evidence
from scenarios.evaluation.validation import SECTORS
from scenarios.history import observed
from scenarios.history.tables import rule

Array = NDArray[np.float64]
Value = Callable[[Evidence], Array | float | None]
"""One value per replication, one for all runs, or None where there is nothing to read."""

A, B, C = "conditional", "semi_endogenous", "free"
FIT = range(2012, 2020)
ACTIVITIES = {
    "AGR": "output.agriculture", "MIN": "output.mining", "LGT": "output.light",
    "HVY": "output.heavy_civil", "MUN": "output.munitions", "UTL": "output.utilities",
    "CON": "output.construction", "CIV": "output.services_government",
    "MIL": "output.services_government", "SRV": "output.services_market",
}  # fmt: skip
"""Output by activity of the opening matrix."""


def _score(mode: str, figure: str, key: str, window: str = "fit") -> Value:
    def read(evidence: Evidence) -> float | None:
        found = evidence.card["modes"].get(mode, {}).get(figure, {}).get(window, {})
        value: float | None = found.get(key)
        return value

    return read


def _mining_beside_next(evidence: Evidence) -> Array:
    """Fall of mining over 2017-18 less that of the sector that falls next, points; mode B."""
    falls = {}
    for sector in SECTORS:
        level = evidence.years(f"output.{sector}", B)
        falls[sector] = 100.0 * (level[2018] / level[2016] - 1.0)
    mining = falls.pop("mining")
    return mining - np.min(list(falls.values()), axis=0)


def _utilities_swing(evidence: Evidence) -> Array:
    grown = evidence.grown("output.utilities", B)
    return grown[2016] - grown[2015]


def _services_2017_19(evidence: Evidence) -> Array:
    grown = evidence.grown("output.services", A)
    return np.asarray(np.mean([np.abs(grown[y]) for y in (2017, 2018, 2019)], axis=0))


def _cost(series: str, evidence: Evidence) -> Array:
    return evidence.beside(series, A, cases.FROZEN, 2019)


def _embargo(evidence: Evidence) -> Array:
    last = int(cases.EMBARGO_END[:4])
    return evidence.beside("output.manufacturing", cases.EMBARGO, cases.EMBARGO_BASE, last)


def _currency(first: int, last: int, evidence: Evidence) -> Array:
    """Yearly change of all foreign currency from December before the first year, bn USD."""
    ends = [evidence.in_month("fx.total", A, f"{y}-12") for y in (first - 1, last)]
    return (ends[1] - ends[0]) / (last - first + 1) / 1000.0


def _least_purse(evidence: Evidence) -> Array:
    purses = ("fx.state", "fx.court", "fx.sec", "fx.private")
    return np.min([evidence.monthly(name, A)[1].min(axis=1) for name in purses], axis=0) / 1000.0


def _rate_2014_19(evidence: Evidence) -> Array:
    yearly = evidence.years("rate.market", A)
    levels = np.array([yearly[y] for y in range(2014, 2020)])
    return 100.0 * np.abs(levels / levels.mean(axis=0) - 1.0).max(axis=0)


def _ratio(series: str, mode: str, late: str, early: str, evidence: Evidence) -> Array:
    return evidence.in_month(series, mode, late) / evidence.in_month(series, mode, early)


def _rate_2020_21(evidence: Evidence) -> Array:
    return 100.0 * (1.0 - _ratio("rate.market", A, "2021-12", "2019-12", evidence))


def _harvest_2024(evidence: Evidence) -> Array:
    yearly = evidence.years("grain.harvest", A)
    return yearly[2024] / yearly[2023]


def _pyongyang_gap(evidence: Evidence) -> Array:
    """Rise of Pyongyang's consumption beside the other regions' mean, %."""
    losses = dict(evidence.regional_loss)
    capital = losses.pop("pyongyang")
    rest = np.mean(list(losses.values()), axis=0)
    return 100.0 * ((1.0 + capital / 100.0) / (1.0 + rest / 100.0) - 1.0)


def _coal_region_beside_next(evidence: Evidence) -> Array:
    losses = dict(evidence.regional_loss)
    coal = losses.pop("industrial")
    return coal - np.min(list(losses.values()), axis=0)


def _informal_factor_share(evidence: Evidence) -> Array:
    """Mixed and market labour income in factor income, factor shares as in the matrix, %."""
    factors = ("LABP", "LABM", "GOS")
    informal: Any = 0.0
    total: Any = 0.0
    for activity, series in ACTIVITIES.items():
        level = evidence.years(series, A)
        output = np.mean([level[y] for y in FIT], axis=0)
        informal = informal + cell("LABM", activity) * output
        total = total + sum(cell(f, activity) for f in factors) * output
    return np.asarray(100.0 * informal / total)


def _mean_of(series: str, mode: str, evidence: Evidence) -> Array:
    yearly = evidence.years(series, mode)
    return np.asarray(np.mean([yearly[y] for y in FIT], axis=0))


def _capital(year: int, evidence: Evidence) -> tuple[Array, Array]:
    """All capital and its equipment in a year, trn KRW."""
    equipment = evidence.years("capital.equipment", A)[year]
    structures = evidence.years("capital.structures", A)[year]
    private = rule("capital.private") * evidence.years("traders.capital", A)[year]
    unseen = rule("capital.dwellings") + rule("capital.farms")
    return structures + equipment + private + unseen, equipment


def _capital_output(evidence: Evidence) -> Array:
    return _capital(2018, evidence)[0] / evidence.years("gdp.own_prices", A)[2018]


def _equipment_share(year: int, evidence: Evidence) -> Array:
    whole, equipment = _capital(year, evidence)
    return 100.0 * equipment / whole


def _equipment_after_2017(evidence: Evidence) -> Array:
    return _equipment_share(2019, evidence) - _equipment_share(2017, evidence)


def _off_book(evidence: Evidence) -> Array:
    """Named off-book flows and the unexplained line, bn USD a year, 2015-2019; mode A."""
    total: Any = 0.0
    for series in ("fx.off_book", "fx.errors_omissions"):
        yearly = evidence.years(series, A)
        total = total + np.mean([yearly[y] for y in range(2015, 2020)], axis=0)
    return np.asarray(total * 12.0 / 1000.0)


def _events(evidence: Evidence, until: int) -> Array | None:
    """Launch days and tests by month of mode C from 2012, shape (replications, months)."""
    if C not in evidence.modes:
        return None
    months, major = evidence.monthly("events.major", C)
    every = major + evidence.monthly("events.minor", C)[1]
    return every[:, (months.year >= 2012) & (months.year <= until)]


def _clustering(evidence: Evidence) -> Array | None:
    events = _events(evidence, 2017)
    if events is None:
        return None
    return events.var(axis=1) / np.maximum(events.mean(axis=1), 1e-9)


def _events_2018(evidence: Evidence) -> Array | None:
    if C not in evidence.modes:
        return None
    yearly = [evidence.years(f"events.{kind}", C)[2018] for kind in ("major", "minor")]
    return np.asarray(sum(yearly)) * 12.0


def _resolutions(first: str, last: str, evidence: Evidence) -> Array | None:
    name = "council.resolutions"
    if C not in evidence.modes or name not in evidence.results.units:
        return None
    months, values = evidence.monthly(name, C)
    inside = (months >= f"{first}-01") & (months <= f"{last}-01")
    return np.asarray(values[:, inside].sum(axis=1))


def _heavy_beside_light(evidence: Evidence) -> Array:
    heavy, light = (evidence.grown(f"output.{kind}", A) for kind in ("heavy", "light"))
    return np.asarray(np.mean([heavy[y] - light[y] for y in (2023, 2024)], axis=0))


def _announced_spread(evidence: Evidence) -> float | None:
    frame = observed.fit_observations()
    values = frame[(frame.series == "dprk_announced_defence_share_budget") & (frame.year >= 2012)]
    return float(values.value.max() - values.value.min()) if len(values) > 1 else None


def _true_spread(evidence: Evidence) -> Array:
    yearly = evidence.years("defence.share", B)
    levels = np.array([yearly[y] for y in FIT])
    return np.asarray(100.0 * (levels.max(axis=0) - levels.min(axis=0)))


VALUES: dict[str, Value] = {
    "gdp_a_left_out": _score(A, "gdp", "leave_one_out"),
    "gdp_b": _score(B, "gdp", "rmse"),
    **{f"correlation_{s}": _score(A, s, "correlation") for s in SECTORS if s != FED},
    "mining_beside_next": _mining_beside_next,
    "utilities_swing": _utilities_swing,
    "services_2017_19": _services_2017_19,
    "services_2020": lambda evidence: evidence.grown("output.services", A)[2020],
    "sanction_cost_gdp": partial(_cost, "gdp"),
    "sanction_cost_manufacturing": partial(_cost, "output.manufacturing"),
    "embargo_manufacturing": _embargo,
    "fx_2014_16": partial(_currency, 2014, 2016),
    "fx_2017_19": partial(_currency, 2017, 2019),
    "fx_least": _least_purse,
    "rate_2014_19": _rate_2014_19,
    "rate_2020_21": _rate_2020_21,
    "rate_2024": partial(_ratio, "rate.market", A, "2024-12", "2023-12"),
    "rate_2024_without": partial(
        _ratio, "rate.market", "history-conditional-uninformed", "2024-12", "2023-12"
    ),
    "rice_2024": partial(_ratio, "price.rice", A, "2024-12", "2023-12"),
    "harvest_2024": _harvest_2024,
    "pyongyang_gap": _pyongyang_gap,
    "coal_region_beside_next": _coal_region_beside_next,
    "informal_factor_share": _informal_factor_share,
    "informal_money_share": partial(_mean_of, "informal.income_share", A),
    "capital_output": _capital_output,
    "equipment_share": partial(_equipment_share, 2018),
    "equipment_after_2017": _equipment_after_2017,
    "events_clustering": _clustering,
    "events_2018": _events_2018,
    "resolutions_2017": partial(_resolutions, "2012-01", "2017-12"),
    "resolutions_after_veto": partial(_resolutions, "2022-06", "2024-12"),
    "heavy_beside_light": _heavy_beside_light,
    "announced_share_spread": _announced_spread,
    "true_share_spread": _true_spread,
    "off_book": _off_book,
    "defence_burden": partial(_mean_of, "defence.burden", A),
}
"""By the part a row of ``patterns.csv`` names."""
