"""`byungjin validate`: the model beside the record."""

from __future__ import annotations

import click

from commands.terminal import show, show_json


@click.command(epilog="Example: byungjin validate --json")
@click.option("--seeds", default=20, show_default=True, help="Replications of each mode.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(seeds: int, as_json: bool) -> None:
    """Score the model against the record, next to naive forecasts.

    Modes A (recorded trade and power fed in) and B (trade made inside), the years 2012-2019 it was
    fitted on apart from 2020-2024.
    """
    from scenarios.validation import lines, validate

    scores = validate(seeds=seeds)
    if as_json:
        show_json(scores)
    else:
        show(*lines(scores))
