"""Writes docs/parameters.md and docs/series.md from what the program declares.

uv run python -m tools.tables          # write both
uv run python -m tools.tables --check  # exit 1 if one is out of date
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from model.parameters import Parameter, shipped
from model.series import SERIES

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTICE = "<!-- Written by `python -m tools.tables`; a test holds it to the program. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table; bars inside cells are escaped."""
    safe = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *safe]
    return [f"| {' | '.join(line)} |" for line in lines]


def _row(parameter: Parameter) -> tuple[str, ...]:
    mark = " †" if parameter.informed_by_held_out else ""
    return (
        f"`{parameter.name}`{mark}", f"{parameter.value:g}",
        f"{parameter.low:g} to {parameter.high:g}", parameter.unit, parameter.kind,
        parameter.grade, parameter.about, parameter.source,
    )  # fmt: skip


def parameters_page() -> str:
    """Every number of the model, by subject."""
    found = shipped()
    counts = {kind: sum(p.kind == kind for p in found.values())
              for kind in ("uncertainty", "lever", "setting")}  # fmt: skip
    informed = sum(p.informed_by_held_out for p in found.values())
    lines = [
        "# Parameters", "", NOTICE, "",
        f"{len(found)} numbers: {counts['uncertainty']} uncertainties (nobody knows them), "
        f"{counts['lever']} levers (an actor chooses them) and {counts['setting']} settings. "
        "A value outside its range is refused. Grades: *verified*, *recalled* (from memory of a "
        "source, to be checked), *derived* (worked out from records), *assumption*, *fitted*. "
        f"{informed} marked † rest on a year after 2019.", "",
    ]  # fmt: skip
    head = ("name", "value", "range", "unit", "kind", "grade", "meaning", "source")
    for subject, members in groupby(found.values(), lambda p: p.name.split(".")[0]):
        lines += [f"## {subject}", "", *table(head, map(_row, members)), ""]
    return "\n".join(lines)


def series_page() -> str:
    """Every recorded figure, by group."""
    lines = [
        "# Series", "", NOTICE, "",
        f"{len(SERIES)} figures are read off the country at the end of every month. Where a run is "
        "handed a recorded figure (trade, power), the series equals it and is never scored. A run "
        "in which one leaves its bounds is no result. A year of a stock or a code is its figure at "
        "the year's end; of any other kind it is the mean of its months.", "",
    ]  # fmt: skip
    for group, members in groupby(SERIES.values(), lambda s: s.group):
        rows = [(f"`{s.name}`", s.label, s.unit, s.counted.kind, s.allowed, s.about)
                for s in members]  # fmt: skip
        head = ("name", "label", "unit", "kind", "bounds", "meaning")
        lines += [f"## {group}", "", *table(head, rows), ""]
    return "\n".join(lines)


PAGES = {"parameters.md": parameters_page, "series.md": series_page}


def main(arguments: Sequence[str] = ()) -> int:
    """Write the pages, or with ``--check`` only compare; returns the exit code."""
    stale = []
    for name, page in PAGES.items():
        file, text = DOCS / name, page()
        if "--check" not in arguments:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        print(f"out of date: {', '.join(stale)}; run `uv run python -m tools.tables`")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
