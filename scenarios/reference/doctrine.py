"""docs/doctrine.md: what the source texts say, and where it can be run, varied and seen.

    uv run python -m scenarios.reference.doctrine   # writes the page

Rows stand in ``doctrine.toml``; a test holds the page to them and every row to its own test.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".toml")
PAGE = Path(__file__).parents[2] / "docs" / "doctrine.md"
TESTS = "tests/scenarios/test_doctrine_rows.py"

_OPENING = f"""\
# From the doctrine to the program

Written by `python -m scenarios.reference.doctrine`; a test holds it to the rows.

Two texts are the source: **[B]**, an encyclopedic account of Byungjin, two tracks in tandem, and
**[E]**, a note of 2024 on a newly established national defence industrial enterprise. Every
statement is something to run (`byungjin run SCENARIO`), to vary (a lever, another parameter or a
dated path) and to see (a series); `byungjin explain NAME` says more about any name, and
`byungjin explain row-1` what stands here. A row is done
when its test in [{Path(TESTS).name}](../{TESTS}) finds that the series moves for the stated reason.
Row 14, what critics and proponents claim, is a set of experiments of its own.
"""


@dataclass(frozen=True)
class Row:
    """One statement of the sources."""

    number: int
    source: str
    """B or E."""
    says: str
    how: str
    """What it is in the program."""
    scenarios: tuple[str, ...]
    series: tuple[str, ...]
    test: str
    """Name of the test that holds it to what it says."""
    levers: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    """Parameters to vary that no actor chooses."""
    paths: tuple[str, ...] = ()


@cache
def rows() -> tuple[Row, ...]:
    """Every row, by number."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))["row"]
    return tuple(_row(row) for row in table)


def _row(table: dict[str, Any]) -> Row:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    return Row(**fields)


def page() -> str:
    """Write the whole page as Markdown."""
    return "".join([_OPENING, *(_section(row) for row in rows())])


def _section(row: Row) -> str:
    scenarios = ", ".join(f"[`{n}`](../scenarios/library/{n}.toml)" for n in row.scenarios)
    lines = [
        f"\n## {row.number}. {row.says}\n",
        f"*[{row.source}]* {row.how}\n",
        f"- run: {scenarios}",
        *_named("lever", "parameters.md", row.levers),
        *_named("vary", "parameters.md", row.parameters),
        *_named("dated path", "drivers.md", row.paths),
        *_named("see", "series.md", row.series),
        f"- held by: `{row.test}`",
    ]
    return "\n".join(lines) + "\n"


def _named(label: str, page_name: str, names: tuple[str, ...]) -> list[str]:
    listed = ", ".join(f"`{name}`" for name in names)
    return [f"- [{label}]({page_name}): {listed}"] if names else []


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
