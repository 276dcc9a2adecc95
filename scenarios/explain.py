"""What a name stands for: a parameter, series, path, scenario, mechanism, institution, row.

The answer is plain text, one entry a line, so that a terminal and a page can both show it.
Mechanisms and institutions are read from their source, which is far quicker than importing them.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from model import drivers, parameters
from model.errors import unknown
from scenarios import doctrine, library
from scenarios.paths import FREE

MODEL = Path(parameters.__file__).parent
OPENING = "opening"

Lines = list[str]


def explain(name: str) -> Lines:
    """Everything known under a name; several lines, the first its kind and name.

    Raises:
        InputError: nothing has that name; the nearest one is offered.
    """
    if name == OPENING:
        return _opening()
    for look in (_parameter, _path, _series, _scenario, _function, _institution, _group, _row):
        found = look(name)
        if found:
            return found
    raise unknown("name", name, known())


def known() -> list[str]:
    """Every name that can be explained."""
    from model.series import SERIES

    return sorted({
        OPENING, *parameters.shipped(), *drivers.DRIVERS, *SERIES, *library.names(),
        *functions("mechanisms"), *institutions(), *library.GROUPS, *doctrine_rows(),
    })  # fmt: skip


def _opening() -> Lines:
    from model.balance import explain as opening

    return list(opening())


def _parameter(name: str) -> Lines:
    found = parameters.shipped().get(name)
    if found is None:
        return []
    held_out = ["rests on   a year after 2019"] if found.informed_by_held_out else []
    return [
        f"parameter  {name}",
        *_wrapped("meaning", found.about),
        f"value      {found.value:g} {found.unit}",
        f"range      {found.low:g} to {found.high:g}",
        f"kind       {found.kind}",
        f"grade      {found.grade}",
        *_wrapped("source", found.source),
        *held_out,
        *_uses(name),
    ]


def _path(name: str) -> Lines:
    found = drivers.DRIVERS.get(name)
    if found is None:
        return []
    allowed = ", ".join(found.choices) or f"{found.low:g} to {found.high:g}"
    default = "the model decides" if found.default is None else f"{found.default:g}"
    if found.choices:
        default = found.choices[int(found.default or 0)]
    return [
        f"path       {name}",
        *_wrapped("meaning", found.about),
        f"unit       {found.unit}",
        *_wrapped("allowed", allowed),
        f"if absent  {default}",
        *([f'if "free"  decided by: {found.decided_by}'] if found.decided_by else []),
        *_record(name),
        *_uses(name),
    ]


def _record(name: str) -> Lines:
    """What the recorded path rests on, if one is fed in."""
    from scenarios import history

    return [
        line
        for feed in history.FEEDS
        for source in history.sources(feed)
        if source.driver == name
        for line in (
            f"feed       {feed}",
            *_wrapped("source", source.source),
            f"grade      {source.grade}",
            *_wrapped("rule", source.rule),
        )
    ]


def _series(name: str) -> Lines:
    from model.series import SERIES

    found = SERIES.get(name)
    if found is None:
        return []
    return [
        f"series     {name}",
        *_wrapped("meaning", found.about),
        f"unit       {found.unit}",
        f"group      {found.group}",
        *_uses(name),
    ]


def _scenario(name: str) -> Lines:
    if not library.exists(name) and not library.is_file_name(name):
        return []
    found = library.load(name)
    passages = [
        line for passage in found.doctrine_passages for line in _wrapped("draws on", passage)
    ]
    return [
        f"scenario   {name}",
        f"title      {found.title}",
        f"group      {found.group}",
        *_wrapped("about", found.about),
        *_wrapped("expects", found.expectation),
        *_measured(found),
        *passages,
        f"extends    {' -> '.join(found.chain[1:]) or 'nothing'}",
        f"months     {found.case.start} to {found.case.end}",
        *_wrapped("feeds", ", ".join(found.feeds) or "none"),
        *_own_changes(found),
    ]


def _measured(scenario: library.Scenario) -> Lines:
    """Expectations that can be measured, and why the model says otherwise where it does."""
    lines: Lines = []
    for each in scenario.expects:
        lines += _wrapped("measured", each.sentence())
        if each.because:
            lines += _wrapped("", f"not so in the model: {each.because}")
    return lines


def _own_changes(scenario: library.Scenario) -> Lines:
    from scenarios.files import read

    if scenario.file is None:
        return []
    source = read(scenario.file)
    changes = [
        f"{key}: {_change(value)}" if isinstance(value, tuple) else f"{key} = {value:g}"
        for key, value in source.parameters.items()
    ]
    changes += [f"{key}: {_change(value)}" for key, value in source.paths.items()]
    return [line for change in changes for line in _wrapped("changes", change)]


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


def _group(name: str) -> Lines:
    """A group of scenarios: what it asks, and its members."""
    if name not in library.GROUPS:
        return []
    members = [s for s in map(library.load, library.names()) if s.group == name]
    return [
        f"group      {name}",
        *_wrapped("about", library.GROUPS[name]),
        *(line for s in members for line in _wrapped("scenario", f"{s.name}: {s.title}")),
    ]


def doctrine_rows() -> dict[str, doctrine.Row]:
    """Statements of the doctrine by the name that explains them: row-1 and on."""
    return {f"row-{row.number}": row for row in doctrine.rows()}


def _row(name: str) -> Lines:
    """A statement of the doctrine: what it is here, and where it is run, varied and seen."""
    found = doctrine_rows().get(name)
    if found is None:
        return []
    named = {"run": found.scenarios, "lever": found.levers, "vary": found.parameters,
             "path": found.paths, "see": found.series}  # fmt: skip
    return [
        f"row        {found.number} of the doctrine, text [{found.source}]",
        *_wrapped("says", found.says),
        *_wrapped("here", found.how),
        *(
            line
            for label, all_ in named.items()
            if all_
            for line in _wrapped(label, ", ".join(all_))
        ),
        f"held by    {found.test}",
    ]


def _function(name: str) -> Lines:
    found = functions("mechanisms").get(name)
    if found is None:
        return []
    file, node = found
    return [
        f"mechanism  {name}",
        f"stands in  {_place(file, node)}",
        *_wrapped("says", ast.get_docstring(node) or "nothing"),
        *_reads(file, node),
    ]


def _institution(name: str) -> Lines:
    found = institutions().get(name)
    if found is None:
        return []
    file, node = found
    says, parts = _parts(ast.get_docstring(node) or "nothing")
    return [
        f"institution {name}",
        f"stands in  {_place(file, node)}",
        *_wrapped("says", says),
        *(line for label, text in parts.items() for line in _wrapped(label, text)),
        *_reads(file, node),
    ]


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


def _place(file: Path, node: ast.FunctionDef | ast.ClassDef) -> str:
    return f"{file.relative_to(MODEL.parent).as_posix()}, line {node.lineno}"


def _reads(file: Path, node: ast.FunctionDef | ast.ClassDef) -> Lines:
    """Parameters that a function or class takes values of."""
    text = ast.get_source_segment(_text(file), node) or ""
    used = [name for name in parameters.shipped() if _pattern(name).search(text)
            and _subject(name).search(text)]  # fmt: skip
    return _wrapped("uses", ", ".join(used)) if used else []


def _uses(name: str) -> Lines:
    """Places of the model's code in which a name stands."""
    pattern, found = _pattern(name), []
    for file in sorted(set(MODEL.rglob("*.py")) - {MODEL / "drivers.py"}):
        text = _text(file)
        if name in parameters.shipped() and not _subject(name).search(text):
            continue
        lines = [n for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)]
        if lines:
            place = file.relative_to(MODEL.parent).as_posix()
            found.append(f"{place}, line {', '.join(map(str, lines))}")
    return [line for place in found for line in _wrapped("used in", place)]


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _pattern(name: str) -> re.Pattern[str]:
    """How code spells a name: a parameter as an attribute, everything else as a text.

    One chosen by name at run time stands as its ending, f"{doctrine}_share", as its beginning,
    f"export_{channel}", or as its table, f"compliance.{partner}".
    """
    if name not in parameters.shipped():
        table = re.escape(name.rpartition(".")[0])
        return re.compile(rf"[\"']{re.escape(name)}[\"']|f[\"']{table}\.\{{")
    key = name.split(".", 1)[1]
    endings = "|".join(re.escape(key[place:]) for place in range(len(key)) if key[place] == "_")
    starts = "|".join(re.escape(key[: place + 1]) for place in range(len(key)) if key[place] == "_")
    built = rf"|\}}(?:{endings})[\"']|f[\"'](?:{starts})\{{" if endings else ""
    return re.compile(rf"\.{re.escape(key)}\b{built}")


def _subject(name: str) -> re.Pattern[str]:
    """The table a parameter stands in, as code takes it: ``p.sanctions``."""
    return re.compile(rf"\bp\.{re.escape(name.split('.', 1)[0])}\b")


def _wrapped(label: str, text: str) -> Lines:
    width, indent = 78, " " * 11
    parts = textwrap.wrap(" ".join(text.split()), width - len(indent)) or [""]
    return [f"{label:<10} {parts[0]}", *(indent + part for part in parts[1:])]
