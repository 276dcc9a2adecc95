"""The model's source, read as text: its mechanisms, its institutions, and where a name is used.

Reading is far quicker than importing, and says the line.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from model import parameters

MODEL = Path(parameters.__file__).parent

type Found = tuple[Path, ast.FunctionDef | ast.ClassDef]


@cache
def functions(folder: str) -> dict[str, Found]:
    """Public functions of a folder of the model, by name."""
    return {n.name: (f, n) for f, n in _nodes(folder) if isinstance(n, ast.FunctionDef)}


@cache
def institutions() -> dict[str, Found]:
    """Institutions by class name and by file name (`planner`)."""
    nodes = [
        (f, n)
        for f, n in _nodes("institutions")
        if isinstance(n, ast.ClassDef) and "Institution" in map(ast.unparse, n.bases)
    ]
    return {key: (f, n) for f, n in nodes for key in (n.name, f.stem)}


def _nodes(folder: str) -> Iterator[Found]:
    for file in sorted((MODEL / folder).glob("*.py")):
        for node in ast.parse(_text(file)).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_":
                yield file, node


def place(file: Path, node: ast.FunctionDef | ast.ClassDef) -> str:
    """Where it stands: file and line."""
    return f"{_path(file)}, line {node.lineno}"


def _path(file: Path) -> str:
    return file.relative_to(MODEL.parent).as_posix()


def parameters_read(file: Path, node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    """Parameters that a function takes values of, or a class with the rules of its module."""
    whole = isinstance(node, ast.ClassDef)
    text = _text(file) if whole else ast.get_source_segment(_text(file), node) or ""
    return [name for name in parameters.shipped() if _pattern(name).search(text)
            and _subject(name).search(text)]  # fmt: skip


def uses(name: str) -> list[str]:
    """Places of the model's code in which a name stands: file and lines."""
    pattern, found = _pattern(name), []
    for file in sorted(set(MODEL.rglob("*.py")) - {MODEL / "drivers.py"}):
        text = _text(file)
        if name in parameters.shipped() and not _subject(name).search(text):
            continue
        lines = [n for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)]
        if lines:
            found.append(f"{_path(file)}, line {', '.join(map(str, lines))}")
    return found


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _pattern(name: str) -> re.Pattern[str]:
    """How code spells a name: a parameter as an attribute, a path as one of ``now``, or as a text.

    One chosen by name at run time stands as its ending, f"{doctrine}_share", as its beginning,
    f"export_{channel}", or as its table, f"compliance.{partner}".
    """
    if name not in parameters.shipped():
        table, _, key = (re.escape(part) for part in name.rpartition("."))
        path = rf"\bnow\.{table}(?:\.{key}\b|\b(?!\.\w))" if table else rf"\bnow\.{key}\b"
        return re.compile(rf"[\"']{re.escape(name)}[\"']|f[\"']{table}\.\{{|{path}")
    key = name.split(".", 1)[1]
    endings = "|".join(re.escape(key[place:]) for place in range(len(key)) if key[place] == "_")
    starts = "|".join(re.escape(key[: place + 1]) for place in range(len(key)) if key[place] == "_")
    built = rf"|\}}(?:{endings})[\"']|f[\"'](?:{starts})\{{" if endings else ""
    return re.compile(rf"\.{re.escape(key)}\b{built}")


def _subject(name: str) -> re.Pattern[str]:
    """The table a parameter stands in, as code takes it: ``p.sanctions``."""
    return re.compile(rf"\bp\.{re.escape(name.split('.', 1)[0])}\b")
