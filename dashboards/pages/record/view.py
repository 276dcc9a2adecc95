"""What the page of the record shows: its view, the scores as tables, and what they say in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards import view_state
from dashboards.components.safe import choice, plain
from dashboards.components.text import listed, number
from model.errors import InputError
from scenarios.evaluation import user_observations
from scenarios.evaluation.scorecard import MODES, scorecard
from scenarios.reference import provenance

if TYPE_CHECKING:
    from dashboards.data.stores import Opened, Shelf
    from scenarios.analysis.results import Results

Card = Mapping[str, Any]

MODE_WORDS = {
    "conditional": "A  Recorded trade and power fed in",
    "semi_endogenous": "B  Trade made inside",
    "free": "C  Only the opening given",
}
WINDOWS = {"fit": "2012-2019, fitted on", "held_out": "2020-2024, held out"}
HELD_OUT = 2020
NAIVE = {
    "zero": "zero growth",
    "mean": "mean so far",
    "ar1": "AR(1)",
    "random_walk": "last year again",
    "exports_log": "exports, logs",
    "exports_percent": "exports, %",
}
FIGURES = {
    "rice_price_usd": "Rice price in dollars",
    "gdp": "GDP",
    "market_rate": "Exchange rate",
    "rice_price": "Rice price",
}
IN_LOGS = 100.0
"""Logs are shown in points, near per cent."""
LEVELS = {
    "market_rate": "won to the US dollar",
    "rice_price": "won a kg",
    "rice_price_usd": "US dollars a kg",
    "harvest": "kt a month",
    "coal": "Mt a month",
    "power": "TWh a month",
}
"""Units of the figures that are scored in logs of their level."""
LARGE = 100
"""From which size on levels are told without decimals."""
GRADES = ("verified", "derived", "recalled", "fitted", "assumption")
FAR = 3.0
"""Errors that many times the best naive one stand at the edge."""


@dataclass(frozen=True, slots=True)
class RecordView:
    """What the page shows."""

    store: str
    mode: str
    scenarios: str = ""
    baseline: str = ""
    """Chosen on other pages, kept for the way back."""

    @property
    def query(self) -> str:
        """The address's query that gives this view again."""
        return view_state.written(self)


@lru_cache(8)
def card(results: Results) -> Card:
    """The scores of a store, worked out once.

    Raises:
        InputError: the store holds no run of history.
    """
    return scorecard(results)


def own(shelf: Shelf, opened: Opened, view: RecordView) -> list[user_observations.Score]:
    """How near the runs of a view's mode come to the reader's own figures; none if there are none.

    Raises:
        InputError: no run of the mode finished.
    """
    if shelf.observed is None:
        return []
    return user_observations.score(opened.results, MODES[view.mode], shelf.observed)


def modes(scores: Card) -> dict[str, str]:
    """The modes a store holds, by name, in words."""
    return {mode: MODE_WORDS.get(mode, mode.replace("_", " ")) for mode in scores["modes"]}


def holds_history(opened: Opened) -> bool:
    """Whether a store has a run of history to score."""
    return bool(set(MODES.values()) & set(opened.scenarios))


def parse(search: object, opened: Opened, scores: Card) -> tuple[RecordView, list[str]]:
    """The view an address asks for and, in words, what of it could not be had."""
    asked, known = view_state.fields(search), list(modes(scores))
    usual = "semi_endogenous" if "semi_endogenous" in known else known[0]
    mode = choice(asked.get("mode"), known, usual)
    kept = [name for name in asked.get("scenarios", "").split(",") if name in opened.scenarios]
    base = choice(asked.get("baseline"), list(opened.scenarios), "")
    notes = []
    if asked.get("mode", mode) != mode:
        wanted = plain(asked["mode"], 30)
        notes.append(f"Mode {wanted} is not among these runs; {mode.replace('_', ' ')} stands in.")
    return RecordView(opened.name, mode, ",".join(kept), base), notes


def figure(name: str) -> str:
    """A scored figure as readers say it."""
    return FIGURES.get(name, name.replace("_", " ").capitalize())


def scale(unit: str) -> float:
    """What a value in a unit of the scores is multiplied by to be points."""
    return IN_LOGS if unit == "log" else 1.0


def shown_unit(scores: Card, name: str) -> str:
    """What a figure's chart is counted in."""
    return LEVELS.get(name, f"growth, {scores['observations'][name]['unit']}")


def level(name: str, values: Mapping[int, float]) -> dict[int, float]:
    """A figure as its chart shows it: what is scored in logs as the level it is."""
    if name not in LEVELS:
        return dict(values)
    return {year: math.exp(value / IN_LOGS) for year, value in values.items()}


def digits(name: str, values: Mapping[int, float]) -> int:
    """Decimals a figure is told by: growth by one, small levels by two, large ones by none."""
    if name not in LEVELS:
        return 1
    return 0 if max(values.values(), default=0.0) >= LARGE else 2


def predicted(scores: Card, mode: str, name: str) -> dict[int, float]:
    """What the model makes of a figure in all scored years, in points."""
    windows = scores["modes"][mode][name].values()
    found = {int(y): v for score in windows for y, v in score["predicted"].items()}
    by = scale(scores["observations"][name]["unit"])
    return {year: by * value for year, value in sorted(found.items()) if math.isfinite(value)}


def recorded(scores: Card, name: str) -> dict[int, float]:
    """What is on record of a figure in the scored years, in points."""
    found = scores["observations"][name]
    by = scale(found["unit"])
    values = {int(year): by * value for year, value in found["values"].items()}
    return {y: v for y, v in values.items() if y > 2011 and math.isfinite(v)}


def errors(scores: Card, mode: str) -> tuple[list[str], list[int], list[list[float]]]:
    """Figures, years, and the model less the record, in points; NaN where nothing is scored."""
    names = list(scores["modes"][mode])
    gaps = {
        name: {
            year: value - recorded(scores, name)[year]
            for year, value in predicted(scores, mode, name).items()
            if year in recorded(scores, name)
        }
        for name in names
    }
    years = sorted({year for found in gaps.values() for year in found})
    return names, years, [[gaps[n].get(year, math.nan) for year in years] for n in names]


def swing(scores: Card, name: str) -> float:
    """How much a figure varies on record: the standard deviation over the scored years, points."""
    return float(np.std(list(recorded(scores, name).values()))) or 1.0


def naive(score: Mapping[str, Any]) -> dict[str, float]:
    """Errors of the naive forecasts of the same years; a regression's with each year left out."""
    found = {
        kind: entry.get("leave_one_out", entry["rmse"])
        for kind, entry in score["naive"].items()
        if entry["n"] == score["n"]
    }
    return {kind: error for kind, error in found.items() if error is not None}


def beside_best(score: Mapping[str, Any]) -> tuple[float, dict[str, float]] | None:
    """The model's error and the naive ones, each beside the best naive one."""
    found = naive(score)
    best = min(found.values(), default=0.0)
    if score["rmse"] is None or best <= 0:
        return None
    return score["rmse"] / best, {kind: error / best for kind, error in found.items()}


def describe_scores(scores: Card, mode: str, window: str) -> str:
    """Which figures the model says better than the best naive forecast, and which worse."""
    better, worse = [], []
    for name, by_window in scores["modes"][mode].items():
        found = beside_best(by_window[window]) if window in by_window else None
        if found:
            said = f"{figure(name)} ({number(found[0], 2)})"
            (better if found[0] < 1 else worse).append(said)
    counted = sorted({s[window]["n"] for s in scores["modes"][mode].values() if window in s})
    years = f"{counted[0]} to {counted[-1]}" if len(counted) > 1 else str(*counted)
    parts = [f"{WINDOWS[window]}, {years} years, means over {scores['seeds']} seeds."]
    if better:
        parts.append(f"Nearer to the record than the best naive forecast: {listed(better)}.")
    if worse:
        parts.append(f"Farther from it: {listed(worse)}.")
    return " ".join([*parts, "In brackets the error beside that of the best naive forecast."])


def describe_errors(scores: Card, mode: str) -> str:
    """Which years and figures the model misses most."""
    names, years, gaps = errors(scores, mode)
    cells = [
        (abs(gap) / swing(scores, name), f"{figure(name)} {year} ({number(gap, 1, signed=True)})")
        for name, row in zip(names, gaps, strict=True)
        for year, gap in zip(years, row, strict=True)
        if math.isfinite(gap)
    ]
    worst = [said for _, said in sorted(cells, reverse=True)[:4]]
    sizes = {
        year: sum(
            (row[i] / swing(scores, name)) ** 2
            for name, row in zip(names, gaps, strict=True)
            if math.isfinite(row[i])
        )
        for i, year in enumerate(years)
    }
    hardest = sorted(sizes, key=lambda year: sizes[year], reverse=True)[:2]
    return (
        f"The model less the record, in points. Missed most, beside the figure's own swing: "
        f"{listed(worst)}. The hardest years are {listed([str(y) for y in sorted(hardest)])}."
    )


def grades() -> tuple[dict[str, dict[str, int]], list[str]]:
    """Counts by grade for kinds of numbers, and the grades in order, the best known first."""
    counts = provenance.grades()
    found = {grade for group in counts.values() for grade in group}
    return counts, [*(g for g in GRADES if g in found), *sorted(found - set(GRADES))]


def describe_grades() -> str:
    """How much is data and how much is judgement, in words."""
    counts, _ = grades()
    said = []
    for name in ("All parameters", "Recorded drivers"):
        group = counts[name]
        known = sum(group.get(grade, 0) for grade in ("verified", "derived"))
        judged = group.get("assumption", 0)
        whole = max(1, sum(group.values()))
        said.append(
            f"Of {whole} {name.removeprefix('All ').lower()} {100 * known / whole:.0f} % are "
            f"verified or derived from records and {100 * judged / whole:.0f} % are assumptions."
        )
    return " ".join(said)


def refuse(opened: Opened) -> InputError:
    """What is said of a store without history."""
    return InputError(
        f"{opened.name} holds no run of history, so nothing can be laid beside the record"
    )
