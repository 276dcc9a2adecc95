"""What was aimed at before the fit, and traits the model should show: met or missed, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dash import html

from dashboards.components import text, ui
from dashboards.components.safe import plain

TITLE = "What was aimed at, and what came out"
SIGNS = {True: ("✓", "met"), False: ("✗", "missed"), None: ("–", "not scored")}
BANDS, ERRORS = "Inside the bands, share of observations", "Errors in points, and correlations"
SHORT = {ERRORS: "error and correlation", BANDS: "coverage"}
WINDOWS = {
    "fit": "Patterns of 2012-2019",
    "held_out": "Patterns of 2020-2024, held out",
    "structural": "Patterns of structure",
}

TENS = 10
"""From which size on values are shown without decimals."""

Aim = Mapping[str, Any]


def card(scores: Mapping[str, Any]) -> html.Section:
    """Every aim and, where a store has the runs for them, every pattern and outside check."""
    return html.Section(
        [
            html.H2(TITLE, id="aims-title"),
            html.P(describe(scores), className="about"),
            html.P([_verdict(state, words) for state, (_, words) in SIGNS.items()],
                   className="track-key"),
            html.Div(
                [
                    *(_aims(group, found) for group, found in grouped(scores["targets"]).items()),
                    *_patterns(scores),
                ],
                className="tables",
            ),
        ],
        className="card plain verdicts",
        **{"aria-labelledby": "aims-title"},
    )  # fmt: skip


def describe(scores: Mapping[str, Any]) -> str:
    """How many were met, in words."""
    counts = {
        f"aims of {SHORT[group]}": [aim["met"] for aim in found]
        for group, found in grouped(scores["targets"]).items()
    } | {
        words: [one["passed"] for one in scores.get(key, ())]
        for key, words in (("patterns", "patterns"), ("checks", "outside checks"))
    }
    said = [_counted(states, what) for what, states in counts.items() if states]
    return f"Met are {text.listed(said)}. A, B and C are the ways in which history is run."


def grouped(aims: Sequence[Aim]) -> dict[str, list[Aim]]:
    """Aims by what they are counted in, in their own order."""
    found: dict[str, list[Aim]] = {ERRORS: [], BANDS: []}
    for aim in aims:
        found[BANDS if "band" in aim else ERRORS].append(aim)
    return {group: inside for group, inside in found.items() if inside}


def rows(scores: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The same for a file: figure, unit, kind, window, year, value."""
    for aim in scores["targets"]:
        low, high = aim["range"]
        kind = f"aim {SIGNS[aim['met']][1]}"
        yield aim["name"], "", kind, f"{low:g} to {high:g}", "", aim["value"]


def _counted(states: Sequence[bool | None], what: str) -> str:
    known = [state for state in states if state is not None]
    left = f" ({len(states) - len(known)} more not scored)" if len(known) < len(states) else ""
    return f"{sum(known)} of {len(known)} {what}{left}"


def _aims(group: str, found: Sequence[Aim]) -> html.Div:
    """A row for what is aimed at, a column for each mode: most aims are the same in all three."""
    table: dict[tuple[str, float, float], dict[str, Any]] = {}
    for aim in found:
        mode, _, words = aim["name"].partition(", ")
        table.setdefault((words, *aim["range"]), {})[mode.removeprefix("mode ")] = aim
    modes = sorted({mode for by in table.values() for mode in by})
    body = [
        [_sentence(words), *(_result(by.get(mode)) for mode in modes), _range(ends)]
        for (words, *ends), by in table.items()
    ]
    return ui.table(group, ["Aim", *modes, "Aimed at"], body)


def _result(aim: Aim | None) -> Any:
    if aim is None:
        return ""
    value = aim["value"]
    words = "" if value is None else text.number(value, 2 if abs(value) < TENS else 0)
    return _verdict(aim["met"], words, spoken=True)


def _patterns(scores: Mapping[str, Any]) -> list[html.Div]:
    """A table of patterns a window, and one of checks; of several parts each has a row."""
    found = {
        words: [one for one in scores.get("patterns", ()) if one["window"] == window]
        for window, words in WINDOWS.items()
    } | {"Checks from outside, never fitted to": scores.get("checks", ())}
    heads = ["Trait", "Model", "Expected", "Unit"]
    return [
        ui.table(words, heads, [row for trait in traits for row in _parts(trait)])
        for words, traits in found.items()
        if traits
    ]


def _parts(trait: Mapping[str, Any]) -> Iterator[list[Any]]:
    name = _sentence(plain(trait["name"], 120))
    for part in trait["parts"]:
        more = f": {plain(part['words'], 60)}" if len(trait["parts"]) > 1 else ""
        result = _result({"value": part["value"], "met": part["passed"]})
        yield [name + more, result, _range(part["range"]), plain(part["unit"], 40)]


def _verdict(met: bool | None, words: str, spoken: bool = False) -> html.Span:
    """A sign that is told by its shape, and what came out; ``spoken`` says the sign aloud too."""
    sign, said = SIGNS[met]
    told = [ui.hidden(f"{said} ")] if spoken else []
    kind = "missed" if met is False else "met"
    return html.Span(
        [html.Span(sign, className="sign", **{"aria-hidden": "true"}), *told, words],
        className=f"verdict {kind}",
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _range(ends: Sequence[float | None]) -> str:
    """What a value may be; an end that nothing passes is not said."""
    low, high = ends
    if high is None or (high == 1 and low):
        return f"{_plain(low)} or more"
    return f"{_plain(low)} to {_plain(high)}" if low else f"at most {_plain(high)}"


def _plain(end: float | None) -> str:
    return f"{end or 0:g}".replace("-", text.MINUS)
