"""Scores of runs of history against the record, each beside naive forecasts of its like."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.errors import InputError
from scenarios import scores
from scenarios.history import observed as record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from scenarios.scores import Yearly

WINDOWS = {"fit": range(2012, record.LAST_FIT_YEAR + 1), "held_out": range(2020, 2025)}
"""Years scored: those parameters were fitted to, and those never tuned on."""


@dataclass(frozen=True, slots=True)
class Target:
    """One figure that is scored."""

    series: str
    """Model series, annual means."""
    observed: str
    """Series of the record."""
    measure: str
    """``growth`` (percent a year, recorded as such), ``log_growth`` or ``log_level``."""
    first: int = 2012
    """First year scored."""


TARGETS = {
    **{
        name.removeprefix("output."): Target(name, series, "growth")
        for name, series in record.GROWTH.items()
        if name != "output.light"
    },
    "exports": Target("exports.total", record.LEVELS["exports.total"][0], "log_growth"),
    "imports": Target("imports.total", record.LEVELS["imports.total"][0], "log_growth"),
    # Before these years the won was still settling after the currency reform of 2009.
    "rice_price": Target("price.rice", record.LEVELS["price.rice"][0], "log_level", 2013),
    "market_rate": Target("rate.market", record.LEVELS["rate.market"][0], "log_level", 2014),
}
"""What is scored, by name."""

UNITS = {"growth": "% a year", "log_growth": "log points a year", "log_level": "log"}

FED = {"conditional": ("output.utilities", "exports.total", "imports.total")}
"""Series imposed in a mode, by the first word of its name; they are never scored there."""

NOTES = (
    "Fit window 2012-2019, held-out window 2020-2024. Held-out years were never tuned on; because "
    "mechanisms were chosen by people who know those years, their scores are pseudo-out-of-sample.",
    "A series fed in is not scored in that mode: trade and power in the conditional mode.",
    "Naive forecasts are one step ahead: zero growth, mean and AR(1) expanding from 2000 (sectors "
    "from their first recorded year, 2005), random walk. All are scored on the years of the model.",
    "Exports: regression of GDP growth on growth of exports without inter-Korean trade, in logs "
    "and in percent, fitted to 2012-2019; on held-out years its coefficients are frozen.",
    "Trade is scored in log growth, the rice price from 2013 and the market rate from 2014 in "
    "log levels, beside a random walk.",
    "Recorded sector growth at the opening weights reproduces recorded GDP within 0.18 points: no "
    "score can be expected to fall below that.",
)


def validate(
    runs: Mapping[str, pd.DataFrame],
    *,
    leave_one_out: Mapping[str, Mapping[int, float]] | None = None,
    held_out: bool = True,
) -> dict[str, Any]:
    """Score runs of history, mode by mode.

    Args:
        runs: by mode (``conditional``, ``semi_endogenous``, ``free``, or one of these followed by
            a space and a remark), a table of year, series, value: annual means of model series,
            averaged over seeds.
        leave_one_out: by mode, GDP growth (percent) predicted for each fit year by parameters
            fitted to the other years.
        held_out: whether years after 2019 are read at all; False until parameters are frozen.

    Returns:
        ``modes`` -> mode -> figure -> window -> rmse, correlation, n, years, predicted, naive
        (and leave_one_out); ``observations`` -> figure -> series, unit, values; ``notes``.

    Raises:
        InputError: a table lacks a column or holds one year of a series twice.
    """
    frame = record.observations() if held_out else record.fit_observations()
    known = {name: _measured(frame, target) for name, target in TARGETS.items()}
    bridges = _bridges(frame, known["gdp"], held_out)
    windows = WINDOWS if held_out else {"fit": WINDOWS["fit"]}
    card: dict[str, Any] = {"modes": {}, "observations": _described(known), "notes": list(NOTES)}
    for mode, table in runs.items():
        made = _yearly(mode, table, max(max(years) for years in windows.values()))
        card["modes"][mode] = _score_mode(mode, made, known, windows, card["notes"])
        gdp = card["modes"][mode].get("gdp", {})
        _add_bridges(gdp, bridges, known["gdp"])
        _add_left_out(gdp, (leave_one_out or {}).get(mode), known["gdp"])
    return card


def _score_mode(
    mode: str,
    made: Mapping[str, Yearly],
    known: Mapping[str, Yearly],
    windows: Mapping[str, Sequence[int]],
    notes: list[str],
) -> dict[str, Any]:
    """Every figure that the mode makes itself, window by window."""
    figures: dict[str, Any] = {}
    for name, target in TARGETS.items():
        if target.series in FED.get(mode.split(" ", maxsplit=1)[0], ()):
            continue
        if target.series not in made:
            notes.append(f"{mode}: {target.series} is not in the runs and is not scored.")
            continue
        predicted = _measure(made[target.series], target)
        scored = {
            window: _score(predicted, known[name], [y for y in years if y >= target.first], target)
            for window, years in windows.items()
        }
        figures[name] = {window: score for window, score in scored.items() if score["n"]}
    return figures


def _score(
    predicted: Yearly, observed: Yearly, years: Collection[int], target: Target
) -> dict[str, Any]:
    """One figure in one window, with the naive forecasts of the same years."""
    years = scores.shared_years(predicted, observed, years)
    inside = {y: predicted[y] for y in years}
    naive = scores.NAIVE if target.measure != "log_level" else {"random_walk": scores.random_walk}
    return {
        "rmse": _number(scores.rmse(inside, observed)),
        "correlation": _number(scores.correlation(inside, observed)),
        "n": len(years),
        "years": years,
        "predicted": inside,
        "unit": UNITS[target.measure],
        "naive": {
            name: _against(forecast(observed, years), observed) for name, forecast in naive.items()
        },
    }


def _against(predicted: Mapping[int, float], observed: Mapping[int, float]) -> dict[str, Any]:
    years = scores.shared_years(predicted, observed)
    return {"rmse": _number(scores.rmse(predicted, observed)), "n": len(years)}


def _bridges(frame: pd.DataFrame, gdp: Yearly, held_out: bool) -> dict[str, scores.Bridge]:
    """The regressions on exports, in logs and in percent."""
    exports = _recorded(frame, TARGETS["exports"].observed)
    later = WINDOWS["held_out"] if held_out else ()
    forms = {"exports_log": scores.log_growth, "exports_percent": scores.percent_growth}
    return {
        name: scores.bridge(gdp, growth(exports), WINDOWS["fit"], later)
        for name, growth in forms.items()
    }


def _add_bridges(
    gdp: dict[str, Any], bridges: Mapping[str, scores.Bridge], observed: Yearly
) -> None:
    for name, forecast in bridges.items():
        if "fit" in gdp:
            years = gdp["fit"]["years"]
            entry = _against(_on(forecast.in_sample, years), observed)
            left_out = _against(_on(forecast.leave_one_out, years), observed)
            gdp["fit"]["naive"][name] = entry | {"leave_one_out": left_out["rmse"]}
        if "held_out" in gdp:
            years = gdp["held_out"]["years"]
            gdp["held_out"]["naive"][name] = _against(_on(forecast.frozen, years), observed)


def _add_left_out(
    gdp: dict[str, Any], left_out: Mapping[int, float] | None, observed: Yearly
) -> None:
    if "fit" in gdp:
        inside = _on(left_out or {}, gdp["fit"]["years"])
        gdp["fit"]["leave_one_out"] = _number(scores.rmse(inside, observed))
        gdp["fit"]["leave_one_out_n"] = len(inside)


def _on(values: Mapping[int, float], years: Collection[int]) -> Yearly:
    return {y: values[y] for y in years if y in values}


def _yearly(mode: str, table: pd.DataFrame, last: int) -> dict[str, Yearly]:
    """Values by series and year, none after the last year read."""
    missing = {"year", "series", "value"} - set(table.columns)
    if missing:
        raise InputError(
            f"runs of {mode}: column {sorted(missing)[0]!r} is missing; "
            "expected year, series and value"
        )
    table = table[table["year"] <= last]
    if table.duplicated(["year", "series"]).any():
        twice = table[table.duplicated(["year", "series"])].iloc[0]
        raise InputError(
            f"runs of {mode}: {twice['series']} has more than one value for {twice['year']}; "
            "expected means over seeds"
        )
    return {
        str(name): dict(zip(part["year"].astype(int), part["value"].astype(float), strict=True))
        for name, part in table.groupby("series")
    }


def _recorded(frame: pd.DataFrame, series: str) -> Yearly:
    part = frame[frame["series"] == series]
    return dict(zip(part["year"].astype(int), part["value"].astype(float), strict=True))


def _measured(frame: pd.DataFrame, target: Target) -> Yearly:
    values = _recorded(frame, target.observed)
    return values if target.measure == "growth" else _measure(values, target)


def _measure(levels: Yearly, target: Target) -> Yearly:
    """Levels as the figure that is scored."""
    if target.measure == "growth":
        return scores.percent_growth(levels)
    return scores.log_growth(levels) if target.measure == "log_growth" else scores.logs(levels)


def _described(known: Mapping[str, Yearly]) -> dict[str, Any]:
    return {
        name: {
            "series": target.series,
            "observed": target.observed,
            "unit": UNITS[target.measure],
            "values": {y: v for y, v in sorted(known[name].items()) if y >= target.first},
        }
        for name, target in TARGETS.items()
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


HEADER = ["mode", "figure", "window", "n", "RMSE", "corr.", "left out", "zero", "mean", "AR(1)",
          "walk", "exports, logs", "exports, %"]  # fmt: skip


def lines(scorecard: Mapping[str, Any]) -> list[list[str]]:
    """The scores as rows of text for a terminal table, the header first.

    In the fit window the regressions on exports show their leave-one-out error. A naive forecast
    that the record does not allow for every scored year is left blank: like stands beside like.
    """
    rows = [HEADER]
    for mode, figures in scorecard["modes"].items():
        for name, by_window in figures.items():
            rows += [_line(mode, name, window, score) for window, score in by_window.items()]
    return rows


def _line(mode: str, name: str, window: str, score: Mapping[str, Any]) -> list[str]:
    naive = score["naive"]
    alike = {kind: entry for kind, entry in naive.items() if entry["n"] == score["n"]}
    plain = [alike.get(kind, {}).get("rmse") for kind in scores.NAIVE]
    bridges = [alike.get(kind, {}) for kind in ("exports_log", "exports_percent")]
    par = [entry.get("leave_one_out", entry.get("rmse")) for entry in bridges]
    numbers = [score["rmse"], score["correlation"], score.get("leave_one_out"), *plain, *par]
    cells = ["" if n is None else f"{n:.2f}" for n in numbers]
    return [mode, name, window.replace("_", " "), str(score["n"]), *cells]
