"""`byungjin explain bottleneck`: what held each branch of plants in a run of history."""

from __future__ import annotations

from typing import Any

from commands.terminal import show, show_json, show_table


def tell(as_json: bool) -> None:
    """A table of years by branch, or every month as JSON."""
    from scenarios.accounts.bottlenecks import SCENARIO, by_month, by_year

    found: dict[str, Any] = by_month()
    if as_json:
        show_json({"scenario": SCENARIO, "branches": found})
        return
    yearly = {branch: by_year(facts["held_by"]) for branch, facts in found.items()}
    years = list(next(iter(yearly.values())))
    rows = [
        [str(year), *(f"{yearly[b][year][0]} {yearly[b][year][1]}" for b in yearly)]
        for year in years
    ]
    show_table(f"What held plants most often, and in how many months: {SCENARIO}",
               ["Year", *yearly], rows)  # fmt: skip
    show("--json gives every month with its shadow value; `byungjin explain bottleneck.light` the "
         "names and what they mean.")  # fmt: skip
