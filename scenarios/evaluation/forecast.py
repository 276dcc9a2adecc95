"""A forecast of years not yet read: distributions, committed with their hash and date.

The baseline is run with every parameter set and luck of its own; the weather of each future year is
that of a recorded year drawn by lot. What later becomes known can then be held against it: nothing
of these years was in the record when the file was made.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.case import Case, Steps, month_name, month_number
from model.errors import InputError
from scenarios import history
from scenarios.analysis.measures import growth
from scenarios.definition import parameter_sets
from scenarios.definition.catalog import load
from scenarios.estimation import calibration
from scenarios.evaluation import scores
from scenarios.execution import manifest, pool
from scenarios.execution.run import ENTROPY, Progress, check_seeds, seed
from scenarios.history import observed, tables
from scenarios.history.paths import LAST_YEAR, YEARS, held
from scenarios.integrity import spreadsheets
from scenarios.storage import store
from scenarios.storage.rows import Row
from scenarios.storage.stored import QUANTILES

FOLDER = Path(__file__).parents[1] / "forecasts"
SCENARIO = "baseline"
FUTURE = (2025, 2026, 2027)
GROWTH = ("gdp", "output.agriculture", "output.mining", "output.manufacturing", "output.light",
          "output.heavy", "output.construction", "output.services", "output.utilities")  # fmt: skip
TRADE = ("exports.total", "imports.total")
"""Yearly values, mn USD."""
WEATHER = ("weather.crop", "weather.water")
COLUMNS = ("method", "series", "year", "unit", "mean", *QUANTILES)
MODEL, RECORDED = "model", "model_with_error"
"""What the model makes, and what the record may show of it: that with the record's own error."""
LIKELY = np.array([NormalDist().inv_cdf((place + 0.5) / 40) for place in range(40)])
"""Forty errors as likely one as the other, in standard errors."""
REPLICATIONS = 300

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """Rows in the order of `COLUMNS`, and where they come from."""

    rows: tuple[tuple[str, ...], ...]
    facts: dict[str, Any]

    @property
    def text(self) -> str:
        """As CSV."""
        return spreadsheets.rows(COLUMNS, self.rows)

    def records(self) -> list[dict[str, Any]]:
        """Rows by column, figures as numbers; None where a method gives no distribution."""
        found = []
        for row in self.rows:
            method, series, year, unit, *figures = row
            numbers = [float(figure) if figure else None for figure in figures]
            values = (method, series, int(year), unit, *numbers)
            found.append(dict(zip(COLUMNS, values, strict=True)))
        return found


def forecast(
    replications: int = REPLICATIONS,
    entropy: int = ENTROPY,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Forecast:
    """Run the baseline to the last year and take its distributions.

    Args:
        replications: runs, each with its parameter set, luck and weather.
        entropy: root of seeds and weather.
        workers: processes; as many as pay if left out.
        progress: called after every run.

    Raises:
        InputError: no number of replications or processes, or every run failed.
    """
    check_seeds(replications)
    pool.check_workers(workers)
    rows = [Row(r, 0, SCENARIO, r, case(r, entropy), parameter_sets.shipped().number(r))
            for r in range(replications)]  # fmt: skip
    names, made = [*GROWTH, *TRADE], []
    for done, (_, outcome) in enumerate(pool.outcomes(rows, names, workers), start=1):
        if outcome.values is not None:
            made.append(outcome.values)
        if progress is not None:
            progress(Progress(done, len(rows), done - len(made), SCENARIO))
    if not made:
        raise InputError(f"none of {replications} runs ended well; the last: {outcome.error}")
    annual = np.array(made, np.float64).reshape(len(made), -1, 12, len(names)).mean(axis=2)
    facts = _facts(replications, len(made), entropy)
    return Forecast((*_distributions(annual, names), *_naive()), facts)


def case(replication: int, entropy: int) -> Case:
    """The baseline with the set, the luck and the weather of a replication."""
    sets = parameter_sets.shipped()
    base = load(SCENARIO).case.with_(end=f"{FUTURE[-1]}-12", seed=seed(entropy, replication))
    words = np.random.SeedSequence(entropy, spawn_key=(replication, 1))
    years = np.random.default_rng(words).choice(list(YEARS), len(FUTURE)).tolist()
    weather = history.drivers("weather")
    paths = {name: _later(weather[name], years) for name in WEATHER}
    return sets.laid_under(base, sets.number(replication)).with_(paths=paths)


def _later(steps: Steps, years: Sequence[int]) -> Steps:
    """A recorded path, then the months of recorded years in the order drawn."""
    monthly = held(steps)
    first = month_number(f"{FUTURE[0]}-01")
    future = [
        (month_name(first + 12 * place + m), monthly[month_name(12 * year + m)])
        for place, year in enumerate(years)
        for m in range(12)
    ]
    return (*(step for step in steps if step[0] < f"{FUTURE[0]}-01"), *future)


def _distributions(annual: Array, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Rows of the model: annual has the shape (replications, years from 2011, series).

    Once as it is, and once as the record may show it, with the stated error of that.
    """
    grown = growth(np.swapaxes(annual, 1, 2))  # years last; the first grown year is 2012
    found, errors = [], _errors()
    for place, name in enumerate(names):
        for year in FUTURE:
            if name in TRADE:
                values, unit = 12.0 * annual[:, year - YEARS[0], place], "mn USD a year"
            else:
                values, unit = grown[:, place, year - YEARS[0] - 1], "% a year"
            found.append(_row(MODEL, name, year, unit, values))
            if name in errors:
                off = errors[name] * LIKELY
                seen = np.outer(values, np.exp(off)) if name in TRADE else np.add.outer(values, off)
                found.append(_row(RECORDED, name, year, unit, seen))
    return found


def _row(method: str, name: str, year: int, unit: str, values: Array) -> tuple[str, ...]:
    cuts = np.quantile(values, list(QUANTILES.values()))
    return (method, name, str(year), unit, *(f"{v:.4g}" for v in (values.mean(), *cuts)))


def _errors() -> dict[str, float]:
    """Stated error of the record by series, points of growth, or logs of trade."""
    kept = {"growth": GROWTH, "log_level": TRADE}
    return {row["series"]: float(row["value"]) for row in tables.read("targets")
            if row["series"] in kept.get(row["measure"], ())}  # fmt: skip


def _naive() -> list[tuple[str, ...]]:
    """Naive forecasts of GDP growth, single numbers made with the record to 2024."""
    recorded = observed.yearly(history.observations(), "bok_real_gdp_growth")
    found = []
    for name, method in scores.NAIVE.items():
        known = dict(recorded)
        for year in FUTURE:
            value = 0.0 if name == "zero" else method(known, [year])[year]
            known[year] = value
            found.append((name, "gdp", str(year), "% a year", f"{value:.4g}", *[""] * 5))
    return found


def _facts(replications: int, finished: int, entropy: int) -> dict[str, Any]:
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": calibration.commit(),
        "sources": manifest.sources_hash()[:16],
        "ensemble": parameter_sets.shipped().hash,
        "scenario": SCENARIO,
        "last_recorded_year": LAST_YEAR,
        "years": list(FUTURE),
        "replications": replications,
        "finished": finished,
        "root_entropy": entropy,
        "weather": "each future year takes the months of a recorded year drawn by lot",
    }


def write(made: Forecast, name: str, folder: Path = FOLDER) -> Path:
    """Store a forecast as ``<name>.csv`` with its provenance and hash beside it.

    Raises:
        InputError: there is one already, or the folder cannot be written.
    """
    file = check_free(folder, name)
    facts = {**made.facts, "sha256": hashlib.sha256(made.text.encode()).hexdigest()}
    with store.writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for place, text in ((file.with_suffix(".toml"), parameter_sets.toml(facts)), (file, made.text)):
        store.replace_file(place, partial(Path.write_text, data=text, encoding="utf-8"))
    return file


def day() -> str:
    """What a forecast made now is called: the day, ``YYYY-MM-DD``, world time."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def check_free(folder: Path, name: str) -> Path:
    """The file a forecast goes to; refused if there is one, which stays as it was committed."""
    file = folder / f"{name}.csv"
    if file.exists():
        raise InputError(f"{file}: is there already; a forecast is never written over")
    return file


def stored(name: str, folder: Path = FOLDER) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Rows and provenance of a stored forecast."""
    file = folder / f"{name}.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    return rows, tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
