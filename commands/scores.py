"""The scorecard as tables of a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from commands.terminal import counted, show, show_json, show_table

TITLES = {
    "conditional": "A, recorded trade and power fed in",
    "semi_endogenous": "B, trade and power made inside",
    "free": "C, policy, law and orders made inside too",
}
WINDOWS = {"fit": "2012-19, fitted on", "held_out": "2020-24, held out"}
NAIVE = {"zero": "zero", "mean": "mean", "ar1": "AR(1)", "random_walk": "walk",
         "exports_log": "exp.log", "exports_percent": "exp.%"}  # fmt: skip
MORE = {"var": "VAR", "imports_crops_power": "imports, crops, power"}
"""Forecasts of GDP alone, said below the table."""


def brief(card: Mapping[str, Any]) -> None:
    """One table: the error of the model and, in brackets, of the best naive forecast."""
    places = [(mode, window) for mode in card["modes"] for window in WINDOWS]
    names = dict.fromkeys(name for figures in card["modes"].values() for name in figures)
    rows = []
    for name in names:
        found = [card["modes"][mode].get(name, {}).get(window) for mode, window in places]
        rows.append([name.replace("_", " "), *(_brief(score) for score in found)])
    heads = [f"{TITLES[mode][0]} {WINDOWS[w].split(',')[0]}"
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
    return {kind: _error(entry) for kind, entry in alike.items()}


def full(card: Mapping[str, Any]) -> None:
    """Every score beside its like, a table for each mode and window; then patterns and aims."""
    for mode, figures in card["modes"].items():
        for window, words in WINDOWS.items():
            scored = {name: by[window] for name, by in figures.items() if window in by}
            if scored:
                panel = card["panel"][mode].get(window)
                scored |= {"sector panel": panel} if panel else {}
                _window(f"{TITLES.get(mode, mode)}: {words}", scored)
                _spread(scored)
    for mode, figures in card.get("without_held_out_parameters", {}).items():
        scored = {name: by["held_out"] for name, by in figures.items() if "held_out" in by}
        title = (
            f"{TITLES[mode]}: {WINDOWS['held_out']}, without parameters that later years informed"
        )
        _window(title, scored)
    if "descriptive" in card:
        _descriptive(card["descriptive"])
    for key, title in (("patterns", "Patterns"), ("checks", "Checks never used in fitting")):
        if key in card:
            _patterns(title, card[key])
    _aims(card["targets"])
    fit, years = card["frozen"], card["frozen"]["years"]
    show(f"Parameters fitted to {years[0]}-{years[1]} on {fit['date']} at {fit['commit']}.")
    if card.get("ensemble"):
        sets, seeds = card["ensemble"], card["seeds"]
        taken = min(seeds, sets["sets"])
        show(f"Runs of {counted(seeds, 'seed')} took {taken} of the {sets['sets']} parameter sets",
             f"of {sets['date']}, commit {sets['commit']}.")  # fmt: skip
    else:
        show(f"Runs of {counted(card['seeds'], 'seed')} took the best single set.")
    show("Notes", *(f"- {note}" for note in _folded(card["notes"])))


def _window(title: str, scored: Mapping[str, Mapping[str, Any]]) -> None:
    heads = ["Figure", "n", "RMSE", "corr.", *NAIVE.values()]
    rows = []
    for name, score in scored.items():
        naive = _naive(score)
        figures = [score["rmse"], score["correlation"], *(naive.get(k) for k in NAIVE)]
        rows.append([_words(name), str(score["n"]), *map(_cell, figures)])
    show_table(title, heads, rows, range(1, len(heads)), caption=_more(scored.get("gdp", {})))


def _more(gdp: Mapping[str, Any]) -> str:
    """What has no column: the model's error on years not shown to it, more forecasts of GDP."""
    naive = gdp.get("naive", {})
    ways = {"leave_one_out": "each year left out", "rolling_origin": "rolling origin",
            "leave_one_out_single": "single set, left out"}  # fmt: skip
    told = [f"{words} {_cell(gdp[way])} (n = {gdp[f'{way}_n']})"
            for way, words in ways.items() if gdp.get(way) is not None]  # fmt: skip
    told += [
        f"{words} {_cell(_error(naive[name]))} (n = {naive[name]['n']})"
        for name, words in MORE.items()
        if naive.get(name, {}).get("rmse") is not None
    ]
    return f"GDP also: {', '.join(told)}" if told else ""


def _error(entry: Mapping[str, Any]) -> float | None:
    error: float | None = entry.get("leave_one_out", entry["rmse"])
    return error


def _spread(scored: Mapping[str, Mapping[str, Any]]) -> None:
    """Bands, signs and turns of the figures that have them, and the test for GDP."""
    rows = []
    for name, score in scored.items():
        if not score.get("coverage"):
            continue
        cover, wide = score["coverage"], score["coverage"].get("with_error", {})
        rows.append([
            _words(name), _cell(score["crps"]),
            *(_share(cover.get(band)) for band in ("50", "90")), _share(wide.get("90")),
            *(_of(score.get(key)) for key in ("signs", "turns")),
        ])  # fmt: skip
    heads = ["Figure", "CRPS", "in 50 %", "in 90 %", "with error", "signs", "turns"]
    tests = [
        f"{_p(entry['diebold_mariano'])} {(NAIVE | MORE)[name]}"
        for name, entry in scored.get("gdp", {}).get("naive", {}).items()
        if entry.get("diebold_mariano", {}).get("statistic") is not None
    ]
    n = scored.get("gdp", {}).get("n")
    caption = (
        f"GDP, Diebold-Mariano (n = {n}, next to no power): {'; '.join(tests)}" if tests else ""
    )
    if rows:
        show_table("  of which the bands", heads, rows, range(1, len(heads)), caption=caption)


def _p(test: Mapping[str, Any]) -> str:
    side = "nearer" if test["statistic"] < 0 else "farther"
    return f"{side} (p {test['p']:.2f}) than"


def _descriptive(facts: Mapping[str, Any]) -> None:
    rows = [
        [TITLES.get(name, (NAIVE | MORE).get(name, name)), str(entry["n"]), _cell(entry["rmse"])]
        for name, entry in facts["leave_one_out"].items()
    ]
    show_table("GDP, each year of 2012-2024 left out: uses held-out years, no target",
               ["Forecast", "n", "RMSE"], rows, (1, 2))  # fmt: skip


def _patterns(title: str, found: list[dict[str, Any]]) -> None:
    states = {True: "pass", False: "FAIL", None: "not scored"}
    rows = []
    for pattern in found:
        head, parts = [str(pattern["number"]), pattern["name"]], pattern["parts"]
        if len(parts) > 1:
            rows.append([*head, "", "", ""])
        for part in parts:
            first = ["", f"- {part['words']}"] if len(parts) > 1 else head
            low, high = ("" if end is None else f"{end:g}" for end in part["range"])
            rows.append([*first, _cell(part["value"]), f"{low} … {high}", states[part["passed"]]])
    show_table(title, ["#", "Pattern", "Model", "Range", ""], rows, (2, 3), whole=(0, 4))


MET = {True: "met", False: "MISSED", None: "not there"}


def _aims(found: list[dict[str, Any]]) -> None:
    rows = [[aim["name"], _cell(aim["value"]), "{:g} … {:g}".format(*aim["range"]),
             MET[aim["met"]]] for aim in found if "band" not in aim]  # fmt: skip
    show_table(
        "What was aimed at",
        ["Aim", "Model", "Range", ""],
        rows,
        (1, 2),
        caption="Errors: root mean squared, points of growth a year.",
    )
    _bands([aim for aim in found if "band" in aim])


def _bands(found: list[dict[str, Any]]) -> None:
    """Coverage by the runs alone, and beside it with the error of the record in the band."""
    from scenarios.evaluation.acceptance_criteria import READING

    rows: dict[tuple[str, ...], list[str]] = {}
    for aim in found:
        key = tuple(aim["band"][part] for part in ("mode", "figures", "years"))
        rows.setdefault(key, [*key]).extend([_cell(aim["value"]), MET[aim["met"]]])
    low, high = found[0]["range"]
    show_table(
        f"Part of the record inside the 90 % bands, aimed at {low:g} to {high:g}",
        ["Mode", "Of", "Years", "Runs alone", "", "With error", ""], list(rows.values()), (3, 5),
        caption=READING,
    )  # fmt: skip


def ablations(as_json: bool) -> None:
    """What mode A loses without each mechanism."""
    from dataclasses import asdict

    from scenarios.evaluation.ablations import losses

    found = losses(lambda name: click.echo(f"without: {name}", err=True))
    if as_json:
        show_json({"ablations": [asdict(loss) for loss in found]})
        return
    whole = found[0]
    rows = [
        [loss.name, *(f"{v:.2f}" for v in (loss.unfitted, loss.fitted, loss.left_out)),
         f"{loss.left_out - whole.left_out:+.2f}"]
        for loss in found
    ]  # fmt: skip
    show_table(
        "Mode A, GDP growth 2012-2019, RMSE", ["Without", "as shipped", "refitted", "left out", ""],
        rows, range(1, 5),
        caption="Refitted: six parameters anew. Left out: each year by the others. Last column: by "
        "how much the error grows; a mechanism that costs nothing to lose earns nothing here.",
    )  # fmt: skip


def _words(name: str) -> str:
    return name.replace("_", " ")


def _cell(figure: float | None) -> str:
    if figure is None:
        return ""
    return f"{figure:.2f}" if abs(figure) < 10 else f"{figure:.1f}"


def _share(part: float | None) -> str:
    return "" if part is None else f"{100 * part:.0f} %"


def _of(count: Mapping[str, int] | None) -> str:
    return "" if not count else f"{count['right']}/{count['n']}"


def _folded(notes: list[str]) -> list[str]:
    import textwrap

    return ["\n  ".join(textwrap.wrap(note, 76)) for note in notes]
