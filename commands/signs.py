"""What `byungjin validate --signs` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.terminal import counted, points, show, show_table

if TYPE_CHECKING:
    from scenarios.analysis.results import Results


def tell(results: Results) -> None:
    """Signs and orderings expected, and what came out."""
    from scenarios.evaluation.expected_signs import YEAR, measured

    found, orders = measured(results)
    rows = [
        (e.scenario, e.series, f"{e.lag // YEAR} y", f"{e.sign} {e.confidence}".strip(), o.sign,
         points(o.said.median), o.said.word, "" if o.agrees(e) else "differs")
        for e, o in found
    ]  # fmt: skip
    heads = ("Scenario", "Measure", "After", "Said", "Came", "Median", "How sure", "")
    seeds = results.manifest["replications"]
    show_table(f"Expected signs, {counted(seeds, 'paired draw')}", heads, rows, (5,), (0, 2))
    held = [(o.words, o.confidence, "yes" if m > 0 else "no", points(m)) for o, m in orders]
    show_table("Orderings", ("Ordering", "Trust", "Holds", "By"), held, (3,), (2,))
    show("docs/signs.md says why the model differs where it does.")
