"""What runs rest on: the parameters and paths of a store, how well they are known, how to repeat.

Cases are read from the store, not from the library: a scenario may have changed since.
"""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model import drivers, parameters
from model.case import Case
from scenarios import history
from scenarios.debates import kept, posed
from scenarios.definition import catalog
from scenarios.definition.factors import applied
from scenarios.execution import plan
from scenarios.storage import points, store, tables

if TYPE_CHECKING:
    from model.parameters import Parameter
    from scenarios.analysis.results import Results

_PLACE = re.compile(r"""(?:(?<=[=@,:])|^)(?:[A-Za-z]:)?[^=@,:]*[/\\](?=[^/\\])""")
"""The folders of a path, also of one that stands behind the name of an option."""
MOST_STEPS = 6
"""Steps of a dated path that are said; a longer one is cut in the middle."""
LARGE = 10_000
"""From which size on a number has neither decimals nor a power of ten."""


def shipped() -> list[Parameter]:
    """Every parameter, in the order of its subject."""
    return list(parameters.shipped().values())


def cases(results: Results, names: Sequence[str]) -> list[dict[str, Any]]:
    """Parameters, paths, start, end and scale of scenarios of a store, as they were run.

    Of a sweep those of design points, with what its factors are there.
    """
    if plan.is_sweep(results.path):
        return [_point(results, plan.read(results.path), name) for name in names]
    first = results.runs.drop_duplicates("scenario").set_index("scenario")["case"]
    return [_case(results, first[name]) for name in names]


def _case(results: Results, text: str) -> dict[str, Any]:
    """A case as the design of a store holds it."""
    from scenarios.storage import schema

    return schema.parsed(results.path / store.DESIGN, text.encode(), schema.Case, "a case")


def _point(results: Results, made: plan.Plan, name: str) -> dict[str, Any]:
    point = points.find(results, name)
    values = [v if isinstance(v := point.values[f.name], str) else float(v) for f in made.factors]
    case = applied(made.cases[point.scenario], made.factors, values, 0)
    found: dict[str, Any] = json.loads(tables.case_text(case))
    return found


def differing_parameters(results: Results, names: Sequence[str]) -> dict[str, list[float]]:
    """Parameters that are not the same in all these scenarios: their values in that order."""
    found = [case.get("parameters", {}) for case in cases(results, names)]
    known = parameters.shipped()
    changed = [key for key in known if any(key in values for values in found)]
    rows = {key: [values.get(key, known[key].value) for values in found] for key in changed}
    return {key: values for key, values in rows.items() if len(set(values)) > 1}


def differing_paths(results: Results, names: Sequence[str]) -> dict[str, list[str]]:
    """Dated paths that are not the same in all these scenarios, each in words."""
    found = [case.get("paths", {}) for case in cases(results, names)]
    keys = [key for key in drivers.DRIVERS if any(key in paths for paths in found)]
    rows = {key: [json.dumps(paths.get(key)) for paths in found] for key in keys}
    return {
        key: [said(key, json.loads(text)) for text in texts]
        for key, texts in rows.items()
        if len(set(texts)) > 1
    }


@dataclass(frozen=True)
class Dated:
    """A parameter that takes another value on a date, in one scenario."""

    scenario: str
    parameter: Parameter
    month: str
    """From which the new value holds, YYYY-MM."""
    old: float
    new: float
    """In the parameter's unit."""


def dated_parameters(results: Results, names: Sequence[str]) -> list[Dated]:
    """Every change of a parameter on a date: by parameter, then by scenario, dates rising."""
    found = dict(zip(names, cases(results, names), strict=True))
    changes = (step for name in names for step in _dated(name, found[name]))
    places = {key: place for place, key in enumerate(parameters.shipped())}
    return sorted(changes, key=lambda change: places[change.parameter.name])


def _dated(scenario: str, case: dict[str, Any]) -> Iterator[Dated]:
    for key, steps in case.get("dated", {}).items():
        parameter = parameters.get(key)
        held = case.get("parameters", {}).get(key, parameter.value)
        for month, value in steps:
            yield Dated(scenario, parameter, month, held, value)
            held = value


def differing_dates(results: Results, names: Sequence[str]) -> list[str]:
    """Parameters whose changes on dates are not the same in all these scenarios."""
    found = [case.get("dated", {}) for case in cases(results, names)]
    return [
        key
        for key in parameters.shipped()
        if any(case.get(key) != found[0].get(key) for case in found)
    ]


def said(name: str, steps: Sequence[Sequence[Any]] | None) -> str:
    """A dated path in words."""
    if not steps:
        driver = drivers.DRIVERS[name]
        return (
            "the model decides"
            if driver.default is None
            else f"{_value(driver.default)} throughout"
        )
    words = [f"{_value(value)} from {month}" for month, value in steps]
    if len(words) <= MOST_STEPS:
        return "; ".join(words)
    head, tail = words[: MOST_STEPS - 2], words[-1]
    return f"{'; '.join(head)}; … {len(words) - MOST_STEPS + 1} more …; {tail}"


def _value(value: Any) -> str:
    if value is None:
        return "decided inside"
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.4g}"


def unit(name: str) -> str:
    """What a dated path is counted in."""
    return drivers.DRIVERS[name].unit


def unit_of(name: str) -> str:
    """Unit of a parameter or a path; empty for any other name."""
    if name in parameters.shipped():
        return parameters.get(name).unit
    return unit(name) if name in drivers.DRIVERS else ""


def grades() -> dict[str, dict[str, int]]:
    """How well numbers are known: a count by grade for kinds of parameters and for drivers."""
    found = shipped()
    groups = {
        "All parameters": found,
        "Uncertainties": [p for p in found if p.kind == "uncertainty"],
        "Levers": [p for p in found if p.kind == "lever"],
        "Settings": [p for p in found if p.kind == "setting"],
    }
    counts = {name: dict(Counter(p.grade for p in group)) for name, group in groups.items()}
    return counts | {"Recorded drivers": dict(Counter(_driver_grades()))}


def _driver_grades() -> list[str]:
    return [source.grade for feed in history.FEEDS for source in history.sources(feed)]


def commands(results: Results, names: Sequence[str], link: str) -> list[str]:
    """What to type to make these runs again and to look at them as they are looked at now.

    Args:
        results: the store.
        names: scenarios of the view, the baseline included.
        link: page and query of the view.
    """
    home = [] if results.path.parent == store.DEFAULT else [str(results.path)]
    report = ["byungjin", "report", link, *home, "--out", "report.html"]
    return [*again(results, names), shlex.join(["byungjin", "dashboard", *home]),
            shlex.join(report)]  # fmt: skip


def again(results: Results, names: Sequence[str]) -> list[str]:
    """What to type to make the runs of a store again: what was typed, where that made them."""
    typed = [str(word) for word in results.manifest.get("command", ())][1:]
    seeds = str(results.manifest["replications"])
    if kept.made_for(results.path):
        judged = [debate["name"] for debate in kept.newest(results.path)]
        every = set(posed.names()) <= set(judged)
        asked = ["all"] if every else [n if n in posed.names() else f"{n}.toml" for n in judged]
        return [shlex.join(["byungjin", "debate", name, "--seeds", seeds]) for name in asked]
    if results.sweep is not None:
        if typed[:2] != ["sweep", "run"]:
            return [shlex.join(["byungjin", "sweep", "run", str(results.path)])]
        out = f"{results.path.name}-again"  # in the folder itself it would only go on
        return [shlex.join(["byungjin", *_without(typed, "--out"), "--out", out])]
    if typed[:1] == ["run"]:
        return [shlex.join(["byungjin", *typed])]
    options = ["--seeds", seeds]
    options += [] if results.manifest.get("ensemble") else ["--best"]
    scale = cases(results, names[:1])[0]["scale"]
    options += [] if scale == Case.scale else ["--scale", str(scale)]
    options += ["--no-baseline"] if _would_add(names) else []
    return [shlex.join(["byungjin", "run", *names, *options])]


def _would_add(names: Sequence[str]) -> bool:
    """Whether `byungjin run` would put a scenario beside these that is not among them."""
    found = [catalog.base(catalog.load(name)) for name in names if catalog.exists(name)]
    return not set(found) <= {None, *names}


def _without(words: Sequence[str], option: str) -> list[str]:
    """Words of a command without an option and its value."""
    left: list[str] = []
    given = iter(words)
    for word in given:
        if word == option:
            next(given, None)
        elif not word.startswith(f"{option}="):
            left.append(word)
    return left


def command(facts: dict[str, Any]) -> str:
    """What was typed to make a store, of every path the last part: folders may name their owner."""
    return shlex.join(_PLACE.sub("", str(word)) for word in facts.get("command", ()))


def made_by(results: Results) -> dict[str, str]:
    """Versions and hashes of a store, as names and values."""
    facts = results.manifest
    code, machine = facts.get("code", {}), facts.get("machine", {})
    changed = {True: " (with local changes)", False: ""}.get(code.get("dirty"), "")
    rows = {
        "store": results.path.name,
        "made": facts.get("created"),
        "command": command(facts),
        "byungjin": f"{code.get('version')}, commit {code.get('commit') or 'unknown'}{changed}",
        "sources, SHA-256": code.get("sources_sha256"),
        "pinned versions, SHA-256": code.get("pins_sha256"),
        "design hash": facts.get("design_hash"),
        "root of the seeds": facts.get("root_entropy"),
        "seeds": facts.get("seed_scheme"),
        "replications": facts.get("replications"),
        "Python": f"{machine.get('python')} on {machine.get('system')}",
        **facts.get("packages", {}),
    }
    return {name: str(value) for name, value in rows.items() if value is not None}
