"""`byungjin explain`: what a name stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.terminal import show, show_json

if TYPE_CHECKING:
    from scenarios.reference.search import Hit


@click.command(epilog="Example: byungjin explain compliance.china")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def command(name: str, as_json: bool) -> None:
    """Say what a name stands for: unit, range, source, where it is used.

    NAME is a parameter, a series, a dated path, a scenario or a group of them, a mechanism, an
    institution, a row of the doctrine (row-1), `opening` for the accounts of 2011 the country
    starts from, or `bottleneck` for what held each branch, month by month, in history.
    """
    from scenarios.reference.explain import described, explain, is_known

    hits = [] if is_known(name) else _speak_of(name)
    if hits:
        _tell_hits(name, hits, as_json)
    elif name == "bottleneck":
        from commands.bottlenecks import tell

        tell(as_json)
    elif as_json:
        show_json(described(name))
    else:
        show(*explain(name))


def _speak_of(wanted: str) -> list[Hit]:
    """What has a word among those it is known by."""
    from scenarios.reference.search import search

    return [hit for hit in search(wanted) if hit.nearness == 3]


def _tell_hits(wanted: str, hits: list[Hit], as_json: bool) -> None:
    from dataclasses import asdict

    from commands.list import tell_hits

    if as_json:
        show_json({"search": wanted, "hits": [asdict(hit) for hit in hits]})
        return
    show(f"{wanted} is no name of the program. `byungjin explain NAME` says more of these:")
    tell_hits(wanted, hits)
