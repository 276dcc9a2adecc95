"""`byungjin dashboard`: look at stored runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

PORT = 8050


@click.command(epilog="Example: byungjin dashboard runs --open")
@click.argument("stores", nargs=-1, metavar="[STORE…]")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535),
              help="Port on this machine; 0 takes a free one.")  # fmt: skip
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.option("--observed", metavar="FILE", help="Your own figures (CSV: date, series, value, "
              "source), drawn over the model and scored beside it.")  # fmt: skip
@click.option("--no-token", is_flag=True,
              help="Answer every user of this machine, and print no token.")  # fmt: skip
def command(stores: tuple[str, ...], port: int, open_browser: bool, observed: str | None,
            no_token: bool) -> None:  # fmt: skip
    """Serve the dashboard for stored runs, on this machine only.

    STORE is a stored run or a folder of them; `runs` if none is named. The address printed has a
    token that a browser keeps: another user of the machine who lacks it sees nothing.
    """
    from scenarios.evaluation import user_observations
    from scenarios.storage import store

    paths = [Path(path) for path in stores] or [store.DEFAULT]
    for path in paths:
        store.latest(path)
    figures = None if observed is None else user_observations.read(observed)
    serve(paths, port, open_browser, figures, with_token=not no_token)


def serve(
    paths: list[Path],
    port: int,
    open_browser: bool,
    observed: pd.DataFrame | None = None,
    with_token: bool = True,
) -> None:
    """Hand over to the dashboard until it is stopped."""
    from dashboards.app import serve as serve_pages

    serve_pages(paths, port, open_browser, observed, with_token)
