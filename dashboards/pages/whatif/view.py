"""What the page of what-ifs shows: its view in the address, and charts from an answer.

No dash here: the same functions serve the page, its files and the tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd

from dashboards.components import text
from dashboards.components.safe import choice, plain
from dashboards.data import record
from dashboards.data.charts import CHARTS
from dashboards.data.comparison import Comparison, Event, Scenario, comparison
from dashboards.view_state import BANDS, VALUES, ScenariosView, fields
from model.errors import InputError
from scenarios.definition.controls import Dial, dials, starting
from scenarios.what_if.answers import BASELINE, CHANGED, LONGEST, Question, ensemble_size

if TYPE_CHECKING:
    from scenarios.definition.controls import Value
    from scenarios.what_if.answers import Answer

SCENARIO, MONTH = "baseline", "2026-01"
HORIZONS = (24, 60, LONGEST)
BEFORE = 24
"""Months shown before the date of change."""
KEYS = ("scenario", "from", "months", "both", "values", "bands")
LETTERS = {BASELINE: 1, CHANGED: 22}
"""Places whose letters are B, for the baseline, and W, for the what-if."""


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """What the page shows."""

    question: Question
    values: str = "level"
    bands: str = "90"


def parse(search: object, known: Sequence[str]) -> tuple[WhatIfView, list[str]]:
    """The nearest valid view of an address and, in words, what of it could not be had.

    Args:
        search: query of the address.
        known: names of scenarios that may be started from.
    """
    asked = fields(search)
    notes: list[str] = []
    name = choice(asked.get("scenario"), known, SCENARIO)
    if asked.get("scenario", name) != name:
        wanted = plain(asked["scenario"], 40)
        notes.append(f"There is no scenario {wanted}; {name} stands in.")
    months = _horizon(asked.get("months"), notes)
    month = _month(name, asked.get("from"), months, notes)
    settings = _settings(asked, notes)
    question = Question(name, month, months, settings, asked.get("both") == "1")
    values = choice(asked.get("values"), VALUES, "difference" if settings else "level")
    bands = choice(asked.get("bands"), BANDS, "90")
    for key, got, allowed in (("values", values, VALUES), ("bands", bands, BANDS)):
        if asked.get(key, got) != got:
            notes.append(f"{key} was not understood; it may be {', '.join(allowed)}.")
    return WhatIfView(question, values, bands), notes


def _horizon(asked: str | None, notes: list[str]) -> int:
    if asked is None or (asked.isascii() and asked.isdigit() and int(asked[:5]) in HORIZONS):
        return int(asked[:5]) if asked else HORIZONS[-1]
    notes.append(f"months may be {', '.join(map(str, HORIZONS))}; {HORIZONS[-1]} stand in.")
    return HORIZONS[-1]


def _month(name: str, asked: str | None, months: int, notes: list[str]) -> str:
    try:
        return Question(name, MONTH if asked is None else asked, months).month
    except InputError as error:
        notes.append(f"{plain(error, 120)}; {MONTH} stands in.")
        return MONTH


def _settings(asked: dict[str, str], notes: list[str]) -> dict[str, Value]:
    """What the address sets; numbers out of range go to the nearer end."""
    found: dict[str, Value] = {}
    for name, given in asked.items():
        dial = dials().get(name)
        if dial is None:
            if name not in (*KEYS, "test"):
                notes.append(f"There is no dial {plain(name, 30)}.")
            continue
        value = near(dial, given)
        if value is None:
            notes.append(f"{dial.title}: {plain(given, 30)} was not understood.")
            continue
        found[name] = value
        if not dial.choices and not math.isclose(float(value), float(given)):
            notes.append(f"{dial.title}: {plain(given, 30)} is out of range; {value:g} stands in.")
    return found


def near(dial: Dial, given: object) -> Value | None:
    """The nearest value a dial allows; None if there is none."""
    if dial.choices:
        return str(given) if given in dial.choices else None
    try:
        number = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return min(max(number, dial.low), dial.high) if math.isfinite(number) else None


def view_of(asked: object, known: Sequence[str]) -> WhatIfView:
    """The view a browser asks for by its controls; what is not allowed is left out."""
    facts = asked if isinstance(asked, dict) else {}
    base, _ = parse(facts.get("view"), known)
    q = base.question
    given = facts.get("settings")
    start = starting_values(q.scenario, q.month)
    settings = {}
    for name, value in (given if isinstance(given, dict) else {}).items():
        dial = dials().get(name)
        found = near(dial, value) if dial else None
        if found is not None and not _same(dial, found, start[name]):
            settings[name] = found
    months = facts.get("months")
    question = replace(
        q,
        settings=settings,
        both=bool(facts.get("both")),
        months=int(months) if str(months) in map(str, HORIZONS) else q.months,
    )
    values = choice(facts.get("values"), VALUES, base.values)
    return WhatIfView(question, values, choice(facts.get("bands"), BANDS, base.bands))


def _same(dial: Dial, value: Value, start: Value | None) -> bool:
    """Whether a dial stands where the scenario has it, to half a step."""
    if dial.choices or start is None:
        return value == start
    return abs(float(value) - float(start)) < dial.step / 2


@lru_cache(32)
def starting_values(scenario: str, month: str) -> dict[str, Value | None]:
    """Where every dial stands before it is turned."""
    return starting(Question(scenario, month).origin, month)


@lru_cache(32)
def start_words(scenario: str, month: str) -> dict[str, str]:
    """Where every dial stands before it is turned, in words: of what draws differ in, the range."""
    start, question, found = starting_values(scenario, month), Question(scenario, month), {}
    for name, dial in dials().items():
        ends = question.spread(name)
        found[name] = said(dial, start[name])
        if ends is not None:
            low, high = (said(dial, end) for end in ends)
            found[name] = f"{low} to {high} by draw"
    return found


def query(view: WhatIfView) -> str:
    """The address's query that gives this view again; dials that were not turned are left out."""
    q = view.question
    pairs = {
        "scenario": q.scenario,
        "from": q.month,
        "months": str(q.months),
        **{name: value if isinstance(value, str) else f"{value:.10g}"
           for name, value in q.settings.items()},
        **({"both": "1"} if q.both else {}),
        "values": view.values,
        "bands": view.bands,
    }  # fmt: skip
    return "?" + urlencode(pairs)


def shown(answer: Answer, view: WhatIfView, title: str) -> list[Comparison]:
    """Six charts of an answer, from a while before the date of change on.

    Args:
        answer: what was run.
        view: how it is shown.
        title: of the scenario it starts from.

    Raises:
        InputError: none of the runs ended.
    """
    change = pd.Timestamp(f"{view.question.month}-01")
    since = change - pd.DateOffset(months=BEFORE)
    titles = {BASELINE: title, CHANGED: "What if"}
    scenarios = {n: Scenario(n, titles[n], LETTERS[n], hue=0) for n in titles}
    as_one = ScenariosView("", BASELINE, (CHANGED,), view.values, view.bands)
    events = _events(change, since, view.question.months)
    return [
        comparison(answer, scenarios, c, as_one, record.dots(c.series), events, since)
        for c in CHARTS
    ]


def _events(change: pd.Timestamp, since: pd.Timestamp, months: int) -> tuple[Event, ...]:
    end = change + pd.DateOffset(months=months)
    known = [e for e in record.events() if since <= e.month <= end and e.month != change]
    return tuple(sorted([Event(change, "Dials take effect"), *known], key=lambda e: e.month))


def said(dial: Dial, value: Value | None) -> str:
    """A dial's value as readers see it."""
    if value is None:
        return "the model decides"
    if dial.choices:
        return words(str(value))
    return text.number(float(value), digits(dial))


def words(name: str) -> str:
    """A name from the program as words."""
    return name.replace("_", " ").capitalize()


def digits(dial: Dial) -> int:
    """Decimals of a dial's value."""
    return max(0, -math.floor(math.log10(dial.step) + 1e-9))


def changes(question: Question) -> Iterator[tuple[str, str, str]]:
    """What is turned: title, where it stood, where it stands."""
    starts = start_words(question.scenario, question.month)
    for name, value in question.settings.items():
        dial = dials()[name]
        yield dial.title, starts[name], said(dial, value)


def status(answer: Answer) -> str:
    """What a screen reader is told when the charts have changed."""
    turned = len(answer.question.settings)
    what = f"{turned} dial{'' if turned == 1 else 's'} turned" if turned else "No dial is turned"
    return f"Charts updated: {what}. {rests_on(answer)}"


def rests_on(answer: Answer) -> str:
    """How many draws the figures rest on, and whether more come."""
    got, whole = len(answer.draws), ensemble_size()
    if answer.complete:
        return f"From {got} of the {whole} draws of the ensemble."
    return f"From the first {got} draws; {answer.wanted - answer.done} more are being run."


def agreed(answer: Answer, series: str) -> tuple[bool, str]:
    """Whether a chart's effect earns a filled ring, and what is said of it.

    It is the effect of `byungjin whatif`: the mean of the last twelve months, draw by draw, levels
    in per cent and shares in points.
    """
    found = answer.effect(series)
    if not found.n or found.q05 == found.q95 == 0:
        return False, f"No difference in {found.n} draws."
    unit = " %" if answer.effect_unit(series) == "%" else " points"
    middle, low, high = (_signed(v) for v in (found.median, found.q05, found.q95))
    way = "up" if found.median > 0 else "down" if found.median < 0 else "unchanged"
    count = round(found.share_same_sign * found.n)
    return found.filled, (
        f"{found.word[:1].upper()}{found.word[1:]}: {count} of {found.n} draws {way}; "
        f"{middle}{unit} ({low} to {high}) in {answer.last_year}"
    )


def _signed(value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return text.number(value, digits, signed=True)


def trouble(answer: Answer) -> str:
    """Runs that did not end, in words; empty if all did."""
    if not answer.failed:
        return ""
    one = plain(answer.failed[0], 160)
    lost = len(answer.failed)
    some = "1 draw did not end and is" if lost == 1 else f"{lost} draws did not end and are"
    return f"{some} left out; the first: {one}"


def provenance(answer: Answer, link: str) -> Iterator[tuple[str, str]]:
    """What made the numbers, as names and values."""
    from scenarios.execution.run import ENTROPY

    code, question = _code(), answer.question
    yield "what if", f"{question.scenario}, changed from {question.month} on"
    for title, before, after in changes(question):
        yield "changed", f"{title}: {before} -> {after}"
    yield "baseline", "assumptions changed too" if question.both else "as the scenario is"
    yield "model", f"byungjin {code.get('version', '')} commit {code.get('commit') or 'unknown'}"
    yield "sources_sha256", str(code.get("sources_sha256", ""))
    yield "root_entropy", str(ENTROPY)
    yield "draws", " ".join(map(str, answer.draws))
    yield "command", question.command
    yield "months", f"{question.months} from {question.month}"
    for chart in CHARTS:
        yield f"effect on {chart.title.lower()}", agreed(answer, chart.series)[1]
    yield "view", link


def origin(view: WhatIfView, answer: Answer, path: str) -> list[str]:
    """Where a picture comes from: what is changed, by which program, under which address."""
    q = view.question
    listed = [f"{title} {before} → {after}" for title, before, after in changes(q)]
    both = " Assumptions are changed in the baseline too." if q.both else ""
    code = _code()
    version = f"byungjin {code.get('version', '?')}, commit {str(code.get('commit'))[:7]}"
    return [
        f"Changed from {q.month} on: {'; '.join(listed) or 'nothing'}.{both}",
        f"Source: {version}. {rests_on(answer)}",
        f"View: {path}{query(view)}",
    ]


@cache
def _code() -> dict[str, object]:
    from scenarios.execution import manifest

    return manifest.code()
