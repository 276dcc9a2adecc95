"""A commented scenario file for a user to change."""

from __future__ import annotations

import json
import os
from pathlib import Path

from model import drivers, parameters
from model.case import Case
from model.errors import InputError
from scenarios.definition import catalog
from scenarios.definition.scenario_file import LINES, NAME
from scenarios.storage.store import writing

WRITTEN_FROM = "2026-01"
"""Month the examples begin; where the recorded paths have ended."""


def write(name: Path, parent: str) -> Path:
    """Write ``NAME.toml``; never over a file that is there.

    Args:
        name: stem or path of the new file.
        parent: scenario it extends, by name or file.

    Returns:
        The file written.

    Raises:
        InputError: the name or the parent cannot be used, or the file is there already.
    """
    if not name.name:
        found = "" if name == Path() else str(name)
        raise InputError(f"{found!r} is no name; expected letters, digits and hyphens")
    file = name if name.suffix == ".toml" else name.with_name(f"{name.name}.toml")
    if not NAME.fullmatch(file.stem):
        raise InputError(f"{file.stem[:80]!r}: expected letters, digits and hyphens, at most 80")
    if file.stem in catalog.names():
        raise InputError(f"{file.stem}: is the name of a shipped scenario; choose another")
    text = page(file, parent)
    with writing(file):
        try:
            with file.open("x", encoding="utf-8") as handle:
                handle.write(text)
        except FileExistsError:
            raise InputError(f"{file}: is there already and is left as it is") from None
    return file


def page(file: Path, parent: str) -> str:
    """The text of the file, which loads as it is."""
    found = catalog.load(parent)
    extends = parent
    if parent not in catalog.names():
        source = Path(parent if parent.endswith(".toml") else f"{parent}.toml")
        extends = Path(os.path.relpath(source, file.parent)).as_posix()
    head = [
        f"# A scenario: {found.title.lower()}, but for what is changed below.",
        "# Take the # off a line and change its value. `byungjin list --parameters` and `--paths`",
        "# show every name; `byungjin explain NAME` says what it means.",
        f"title = {json.dumps(_changed(found.title), ensure_ascii=False)}",
        'about = "What happens in it, in a sentence or two."',
        'group = "own"',
        'expectation = "What you expect it to show, before you run it."',
        '# expects = [{ series = "gdp", direction = "down", when = "2028", against = "baseline" }]',
        f"extends = {json.dumps(extends, ensure_ascii=False)}",
        f'# end = "{found.case.end}"',
    ]
    return "\n".join([*head, "", *_parameter_lines(found.case), "", *_path_lines(found.case), ""])


def _changed(title: str) -> str:
    """The title of a changed scenario, of a length that may be read again."""
    end = ", changed"
    return f"{title[: LINES['title'] - len(end)]}{end}"


def _parameter_lines(case: Case) -> list[str]:
    """Every lever, and the parameters the parent sets already."""
    lines = ["[parameters]"]
    for name, parameter in parameters.shipped().items():
        if parameter.kind == "lever" or name in case.parameters:
            value = case.parameters.get(name, parameter.value)
            lines += [
                f"# {' '.join(parameter.about.split()).rstrip('.')}: {parameter.low:g} to "
                f"{parameter.high:g} {parameter.unit}",
                f'# "{name}" = {value:g}',
            ]
    return lines


def _path_lines(case: Case) -> list[str]:
    lines = [
        "[paths]",
        "# A table edits the inherited path: set, scale or shift it from a month on, until",
        '# another. A list of ["YYYY-MM", value] takes its place from the first month on. Shown',
        "# are the inherited last values.",
    ]
    for name, driver in drivers.DRIVERS.items():
        steps = case.paths.get(name)
        value = steps[-1][1] if steps else driver.default
        if driver.choices and not (steps and value is None):
            value = value if isinstance(value, str) else driver.choices[int(value or 0)]
        shown = f"{value:.6g}" if isinstance(value, float) else json.dumps(value or "free")
        lines.append(f'# "{name}" = {{ from = "{WRITTEN_FROM}", set = {shown} }}  # {driver.unit}')
    return lines
