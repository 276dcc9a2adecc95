"""Run a campaign: `uv run python -m tests.campaigns [NAME ...] --n N --seed S --json`."""

from __future__ import annotations

import json
import pkgutil
from importlib import import_module

import click

import tests.campaigns as room

NAMES = sorted(m.name for m in pkgutil.iter_modules(room.__path__) if not m.name.startswith("_"))
SHOWN = 5
"""Failures printed with what repeats them."""


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--n", default=100, show_default=True, help="Attempts a campaign.")
@click.option("--seed", default=1, show_default=True, help="Where the attempts are drawn from.")
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
def main(names: tuple[str, ...], n: int, seed: int, as_json: bool) -> None:
    """Try to break what the program promises; print tried, failed and what repeats a failure."""
    told = {}
    for name in names or NAMES:
        trials = list(import_module(f"tests.campaigns.{name}").run(n, seed))
        failed = [trial for trial in trials if trial.failed]
        told[name] = {
            "tried": len(trials),
            "failed": len(failed),
            "reproducers": [{"tried": t.tried, "failed": t.failed} for t in failed[:SHOWN]],
        }
        if not as_json:
            click.echo(f"{name}: {len(trials)} tried, {len(failed)} failed")
            for trial in failed[:SHOWN]:
                click.echo(f"  {trial.failed}\n    repeat: {trial.tried}")
    if as_json:
        click.echo(json.dumps(told, indent=2))
    raise SystemExit(any(campaign["failed"] for campaign in told.values()))


if __name__ == "__main__":
    main()
