"""The scorecard as tables of a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.terminal import show, show_table

TITLES = {
    "conditional": "A, recorded trade and power fed in",
    "semi_endogenous": "B, trade and power made inside",
    "free": "C, only the opening state given",
}
WINDOWS = {"fit": "2012-19, fitted on", "held_out": "2020-24, held out"}
NAIVE = {"zero": "zero", "mean": "mean", "ar1": "AR(1)", "random_walk": "walk",
         "exports_log": "exp.log", "exports_percent": "exp.%"}  # fmt: skip


def brief(card: Mapping[str, Any]) -> None:
    """One table: the error of the model and, in brackets, of the best naive forecast."""
    places = [(mode, window) for mode in card["modes"] for window in WINDOWS]
    names = dict.fromkeys(name for figures in card["modes"].values() for name in figures)
    rows = []
    for name in names:
        found = [card["modes"][mode].get(name, {}).get(window) for mode, window in places]
        rows.append([name.replace("_", " "), *(_brief(score) for score in found)])
    heads = [f"{'A' if mode == 'conditional' else 'B'} {WINDOWS[w].split(',')[0]}"
             for mode, w in places]  # fmt: skip
    show_table(
        f"Scores against the record, {card['seeds']} seeds", ["Figure", *heads], rows,
        range(1, 1 + len(places)),
        caption="Root mean squared error of yearly growth (points); of prices and the rate in log "
        "levels. In brackets the best naive forecast; * = the model is closer. A is fed recorded "
        "trade and power, B makes them; – = fed in, so not scored. `byungjin validate` shows all.",
    )  # fmt: skip


def _brief(score: Mapping[str, Any] | None) -> str:
    if not score or score["rmse"] is None:
        return "–"
    best = min((error for error in _naive(score).values() if error is not None), default=None)
    if best is None:
        return f"{score['rmse']:.2f}"
    return f"{score['rmse']:.2f} ({best:.2f}){'*' if score['rmse'] < best else ' '}"


def _naive(score: Mapping[str, Any]) -> dict[str, float | None]:
    """Errors of the naive forecasts of the same years; a regression's with each year left out."""
    alike = {kind: e for kind, e in score["naive"].items() if e["n"] == score["n"]}
    return {kind: entry.get("leave_one_out", entry["rmse"]) for kind, entry in alike.items()}


def full(card: Mapping[str, Any]) -> None:
    """Every score beside its like, a table for each mode and window."""
    for mode, figures in card["modes"].items():
        for window, words in WINDOWS.items():
            scored = {name: by[window] for name, by in figures.items() if window in by}
            if scored:
                _window(f"{TITLES.get(mode, mode)}: {words}", scored)
    for mode, figures in card.get("without_held_out_parameters", {}).items():
        scored = {name: by["held_out"] for name, by in figures.items() if "held_out" in by}
        title = (
            f"{TITLES[mode]}: {WINDOWS['held_out']}, without parameters that later years informed"
        )
        _window(title, scored)
    fit, years = card["frozen"], card["frozen"]["years"]
    show(f"Parameters fitted to {years[0]}-{years[1]} on {fit['date']} at {fit['commit']}.")
    show("Notes", *(f"- {note}" for note in _folded(card["notes"])))


def _window(title: str, scored: Mapping[str, Mapping[str, Any]]) -> None:
    left_out = any(score.get("leave_one_out") is not None for score in scored.values())
    heads = ["Figure", "n", "RMSE", *(["left out"] if left_out else []), "corr.", *NAIVE.values()]
    rows = []
    for name, score in scored.items():
        naive = _naive(score)
        extra = [score.get("leave_one_out")] if left_out else []
        figures = [score["rmse"], *extra, score["correlation"], *(naive.get(k) for k in NAIVE)]
        cells = ["" if f is None else f"{f:.2f}" if abs(f) < 10 else f"{f:.1f}" for f in figures]
        rows.append([name.replace("_", " "), str(score["n"]), *cells])
    show_table(title, heads, rows, range(1, len(heads)))


def _folded(notes: list[str]) -> list[str]:
    import textwrap

    return ["\n  ".join(textwrap.wrap(note, 76)) for note in notes]
