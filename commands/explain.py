"""`byungjin explain`: what a name stands for."""

from __future__ import annotations

import click

from commands.terminal import show, show_json


@click.command(epilog="Example: byungjin explain compliance.china")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def command(name: str, as_json: bool) -> None:
    """Say what a name stands for: unit, range, source, where it is used.

    NAME is a parameter, a series, a dated path, a scenario or a group of them, a mechanism, an
    institution, a row of the doctrine (row-1), `opening` for the accounts of 2011 the country
    starts from, or `bottleneck` for what held each branch, month by month, in history.
    """
    from scenarios.reference.explain import described, explain

    if name == "bottleneck":
        from commands.bottlenecks import tell

        tell(as_json)
    elif as_json:
        show_json(described(name))
    else:
        show(*explain(name))
