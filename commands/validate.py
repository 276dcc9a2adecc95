"""`byungjin validate`: the model beside the record."""

from __future__ import annotations

from pathlib import Path

import click

from commands.terminal import PLACE, progress_bar, refuse, show_json

SIGNS_SEEDS = 100
"""Replications of the many scenarios of signs, if none are asked for."""


@click.command(epilog="Example: byungjin validate --json")
@click.option("--seeds", type=int, help="Replications of each scenario.  [default: every "
              "parameter set once; 100 with --signs]")  # fmt: skip
@click.option("--best", is_flag=True, help="Score the best single set, not the ensemble.")
@click.option("--ablations", is_flag=True,
              help="Instead: what mode A loses when a mechanism is taken away.")  # fmt: skip
@click.option("--fit-only", is_flag=True, help="Leave out the years after 2019.")
@click.option("--signs", is_flag=True, help="Instead, expected signs and what comes out.")
@click.option("--two-tracks", is_flag=True,
              help="Instead: what men, means and a line are worth, and what is short.")  # fmt: skip
@click.option("--out", default="runs", show_default=True, type=PLACE,
              help="Folder of stored runs.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(
    seeds: int | None,
    best: bool,
    ablations: bool,
    fit_only: bool,
    signs: bool,
    two_tracks: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Score the model against the record, next to naive forecasts.

    Modes A (recorded trade and power fed in), B (trade made inside) and C (policy made inside as
    well), the years 2012-2019 it was fitted on apart from 2020-2024; then eighteen patterns and the
    outside checks. Stored runs of the same scenarios and code are used again.
    With --two-tracks: men moved out of the army, shares cut, lines side by side, over draws.
    With --signs: what scenarios were expected to do, after one year and five, beside what they do.
    """
    if signs:
        refuse(["best", "ablations", "fit_only", "two_tracks"],
               "says nothing beside --signs; give one of them")  # fmt: skip
        _signs(SIGNS_SEEDS if seeds is None else seeds, out, as_json)
        return
    if two_tracks:
        refuse(["ablations", "fit_only", "out"],
               "says nothing beside --two-tracks; give one of them")  # fmt: skip
        _two_tracks(seeds, best, as_json)
        return
    from commands import scores

    if ablations:
        refuse(["seeds", "best", "fit_only", "out"],
               "says nothing beside --ablations; give one of them")  # fmt: skip
        scores.ablations(as_json)
        return
    from scenarios.definition import parameter_sets
    from scenarios.evaluation.scorecard import asked, scorecard
    from scenarios.execution.run import run_or_reuse

    with progress_bar() as bar:
        replications = parameter_sets.shipped().size if seeds is None else seeds
        results = run_or_reuse(asked(), replications, out, progress=bar, best=best)
    card = scorecard(results, held_out=not fit_only)
    if as_json:
        show_json(card)
    else:
        scores.full(card)


def _two_tracks(seeds: int | None, best: bool, as_json: bool) -> None:
    """Figures of the two tracks over draws."""
    from commands.two_tracks import tell
    from scenarios.definition import parameter_sets
    from scenarios.evaluation.tracks.two_tracks import facts
    from scenarios.execution.run import check_seeds

    count = parameter_sets.shipped().size if seeds is None else seeds
    check_seeds(count)
    with progress_bar() as bar:
        found = facts(count, best, bar)
    if as_json:
        show_json(found)
    else:
        tell(found)


def _signs(seeds: int, out: Path, as_json: bool) -> None:
    """Expected signs and orderings beside what comes out."""
    from commands import signs
    from scenarios.evaluation.expected_signs import facts, scenarios
    from scenarios.execution.run import run_or_reuse

    with progress_bar() as bar:
        results = run_or_reuse(scenarios(), seeds, out, progress=bar)
    if as_json:
        show_json(facts(results))
    else:
        signs.tell(results)
