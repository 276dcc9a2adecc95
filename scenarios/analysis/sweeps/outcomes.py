"""An outcome: one figure per run, read off a series at a date or over a span."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.case import month_number
from model.errors import InputError, unknown
from model.series.units import unit

if TYPE_CHECKING:
    from scenarios.storage.stored import Stored

FIGURES = ("mean", "growth", "min", "max")
"""What is taken of a span: its mean, yearly growth of annual means in per cent, its extremes."""


@dataclass(frozen=True)
class Outcome:
    """A figure of a series: `Outcome("gdp", "2026..2030", "growth")`.

    Raises:
        InputError: ``at`` is no date or span, or the figure is unknown.
    """

    series: str
    at: str = ""
    """A year, a month, two of either with ``..`` between; the last twelve months if empty."""
    figure: str = "mean"

    def __post_init__(self) -> None:
        if self.figure not in FIGURES:
            raise unknown("figure", self.figure, FIGURES)
        first, last = self.span
        if first > last:
            raise InputError(f"at = {self.at}: ends before it begins")

    @property
    def span(self) -> tuple[str, str]:
        """First and last month, YYYY-MM; two empty texts where no date was given."""
        if not self.at:
            return "", ""
        first, _, last = self.at.partition("..") if ".." in self.at else (self.at, "", self.at)
        return _month(first, "01", self.at), _month(last, "12", self.at)

    @property
    def label(self) -> str:
        """In words: "gdp, mean of 2030"."""
        if not self.at:
            when = {"mean": "the last twelve months"}.get(self.figure, "the whole run")
        else:
            when = self.at.replace("..", " to ")
        words = {"min": "least", "max": "most"}.get(self.figure, self.figure)
        return f"{self.series}, {words} of {when}"

    def unit(self, results: Stored) -> str:
        """What it is counted in."""
        return "% a year" if self.figure == "growth" else results.units[self.series]


def values(results: Stored, outcome: Outcome) -> pd.Series:
    """The outcome of every run: float64 by run_id, NaN for a run without it.

    Raises:
        InputError: the series is not stored, or its date lies outside what is.
    """
    if outcome.series not in results.units:
        raise unknown("outcome", outcome.series, results.units, str(results.path))
    if outcome.figure == "growth":
        found = _growth(results, outcome)
    elif outcome.at:
        first, last = outcome.span
        found = _over(results, outcome.series, first, last)[outcome.figure]
    else:
        figure = "last12" if outcome.figure == "mean" else outcome.figure
        found = results.summary(outcome.series)[figure]
    ids = results.runs.run_id.to_numpy()
    return found.astype(np.float64).reindex(ids)


def check_one_span(outcome: Outcome, *stores: Stored) -> None:
    """Refuse to lay scenarios side by side by the ends of runs that end at different times.

    Raises:
        InputError: they do, and the outcome has no date.
    """
    scenarios = [one for results in stores for one in results.manifest["scenarios"].items()]
    ends = sorted((facts.get("end", ""), name) for name, facts in scenarios)
    (first, early), (last, late) = ends[0], ends[-1]
    if not outcome.at and first != last:
        raise InputError(f"{stores[0].path}: {outcome.label} is not the same time in every "
            f"scenario: {early} ends {first}, {late} {last}; say when with --at")  # fmt: skip


def _month(text: str, month: str, where: str) -> str:
    """A month; of a bare year the one asked for."""
    whole = f"{text}-{month}" if re.fullmatch(r"\d{4}", text) else text
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", whole):
        raise InputError(f"at = {where[:40]}; expected YYYY, YYYY-MM or two of them, 2026..2030")
    return whole


def _over(results: Stored, series: str, first: str, last: str) -> pd.DataFrame:
    """Mean, min and max of the runs that hold the whole span."""
    begin, end = _known(results)
    at = first if first == last else f"{first}..{last}"
    if first < begin or last > end:
        raise InputError(f"{results.path}: at = {at}; the runs hold {begin} to {end}")
    if results.tier == "annual" and (first[5:], last[5:]) != ("01", "12"):
        raise InputError(f"at = {at}; {results.path} holds annual series; expected whole years")
    found = results.spans(series, first, last)
    return found[found.n == found.n.max()]


def _growth(results: Stored, outcome: Outcome) -> pd.Series:
    """Compound yearly growth between the first and the last year, per cent."""
    if unit(results.units[outcome.series]).in_points:
        raise InputError(f"{outcome.series} is counted in per cent; take its mean")
    first, last = _years(results, outcome)
    if first == last:
        first -= 1  # growth of one year is growth on the year before
    ends = [
        _over(results, outcome.series, f"{y}-01", f"{y}-12")["mean"].rename(str(y))
        for y in (first, last)
    ]
    both = pd.concat(ends, axis=1, join="inner")
    with np.errstate(all="ignore"):
        ratio = both.iloc[:, 1] / both.iloc[:, 0]
        rate = 100 * (ratio ** (1 / (last - first)) - 1)
    return rate.where(np.isfinite(rate))


def _known(results: Stored) -> tuple[str, str]:
    """First and last month of what is stored."""
    months = results.months
    if not months:
        raise InputError(f"{results.path}: no run has ended well yet")
    return months[0], f"{months[-1][:4]}-12" if results.tier == "annual" else months[-1]


def _years(results: Stored, outcome: Outcome) -> tuple[int, int]:
    """First and last whole year of the span, or of all months if there is none."""
    begin, end = map(month_number, outcome.span if outcome.at else _known(results))
    years = -(-begin // 12), (end + 1) // 12 - 1
    if years[0] > years[1]:
        raise InputError(f"at = {outcome.at}; growth needs a whole year")
    return years
