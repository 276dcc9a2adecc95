"""`byungjin report`: a view of the dashboard as one file."""

from __future__ import annotations

from pathlib import Path

import click

from commands.terminal import PLACE, show
from model.errors import InputError


@click.command(epilog='Example: byungjin report "flows?kind=grain&year=2016" --out flows.html')
@click.argument("view", metavar="VIEW")
@click.argument("stores", nargs=-1, metavar="[STORE…]")
@click.option("--out", default="report.html", show_default=True, type=PLACE,
              help="File to write; one that is there already is left alone.")  # fmt: skip
@click.option("--theme", default="light", show_default=True,
              type=click.Choice(["light", "dark"]), help="Colours.")  # fmt: skip
@click.option("--observed", metavar="FILE", help="Your own figures (CSV: date, series, value, "
              "source), drawn over the model and scored beside it.")  # fmt: skip
def command(
    view: str, stores: tuple[str, ...], out: Path, theme: str, observed: str | None
) -> None:
    """Write a view of the dashboard as one HTML file that needs no network.

    VIEW is what the address bar shows, or a page (scenarios, sweeps, flows, record, debates, runs,
    provenance) with or without its query. STORE is a stored run or a folder of them; `runs` if none
    is named.
    """
    from dashboards import report
    from scenarios.evaluation import user_observations
    from scenarios.storage import store

    if out.is_file():
        raise InputError(f"{out}: is there already and is left as it is; name another file")
    paths = [Path(path) for path in stores] or [store.DEFAULT]
    for path in paths:
        store.latest(path)
    figures = None if observed is None else user_observations.read(observed)
    show(f"Written: {report.write(view, out, paths, theme, figures)}")
