"""`byungjin compare A B --uses`: what changed in defence, and where it turned up."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from commands.terminal import WIDTH, counted, progress_bar, show, show_json, show_table

if TYPE_CHECKING:
    from scenarios.accounts.uses import Line, Table
    from scenarios.definition.catalog import Scenario


def compare_uses(
    pair: tuple[Scenario, Scenario], seeds: int, year: int | None, as_json: bool
) -> None:
    """Run both scenarios side by side and print the table at prices of 2015, or all as JSON."""
    from scenarios.accounts.uses import tables
    from scenarios.execution.run import check_seeds

    check_seeds(seeds)
    a, b = (scenario.name for scenario in pair)
    year = year or min(int(s.case.end[:4]) - (s.case.end[5:] != "12") for s in pair)
    with progress_bar() as bar:
        found = tables(pair, seeds, year, bar)
    if as_json:
        show_json({"a": a, "b": b, "uses": [table.as_dict() for table in found]})
    else:
        tell(found[0], a, b)


def tell(table: Table, a: str, b: str) -> None:
    """The table at one year's prices."""
    rows = [_row(line) for line in (*table.given, *table.memo, table.whole)]
    rows.append(["Turned up as", "", "", "", "", ""])
    rows += [_row(line) for line in table.turned_up]
    heads = ["Use", "A", "B", "Change", "5 to 95 %", "Per unit"]
    show_table(
        f"Defence given up in {b} beside {a}, and what it became: {table.year}, "
        f"{counted(table.draws, 'paired draw')}",
        heads, rows, (1, 2, 3, 4, 5),
        caption=f"trn KRW a year at prices of {table.prices}, imports at those of 2011. A = {a}, "
        f"B = {b}, means. Change: median of what was given up, then of what it became; fewer "
        "imports and output lost count for it. Per unit: ratio of means over draws.",
    )  # fmt: skip
    parts = ", ".join(f"{name} {part:+.2f}" for name, part in table.split.items())
    show(textwrap.fill(f"A unit of defence given up became: {parts}.", WIDTH))
    show(f"Parts together {sum(table.split.values()):.6f}; largest gap of any draw "
         f"{table.gap:.1e} trn KRW.")  # fmt: skip


def _row(line: Line) -> list[str]:
    change = line.change
    return [line.label, f"{line.a:.2f}", f"{line.b:.2f}", f"{change.median:+.2f}",
            f"{change.q05:+.2f} … {change.q95:+.2f}", f"{line.per_unit:+.2f}"]  # fmt: skip
