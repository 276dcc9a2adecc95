"""`byungjin calibrate`: fit the uncertain parameters."""

from __future__ import annotations

import click

from commands.terminal import show


@click.command(epilog="Example: byungjin calibrate")
def command() -> None:
    """Fit the uncertain parameters to the record of 2012-2019."""
    from scenarios.calibration import calibrate

    show(*(str(line) for line in calibrate() or ()))
