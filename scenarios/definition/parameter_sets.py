"""The ensemble: parameter sets that the record of 2012-2019 leaves standing.

A run takes one set by its replication, so a fan shows both what is unknown and luck. The sets ship
as decimal data, ``ensemble.csv``, with where they come from in ``ensemble.toml``; `byungjin
calibrate` rebuilds both. What a scenario or a user sets wins over a set.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import InputError
from scenarios.integrity import spreadsheets

if TYPE_CHECKING:
    from model.case import Case

FILE = Path(__file__).parent / "ensemble.csv"
NOTE = FILE.with_suffix(".toml")
BEST = -1
"""Number of the best single set, the shipped values themselves."""


@dataclass(frozen=True)
class Ensemble:
    """Parameter sets by number."""

    names: tuple[str, ...]
    sets: tuple[tuple[float, ...], ...]

    @property
    def size(self) -> int:
        """How many sets there are."""
        return len(self.sets)

    @cached_property
    def text(self) -> str:
        """As CSV: names in the first row, a set in each other."""
        sets = ([f"{value:.6g}" for value in one] for one in self.sets)
        return spreadsheets.rows(self.names, sets)

    @cached_property
    def hash(self) -> str:
        """Sixteen hexadecimal digits that name the ensemble."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def number(self, replication: int) -> int:
        """The set a replication takes."""
        return replication % self.size

    def values(self, number: int) -> dict[str, float]:
        """Parameter values of a set by name."""
        return dict(zip(self.names, self.sets[number], strict=True))

    def laid_under(self, case: Case, number: int) -> Case:
        """A case with a set under what it says itself."""
        return case.with_(parameters={**self.values(number), **case.parameters})


def read(file: Path = FILE) -> Ensemble:
    """An ensemble from a CSV file.

    Raises:
        InputError: it cannot be read or holds no set.
    """
    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
        sets = tuple(tuple(map(float, row)) for row in rows[1:])
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: is no table of parameter sets ({error})") from None
    if not sets or any(len(one) != len(rows[0]) for one in sets):
        raise InputError(f"{file}: expected names in the first row and a set in each other")
    return Ensemble(tuple(rows[0]), sets)


@cache
def shipped() -> Ensemble:
    """The ensemble that travels with the program, read once."""
    return read()


def provenance(file: Path = NOTE) -> dict[str, Any]:
    """When, by which code and from how many runs the shipped ensemble was made."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def provisional() -> str:
    """What is said wherever a score is shown while the shipped sets are provisional, or nothing."""
    reason = provenance().get("provisional", "")
    return f"Parameter sets are provisional: {reason}." if reason else ""


def write(sets: Ensemble, facts: Mapping[str, Any], file: Path = FILE) -> None:
    """Store an ensemble and where it comes from, side by side."""
    file.write_text(sets.text, encoding="utf-8")
    head = "# Where the sets of ensemble.csv come from. `byungjin calibrate` rebuilds both.\n\n"
    file.with_suffix(".toml").write_text(head + toml(facts), encoding="utf-8")


def toml(facts: Mapping[str, Any]) -> str:
    """Facts as TOML: numbers, texts, lists, and tables of them."""
    lines = [f"{key} = {_toml(v)}" for key, v in facts.items() if not isinstance(v, Mapping)]
    for key, table in _flat(facts).items():
        if isinstance(table, Mapping):
            lines += ["", f"[{key}]", *(f"{_key(name)} = {_toml(v)}" for name, v in table.items())]
    return "\n".join(lines) + "\n"


def _flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Tables of tables as tables with a dotted name."""
    found: dict[str, Any] = {}
    for key, value in facts.items():
        if (
            isinstance(value, Mapping)
            and value
            and all(isinstance(inner, Mapping) for inner in value.values())
        ):
            found |= {f"{key}.{name}": inner for name, inner in value.items()}
        else:
            found[key] = value
    return found


def _key(name: str) -> str:
    return name if name.isidentifier() or name.isdigit() else f'"{name}"'


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Sequence):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
