"""A user's own observed series: a CSV file with date, series, value and source, and its scores."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.errors import InputError, unknown
from scenarios.analysis import measures
from scenarios.evaluation import scores, skill
from scenarios.integrity import reading

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.analysis.results import Results

COLUMNS = ("date", "series", "value", "source")
LARGEST = 5_000_000
"""Bytes of a file that is read."""
MOST = 10_000
"""Figures of a file."""
YEARS = range(1900, 2101)
DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass(frozen=True)
class Beside:
    """One own figure beside the model's runs of the same year or month, in the series' unit."""

    date: str
    """``YYYY`` or ``YYYY-MM``."""
    value: float
    runs: skill.Array
    """One value per run: the mean of the year, or the month."""
    source: str

    @property
    def model(self) -> float:
        """Mean over the runs."""
        return float(self.runs.mean())

    @property
    def band(self) -> tuple[float, float]:
        """Ends of the middle 90 % of the runs."""
        low, high = np.quantile(self.runs, skill.BANDS["90"])
        return float(low), float(high)


@dataclass(frozen=True)
class Score:
    """How near the model comes to a user's own figures of one series."""

    series: str
    unit: str
    figures: tuple[Beside, ...]
    left_out: int
    """Figures of years or months that the runs do not have."""

    @property
    def n(self) -> int:
        """Figures that are scored."""
        return len(self.figures)

    @property
    def rmse(self) -> float:
        """Root mean squared error of the mean over runs; NaN if nothing is scored."""
        return scores.rmse(*self._pairs())

    @property
    def bias(self) -> float:
        """The model less the figures, on average; NaN if nothing is scored."""
        model, own = self._pairs()
        return math.nan if not own else sum(model[k] - own[k] for k in own) / len(own)

    @property
    def coverage(self) -> dict[str, float]:
        """Share of the figures inside the middle 50 % and 90 % of the runs, from 0 to 1."""
        runs = {place: one.runs for place, one in enumerate(self.figures)}
        return skill.coverage(runs, self._pairs()[1])

    def _pairs(self) -> tuple[dict[int, float], dict[int, float]]:
        found = enumerate(self.figures)
        pairs = {place: (one.model, one.value) for place, one in found}
        return {k: v[0] for k, v in pairs.items()}, {k: v[1] for k, v in pairs.items()}


def score(results: Results, scenario: str, figures: pd.DataFrame) -> list[Score]:
    """A user's figures beside the runs of a scenario, series by series in the order of the file.

    A year's figure is laid beside the mean of its months, a month's beside the month.

    Args:
        results: where the runs are.
        scenario: which runs.
        figures: what `read` gives.

    Returns:
        A score for each series; one that the store does not keep has all its figures left out.
    """
    found = []
    for name, rows in figures.groupby("series", sort=False):
        runs = _by_date(results, str(name), scenario)
        beside = tuple(
            Beside(row.date, row.value, runs[row.date], row.source)
            for row in rows.itertuples()
            if row.date in runs
        )
        found.append(Score(str(name), _unit(str(name)), beside, len(rows) - len(beside)))
    return found


def _by_date(results: Results, series: str, scenario: str) -> dict[str, skill.Array]:
    """One value per run of every year and month that was stored whole."""
    if series not in results.units or results.tier == "none":
        return {}
    years, means = measures.annual_means(results, series, scenario)
    found = {str(year): column for year, column in zip(years, means.T, strict=True)}
    if results.tier == "monthly":
        months, _, values = results.matrix(series, scenario)
        found |= {f"{m:%Y-%m}": column for m, column in zip(months, values.T, strict=True)}
    return {date: column for date, column in found.items() if np.isfinite(column).all()}


def _unit(series: str) -> str:
    from model.series import SERIES

    return SERIES[series].unit


def read(path: str | Path) -> pd.DataFrame:
    """The figures of a file, each in the unit of the series it names.

    Returns:
        date (``YYYY`` or ``YYYY-MM``), series, value, source; in the order of the file.

    Raises:
        InputError: the file or a line of it is not as it should be.
    """
    import pandas as pd

    file = Path(path)
    rows = _rows(file)
    _, first = next(rows, (0, []))
    head = [name.strip().lower() for name in first]
    for name in COLUMNS:
        if name not in head:
            raise InputError(
                f"{file}: column {name!r} is missing; expected the columns {', '.join(COLUMNS)}"
            )
    places = [head.index(name) for name in COLUMNS]
    found = [_row(f"{file}, line {line}", row, places) for line, row in rows if any(row)]
    if not found:
        raise InputError(f"{file}: holds no figure; expected lines of {', '.join(COLUMNS)}")
    if len(found) > MOST:
        raise InputError(f"{file}: holds {len(found):,} figures; expected at most {MOST:,}")
    return pd.DataFrame(found, columns=list(COLUMNS))


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(io.StringIO(reading.text(file, LARGEST, "table of figures (CSV)")))
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        raise InputError(f"{file}, line {rows.line_num}: is not CSV ({error})") from None


def _row(where: str, row: list[str], places: list[int]) -> tuple[str, str, float, str]:
    from model.series import SERIES

    if len(row) <= max(places):
        raise InputError(f"{where}: has {len(row)} cells; expected {', '.join(COLUMNS)}")
    date, series, value, source = (row[place].strip() for place in places)
    match = DATE.fullmatch(date)
    if match is None or int(match[1]) not in YEARS:
        raise InputError(f"{where}: {date[:40]!r} is not a date; expected YYYY, YYYY-MM or a day, "
                         f"from {YEARS[0]} to {YEARS[-1]}")  # fmt: skip
    if series not in SERIES:
        raise unknown("series", series[:60], SERIES, where)
    if not source:
        raise InputError(f"{where}: the source is missing; every figure says where it is from")
    month = f"{match[1]}-{match[2]}" if match[2] else match[1]
    return month, series, _number(where, value), source


def _number(where: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{where}: value = {value[:40]!r} is not a finite number")
    return number
