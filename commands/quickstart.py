"""`byungjin quickstart`: the first thing to run."""

from __future__ import annotations

from pathlib import Path

import click

from commands import compare, dashboard, scores
from commands.run import finish
from commands.terminal import PLACE, progress_bar, show, show_table
from scenarios.analysis.compare import comparison
from scenarios.analysis.results import Results

HISTORY = "history-semi-endogenous"
SCENARIOS = (
    "history-conditional",
    HISTORY,
    "doctrine-songun",
    "doctrine-byungjin",
    "doctrine-economy-first",
    "doctrine-self-reliance",
    "doctrine-war-preparations",
)


@click.command(epilog="Example: byungjin quickstart --no-serve --seeds 5")
@click.option("--seeds", default=20, show_default=True, help="Replications of each scenario.")
@click.option("--out", default="runs", show_default=True, type=PLACE,
              help="Folder the stored run goes into.")  # fmt: skip
@click.option("--port", default=dashboard.PORT, show_default=True, type=click.IntRange(0, 65535),
              help="Port of the dashboard; 0 takes a free one.")  # fmt: skip
@click.option("--no-serve", is_flag=True, help="Stop after the tables.")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
def command(seeds: int, out: Path, port: int, no_serve: bool, open_browser: bool) -> None:
    """Run history and the five doctrines, say what they say, serve them.

    History 2011-2024 with recorded trade (mode A) and with trade made inside (mode B), and the five
    doctrines held from 2013, each with the same seeds.
    """
    from scenarios.evaluation.scorecard import scorecard
    from scenarios.execution.run import check_seeds, run

    check_seeds(seeds)
    show(f"Running {len(SCENARIOS)} scenarios, {seeds} seeds each …")
    with progress_bar() as bar:
        results = run(SCENARIOS, seeds, out, progress=bar)
    scores.brief(scorecard(results))
    _doctrines(results)
    show(f"Stored in {results.path}")
    finish(results)
    if not no_serve:
        dashboard.serve([out], port, open_browser)
    else:
        show("Look at it with: byungjin dashboard --open")


def _doctrines(results: Results) -> None:
    """The doctrines beside history, paired by seed."""
    held = [name for name in SCENARIOS if name.startswith("doctrine-")]
    heads = [name.removeprefix("doctrine-").replace("-", "-\n") for name in held]
    columns = [comparison(results, name, HISTORY) for name in held]
    rows = [
        [
            first.label,
            *(compare.marked(column[place].difference.effect) for column in columns),
            compare.gap_unit(first),
        ]
        for place, first in enumerate(columns[0])
    ]
    show_table(
        f"The five doctrines beside history in {columns[0][0].difference.year}",
        ["Measure", *heads, ""],
        rows,
        range(1, 1 + len(heads)),
        caption="Medians of paired differences: what each would have changed. Levels in per cent, "
        "shares in points (pts). ● = four fifths of the draws or more have the median's sign, "
        "○ = fewer: the sign is open. `byungjin compare` says more of any two.",
    )
