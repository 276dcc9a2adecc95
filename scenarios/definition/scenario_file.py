"""One scenario file: read it, and refuse what is wrong with it in one line.

What a parameter or a path may hold is `model`'s business; here its refusals get the name of the
file and the line of the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from model import drivers, parameters
from model.case import Case, Steps, checked_dates
from model.errors import InputError, unknown
from scenarios.definition.expectations import Expected, expected
from scenarios.definition.path_edits import EDIT_KEYS, Edit, edits_from, steps_from
from scenarios.integrity import reading

LARGEST = 1_000_000
"""Bytes; a scenario is a page or two."""
TEXTS = ("title", "about", "group", "expectation", "extends")
LINES = {"title": 200, "group": 200, "extends": 300}
"""Texts of one line, and how many characters they may have."""
LISTS = ("doctrine_passages", "feeds")
DATE_KEYS = ("from", "set")
"""What a parameter that changes on a date is given by."""
KEYS = (*TEXTS, *LISTS, "start", "end", "expects", "parameters", "paths")
TOO_DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++\s*+\.\s*+){40}""")
"""A key of forty parts."""
NAME = re.compile(r"\w[\w-]{0,79}")


@dataclass(frozen=True)
class Source:
    """What one file says, not yet laid over what it extends."""

    path: Path
    text: str
    facts: Mapping[str, Any]
    """Texts, lists, start and end, as far as the file gives them."""
    parameters: Mapping[str, float | Steps]
    """By name: a value for the whole run, or values from dates on."""
    paths: Mapping[str, Steps | list[Edit]]
    """By driver: a whole path, or edits of the inherited one."""

    @property
    def name(self) -> str:
        """The file's stem."""
        return self.path.stem

    def where(self, key: str = "") -> str:
        """File and line of a key, for a message."""
        line = _line_of(self.text, key) if key else None
        return f"{self.path}, line {line}" if line else str(self.path)


def read(path: Path) -> Source:
    """Read and check one file.

    Raises:
        InputError: anything in it is not as it should be; one line, the file's name first.
    """
    if not NAME.fullmatch(path.stem):
        raise InputError(
            f"{path}: {path.stem[:80]!r} is no name for a scenario; expected letters, "
            "digits and hyphens, at most 80"
        )
    text = reading.text(path, LARGEST, "scenario file (.toml)").replace("\r\n", "\n")
    document = toml(path, text)
    bare = Source(path, text, document, {}, {})
    for key in document:
        if key not in KEYS:
            raise unknown("key", key, KEYS, bare.where(key))
    facts = {key: _fact(bare, key, document[key]) for key in KEYS[:-2] if key in document}
    values = _table(bare, document, "parameters", _ends_value)
    paths = _table(bare, document, "paths", _ends_path)
    return Source(
        path,
        text,
        facts,
        {
            name: checking(bare, name, partial(parameter_change, name, v))
            for name, v in values.items()
        },
        {name: checking(bare, name, partial(path_change, name, v)) for name, v in paths.items()},
    )


def checking[T](source: Source, key: str, check: Callable[[], T]) -> T:
    """Run a check of the model's; its refusal gets the file and the line."""
    try:
        return check()
    except InputError as error:
        raise InputError(f"{source.where(key)}: {error}") from None
    except (OverflowError, RecursionError):
        raise InputError(f"{source.where(key)}: {key}: the number is too large") from None


def toml(path: Path, text: str) -> dict[str, Any]:
    """A text as TOML; refused in one line that names the file."""
    if TOO_DEEP.search(text):  # the reader of TOML would be at it for hours
        raise InputError(f"{path}: is not TOML: nested too deeply")
    try:
        document = tomllib.loads(text)
    except RecursionError:
        raise InputError(f"{path}: is not TOML: nested too deeply") from None
    except ValueError as error:  # what tomllib raises, and what int() raises for endless digits
        end = f"line {text.rstrip().count(chr(10)) + 1}, the end"
        reason = " ".join(str(error).split()).replace("at end of document", f"at {end}")
        raise InputError(f"{path}: is not TOML: {reason[:200]}") from None
    _check_numbers(path, document)
    return document


def _check_numbers(path: Path, document: Mapping[str, Any]) -> None:
    """Refuse whole numbers that TOML does not have; a message could not even show them."""
    left: list[tuple[str, Any]] = list(document.items())
    while left:
        key, value = left.pop()
        if isinstance(value, dict):
            left += [(f"{key}.{inner}"[-80:], entry) for inner, entry in value.items()]
        elif isinstance(value, list):
            left += [(key, entry) for entry in value]
        elif isinstance(value, int) and abs(value) >= 2**63:
            raise InputError(f"{path}: {key[:80]}: the number is too large")


def _fact(source: Source, key: str, value: Any) -> Any:
    if key in ("start", "end"):
        return checking(source, key, lambda: getattr(Case(**{key: value}), key))
    if key == "expects":
        return _expectations(source, value)
    if key in TEXTS and not isinstance(value, str):
        raise InputError(f"{source.where(key)}: {key} = {short(value)}; expected a text")
    if key in LINES and not (value.isprintable() and 0 < len(value.strip()) <= LINES[key]):
        raise InputError(
            f"{source.where(key)}: {key} = {short(value)}; expected one line, at most "
            f"{LINES[key]} characters"
        )
    texts = isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    if key in LISTS and not texts:
        raise InputError(f"{source.where(key)}: {key} = {short(value)}; expected a list of texts")
    return value


def _expectations(source: Source, value: Any) -> tuple[Expected, ...]:
    if not isinstance(value, list):
        raise InputError(f"{source.where('expects')}: expects = {short(value)}; expected a list")
    return tuple(checking(source, "expects", partial(expected, entry)) for entry in value)


def _table(
    source: Source,
    document: Mapping[str, Any],
    key: str,
    ends: Callable[[str, Any], bool],
) -> dict[str, Any]:
    """Entries by dotted name, whether the dots were quoted or not."""
    table = document.get(key, {})
    if not isinstance(table, dict):
        raise InputError(f"{source.where(key)}: {key} = {short(table)}; expected a table [{key}]")
    flat: dict[str, Any] = {}
    left = list(reversed(table.items()))
    while left:
        name, value = left.pop()
        if not ends(name, value):
            left += [(f"{name}.{part}", inner) for part, inner in reversed(value.items())]
        elif name in flat:
            raise InputError(f"{source.where(name)}: [{key}] gives {name} twice")
        else:
            flat[name] = value
    return flat


def _ends(name: str, value: Any) -> bool:
    return not isinstance(value, dict) or not value


def _ends_path(name: str, value: Any) -> bool:
    return _ends(name, value) or name in drivers.DRIVERS or bool(set(value) & set(EDIT_KEYS))


def _ends_value(name: str, value: Any) -> bool:
    return _ends(name, value) or name in parameters.shipped()


def parameter_change(name: str, value: Any) -> float | Steps:
    """A number, or like a path a table with ``from`` and ``set``, or [month, value] pairs."""
    if name in drivers.DRIVERS:
        raise InputError(f"{name} is a dated path; it belongs under [paths]")
    if isinstance(value, dict):
        for key in value:
            if key not in DATE_KEYS:
                raise unknown("key", key, DATE_KEYS, f"parameter {name}")
        for key in DATE_KEYS:
            if key not in value:
                raise InputError(f"parameter {name}: {key} is missing; expected from and set")
        value = [[value.get(key) for key in DATE_KEYS]]
    if value and isinstance(value, list):
        return checked_dates(name, value)
    return parameters.get(name).check(value)


def path_change(name: str, value: Any) -> Steps | list[Edit]:
    """A whole path as [month, value] pairs, or edits of the inherited one as a table or several."""
    edits = [value] if isinstance(value, dict) else value
    if isinstance(edits, list) and edits and all(isinstance(edit, dict) for edit in edits):
        return edits_from(name, edits)
    if name in parameters.shipped():
        raise InputError(f"{name} is a parameter; it belongs under [parameters]")
    if not isinstance(value, list):
        drivers.get(name)
        raise InputError(
            f"path {name}: {short(value)} is no path; expected a table, "
            f'{{ from = "2026-01", set = … }}, or a list of [month, value] pairs'
        )
    return steps_from(name, value)


def _line_of(text: str, key: str) -> int | None:
    """Line of a key; the last part of a dotted one may stand alone under a table."""
    for name in (key, key.rpartition(".")[2]):
        before = r"""^[ \t\[]*(?:["']?[\w.-]*\.)?["']?"""
        found = re.search(rf"""{before}{re.escape(name)}["']?[ \t]*[=\].]""", text, re.MULTILINE)
        if found:
            return text.count("\n", 0, found.start()) + 1
    return None


def short(value: Any) -> str:
    """A value as a message shows it."""
    if isinstance(value, int) and abs(value) > 10**60:
        return "a very large number"
    shown = " ".join(repr(value)[:200].split())
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
