"""One scenario file: read it, and refuse what is wrong with it in one line.

What a parameter or a path may hold is `model`'s business; here its refusals get the name of the
file and the line of the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model import drivers, parameters
from model.case import Case
from model.errors import InputError, unknown

LARGEST = 1_000_000
"""Bytes; a scenario is a page or two."""
TEXTS = ("title", "about", "group", "expectation", "extends")
LISTS = ("doctrine_passages", "feeds")
KEYS = (*TEXTS, *LISTS, "start", "end", "parameters", "paths")
OPERATIONS = ("set", "scale", "shift")
EDIT_KEYS = ("from", "until", *OPERATIONS)


@dataclass(frozen=True)
class Source:
    """What one file says, not yet laid over what it extends."""

    path: Path
    text: str
    facts: Mapping[str, Any]
    """Texts, lists, start and end, as far as the file gives them."""
    parameters: Mapping[str, float]
    paths: Mapping[str, Any]
    """By driver: a list of [month, value] pairs, or a table that edits what is inherited."""

    @property
    def name(self) -> str:
        """The file's stem."""
        return self.path.stem

    def where(self, key: str = "") -> str:
        """File, line and key, for a message."""
        line = _line_of(self.text, key)
        return f"{self.path}{f', line {line}' if line else ''}"


def read(path: Path) -> Source:
    """Read and check one file.

    Raises:
        InputError: anything in it is not as it should be; one line, the file's name first.
    """
    text = _text(path)
    document = _document(path, text)
    facts = {k: v for k, v in document.items() if k not in ("parameters", "paths")}
    source = Source(path, text, facts, {}, {})
    if not re.fullmatch(r"\w[\w-]{0,79}", source.name):
        raise InputError(
            f"{path}: {source.name[:80]!r} is no name for a scenario; expected letters, "
            "digits and hyphens, at most 80"
        )
    _check_facts(source)
    checked = {
        name: checking(source, name, lambda n=name, v=value: parameters.get(n).check(v))
        for name, value in _table(source, document, "parameters", _ends).items()
    }
    paths = _table(source, document, "paths", _ends_path)
    paths = {name: _path(source, name, value) for name, value in paths.items()}
    return Source(path, text, facts, checked, paths)


def checking[T](source: Source, key: str, check: Callable[[], T]) -> T:
    """Run a check of the model's; its refusal gets the file and the line."""
    try:
        return check()
    except InputError as error:
        raise InputError(f"{source.where(key)}: {error}") from None
    except (OverflowError, RecursionError):
        raise InputError(f"{source.where(key)}: {key}: the number is too large") from None


def _text(path: Path) -> str:
    if path.is_dir():
        raise InputError(f"{path}: is a folder; expected a scenario file (.toml)")
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: is not a regular file; expected a scenario file (.toml)")
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(f"{path}: has {size:,} bytes; a scenario file has at most {LARGEST:,}")
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text (byte {error.start})") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: cannot be read ({reason})") from None


def _document(path: Path, text: str) -> dict[str, Any]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: is not TOML: {_one_line(str(error))}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: is not TOML a program can read: {_one_line(str(error))[:120]}"
        ) from None
    for key in document:
        if key not in KEYS:
            raise unknown("key", key, KEYS, f"{path}{_at(text, key)}")
    return document


def _check_facts(source: Source) -> None:
    for key, value in source.facts.items():
        if key in TEXTS and not isinstance(value, str):
            raise InputError(f"{source.where(key)}: {key} = {_short(value)}; expected a text")
        if key in LISTS and not (
            isinstance(value, list) and all(isinstance(v, str) for v in value)
        ):
            raise InputError(
                f"{source.where(key)}: {key} = {_short(value)}; expected a list of texts"
            )
    span = {k: source.facts[k] for k in ("start", "end") if k in source.facts}
    for key in span:
        checking(source, key, lambda k=key: Case(**{k: span[k]}))


def _table(
    source: Source, document: Mapping[str, Any], key: str, ends: Callable[[str, Any], bool]
) -> dict[str, Any]:
    """A table by dotted names, whether the dots were quoted or not."""
    table = document.get(key, {})
    if not isinstance(table, dict):
        raise InputError(f"{source.where(key)}: [{key}] is {_short(table)}; expected a table")
    flat: dict[str, Any] = {}

    def walk(prefix: str, value: Any) -> None:
        if ends(prefix, value):
            if prefix in flat:
                raise InputError(f"{source.where(prefix)}: [{key}] gives {prefix} twice")
            flat[prefix] = value
            return
        for part, inner in value.items():
            walk(f"{prefix}.{part}", inner)

    for name, value in table.items():
        walk(name, value)
    return flat


def _ends(name: str, value: Any) -> bool:
    return not isinstance(value, dict) or not value


def _ends_path(name: str, value: Any) -> bool:
    return _ends(name, value) or name in drivers.DRIVERS or bool(set(value) & set(EDIT_KEYS))


def _path(source: Source, name: str, value: Any) -> Any:
    driver = checking(source, name, lambda: drivers.get(name))
    if isinstance(value, dict):
        return _edit(source, driver, value)
    if isinstance(value, list):
        value = [_freed(driver, step) for step in value]
    return checking(source, name, lambda: Case(paths={name: value})).paths[name]


def _freed(driver: drivers.Driver, step: Any) -> Any:
    """TOML has no empty value: "free" hands a path back to the model."""
    if isinstance(step, list) and len(step) == 2 and driver.default is None and step[1] == "free":
        return [step[0], None]
    return step


def _edit(source: Source, driver: drivers.Driver, table: dict[str, Any]) -> dict[str, Any]:
    where = f"{source.where(driver.name)}: path {driver.name}"
    for key in table:
        if key not in EDIT_KEYS:
            raise unknown("key", key, EDIT_KEYS, where)
    operations = [k for k in OPERATIONS if k in table]
    if len(operations) != 1:
        raise InputError(
            f"{where}: found {', '.join(operations) or 'no operation'}; "
            f"expected one of {', '.join(OPERATIONS)}"
        )
    months = [table[k] for k in ("from", "until") if k in table]
    if months:
        steps = [[month, driver.choices[0] if driver.choices else driver.low] for month in months]
        checking(source, driver.name, lambda: Case(paths={driver.name: steps}))
    operation, value = operations[0], table[operations[0]]
    if operation == "set":
        if value == "free" and driver.default is None:
            return {**table, "set": None}
        checking(source, driver.name, lambda: driver.check(value, "path"))
    elif driver.choices:
        raise InputError(f"{where}: a path of names has no {operation}; use set")
    else:
        _check_number(where, operation, value)
    return table


def _check_number(where: str, key: str, value: Any) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not abs(value) < 1e12:
        raise InputError(f"{where}: {key} = {_short(value)}; expected a finite number")


def _line_of(text: str, key: str) -> int | None:
    """Line of a key; the last part of a dotted one may stand alone."""
    if not key:
        return None
    for name in (key, key.rpartition(".")[2]):
        found = re.search(
            rf"""^[ \t\[]*(?:["']?[\w.-]*\.)?["']?{re.escape(name)}["']?[ \t]*[=\].]""",
            text,
            re.MULTILINE,
        )
        if found:
            return text.count("\n", 0, found.start()) + 1
    return None


def _at(text: str, key: str) -> str:
    line = _line_of(text, key)
    return f", line {line}" if line else ""


def _short(value: Any) -> str:
    shown = _one_line(
        repr(value) if not isinstance(value, int) or abs(value) < 10**60 else "a very large number"
    )
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _one_line(text: str) -> str:
    return " ".join(text.split())
