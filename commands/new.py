"""`byungjin new`: a scenario file to start from."""

from __future__ import annotations

from pathlib import Path

import click

from commands.terminal import show


@click.command(epilog="Example: byungjin new my-case --from baseline")
@click.argument("name")
@click.option("--from", "parent", default="baseline", show_default=True, metavar="SCENARIO",
              help="What the new scenario extends.")  # fmt: skip
def command(name: str, parent: str) -> None:
    """Write NAME.toml, a commented scenario file, here or where a path as NAME says.

    It loads as it is and says the same as SCENARIO until a line is changed. A file that is there
    already is left alone.
    """
    from scenarios.definition.template import write

    file = write(Path(name), parent)
    show(f"Wrote {file}; change it, then: byungjin run {file}")
