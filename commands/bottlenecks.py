"""`byungjin explain bottleneck`: what held each branch of plants in a run of history."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from commands.terminal import show, show_json, show_table


def tell(as_json: bool) -> None:
    """A table of years by branch, or every month as JSON."""
    from scenarios.accounts.bottlenecks import SCENARIO, by_month, by_year

    found: dict[str, Any] = by_month()
    if as_json:
        show_json({"scenario": SCENARIO, "branches": found})
        return
    rows = [[branch, _told(by_year(facts["held_by"]))] for branch, facts in found.items()]
    title = f"What held plants most often in a year: {SCENARIO}"
    show_table(title, ["Branch", "Held by"], rows, (),
               (0,), caption="Best single set of parameters.")  # fmt: skip
    show("--json gives every month with its shadow value; `byungjin explain bottleneck.light`",
         "says what each name means.")  # fmt: skip


def _told(years: dict[int, tuple[str, int]]) -> str:
    """Spans of years with what held a branch most often in each."""
    held = ((name, year) for year, (name, _) in years.items())
    spans = [(name, [year for _, year in some]) for name, some in groupby(held, lambda one: one[0])]
    return ", ".join(f"{span[0]}{f'–{span[-1] % 100}' if span[1:] else ''} {name}"
                     for name, span in spans)  # fmt: skip
