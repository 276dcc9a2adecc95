"""Writes docs/data.md: every recorded table, who published its figures, and on which terms.

uv run python -m tools.licences          # write it
uv run python -m tools.licences --check  # exit 1 if it is out of date
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.tables import table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "data.md"
FOLDERS = ("model/record", "scenarios/history/record")
OWN, OTHERS = "our own", "press, studies and general record"
UNSTATED = "not stated by the source"
OURS = ("assumption", "derived", "fitted")
"""Grades of rows that are ours if their source names no publisher."""
INTRO = f"""\
The program's licence (Apache-2.0) covers the program, the tables' arrangement and the rows that are
our own. Recorded figures were published by others. Single figures are cited as facts, each row with
its source; where a publisher states terms they are named here, and where we found none it says
*{UNSTATED}*, which is no permission. Who passes on a whole series should ask its publisher."""
KEY = f"""\
In brackets: rows, a row that names several publishers counted for each. *{OTHERS.capitalize()}* are
rows whose source names no institution of the list below. *{OWN.capitalize()}* are assumptions and
figures derived by us."""


def facts() -> dict[str, Any]:
    """What tools/licences.toml says."""
    return tomllib.loads((ROOT / "tools" / "licences.toml").read_text(encoding="utf-8"))


def recorded() -> list[Path]:
    """Every recorded table."""
    return [file for folder in FOLDERS for file in sorted((ROOT / folder).glob("*.csv"))]


def name_of(file: Path) -> str:
    """A table's path in the repository."""
    return file.relative_to(ROOT).as_posix()


def publishers(file: Path) -> Counter[str]:
    """Rows by publisher; a row of several counts for each.

    Raises:
        ValueError: a row names no source, and licences.toml says nothing of the table.
    """
    known = facts()
    found: Counter[str] = Counter()
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    if about := {t["name"]: t["about"] for t in known["table"]}.get(name_of(file)):
        return Counter({f"{OWN}: {about}": len(rows)})
    for number, row in enumerate(rows, start=2):
        source = row.get("source") or ""
        if not source.strip():
            raise ValueError(f"{name_of(file)}, line {number}: names no source")
        named = [p["name"] for p in known["publisher"] if any(m in source for m in p["marks"])]
        ours = row.get("grade") in OURS
        found.update(named or [OWN if ours else OTHERS])
    return found


def page() -> str:
    """The page as Markdown."""
    terms = {p["name"]: p["terms"] for p in facts()["publisher"]}
    rows = []
    for file in recorded():
        found = publishers(file)
        said = "; ".join(f"{name} ({n})" for name, n in found.most_common())
        stated = [name for name in found if terms.get(name, UNSTATED) != UNSTATED]
        left = [n for n in found if terms.get(n) == UNSTATED or n == OTHERS]
        words = [f"{name}: {terms[name]}" for name in stated]
        words += [f"the other publishers: {UNSTATED}" if stated else UNSTATED] if left else []
        own = any(name.startswith(OWN) for name in found)
        words += ["our own rows: Apache-2.0, as the program"] if own else []
        rows.append((f"`{name_of(file)}`", said, "; ".join(words)))
    return "\n".join(
        [
            "# Recorded data: who published it, and on which terms", "",
            "<!-- Written by `python -m tools.licences` from tools/licences.toml; a test holds it "
            "to the tables. -->", "",
            INTRO, "", KEY, "",
            *table(("table", "published by", "terms"), rows), "",
            "## Publishers", "",
            *table(("publisher", "terms"), sorted(terms.items())), "",
        ]
    )  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the page; returns the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    text = page()
    if "--check" in given:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        print("docs/data.md is current" if current else "docs/data.md is out of date")
        return int(not current)
    PAGE.write_text(text, encoding="utf-8")
    print("Wrote docs/data.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
