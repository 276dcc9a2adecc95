"""A debate as its file poses it: claim, counter-claim, the runs, and questions put to them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import InputError, unknown
from scenarios.definition import scenario_file
from scenarios.definition.catalog import Scenario, varied
from scenarios.definition.catalog import load as load_scenario
from scenarios.integrity import reading

FOLDER = Path(__file__).parent
TEXTS = ("title", "claim", "counter", "known", "unknown", "otherwise")
KEYS = ("number", *TEXTS, "passages", "moved_by", "run", "question")
RUN_KEYS = ("extends", "parameters", "paths", "end")
QUESTION_KEYS = ("asks", "series", "change", "plus", "minus", "per_series", "per_plus",
                 "per_minus", "claim", "counter")  # fmt: skip
CHANGES = ("percent", "level")
"""How terms are put together: a product of ratios told in per cent, or a sum."""
LARGEST = 1_000_000
"""Bytes; a debate is a page or two."""
TERM = re.compile(r"(?P<run>[^@]*)@(?P<first>[0-9]{4})(?:-(?P<last>[0-9]{4}))?")

LARGEST_BOUND = 1e300
"""A bound beyond it is a slip of the keyboard, or one that is left out."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Bound:
    """From where on a figure speaks for a side."""

    above: float = -np.inf
    below: float = np.inf

    def holds(self, values: Array) -> NDArray[np.bool_]:
        """Which values speak for it; what is not known speaks for nobody."""
        return (values > self.above) & (values < self.below)


@dataclass(frozen=True)
class Term:
    """The mean of a scenario over whole years."""

    scenario: str
    first: int
    last: int


@dataclass(frozen=True)
class Sum:
    """Terms that count for and against; of several series, added up."""

    series: tuple[str, ...]
    plus: tuple[Term, ...]
    minus: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """All of them."""
        return (*self.plus, *self.minus)


@dataclass(frozen=True)
class Question:
    """One figure looked at, and from where to where it speaks for claim or counter-claim.

    Args (fields):
        asks: the question in words.
        of: what is looked at.
        per: what it is divided by, if anything.
        change: one of `CHANGES`.
        claim, counter: bounds of either side.
    """

    asks: str
    of: Sum
    per: Sum | None
    change: str
    claim: Bound
    counter: Bound

    @property
    def floor(self) -> float:
        """Half the width of what speaks for neither side: a move from its middle to either."""
        a, b = self.claim, self.counter
        return max(a.above - b.below, b.above - a.below, 0.0) / 2

    @property
    def parts(self) -> tuple[Sum, ...]:
        """What has to be read off runs."""
        return (self.of,) if self.per is None else (self.of, self.per)


@dataclass(frozen=True)
class Debate:
    """A claim, its counter-claim and what tells them apart; the first question decides."""

    name: str
    number: int
    title: str
    claim: str
    counter: str
    known: str
    """What was found elsewhere, to be read beside the verdict."""
    unknown: str
    """What no data pin down, so that a verdict speaks only of what one believes."""
    otherwise: str
    """What in the model could make the answer come out otherwise."""
    moved_by: tuple[tuple[str, float, float], ...]
    """Parameters that do, each with two values inside its range: the first figure moves between
    them by more than its floor."""
    passages: tuple[str, ...]
    runs: tuple[Scenario, ...]
    questions: tuple[Question, ...]

    @property
    def series(self) -> list[str]:
        """Every series its questions look at."""
        names = (name for q in self.questions for part in q.parts for name in part.series)
        return list(dict.fromkeys(names))


def names() -> list[str]:
    """The shipped debates by number."""
    return [debate.name for debate in shipped()]


@cache
def shipped() -> tuple[Debate, ...]:
    """Every shipped debate, by number."""
    return tuple(sorted(map(read, FOLDER.glob("*.toml")), key=lambda debate: debate.number))


def find(name: str) -> list[Debate]:
    """Debates by name: ``all``, a shipped one, its number, or the path of a file.

    Raises:
        InputError: there is none of that name, or its file is not as it should be.
    """
    if name == "all":
        return list(shipped())
    if name.endswith(".toml") or "/" in name or "\\" in name:
        return [read(Path(name))]
    for debate in shipped():
        if name in (debate.name, str(debate.number)):
            return [debate]
    raise unknown("debate", name, ["all", *names()])


def read(file: Path) -> Debate:
    """Read and check one file; refusals begin with its name."""
    document = scenario_file.toml(file, reading.text(file, LARGEST, "debate (.toml)"))
    try:
        return _debate(file.stem, document)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None
    except (OverflowError, RecursionError):
        raise InputError(f"{file}: holds a number that is too large") from None


def _debate(name: str, document: Mapping[str, Any]) -> Debate:
    _known_keys(document, KEYS, "debate")
    number = document.get("number")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise InputError(f"number = {number!r:.40}; expected a whole number from 1 on")
    texts = {key: _text(document, key, needed=key in ("title", "claim", "counter"))
             for key in TEXTS}  # fmt: skip
    rows = _tables(document, "question")
    if not rows:
        raise InputError("asks nothing; expected one [[question]] or more")
    made = _runs(document.get("run", {}))
    asked = tuple(_question(place, row) for place, row in enumerate(rows, start=1))
    wanted = dict.fromkeys(t.scenario for q in asked for part in q.parts for t in part.terms)
    scenarios = tuple(made[n] if n in made else load_scenario(n) for n in wanted)
    for idle in set(made) - set(wanted) - _extended(document.get("run", {})):
        raise InputError(f"run {idle}: no question looks at it")
    _check_years(asked, scenarios)
    moved_by = _moved_by(document.get("moved_by", {}))
    passages = document.get("passages", [])
    if not isinstance(passages, list) or not all(isinstance(p, str) for p in passages):
        raise InputError(f"passages = {passages!r:.60}; expected a list of texts")
    return Debate(name=name, number=number, passages=tuple(passages), moved_by=moved_by,
                  runs=scenarios, questions=asked, **texts)  # fmt: skip


def _moved_by(rows: Any) -> tuple[tuple[str, float, float], ...]:
    """Parameters and two values of each, checked as those of a scenario are."""
    if not isinstance(rows, dict):
        raise InputError(f"moved_by = {rows!r:.60}; expected a table of parameters")
    for name, pair in rows.items():
        if not isinstance(pair, list) or len(pair) != 2:
            raise InputError(f"moved_by {name} = {pair!r:.60}; expected two values in a list")
        for value in pair:
            scenario_file.parameter_change(name, value)
    return tuple((name, float(low), float(high)) for name, (low, high) in rows.items())


def _known_keys(table: Mapping[str, Any], allowed: Sequence[str], where: str) -> None:
    for key in table:
        if key not in allowed:
            raise unknown("key", key, allowed, where)


def _text(document: Mapping[str, Any], key: str, needed: bool) -> str:
    value = document.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise InputError(f"{key} = {value!r:.60}; expected a text")
    return " ".join(value.split())


def _tables(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = document.get(key, [])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise InputError(f"{key}: expected tables headed [[{key}]]")
    return found


def _extended(rows: Mapping[str, Any]) -> set[str]:
    """Runs that others extend."""
    return {str(row.get("extends")) for row in rows.values() if isinstance(row, dict)}


def _runs(rows: Any) -> dict[str, Scenario]:
    """Runs of the file's own: a scenario, or a run above it, with changes."""
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise InputError("run: expected tables headed [run.NAME]")
    made: dict[str, Scenario] = {}
    for name, row in rows.items():
        _known_keys(row, RUN_KEYS, f"run {name}")
        for key in ("parameters", "paths"):
            if not isinstance(row.get(key, {}), dict):
                raise InputError(f"run {name}: {key} = {row[key]!r:.60}; expected a table")
        parent = str(row.get("extends", ""))
        base = made[parent] if parent in made else load_scenario(parent)
        try:
            made[name] = varied(base, name, row)
        except InputError as error:
            raise InputError(f"run {name}: {error}") from None
    return made


def _question(place: int, row: Mapping[str, Any]) -> Question:
    where = f"question {place}"
    _known_keys(row, QUESTION_KEYS, where)
    try:
        change = row.get("change", "percent")
        if change not in CHANGES:
            raise unknown("change", str(change), CHANGES)
        of = _sum(row, "")
        per = _sum(row, "per_") if {"per_plus", "per_minus"} & set(row) else None
        sides = {side: _bound(side, row.get(side)) for side in ("claim", "counter")}
        return Question(_text(row, "asks", needed=True), of, per, change, **sides)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _sum(row: Mapping[str, Any], prefix: str) -> Sum:
    from model.series import SERIES

    said = row.get(f"{prefix}series", row.get("series", []))
    series = (said,) if isinstance(said, str) else said
    if not isinstance(series, list | tuple) or not all(isinstance(name, str) for name in series):
        raise InputError(f"{prefix}series = {said!r:.60}; expected a name or a list of names")
    for name in series or ("",):
        if name not in SERIES:
            raise unknown("series", name, SERIES)
    terms = {side: tuple(map(_term, _listed(row, f"{prefix}{side}"))) for side in ("plus", "minus")}
    if not terms["plus"] and not terms["minus"]:
        raise InputError(f'{prefix}plus names no run; expected "SCENARIO@YEAR" or more of them')
    return Sum(tuple(series), **terms)


def _listed(row: Mapping[str, Any], key: str) -> list[str]:
    found = row.get(key, [])
    if not isinstance(found, list) or not all(isinstance(term, str) for term in found):
        raise InputError(f'{key} = {found!r:.60}; expected a list such as ["baseline@2030"]')
    return found


def _term(text: str) -> Term:
    """``SCENARIO@YEAR`` or ``SCENARIO@FIRST-LAST``."""
    found = TERM.fullmatch(text)
    if found is None or int(found["last"] or found["first"]) < int(found["first"]):
        raise InputError(f"{text!r:.60}: expected SCENARIO@YEAR or SCENARIO@FIRST-LAST")
    return Term(found["run"], int(found["first"]), int(found["last"] or found["first"]))


def _bound(side: str, said: Any) -> Bound:
    if not isinstance(said, dict) or not said or set(said) - {"above", "below"}:
        raise InputError(f"{side} = {said!r:.60}; expected above, below or both, in a table")
    for value in said.values():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or math.isnan(value) or abs(value) > LARGEST_BOUND:
            raise InputError(f"{side} = {scenario_file.short(said)}; expected numbers")
    return Bound(**{key: float(value) for key, value in said.items()})


def _check_years(questions: Sequence[Question], scenarios: Sequence[Scenario]) -> None:
    spans = {s.name: (int(s.case.start[:4]), int(s.case.end[:4])) for s in scenarios}
    for term in (t for q in questions for part in q.parts for t in part.terms):
        first, last = spans[term.scenario]
        if not first <= term.first <= term.last <= last:
            raise InputError(f"{term.scenario}@{term.first}-{term.last}: the run has the years "
                             f"{first} to {last}")  # fmt: skip
