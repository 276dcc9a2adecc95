"""Scores of runs of history against the record, each beside naive forecasts of its like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.errors import InputError
from scenarios.definition import parameter_sets
from scenarios.evaluation import scores, skill
from scenarios.evaluation.benchmarks import Benchmarks, against, number
from scenarios.history import observed as record
from scenarios.history import tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from scenarios.evaluation.scores import Yearly
    from scenarios.evaluation.skill import Samples

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
    },
    "exports": Target("exports.total", record.LEVELS["exports.total"][0], "log_growth"),
    "imports": Target("imports.total", record.LEVELS["imports.total"][0], "log_growth"),
    "harvest": Target("grain.harvest", record.LEVELS["grain.harvest"][0], "log_level"),
    "coal": Target("coal.output", record.LEVELS["coal.output"][0], "log_level"),
    "power": Target("power.generation", record.LEVELS["power.generation"][0], "log_level"),
    # Before these years the won was still settling after the currency reform of 2009.
    "rice_price": Target("price.rice", record.LEVELS["price.rice"][0], "log_level", 2013),
    "rice_price_usd": Target(
        "price.rice_usd", record.LEVELS["price.rice_usd"][0], "log_level", 2013
    ),
    "market_rate": Target("rate.market", record.LEVELS["rate.market"][0], "log_level", 2014),
}
"""What is scored, by name."""

UNITS = {"growth": "% a year", "log_growth": "log points a year", "log_level": "log"}

SECTORS = ("agriculture", "mining", "manufacturing", "construction", "services", "utilities")
"""Figures of the sector panel."""
FED = {
    "conditional": ("output.utilities", "exports.total", "imports.total", "power.generation"),
}
"""Series imposed in a mode, by the first word of its name; they are never scored there."""

NOTES = (
    "Fit window 2012-2019, held-out window 2020-2024. Held-out years were never tuned on; because "
    "mechanisms were chosen by people who know those years, their scores are pseudo-out-of-sample.",
    "A series fed in is not scored in that mode: trade and power in the conditional mode.",
    "Naive forecasts are one step ahead: zero growth, mean and AR(1) expanding from 2000 (sectors "
    "from their first recorded year, 2005), random walk, and for GDP a VAR of growth and exports. "
    "All are scored on the years of the model.",
    "Exports: regression of GDP growth on growth of exports without inter-Korean trade, in logs "
    "and in percent, fitted to 2012-2019; on held-out years its coefficients are frozen. Imports, "
    "crops, power: the same on all three; no crop of 2011 is recorded, so it begins in 2013.",
    "Trade is scored in log growth, harvest, coal, power, rice prices and the market rate in log "
    "levels beside a random walk; prices in won and dollars from 2013, the rate from 2014.",
    "Checks never used in fitting: no set was chosen by them. That the loss under a full embargo "
    "was too large is why learning to replace imports was built, with its published prior.",
    "Recorded sector growth at the opening weights reproduces recorded GDP within 0.18 points: no "
    "score can be expected to fall below that.",
    "CRPS and coverage take every replication as a draw, each with its own parameter set and luck; "
    "the CRPS of a single number is its absolute error. Coverage (in 50 %, in 90 %) is the part of "
    'the years inside the middle of the runs; "with error" is that in 90 % with the stated error '
    "of the record added to the bands. Signs: years that grow or shrink as recorded; turns: years "
    "that grow by more or by less than the year before, as recorded.",
    "Diebold-Mariano: with 8 or 5 observations the test has next to no power; a large p says "
    "nothing, a small one little. The sector panel has more observations, which are not "
    "independent.",
)


def validate(
    runs: Mapping[str, pd.DataFrame],
    *,
    held_out: bool = True,
    **unseen: Mapping[str, Mapping[int, float]],
) -> dict[str, Any]:
    """Score runs of history, mode by mode.

    Args:
        runs: by mode (``conditional``, ``semi_endogenous``, ``free``, or one of these followed by
            a space and a remark), a table of year, series, value: annual means of model series;
            with a column replication one row for each, else averaged over seeds.
        held_out: whether years after 2019 are read at all; False until parameters are frozen.
        unseen: by way and mode, GDP growth (percent) predicted for each fit year by parameters that
            did not see it: ``leave_one_out`` (fitted to the other years), ``rolling_origin`` (to
            those before it), ``leave_one_out_single`` (the single set).

    Returns:
        ``modes`` -> mode -> figure -> window -> rmse, correlation, crps, coverage, signs, turns, n,
        years, predicted, naive (and leave_one_out, rolling_origin); ``panel`` -> mode -> window:
        all sectors and years as one sample; ``observations`` -> figure ->
        series, unit, values; ``descriptive``; ``notes``.

    Raises:
        InputError: a table lacks a column or holds one year of a series twice.
    """
    frame = record.observations() if held_out else record.fit_observations()
    known = {name: _measured(frame, target) for name, target in TARGETS.items()}
    windows = WINDOWS if held_out else {"fit": WINDOWS["fit"]}
    bench = Benchmarks(frame, known["gdp"], windows)
    card: dict[str, Any] = {
        "modes": {},
        "panel": {},
        "observations": _described(known),
        "notes": [note for note in (parameter_sets.provisional(), *NOTES) if note],
    }
    ways = {"leave_one_out": {}, **unseen}
    if held_out:
        card["descriptive"] = bench.descriptive()
    for mode, table in runs.items():
        made = _yearly(mode, table, max(max(years) for years in windows.values()))
        figures = _score_mode(mode, made, known, windows, card["notes"])
        card["modes"][mode] = figures
        card["panel"][mode] = _panels(figures, known, windows)
        gdp = figures.get("gdp", {})
        bench.add_to(gdp)
        for way, by_mode in ways.items():
            _add_unseen(gdp, way, by_mode.get(mode), known["gdp"])
        if held_out and "gdp" in made:
            _, samples = _made_of(made["gdp"], TARGETS["gdp"])
            card["descriptive"]["leave_one_out"][mode] = bench.left_out_of_all(samples)
    return card


def _score_mode(
    mode: str,
    made: Mapping[str, Samples],
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
        figures[name] = _score_figure(made[target.series], known[name], windows, target)
    return figures


def _panels(
    figures: Mapping[str, Any], known: Mapping[str, Yearly], windows: Mapping[str, Sequence[int]]
) -> dict[str, Any]:
    """All sectors and years of each window as one sample."""
    found = {}
    for window in windows:
        mine = {s: figures[s][window] for s in SECTORS if window in figures.get(s, {})}
        if mine:
            found[window] = _panel(mine, known)
    return found


def _score_figure(
    levels: Samples, observed: Yearly, windows: Mapping[str, Sequence[int]], target: Target
) -> dict[str, Any]:
    predicted, samples = _made_of(levels, target)
    found = {}
    for window, years in windows.items():
        scored = scores.shared_years(predicted, observed, [y for y in years if y >= target.first])
        if scored:
            found[window] = _score(predicted, samples, observed, scored, target)
    return found


def _made_of(levels: Samples, target: Target) -> tuple[Yearly, Samples]:
    """The figure that is scored: of the mean over replications, and of each of them."""
    means = {year: float(values.mean()) for year, values in levels.items()}
    return {y: float(v) for y, v in _measure(means, target).items()}, _measure(levels, target)


def _score(
    predicted: Yearly, samples: Samples, observed: Yearly, years: list[int], target: Target
) -> dict[str, Any]:
    """One figure in one window, with the naive forecasts of the same years."""
    inside = {y: predicted[y] for y in years}
    drawn = {y: samples[y] for y in years}
    many = len(drawn[years[0]]) > 1
    naive = scores.NAIVE if target.measure != "log_level" else {"random_walk": scores.random_walk}
    facts: dict[str, Any] = {
        "rmse": number(scores.rmse(inside, observed)),
        "correlation": number(scores.correlation(inside, observed)),
        "crps": number(skill.crps(drawn, observed)),
        "coverage": _coverage(drawn, observed, target) if many else None,
        "n": len(years),
        "years": years,
        "predicted": inside,
        "unit": UNITS[target.measure],
        "naive": {
            name: against(forecast(observed, years), observed, inside)
            for name, forecast in naive.items()
        },
    }
    if target.measure != "log_level":
        before = years[0] - 1
        longer = {y: v for y, v in predicted.items() if y in years or y == before}
        facts |= {"signs": skill.signs(inside, observed), "turns": skill.turns(longer, observed)}
    return facts


def _coverage(samples: Samples, observed: Yearly, target: Target) -> dict[str, Any]:
    """Coverage by the runs alone, and with the stated error of the record in the bands."""
    rows = tables.read("targets")
    scored = (target.series, target.measure)
    error = next((float(r["value"]) for r in rows if (r["series"], r["measure"]) == scored), 0.0)
    found: dict[str, Any] = dict(skill.coverage(samples, observed))
    if error:
        found["with_error"] = skill.coverage(samples, observed, error)
    return found


def _panel(
    by_sector: Mapping[str, Mapping[str, Any]], known: Mapping[str, Yearly]
) -> dict[str, Any]:
    """All sectors and years of one window as one sample."""
    inside = {f"{s} {y}": v for s, f in by_sector.items() for y, v in f["predicted"].items()}
    observed = {key: known[key.split()[0]][int(key.split()[1])] for key in inside}
    naive = {
        name: against(
            {
                f"{s} {y}": v
                for s, f in by_sector.items()
                for y, v in forecast(known[s], f["years"]).items()
            },
            observed,
            inside,
        )
        for name, forecast in scores.NAIVE.items()
    }
    return {
        "rmse": number(scores.rmse(inside, observed)),
        "correlation": number(scores.correlation(inside, observed)),
        "correlation_by_sector": {s: f["correlation"] for s, f in by_sector.items()},
        "signs": skill.signs(inside, observed),
        "n": len(inside),
        "years": sorted({y for f in by_sector.values() for y in f["years"]}),
        "predicted": inside,
        "unit": UNITS["growth"],
        "naive": naive,
    }


def _add_unseen(
    gdp: dict[str, Any], way: str, predicted: Mapping[int, float] | None, observed: Yearly
) -> None:
    """The error of predictions by parameters that did not see the year."""
    if "fit" in gdp:
        inside = scores.within(predicted or {}, gdp["fit"]["years"])
        gdp["fit"][way] = number(scores.rmse(inside, observed))
        gdp["fit"][f"{way}_n"] = len(inside)


def _yearly(mode: str, table: pd.DataFrame, last: int) -> Mapping[str, Samples]:
    """Values by series and year, one per replication; none after the last year read."""
    missing = {"year", "series", "value"} - set(table.columns)
    if missing:
        raise InputError(
            f"runs of {mode}: column {sorted(missing)[0]!r} is missing; "
            "expected year, series and value"
        )
    table = table[table["year"] <= last]
    keys = ["year", "series", *(["replication"] if "replication" in table.columns else [])]
    if table.duplicated(keys).any():
        twice = table[table.duplicated(keys)].iloc[0]
        raise InputError(
            f"runs of {mode}: {twice['series']} has more than one value for {twice['year']}; "
            "expected means over seeds"
        )
    found: dict[str, dict[int, Any]] = {}
    for (name, year), part in table.sort_values(keys).groupby(["series", "year"]):
        found.setdefault(str(name), {})[int(year)] = part["value"].to_numpy(float)
    return found


def _measured(frame: pd.DataFrame, target: Target) -> Yearly:
    values = record.yearly(frame, target.observed)
    if target.measure == "growth":
        return values
    divisor = record.LEVELS[target.series][1]  # a flow recorded by year is a monthly mean in a run
    return _measure({year: value / divisor for year, value in values.items()}, target)


def _measure(levels: Mapping[int, Any], target: Target) -> dict[int, Any]:
    """Levels, numbers or arrays, as the figure that is scored."""
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
