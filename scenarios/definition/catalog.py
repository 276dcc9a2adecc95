"""The library: scenarios by name, each composed from what it extends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from model.case import FIRST_MONTH, Case, Steps
from model.errors import InputError, unknown
from scenarios.definition.expectations import Expected, check_years
from scenarios.definition.path_edits import Edit, first_dates, laid
from scenarios.definition.scenario_file import Source, checking, parameter_change, path_change, read

FOLDER = Path(__file__).parents[1] / "library"
GROUPS = {
    "history": "The record, in the modes that are scored",
    "baseline": "What counterfactuals from 2026 are compared with",
    "doctrine": "Which line the country follows",
    "sanctions": "Law and enforcement",
    "deals": "Talks, relief and what becomes of them",
    "world": "Other powers react instead of following dates",
    "markets": "How hard private trade is pressed",
    "arms": "Foreign orders for munitions",
    "industry": "Munitions works: new ones, and civil use of old ones",
    "investment": "Where new capital goes",
    "shocks": "Weather and the border",
}
"""Groups of the shipped scenarios in the order a newcomer needs them, and what each asks."""

OWN = "own"
"""Group of a file that names none: what it extends is listed elsewhere, it is not."""


@dataclass(frozen=True)
class Scenario:
    """A named case and what it is for."""

    name: str
    title: str
    case: Case
    about: str = ""
    group: str = ""
    """What a shipped one is listed under, one of `GROUPS`; in a user's file any label."""
    expectation: str = ""
    """What one would expect of it, written before it was run."""
    expects: tuple[Expected, ...] = ()
    """The same in a form that can be measured."""
    doctrine_passages: tuple[str, ...] = ()
    """What in the sources it draws on: "[B] …" or "[E] …"."""
    feeds: tuple[str, ...] = ()
    """Recorded tables that are imposed."""
    chain: tuple[str, ...] = ()
    """Its own name, then what it extends, and so on to the root."""
    file: Path | None = None
    """What it was loaded from."""

    def with_(self, name: str, title: str = "", **changes: Any) -> Scenario:
        """A copy under a name, another or its own, with the case changed (`Case.with_`)."""
        case = self.case.with_(**changes)
        if name == self.name:
            return replace(self, case=case, title=title or self.title)
        title = title or f"{self.title}, changed"
        return replace(
            self, name=name, title=title, case=case, chain=(name, *self.chain), file=None
        )


BASES = ("baseline", "history")
"""Groups of the scenarios that others are compared with."""


def names() -> list[str]:
    """Names of the shipped scenarios, sorted."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def base(scenario: Scenario) -> str | None:
    """The nearest shipped baseline or history that a scenario changes; None if it is one itself."""
    if scenario.group in BASES:
        return None
    shipped = (name for name in scenario.chain[1:] if name in names())
    return next((name for name in shipped if load(name).group in BASES), None)


def exists(name: str) -> bool:
    """Whether `load` finds something under a name."""
    file = _file(name, Path())
    return file is not None and _is_file(file)


def load(name: str | Path) -> Scenario:
    """A scenario by its name in the library, or by the path of a file.

    A bare name that is not in the library may also be a file NAME.toml in the working folder.

    Raises:
        InputError: there is no such scenario, or something in it or in what it extends is wrong.
    """
    file = _file(name, Path())
    if file is None:
        raise unknown("scenario", name, names())
    return _composed(_chain(file))


def is_file_name(name: str) -> bool:
    """Whether a name is meant as a file's and not as one of the library's."""
    return name.endswith(".toml") or "/" in name or "\\" in name


def _file(name: str | Path, folder: Path) -> Path | None:
    """The file a name stands for, seen from a folder."""
    if isinstance(name, Path) or is_file_name(name):
        return folder / name
    if name in names():
        return FOLDER / f"{name}.toml"
    local = folder / f"{name}.toml"
    return local if _is_file(local) else None


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):
        return False


def _chain(file: Path) -> list[Source]:
    """A file and all it extends, the leaf first."""
    chain, seen = [read(file)], [_identity(file)]
    _check_name(file)
    while "extends" in chain[-1].facts:
        source = chain[-1]
        parent, where = source.facts["extends"], source.where("extends")
        found = _file(parent, source.path.parent)
        if found is None:
            raise unknown("scenario", parent, names(), f"{where}: extends")
        if _identity(found) in seen:
            circle = " -> ".join([*(s.name for s in chain), found.stem])
            raise InputError(f"{where}: extends itself: {circle}")
        try:
            chain.append(read(found))
        except InputError as error:
            if _is_file(found):
                raise
            raise InputError(f"{where}: extends: {error}") from None
        _check_name(found)
        seen.append(_identity(found))
    return chain


def _check_name(file: Path) -> None:
    """Refuse a file of the user's that is called as a shipped scenario is."""
    if file.stem in names() and _identity(file.parent) != _identity(FOLDER):
        raise InputError(
            f"{file}: is called as the shipped scenario {file.stem!r} is, and its runs would be "
            "stored under that name; give the file another name"
        )


def _identity(file: Path) -> Path:
    try:
        return file.resolve()
    except (OSError, RuntimeError, ValueError):
        return file.absolute()


def _composed(chain: Sequence[Source]) -> Scenario:
    """Lay every file over what it extends: feeds first, then dated paths, which win."""
    _check_root(chain[-1])
    _check_dates(chain)
    leaf, rising = chain[0], list(reversed(chain))
    facts: dict[str, Any] = {}
    values: dict[str, float] = {}
    dated: dict[str, Steps] = {}
    feeds: dict[str, Source] = {}
    paths: dict[str, Steps] = {}
    for source in rising:
        facts |= {k: v for k, v in source.facts.items() if k != "feeds"}
        dated = {n: steps for n, steps in dated.items() if n not in source.parameters}
        for name, value in source.parameters.items():
            if isinstance(value, tuple):
                dated[name] = value  # and until its first date, what is inherited
            else:
                values[name] = value
        feeds |= dict.fromkeys(source.facts.get("feeds", ()), source)
    for feed, source in feeds.items():
        paths |= _fed(feed, source)
    for source in rising:
        paths |= _laid_over(source, paths)
    span = {k: facts[k] for k in ("start", "end") if k in facts}
    case = checking(leaf, "end", lambda: Case(parameters=values, paths=paths, dated=dated, **span))
    own = leaf.facts
    return Scenario(
        name=leaf.name,
        title=own.get("title", leaf.name),
        case=case,
        about=own.get("about", ""),
        group=own.get("group", OWN),
        expectation=own.get("expectation", ""),
        expects=_expectations(leaf, case),
        doctrine_passages=tuple(own.get("doctrine_passages", ())),
        feeds=tuple(feeds),
        chain=tuple(source.name for source in chain),
        file=leaf.path,
    )


def _check_root(root: Source) -> None:
    """Refuse a file that starts from nothing without saying so."""
    if "feeds" not in root.facts:
        raise InputError(
            f"{root.path}: starts from nothing; a scenario needs `extends`, the scenario it "
            'changes (extends = "baseline"), or `feeds`, the records it is handed (an empty list '
            "for none); `byungjin new NAME --from SCENARIO` writes one to start from"
        )


def _check_dates(chain: Sequence[Source]) -> None:
    """Refuse changes on dates that no run has.

    A file may be extended by one that ends earlier or later: its changes must lie within the
    longest of these spans, for then they do something in one of them.
    """
    last = FIRST_MONTH
    for place, source in enumerate(chain):
        last = max(last, _end(chain[place:]))
        for kind, changes in (("parameter", source.parameters), ("path", source.paths)):
            for name, change in changes.items():
                _check_within(f"{source.where(name)}: {kind} {name}", change, last)


def _check_within(where: str, change: float | Steps | list[Edit], last: str) -> None:
    for month in () if isinstance(change, float) else first_dates(change):
        if not FIRST_MONTH <= month <= last:
            raise InputError(
                f"{where}: {month} is not in the run, which goes from {FIRST_MONTH} to {last}, so "
                "the change would do nothing; expected a month in it, or another `end`"
            )


def _end(chain: Sequence[Source]) -> str:
    """The last month of a file, its own or inherited."""
    return next((str(s.facts["end"]) for s in chain if "end" in s.facts), Case.end)


def _expectations(source: Source, case: Case) -> tuple[Expected, ...]:
    """A file's own expectations; those of what it extends are not its own."""
    found: tuple[Expected, ...] = source.facts.get("expects", ())
    for each in found:
        checking(source, "expects", partial(check_years, each, case.end))
    for against in dict.fromkeys(each.against for each in found if each.earlier is None):
        end = checking(source, "expects", partial(_end_of, against, source.path.parent))
        for each in found:
            if each.against == against:
                checking(source, "expects", partial(check_years, each, end, against))
    return found


def _end_of(name: str, folder: Path) -> str:
    """The last month of a scenario that an expectation is measured against."""
    file = _file(name, folder)
    if file is None:
        raise unknown("scenario", name, names(), "expects: against")
    return _end(_chain(file))


def _fed(feed: str, source: Source) -> Mapping[str, Steps]:
    from scenarios import history

    if feed not in history.FEEDS:
        raise unknown("feed", feed, history.FEEDS, f"{source.where('feeds')}: feeds")
    return _feed(feed)


@cache
def _feed(feed: str) -> Mapping[str, Steps]:
    from scenarios import history

    return history.drivers(feed)


def _laid_over(source: Source, paths: Mapping[str, Steps]) -> dict[str, Steps]:
    over: dict[str, Steps] = {}
    for name, change in source.paths.items():
        steps = checking(source, name, partial(laid, name, paths.get(name), change))
        if steps is not None:
            over[name] = steps
    return over


def varied(base: Scenario, name: str, row: Mapping[str, Any]) -> Scenario:
    """A scenario under another name, changed as a table of another file says.

    Args:
        base: what it changes.
        name: its own name.
        row: ``parameters`` and ``paths`` as in a scenario file, and ``end``; each may be missing.
    """
    said = row.get("parameters", {}).items()
    values = {n: parameter_change(n, value) for n, value in said}
    changes = {n: path_change(n, value) for n, value in row.get("paths", {}).items()}
    return base.with_(
        name,
        parameters={n: value for n, value in values.items() if not isinstance(value, tuple)},
        dated={n: steps for n, steps in values.items() if isinstance(steps, tuple)},
        paths={n: laid(n, base.case.paths.get(n), change) for n, change in changes.items()},
        **{key: row[key] for key in ("end",) if key in row},
    )
