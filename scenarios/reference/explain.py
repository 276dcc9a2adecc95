"""What a name stands for: a parameter, series, path, scenario, mechanism, institution, row.

The answer is a list of facts, each with a label. `explain` makes plain text of them, so that a
terminal and a page can both show it, `described` a record for programs.
"""

from __future__ import annotations

import ast
import math
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from model import drivers, parameters
from model.errors import unknown
from scenarios.definition import catalog
from scenarios.definition.path_edits import FREE
from scenarios.reference import doctrine
from scenarios.reference.source_code import functions, institutions, parameters_read, place, uses

OPENING = "opening"


class Fact(NamedTuple):
    """One thing known under a name."""

    label: str
    text: str
    data: Any = None
    """The same for programs, where that is no text."""
    told: bool = True
    """Whether people are told it; if not, another fact tells them already."""
    recorded: bool = True
    """Whether programs are; if not, the data of another fact have it."""


Facts = list[Fact]


def explain(name: str) -> list[str]:
    """Everything known under a name; several lines, the first its kind and name.

    Raises:
        InputError: nothing has that name; the nearest one is offered.
    """
    if name == OPENING:
        return _opening()
    return [line for fact in _facts(name) if fact.told for line in _wrapped(fact.label, fact.text)]


def described(name: str) -> dict[str, Any]:
    """The same as a record: what the name is, the name, then the labels of what is told.

    What may be told more than once is a list, a range its two ends, a value a number.

    Raises:
        InputError: as `explain`.
    """
    if name == OPENING:
        return {"what": OPENING, "name": OPENING, "lines": _opening()}
    first, *rest = _facts(name)
    found: dict[str, Any] = {"what": first.label, "name": name}
    for fact in rest:
        if fact.recorded:
            key, value = fact.label.replace(" ", "_"), fact.text if fact.data is None else fact.data
            if fact.label in REPEATED:
                found.setdefault(key, []).append(value)
            else:
                found[key] = value
    return found


REPEATED = ("feed", "used in", "measured", "draws on", "changes", "scenario")
"""Labels that one name may have several facts of."""


def _facts(name: str) -> Facts:
    for look in (_parameter, _path, _series, _scenario, _function, _institution, _group, _row):
        found = look(name)
        if found:
            return found
    raise unknown("name", name, known())


def is_known(name: str) -> bool:
    """Whether a name, or a file, can be explained."""
    return (
        name == "bottleneck"
        or name in known()
        or catalog.is_file_name(name)
        or (catalog.exists(name))
    )


def known() -> list[str]:
    """Every name that can be explained."""
    from model.series import SERIES

    return sorted({
        OPENING, *parameters.shipped(), *drivers.DRIVERS, *SERIES, *catalog.names(),
        *functions("mechanisms"), *institutions(), *catalog.GROUPS, *doctrine_rows(),
    })  # fmt: skip


def _opening() -> list[str]:
    from model.balance import explain as opening

    return list(opening())


def _parameter(name: str) -> Facts:
    found = parameters.shipped().get(name)
    if found is None:
        return []
    held_out = [Fact("rests on", "a year after 2019")] if found.informed_by_held_out else []
    return [
        Fact("parameter", name),
        Fact("meaning", found.about),
        Fact("value", f"{found.value:g} {found.unit}", found.value),
        Fact("unit", found.unit, told=False),
        Fact("range", f"{found.low:g} to {found.high:g}", [found.low, found.high]),
        Fact("kind", found.kind),
        Fact("grade", found.grade),
        Fact("source", found.source),
        *held_out,
        *_uses(name),
    ]


def _path(name: str) -> Facts:
    found = drivers.DRIVERS.get(name)
    if found is None:
        return []
    ends, choices = [found.low, found.high], list(found.choices)
    default = "the model decides" if found.default is None else f"{found.default:g}"
    if found.choices:
        default = found.choices[int(found.default or 0)]
    free = [Fact('if "free"', f"decided by: {found.decided_by}", recorded=False),
            Fact("decided by", found.decided_by, told=False)]  # fmt: skip
    return [
        Fact("path", name),
        Fact("meaning", found.about),
        Fact("unit", found.unit),
        Fact("allowed", ", ".join(choices) or f"{ends[0]:g} to {ends[1]:g}", choices or ends),
        Fact("if absent", default),
        *(free if found.decided_by else []),
        *_record(name),
        *_uses(name),
    ]


def _record(name: str) -> Facts:
    """What the recorded path rests on, if one is fed in."""
    from scenarios import history

    facts = []
    for feed in history.FEEDS:
        for source in history.sources(feed):
            if source.driver == name:
                rests = {"source": source.source, "grade": source.grade, "rule": source.rule}
                facts += [
                    Fact("feed", feed, {"feed": feed} | rests),
                    *(Fact(label, text, recorded=False) for label, text in rests.items()),
                ]
    return facts


def _uses(name: str) -> Facts:
    return [Fact("used in", place) for place in uses(name)]


def _series(name: str) -> Facts:
    from model.series import SERIES

    found = SERIES.get(name)
    if found is None:
        return []
    return [
        Fact("series", name),
        Fact("label", found.label),
        Fact("meaning", found.about),
        Fact("unit", found.unit),
        Fact("kind", found.counted.kind),
        Fact("bounds", found.allowed, list(map(_bound, found.bounds))),
        Fact("group", found.group),
        *_uses(name),
    ]


def _bound(value: float) -> float | None:
    """A bound for JSON; none where there is none."""
    return value if math.isfinite(value) else None


def _scenario(name: str) -> Facts:
    if not catalog.exists(name) and not catalog.is_file_name(name):
        return []
    found = catalog.load(name)
    span, chain = found.case, list(found.chain[1:])
    return [
        Fact("scenario", name),
        Fact("title", found.title),
        Fact("group", found.group),
        Fact("about", found.about),
        Fact("expects", found.expectation),
        *_measured(found),
        *(Fact("draws on", passage) for passage in found.doctrine_passages),
        Fact("extends", " -> ".join(chain) or "nothing", chain),
        Fact("months", f"{span.start} to {span.end}", [span.start, span.end]),
        _listed("feeds", found.feeds),
        *_own_changes(found),
    ]


def _listed(label: str, names: Sequence[str]) -> Fact:
    return Fact(label, ", ".join(names) or "none", list(names))


def _measured(scenario: catalog.Scenario) -> Facts:
    """Expectations that can be measured, and why the model says otherwise where it does."""
    facts = []
    for each in scenario.expects:
        said = {"expected": each.sentence(), "not_so_because": each.because or None}
        facts.append(Fact("measured", each.sentence(), said))
        if each.because:
            facts.append(Fact("", f"not so in the model: {each.because}", recorded=False))
    return facts


def _own_changes(scenario: catalog.Scenario) -> Facts:
    from scenarios.definition.scenario_file import read

    if scenario.file is None:
        return []
    source = read(scenario.file)
    changes = [
        f"{key}: {_change(value)}" if isinstance(value, tuple) else f"{key} = {value:g}"
        for key, value in source.parameters.items()
    ]
    changes += [f"{key}: {_change(value)}" for key, value in source.paths.items()]
    return [Fact("changes", change) for change in changes]


def _change(value: object) -> str:
    if isinstance(value, tuple):
        shown = ", ".join(f"{_given(step)} from {month}" for month, step in value[:4])
        return f"{shown}{', …' if len(value) > 4 else ''}"
    assert isinstance(value, list)
    return "; ".join(
        f"{e.operation} {_given(e.value)} from {e.first}{f' until {e.until}' if e.until else ''}"
        for e in value
    )


def _given(value: object) -> str:
    """A path's value as a scenario file spells it."""
    return FREE if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _group(name: str) -> Facts:
    """A group of scenarios: what it asks, and its members."""
    if name not in catalog.GROUPS:
        return []
    members = [s for s in map(catalog.load, catalog.names()) if s.group == name]
    return [
        Fact("group", name),
        Fact("about", catalog.GROUPS[name]),
        *(Fact("scenario", f"{s.name}: {s.title}", s.name) for s in members),
    ]


def doctrine_rows() -> dict[str, doctrine.Row]:
    """Statements of the doctrine by the name that explains them: row-1 and on."""
    return {f"row-{row.number}": row for row in doctrine.rows()}


def _row(name: str) -> Facts:
    """A statement of the doctrine: what it is here, and where it is run, varied and seen."""
    found = doctrine_rows().get(name)
    if found is None:
        return []
    named = {"run": found.scenarios, "lever": found.levers, "vary": found.parameters,
             "path": found.paths, "see": found.series}  # fmt: skip
    return [
        Fact("row", f"{found.number} of the doctrine, text [{found.source}]"),
        Fact("text", found.source, told=False),
        Fact("says", found.says),
        Fact("here", found.how),
        *(_listed(label, names) for label, names in named.items() if names),
        Fact("held by", found.test),
    ]


def _function(name: str) -> Facts:
    found = functions("mechanisms").get(name)
    if found is None:
        return []
    return [
        Fact("mechanism", name),
        Fact("stands in", place(*found)),
        Fact("says", ast.get_docstring(found[1]) or "nothing"),
        *_reads(*found),
    ]


def _institution(name: str) -> Facts:
    found = institutions().get(name)
    if found is None:
        return []
    says, parts = _parts(ast.get_docstring(found[1]) or "nothing")
    return [
        Fact("institution", name),
        Fact("stands in", place(*found)),
        Fact("says", says),
        *(Fact(label, text) for label, text in parts.items()),
        *_reads(*found),
    ]


def _reads(file: Path, node: ast.FunctionDef | ast.ClassDef) -> Facts:
    used = parameters_read(file, node)
    return [_listed("uses", used)] if used else []


PARTS = {"Sees": "sees", "Sets": "sets", "Rule": "rule", "Source": "source",
         "Evidence": "evidence", "Nobody knows": "unknown"}  # fmt: skip
"""Parts of an institution's docstring by the words they begin with, and how they are headed."""


def _parts(text: str) -> tuple[str, dict[str, str]]:
    """What a docstring says first, and its parts by heading."""
    pieces = re.split(rf"^\s*({'|'.join(PARTS)})\b:?", text, flags=re.MULTILINE)
    said = {
        PARTS[word]: part.strip() for word, part in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    return pieces[0].strip(), said


def _wrapped(label: str, text: str) -> list[str]:
    width, indent = 78, " " * 11
    parts = textwrap.wrap(" ".join(text.split()), width - len(indent), break_long_words=False) or [
        ""
    ]
    return [f"{label:<10} {parts[0]}", *(indent + part for part in parts[1:])]
